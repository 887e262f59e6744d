"""Problems as answers: one renderer for all of them, in the form that the client wants."""

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
# Flask's own errors that have a row of ours; every other 4xx is a bad request.
ROWS = {404: "not-found", 405: "method", 406: "format", 413: "too-long", 415: "media-type"}
SAID = {404: "no-address", 405: "no-method", 413: "long", 500: "noted"}
QUERIES = "sparql"  # the blueprint of what is answered with a query
# The variable of WSGI's environment with the Problem for which a request was refused before.
REFUSAL_KEY = "pfpgraph.refusal"


@addresses.route(bp, "/problems")
def problems() -> Response:
    """Say what can go wrong: the types of problem+json point here."""
    reader = current_reader()
    rows = [row for row in PROBLEMS.values() if row.exit != 1]
    return answer(
        lambda: layout.render(reader, "problems.html", rows=rows),
        HTML.content_type,
        language=reader.language,
    )


def register(app: Flask) -> None:
    """Have every error of the application rendered here."""
    app.before_request(_raise_refusal)
    app.register_error_handler(Problem, render)
    app.register_error_handler(HTTPException, _from_flask)
    app.register_error_handler(Exception, _from_fault)


def _raise_refusal() -> None:
    """Raise the Problem for which the request was refused before it came here, if there is one."""
    if refusal := request.environ.get(REFUSAL_KEY):
        raise refusal


def _from_flask(error: HTTPException) -> Response:
    """An error that Flask raised, as a problem of ours."""
    code = error.code or 500
    slug = ROWS.get(code, "request" if code < 500 else "internal")
    response = _answer(Problem(slug, SAID.get(code, "not-understood" if code < 500 else "noted")))
    if methods := getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(sorted({*methods, "OPTIONS"}))
    return response


def _from_fault(error: Exception) -> Response:
    """A fault of ours: logged with its trace, told without; or files that somebody has removed."""
    if isinstance(error, FileNotFoundError) and not current_snapshot().release.folder.is_dir():
        return _answer(Problem("busy", "release-away", retry_after=1))
    current_app.logger.exception("fault at %s", request.path)
    return _answer(Problem("internal", SAID[500]))


def render(problem: Problem) -> Response:
    """The problem in HTML, problem+json, text or RDF, whichever the client would rather have; in
    HTML that of a query is a page of the editor."""
    query = _query() if request.blueprint == QUERIES else ""
    return _answer(problem, query)


def _query() -> str:
    """The query that a request is about, "" where there is none or it cannot be told."""
    name = (request.view_args or {}).get("name", "")
    if "query" not in g and name:  # met before it came to the view
        with suppress(Problem):
            return editor.unpacked(name.partition(".")[0], current_reader())[0]
    return g.get("query") or request.values.get("query", "")


def _answer(problem: Problem, query: str = "") -> Response:
    """The problem in the form that the client wants."""
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
    """The page of a problem: of the editor, with the place of the fault, where a query has it."""
    if query:
        return editor.page(reader, query, fault=problem)
    return problem_page.html(problem, reader, request.values.get("query", ""))
