"""Results of SELECT and ASK as terms: one model of a row, whoever reads them."""

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

Row = dict[str, NamedNode | BlankNode | Literal | Triple]  # an unbound variable has no entry
_READ = 1 << 20  # bytes of an answer that are read whole: more would hold up other requests


class Results(NamedTuple):
    """The names of the columns, the rows, how many there are in all (None where they were not all
    counted), and the answer of an ASK."""

    columns: list[str]
    rows: list[Row]
    size: int | None = 0
    answer: bool | None = None


def read(data: bytes, most: int | None = None) -> Results:
    """The results in SPARQL 1.1 Query Results JSON, with so many rows at most; those beyond are
    counted where the whole is small."""
    whole = most is None or len(data) <= _READ
    head, found = _parsed(data, None if whole else most)
    if isinstance(head, bool):
        return Results([], [], answer=head)
    rows = [
        {name: term for name, term in zip(head, row, strict=True) if term is not None}
        for row in found[:most]
    ]
    return Results(head, rows, len(found) if whole else None)


def _parsed(data: bytes, most: int | None) -> tuple[list[str] | bool, list[QuerySolution]]:
    """The columns, or the answer of an ASK, and so many rows. Nothing that goes on holds the
    results: the engine lets only the thread that made them drop them, and exceptions keep frames.
    """
    results = pyoxigraph.parse_query_results(data, format=QueryResultsFormat.JSON)
    if isinstance(results, QueryBoolean):
        return bool(results), []
    return [variable.value for variable in results.variables], list(islice(results, most))
