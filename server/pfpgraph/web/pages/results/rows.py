"""Rows of results as a page needs them: what a column holds, in the reader's language."""

from pyoxigraph import Literal, NamedNode

from pfpgraph.i18n.texts import by_language, choose
from pfpgraph.iris import tail
from pfpgraph.query.results import GraphRow
from pfpgraph.web.pages import values
from pfpgraph.web.pages.values import Value
from pfpgraph.web.reader import Reader


def text(row: GraphRow, key: str) -> str:
    """The text of a column, nothing where it is empty."""
    return row[key].value if key in row else ""


def name(row: GraphRow, key: str) -> str:
    """The last part of the IRI in a column: Accepted of pfp:Accepted."""
    return tail(text(row, key))


def worded(rows: list[GraphRow], key: str, language: str) -> str:
    """The words of a column over rows that differ in their languages."""
    literals = {term for row in rows if isinstance(term := row.get(key), Literal)}
    return choose(by_language(sorted(literals, key=str)), language)[0]


def thing(row: GraphRow, key: str, reader: Reader) -> Value | None:
    """The thing in a column by its label."""
    return named(row[key].value, reader) if key in row else None


def named(iri: str, reader: Reader) -> Value:
    """A thing by its label, a term by its own."""
    return values.known(NamedNode(iri), reader)


def value(row: GraphRow, reader: Reader) -> Value | None:
    """The value in the columns value and precision, a date only as precise as it is."""
    return values.known(row["value"], reader, name(row, "precision")) if "value" in row else None
