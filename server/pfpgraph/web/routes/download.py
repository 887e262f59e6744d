"""Downloads: the whole graph as one file and in every RDF format, and each named graph."""

from flask import Blueprint, Response
from pyoxigraph import Literal

from pfpgraph.formats import NQUADS
from pfpgraph.web import addresses
from pfpgraph.web.pages import graphs, views
from pfpgraph.web.request import current_reader, current_snapshot
from pfpgraph.web.responses import answer, respond

bp = Blueprint("download", __name__)


@addresses.route(bp, "/download")
def download() -> Response:
    """List the downloads, as a page or as data. Raises Problem."""
    reader = current_reader()
    language = Literal(reader.language)
    view = views.view(reader, "/download", "downloads", language=language)
    return respond(view, lambda: graphs.downloads(view))


@addresses.route(bp, "/download/pfpgraph.nq")
def dump() -> Response:
    """Send the dump of the release: canonical N-Quads, whose SHA-256 is the release's checksum."""
    return answer(current_snapshot().release.dump.read_bytes, NQUADS.content_type)
