"""The disagreements: each question on which sources differ, with the claims."""

from flask import Blueprint, Response, request

from pfpgraph.web import addresses
from pfpgraph.web.pages import disagreements
from pfpgraph.web.request import current_reader, page_number
from pfpgraph.web.responses import respond

bp = Blueprint("disagreements", __name__)


@addresses.route(bp, "/disagreements")
def listed() -> Response:
    """List the disagreements, filtered by ?country=, ?property= and ?status=, as a page or as data.
    Raises Problem when a parameter has an unknown value."""
    chosen = {facet: request.args.get(facet, "") for facet in disagreements.COLUMNS}
    view = disagreements.view(current_reader(), chosen)
    return respond(view, lambda: disagreements.listed(view, chosen, page_number()))
