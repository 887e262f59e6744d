"""How to use the graph without this service."""

from flask import Blueprint, Response

from pfpgraph.formats import HTML
from pfpgraph.web import addresses
from pfpgraph.web.pages import use
from pfpgraph.web.request import current_reader
from pfpgraph.web.responses import answer

bp = Blueprint("use", __name__)


@addresses.route(bp, "/use")
def show() -> Response:
    """Answer with the page of commands for other programs, whatever is accepted."""
    reader = current_reader()
    return answer(lambda: use.page(reader), HTML.content_type, language=reader.language)
