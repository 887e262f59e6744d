"""Query results as a table for readers."""

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
# The names of columns with a beginning end in one of these.
STARTS = ("from", "start", "since", "began")


@dataclass
class ResultTable:
    """A result: the columns and rows of a SELECT (None where nothing is bound), or the answer of an
    ASK."""

    columns: list[str]
    rows: list[list[Value | None]]
    answer: bool | None = None


def statements(data: bytes, most: int) -> tuple[bytes, int]:
    """The first `most` lines of a result in N-Triples, of its first MiB, and the number of all
    lines."""
    lines = data[:_READ].splitlines(keepends=True)[:most]
    if lines and not lines[-1].endswith(b"\n"):
        lines.pop()
    return b"".join(lines), data.count(b"\n")


def table(results: Results, reader: Reader) -> ResultTable:
    """A result as it is, with IRIs shortened and linked but not replaced by labels."""
    rows = [[_cell(row.get(c), reader) for c in results.columns] for row in results.rows]
    return ResultTable(results.columns, rows, results.answer)


def _cell(term: Term | None, reader: Reader) -> Value | None:
    """A cell as it is, None where nothing is bound; IRIs stay visible, since the query is about
    them."""
    if term is None:
        return None
    if isinstance(term, NamedNode):
        short, href = reader.snapshot.shorten(term.value), reader.href(term.value)
        return Value(short, href, plain=term.value)
    if not isinstance(term, Literal):  # a blank node or a statement
        return Value(str(term))
    return Value(term.value) if is_typed(term) else values.shown(term, {}, reader)


def readable(columns: list[str]) -> list[str]:
    """The columns without those that only label another one, as countryLabel labels country."""
    return [c for c in columns if not (c.endswith("Label") and c.removesuffix("Label") in columns)]


def heading(column: str, language: str) -> str:
    """The heading of a column: words of the interface for its name, else its name split into
    words."""
    key = f"column-{column.removesuffix('Label')}"
    if has_word(key):
        return word(key, language)
    return re.sub(r"(?<=[a-z])(?=[A-Z0-9])", " ", column).lower()


def labelled(results: Results, reader: Reader) -> ResultTable:
    """A result for readers who did not write the query: things by their labels in the reader's
    language, and values as pages show them."""
    columns = readable(results.columns)
    rows = [[_read(c, row.get(c), reader) for c in columns] for row in results.rows]
    return ResultTable(columns, rows, results.answer)


def far(column: str, day: str) -> str:
    """The key of the words for one of the two far days, by the name of its column: an unknown
    beginning, an unknown end, or no end yet."""
    if column.lower().endswith(STARTS):
        return "start-unknown"
    if day == FAR_PAST:
        return "end-unknown"
    return "no-known-end" if column.startswith("may") else "far-future"


def _read(column: str, term: Term | None, reader: Reader) -> Value | None:
    """A cell in the reader's language, None where nothing is bound."""
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
