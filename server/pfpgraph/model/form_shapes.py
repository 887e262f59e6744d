"""The shapes for builders of forms and of queries: one for each class, with every property that
some shape states of its things, once each, and without what only serves validation."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rdflib import (
    DCTERMS,
    OWL,
    PROV,
    RDF,
    RDFS,
    SDO,
    SH,
    SKOS,
    XSD,
    BNode,
    Graph,
    Literal,
    Namespace,
    URIRef,
)
from rdflib.collection import Collection
from rdflib.term import Node

from pfpgraph.i18n.words import languages, word
from pfpgraph.iris import tail
from pfpgraph.model import node_shapes, vocabulary
from pfpgraph.model.snapshot import Snapshot, per_release

NAME = "form"  # its address under /shapes, which no module has
# What a field is told by; the first value counts where several shapes state one.
_PARAMETERS = [SH[name] for name in ("maxCount", "datatype", "nodeKind", "pattern", "uniqueLang")]
_PARAMETERS += [
    SH[f"{limit}{kind}"] for limit in ("min", "max") for kind in ("Inclusive", "Length")
]


class Field(NamedTuple):
    """A property of a class: its path, and the property shapes that state something of it, those of
    the class's own shape last."""

    path: URIRef
    shapes: list[Node]


@per_release()
def fields(snapshot: Snapshot, shape: URIRef) -> list[Field]:
    """The properties of the things of a class, given its main shape: in the order of their groups,
    and within one those that several classes have in common first."""
    whole = vocabulary.merged(snapshot, "shapes")
    found: dict[URIRef, list[Node]] = defaultdict(list)
    for owner in (*node_shapes.beside(snapshot, shape), shape):
        parts = whole.objects(owner, SH.property)
        for part in sorted(parts, key=lambda part: (_number(whole, part), str(part))):
            path = whole.value(part, SH.path)
            if isinstance(path, URIRef):
                found[path].append(part)
    rows = [Field(path, shapes) for path, shapes in found.items()]
    return sorted(rows, key=lambda row: _number(whole, whole.value(row.shapes[0], SH.group)))


def _number(whole: Graph, node: Node | None) -> int:
    order = whole.value(node, SH.order)
    return 0 if order is None else int(str(order))


@per_release()
def graph(snapshot: Snapshot) -> Graph:
    """The shapes for builders of forms as a graph of their own."""
    whole, ontology = (vocabulary.merged(snapshot, part) for part in ("shapes", "ontology"))
    found = Graph(bind_namespaces="none")
    own = Namespace(f"{snapshot.base}shapes/{NAME}#")
    for prefix, namespace in (*whole.namespaces(), (NAME, own)):
        found.bind(prefix, namespace)
    for triple in (*_header(snapshot), *_groups(whole)):
        found.add(triple)
    for name, shape in main(snapshot).items():
        found.add((own[name], RDF.type, SH.NodeShape))
        for predicate in (RDFS.label, SH.targetClass):
            _copy(whole, shape, predicate, found, own[name], predicate)
        target = whole.value(shape, SH.targetClass)
        _copy(ontology, target, SKOS.definition, found, own[name], SH.description)
        for number, row in enumerate(fields(snapshot, shape), 1):
            part = own[f"{name}-{tail(row.path)}"]
            found.add((own[name], SH.property, part))
            found.add((part, SH.order, Literal(number)))
            _add(snapshot, row, found, part)
    return found


@per_release()
def main(snapshot: Snapshot) -> dict[str, URIRef]:
    """The main shapes of classes by name: all node shapes that are no helpers."""
    helpers = node_shapes.helpers(snapshot)
    names = node_shapes.names(snapshot)
    return {name: shape for name, shape in names.items() if shape not in helpers}


def _header(snapshot: Snapshot) -> Iterator[tuple[Node, Node, Node]]:
    """What the graph says of itself."""
    iri = URIRef(f"{snapshot.base}shapes/{NAME}")
    yield iri, RDF.type, OWL.Ontology
    yield iri, PROV.wasDerivedFrom, URIRef(f"{snapshot.base}shapes")
    yield iri, OWL.versionInfo, Literal(snapshot.release.version)
    for language in languages():
        yield iri, DCTERMS.title, Literal(word("shapes-form", language), lang=language)
        yield iri, DCTERMS.description, Literal(word("shapes-form-about", language), lang=language)


def _groups(whole: Graph) -> Iterator[tuple[Node, Node, Node]]:
    """The groups of properties with their labels and order."""
    for group in sorted(whole.subjects(RDF.type, SH.PropertyGroup), key=str):
        yield from sorted(whole.triples((group, None, None)))


