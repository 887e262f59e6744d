"""Results of SELECT and ASK as terms: the one model of a row."""

from contextlib import nullcontext, suppress
from itertools import islice
from typing import NamedTuple

import pyoxigraph
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolution,
    Triple,
)

from pfpgraph.namespaces import XSD

Term = NamedNode | BlankNode | Literal | Triple
Solution = dict[str, Term]  # an unbound variable has no entry
# Rows of our own queries: no value in the graph is a triple (RDF 1.1), which load.py checks.
GraphTerm = NamedNode | BlankNode | Literal
GraphRow = dict[str, GraphTerm]
_STRING = NamedNode(XSD + "string")
_READ = 1 << 20  # bytes of an answer that are read whole: more would hold up other requests


class Results(NamedTuple):
    """The names of the columns, the rows, the number of rows in all (None where not all were
    counted), and the answer of an ASK (None for a SELECT)."""

    columns: list[str]
    rows: list[Solution]
    size: int | None = 0
    answer: bool | None = None


def read(data: bytes, most: int | None = None) -> Results:
    """Parse SPARQL 1.1 Query Results JSON into at most `most` rows (all when None). With a limit,
    only the first MiB is read, and rows are counted only when there is no more than that. Raises
    SyntaxError."""
    cut = most is not None and len(data) > _READ
    head, found = _parsed(data[:_READ] if cut else data, most if cut else None)
    if isinstance(head, bool):
        return Results([], [], answer=head)
    rows = [
        {name: term for name, term in zip(head, row, strict=True) if term is not None}
        for row in found[:most]
    ]
    return Results(head, rows, None if cut else len(found))


def _parsed(data: bytes, most: int | None) -> tuple[list[str] | bool, list[QuerySolution]]:
    """The columns, or the answer of an ASK, and the rows; with `most`, at most that many of data
    that may be cut off. No variable that lives on holds the results: the engine lets only the
    thread that made them drop them, and exceptions keep frames."""
    results = pyoxigraph.parse_query_results(data, format=QueryResultsFormat.JSON)
    if isinstance(results, QueryBoolean):
        return bool(results), []
    columns = [variable.value for variable in results.variables]
    rows: list[QuerySolution] = []
    with suppress(SyntaxError) if most is not None else nullcontext():
        rows.extend(islice(results, most))
    return columns, rows


def is_typed(term: Literal) -> bool:
    """Whether a literal is neither a plain string nor a text with a language."""
    return not term.language and term.datatype != _STRING


def text(term: Term) -> str:
    """The value of a term: IRI, text, or label of a blank node; a triple as the engine writes
    it."""
    return str(term) if isinstance(term, Triple) else term.value
