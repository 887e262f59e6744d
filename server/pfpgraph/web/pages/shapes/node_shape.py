"""The page of a node shape: what it demands in words, examples, and where it is used."""

from dataclasses import dataclass, field
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode
from rdflib import RDF, RDFS, SH, XSD, BNode, Graph, URIRef
from rdflib import Literal as RdfLiteral
from rdflib.collection import Collection
from rdflib.term import Node

from pfpgraph.i18n.texts import choose
from pfpgraph.i18n.typography import spaced
from pfpgraph.i18n.words import word
from pfpgraph.iris import tail
from pfpgraph.kinds import KINDS
from pfpgraph.model import node_shapes, vocabulary
from pfpgraph.web.pages import layout, values
from pfpgraph.web.pages.values import Value
from pfpgraph.web.reader import Reader

# The parameters of SHACL's constraints, in the order in which pages show them.
PARAMETERS = (
    *("minCount", "maxCount", "class", "datatype", "nodeKind", "in", "hasValue", "pattern"),
    *("minInclusive", "minExclusive", "maxInclusive", "maxExclusive", "minLength", "maxLength"),
    *("languageIn", "uniqueLang", "equals", "disjoint", "lessThan", "lessThanOrEquals"),
    *("qualifiedMinCount", "qualifiedMaxCount", "qualifiedValueShape", "node", "and", "or", "xone"),
    *("not", "closed"),
)
_OF_SHAPES = {SH[name] for name in ("qualifiedValueShape", "node", "and", "or", "xone", "not")}
_DEEPEST = 6  # shapes within shapes that a page shows; one may lead back to itself


class Demand(NamedTuple):
    """A constraint: its parameter in words, and its values, or the shapes that are its values."""

    parameter: str
    values: list[Value]
    shapes: list["Part"]


@dataclass
class Part:
    """A shape or constraint as a page shows it: its name, what it is about (the path of a property,
    or a helper shape by its label), and what it demands."""

    name: str
    about: Value | None
    inverse: bool
    demands: list[Demand]
    message: str = ""
    severity: str = ""
    group: str = ""
    query: str = ""
    examples: list[tuple[str, str]] = field(default_factory=list)


def page(reader: Reader, name: str) -> str:
    """The page of the node shape with that name. Raises KeyError without such a shape."""
    snapshot = reader.snapshot
    shape = node_shapes.names(snapshot)[name]
    graph = vocabulary.merged(snapshot, "shapes")
    helper = shape in node_shapes.helpers(snapshot)
    beside = () if helper else node_shapes.beside(snapshot, shape)
    return layout.render(
        reader,
        "node_shape.html",
        name=name,
        iri=str(shape),
        label=text(graph, shape, RDFS.label, reader) or name,
        helper=helper,
        targets=_targets(shape, reader),
        lists=_lists(shape, reader),
        checked=node_shapes.focus_nodes(snapshot).get(str(shape)),
        sections=_parts(graph, shape, reader),
        rules=[] if helper else _rules(shape, reader),
        good=node_shapes.good_example(snapshot, shape),
        beside=[link(graph, other, reader) for other in beside],
        users=[link(graph, user, reader) for user in node_shapes.users(snapshot).get(shape, ())],
    )


def in_words(graph: Graph, shape: Node, reader: Reader) -> str:
    """What a property shape is about and its constraints with plain values, in words."""
    part, colon = _part(graph, shape, reader, 1), word("colon", reader.language)
    said = [
        f"{demand.parameter}{colon}{', '.join(value.text for value in demand.values)}"
        for demand in part.demands
        if demand.values
    ]
    return " · ".join([part.about.text, *said] if part.about else said)


def _targets(shape: URIRef, reader: Reader) -> list[tuple[str, list[Value]]]:
    """What the shape applies to, by the label of the kind of target."""
    found: dict[str, list[Value]] = {}
    for kind, target in node_shapes.targets(reader.snapshot, shape):
        label = reader.snapshot.terms.label(str(kind), reader.language)
        found.setdefault(label, []).append(values.named(str(target), {}, reader))
    return list(found.items())


def _rules(shape: URIRef, reader: Reader) -> list[Value]:
    """The queries of hygiene that name a class that the shape applies to, by what is right."""
    classes = {tail(str(target)) for _, target in node_shapes.targets(reader.snapshot, shape)}
    return [
        Value(
            spaced(rule.messages[reader.language], reader.language),
            reader.here(f"/shapes#{rule.name}"),
            plain=rule.name,
        )
        for rule in node_shapes.rules(reader.snapshot)
        if rule.terms & classes
    ]


