"""The terms of the ontology at work: each is of use, and shown by an example that holds."""

import re
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple, parse

from pfpgraph.iris import PUBLIC_BASE, prefixes
from pfpgraph.resources import ROOT

PFP = f"{PUBLIC_BASE}ontology#"
TYPE = NamedNode(f"{prefixes()['rdf']}type")
EXAMPLE = NamedNode(f"{prefixes()['skos']}example")
CLASS = NamedNode(f"{prefixes()['owl']}Class")
DEFINED = NamedNode(f"{prefixes()['rdfs']}isDefinedBy")
HEAD = "".join(f"PREFIX {name}: <{space}>\n" for name, space in prefixes().items())
# What can be said, and by no datum is today.
IDLE = {NamedNode(PFP + name) for name in ("Coordinates", "protocolSignedPrecision")}
# Where a term can be of use.
USES = ("data/questions/*.rq", "ontology/rules/*.rq", "shapes/hygiene/*.rq", "shapes/*.ttl")


@pytest.fixture(scope="module")
def graph(release) -> Store:
    """The release, each file in its graph."""
    store = Store()
    store.bulk_load(path=release.dump, format=RdfFormat.N_QUADS)
    return store


@pytest.fixture(scope="module")
def terms(graph: Store) -> set[NamedNode]:
    """Every term that a module defines."""
    return {quad.subject for quad in graph.quads_for_pattern(None, DEFINED, None)}


@pytest.fixture(scope="module")
def examples(graph: Store) -> dict[NamedNode, list[Triple]]:
    """The statements of the example in Turtle of each term that has one; an example in words has a
    language."""
    found = {}
    for term, _, text, _ in graph.quads_for_pattern(None, EXAMPLE, None):
        if isinstance(text, Literal) and text.language is None:
            quads = parse(HEAD + text.value, format=RdfFormat.TURTLE)
            found[term] = [quad.triple for quad in quads]
    return found


def holds(graph: Store, subject=None, predicate=None, value=None) -> bool:
    """Whether some graph of the release has such a statement."""
    return next(graph.quads_for_pattern(subject, predicate, value), None) is not None


def test_every_example_holds(graph: Store, examples: dict[NamedNode, list[Triple]]) -> None:
    """Each statement of an example stands in the release, so none goes stale."""
    assert len(examples) > 250
    stale = [
        f"{term}: {triple}"
        for term, triples in examples.items()
        for triple in triples
        if not holds(graph, triple.subject, triple.predicate, triple.object)
    ]
    assert stale == []


def test_every_class_with_instances_has_an_example(
    graph: Store, terms: set[NamedNode], examples: dict[NamedNode, list[Triple]]
) -> None:
    """The example of a class states that something is of it."""
    classes = {quad.subject for quad in graph.quads_for_pattern(None, TYPE, CLASS)} & terms
    filled = {name for name in classes if holds(graph, None, TYPE, name)}
    assert len(filled) > 100
    lacking = [
        name
        for name in filled
        if not any((row.predicate, row.object) == (TYPE, name) for row in examples.get(name, []))
    ]
    assert lacking == []


def test_every_property_in_use_has_an_example(
    graph: Store, terms: set[NamedNode], examples: dict[NamedNode, list[Triple]]
) -> None:
    """The example of a property uses it."""
    used = {name for name in terms if holds(graph, None, name, None)}
    assert len(used) > 150
    lacking = [
        name for name in used if name not in {row.predicate for row in examples.get(name, [])}
    ]
    assert lacking == []


def named_in(path: Path) -> set[NamedNode]:
    """The terms of ours that a file names outside of comments."""
    text = re.sub(r"(?m)^\s*#.*$", "", path.read_text(encoding="utf-8"))
    return {NamedNode(PFP + name) for name in re.findall(r"\bpfp:(\w+)", text)}


def test_every_term_is_of_use(terms: set[NamedNode]) -> None:
    """Each term stands in a question, a rule, a shape or a hygiene query: what none of them needs
    has no place in the ontology."""
    files = [path for pattern in USES for path in sorted(ROOT.glob(pattern))]
    assert len(files) > 300
    assert len(terms) > 350
    assert sorted(map(str, terms - set().union(*map(named_in, files)))) == []


def test_no_term_is_idle(graph: Store, terms: set[NamedNode]) -> None:
    """Each class has a member, each property a statement, and each other term is a value."""
    facts = tuple(f"{PUBLIC_BASE}graph/{name}" for name in ("data/", "inferred"))
    statements = graph.quads_for_pattern(None, None, None)
    values = {quad.object for quad in statements if quad.graph_name.value.startswith(facts)}
    idle = {
        term
        for term in terms - values
        if not holds(graph, None, TYPE, term) and not holds(graph, None, term, None)
    }
    assert idle == IDLE


def test_only_terms_that_are_there_are_used(graph: Store) -> None:
    """No question, rule, shape or hygiene query names a term that the ontology lacks."""
    files = [path for pattern in USES for path in sorted(ROOT.glob(pattern))]
    named = set().union(*map(named_in, files))
    assert sorted(str(name) for name in named if not holds(graph, name)) == []
