"""The results of a query as a table that a reader can follow."""

import re
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from pfpgraph.web import values
from pfpgraph.web.site import site
from pfpgraph.web.values import Value
from pfpgraph.web.words import WORDS, word


@dataclass
class Table:
    """Results: the columns, the rows, or the answer yes or no."""

    columns: list[str]
    rows: list[list[Value | None]]
    answer: bool | None = None


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


def _read(column: str, binding: dict | None, language: str) -> Value | None:
    """One cell in the reader's words."""
    if binding is None or binding["type"] not in ("uri", "literal"):
        return _cell(binding, language)
    if binding["type"] == "uri":
        iri = binding["value"]
        return values.named(iri, site.labels.get(iri, {}), language)
    if kind := binding.get("datatype"):
        return values.literal(Literal(binding["value"], datatype=NamedNode(kind)), language)
    key = f"column-{column}-{binding['value']}"
    return Value(word(key, language)) if key in WORDS else _cell(binding, language)
