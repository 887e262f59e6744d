"""Check a graph against its shapes (SHACL) and its hygiene, and give file and line of each
fault."""

import gc
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cached_property
from typing import Any, Protocol

import pyshacl_turbo
import rdflib
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    serialize,
)
from rdflib.extras.shacl import SHACLPathError, parse_shacl_path
from rdflib.namespace import RDF, SH
from rdflib.paths import AlternativePath, InvPath, MulPath, Path, SequencePath
from rdflib.term import Node

from pfpgraph.graph import focus_nodes
from pfpgraph.graph.hygiene import Breach, Term, breaches
from pfpgraph.graph.load import File, Tree, quads, refuse_service
from pfpgraph.graph.report import NOWHERE, Fault, Place, Report
from pfpgraph.i18n.words import translations
from pfpgraph.iris import PUBLIC_BASE, things, value_of
from pfpgraph.problems import Problem

# The properties of SHACL and its advanced features whose values are SPARQL.
_QUERIES = {str(SH) + name for name in ("select", "ask", "construct", "update")}
Engine = Callable[[Store, rdflib.Graph], rdflib.Graph]

_PREFIX = re.compile(r"^\s*@?prefix\s+([\w.-]*):\s*<([^>]*)>", re.IGNORECASE)
_TOKEN = re.compile(r"^(?:<([^>]*)>|([\w.-]*):([^\s;,]+))")
_NOT_SUBJECT = re.compile(r"^(@?prefix|@?base)\b", re.IGNORECASE)


class Places(Protocol):
    """Knows where statements stand."""

    def place(self, record: Node | None, path: str, value: str) -> Place:
        """File and line of what a result is about: record, property and value, of which the last
        two may be ""."""


def check(tree: Tree, stated: Sequence[Quad], store: Store) -> Report:
    """The report on a tree: its shapes over all statements, which the store holds as one graph; its
    hygiene over the stated ones, each in its named graph; and the things that releases named and
    that no statement is about.

    Raises Problem (rule) when a shape or a query of hygiene is not valid.
    """
    # Both engines work without Python's lock. Queries are asked in this thread: where one fails,
    # the traceback holds results that no other thread may drop.
    with _garbage_kept(), ThreadPoolExecutor(1) as beside:
        shaped = beside.submit(validate, store, tree.files, tree.base)
        found = _unclean(tree, stated)
        report = shaped.result()
    faults = tuple(sorted({*report.faults, *found, *lost(tree, stated)}, key=_order))
    return report._replace(faults=faults)


