"""Views: pages that are also data, each with the query behind it.

The query is a SELECT whose first column names the things shown. CSV and the other formats of
results are its answer, CSV with labels beside IRIs; the RDF formats are what is stated of those
things, with the view itself listing them.
"""

import io
from collections.abc import Callable, Iterable
from csv import writer
from dataclasses import dataclass

from flask import Response
from pyoxigraph import BlankNode, Literal, NamedNode, Variable

from pfpgraph.formats import CSV, HTML, NTRIPLES, RESULTS, Format
from pfpgraph.graph import serialisation
from pfpgraph.http.headers import Link
from pfpgraph.query import queries, results
from pfpgraph.query.results import Solution
from pfpgraph.web.pages import values
from pfpgraph.web.request import site
from pfpgraph.web.responses import answer, choose, language


@dataclass
class View:
    """A page that is also data: its path, the text of the query behind it, and whether that
    answers in the reader's language."""

    path: str
    text: str
    is_worded: bool = False

    @property
    def iri(self) -> str:
        """The IRI of the view itself, whatever the day or the part of it."""
        return f"{site.base}{self.path.removeprefix('/')}"

    def data(self, format: Format) -> bytes:
        """The view as data in a format. Raises Problem."""
        if format is CSV:
            return self._csv()
        if format in RESULTS:
            return site.store.query(self.text, format)
        # The query for what is stated of the things that the query behind the view names.
        first = Variable(queries.columns(self.text)[0])
        view, select = NamedNode(self.iri), queries.Nested(self.text)
        text = queries.filled("view", site.base, view=view, thing=first, select=select)
        statements = site.store.query(text, NTRIPLES)
        return serialisation.rewrite(statements, format, site.prefixes)

    def _csv(self) -> bytes:
        """The answer of the query as CSV (RFC 4180), the label of each thing beside its IRI."""
        found = results.read(site.store.query(self.text, RESULTS[0]))
        if found.answer is not None:
            return site.store.query(self.text, CSV)
        columns, rows, spoken = found.columns, found.rows, language()
        labels = {c: found for c in columns if any(found := _labels(rows, c, spoken))}
        head = [name for c in columns for name in (c, *([f"{c}_label"] * (c in labels)))]
        cells = (
            [text for c in columns for text in (_text(row, c), *labels.get(c, [])[at : at + 1])]
            for at, row in enumerate(rows)
        )
        return csv((head, *cells)).encode()


def _text(row: Solution, column: str) -> str:
    """A cell as the engine writes it in CSV."""
    term = row.get(column)
    if term is None or isinstance(term, BlankNode):
        return str(term or "")
    return results.text(term)


def _labels(rows: list[Solution], column: str, spoken: str) -> list[str]:
    """The label of the thing in each cell of a column; none where the query gives them itself."""
    if any(f"{column}Label" in row for row in rows):
        return []
    cells = (row.get(column) for row in rows)
    return [_label(cell.value, spoken) if isinstance(cell, NamedNode) else "" for cell in cells]


def _label(iri: str, spoken: str) -> str:
    """What a thing or a term is called, "" where nobody has named it."""
    named = iri in site.labels or iri in site.terms
    return values.known(NamedNode(iri), spoken).text if named else ""


def view(path: str, query: str, **terms: NamedNode | Literal) -> View:
    """The view at a path, with its query by the name of its file and what is filled in."""
    return View(path, queries.filled(query, site.base, **terms), "language" in terms)


def respond(shown: View, page: Callable[[], str], suffix: str = "") -> Response:
    """The view as the page that is made here or as data, as the request asks. Raises Problem."""
    format = choose(suffix)
    worded = RESULTS if shown.is_worded else (CSV,)  # CSV has labels in any case
    spoken = language() if format in (HTML, *worded) else ""
    make = page if format is HTML else lambda: shown.data(format)
    return answer(make, format.content_type, links=links(shown), spoken=spoken)


def links(shown: View) -> list[Link]:
    """The relations of a view: its name."""
    return [Link(shown.iri, "canonical")]


def csv(rows: Iterable[Iterable[str]]) -> str:
    """Rows as CSV (RFC 4180), the head first."""
    out = io.StringIO()
    writer(out).writerows(rows)
    return out.getvalue()
