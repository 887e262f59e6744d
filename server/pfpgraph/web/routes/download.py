"""What can be downloaded: the whole graph as a file and in every format, and each named graph."""

from babel.numbers import format_decimal
from flask import Blueprint, Response, render_template, request
from pyoxigraph import Literal

from pfpgraph.formats import NQUADS, RDF, Format
from pfpgraph.i18n.words import locale, word
from pfpgraph.model.dataset import copy_of
from pfpgraph.web import addresses, responses
from pfpgraph.web.pages import query_page
from pfpgraph.web.request import site
from pfpgraph.web.responses import answer, language
from pfpgraph.web.routes.graphs import kind_of

bp = Blueprint("download", __name__)


@addresses.route(bp, "/download")
def download() -> Response:
    """Show what can be downloaded, or its description as data. Raises Problem."""
    tongue = language()
    view = query_page.view("/download", "downloads", language=Literal(tongue))
    return query_page.respond(view, lambda: _page(view, tongue))


@addresses.route(bp, "/download/pfpgraph.nq")
def dump() -> Response:
    """Send the file of the release: canonical N-Quads, whose SHA-256 is its checksum."""
    return answer(site.release.dump.read_bytes, NQUADS.content_type)


def _page(view: query_page.View, tongue: str) -> str:
    """The page, with the size of the file as it lies there."""
    graphs = sorted(site.release.graphs.items())
    return render_template(
        "download.html",
        view=view,
        size=size(site.release.dump.stat().st_size, tongue),
        whole=[_offer(format, tongue) for format in RDF],
        graphs=[(iri, kind_of(iri), count) for iri, count in graphs],
        formats=responses.other_formats(),
    )


def _offer(format: Format, tongue: str) -> tuple[Format, str, str]:
    """The whole graph in a format: where, and how large, as far as the release has it as a file."""
    copy = copy_of(site, format)
    large = size(copy.stat().st_size, tongue) if copy.exists() else ""
    return format, f"{request.script_root}/graph?default&format={format.name}", large


def size(count: int, tongue: str) -> str:
    """A number of bytes in words: 0.3 MB, 14.8 MB."""
    number = format_decimal(count / 1_000_000, "0.0", locale(tongue))
    return word("megabytes", tongue).format(number)
