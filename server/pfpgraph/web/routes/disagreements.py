"""The disagreements: each question on which sources differ."""

from flask import Blueprint, Response, request

from pfpgraph.web import addresses
from pfpgraph.web.pages import disagreements
from pfpgraph.web.request import current_reader, page_number
from pfpgraph.web.responses import respond

bp = Blueprint("disagreements", __name__)


@addresses.route(bp, "/disagreements")
def listed() -> Response:
    """Show the disagreements: those of a country, on a property, of a status, if the arguments say
    so. Raises Problem."""
    chosen = {facet: request.args.get(facet, "") for facet in disagreements.COLUMNS}
    view = disagreements.view(current_reader(), chosen)
    return respond(view, lambda: disagreements.listed(view, chosen, page_number()))
