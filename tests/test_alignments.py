"""The alignments: what clients that know only the other vocabularies conclude is true."""

from pathlib import Path

import owlrl
import pytest
from pyoxigraph import NamedNode, RdfFormat, Store, parse, serialize
from rdflib import DCTERMS, FOAF, ORG, PROV, RDF, SDO, Graph, Namespace
from rdflib.term import Node

from pfpgraph.graph import load
from pfpgraph.iris import prefixes
from pfpgraph.resources import ROOT

FOLDER = Path(__file__).parent / "alignments"
VOCABULARIES = FOLDER / "vocabularies.ttl"
PFP = Namespace("https://w3id.org/pfpgraph/ontology#")
ID = Namespace("https://w3id.org/pfpgraph/id/")
TYPE = NamedNode(str(RDF.type))
ORGANISATIONS = {ORG.Organization, ORG.FormalOrganization, FOAF.Organization, PROV.Organization}


@pytest.fixture(scope="module")
def graph(release) -> Store:
    """The release as one graph, with the axioms of the vocabularies."""
    store = Store()
    store.bulk_load(path=release.dump, format=RdfFormat.N_QUADS)
    merged = load.merged(list(store), release.base)
    merged.bulk_load(path=VOCABULARIES, format=RdfFormat.TURTLE)
    return merged


def node(name: str) -> NamedNode:
    """An IRI for the engine."""
    return NamedNode(str(name))


def asked(graph: Store, name: str):
    """What the query of a name finds."""
    return graph.query((FOLDER / f"{name}.rq").read_text("utf-8"), prefixes=prefixes())


@pytest.fixture(scope="module")
def concluded(graph: Store) -> Graph:
    """What RDFS and the axioms conclude of all that never counts as membership."""
    text = serialize(asked(graph, "never-a-member"), format=RdfFormat.N_TRIPLES)
    found = Graph().parse(data=text, format="nt").parse(VOCABULARIES)
    found.parse(ROOT / "ontology" / "alignments.ttl")
    owlrl.DeductiveClosure(owlrl.RDFS_Semantics).expand(found)
    return found


def classes(graph: Graph, kind: Node) -> set[Node]:
    """Every class of the things of a class, that class itself left out."""
    return {c for thing in graph.subjects(RDF.type, kind) for c in graph.objects(thing, RDF.type)}


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("ToolParticipation", 90),
        ("Accession", 32),
        ("Observership", 15),
        ("InvitationToJoin", 3),
        ("OfferToJoin", 1),
        ("PlannedParticipation", 1),
        ("AllegedParticipation", 1),
        ("Associateship", 11),
        ("Commitment", 18),
        ("Contribution", 109),
        ("TermOfOffice", 122),
    ],
)
def test_what_never_counts_is_no_membership(concluded: Graph, kind: str, number: int) -> None:
    """Whoever applies ORG's domains finds no membership in an invitation, a use of a tool and so
    on, and nobody a member by it."""
    records = set(concluded.subjects(RDF.type, PFP[kind]))
    assert len(records) >= number - 5  # facts are corrected; an empty class would prove nothing
    assert ORG.Membership not in classes(concluded, PFP[kind])
    used = {p for record in records for p in concluded.predicates(record)}
    assert not {p for p in used if p.startswith(str(ORG))}


def test_libya_is_no_member_of_the_mediterranean_dialogue(concluded: Graph) -> None:
    """An invitation without an answer makes none, under whatever name of being a member."""
    libya = ID["country/libya"]
    invitation = ID["participation/libya-mediterranean-dialogue"]
    assert (invitation, PFP.country, libya) in concluded
    assert (invitation, PFP.inRelationTo, ID["framework/mediterranean-dialogue"]) in concluded
    names = (ORG.memberOf, ORG.headOf, ORG.hasMembership, SDO.memberOf)
    assert not [name for name in names if (libya, name, None) in concluded]


def test_what_belongs_is_a_membership(graph: Store) -> None:
    """Participations, memberships and affiliations are, for those who know ORG."""
    counts = {
        kind: len({quad.subject for quad in graph.quads_for_pattern(None, TYPE, node(PFP[kind]))})
        for kind in ("Participation", "Membership", "Affiliation")
    }
    members = {quad.subject for quad in graph.quads_for_pattern(None, TYPE, node(ORG.Membership))}
    assert min(counts.values()) > 50
    assert len(members) == sum(counts.values())


@pytest.mark.parametrize("slug", ["neutrality", "collective-security-treaty"])
def test_a_stance_and_a_pact_are_no_organisations(concluded: Graph, slug: str) -> None:
    """In none of the vocabularies."""
    thing = ID[f"organisation/{slug}"]
    found = set(concluded.objects(thing, RDF.type))
    assert found & {PFP.Stance, PFP.Pact}
    assert not found & (ORGANISATIONS | {SDO.Organization, PFP.Organisation})


def test_nothing_is_formal_that_need_not_be(graph: Store) -> None:
    """A movement and an organ of another organisation are organisations, not formal ones."""
    formal = graph.quads_for_pattern(None, TYPE, node(ORG.FormalOrganization))
    assert not list(formal)
    things = {q.subject for q in graph.quads_for_pattern(None, TYPE, node(ORG.Organization))}
    assert node(ID["organisation/non-aligned-movement"]) in things


def test_the_vocabularies_conclude_what_we_say(graph: Store) -> None:
    """No domain or range of theirs gives a thing a class that the alignments do not give it."""
    assert [" ".join(map(str, row)) for row in asked(graph, "entailed-anew")] == []


@pytest.mark.parametrize("query", ["disjoint", "several-values"])
def test_the_vocabularies_are_not_contradicted(graph: Store, query: str) -> None:
    """Nothing is of two of their classes that share nothing; what has but one value has one, and
    no two things share a page that makes them the same."""
    assert [" ".join(map(str, row)) for row in asked(graph, query)] == []


@pytest.mark.parametrize(
    ("query", "statement"),
    [
        ("disjoint", "person:javier-solana a foaf:Organization ."),
        ("several-values", "<http://a.example/> foaf:homepage <http://p.example/> . "
         "<http://b.example/> foaf:homepage <http://p.example/> ."),
        ("several-values", "<http://a.example/> void:class pfp:Event , pfp:Act ."),
        ("entailed-anew", "event:eapc-madrid-1997 org:member country:malta ."),
        ("entailed-anew", "country:malta skos:broader country:latvia ."),
    ],
)  # fmt: skip
def test_a_contradiction_is_seen(graph: Store, query: str, statement: str) -> None:
    """Each of the checks finds what it is for."""
    head = "".join(f"PREFIX {name}: <{space}>\n" for name, space in prefixes().items())
    added = list(parse(head + statement, format=RdfFormat.TURTLE))
    graph.extend(added)
    found = list(asked(graph, query))
    for quad in added:
        graph.remove(quad)
    assert found


def test_text_stands_for_things_where_we_say_so(graph: Store) -> None:
    """Publishers, rights and languages are words, as sources give them (ontology/README.md)."""
    found = {row["property"].value for row in asked(graph, "literals-for-things")}
    assert found == {str(DCTERMS[name]) for name in ("language", "publisher", "rights")}
