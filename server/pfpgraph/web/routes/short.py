"""Short links: the query in the address, as a code or as the name of a question."""

from contextlib import suppress

from flask import Blueprint, Response, g, request

from pfpgraph.http import short_codes, sparql_protocol
from pfpgraph.http.messages import ANSWER
from pfpgraph.problems import Problem
from pfpgraph.query.query import Query
from pfpgraph.web import addresses, responses
from pfpgraph.web.pages.results import examples
from pfpgraph.web.request import current_reader, current_snapshot
from pfpgraph.web.routes import editor, sparql

ROUTE = f"{short_codes.FOLDER}<name>"
bp = Blueprint("short", __name__)


@addresses.route(bp, ROUTE)
def answer(name: str) -> Response:
    """Answer a query in the format that the suffix, the request or its form asks for.

    A slug begins with a small letter, a code with a capital. Raises Problem.
    """
    if answered := request.environ.get(ANSWER):  # asked before it came here
        g.query = answered[0].query.text
        return sparql.shown(*answered)
    name, _, suffix = name.partition(".")
    text = g.query = _text(name)  # what a problem's page shows again
    asked = sparql.received()
    query = Query(text, client=asked.client).examined(current_snapshot().settings)
    offers = sparql_protocol.offers(asked, query.form)
    format = responses.chosen(offers, offers[0], suffix)
    language = current_reader().language if _is_worded(name) else ""
    return sparql.run(asked, query._replace(formats=(format.name,)), language)


def _text(name: str) -> str:
    """The query of a question, as it answers in the reader's language, or of a code. Raises
    Problem."""
    reader = current_reader()
    if example := examples.named(name, reader.snapshot):
        return example.asked(reader.language)
    return short_codes.unpack(name, reader.snapshot.settings.query_kilobytes)


def _is_worded(name: str) -> bool:
    """Whether a question answers in the reader's language."""
    example = examples.named(name, current_snapshot())
    return bool(example and example.is_worded)


@bp.errorhandler(Problem)
def fault(problem: Problem) -> Response:
    """A problem of a query, which may have been met before it came here."""
    if "query" not in g:
        with suppress(Problem):
            g.query = _text(request.view_args["name"].partition(".")[0])
    return editor.fault(problem)