def _copy(
    source: Graph, node: Node | None, predicate: URIRef, found: Graph, into: URIRef, name: URIRef
) -> None:
    """Add the values of a property of a node to another node, as those of the property `name`."""
    for value in sorted(source.objects(node, predicate), key=str):
        found.add((into, name, value))


def _add(snapshot: Snapshot, row: Field, found: Graph, part: URIRef) -> None:
    """Add the property shape of a field."""
    whole = vocabulary.merged(snapshot, "shapes")
    ontology = vocabulary.merged(snapshot, "ontology")
    found.add((part, RDF.type, SH.PropertyShape))
    found.add((part, SH.path, row.path))
    for predicate in (SH.name, SH.group):
        _copy(whole, row.shapes[0], predicate, found, part, predicate)
    _copy(ontology, row.path, SKOS.definition, found, part, SH.description)
    own_first = row.shapes[::-1]
    for predicate in _PARAMETERS:
        values = (whole.value(shape, predicate) for shape in own_first)
        if (value := next((one for one in values if one is not None), None)) is not None:
            found.add((part, predicate, value))
    if any(_required(whole, shape) for shape in row.shapes):
        found.add((part, SH.minCount, Literal(1)))
    ranges = (_range(snapshot, shape) for shape in own_first)
    if said := next(filter(None, ranges), None):
        _add_range(ontology, said, found, part)
    elif (part, SH.datatype, None) not in found:
        for datatype in _datatypes(ontology, row.path):
            found.add((part, SH.datatype, datatype))


def _datatypes(ontology: Graph, path: URIRef) -> list[Node]:
    """The datatype of a property of which a shape states no more than a pattern, as the ontology
    has it."""
    ranges = list(ontology.objects(path, SDO.rangeIncludes))
    return ranges if len(ranges) == 1 and str(ranges[0]).startswith(str(XSD)) else []


def _required(whole: Graph, shape: Node) -> bool:
    """Whether a property shape asks for a value, of whatever kind."""
    least = (whole.value(shape, each) for each in (SH.minCount, SH.qualifiedMinCount))
    return any(number is not None and int(str(number)) > 0 for number in least)


def _range(snapshot: Snapshot, shape: Node) -> tuple[URIRef, list[Node]] | None:
    """What a property shape says of values: sh:in with them, or sh:class with the classes, one of
    which each is of; None where it says neither."""
    whole = vocabulary.merged(snapshot, "shapes")
    if (listed := whole.value(shape, SH["in"])) is not None:
        return SH["in"], list(Collection(whole, listed))
    classes = list(dict.fromkeys(_classes(whole, shape)))
    if len(classes) == 1 and (known := _known(snapshot, classes[0])):
        return SH["in"], known
    return (SH["class"], classes) if classes else None


def _classes(whole: Graph, shape: Node) -> Iterator[Node]:
    """The classes of which a shape accepts a thing, itself or by the shapes that it names."""
    yield from sorted(whole.objects(shape, SH["class"]), key=str)
    for members in whole.objects(shape, SH["or"]):
        for member in Collection(whole, members):
            yield from _classes(whole, member)


def _known(snapshot: Snapshot, kind: Node) -> list[Node]:
    """The things of a class that the ontology itself names, such as the kinds of acts."""
    things = vocabulary.merged(snapshot, "ontology").subjects(RDF.type, kind)
    ours = (thing for thing in things if str(thing).startswith(snapshot.prefixes["pfp"]))
    return sorted(ours, key=str)


def _add_range(
    ontology: Graph, said: tuple[URIRef, list[Node]], found: Graph, part: URIRef
) -> None:
    """Add what the values of a property are: one class, a list of classes, or a list of values with
    their labels."""
    predicate, members = said
    if predicate == SH["class"] and len(members) == 1:
        found.add((part, predicate, members[0]))
    elif predicate == SH["class"]:
        choices = [BNode(f"{tail(part)}-{number}") for number in range(len(members))]
        for choice, member in zip(choices, members, strict=True):
            found.add((choice, predicate, member))
        found.add((part, SH["or"], _listed(choices, found, part)))
    else:
        found.add((part, predicate, _listed(members, found, part)))
        for member in members:
            _copy(ontology, member, RDFS.label, found, URIRef(str(member)), RDFS.label)


def _listed(members: Sequence[Node], found: Graph, part: URIRef) -> Node:
    """Add a list, whose nodes have the same labels in every process; its head."""
    cells = [BNode(f"{tail(part)}-cell-{number}") for number in range(len(members))]
    for cell, member, rest in zip(cells, members, [*cells[1:], RDF.nil], strict=True):
        found.add((cell, RDF.first, member))
        found.add((cell, RDF.rest, rest))
    return cells[0]
