"""The reasoner: HermiT finds a model of ontology, alignments and data, also under the axioms of the
other vocabularies, and OWLAPI finds the ontology in the profiles that it claims."""

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse, serialize

from pfpgraph.graph.release import Release
from pfpgraph.iris import PUBLIC_BASE, prefixes
from pfpgraph.resources import ROOT
from tests.support import owlapi
from tests.support.examples import GOOD

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not shutil.which("java"), reason="there is no java; .ci/run installs it"),
]

ONTOLOGY = sorted((ROOT / "ontology").glob("*.ttl"))
# ORG and PROV-O as W3C publishes them, and what others say of the terms in use.
OTHERS = sorted((ROOT / "tests/alignments").glob("*.ttl"))
HEAD = "".join(f"PREFIX {name}: <{space}>\n" for name, space in prefixes().items())
XSD, PFP = prefixes()["xsd"], prefixes()["pfp"]
IMPORTS = NamedNode(f"{prefixes()['owl']}imports")
# A property of one value, the name: OWL lets two names be of one thing, so a thing that is to have
# one member could have two that are "the same".
NAMED = NamedNode(f"{PUBLIC_BASE}id/name")


def read(*paths: Path) -> list[Triple]:
    """The statements of files of Turtle."""
    return [quad.triple for path in paths for quad in parse(path=path, format=RdfFormat.TURTLE)]


def turtle(text: str) -> list[Triple]:
    """The statements of some Turtle with the prefixes of the service."""
    return [quad.triple for quad in parse(HEAD + text, format=RdfFormat.TURTLE)]


def write(path: Path, triples: Iterable[Triple]) -> Path:
    """A file for OWLAPI. Imports are left out: what they name is among the statements."""
    found = (row for row in set(triples) if row.predicate != IMPORTS)
    serialize(found, path, format=RdfFormat.RDF_XML)
    return path


def world(triples: Iterable[Triple]) -> list[Triple]:
    """Statements as the reasoner can take them: values in the datatypes of OWL 2, and two names of
    ours for two things."""
    told = {Triple(row.subject, row.predicate, value(row.object)) for row in triples}
    ends = {end for row in told for end in (row.subject, row.object)}
    things = {end for end in ends if str(end).startswith(f"<{PUBLIC_BASE}id/")}
    unique = turtle(f"{NAMED} a owl:DatatypeProperty , owl:FunctionalProperty .")
    return [*told, *unique, *(Triple(thing, NAMED, Literal(thing.value)) for thing in things)]


def value(term: object) -> object:
    """A value in the datatype map of OWL 2, as ontology/README.md says: a day is its first instant;
    a duration and a month of any year are text."""
    if not isinstance(term, Literal):
        return term
    match term.datatype.value.removeprefix(XSD):
        case "date":
            return Literal(f"{term.value}T00:00:00", datatype=NamedNode(f"{XSD}dateTime"))
        case "duration" | "gMonth":
            return Literal(term.value)
    return term


# Consistency


@pytest.fixture(scope="module")
def graph(release: Release) -> list[Triple]:
    """The release but for its shapes, which are about the graph, not about the world."""
    quads = parse(path=release.dump, format=RdfFormat.N_QUADS)
    return [quad.triple for quad in quads if "/graph/shapes/" not in quad.graph_name.value]


def test_ontology_alignments_and_data_are_consistent(graph: list[Triple], tmp_path: Path) -> None:
    """All that is stated, inferred and said of the data set has a model, and each class can have a
    member."""
    (found,) = owlapi.ask("consistency", write(tmp_path / "all.rdf", world(graph)))
    assert (found["consistent"], found["unsatisfiable"]) == (True, [])
    assert found["axioms"]["ObjectPropertyAssertion"] > 50_000
    assert found["axioms"]["ClassAssertion"] > 30_000
    assert found["axioms"]["DisjointClasses"] == 2


def test_they_are_consistent_with_the_other_vocabularies(
    graph: list[Triple], tmp_path: Path
) -> None:
    """So it is under all axioms of ORG and PROV-O, and those of FOAF, SKOS, SKOS-XL, VoID and
    GeoSPARQL that bear on the terms in use."""
    path = write(tmp_path / "all.rdf", world([*graph, *read(*OTHERS)]))
    (found,) = owlapi.ask("consistency", path)
    assert (found["consistent"], found["unsatisfiable"]) == (True, [])
    assert found["axioms"]["ObjectPropertyAssertion"] > 50_000
    assert found["axioms"]["FunctionalObjectProperty"] >= 6
    assert found["axioms"]["DisjointClasses"] > 20


