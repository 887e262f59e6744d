"""Problems as answers: one renderer for all of them, in the form that the client wants."""

import json
import re

from flask import Blueprint, Flask, Response, current_app, render_template, request
from markupsafe import Markup, escape
from pyoxigraph import BlankNode, Literal, NamedNode, Quad
from werkzeug.exceptions import HTTPException

from pfpgraph.formats import HTML, MARKDOWN, RDF, RESULTS, Format, negotiate
from pfpgraph.graph import serialisation
from pfpgraph.http.messages import PROBLEM
from pfpgraph.i18n.catalogues import SOURCE
from pfpgraph.i18n.words import has_word, translations
from pfpgraph.iris import PUBLIC_BASE
from pfpgraph.problems import PROBLEMS, Problem
from pfpgraph.web import addresses
from pfpgraph.web.pages.values import Value
from pfpgraph.web.request import site
from pfpgraph.web.responses import answer, language
from pfpgraph.web.routes.search import entry

bp = Blueprint("errors", __name__)

JSON = Format("json", "JSON", (), ("application/problem+json", "application/json"), "page")
TEXT = Format("txt", "Text", (), ("text/plain",), "page")
OFFERS = (JSON, HTML, TEXT, *RDF)
# Flask's own errors that have a row of ours; every other 4xx is a bad request.
ROWS = {404: "not-found", 405: "method", 406: "format", 413: "too-long", 415: "media-type"}
SAID = {404: "no-address", 405: "no-method", 413: "long", 500: "noted"}
REFUSAL = "pfpgraph.refusal"  # the variable of WSGI's environment for what came to nothing before
_WORD = re.compile(r"[\w?$:.-]+|\S")
HTTP = "http://www.w3.org/2011/http#"
DCTERMS = "http://purl.org/dc/terms/"


@addresses.route(bp, "/problems")
def problems() -> Response:
    """Say what can go wrong: the types of problem+json point here."""
    spoken = language()
    rows = [row for row in PROBLEMS.values() if row.exit != 1]
    return answer(
        lambda: render_template("problems.html", rows=rows), HTML.content_type, spoken=spoken
    )


def register(app: Flask) -> None:
    """Have every error of the application rendered here."""
    app.before_request(_raise_refusal)
    app.register_error_handler(Problem, render)
    app.register_error_handler(HTTPException, _from_flask)
    app.register_error_handler(Exception, _from_fault)


def _raise_refusal() -> None:
    """Raise the Problem for which the outer layer refuses the request, if there is one."""
    if refusal := request.environ.get(REFUSAL):
        raise refusal


def _from_flask(error: HTTPException) -> Response:
    """An error that Flask raised, as a problem of ours."""
    code = error.code or 500
    slug = ROWS.get(code, "request" if code < 500 else "internal")
    response = render(Problem(slug, SAID.get(code, "not-understood" if code < 500 else "noted")))
    if getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(sorted({*error.valid_methods, "OPTIONS"}))
    return response


def _from_fault(error: Exception) -> Response:
    """A fault of ours: logged with its trace, told without; or files that somebody has removed."""
    if isinstance(error, FileNotFoundError) and not site.release.folder.is_dir():
        return render(Problem("busy", "release-away", retry_after=1))
    current_app.logger.exception("fault at %s", request.path)
    return render(Problem("internal", SAID[500]))


def render(problem: Problem) -> Response:
    """The problem in HTML, problem+json, text or RDF, whichever the client would rather have."""
    request.environ[PROBLEM] = problem.row.slug
    accept = request.headers.get("Accept", "")
    format = negotiate(accept, OFFERS, JSON) or (JSON if "json" in accept else TEXT)
    writer = {JSON: _json, HTML: _html, TEXT: _text}.get(format)
    body = writer(problem) if writer else _rdf(problem, format)
    response = Response(body, status=problem.row.status, content_type=format.content_type)
    for offer in problem.members.get("formats", ()):
        response.headers.add("Link", f'<{offer["url"]}>; rel="alternate"; type="{offer["type"]}"')
    if "retry_after" in problem.members:
        response.headers["Retry-After"] = str(problem.members["retry_after"])
    if not writer:
        return response
    response.headers["Content-Language"] = language()
    return response


