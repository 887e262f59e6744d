"""The results of a query as a table that a reader can follow."""

from dataclasses import dataclass

from pyoxigraph import Literal

from pfpgraph.web import values
from pfpgraph.web.values import Value


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