FAULTS = {
    "none": "",
    "of two disjoint classes": "country:armenia a pfp:Event .",
    "of two disjoint classes of PROV-O": "document:pfp-framework-document a prov:Activity .",
    "two members of a membership of ORG": (
        "<https://w3id.org/pfpgraph/id/membership/x> org:member country:armenia , country:georgia ."
    ),
    "one page of two things": (
        "country:armenia foaf:homepage <http://p.example/> . "
        "country:georgia foaf:homepage <http://p.example/> ."
    ),
}


def test_a_contradiction_is_seen(tmp_path: Path) -> None:
    """Each fault, put to ontology, vocabularies and a few good records, leaves no model; without
    one there is a model."""
    good = read(*ONTOLOGY, *OTHERS, GOOD)
    paths = [
        write(tmp_path / f"{number}.rdf", world([*good, *turtle(fault)]))
        for number, fault in enumerate(FAULTS.values())
    ]
    found = dict(zip(FAULTS, owlapi.ask("consistency", *paths), strict=True))
    assert {name for name, said in found.items() if said["consistent"]} == {"none"}


def test_an_empty_class_is_seen(tmp_path: Path) -> None:
    """A class whose members would be of two disjoint classes can have none."""
    fault = turtle("pfp:X a owl:Class ; rdfs:subClassOf pfp:Operation , prov:Entity .")
    path = write(tmp_path / "x.rdf", world([*read(*ONTOLOGY, *OTHERS), *fault]))
    (found,) = owlapi.ask("consistency", path)
    assert (found["consistent"], found["unsatisfiable"]) == (True, [f"{PFP}X"])


# Profiles


@pytest.fixture(scope="module")
def served(real: FlaskClient) -> bytes:
    """The ontology as OWLAPI asks for it."""
    answer = real.get("/ontology", headers={"Accept": "application/rdf+xml"})
    assert answer.mimetype == "application/rdf+xml"
    return bytes(answer.data)


def test_ontology_is_in_its_profiles(served: bytes, tmp_path: Path) -> None:
    """It is OWL 2 DL, QL and RL; its inverses alone keep it out of EL."""
    path = tmp_path / "served.rdf"
    path.write_bytes(served)
    (found,) = owlapi.ask("profiles", path)
    assert (found["DL"], found["QL"], found["RL"]) == ([], [], [])
    assert found["EL"] and all("InverseObjectProperties" in said for said in found["EL"])


def test_alignments_leave_dl_for_three_terms(tmp_path: Path) -> None:
    """A claim is a statement of RDF, a value one of RDF's, which OWL 2 DL reserves; other names are
    notes in SKOS, and names as data here (ontology/README.md)."""
    (found,) = owlapi.ask("profiles", write(tmp_path / "aligned.rdf", read(*ONTOLOGY)))
    terms = ("rdf:Statement", "rdf:value", "core#altLabel")
    assert all(any(term in said for said in found["DL"]) for term in terms)
    assert [said for said in found["DL"] if not any(term in said for term in terms)] == []


PROFILE_FAULTS = {
    "DL": "pfp:capital a owl:DatatypeProperty .",
    "QL": "pfp:capital a owl:FunctionalProperty .",
    "RL": "pfp:Country rdfs:subClassOf [ a owl:Restriction ; owl:onProperty pfp:capital ; "
    "owl:someValuesFrom pfp:Place ] .",
}


def test_what_is_outside_a_profile_is_seen(served: bytes, tmp_path: Path) -> None:
    """A property of two sorts, a function, and a class each of whose members must have a value."""
    good = [quad.triple for quad in parse(served, format=RdfFormat.RDF_XML)]
    paths = [
        write(tmp_path / f"{name}.rdf", [*good, *turtle(fault)])
        for name, fault in PROFILE_FAULTS.items()
    ]
    for name, found in zip(PROFILE_FAULTS, owlapi.ask("profiles", *paths), strict=True):
        assert found[name], name
