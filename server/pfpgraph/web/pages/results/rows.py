"""Reading columns of query rows in the reader's language."""

from pyoxigraph import Literal, NamedNode

from pfpgraph.i18n.texts import by_language, choose
from pfpgraph.iris import tail
from pfpgraph.query.results import GraphRow
from pfpgraph.web.pages import values
from pfpgraph.web.pages.values import Value
from pfpgraph.web.reader import Reader


def text(row: GraphRow, key: str) -> str:
    """The text of a column, "" where it is not bound."""
    return row[key].value if key in row else ""


def name(row: GraphRow, key: str) -> str:
    """The local name of the IRI in a column: Accepted for pfp:Accepted; "" where it is not
    bound."""
    return tail(text(row, key))


def worded(rows: list[GraphRow], key: str, language: str) -> str:
    """The text of a column in a language, or else in another, from rows that differ in its
    language."""
    literals = {term for row in rows if isinstance(term := row.get(key), Literal)}
    return choose(by_language(sorted(literals, key=str)), language)[0]


def thing(row: GraphRow, key: str, reader: Reader) -> Value | None:
    """The thing in a column as a value with its label, None where it is not bound."""
    return named(row[key].value, reader) if key in row else None


def named(iri: str, reader: Reader) -> Value:
    """A thing or a term as a value with its label."""
    return values.known(NamedNode(iri), reader)


def value(row: GraphRow, reader: Reader) -> Value | None:
    """The value in the column `value` with the precision in the column `precision`, None where it
    is not bound."""
    return values.known(row["value"], reader, name(row, "precision")) if "value" in row else None
