"""The ontology: its modules, its profile, its consistency, its layout and its version."""

import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import owlrl
import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from pfpgraph.iris import PUBLIC_BASE, prefixes
from pfpgraph.resources import ROOT

GOOD = Path(__file__).parent / "shapes" / "good.ttl"
MODULES = sorted((ROOT / "ontology").glob("*.ttl"))
FILES = [*MODULES, *sorted((ROOT / "shapes").glob("*.ttl"))]
ONTOLOGY = URIRef(f"{PUBLIC_BASE}ontology")
PFP = Namespace(f"{ONTOLOGY}#")
UMBRELLA, ALIGNMENTS = "pfpgraph", "alignments"
ENTITIES = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
PROPERTIES = set(ENTITIES[1:])
RESERVED = tuple(prefixes()[name] for name in ("owl", "rdf", "rdfs", "xsd"))


def read(paths: list[Path]) -> Graph:
    """One graph of several Turtle files."""
    graph = Graph()
    for path in paths:
        graph.parse(path)
    return graph


@pytest.fixture(scope="module")
def ontology() -> Graph:
    """What the umbrella imports: everything but the alignments."""
    return read([path for path in MODULES if path.stem != ALIGNMENTS])


@pytest.fixture(scope="module")
def terms(ontology: Graph) -> list[Node]:
    return sorted(set(ontology.subjects(RDFS.isDefinedBy)))


def module(name: str) -> URIRef:
    """The IRI of the ontology in a file."""
    return ONTOLOGY if name == UMBRELLA else URIRef(f"{ONTOLOGY}/{name}")


def test_every_term_of_the_contract_is_there(terms: list[Node]) -> None:
    """The terms that queries of users rest on are in the ontology."""
    names = {term.removeprefix(PFP) for term in terms}
    assert names > {"Signature", "Participation", "Claim", "Disagreement", "holdsFrom", "Open"}
    assert len(names) > 250


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_module_is_an_ontology_with_its_own_terms(path: Path) -> None:
    """A file holds one ontology, named by the file, and defines no term of another module."""
    graph = Graph().parse(path)
    assert list(graph.subjects(RDF.type, OWL.Ontology)) == [module(path.stem)]
    assert set(graph.objects(None, RDFS.isDefinedBy)) <= {module(path.stem)}


def test_umbrella_imports_every_module() -> None:
    """The umbrella imports all modules but itself and the alignments."""
    umbrella = Graph().parse(ROOT / "ontology" / f"{UMBRELLA}.ttl")
    names = {path.stem for path in MODULES} - {UMBRELLA, ALIGNMENTS}
    assert set(umbrella.objects(ONTOLOGY, OWL.imports)) == {module(name) for name in names}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_version_is_that_of_the_project(path: Path) -> None:
    """Version and version IRI of each module are the project's, which stands in one place."""
    graph = Graph().parse(path)
    name = module(path.stem)
    assert str(graph.value(name, OWL.versionInfo)) == version("pfpgraph")
    assert graph.value(name, OWL.versionIRI) == URIRef(f"{name}/{version('pfpgraph')}")


def test_header_says_who_what_and_under_which_licence() -> None:
    """The umbrella has the metadata by which an ontology is found, cited and reused."""
    graph = Graph().parse(ROOT / "ontology" / f"{UMBRELLA}.ttl")
    vann = prefixes()["vann"]
    assert str(graph.value(ONTOLOGY, URIRef(f"{vann}preferredNamespacePrefix"))) == "pfp"
    assert str(graph.value(ONTOLOGY, URIRef(f"{vann}preferredNamespaceUri"))) == str(PFP)
    licence = URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert graph.value(ONTOLOGY, DCTERMS.license) == licence
    assert version("pfpgraph") in graph.value(ONTOLOGY, DCTERMS.bibliographicCitation)
    for wanted in (DCTERMS.creator, DCTERMS.created, DCTERMS.issued, DCTERMS.modified):
        assert graph.value(ONTOLOGY, wanted) is not None, wanted


