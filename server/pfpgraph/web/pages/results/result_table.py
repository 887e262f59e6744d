"""The results of a query as a table that a reader can follow."""

import re
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from pfpgraph.i18n.words import has_word, word
from pfpgraph.query.results import Results, Term, is_typed
from pfpgraph.span import FAR_PAST
from pfpgraph.web.pages import values
from pfpgraph.web.pages.values import Value
from pfpgraph.web.reader import Reader

_READ = 1 << 20  # bytes of statements that a page reads: more would hold up other requests
# How the names of columns end that tell of a beginning.
STARTS = ("from", "start", "since", "began")


@dataclass
class ResultTable:
    """Results: the columns, the rows, or the answer yes or no."""

    columns: list[str]
    rows: list[list[Value | None]]
    answer: bool | None = None


def statements(data: bytes, most: int) -> tuple[bytes, int]:
    """So many statements of an answer in N-Triples at most, and how many there are."""
    lines = data[:_READ].splitlines(keepends=True)[:most]
    if lines and not lines[-1].endswith(b"\n"):
        lines.pop()
    return b"".join(lines), data.count(b"\n")


def table(results: Results, reader: Reader) -> ResultTable:
    """Results as they are."""
    rows = [[_cell(row.get(c), reader) for c in results.columns] for row in results.rows]
    return ResultTable(results.columns, rows, results.answer)


def _cell(term: Term | None, reader: Reader) -> Value | None:
    """One cell, empty where nothing is bound; IRIs stay visible, as a query means them."""
    if term is None:
        return None
    if isinstance(term, NamedNode):
        short, href = reader.snapshot.shorten(term.value), reader.href(term.value)
        return Value(short, href, plain=term.value)
    if not isinstance(term, Literal):  # a blank node or a statement
        return Value(str(term))
    return Value(term.value) if is_typed(term) else values.shown(term, {}, reader)


def readable(columns: list[str]) -> list[str]:
    """The columns without those that only label another: countryLabel of country."""
    return [c for c in columns if not (c.endswith("Label") and c.removesuffix("Label") in columns)]


def heading(column: str, language: str) -> str:
    """What a column is called: in the words for its name, else by its name as words."""
    key = f"column-{column.removesuffix('Label')}"
    if has_word(key):
        return word(key, language)
    return re.sub(r"(?<=[a-z])(?=[A-Z0-9])", " ", column).lower()


def labelled(results: Results, reader: Reader) -> ResultTable:
    """Results as a reader has them who did not write the query: things by their labels in the
    reader's language, values as pages show them."""
    columns = readable(results.columns)
    rows = [[_read(c, row.get(c), reader) for c in columns] for row in results.rows]
    return ResultTable(columns, rows, results.answer)


def far(column: str, day: str) -> str:
    """The key of the words for one of the far days, by the column that it stands in: a beginning or
    an end of which nothing is known, or an end that has not come."""
    if column.lower().endswith(STARTS):
        return "start-unknown"
    if day == FAR_PAST:
        return "end-unknown"
    return "no-known-end" if column.startswith("may") else "far-future"


def _read(column: str, term: Term | None, reader: Reader) -> Value | None:
    """One cell in the reader's words."""
    if isinstance(term, NamedNode):
        return values.named(term.value, reader.snapshot.labels.get(term.value, {}), reader)
    if not isinstance(term, Literal):
        return _cell(term, reader)
    if is_typed(term):
        if term.value in values.FAR:
            return Value(word(far(column, term.value), reader.language), plain=term.value)
        return values.literal(term, reader)
    key = f"column-{column}-{term.value}"
    return Value(word(key, reader.language)) if has_word(key) else _cell(term, reader)
