"""The store: SPARQL text in, bytes or rows out. All reading of the graph goes through it."""

import re
from collections.abc import Iterable
from functools import lru_cache
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pyoxigraph
from pyoxigraph import (
    BlankNode,
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Variable,
)

from pfpgraph import tokeniser, xml_output
from pfpgraph.formats import RESULT_FORMATS, Format
from pfpgraph.iris import PUBLIC_BASE
from pfpgraph.problems import Problem
from pfpgraph.query import results, row_limit
from pfpgraph.query.query import Query, Term
from pfpgraph.query.results import GraphRow

if TYPE_CHECKING:
    from pfpgraph.graph.release import Release

# By these names clients mean the default graph: rdflib's Dataset, Jena.
DEFAULT_GRAPH = ("urn:x-rdflib:default", "urn:x-arq:DefaultGraph", "urn:x-arq:UnionGraph")
_USUAL = 2048  # characters of a query up to which its rewriting is cached
_FUNCTION = re.compile(r"custom function (<[^>]*>) is not supported")
_FAULT = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)


class Store:
    """The interface of every store."""

    def answer(self, query: Query, fmt: Format) -> bytes:
        """The whole answer of a query as bytes in one format. Raises Problem."""
        raise NotImplementedError

    def query(self, text: str, fmt: Format, **limits: Any) -> bytes:
        """The whole answer of a query by its text; `limits` are further fields of Query. Raises
        Problem."""
        return self.answer(Query(text, **limits), fmt)

    def is_up(self) -> bool:
        """Whether queries can be answered now."""
        return True

    def rows(self, text: str, **bindings: Term) -> list[GraphRow]:
        """The rows of a trusted SELECT, by way of SPARQL results in JSON. Raises Problem."""
        found = results.read(self.query(text, RESULT_FORMATS[0], bindings=bindings))
        return cast("list[GraphRow]", found.rows)

    def ask(self, text: str, **bindings: Term) -> bool:
        """The answer of a trusted ASK. Raises Problem."""
        return bool(results.read(self.query(text, RESULT_FORMATS[0], bindings=bindings)).answer)


class EmbeddedStore(Store):
    """The graph in this process: for the command line and for the query workers."""

    def __init__(
        self,
        source: "str | Path | Release",
        base: str = PUBLIC_BASE,
        *,
        result_bytes: float = inf,
        result_rows: float = inf,
    ) -> None:
        """Load a release, or an N-Quads file with its base; answers may have `result_bytes` bytes
        and `result_rows` rows at most. Raises Problem (setting) when the file is not the dump that
        its release states."""
        dump = Path(source) if isinstance(source, str | Path) else source.dump
        _check_dump(dump)
        self._store = pyoxigraph.Store()
        self._store.bulk_load(path=dump, format=RdfFormat.N_QUADS)
        self._empty: Any = pyoxigraph.Store()
        self._remembered = lru_cache(256)(self._in_order)
        self._remembered_sources = lru_cache(256)(self._sources)
        self._result_bytes, self._result_rows = result_bytes, result_rows
        self._base = getattr(source, "base", base)

    def answer(self, query: Query, fmt: Format) -> bytes:
        """The whole answer as bytes, made in this process without a time limit. Raises Problem:
        syntax, request, format, too-large, engine."""
        answer = Answer(self._result_bytes)
        found: Any = None
        text = query.text
        dataset = self._dataset(text, query.default_graphs, query.named_graphs)
        try:
            found = self._store.query(
                (self._remembered if len(text) <= _USUAL else self._in_order)(text),
                base_iri=self._base,
                substitutions={Variable(name): term for name, term in query.bindings.items()},
                **dataset,
            )
            _check(type(found), fmt)
            found.serialize(answer, format=fmt.writer)
            if isinstance(found, QuerySolutions):
                self._check_rows(answer, fmt)
        except SyntaxError as error:
            raise _syntax(text, str(error)) from None
        except (OSError, RuntimeError, ValueError) as error:
            if xml_output.is_reserved(error):
                raise xml_output.impossible("xml-property", fmt) from None
            raise _failure(str(error), fmt) from None
        finally:
            found = None  # the engine lets only this thread drop them, and exceptions keep frames
        return (
            xml_output.checked(answer, fmt) if fmt.writer in xml_output.WRITERS else bytes(answer)
        )

    def _in_order(self, text: str) -> str:
        """The query with the columns of its SELECT * in their order of appearance (SPARQL 1.1 Query
        section 16.1 leaves it open); the engine's is alphabetical.

        The engine tells, over an empty store, which of the variables are in scope.
        """
        if not (star := tokeniser.star(text)):
            return text
        try:
            found = self._empty.query(text, base_iri=self._base).variables
        except (SyntaxError, OSError, RuntimeError, ValueError, AttributeError):
            return text
        place, names = star
        order = {name: at for at, name in enumerate(names)}
        columns = sorted((one.value for one in found), key=lambda name: order.get(name, len(order)))
        return f"{text[:place]} ?{' ?'.join(columns)} {text[place + 1 :]}" if columns else text

    def _dataset(self, text: str, default: Iterable[str], named: Iterable[str]) -> dict[str, Any]:
        """The arguments of the engine for a dataset (SPARQL 1.1 Protocol section 2.1.4). Raises
        Problem (request) for a graph that does not exist.

        The engine's union option overrides FROM, so it is used only where nothing names a dataset;
        and the engine reads a graph that is named twice twice.
        """
        defaults: list[NamedNode | BlankNode] = [*_graphs(default)]
        names = _graphs(named)
        if not (defaults or names):
            if not tokeniser.has_dataset_clause(text):
                return {"use_default_graph_as_union": True}
            read = self._remembered_sources if len(text) <= _USUAL else self._sources
            if not (sources := read(text)):
                return {}
            defaults, names = [*sources[0]], sources[1]
        for graph in (*defaults, *names):
            if graph.value not in DEFAULT_GRAPH and not self._store.contains_named_graph(graph):
                raise Problem("request", "no-graph", iri=graph.value)
        if any(graph.value in DEFAULT_GRAPH for graph in defaults):
            if not names:
                return {"use_default_graph_as_union": True}
            defaults = list(self._store.named_graphs())
        return {"default_graph": defaults, "named_graphs": names}

    def _sources(self, text: str) -> tuple[list[NamedNode], list[NamedNode]] | None:
        """The graphs that a query names by FROM and by FROM NAMED, with prefixes and relative IRIs
        resolved; None where the engine must read them itself."""
        if not (found := tokeniser.dataset_clause(text)):
            return None
        written = enumerate((*found.default, *found.named))
        values = " ".join(f"({at} {name})" for at, name in written)
        query = f"{found.prologue}SELECT ?at ?graph {{ VALUES (?at ?graph) {{ {values} }} }}"
        try:
            rows = list(self._empty.query(query, base_iri=self._base))
        except (SyntaxError, OSError, RuntimeError, ValueError):
            return None
        iris = [graph.value for at, graph in sorted(rows, key=lambda row: int(row[0].value))]
        at = len(found.default)
        return _graphs(iris[:at]), _graphs(iris[at:])

    def _check_rows(self, answer: bytearray, fmt: Format) -> None:
        """Raise Problem (too-large) when an answer has more rows than it may."""
        limit = self._result_rows
        writer = fmt.writer
        if isinstance(writer, QueryResultsFormat) and row_limit.are_more(answer, writer, limit):
            raise Problem("too-large", "many-rows", limit=limit, unit="rows")


