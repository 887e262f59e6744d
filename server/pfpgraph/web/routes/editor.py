"""What the editor completes, and its page for the problem of a query."""

from flask import Blueprint, Response, g, request

from pfpgraph.problems import Problem
from pfpgraph.web import addresses
from pfpgraph.web.pages import editor
from pfpgraph.web.request import current_reader
from pfpgraph.web.responses import answer
from pfpgraph.web.routes import problems

bp = Blueprint("editor", __name__)


def fault(problem: Problem) -> Response:
    """A problem of a query: for browsers the editor with the query and the place of the fault."""
    response = problems.render(problem)
    text = g.get("query") or request.values.get("query", "")
    if text and response.mimetype == "text/html":
        response.set_data(editor.page(current_reader(), text, fault=problem))
    return response


@addresses.route(bp, "/editor/terms.json")
def terms() -> Response:
    """What the editor completes: prefixes, classes, properties and things, with their labels."""
    reader = current_reader()
    return answer(lambda: editor.terms(reader), "application/json", language=reader.language)
