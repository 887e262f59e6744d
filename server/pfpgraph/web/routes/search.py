"""Search: things by their names, as a page, JSON or CSV; and suggestions while one types."""

from flask import Blueprint, Response, request

from pfpgraph.formats import CSV, HTML, PLAIN_JSON, SUGGESTIONS
from pfpgraph.web import addresses
from pfpgraph.web.pages import search
from pfpgraph.web.request import current_reader
from pfpgraph.web.responses import answer, choose

bp = Blueprint("search", __name__)


@addresses.route(bp, "/search")
def found() -> Response:
    """Find things by words of their names, of one kind if ?kind= says so. Raises Problem."""
    fmt, reader = choose(), current_reader()
    words, kind = request.args.get("q", ""), request.args.get("kind", "")
    makers = {
        HTML: lambda: search.page(words, kind, reader),
        PLAIN_JSON: lambda: search.json(words, reader),
        CSV: lambda: search.csv(words, reader),
    }
    return answer(makers[fmt], fmt.content_type, language=reader.language)


@addresses.route(bp, "/suggest")
def suggest() -> Response:
    """Suggest things while one types, in the form of OpenSearch Suggestions."""
    words, reader = request.args.get("q", ""), current_reader()
    content_type, language = SUGGESTIONS.content_type, reader.language
    return answer(lambda: search.suggestions(words, reader), content_type, language=language)
