"""The results of a query as a table that a reader can follow."""

import json
import re
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from pfpgraph.i18n.words import WORDS, word
from pfpgraph.model import periods
from pfpgraph.web.pages import values
from pfpgraph.web.pages.values import Value
from pfpgraph.web.request import site

_READ = 1 << 20  # bytes of an answer that a page reads: more would hold up other requests
_ROWS = '"bindings":['
# How the names of columns end that tell of a beginning.
STARTS = ("from", "start", "since", "began")


@dataclass
class Table:
    """Results: the columns, the rows, or the answer yes or no."""

    columns: list[str]
    rows: list[list[Value | None]]
    answer: bool | None = None


def beginning(data: bytes, most: int) -> tuple[dict, int | None]:
    """The results in SPARQL 1.1 Query Results JSON, as the engine writes it, with so many rows at
    most; and how many there are, None where they were not all read."""
    if len(data) <= _READ:
        document = json.loads(data)
        rows = document.get("results", {}).get("bindings", [])
        size = len(rows)
        del rows[most:]
        return document, size
    head, _, rest = data[:_READ].decode(errors="ignore").partition(_ROWS)
    document = json.loads(f"{head}{_ROWS}]}}}}")
    document["results"]["bindings"] += _rows(rest, most)
    return document, None


def _rows(text: str, most: int) -> list[dict]:
    """The rows that a text holds whole from its start on, so many at most."""
    rows, place, read = [], 0, json.JSONDecoder().raw_decode
    try:
        while len(rows) < most:
            row, end = read(text, place)
            rows.append(row)
            place = end + 1  # behind the comma
    except json.JSONDecodeError:
        pass
    return rows


def statements(data: bytes, most: int) -> tuple[bytes, int]:
    """So many statements of an answer in N-Triples at most, and how many there are."""
    lines = data[:_READ].splitlines(keepends=True)[:most]
    if lines and not lines[-1].endswith(b"\n"):
        lines.pop()
    return b"".join(lines), data.count(b"\n")


def table(document: dict, language: str) -> Table:
    """Results from SPARQL 1.1 Query Results JSON."""
    if "boolean" in document:
        return Table([], [], document["boolean"])
    columns = document["head"].get("vars", [])
    rows = [
        [_cell(row.get(column), language) for column in columns]
        for row in document["results"]["bindings"]
    ]
    return Table(columns, rows)


def _cell(binding: dict | None, language: str) -> Value | None:
    """One cell, empty where nothing is bound; IRIs stay visible, as a query means them."""
    if binding is None:
        return None
    if binding["type"] == "uri":
        short = values.shorten(binding["value"])
        return Value(short, values.href(binding["value"]), plain=binding["value"])
    if binding["type"] == "bnode":
        return Value(f"_:{binding['value']}")
    if binding["type"] != "literal":
        return Value(str(binding["value"]))
    tag, kind = binding.get("xml:lang"), binding.get("datatype")
    if kind:
        return Value(binding["value"])
    return values.shown(Literal(binding["value"], language=tag), {}, language)


def readable(columns: list[str]) -> list[str]:
    """The columns without those that only label another: countryLabel of country."""
    return [c for c in columns if not (c.endswith("Label") and c.removesuffix("Label") in columns)]


def heading(column: str, language: str) -> str:
    """What a column is called: in the words for its name, else by its name as words."""
    key = f"column-{column.removesuffix('Label')}"
    if key in WORDS:
        return word(key, language)
    return re.sub(r"(?<=[a-z])(?=[A-Z0-9])", " ", column).lower()


def labelled(document: dict, language: str) -> Table:
    """Results as a reader has them who did not write the query: things by their labels in the
    reader's language, values as pages show them."""
    if "boolean" in document:
        return table(document, language)
    columns = readable(document["head"]["vars"])
    rows = [
        [_read(column, row.get(column), language) for column in columns]
        for row in document["results"]["bindings"]
    ]
    return Table(columns, rows)


def far(column: str, day: str) -> str:
    """The key of the words for one of the far days, by the column that it stands in: a beginning or
    an end of which nothing is known, or an end that has not come."""
    if column.lower().endswith(STARTS):
        return "start-unknown"
    if day == periods.FAR_PAST:
        return "end-unknown"
    return "no-known-end" if column.startswith("may") else "far-future"


def _read(column: str, binding: dict | None, language: str) -> Value | None:
    """One cell in the reader's words."""
    if binding is None or binding["type"] not in ("uri", "literal"):
        return _cell(binding, language)
    if binding["type"] == "uri":
        iri = binding["value"]
        return values.named(iri, site.labels.get(iri, {}), language)
    if kind := binding.get("datatype"):
        if binding["value"] in values.FAR:
            key = far(column, binding["value"])
            return Value(word(key, language), plain=binding["value"])
        return values.literal(Literal(binding["value"], datatype=NamedNode(kind)), language)
    key = f"column-{column}-{binding['value']}"
    return Value(word(key, language)) if key in WORDS else _cell(binding, language)
