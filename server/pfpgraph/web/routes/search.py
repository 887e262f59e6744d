"""Search: things by their names, as a page, JSON or CSV; and suggestions while a reader types."""

from flask import Blueprint, Response, request

from pfpgraph.formats import CSV, HTML, PLAIN_JSON, SUGGESTIONS
from pfpgraph.web import addresses
from pfpgraph.web.pages import search
from pfpgraph.web.request import current_reader
from pfpgraph.web.responses import answer, choose

bp = Blueprint("search", __name__)


@addresses.route(bp, "/search")
def found() -> Response:
    """Search things by ?q=; ?kind= restricts the page to one kind. Raises Problem (404 or 406) when
    the format is not offered."""
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
    """Answer with suggestions for the text typed so far, ?q=, in the OpenSearch Suggestions
    format."""
    words, reader = request.args.get("q", ""), current_reader()
    content_type, language = SUGGESTIONS.content_type, reader.language
    return answer(lambda: search.suggestions(words, reader), content_type, language=language)
