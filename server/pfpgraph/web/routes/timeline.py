"""The timeline: the Alliance and its partnerships, a row of bars for each country."""

from flask import Blueprint, Response, request

from pfpgraph.web import addresses
from pfpgraph.web.pages import timeline
from pfpgraph.web.request import current_reader
from pfpgraph.web.responses import respond

bp = Blueprint("timeline", __name__)


@addresses.route(bp, "/timeline")
def show() -> Response:
    """Answer with the timeline between the years ?from= and ?to=, of one framework if ?framework=
    names it, as a page or its records as data. Raises Problem (400) for invalid years or an unknown
    framework."""
    reader, arguments = current_reader(), request.args
    first, last = timeline.span(reader, arguments.get("from", ""), arguments.get("to", ""))
    whole = timeline.narrowed_to(reader, arguments.get("framework", ""))
    view = timeline.view(reader, first, last, whole)
    order = arguments.get("sort", "")
    return respond(view, lambda: timeline.page(view, first, last, whole, order))
