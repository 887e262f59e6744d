"""The endpoint: SPARQL 1.1 Protocol, reading; its description; and a form for browsers."""

import hashlib
import json
from typing import NamedTuple
from urllib.parse import parse_qsl

from flask import Blueprint, Response, render_template, request
from werkzeug.http import parse_options_header

from pfpgraph.formats import HTML, RDF, RESULTS, Format, named, negotiate
from pfpgraph.graph import serialisation
from pfpgraph.problems import Problem
from pfpgraph.query import queries
from pfpgraph.query.tokeniser import Query, examine
from pfpgraph.web import answers, results, service
from pfpgraph.web.answers import FORMAT_PARAMETERS, Link, answer, language
from pfpgraph.web.site import site

bp = Blueprint("sparql", __name__)

# What each form can be answered as; results of ASK have no CSV or TSV in the standard.
OFFERS = {
    "SELECT": RESULTS,
    "ASK": tuple(format for format in RESULTS if format.name in ("json", "xml")),
    "CONSTRUCT": RDF,
    "DESCRIBE": RDF,
}
NTRIPLES = next(format for format in RDF if format.name == "nt")
READING = ("GET", "HEAD")
FORM_TYPE = "application/x-www-form-urlencoded"
QUERY_TYPE = "application/sparql-query"
UPDATE_TYPE = "application/sparql-update"


class Operation(NamedTuple):
    """A query operation: its text, dataset, the formats named, and the seconds allowed."""

    text: str
    default_graphs: list[str]
    named_graphs: list[str]
    formats: list[str]
    seconds: float | None


@bp.route("/sparql", methods=["GET", "POST", "QUERY"])
def endpoint() -> Response:
    """Answer a query, or without one describe the service. Raises Problem."""
    operation = read()
    return run(operation) if operation else introduce()


def read() -> Operation | None:
    """The operation in a request (Protocol section 2.1), None for a GET without one."""
    arguments = _pairs(request.query_string)
    media_type = _media_type()
    if request.method in READING:
        return _operation(arguments) if _has(arguments, "query", "update") else None
    if media_type == FORM_TYPE and request.method == "POST":
        body = _pairs(request.get_data(cache=True, parse_form_data=False))
        return _operation(body + [pair for pair in arguments if pair[0] not in ("query",)])
    if media_type == QUERY_TYPE:
        if _has(arguments, "query"):
            raise Problem("request", "The query stands in the body; leave ?query= out.")
        return _operation([*arguments, ("query", _decoded(request.get_data()))])
    if media_type == UPDATE_TYPE:
        raise Problem("update", "This service is read-only.")
    raise Problem("media-type", f"Send {FORM_TYPE} or {QUERY_TYPE}, not {media_type or 'nothing'}.")


def _media_type() -> str:
    """The media type of the body. Raises Problem when it is not in UTF-8."""
    media_type, options = parse_options_header(request.headers.get("Content-Type", ""))
    charset = options.get("charset", "utf-8").lower()
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise Problem("media-type", f"Queries are in UTF-8, not {charset}.")
    return media_type.lower()


def _decoded(data: bytes) -> str:
    """Text from UTF-8. Raises Problem."""
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise Problem("request", f"The query is not UTF-8 at byte {error.start}.") from None


def _pairs(data: bytes) -> list[tuple[str, str]]:
    """The parameters of a query string or form, decoded once. Raises Problem."""
    try:
        return parse_qsl(data.decode("ascii"), keep_blank_values=True, errors="strict")
    except (UnicodeDecodeError, ValueError):
        raise Problem("request", "The parameters are not percent-encoded UTF-8.") from None


def _has(pairs: list[tuple[str, str]], *names: str) -> bool:
    """Whether one of the parameters is there."""
    return any(name in names for name, _ in pairs)


