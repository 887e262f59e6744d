"""Views: pages that are also data, each with the query behind it.

The query is a SELECT whose first column names the things shown. CSV and the other formats of
results are its answer; the RDF formats are what is stated of those things, with the view itself
listing them.
"""

import io
from collections.abc import Callable, Iterable
from csv import writer
from dataclasses import dataclass
from functools import cached_property

from flask import Response
from pyoxigraph import Literal, NamedNode

from pfpgraph.formats import HTML, RDF, RESULTS, Format
from pfpgraph.graph import serialisation
from pfpgraph.query import queries
from pfpgraph.web.answers import Link, answer, choose, format_address, language
from pfpgraph.web.site import site

OFFERS = (*RDF, *RESULTS, HTML)
NTRIPLES = next(format for format in RDF if format.name == "nt")


@dataclass
class View:
    """A page that is also data: its path, and the text of the query behind it."""

    path: str
    text: str

    @property
    def iri(self) -> str:
        """The IRI of the view itself, whatever the day or the part of it."""
        return f"{site.base}{self.path.removeprefix('/')}"

    @cached_property
    def first(self) -> str:
        """The name of the query's first column."""
        return self.text.partition("SELECT")[2].replace("DISTINCT", "").split("?")[1].split()[0]

    def data(self, format: Format) -> bytes:
        """The view as data in a format. Raises Problem."""
        if format in RESULTS:
            return site.store.query(self.text, format)
        statements = site.store.query(self._statements(), NTRIPLES)
        return serialisation.rewrite(statements, format, site.prefixes)

    def _statements(self) -> str:
        """The query for what is stated of the things that the query behind the view names."""
        prologue, select, rest = self.text.partition("SELECT")
        thing = f"?{self.first}"
        return (
            f"{prologue}CONSTRUCT {{\n"
            f"  <{self.iri}> <http://www.w3.org/2000/01/rdf-schema#member> {thing} .\n"
            f"  {thing} ?_property ?_value\n"
            f"}} WHERE {{\n{{ SELECT DISTINCT {thing} {{ {{ {select}{rest} }} }} }}\n"
            f"  {thing} ?_property ?_value\n}}\n"
        )


def view(path: str, query: str, **terms: NamedNode | Literal) -> View:
    """The view at a path, with its query by the name of its file and what is filled in."""
    return View(path, queries.filled(query, site.base, **terms))


def respond(shown: View, page: Callable[[], str], suffix: str = "") -> Response:
    """The view as the page that is made here or as data, as the request asks. Raises Problem."""
    format = choose(OFFERS, RDF[0], suffix)
    spoken = language() if format is HTML else ""
    links = [Link(shown.iri, "canonical")]
    links += [Link(format_address(f), "alternate", f.media_type) for f in OFFERS if f != format]
    make = page if format is HTML else lambda: shown.data(format)
    return answer(make, format.content_type, links=links, spoken=spoken)


def formats(offers: Iterable[Format] = OFFERS) -> list[tuple[Format, str]]:
    """Every format in which this answer is also to be had, with its address."""
    return [(format, format_address(format)) for format in offers if format is not HTML]


def csv(rows: Iterable[Iterable[str]]) -> str:
    """Rows as CSV (RFC 4180), the head first."""
    out = io.StringIO()
    writer(out).writerows(rows)
    return out.getvalue()