def _lists(shape: URIRef, reader: Reader) -> list[str]:
    """The kinds with a list of the things that the shape applies to."""
    classes = {str(target) for _, target in node_shapes.targets(reader.snapshot, shape)}
    space = reader.snapshot.prefixes["pfp"]
    return [name for name, kind in KINDS.items() if space + kind.type in classes]


def _parts(graph: Graph, shape: URIRef, reader: Reader) -> list[Part]:
    """The shape's own constraints, its properties in their order, and its queries."""
    properties = sorted(graph.objects(shape, SH.property), key=lambda part: _order(graph, part))
    whole = _part(graph, shape, reader)
    found = [whole] if whole.demands else []
    found += [_part(graph, part, reader) for part in properties]
    found += [
        _part(graph, part, reader) for part in sorted(graph.objects(shape, SH.sparql), key=str)
    ]
    return found


def _order(graph: Graph, part: Node) -> tuple[float, str]:
    order = graph.value(part, SH.order)
    return float(str(order)) if isinstance(order, RdfLiteral) else float("inf"), str(part)


def _part(graph: Graph, node: Node, reader: Reader, depth: int = 0) -> Part:
    """A shape or constraint within a page."""
    path = graph.value(node, SH.path)
    inverse = graph.value(path, SH.inversePath) if isinstance(path, BNode) else None
    about = inverse or path
    group = graph.value(node, SH.group)
    name = str(node).removeprefix(reader.snapshot.prefixes["shape"])
    severity = graph.value(node, SH.severity)
    return Part(
        name=name if isinstance(node, URIRef) else "",
        about=values.named(str(about), {}, reader) if isinstance(about, URIRef) else None,
        inverse=inverse is not None,
        demands=_demands(graph, node, reader, depth),
        message=text(graph, node, SH.message, reader),
        severity=str(severity or SH.Violation).rpartition("#")[2].lower(),
        group=text(graph, group, RDFS.label, reader) if group else "",
        query=str(graph.value(node, SH.select) or ""),
        examples=[] if depth else _examples(name, reader),
    )


def _examples(name: str, reader: Reader) -> list[tuple[str, str]]:
    """The bad examples of a shape: the label of the parameter that each breaks, and its Turtle."""
    label = reader.snapshot.terms.label
    space = str(SH)
    return [
        (label(space + parameter, reader.language), turtle)
        for parameter, turtle in node_shapes.bad_examples(reader.snapshot, name)
    ]


def _demands(graph: Graph, node: Node, reader: Reader, depth: int) -> list[Demand]:
    """The constraints of a shape, and those of its properties where it is within another."""
    found = []
    parameters = [SH[name] for name in PARAMETERS] + ([SH.property] if depth else [])
    for parameter in parameters:
        for value in sorted(graph.objects(node, parameter), key=str):
            label = reader.snapshot.terms.label(str(parameter), reader.language)
            members = _members(graph, value)
            if parameter in _OF_SHAPES or parameter == SH.property:
                shapes = [_inner(graph, each, reader, depth) for each in members]
                found.append(Demand(label, [], shapes))
            else:
                found.append(Demand(label, [_value(each, reader) for each in members], []))
    return found


def _inner(graph: Graph, node: Node, reader: Reader, depth: int) -> Part:
    """A shape within another: a link where it has a page, else what it demands."""
    if node in node_shapes.names(reader.snapshot).values() or depth >= _DEEPEST:
        return Part("", link(graph, node, reader), False, [])
    return _part(graph, node, reader, depth + 1)


def _members(graph: Graph, value: Node) -> list[Node]:
    """The members of a list, or the value alone."""
    if (value, RDF.first, None) in graph:
        return list(Collection(graph, value))
    return [value]


def link(graph: Graph, shape: Node, reader: Reader) -> Value:
    """A node shape by its label, with a link to its page."""
    name = str(shape).removeprefix(reader.snapshot.prefixes["shape"])
    label = text(graph, shape, RDFS.label, reader) or name
    return Value(label, reader.here(f"/shapes/{name}"), plain=str(shape))


def _value(value: Node, reader: Reader) -> Value:
    """A value of a parameter: a term by its label, a literal as it is."""
    if isinstance(value, URIRef):
        return values.named(str(value), {}, reader)
    datatype = value.datatype if isinstance(value, RdfLiteral) else None
    return values.literal(Literal(str(value), datatype=NamedNode(datatype or XSD.string)), reader)


def text(graph: Graph, node: Node, predicate: URIRef, reader: Reader) -> str:
    """The text of a property in the reader's language, else in another; "" when there is none."""
    texts: dict[str, list[str]] = {}
    for value in graph.objects(node, predicate):
        if isinstance(value, RdfLiteral):
            texts.setdefault(value.language or "", []).append(str(value))
    return choose(texts, reader.language)[0]