def _operation(pairs: list[tuple[str, str]]) -> Operation:
    """The operation that parameters ask for. Raises Problem unless there is one query."""
    if _has(pairs, "update"):
        raise Problem("update", "This service is read-only.")
    texts = [value for name, value in pairs if name == "query"]
    if len(texts) != 1:
        raise Problem("request", f"Send exactly one query, not {len(texts)}.")
    return Operation(
        texts[0],
        [value for name, value in pairs if name == "default-graph-uri"],
        [value for name, value in pairs if name == "named-graph-uri"],
        [value for name, value in pairs if name in (*FORMAT_PARAMETERS, "results") and value],
        _seconds([value for name, value in pairs if name == "timeout"]),
    )


def _seconds(asked: list[str]) -> float | None:
    """The client's own time limit, if it sets one. Raises Problem."""
    try:
        seconds = float(asked[0]) if asked and asked[0] else None
    except ValueError:
        seconds = -1.0
    if seconds is not None and not 0 < seconds < float("inf"):
        raise Problem("request", "timeout must be a number of seconds above 0.")
    return seconds


def run(operation: Operation) -> Response:
    """The answer to a query in the format that suits its form. Raises Problem."""
    query = examine(operation.text, site.settings)
    format = _format(operation, OFFERS[query.form])
    if format is HTML:
        return page(operation, query)
    data = _ask(operation, format)
    return _answer(data, format.content_type, query)


def _format(operation: Operation, offers: tuple[Format, ...]) -> Format:
    """The format: a named one that fits the form of the query, else by Accept. Raises Problem."""
    offers = (*offers, HTML) if request.method != "QUERY" else offers
    for name in operation.formats:
        found = named(name, offers)
        if found:
            return found
    found = negotiate(request.headers.get("Accept", ""), offers, offers[0])
    if not found:
        raise answers.impossible(offers)
    return found


def _ask(operation: Operation, format: Format) -> bytes:
    """The bytes of the answer. Raises Problem."""
    return site.store.query(
        operation.text,
        format,
        default_graphs=operation.default_graphs,
        named_graphs=operation.named_graphs,
        client=request.remote_addr or "",
        seconds=operation.seconds,
    )


def _answer(data: bytes | str, content_type: str, query: Query, spoken: str = "") -> Response:
    """An answer with the checksum of its bytes as ETag; one that may change is not kept."""
    raw = data.encode() if isinstance(data, str) else data
    etag = hashlib.sha256(raw + content_type.encode()).hexdigest()[:32]
    response = answer(lambda: raw, content_type, etag=etag, spoken=spoken)
    if query.is_volatile or request.method not in READING:
        response.headers["Cache-Control"] = "no-store"
    return response


def page(operation: Operation, query: Query) -> Response:
    """The answer as a page with the query in its form. Raises Problem."""
    graph = query.form in ("CONSTRUCT", "DESCRIBE")
    data = _ask(operation, NTRIPLES if graph else RESULTS[0])
    spoken = language()
    table = None if graph else results.table(json.loads(data), spoken)
    body = render_template(
        "sparql.html",
        query=operation.text,
        table=table,
        graph=_turtle(data) if graph else "",
        formats=[(f, answers.format_address(f)) for f in OFFERS[query.form]],
    )
    return _answer(body, HTML.content_type, query, spoken)


def _turtle(ntriples: bytes) -> str:
    """Statements as Turtle that a reader can read."""
    return serialisation.rewrite(ntriples, RDF[0], site.prefixes).decode()


def introduce() -> Response:
    """The service description in RDF, the form for browsers. Raises Problem."""
    format = answers.choose((*RDF, HTML), RDF[0])
    links = [
        Link(f"{request.script_root}/sparql?format={f.name}", "alternate", f.media_type)
        for f in (*RDF, HTML)
    ]
    if format is HTML:
        return answer(_form, HTML.content_type, spoken=language(), links=links)
    address = request.base_url
    return answer(
        lambda: serialisation.write(
            service.description(address), format, {**site.prefixes, **service.PREFIXES}, address
        ),
        format.content_type,
        links=links,
        etag=answers.tag(format.name, address),
    )


def _form() -> str:
    """The form with an example query in it."""
    example = queries.text("example", site.base)
    return render_template("sparql.html", query=example, table=None, graph="", formats=[])
