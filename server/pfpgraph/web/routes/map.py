"""The map on a day, and the country shapes that all maps refer to."""

from flask import Blueprint, Response

from pfpgraph.web import addresses
from pfpgraph.web.pages import world_map
from pfpgraph.web.request import current_reader
from pfpgraph.web.responses import answer, respond
from pfpgraph.web.svg import maps

bp = Blueprint("map", __name__)


@addresses.route(bp, "/map")
def show() -> Response:
    """Answer with the map on the day asked for, as a page or its records as data. Raises
    Problem."""
    view = world_map.view(current_reader())
    return respond(view, lambda: world_map.page(view))


@addresses.route(bp, "/map/shapes.svg")
def shapes() -> Response:
    """Send the SVG file of the country shapes that all maps refer to."""
    return answer(lambda: str(maps.shapes()), "image/svg+xml; charset=utf-8")
