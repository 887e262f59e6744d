"""The map on a day, and the country shapes that all maps refer to."""

from flask import Blueprint, Response, request

from pfpgraph.web import addresses
from pfpgraph.web.pages import operations_map, world_map
from pfpgraph.web.request import current_reader
from pfpgraph.web.responses import answer, respond
from pfpgraph.web.svg import maps

bp = Blueprint("map", __name__)


@addresses.route(bp, "/map")
def show() -> Response:
    """Answer with the map on the day asked for, as a page or its records as data; with
    ?layer=operations that of operations, with ?operation= that of one. Raises Problem."""
    reader, arguments = current_reader(), request.args
    layer, slug = arguments.get("layer", ""), arguments.get("operation", "")
    is_layer, operation = operations_map.asked(reader, layer, slug)
    if is_layer:
        shown = operations_map.view(reader, operation)
        return respond(shown, lambda: operations_map.page(shown, operation))
    view = world_map.view(reader)
    return respond(view, lambda: world_map.page(view))


@addresses.route(bp, "/map/shapes.svg")
def shapes() -> Response:
    """Send the SVG file of the country shapes that all maps refer to."""
    return answer(lambda: str(maps.shapes()), "image/svg+xml; charset=utf-8")
