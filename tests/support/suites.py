"""W3C's test suites of SPARQL queries: their manifests read, their answers compared.

The files are not ours and stand in a folder that the machine has; each is known by an IRI of its
own, under which its graph is loaded and against which its relative IRIs are resolved.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
)

BASE = "http://suites.example/"
# These ask for other regimes of entailment, or for requests to other services.
LEFT_OUT = {"entailment", "service", "service-description", "syntax-fed"}
TESTS = "http://www.w3.org/2001/sw/DataAccess/tests/"
RS = f"{TESTS}result-set#"
XSD = "http://www.w3.org/2001/XMLSchema#"
LISTED = f"""
PREFIX mf: <{TESTS}test-manifest#>
PREFIX dawgt: <{TESTS}test-dawg#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
SELECT DISTINCT ?test ?kind ?action ?result ?cardinality {{
  ?manifest mf:entries/rdf:rest*/rdf:first ?test .
  ?test a ?kind ; mf:action ?action .
  OPTIONAL {{ ?test mf:result ?result }}
  OPTIONAL {{ ?test mf:resultCardinality ?cardinality }}
  FILTER NOT EXISTS {{ ?test dawgt:approval dawgt:Withdrawn }}
}} ORDER BY STR(?test)
"""
KINDS = {
    "QueryEvaluationTest": "evaluation",
    "CSVResultFormatTest": "evaluation",
    "PositiveSyntaxTest": "right",
    "PositiveSyntaxTest11": "right",
    "NegativeSyntaxTest": "wrong",
    "NegativeSyntaxTest11": "wrong",
}


class Case(NamedTuple):
    """A test: its name, its kind, its query and dataset, the file of the wanted answer."""

    name: str
    kind: str
    query: str
    defaults: tuple[str, ...]
    named: tuple[str, ...]
    result: str | None
    is_lax: bool


class Suites:
    """The tests under a folder."""

    def __init__(self, folder: Path) -> None:
        """Read all manifests."""
        self._folder = folder
        found = [
            case for path in sorted(folder.rglob("manifest.ttl")) for case in self._cases(path)
        ]
        self.cases = list({case.name: case for case in found}.values())

    def _cases(self, path: Path) -> Iterator[Case]:
        """The tests of a manifest."""
        if path.parent.name in LEFT_OUT:
            return
        store = Store()
        store.load(path=path, format=RdfFormat.TURTLE, base_iri=self.iri(path))
        for test, form, action, result, cardinality in store.query(LISTED):
            kind = KINDS.get(form.value.rpartition("#")[2])
            if not kind:
                continue
            parts = {
                name: tuple(
                    quad.object.value
                    for quad in store.quads_for_pattern(
                        action, NamedNode(f"{TESTS}test-query#{name}"), None
                    )
                )
                for name in ("query", "data", "graphData")
            }
            (query,) = parts["query"] or (action.value,)
            # No queries, and names of graphs that other tests use too: one server cannot hold both.
            if query.endswith(".ru") or any(iri.endswith(".trig") for iri in parts["data"]):
                continue
            name = f"{path.parent.relative_to(self._folder)}/{test.value.rpartition('#')[2]}"
            yield Case(
                name,
                kind,
                query,
                parts["data"],
                parts["graphData"],
                result and result.value,
                cardinality is not None,
            )

    def iri(self, path: Path) -> str:
        """The IRI by which a file is known."""
        return BASE + quote(path.relative_to(self._folder).as_posix())

    def path(self, iri: str) -> Path:
        """The file that an IRI stands for."""
        return self._folder / unquote(iri.removeprefix(BASE))

    def text(self, case: Case) -> str:
        """The query of a test, its relative IRIs resolved against its own file."""
        return f"BASE <{case.query}>\n" + self.path(case.query).read_bytes().decode()

    def graphs(self, case: Case) -> tuple[str, ...]:
        """The graphs that the query itself names as its dataset."""
        names = re.findall(r"\bFROM\s+(?:NAMED\s+)?<([^>]*)>", self.text(case))
        parent = case.query.rpartition("/")[0]
        iris = (name if ":" in name else f"{parent}/{name}" for name in names)
        return tuple(iri for iri in iris if self.path(iri).is_file())

    @cache  # noqa: B019  a handful of objects live as long as the tests
    def quads(self, iri: str) -> list[Quad]:
        """The statements of a file of data, in the graph of its name."""
        path = self.path(iri)
        found = parse(
            path=path,
            format=RdfFormat.from_extension(path.suffix[1:]),
            base_iri=iri,
            rename_blank_nodes=True,
        )
        return [Quad(*quad.triple, NamedNode(iri)) for quad in found]

    def wanted(self, case: Case) -> "Answer":
        """The answer that a test wants."""
        path = self.path(case.result)
        suffix = path.suffix[1:]
        if suffix in READERS:
            return read(path.read_bytes(), suffix)
        fmt = RdfFormat.from_extension(suffix)
        found = list(parse(path=path, format=fmt, base_iri=case.result))
        return _described(found) or Answer("graph", statements(found))


class Answer(NamedTuple):
    """What a query has for an answer: rows, perhaps in an order, a truth value or a graph."""

    form: str
    content: object
    is_ordered: bool = False


READERS = {
    "srx": QueryResultsFormat.XML,
    "srj": QueryResultsFormat.JSON,
    "tsv": QueryResultsFormat.TSV,
    "csv": QueryResultsFormat.CSV,
}


def read(data: bytes, suffix: str) -> Answer:
    """An answer from the bytes of a file or of a response. Raises SyntaxError or ValueError."""
    if suffix == "csv":
        rows = csv.DictReader(io.StringIO(data.decode(), newline=""), restval="")
        return Answer("rows", [{name: _cell(value) for name, value in row.items()} for row in rows])
    if suffix not in READERS:
        return Answer("graph", statements(parse(data, format=RdfFormat.from_extension(suffix))))
    results = parse_query_results(data, format=READERS[suffix])
    if isinstance(results, QueryBoolean):
        return Answer("truth", bool(results))
    names = [variable.value for variable in results.variables]
    return Answer(
        "rows",
        [
            {name: plain(term) for name, term in zip(names, row, strict=True) if term is not None}
            for row in results
        ],
    )


def written(results: QuerySolutions | QueryBoolean | QueryTriples, suffix: str) -> bytes:
    """What the engine found, in the format of a suffix."""
    return results.serialize(format=READERS.get(suffix) or RdfFormat.from_extension(suffix))


def _cell(value: str) -> Literal | BlankNode:
    """A value of CSV, in which only blank nodes can be told from others."""
    if value.startswith("_:"):
        return BlankNode(value[2:])
    with suppress(InvalidOperation):
        value = str(Decimal(value).normalize())
    return Literal(value)


def plain(term: object) -> object:
    """A term, alike for all spellings of the same value."""
    if isinstance(term, Triple):
        return Triple(*(plain(part) for part in term))
    if not isinstance(term, Literal):
        return term
    if term.language:
        # A base direction is part of a term too.
        return Literal(term.value, language=term.language.lower(), direction=term.direction)
    name = term.datatype.value.removeprefix(XSD)
    with suppress(InvalidOperation, ValueError):
        if name in ("double", "float"):
            return Literal(repr(float(term.value)), datatype=term.datatype)
        if name in ("integer", "decimal"):
            number = Decimal(term.value)
            return Literal(str(number.normalize() if number else 0), datatype=term.datatype)
    return term


def statements(quads: Iterator[Quad] | list[Quad]) -> Dataset:
    """Statements with plain objects, blank nodes under canonical names."""
    dataset = Dataset(Quad(quad.subject, quad.predicate, plain(quad.object)) for quad in quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def _described(quads: list[Quad]) -> Answer | None:
    """The rows or the truth value that statements describe, None when they describe none."""
    facts: dict[object, dict[str, list]] = {}
    for quad in quads:
        node = facts.setdefault(quad.subject, {})
        node.setdefault(quad.predicate.value.removeprefix(RS), []).append(quad.object)
    for node in facts.values():
        if "boolean" in node:
            return Answer("truth", node["boolean"][0].value == "true")
    if not any("resultVariable" in node or "solution" in node for node in facts.values()):
        return None
    rows = (row for node in facts.values() for row in node.get("solution", ()))
    solutions = [facts.get(row, {}) for row in rows]  # a row may bind nothing
    is_ordered = bool(solutions) and all("index" in row for row in solutions)
    if is_ordered:
        solutions.sort(key=lambda row: int(row["index"][0].value))
    rows = [
        {facts[b]["variable"][0].value: plain(facts[b]["value"][0]) for b in row.get("binding", ())}
        for row in solutions
    ]
    return Answer("rows", rows, is_ordered)


def alike(found: Answer, wanted: Answer, is_lax: bool = False) -> bool:
    """Whether an answer is the wanted one but for the names of blank nodes; a lax one may have
    any number of the same rows."""
    if found.form != wanted.form or found.form != "rows":
        return found[:2] == wanted[:2]
    ours, theirs = (
        [tuple(sorted(row.items())) for row in answer.content] for answer in (found, wanted)
    )
    if is_lax:
        ours, theirs = list(dict.fromkeys(ours)), list(dict.fromkeys(theirs))
    if wanted.is_ordered:
        return len(ours) == len(theirs) and _matches(ours, theirs, {}, in_order=True)
    if not any(isinstance(term, BlankNode | Triple) for row in theirs for _, term in row):
        return Counter(ours) == Counter(theirs)
    return len(ours) == len(theirs) and _matches(ours, theirs, {})


def _matches(ours: list, theirs: list, names: dict, in_order: bool = False) -> bool:
    """Whether blank nodes can be named so that each row of ours is one of theirs."""
    if not ours:
        return True
    for n, other in enumerate(theirs[:1] if in_order else theirs):
        renamed = _unified(ours[0], other, names)
        if renamed is not None and _matches(
            ours[1:], theirs[:n] + theirs[n + 1 :], renamed, in_order
        ):
            return True
    return False


def _unified(ours: tuple, theirs: tuple, names: dict) -> dict | None:
    """The names of blank nodes under which two rows are the same, None when there are none."""
    if [name for name, _ in ours] != [name for name, _ in theirs]:
        return None
    names = dict(names)
    pairs = [(mine, other) for (_, mine), (_, other) in zip(ours, theirs, strict=True)]
    for mine, other in pairs:
        if isinstance(mine, Triple) and isinstance(other, Triple):
            pairs += zip(mine, other, strict=True)  # looked at in this very loop
        elif isinstance(mine, BlankNode) and isinstance(other, BlankNode):
            if names.setdefault(mine, other) != other:
                return None
        elif mine != other:
            return None
    return names if len(set(names.values())) == len(names) else None