def test_far_days_have_one_value(ontology: Graph) -> None:
    """The ontology names the days that stand for an open end and an unknown beginning."""
    assert list(ontology.objects(ONTOLOGY, PFP.farFuture)) == [day("9999-12-31")]
    assert list(ontology.objects(ONTOLOGY, PFP.farPast)) == [day("0001-01-01")]


def day(text: str) -> Literal:
    return Literal(text, datatype=XSD.date)


def test_every_term_has_its_words_in_both_languages(ontology: Graph, terms: list[Node]) -> None:
    """One label and one definition in English and in French, and a note in both or none."""
    for term in terms:
        for words in (RDFS.label, SKOS.definition):
            assert sorted(text.language for text in ontology.objects(term, words)) == ["en", "fr"]
        notes = {text.language for text in ontology.objects(term, SKOS.scopeNote)}
        assert notes in (set(), {"en", "fr"}), term


def test_headings_ask_in_both_languages(ontology: Graph) -> None:
    """What has a noun for headings has words that ask for it, each once in English and French."""
    headed = {*ontology.subjects(PFP.heading), *ontology.subjects(PFP.interrogative)}
    assert len(headed) > 40
    for term in headed:
        for words in (PFP.heading, PFP.interrogative):
            texts = list(ontology.objects(term, words))
            assert sorted(text.language for text in texts) == ["en", "fr"], term


def test_terms_of_others_have_labels_in_both_languages() -> None:
    """Each term in external.ttl has one label in each language."""
    graph = Graph().parse(ROOT / "ontology" / "external.ttl")
    labelled = set(graph.subjects(RDFS.label))
    assert len(labelled) > 100
    for term in labelled:
        assert sorted(text.language for text in graph.objects(term, RDFS.label)) == ["en", "fr"]


def test_terms_of_the_alignments_are_ours(terms: list[Node]) -> None:
    """An alignment is of a term that the ontology defines, to one of others."""
    graph = Graph().parse(ROOT / "ontology" / f"{ALIGNMENTS}.ttl")
    links = [*graph.subject_objects(RDFS.subClassOf), *graph.subject_objects(RDFS.subPropertyOf)]
    assert len(links) > 50
    for ours, theirs in links:
        assert ours in terms and not theirs.startswith(PFP), (ours, theirs)


# OWL 2 DL, as far as an ontology of named classes and properties can leave it


def test_every_entity_has_one_type(ontology: Graph) -> None:
    """No property is of two sorts and none is a class too (OWL 2, section 5.8)."""
    for entity in {subject for kind in ENTITIES for subject in ontology.subjects(RDF.type, kind)}:
        kinds = [kind for kind in ontology.objects(entity, RDF.type) if kind in ENTITIES]
        assert len(kinds) == 1, entity


def test_every_property_in_use_is_declared(ontology: Graph) -> None:
    """The ontology asserts with properties that it declares, and with OWL's own."""
    for name in set(ontology.predicates()):
        if not str(name).startswith(RESERVED):
            assert PROPERTIES & set(ontology.objects(name, RDF.type)), name


def test_reserved_terms_are_only_labelled(ontology: Graph) -> None:
    """Nothing is asserted of the terms of RDF, RDFS, OWL and XSD but how they are called."""
    for subject, predicate in ontology.subject_predicates():
        if str(subject).startswith(RESERVED):
            assert predicate in (RDFS.label, PFP.heading, PFP.interrogative), subject


def test_super_classes_and_inverses_are_declared(ontology: Graph) -> None:
    """Both sides of an axiom are entities of the same sort, declared here."""
    for sub, wide in ontology.subject_objects(RDFS.subClassOf):
        assert {(sub, RDF.type, OWL.Class), (wide, RDF.type, OWL.Class)} <= set(ontology), sub
    for one, other in ontology.subject_objects(OWL.inverseOf):
        for name in (one, other):
            assert (name, RDF.type, OWL.ObjectProperty) in ontology, name


def test_no_global_domain_or_range(ontology: Graph) -> None:
    """Domains and ranges are told, not inferred from (schema:domainIncludes, rangeIncludes)."""
    assert not set(ontology.predicates()) & {RDFS.domain, RDFS.range}


