"""The node shapes of a release: what each is made of, which use each other, on how many things each
was checked, and examples of what is as it demands and of what is not."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from rdflib import OWL, RDF, RDFS, SH, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from pfpgraph.i18n.words import languages
from pfpgraph.iris import rebase, tail
from pfpgraph.model import vocabulary
from pfpgraph.model.snapshot import Snapshot, per_release
from pfpgraph.resources import EXAMPLES

_BLOCK = re.compile(r"^(?!PREFIX)\S.*?^\.$", re.MULTILINE | re.DOTALL)


@per_release()
def names(snapshot: Snapshot) -> dict[str, URIRef]:
    """The node shapes of ours by name. Raises Problem (not-found) where there are no shapes."""
    space = snapshot.prefixes["shape"]
    found = vocabulary.merged(snapshot, "shapes").subjects(RDF.type, SH.NodeShape)
    ours = (shape for shape in found if isinstance(shape, URIRef) and shape.startswith(space))
    gone = withdrawn(snapshot)
    return {shape.removeprefix(space): shape for shape in sorted(ours) if shape not in gone}


@per_release()
def withdrawn(snapshot: Snapshot) -> list[URIRef]:
    """The shapes of ours that an earlier version had and nothing is checked by any more, sorted."""
    true = Literal("true", datatype=XSD.boolean)
    found = vocabulary.merged(snapshot, "shapes").subjects(OWL.deprecated, true)
    return sorted(shape for shape in found if isinstance(shape, URIRef))


def statements(snapshot: Snapshot, shape: URIRef) -> Graph:
    """The statements that a shape needs to be used alone: its own, those of the shapes, constraints
    and groups that it names, and the prefixes of their queries."""
    whole = vocabulary.merged(snapshot, "shapes")
    found = Graph(bind_namespaces="none")
    for prefix, namespace in whole.namespaces():
        found.bind(prefix, namespace)
    nodes = _parts(whole, shape, snapshot.prefixes["shape"])
    owners = {owner for node in nodes for owner in whole.objects(node, SH.prefixes)}
    nodes |= {each for owner in owners for each in whole.objects(owner, SH.declare)}
    triples = [triple for node in nodes for triple in whole.triples((node, None, None))]
    triples += [triple for owner in owners for triple in whole.triples((owner, SH.declare, None))]
    for triple in sorted(triples):
        found.add(triple)
    return found


@per_release()
def helpers(snapshot: Snapshot) -> frozenset[Node]:
    """The shapes that are marked as helpers."""
    mark = URIRef(f"{snapshot.prefixes['shape']}Helper")
    return frozenset(vocabulary.merged(snapshot, "shapes").subjects(RDF.type, mark))


@per_release()
def beside(snapshot: Snapshot, shape: URIRef) -> list[URIRef]:
    """The other shapes of the things of a shape, which apply to its classes or to wider ones."""
    whole = vocabulary.merged(snapshot, "shapes")
    ontology = vocabulary.merged(snapshot, "ontology")
    classes = {
        wider
        for target in whole.objects(shape, SH.targetClass)
        for wider in ontology.transitive_objects(target, RDFS.subClassOf)
    }
    return [
        other
        for other in names(snapshot).values()
        if other != shape and not classes.isdisjoint(whole.objects(other, SH.targetClass))
    ]


@per_release()
def users(snapshot: Snapshot) -> dict[URIRef, list[URIRef]]:
    """The node shapes that use another, directly or in a part of theirs, by the one that is
    used."""
    whole, space = vocabulary.merged(snapshot, "shapes"), snapshot.prefixes["shape"]
    ours = set[Node](names(snapshot).values())
    found: dict[URIRef, list[URIRef]] = defaultdict(list)
    for shape in names(snapshot).values():
        for part in _parts(whole, shape, space, ours) & ours - {shape}:
            found[URIRef(str(part))].append(shape)
    return found


def _parts(whole: Graph, shape: Node, space: str, closed: set[Node] | None = None) -> set[Node]:
    """The nodes that a shape is made of: itself, and what it names among the shapes or without an
    IRI. A `closed` node is one of them, but not what that is made of."""
    found, pending = set[Node](), [shape]
    while pending:
        node = pending.pop()
        found.add(node)
        if node != shape and node in (closed or ()):
            continue
        for value in whole.objects(node):
            outside = isinstance(value, URIRef) and not value.startswith(space)
            if not outside and value not in found and (value, None, None) in whole:
                pending.append(value)
    return found


@per_release()
def focus_nodes(snapshot: Snapshot) -> dict[str, int | None]:
    """The number of things that each shape was checked on when the release was built, by its IRI,
    None where a query chose them; empty in a release of an earlier program."""
    found: dict[str, int | None] = snapshot.report.get("focus_nodes", {})
    return found


class Rule(NamedTuple):
    """A query of hygiene: its name, what is right by language, and the terms of ours in it."""

    name: str
    messages: dict[str, str]
    terms: frozenset[str]


@per_release()
def rules(snapshot: Snapshot) -> list[Rule]:
    """The queries of hygiene that the release was checked by."""
    return [
        Rule(
            tail(check["check"]),
            {tag: check[f"message_{tag}"] for tag in languages()},
            frozenset(check.get("terms", ())),
        )
        for check in snapshot.report.get("hygiene", ())
    ]


def targets(snapshot: Snapshot, shape: URIRef) -> Iterator[tuple[URIRef, URIRef]]:
    """Each target of a shape: the property of SHACL that states it, and the class or property."""
    whole = vocabulary.merged(snapshot, "shapes")
    for kind in (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode):
        for value in sorted(whole.objects(shape, kind), key=str):
            if isinstance(value, URIRef):
                yield kind, value


def good_example(snapshot: Snapshot, shape: URIRef) -> str:
    """A thing that is as a shape demands, in Turtle without prefixes; "" where there is none."""
    texts = _good(snapshot)
    for kind, target in targets(snapshot, shape):
        for name in sorted(_examples(snapshot, kind, target)):
            if name in texts:
                return texts[name]
    return ""


def _examples(snapshot: Snapshot, kind: URIRef, target: URIRef) -> set[str]:
    """The things among the good examples that a target is about, or that name what it is about, as
    prefix:name."""
    graph = _good_graph(snapshot)
    if kind in (SH.targetSubjectsOf, SH.targetObjectsOf):
        found = set(graph.subjects(target))
    else:
        ontology = vocabulary.merged(snapshot, "ontology")
        classes = set(ontology.transitive_subjects(RDFS.subClassOf, target))
        found = {thing for each in classes for thing in graph.subjects(RDF.type, each)}
    manager = graph.namespace_manager
    return {manager.normalizeUri(str(thing)) for thing in found}


@per_release()
def _good_graph(snapshot: Snapshot) -> Graph:
    """The good examples as a graph."""
    return Graph(bind_namespaces="none").parse(data=_good_text(snapshot), format="turtle")


@per_release()
def _good(snapshot: Snapshot) -> dict[str, str]:
    """The good examples as written, by the name of their thing."""
    return {block.split()[0]: block for block in _blocks(_good_text(snapshot))}


def _good_text(snapshot: Snapshot) -> str:
    return rebase((EXAMPLES / "good.ttl").read_text("utf-8"), snapshot.base)


def bad_examples(snapshot: Snapshot, name: str) -> list[tuple[str, str]]:
    """The examples that break the constraints of a shape with that name: the parameter of SHACL,
    and the things in Turtle without prefixes."""
    paths = _bad().get(name, ())
    texts = (rebase(path.read_text("utf-8"), snapshot.base) for path in paths)
    return [
        (path.name.split(".")[1], "\n\n".join(_blocks(text)))
        for path, text in zip(paths, texts, strict=True)
    ]


@cache
def _bad() -> dict[str, list[Path]]:
    """The first bad example of each constraint, by the name of the shape that it breaks."""
    found: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(EXAMPLES.glob("*/*.ttl")):
        if len(path.suffixes) == 2:
            found[path.name.split(".")[0]].append(path)
    return found


def _blocks(text: str) -> list[str]:
    """The blocks of a Turtle file, one a subject, without its prefixes."""
    return _BLOCK.findall(text)
