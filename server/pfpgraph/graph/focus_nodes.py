"""The focus nodes of shapes: how many things of a graph each shape is checked on."""

from collections.abc import Callable, Iterator
from functools import cache

import rdflib
from pyoxigraph import NamedNode, Store
from rdflib.namespace import OWL, RDF, RDFS, SH
from rdflib.term import Node

_TYPE, _WIDER = NamedNode(str(RDF.type)), NamedNode(str(RDFS.subClassOf))
_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf, SH.target)
_TRUE = rdflib.Literal("true", datatype=rdflib.XSD.boolean)
# The nodes of a graph, as in N-Triples.
Nodes = frozenset[str]


def counts(
    shapes: rdflib.Graph, store: Store, among: Nodes | None = None
) -> dict[Node, int | None]:
    """The number of focus nodes of each shape that has a target and is not deactivated (SHACL
    2.1.3), of all or among some nodes; None where a query chooses them (SHACL Advanced Features
    3)."""
    instances = cache(lambda target: _instances(target, store))
    found: dict[Node, int | None] = {}
    for shape in _targeted(shapes):
        if (shape, SH.target, None) in shapes:
            found[shape] = None
        else:
            nodes = _found(shape, shapes, store, instances)
            found[shape] = len(nodes if among is None else nodes & among)
    return found


def _targeted(shapes: rdflib.Graph) -> set[Node]:
    """The shapes with a target, stated or by being a class, that are not deactivated."""
    stated = {shape for target in _TARGETS for shape in shapes.subjects(target)}
    classes = {shape for shape in shapes.subjects(RDF.type) if _is_class(shape, shapes)}
    return {*stated, *classes} - {*shapes.subjects(SH.deactivated, _TRUE)}


def _is_class(shape: Node, shapes: rdflib.Graph) -> bool:
    """Whether a shape is a class too, so that its instances are its targets (SHACL 2.1.3.3)."""
    types = set(shapes.objects(shape, RDF.type))
    shaped = not types.isdisjoint((SH.NodeShape, SH.PropertyShape))
    return shaped and not types.isdisjoint((RDFS.Class, OWL.Class))


def _found(
    shape: Node, shapes: rdflib.Graph, store: Store, instances: Callable[[NamedNode], Nodes]
) -> Nodes:
    """The focus nodes of a shape."""

    def targets(kind: Node) -> Iterator[NamedNode]:
        named = (node for node in shapes.objects(shape, kind) if isinstance(node, rdflib.URIRef))
        return (NamedNode(str(node)) for node in named)

    found = {node.n3() for node in shapes.objects(shape, SH.targetNode)}
    for target in targets(SH.targetClass):
        found |= instances(target)
    if _is_class(shape, shapes):
        found |= instances(NamedNode(str(shape)))
    for target in targets(SH.targetSubjectsOf):
        found |= {str(quad.subject) for quad in store.quads_for_pattern(None, target, None)}
    for target in targets(SH.targetObjectsOf):
        found |= {str(quad.object) for quad in store.quads_for_pattern(None, target, None)}
    return frozenset(found)


def _instances(target: NamedNode, store: Store) -> Nodes:
    """The instances of a class and of its subclasses."""
    classes, pending = set(), {target}
    while pending:
        classes |= pending
        quads = (quad for node in pending for quad in store.quads_for_pattern(None, _WIDER, node))
        narrower = {quad.subject for quad in quads if isinstance(quad.subject, NamedNode)}
        pending = narrower - classes
    things = (store.quads_for_pattern(None, _TYPE, node) for node in classes)
    return frozenset(str(quad.subject) for quads in things for quad in quads)