def _title(problem: Problem) -> str:
    """What the problem is called in the reader's language."""
    return problem.row.title(language())


def detail(problem: Problem) -> Markup:
    """The sentence of a problem in the reader's language, English in it marked as such."""
    spoken = language()
    english = Markup("{}" if spoken == SOURCE else '<span lang="en">{}</span>')
    if not problem.is_worded:
        return english.format(problem.said)
    members = problem.parts(spoken)
    if "reason" in members:
        members["reason"] = english.format(members["reason"])
    return Markup(escape(problem.sentence(spoken))).format(**members)


def _json(problem: Problem) -> str:
    """The problem as RFC 9457 has it."""
    document = {
        "type": f"{PUBLIC_BASE}problems#{problem.row.slug}",
        "title": _title(problem),
        "status": problem.row.status,
        "detail": problem.told(language()),
        "instance": request.path,
        **problem.members,
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _html(problem: Problem) -> str:
    """The problem as a page: what it is, what to do, and what may have been meant."""
    query, missing = request.values.get("query", ""), problem.row.slug == "not-found"
    names = request.path.rpartition("/")[2].partition(".")[0]
    looked_for = re.sub(r"[^\w]+|_", " ", names).strip() if missing else ""
    return render_template(
        "problem.html",
        problem=problem,
        title=_title(problem),
        detail=detail(problem),
        advice=advice(problem),
        formats=problem.members.get("formats", ()),
        labels={format.name: format.label for format in (*RDF, *RESULTS, MARKDOWN, HTML)},
        query=query,
        faulty=marked(query, problem.members),
        missing=missing,
        looked_for=looked_for,
        near=_near(looked_for) if looked_for else [],
    )


def advice(problem: Problem) -> str:
    """The key of the words for what to do about a problem, if there are any."""
    key = f"do-{problem.row.slug}"
    return key if has_word(key) else ""


def _near(text: str) -> list[tuple[Value, str, str]]:
    """The things that may be meant by words, none where the graph cannot be asked."""
    try:
        index, spoken = site.index, language()
        found = index.find(text, 6, spoken) or index.near(text, 6, spoken)
        return [entry(match, spoken) for match in found]
    except Problem:
        return []


def marked(query: str, members: dict) -> list[tuple[str, str, str]]:
    """The lines of a query, each in three parts of which the second is at fault; none where the
    place of the fault is not known."""
    lines, line = query.split("\n"), members.get("line", 0)
    if not query or not 0 < line <= len(lines):
        return []
    parts = [(text, "", "") for text in lines]
    text, start = lines[line - 1], max(members.get("column", 1) - 1, 0)
    words = list(_WORD.finditer(text))
    # Where the engine has read to the end of the line, the fault is in what it read last.
    found = next((word for word in words if word.end() > start), words[-1] if words else None)
    if found:
        parts[line - 1] = text[: found.start()], found[0], text[found.end() :]
    return parts


def _text(problem: Problem) -> str:
    """The problem as one line."""
    return f"{problem.row.status} {_title(problem)}: {problem.told(language())}\n"


def _rdf(problem: Problem, format: Format) -> bytes:
    """The problem as a few statements about itself, none about the thing asked for."""
    row, node = problem.row, BlankNode("problem")
    titles = translations(f"problem-{row.slug}")
    integer = NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    facts = (
        (HTTP + "statusCodeNumber", Literal(str(row.status), datatype=integer)),
        (DCTERMS + "type", NamedNode(f"{PUBLIC_BASE}problems#{row.slug}")),
        *((DCTERMS + "title", Literal(text, language=tag)) for tag, text in titles.items()),
        (DCTERMS + "description", Literal(problem.detail)),
    )
    quads = [Quad(node, NamedNode(property), value) for property, value in facts]
    return serialisation.write(quads, format, {"http": HTTP, "dcterms": DCTERMS})
