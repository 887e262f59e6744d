"""Results of SELECT and ASK as terms: one model of a row, whoever reads them."""

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
# What our own queries find: no value in the graph is a triple (RDF 1.1), which its loading sees to.
GraphTerm = NamedNode | BlankNode | Literal
GraphRow = dict[str, GraphTerm]
_STRING = NamedNode(XSD + "string")
_READ = 1 << 20  # bytes of an answer that are read whole: more would hold up other requests


class Results(NamedTuple):
    """The names of the columns, the rows, how many there are in all (None where they were not all
    counted), and the answer of an ASK."""

    columns: list[str]
    rows: list[Solution]
    size: int | None = 0
    answer: bool | None = None


def read(data: bytes, most: int | None = None) -> Results:
    """The results in SPARQL 1.1 Query Results JSON, with so many rows at most: those that stand
    whole in the first MiB, which are not all counted where there is more."""
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
    """The columns, or the answer of an ASK, and so many rows at most, which may be cut off behind
    them. Nothing that goes on holds the results: the engine lets only the thread that made them
    drop them, and exceptions keep frames."""
    results = pyoxigraph.parse_query_results(data, format=QueryResultsFormat.JSON)
    if isinstance(results, QueryBoolean):
        return bool(results), []
    columns = [variable.value for variable in results.variables]
    rows: list[QuerySolution] = []
    with suppress(SyntaxError) if most is not None else nullcontext():
        rows.extend(islice(results, most))
    return columns, rows


def is_typed(term: Literal) -> bool:
    """Whether a literal is neither a plain string nor a text in a language."""
    return not term.language and term.datatype != _STRING


def text(term: Term) -> str:
    """The value of a term: its IRI, its text, or the name of a blank node."""
    return str(term) if isinstance(term, Triple) else term.value
