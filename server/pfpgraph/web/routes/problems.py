"""Problems as responses: one renderer for all errors, in the format that the client accepts."""

from contextlib import suppress

from flask import Blueprint, Flask, Response, current_app, g, request
from werkzeug.exceptions import HTTPException

from pfpgraph.formats import HTML, RDF_FORMATS, TEXT, Format, negotiate
from pfpgraph.http.messages import PROBLEM_KEY
from pfpgraph.problems import PROBLEMS, Problem
from pfpgraph.web import addresses
from pfpgraph.web.pages import editor, layout, problem_page
from pfpgraph.web.reader import Reader
from pfpgraph.web.request import current_reader, current_snapshot
from pfpgraph.web.responses import answer

bp = Blueprint("errors", __name__)

PROBLEM_JSON = Format("json", "JSON", (), ("application/problem+json", "application/json"), "page")
PROBLEM_FORMATS = (PROBLEM_JSON, HTML, TEXT, *RDF_FORMATS)
# The kinds of problem for Flask's own errors, by status; every other 4xx is a bad request.
ROWS = {404: "not-found", 405: "method", 406: "format", 413: "too-long", 415: "media-type"}
SAID = {404: "no-address", 405: "no-method", 413: "long", 500: "noted"}
QUERIES = "sparql"  # the blueprint of addresses that answer queries
# The variable of the WSGI environment with the Problem for which the server refused a request.
REFUSAL_KEY = "pfpgraph.refusal"


@addresses.route(bp, "/problems")
def problems() -> Response:
    """List the types of problems: the `type` of each problem+json response points here."""
    reader = current_reader()
    rows = [row for row in PROBLEMS.values() if row.exit != 1]
    return answer(
        lambda: layout.render(reader, "problems.html", rows=rows),
        HTML.content_type,
        language=reader.language,
    )


def register(app: Flask) -> None:
    """Make an application render all its errors here."""
    app.before_request(_raise_refusal)
    app.register_error_handler(Problem, render)
    app.register_error_handler(HTTPException, _from_flask)
    app.register_error_handler(Exception, _from_fault)


def _raise_refusal() -> None:
    """Raise the Problem with which the server already refused this request, if there is one."""
    if refusal := request.environ.get(REFUSAL_KEY):
        raise refusal


def _from_flask(error: HTTPException) -> Response:
    """The response for an HTTPException of Flask or werkzeug, as a problem."""
    code = error.code or 500
    slug = ROWS.get(code, "request" if code < 500 else "internal")
    response = _answer(Problem(slug, SAID.get(code, "not-understood" if code < 500 else "noted")))
    if methods := getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(sorted({*methods, "OPTIONS"}))
    return response


def _from_fault(error: Exception) -> Response:
    """The response for an unexpected exception: 500, with the traceback in the log only. When the
    folder of the release has been removed meanwhile, 503 with Retry-After."""
    if isinstance(error, FileNotFoundError) and not current_snapshot().release.folder.is_dir():
        return _answer(Problem("busy", "release-away", retry_after=1))
    current_app.logger.exception("fault at %s", request.path)
    return _answer(Problem("internal", SAID[500]))


def render(problem: Problem) -> Response:
    """The response for a problem, as HTML, problem+json (RFC 9457), text or RDF, by the Accept
    header. At an address that answers queries the HTML page is the editor with the query."""
    query = _query() if request.blueprint == QUERIES else ""
    return _answer(problem, query)


def _query() -> str:
    """The text of the query that the request is about, "" when there is none or it cannot be
    decoded."""
    name = (request.view_args or {}).get("name", "")
    if "query" not in g and name:  # the problem arose before the view ran
        with suppress(Problem):
            return editor.unpacked(name.partition(".")[0], current_reader())[0]
    return g.get("query") or request.values.get("query", "")


def _answer(problem: Problem, query: str = "") -> Response:
    """The response for a problem in the format that the client accepts, with `query` shown in
    HTML."""
    request.environ[PROBLEM_KEY] = problem.row.slug
    accept = request.headers.get("Accept", "")
    fmt = negotiate(accept, PROBLEM_FORMATS, PROBLEM_JSON) or (
        PROBLEM_JSON if "json" in accept else TEXT
    )
    reader = current_reader()
    makers = {
        PROBLEM_JSON: lambda: problem_page.json(problem, reader),
        HTML: lambda: _page(problem, query, reader),
        TEXT: lambda: problem_page.text(problem, reader.language),
    }
    make = makers.get(fmt, lambda: problem_page.rdf(problem, fmt))
    response = Response(make(), status=problem.row.status, content_type=fmt.content_type)
    for offer in problem.members.get("formats", ()):
        response.headers.add("Link", f'<{offer["url"]}>; rel="alternate"; type="{offer["type"]}"')
    if "retry_after" in problem.members:
        response.headers["Retry-After"] = str(problem.members["retry_after"])
    if fmt in makers:
        response.headers["Content-Language"] = reader.language
    return response


def _page(problem: Problem, query: str, reader: Reader) -> str:
    """The HTML page of a problem: with a query the editor, with the place of the fault; else a
    plain page."""
    if query:
        return editor.page(reader, query, fault=problem)
    return problem_page.html(problem, reader, request.values.get("query", ""))