def test_blank_nodes_are_only_axioms_and_lists(ontology: Graph) -> None:
    """Disjointness and difference are the only axioms without a name."""
    axioms = (OWL.AllDisjointClasses, OWL.AllDifferent)
    for node in ontology.subjects(RDF.type):
        if isinstance(node, BNode):
            assert ontology.value(node, RDF.type) in axioms


# Consistency: the OWL 2 RL closure of ontology and data holds no contradiction


def clashes(closure: Graph) -> Iterator[str]:
    """What the closure cannot both be: a thing of two classes that share no thing, or nothing's."""
    for thing in closure.subjects(RDF.type, OWL.Nothing):
        yield f"{thing} is of no possible class"
    for axiom in closure.subjects(RDF.type, OWL.AllDisjointClasses):
        members = list(Collection(closure, closure.value(axiom, OWL.members)))
        for thing in {name for each in members for name in closure.subjects(RDF.type, each)}:
            both = [each for each in members if (thing, RDF.type, each) in closure]
            if len(both) > 1:
                yield f"{thing} is of {', '.join(both)}"


def closure(extra: str = "") -> Graph:
    """The OWL 2 RL closure of the ontology, its alignments, the good fixture and some Turtle."""
    graph = read([path for path in [*MODULES, GOOD] if path.stem != "external"])
    head = "".join(f"PREFIX {name}: <{space}>\n" for name, space in prefixes().items())
    graph.parse(data=head + extra, format="turtle")
    for term in (SKOS.definition, SKOS.scopeNote, RDFS.label):
        graph.remove((None, term, None))
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return graph


def test_ontology_is_consistent() -> None:
    """The closure over the good fixture has no clash, and derives what it should."""
    whole = closure()
    signature = URIRef(f"{PUBLIC_BASE}id/signature/armenia-pfp-framework-document")
    country = URIRef(f"{PUBLIC_BASE}id/country/armenia")
    assert (signature, RDF.type, PFP.Record) in whole
    assert (country, PFP.hasSignature, signature) in whole
    assert list(clashes(whole)) == []


def test_inconsistency_is_seen() -> None:
    """A thing of two disjoint classes is a clash, so the check above checks something."""
    found = list(clashes(closure("country:armenia a pfp:Event .")))
    assert any("country/armenia is of" in clash for clash in found)


def test_what_is_offered_or_observed_is_never_membership(ontology: Graph) -> None:
    """The kinds of records share nothing, so no observer or invited state is a member."""
    acts = set(ontology.subjects(RDFS.subClassOf, PFP.Act))
    kinds = set(ontology.subjects(RDFS.subClassOf, PFP.Record)) - {PFP.Act} | acts
    for axiom in ontology.subjects(RDF.type, OWL.AllDisjointClasses):
        if set(Collection(ontology, ontology.value(axiom, OWL.members))) == kinds:
            return
    raise AssertionError("the kinds of records are not the members of one disjointness")


# Layout: one statement a line, so that a change is a line


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_layout(path: Path) -> None:
    """LF, no tabs, sorted prefixes all in use, one object a line, the full stop alone."""
    text = path.read_bytes().decode()
    lines = text.split("\n")
    assert text.endswith("\n") and not text.endswith("\n\n")
    assert not re.search(r"[\r\t]|[ ]$|\n\n\n", text, re.MULTILINE)
    names = [line.split()[1].rstrip(":") for line in lines if line.startswith("PREFIX ")]
    assert names == sorted(names)
    body = re.sub(r"(?m)^(PREFIX|#).*$", "", text)
    plain = re.sub(r'(?s)""".*?"""|"(\\.|[^"\\])*"|<[^>]*>', '""', body)
    assert set(names) == set(re.findall(r"(?<![\w:])([a-z]\w*):", plain))
    for line in plain.split("\n"):
        assert re.fullmatch(LINE, line), line


# A subject; a statement with its last or only object, or another object; a list; the full stop.
LINE = re.compile(
    r"|\.|\S+|\[\]| {4}\S+( \[ \S+ \S+ \])?( \S+)? ;| {8}\S+ [,;]|"
    r" {4}\S+| {4}\S+ \(| {8}\S+| {4}\) ;"
)
