"""Check a graph against its shapes (SHACL) and its hygiene, and give file and line of each
fault."""

import gc
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cached_property
from typing import Any, NamedTuple, Protocol

import pyshacl_turbo
import rdflib
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    Triple,
    parse,
    serialize,
)
from rdflib.namespace import RDF, RDFS, SH, XSD
from rdflib.term import Node

from pfpgraph.formats import serialised
from pfpgraph.graph import focus_nodes
from pfpgraph.graph.hygiene import Breach, Term, breaches
from pfpgraph.graph.load import File, Tree, quads, refuse_service
from pfpgraph.i18n.catalogues import DEFAULT_LANGUAGE
from pfpgraph.i18n.words import languages, translations
from pfpgraph.iris import PUBLIC_BASE, prefixes, shorten, things, value_of
from pfpgraph.namespaces import EARL, PTR
from pfpgraph.problems import Problem

# The properties of SHACL and its advanced features whose values are SPARQL.
_QUERIES = {str(SH) + name for name in ("select", "ask", "construct", "update")}
Engine = Callable[[Store, rdflib.Graph], rdflib.Graph]
Place = tuple[str, int | None]  # file and line
NOWHERE: Place = ("", None)
# The prefixes of the terms that say in RDF where a result stands.
PLACES = {"earl": EARL, "ptr": PTR}

_PREFIX = re.compile(r"^\s*@?prefix\s+([\w.-]*):\s*<([^>]*)>", re.IGNORECASE)
_TOKEN = re.compile(r"^(?:<([^>]*)>|([\w.-]*):([^\s;,]+))")
_NOT_SUBJECT = re.compile(r"^(@?prefix|@?base)\b", re.IGNORECASE)


class Places(Protocol):
    """Knows where statements stand."""

    def place(self, record: Node | None, path: str, value: str) -> Place:
        """File and line of what a result is about: record, property and value, of which the last
        two may be ""."""


class Fault(NamedTuple):
    """A result of validation: the record at fault, what is right by language tag, the members that
    SHACL has for a result (value as in N-Triples), and file and line ("" and None when not
    known)."""

    record: str
    messages: tuple[tuple[str, str], ...]
    shape: str
    component: str
    value: str
    path: str
    severity: str
    file: str
    line: int | None

    def in_words(self, base: str) -> str:
        """The fault in one line: file, line, severity, record, message, property, value."""
        where = f"{self.file}:{self.line}: " if self.line else ""
        severity = self.severity.rsplit("#", 1)[-1].lower()
        value = shorten(self.value[1:-1], base) if self.value.startswith("<") else self.value
        record = shorten(self.record, base) or "a blank node"
        words = f"{where}{severity}: {record}: {self.message(DEFAULT_LANGUAGE)}"
        parts = (("property", shorten(self.path, base)), ("value", value))
        found = ", ".join(f"{name}: {part}" for name, part in parts if part)
        return f"{words} ({found})" if found else words

    def message(self, language: str) -> str:
        """The sentence on what is right, in a language, else in English, else in any."""
        by_language = dict(self.messages)
        default = by_language.get(DEFAULT_LANGUAGE, next(iter(by_language.values()), ""))
        return by_language.get(language, default)

    def members(self) -> dict[str, str | int | None]:
        """The fault as a flat object: its message under a name for each language."""
        messages = {f"message_{tag}": self.message(tag) for tag in languages()}
        rest = {name: value for name, value in self._asdict().items() if name != "messages"}
        return {"record": self.record, **messages, **rest}


class Report(NamedTuple):
    """The faults, violations first, then by file and line; the base of the graph; the number of
    things that each named shape was checked on, by its IRI, None where a query chose them; and
    whether any shape applied to the graph: without one it does not conform."""

    faults: tuple[Fault, ...]
    base: str
    focus_nodes: dict[str, int | None]
    checked: bool

    @property
    def iri(self) -> str:
        """The IRI of the report."""
        return f"{self.base}report"

    @property
    def conforms(self) -> bool:
        """Whether shapes applied and there is no fault, not even a warning (SHACL 3.6.1)."""
        return self.checked and not self.faults

    @property
    def violations(self) -> list[Fault]:
        """The faults that are violations: they stop a build, the others do not."""
        return [fault for fault in self.faults if fault.severity == str(SH.Violation)]

    @property
    def verdict(self) -> str:
        """Whether the graph conforms, and the number of violations, of warnings, and of other
        faults where there are any."""
        found = Counter(fault.severity.rpartition("#")[2] for fault in self.faults)
        numbers = [
            counted(found.pop("Violation", 0), "violation"),
            counted(found.pop("Warning", 0), "warning"),
        ]
        if others := found.total():
            numbers.append(counted(others, "remark"))
        return f"conforms: {'yes' if self.conforms else 'no'}; {', '.join(numbers)}"

    def text(self) -> str:
        """The report for a terminal: a line a fault, then the verdict."""
        return "\n".join([*(fault.in_words(self.base) for fault in self.faults), self.verdict, ""])

    def json(self) -> str:
        """The report as JSON: whether it was checked and conforms, every fault and its members, and
        the number of focus nodes by shape."""
        found = {
            "checked": self.checked,
            "conforms": self.conforms,
            "faults": [fault.members() for fault in self.faults],
            "focus_nodes": self.focus_nodes,
        }
        return json.dumps(found, ensure_ascii=False, indent=2) + "\n"

    def turtle(self) -> str:
        """The report as the Turtle of a sh:ValidationReport, its results named by number."""
        kept = ("pfp", "rdfs", "sh", "shape", "xsd")
        names = {name: iri for name, iri in prefixes(self.base).items() if name in kept}
        return serialised(statements(self), RdfFormat.TURTLE, names | PLACES).decode()


