"""Views: pages that are also data, each with the query behind it.

The query is a SELECT whose first column names the things shown. CSV and the other result formats
give its result, CSV with labels beside IRIs. The RDF formats give the statements about those
things, and the view itself with its list of them.
"""

import io
from collections.abc import Iterable
from csv import writer
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Variable

from pfpgraph.formats import CSV, HTML, NTRIPLES, RESULT_FORMATS, Format
from pfpgraph.graph import serialisation
from pfpgraph.http.headers import Link
from pfpgraph.query import query_files, results
from pfpgraph.query.results import Solution
from pfpgraph.web.pages import values
from pfpgraph.web.reader import Reader, with_arguments


@dataclass
class View:
    """A page that is also data: the path of the page, the text of the query behind it, whether that
    query's result is in the reader's language, and the parameters that make it another view."""

    reader: Reader
    path: str
    text: str
    is_worded: bool = False
    own: tuple[str, ...] = ()

    @property
    def iri(self) -> str:
        """The IRI of the view, with its own parameters, without others such as the day or the
        page."""
        path = f"{self.reader.snapshot.base}{self.path.removeprefix('/')}"
        given = self.reader.address.arguments
        kept = {name: given[name] for name in self.own if name in given}
        return with_arguments(path, kept)

    @property
    def links(self) -> list[Link]:
        """The Link headers of the view: its canonical address."""
        return [Link(self.iri, "canonical")]

    def speaks(self, fmt: Format) -> bool:
        """Whether the text in a format is in the reader's language; CSV always contains labels."""
        return fmt in (HTML, CSV) or (self.is_worded and fmt in RESULT_FORMATS)

    def data(self, fmt: Format) -> bytes:
        """The view as data in a format other than HTML. Raises Problem when the query fails."""
        if fmt is CSV:
            return self._csv()
        if fmt in RESULT_FORMATS:
            return self.reader.snapshot.store.query(self.text, fmt)
        # A CONSTRUCT of the statements about the things in the first column of the view's query.
        snapshot, first = self.reader.snapshot, Variable(query_files.columns(self.text)[0])
        view, select = NamedNode(self.iri), query_files.Nested(self.text)
        text = query_files.filled("view", snapshot.base, view=view, thing=first, select=select)
        statements = snapshot.store.query(text, NTRIPLES)
        return serialisation.rewrite(statements, fmt, snapshot.prefixes)

    def _csv(self) -> bytes:
        """The result of the query as CSV (RFC 4180), with a column of labels beside each column of
        things."""
        store = self.reader.snapshot.store
        found = results.read(store.query(self.text, RESULT_FORMATS[0]))
        if found.answer is not None:
            return store.query(self.text, CSV)
        columns, rows = found.columns, found.rows
        labels = {c: words for c in columns if any(words := _labels(rows, c, self.reader))}
        head = [name for c in columns for name in (c, *([f"{c}_label"] * (c in labels)))]
        cells = (
            [text for c in columns for text in (_text(row, c), *labels.get(c, [])[at : at + 1])]
            for at, row in enumerate(rows)
        )
        return csv((head, *cells)).encode()


def _text(row: Solution, column: str) -> str:
    """A cell as the query engine writes it in CSV (SPARQL 1.1 Query Results CSV and TSV
    Formats)."""
    term = row.get(column)
    if term is None or isinstance(term, BlankNode):
        return str(term or "")
    return results.text(term)


def _labels(rows: list[Solution], column: str, reader: Reader) -> list[str]:
    """The label for each cell of a column; empty when the query itself has a label column for
    it."""
    if any(f"{column}Label" in row for row in rows):
        return []
    cells = (row.get(column) for row in rows)
    return [_label(cell.value, reader) if isinstance(cell, NamedNode) else "" for cell in cells]


def _label(iri: str, reader: Reader) -> str:
    """The label of a thing or a term, "" when it has none."""
    named = iri in reader.snapshot.labels or iri in reader.snapshot.terms
    return values.known(NamedNode(iri), reader).text if named else ""


def view(
    reader: Reader, path: str, query: str, **terms: NamedNode | Literal | list[Literal]
) -> View:
    """The view at a path, whose query is the file with this name, filled in with terms. It is in
    the reader's language if `language` is among the terms."""
    text = query_files.filled(query, reader.snapshot.base, **terms)
    return View(reader, path, text, "language" in terms)


def csv(rows: Iterable[Iterable[str | int]]) -> str:
    """Rows as CSV (RFC 4180); the first row is the header."""
    out = io.StringIO()
    writer(out).writerows(rows)
    return out.getvalue()
