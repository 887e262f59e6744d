"""Short links: the query in the address, as a code or as the name of a question."""

from contextlib import suppress

from flask import Blueprint, Response, g, request

from pfpgraph.formats import HTML, named
from pfpgraph.http import short_codes, sparql_protocol
from pfpgraph.http.sparql_protocol import Operation
from pfpgraph.problems import Problem
from pfpgraph.settings import Settings
from pfpgraph.tokeniser import examine
from pfpgraph.web import responses
from pfpgraph.web.pages.results import examples
from pfpgraph.web.request import site
from pfpgraph.web.responses import FORMAT_PARAMETERS
from pfpgraph.web.routes import editor, sparql

FOLDER = "/q/"
ROUTE = f"{FOLDER}<name>"
bp = Blueprint("short", __name__)


def operation(path: str, asked: sparql_protocol.Request, settings: Settings) -> Operation | None:
    """The query of a code at a path, in the format of its suffix or of the request; None for a
    question, and for a format that the answer cannot have. Raises Problem."""
    name, _, suffix = path.removeprefix(FOLDER).partition(".")
    if name[:1] not in short_codes.LETTERS:
        return None
    text = short_codes.unpack(name, settings.query_kilobytes)
    offers = (*sparql_protocol.OFFERS[examine(text, settings).form], HTML)
    if suffix:
        known = any(offer.name == suffix for offer in offers)
        return Operation(text, [], [], [suffix], None) if known else None
    pairs = sparql_protocol.pairs(asked.query_string)
    formats = [value for key, value in pairs if key in FORMAT_PARAMETERS and value]
    if formats and not named(formats[0], offers):
        return None
    return Operation(text, [], [], formats[:1], None)


@bp.get(ROUTE)
def answer(name: str) -> Response:
    """Answer a query in the format that the suffix, the request or its form asks for.

    A slug begins with a small letter, a code with a capital. Raises Problem.
    """
    name, _, suffix = name.partition(".")
    text = g.query = _text(name)  # what a problem's page shows again
    form = examine(text, site.settings).form
    offers = (*sparql_protocol.OFFERS[form], HTML)
    format = responses.choose(offers, offers[0], suffix)
    spoken = responses.language() if _is_worded(name) else ""
    return sparql.run(sparql.received(), Operation(text, [], [], [format.name], None), spoken)


def _text(name: str) -> str:
    """The query of a question, as it answers in the reader's language, or of a code. Raises
    Problem."""
    if example := examples.named(name):
        return example.asked(responses.language())
    return short_codes.unpack(name, site.settings.query_kilobytes)


def _is_worded(name: str) -> bool:
    """Whether a question answers in the reader's language."""
    example = examples.named(name)
    return bool(example and example.is_worded)


@bp.errorhandler(Problem)
def fault(problem: Problem) -> Response:
    """A problem of a query, which the outer layer may have met before it came here."""
    if "query" not in g:
        with suppress(Problem):
            g.query = _text(request.view_args["name"].partition(".")[0])
    return editor.fault(problem)
