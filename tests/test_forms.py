"""The shapes for builders of forms: labels, order, groups, and which shapes to leave out."""

import pytest
from rdflib import RDF, RDFS, SH, Graph, Literal
from rdflib.term import Node

from pfpgraph.resources import ROOT
from tests.support.examples import PFP, SHAPE, ontology_files, read, shapes_graph, targeted


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return shapes_graph()


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return read(ontology_files())


def node_shapes(shapes: Graph) -> set[Node]:
    """All node shapes."""
    return set(shapes.subjects(RDF.type, SH.NodeShape))


def main_shapes(shapes: Graph) -> set[Node]:
    """The node shapes that are not marked as helpers."""
    return node_shapes(shapes) - set(shapes.subjects(RDF.type, SHAPE.Helper))


def words(graph: Graph, thing: Node, predicate: Node) -> dict[str | None, str]:
    """The values of a property by their language."""
    found = [value for value in graph.objects(thing, predicate) if isinstance(value, Literal)]
    assert len({value.language for value in found}) == len(found), thing
    return {value.language: str(value) for value in found}


def test_each_class_has_one_main_shape(shapes: Graph) -> None:
    """A shape that is no helper is that of one class, which no other is."""
    classes = [list(shapes.objects(shape, SH.targetClass)) for shape in main_shapes(shapes)]
    assert [len(found) for found in classes] == [1] * len(classes)
    assert len({found[0] for found in classes}) == len(classes) > 40


def test_every_class_with_things_has_a_main_shape(shapes: Graph, ontology: Graph) -> None:
    """Each class of ours that something in the data is of, or a wider one; the values that the
    ontology itself has, such as precisions, need none."""
    shaped = {shapes.value(shape, SH.targetClass) for shape in main_shapes(shapes)}
    data = read(sorted((ROOT / "data").glob("*.ttl")))
    classes = {name for name in data.objects(None, RDF.type) if name in PFP}
    assert len(classes) > 80
    lacking = [
        name
        for name in classes
        if shaped.isdisjoint(ontology.transitive_objects(name, RDFS.subClassOf))
    ]
    assert lacking == []


def test_main_shape_is_called_like_its_class(shapes: Graph, ontology: Graph) -> None:
    """Its label is that of the class, in both languages."""
    for shape in main_shapes(shapes):
        target = shapes.value(shape, SH.targetClass)
        assert target is not None
        assert words(shapes, shape, RDFS.label) == words(ontology, target, RDFS.label), shape


def test_shape_without_a_target_is_a_helper(shapes: Graph) -> None:
    """What only serves other shapes is marked."""
    helpers = node_shapes(shapes).difference(targeted(shapes))
    assert helpers
    assert helpers <= set(shapes.subjects(RDF.type, SHAPE.Helper))


def test_shape_without_a_target_has_no_property(shapes: Graph) -> None:
    """Its conditions are those of sh:and, so that builders that read sh:property do not show it."""
    assert set(shapes.subjects(SH.property)) <= {*targeted(shapes)}


def test_every_node_shape_has_its_own_label(shapes: Graph) -> None:
    """In English and French, and no other shape has it, save a helper for values of a class."""
    labels = [words(shapes, shape, RDFS.label) for shape in sorted(main_shapes(shapes))]
    assert all(set(found) == {"en", "fr"} for found in labels)
    for language in ("en", "fr"):
        assert len({found[language] for found in labels}) == len(labels)
    assert {frozenset(words(shapes, shape, RDFS.label)) for shape in node_shapes(shapes)} == {
        frozenset(("en", "fr"))
    }


def test_order_is_total_within_a_shape(shapes: Graph) -> None:
    """The properties of a shape are numbered from 1."""
    for shape in set(shapes.subjects(SH.property)):
        orders = [shapes.value(each, SH.order) for each in shapes.objects(shape, SH.property)]
        assert sorted(int(str(order)) for order in orders) == [*range(1, len(orders) + 1)], shape


def test_every_property_stands_in_a_group(shapes: Graph) -> None:
    """The groups have labels in both languages and a place of their own; none is without use."""
    groups = set(shapes.subjects(RDF.type, SH.PropertyGroup))
    assert groups == set(shapes.objects(None, SH.group))
    for each in set(shapes.objects(None, SH.property)):
        assert shapes.value(each, SH.group) in groups, each
    assert {frozenset(words(shapes, group, RDFS.label)) for group in groups} == {
        frozenset(("en", "fr"))
    }
    orders = [int(str(shapes.value(group, SH.order))) for group in groups]
    assert sorted(orders) == [*range(1, len(groups) + 1)]
