"""A report of validation: its faults, in words, as JSON and in RDF."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

import rdflib
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    RdfFormat,
    Triple,
    parse,
)
from rdflib.extras.shacl import build_shacl_path
from rdflib.namespace import RDF, RDFS, SH, XSD
from rdflib.plugins.sparql import prepareQuery

from pfpgraph.formats import serialised
from pfpgraph.i18n.catalogues import DEFAULT_LANGUAGE
from pfpgraph.i18n.words import languages
from pfpgraph.iris import prefixes, shorten, shorten_path
from pfpgraph.namespaces import EARL, PTR

Place = tuple[str, int | None]  # file and line
NOWHERE: Place = ("", None)
# The prefixes of the terms that say in RDF where a result stands.
PLACES = {"earl": EARL, "ptr": PTR}


class Fault(NamedTuple):
    """A result of validation: the record at fault (a literal as in N-Triples, "" for a blank node),
    what is right by language tag, the members that SHACL has for a result (value as in N-Triples;
    a path of more than one predicate as in SPARQL), and file and line ("" and None when not
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
        parts = (("property", shorten_path(self.path, base)), ("value", value))
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
        """The members of the report as JSON."""
        return json.dumps(self.members(), ensure_ascii=False, indent=2) + "\n"

    def members(self) -> dict[str, object]:
        """The report as an object: whether it was checked and conforms, every fault and its
        members, and the number of focus nodes by shape."""
        return {
            "checked": self.checked,
            "conforms": self.conforms,
            "faults": [fault.members() for fault in self.faults],
            "focus_nodes": self.focus_nodes,
        }

    def turtle(self) -> str:
        """The report as the Turtle of a sh:ValidationReport, its results named by number."""
        kept = ("pfp", "rdfs", "sh", "shape", "xsd")
        names = {name: iri for name, iri in prefixes(self.base).items() if name in kept}
        return serialised(statements(self), RdfFormat.TURTLE, names | PLACES).decode()


def counted(number: int, what: str) -> str:
    """A count in words: no violations, 1 violation, 2 violations."""
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"


def warning(*, record: str, messages: dict[str, str], file: str, line: int | None) -> Fault:
    """A fault of the severity sh:Warning that no shape has found; it does not stop a build."""
    severity = str(SH.Warning)
    return Fault(record, tuple(messages.items()), "", "", "", "", severity, file, line)


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
        if "<" in fault.path:
            path, parts = _path(fault.path)
            yield Triple(result, NamedNode(f"{sh}resultPath"), path)
            yield from parts
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
    if only a blank one. Messages have the languages in which they are stated (3.6.2.7)."""
    yield "focusNode", _focus_node(fault.record)
    rows = (
        ("resultPath", "" if "<" in fault.path else fault.path),
        ("sourceShape", fault.shape),
        ("sourceConstraintComponent", fault.component),
        ("resultSeverity", fault.severity),
    )
    yield from ((name, NamedNode(iri)) for name, iri in rows if iri)
    for tag, text in fault.messages:
        yield "resultMessage", Literal(text, language=tag or None)
    if fault.value:
        yield "value", _term(fault.value)


@lru_cache(64)
def _path(written: str) -> tuple[BlankNode, list[Triple]]:
    """The node of a path that is written as in SPARQL, and its statements (SHACL 2.3.1). Its blank
    nodes are the same in every run, and none is another path's."""
    query = prepareQuery(f"SELECT * {{ ?s {written} ?o }}")
    graph = rdflib.Graph()
    build_shacl_path(query.algebra.p.p.triples[0][1], graph)
    dataset = Dataset(parse(graph.serialize(format="nt"), format=RdfFormat.N_TRIPLES))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    own = f"p{sha256(written.encode()).hexdigest()[:16]}"
    named = {
        term: BlankNode(own + term.value)
        for quad in dataset
        for term in quad.triple
        if isinstance(term, BlankNode)
    }
    triples = [Triple(*(named.get(term, term) for term in quad.triple)) for quad in dataset]
    (first,) = set(named.values()) - {triple.object for triple in triples}
    return first, triples


def _focus_node(record: str) -> NamedNode | BlankNode | Literal:
    """The term of a record."""
    if record.startswith('"'):
        return _term(record)
    return NamedNode(record) if record else BlankNode()


def _term(written: str) -> NamedNode | BlankNode | Literal:
    """A term that is written as in N-Triples."""
    (quad,) = parse(f"<urn:x> <urn:x> {written} .", format=RdfFormat.N_TRIPLES)
    term: NamedNode | BlankNode | Literal = quad.object
    return term