def counted(number: int, what: str) -> str:
    """A count in words: no violations, 1 violation, 2 violations."""
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"


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


def warning(*, record: str, messages: dict[str, str], file: str, line: int | None) -> Fault:
    """A fault of the severity sh:Warning that no shape has found; it does not stop a build."""
    severity = str(SH.Warning)
    return Fault(record, tuple(messages.items()), "", "", "", "", severity, file, line)


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
    path = _iri(results.value(result, SH.resultPath))
    file, line = places.place(record, path, "" if value is None else str(value))
    messages = list(results.objects(result, SH.resultMessage))
    messages += list(shapes.objects(constraint or shape, SH.message))
    return Fault(
        record=_iri(record),
        messages=_by_language(messages),
        shape=_iri(constraint) or _iri(shape),
        component=_iri(results.value(result, SH.sourceConstraintComponent)),
        value=_written(value) if isinstance(value, rdflib.URIRef | rdflib.Literal) else "",
        path=path,
        severity=_iri(results.value(result, SH.resultSeverity)),
        file=file,
        line=line,
    )


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


def statements(report: Report) -> Iterable[Triple]:
    """The statements of a sh:ValidationReport, and of the places of its results."""
    names = prefixes(report.base)
    sh, rdf_type = names["sh"], NamedNode(names["rdf"] + "type")
    whole = NamedNode(report.iri)
    results = [NamedNode(f"{whole.value}#{number}") for number in range(1, len(report.faults) + 1)]
    yield Triple(whole, rdf_type, NamedNode(f"{sh}ValidationReport"))
    boolean = NamedNode(names["xsd"] + "boolean")
    conforms = Literal(str(report.conforms).lower(), datatype=boolean)
    if report.checked or report.conforms:
        yield Triple(whole, NamedNode(f"{sh}conforms"), conforms)
    for result in results:
        yield Triple(whole, NamedNode(f"{sh}result"), result)
    for result, fault in zip(results, report.faults, strict=True):
        yield Triple(result, rdf_type, NamedNode(f"{sh}ValidationResult"))
        for name, term in _members(fault):
            yield Triple(result, NamedNode(sh + name), term)
    yield from _placed(results, report)


def _placed(results: Sequence[NamedNode], report: Report) -> Iterable[Triple]:
    """Where results stand, which SHACL has no term for: pointers as in reports of EARL and of
    processors of RDFa (RDFa Core 7.6.1), each into a file, whose label is its name."""
    rdf_type, numbered = NamedNode(str(RDF.type)), f"{report.iri}#file-"
    names = sorted({fault.file for fault in report.faults if fault.file})
    files = {name: NamedNode(f"{numbered}{number}") for number, name in enumerate(names, 1)}
    for name, file in files.items():
        yield Triple(file, NamedNode(str(RDFS.label)), Literal(name))
    for result, fault in zip(results, report.faults, strict=True):
        if not fault.file:
            continue
        pointer = NamedNode(f"{result.value}-pointer")
        kind = "LineCharPointer" if fault.line else "SinglePointer"
        yield Triple(result, NamedNode(f"{EARL}pointer"), pointer)
        yield Triple(pointer, rdf_type, NamedNode(PTR + kind))
        yield Triple(pointer, NamedNode(f"{PTR}reference"), files[fault.file])
        if fault.line:
            line = Literal(str(fault.line), datatype=NamedNode(str(XSD.positiveInteger)))
            yield Triple(pointer, NamedNode(f"{PTR}lineNumber"), line)


def _members(fault: Fault) -> Iterable[tuple[str, NamedNode | BlankNode | Literal]]:
    """Name and value of each member that SHACL has for a result; each has a focus node (3.6.2.1),
    if only a blank one."""
    if not fault.record:
        yield "focusNode", BlankNode()
    rows = (
        ("focusNode", fault.record),
        ("resultPath", fault.path),
        ("sourceShape", fault.shape),
        ("sourceConstraintComponent", fault.component),
        ("resultSeverity", fault.severity),
    )
    yield from ((name, NamedNode(iri)) for name, iri in rows if iri)
    said = fault.message(DEFAULT_LANGUAGE)
    yield "resultMessage", Literal(said, language=DEFAULT_LANGUAGE)
    for tag in languages():
        if fault.message(tag) != said:
            yield "resultMessage", Literal(fault.message(tag), language=tag)
    if fault.value:
        statement = f"<urn:x> <urn:x> {fault.value} ."
        yield "value", next(parse(statement, format=RdfFormat.TURTLE)).object
