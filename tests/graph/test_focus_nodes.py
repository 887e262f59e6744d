"""The numbers of focus nodes: every kind of target counts, each node once, as pyshacl does."""

import rdflib
from pyoxigraph import RdfFormat, Store
from pyshacl.rdfutil import clone_graph
from pyshacl.shapes_graph import ShapesGraph

from pfpgraph.graph import focus_nodes

PREFIXES = """
PREFIX : <http://example.org/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
"""
SHAPES = """
:ByClass a sh:NodeShape ; sh:targetClass :Party .
:ByClasses a sh:NodeShape ; sh:targetClass :Party , :State ; sh:targetNode :finland , :nowhere .
:BySubjects a sh:NodeShape ; sh:targetSubjectsOf :knows .
:ByObjects a sh:NodeShape ; sh:targetObjectsOf :knows .
:ByProperty a sh:PropertyShape ; sh:path :knows ; sh:targetClass :State .
:State a sh:NodeShape , owl:Class .
:Party a sh:NodeShape , rdfs:Class .
:Nothing a sh:NodeShape ; sh:targetClass :Nobody .
[] a sh:NodeShape ; sh:targetClass :Party .
"""
DATA = """
:State rdfs:subClassOf :Actor .
:Actor rdfs:subClassOf :Party .
:finland a :State ; :knows :sweden , "Malta" .
:sweden a :State , :Actor ; :knows :sweden .
:ann a :Party .
"""


def parsed(shapes: str) -> rdflib.Graph:
    """The shapes as a graph."""
    return rdflib.Graph().parse(data=PREFIXES + shapes, format="turtle")


def counted(shapes: rdflib.Graph) -> dict[rdflib.term.Node, int | None]:
    """The numbers over the data."""
    store = Store()
    store.load((PREFIXES + DATA).encode(), format=RdfFormat.TURTLE)
    return focus_nodes.counts(shapes, store)


def test_every_kind_of_target_counts_as_in_pyshacl() -> None:
    """Classes with subclasses, nodes, subjects, objects, and shapes that are classes."""
    shapes = parsed(SHAPES)
    data = rdflib.Graph().parse(data=PREFIXES + DATA, format="turtle")
    judged = ShapesGraph(clone_graph(shapes))
    wanted = {shape.node: len(shape.focus_nodes(data)) for shape in judged.shapes}
    assert len(wanted) == 9
    assert counted(shapes) == wanted


def test_what_is_not_checked_does_not_count() -> None:
    """A shape without a target and one that is deactivated have no number."""
    shapes = """
    :Helper a sh:NodeShape .
    :Off a sh:NodeShape ; sh:targetClass :Party ; sh:deactivated true .
    :On a sh:NodeShape ; sh:targetClass :State ; sh:deactivated false .
    """
    assert counted(parsed(shapes)) == {rdflib.URIRef("http://example.org/On"): 2}


def test_targets_of_a_query_are_not_known() -> None:
    """A number that only the engine knows is not guessed."""
    query = 'a sh:SPARQLTarget ; sh:select "SELECT ?this { ?this a :State }"'
    shapes = parsed(f":Asked sh:target [ {query} ] .")
    assert counted(shapes) == {rdflib.URIRef("http://example.org/Asked"): None}
