"""The sources: what each is and what it supports, and its statements in the order of its text."""

from flask import Blueprint, Response, request
from pyoxigraph import NamedNode

from pfpgraph import iris
from pfpgraph.problems import Problem
from pfpgraph.web import addresses
from pfpgraph.web.pages import sources, views
from pfpgraph.web.request import current_reader, page_number
from pfpgraph.web.responses import respond

bp = Blueprint("sources", __name__)


@addresses.route(bp, "/sources")
def listed() -> Response:
    """List the sources in the order of ?sort=, a page at a time, or all as data. Raises Problem
    (400) for an unknown order or page."""
    view = views.view(current_reader(), "/sources", "sources")
    sort = request.args.get("sort", sources.SORTS[0])
    return respond(view, lambda: sources.listed(view, sort, page_number()))


@addresses.route(bp, "/sources/<slug>")
def source(slug: str) -> Response:
    """Answer with a source: its statements in the order of its text, and the records that cite it.
    Raises Problem (404) when there is no such source."""
    reader = current_reader()
    iri = iris.thing(reader.snapshot.base, "source", slug)
    if reader.snapshot.split(iri) != ("source", slug) or iri not in reader.snapshot.labels:
        raise Problem("not-found", "no-thing", kind="source", name=slug[:60])
    named = NamedNode(iri)
    view = views.view(reader, f"/sources/{slug}", "source-statements", source=named)
    return respond(view, lambda: sources.page(view, iri))