@contextmanager
def _garbage_kept() -> Iterator[None]:
    """Collect no garbage meanwhile: it may hold results of a query, which the engine lets only the
    thread that asked drop, and any thread may be the one that collects."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _unclean(tree: Tree, stated: Sequence[Quad]) -> list[Fault]:
    """What the hygiene of a tree finds in the stated statements. Raises Problem (rule)."""
    graphs, places = Store(), FilePlaces(tree.files)
    graphs.bulk_extend(stated)
    return [_breach(breach, places) for breach in breaches(graphs, tree.hygiene, tree.base)]


def validate(
    store: Store, files: Sequence[File], base: str = PUBLIC_BASE, engine: Engine | None = None
) -> Report:
    """The report on all statements, given as one graph, against the files of shapes/.

    Files also give the place of each fault. The engine is pyshacl-turbo unless another is given.
    Raises Problem (rule) when a shape is not valid.
    """
    shapes = shapes_graph(file for file in files if file.folder == "shapes")
    found = faults((engine or turbo)(store, shapes), shapes, FilePlaces(files))
    return Report(found, base, *checked(focus_nodes.counts(shapes, store)))


def shapes_graph(files: Iterable[File]) -> rdflib.Graph:
    """The shapes in files as one graph. Raises Problem: turtle when a file cannot be read, rule
    when a constraint uses SERVICE."""
    return _graph(quad for file in files for quad in _shapes(file))


def _shapes(file: File) -> Iterator[Quad]:
    """The statements of a file of shapes."""
    for quad in quads(file):
        if quad.predicate.value in _QUERIES:
            refuse_service(value_of(quad.object), file.name, "a shape")
        yield quad


def faults(results: rdflib.Graph, shapes: rdflib.Graph, places: Places) -> tuple[Fault, ...]:
    """The results of an engine as faults in order, without those that only detail another."""
    found = {
        _fault(results, result, shapes, places)
        for result in results.subjects(RDF.type, SH.ValidationResult)
        if not any(results.subjects(SH.detail, result))
    }
    return tuple(sorted(found, key=_order))


def checked(counts: dict[Node, int | None]) -> tuple[dict[str, int | None], bool]:
    """Of the numbers of focus nodes, those of named shapes, in order of IRI; and whether any shape
    has a focus node."""
    named = {iri: count for shape, count in counts.items() if (iri := _iri(shape))}
    return dict(sorted(named.items())), any(count != 0 for count in counts.values())


class FilePlaces:
    """The file and line of each subject: where its class is given, data files before the others."""

    def __init__(self, files: Sequence[File]) -> None:
        """Take the files; they are read when the first place is asked for."""
        self._files = sorted(files, key=lambda file: (file.folder != "data", file.name))

    def place(self, record: Node | None, *_: str) -> Place:
        """File and line of the subject that a result is about."""
        return self.find(str(record)) if _iri(record) else NOWHERE

    def find(self, iri: str) -> Place:
        """File and line where a subject's block begins, or where it is first mentioned; "" and None
        when it is not."""
        return self._index.get(iri) or self._mention(iri)

    @cached_property
    def _index(self) -> dict[str, tuple[str, int]]:
        blocks = [(*block, file.name) for file in self._files for block in _blocks(file.text)]
        blocks.sort(key=lambda block: not block[2])
        return {iri: (name, line) for iri, line, _, name in reversed(blocks)}

    def _mention(self, iri: str) -> Place:
        name = re.compile(rf"[<:/#]{re.escape(re.split('[/#:]', iri)[-1])}(?![\w-])")
        for file in self._files:
            found = name.search(file.text)
            if found:
                return file.name, file.text.count("\n", 0, found.start()) + 1
        return NOWHERE


def _blocks(text: str) -> Iterable[tuple[str, int, bool]]:
    """The subjects at the beginning of a line: IRI, number of the line, whether a class follows."""
    names: dict[str, str] = {}
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        prefix = _PREFIX.match(line)
        if prefix:
            names[prefix[1]] = prefix[2]
            continue
        token = _TOKEN.match(line)
        if token and not _NOT_SUBJECT.match(line):
            iri, space, name = token.groups()
            then = " ".join((line[token.end() :], *lines[number : number + 1])).split()
            known = iri if iri is not None else names.get(space, "") + name
            yield known, number, then[:1] == ["a"]


def _graph(found: Iterable[Quad]) -> rdflib.Graph:
    """The statements of quads as a graph of rdflib, by way of N-Triples, which rdflib parses faster
    than Turtle."""
    triples = (quad.triple for quad in found)
    return rdflib.Graph().parse(data=serialize(triples, format=RdfFormat.N_TRIPLES), format="nt")


def turbo(
    store: Store, shapes: rdflib.Graph, focus: Sequence[rdflib.URIRef] | None = None
) -> rdflib.Graph:
    """The results of pyshacl-turbo, which are the same as those of pyshacl, only faster; on some
    focus nodes alone where these are given.

    Raises Problem (rule) when a shape is not valid.
    """
    try:
        compiled = pyshacl_turbo.compile_shapes(shapes, advanced=True)
        results: rdflib.Graph = compiled.validate(store, focus_nodes=focus)[1]
    except (pyshacl_turbo.ValidationFailure, RuntimeError, ValueError) as failure:
        raise Problem("rule", f"shapes: {failure}: correct the shape") from None
    return results


def _fault(results: rdflib.Graph, result: Node, shapes: rdflib.Graph, places: Places) -> Fault:
    """One result of the engine as a fault."""
    record = results.value(result, SH.focusNode)
    shape = results.value(result, SH.sourceShape)
    constraint = results.value(result, SH.sourceConstraint)
    value = results.value(result, SH.value)
    path = _path(results, results.value(result, SH.resultPath))
    file, line = places.place(record, path, "" if value is None else str(value))
    messages = list(results.objects(result, SH.resultMessage))
    messages += list(shapes.objects(constraint or shape, SH.message))
    return Fault(
        record=_written(record) if isinstance(record, rdflib.Literal) else _iri(record),
        messages=_by_language(messages),
        shape=_iri(constraint) or _iri(shape),
        component=_iri(results.value(result, SH.sourceConstraintComponent)),
        value=_written(value) if isinstance(value, rdflib.URIRef | rdflib.Literal) else "",
        path=path,
        severity=_iri(results.value(result, SH.resultSeverity)),
        file=file,
        line=line,
    )


def _path(results: rdflib.Graph, node: Node | None) -> str:
    """The IRI of a path of one predicate, else the path as in SPARQL; "" for none, and for one
    nested so deeply that the engine gives only the beginning."""
    if not isinstance(node, rdflib.BNode):
        return _iri(node)
    try:
        return _written_path(parse_shacl_path(results, node))
    except SHACLPathError:
        return ""


def _written_path(path: Node | Path) -> str:
    """A path as in SPARQL. That of rdflib has no parentheses in ^(^a) or (a+)*."""
    match path:
        case InvPath():
            return f"^{_part_of_path(path.arg)}"
        case MulPath():
            return f"{_part_of_path(path.path)}{path.mod}"
        case SequencePath() | AlternativePath():
            by = "/" if isinstance(path, SequencePath) else "|"
            return by.join(_part_of_path(part) for part in path.args)
    return path.n3()


def _part_of_path(path: Node | Path) -> str:
    """A part of a longer path, in parentheses where it is not one predicate."""
    written = _written_path(path)
    return f"({written})" if isinstance(path, Path) else written


def _breach(breach: Breach, places: FilePlaces) -> Fault:
    """One row of a query of hygiene as a fault; the record is "" when the thing is not an IRI."""
    thing = breach.thing.value if isinstance(breach.thing, NamedNode) else ""
    file, line = places.find(thing) if thing else NOWHERE
    return Fault(
        record=thing,
        messages=tuple(sorted(breach.messages.items())),
        shape=breach.rule,
        component=f"{SH}SPARQLConstraintComponent",
        value=_statable(breach.value),
        path=breach.property.value if breach.property else "",
        severity=str(SH.Violation),
        file=file,
        line=line,
    )


def lost(tree: Tree, stated: Iterable[Quad]) -> Iterable[Fault]:
    """A violation for each thing that a list of a release names (kind/slug, a line each) and no
    statement is about."""
    known = {quad.subject.value for quad in stated if isinstance(quad.subject, NamedNode)}
    for file in tree.released:
        for line, name in enumerate(file.text.split(), 1):
            thing = things(tree.base) + name
            if thing not in known:
                yield Fault(
                    record=thing,
                    messages=tuple(translations("fault-released").items()),
                    shape=f"{tree.base}shapes#released",
                    component=f"{SH}MinCountConstraintComponent",
                    value="",
                    path="",
                    severity=str(SH.Violation),
                    file=file.name,
                    line=line,
                )


def _statable(value: Term | None) -> str:
    """A value as in N-Triples; labels of blank nodes differ by run."""
    return "" if value is None or isinstance(value, BlankNode) else str(value)


def _written(value: rdflib.URIRef | rdflib.Literal) -> str:
    """A value as in N-Triples, alike whether or not the engine says that a string is one."""
    if isinstance(value, rdflib.URIRef):
        return value.n3()
    if value.language:
        return str(Literal(str(value), language=value.language))
    return str(Literal(str(value), datatype=NamedNode(str(value.datatype or rdflib.XSD.string))))


def _iri(term: Node | None) -> str:
    """The IRI of a term, "" for other terms: labels of blank nodes differ by run."""
    return str(term) if isinstance(term, rdflib.URIRef) else ""


def _by_language(messages: list[Node]) -> tuple[tuple[str, str], ...]:
    """The first message in each language. One without a language, which the engine chooses from
    those of a constraint in SPARQL at random, counts only where there is no other."""
    found: dict[str, str] = {}
    for text in messages:
        found.setdefault(getattr(text, "language", None) or "", str(text))
    tagged = {tag: text for tag, text in found.items() if tag}
    return tuple(sorted((tagged or found).items()))


def _order(fault: Fault) -> tuple[Any, ...]:
    return (fault.severity != str(SH.Violation), fault.file, fault.line or 0, fault)
