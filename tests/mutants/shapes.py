"""Mutants of a graph of shapes: each target, constraint, path and value removed, weakened or
shifted."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from rdflib import RDF, RDFS, SH, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from tests.mutants import patterns, sparql
from tests.support.examples import PFP, TARGETS

NUMBERS = (
    *("minCount", "maxCount", "qualifiedMinCount", "qualifiedMaxCount", "minLength", "maxLength"),
    *("minInclusive", "maxInclusive", "minExclusive", "maxExclusive"),
)
LISTS = ("or", "and", "xone", "in", "languageIn")
OTHERS = (
    *("property", "sparql", "class", "datatype", "nodeKind", "pattern", "uniqueLang", "lessThan"),
    *("lessThanOrEquals", "disjoint", "equals", "not", "hasValue", "closed", "node"),
)
# What makes a constraint; sh:qualifiedValueShape goes with its number.
REMOVED = (*TARGETS, *(SH[name] for name in (*NUMBERS, *LISTS, *OTHERS)))

Triple = tuple[Node, Node, Node]


class Mutant(NamedTuple):
    """The shape that was changed (an IRI), what was changed, and the triples that went and came."""

    shape: URIRef
    what: str
    removed: tuple[Triple, ...]
    added: tuple[Triple, ...] = ()

    def __str__(self) -> str:
        return f"{self.shape.split('#')[1]}: {self.what}"


def mutants(shapes: Graph, ontology: Graph) -> Iterator[Mutant]:
    """All mutants, named apart; a shape that no engine runs has none."""
    off = set(shapes.subjects(SH.deactivated))
    for shape in sorted(set(shapes.subjects(RDF.type)) - off, key=str):
        if isinstance(shape, URIRef) and "#" in shape:
            counted: dict[str, int] = {}
            for mutant in _of_shape(shapes, ontology, shape):
                number = counted[mutant.what] = counted.get(mutant.what, 0) + 1
                what = mutant.what if number == 1 else f"{mutant.what} ({number})"
                yield mutant._replace(what=what)


def _of_shape(shapes: Graph, ontology: Graph, shape: URIRef) -> Iterator[Mutant]:
    for triple in sorted(_own(shapes, shape), key=lambda t: (str(t[1]), str(t[2]))):
        parameter = triple[1].rpartition("#")[2]
        if triple[1] in REMOVED:
            yield Mutant(shape, f"without {parameter} {_name(shapes, triple[2])}", (triple,))
        for what, object_, rest in _shifted(shapes, ontology, triple):
            instead = (*triple[:2], object_)
            yield Mutant(shape, f"{parameter} {what}", (triple,), (instead, *rest))


def _own(shapes: Graph, node: Node) -> Iterator[Triple]:
    """The triples of a shape and of the blank nodes in it."""
    for triple in shapes.triples((node, None, None)):
        yield triple
        if isinstance(triple[2], BNode):
            yield from _own(shapes, triple[2])


def _name(shapes: Graph, node: Node) -> str:
    """What a value is called in the name of a mutant."""
    if (node, RDF.first, None) in shapes:
        return f"({' '.join(_name(shapes, member) for member in Collection(shapes, node))})"
    if isinstance(node, BNode):
        inner = sorted((p, o) for _, p, o in _own(shapes, node) if p != RDF.rest)
        return f"[{' '.join(_name(shapes, o) for _, o in inner if not isinstance(o, BNode))}]"
    return node.n3(shapes.namespace_manager)


Shifted = Iterator[tuple[str, Node, Iterable[Triple]]]


def _shifted(shapes: Graph, ontology: Graph, triple: Triple) -> Shifted:
    """What stands in place of the object of a triple: its name, itself, and triples it needs."""
    parameter, value = triple[1].rpartition("#")[2], triple[2]
    if triple[1] == RDF.type or not triple[1].startswith(str(SH)):
        return
    if parameter in NUMBERS:
        yield from _numbers(parameter, value)
    elif parameter in LISTS:
        yield from _lists(shapes, ontology, parameter, value)
    elif parameter in _OTHER:
        for what, other in _OTHER[parameter](shapes, ontology, value):
            yield what, other, ()


def _numbers(parameter: str, value: Node) -> Shifted:
    """One more and one less; a least number of 0 is none, as is one that was removed."""
    for step in (-1, 1):
        number = value.toPython() + step
        if number >= (1 if parameter in ("minCount", "qualifiedMinCount") else -1000):
            yield f"{number} for {value}", Literal(number, datatype=value.datatype), ()


def _lists(shapes: Graph, ontology: Graph, parameter: str, head: Node) -> Shifted:
    """A list without each of its members; values with others of their kind."""
    members = list(Collection(shapes, head))
    for at, member in enumerate(members):
        yield f"without {_name(shapes, member)}", *_listed(members[:at] + members[at + 1 :])
    for other in _of_one_kind(ontology, members) if parameter == "in" else ():
        yield f"with {_name(shapes, other)}", *_listed([*members, other])


def _listed(members: list[Node]) -> tuple[Node, Graph]:
    """The head and the triples of a list."""
    graph, head = Graph(), BNode()
    Collection(graph, head, members)
    return head, graph


def _of_one_kind(ontology: Graph, members: list[Node]) -> list[Node]:
    """The values that the ontology has of a kind that all members are of."""
    kinds = [set(ontology.objects(member, RDF.type)) for member in members]
    common = {kind for kind in set.intersection(*kinds) if kind in PFP}
    return sorted({o for kind in common for o in ontology.subjects(RDF.type, kind)} - {*members})


Other = Iterator[tuple[str, Node]]


def _wider_class(shapes: Graph, ontology: Graph, value: Node) -> Other:
    for wider in sorted(ontology.objects(value, RDFS.subClassOf)):
        if isinstance(wider, URIRef):
            yield f"{_name(shapes, wider)} for {_name(shapes, value)}", wider


def _wider_kind(_shapes: Graph, _ontology: Graph, value: Node) -> Other:
    for wider in (SH.BlankNodeOrIRI, SH.IRIOrLiteral) if value == SH.IRI else ():
        yield f"{wider.rpartition('#')[2]} for IRI", wider


def _pattern(_shapes: Graph, _ontology: Graph, value: Node) -> Other:
    for changed in dict.fromkeys(patterns.mutants(value)):
        yield changed, Literal(changed)


def _select(_shapes: Graph, _ontology: Graph, value: Node) -> Other:
    for what, query in sparql.mutants(value):
        yield what, Literal(query)


def _path(shapes: Graph, _ontology: Graph, value: Node) -> Other:
    """Another property; an inverse path also without its inverse."""
    yield f"other than {_name(shapes, value)}", PFP.someOtherProperty
    if inverse := shapes.value(value, SH.inversePath):
        yield f"{_name(shapes, inverse)} not inverse", inverse


_OTHER: dict[str, Callable[[Graph, Graph, Node], Other]] = {
    "class": _wider_class,
    "nodeKind": _wider_kind,
    "pattern": _pattern,
    "select": _select,
    "path": _path,
}


def closure(shapes: Graph, node: Node) -> Graph:
    """All that a shape is made of, without its names and messages."""
    graph, left = Graph(), [node]
    while left:
        subject = left.pop()
        if (subject, None, None) not in graph:
            for triple in shapes.triples((subject, None, None)):
                if triple[1] not in (SH.message, SH.name):
                    graph.add(triple)
                    left.append(triple[2])
    return graph
