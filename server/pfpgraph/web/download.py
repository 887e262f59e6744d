"""What can be downloaded: the whole graph as a file and in every format, and each named graph."""

from flask import Blueprint, Response, render_template, request
from pyoxigraph import Literal

from pfpgraph.formats import RDF
from pfpgraph.web import views
from pfpgraph.web.answers import answer, language
from pfpgraph.web.graphs import kind_of
from pfpgraph.web.site import site
from pfpgraph.web.words import word

bp = Blueprint("download", __name__)

NQUADS = next(format for format in RDF if format.name == "nq")


@bp.get("/download")
def download() -> Response:
    """Show what can be downloaded, or its description as data. Raises Problem."""
    tongue = language()
    view = views.view("/download", "downloads", language=Literal(tongue))
    return views.respond(view, lambda: _page(view, tongue))


@bp.get("/download/pfpgraph.nq")
def dump() -> Response:
    """Send the file of the release: canonical N-Quads, whose SHA-256 is its checksum."""
    return answer(site.release.dump.read_bytes, NQUADS.content_type)


def _page(view: views.View, tongue: str) -> str:
    """The page, with the size of the file as it lies there."""
    graphs = sorted(site.release.graphs.items())
    return render_template(
        "download.html",
        view=view,
        size=size(site.release.dump.stat().st_size, tongue),
        whole=[(f, f"{request.script_root}/graph?default&format={f.name}") for f in RDF],
        graphs=[(iri, kind_of(iri), count) for iri, count in graphs],
        formats=views.formats(),
    )


def size(count: int, tongue: str) -> str:
    """A number of bytes in words: 0.3 MB, 14.8 MB."""
    number = f"{count / 1_000_000:.1f}"
    return word("megabytes", tongue).format(number if tongue == "en" else number.replace(".", ","))