def _check_dump(dump: Path) -> None:
    """Raise Problem (setting) when a dump that stands in a release is not whole."""
    from pfpgraph.graph import release

    found = release.within(dump.parent)
    if found and not found.has_whole_dump():
        raise Problem("setting", f"{dump}: damaged: run pfpgraph build")


class Answer(bytearray):
    """A file in memory that the engine writes an answer to, limited in size."""

    def __init__(self, limit: float) -> None:
        """Start empty; limit is in bytes."""
        super().__init__()
        self._limit = limit

    def write(self, part: bytes) -> int:
        """Append a part and return its length. Raises Problem (too-large) when the whole would be
        larger than the limit."""
        if len(self) + len(part) > self._limit:
            limit = self._limit / (1 << 20)
            raise Problem("too-large", "large", limit=limit, unit="MiB")
        self.extend(part)
        return len(part)

    def flush(self) -> None:
        """Do nothing: there is no buffer."""


def _graphs(iris: Iterable[str]) -> list[NamedNode]:
    """Names of graphs as terms, without repetitions. Raises Problem (request) when one is not an
    IRI."""
    try:
        return [NamedNode(iri) for iri in dict.fromkeys(iris)]
    except ValueError as error:
        raise Problem("request", "graph-name", reason=str(error)) from None


def _check(results: type, fmt: Format) -> None:
    """Raise Problem (format) when results of a type cannot be written in a format."""
    wanted = RdfFormat if results is QueryTriples else QueryResultsFormat
    if not isinstance(fmt.writer, wanted):
        raise Problem("format", "cannot-hold", label=fmt.label)


def _failure(message: str, fmt: Format) -> Problem:
    """The problem of an error of the engine: format where JSON-LD 1.1 cannot hold a triple as a
    term, request where the query calls an unknown function, else engine."""
    if "does not support RDF 1.2" in message:
        return Problem("format", "cannot-hold", label=fmt.label)
    if function := _FUNCTION.search(message):
        return Problem("request", "no-function", function=function[1])
    return Problem("engine", "engine-cannot", reason=message)


def _syntax(text: str, message: str) -> Problem:
    """The syntax problem of a message of the engine about a query: line, column, and the fault or
    the text before it.

    The place is the furthest that the engine read, often a little after the fault. It lists every
    character that might follow there; only its sentences ("Prefix not found") help a reader.
    """
    if not (fault := _FAULT.match(message)):
        return Problem("syntax", "fault", reason=message)
    line, column = int(fault[1]), int(fault[2])
    reason = re.search(r"(?:^|, )([A-Z][A-Za-z]* [a-zA-Z ]+)", fault[3])
    lines = text.split("\n")[:line]
    before = " ".join("\n".join((*lines[:-1], lines[-1][: column - 1])).split())[-30:]
    said, part = (
        ("fault-at", {"reason": reason[1]}) if reason else ("fault-near", {"before": before})
    )
    return Problem("syntax", said, line=line, column=column, **part)
