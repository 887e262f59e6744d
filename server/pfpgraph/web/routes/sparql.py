"""SPARQL: the endpoint with its description and a form for browsers, short links to queries, and
the editor's list of completions."""

from flask import Blueprint, Response, g, request

from pfpgraph.formats import HTML
from pfpgraph.graph import serialisation
from pfpgraph.http import short_codes, sparql_protocol
from pfpgraph.http.messages import ANSWER_KEY
from pfpgraph.http.sparql_protocol import ENDPOINT, METHODS, Operation
from pfpgraph.model import service_description
from pfpgraph.query.query import Query
from pfpgraph.web import addresses, responses
from pfpgraph.web.pages import editor
from pfpgraph.web.request import current_reader, current_snapshot
from pfpgraph.web.responses import answer

bp = Blueprint("sparql", __name__)

SHORT = f"{short_codes.SHORT_LINKS}<name>"


@addresses.route(bp, ENDPOINT, methods=METHODS)
def endpoint() -> Response:
    """Answer a query (SPARQL 1.1 Protocol, section 2.1), or without one describe the service.
    Raises Problem."""
    if answered := request.environ.get(ANSWER_KEY):  # the server has already run the query
        return shown(*answered)
    asked = received()
    query = sparql_protocol.read(asked)
    return run(asked, query) if query else introduce()


def received() -> sparql_protocol.Request:
    """The parts of the current request that the SPARQL Protocol defines."""
    return sparql_protocol.Request(
        request.method,
        request.query_string,
        request.headers.get("Content-Type", ""),
        request.headers.get("Accept", ""),
        request.get_data(cache=True, parse_form_data=False),
        request.remote_addr or "",
    )


def run(asked: sparql_protocol.Request, query: Query, language: str = "") -> Response:
    """The response to a query in the format that suits its form; `language` is the language of the
    result, if it has one. Raises Problem: 406 when no format suits, or whatever the query fails
    with."""
    operation = sparql_protocol.prepare(asked, query, current_snapshot().settings)
    if not operation.format:
        raise responses.impossible(operation.offers)
    data = current_snapshot().store.answer(operation.query, operation.carrier)
    return shown(operation, data, language)


def shown(operation: Operation, data: bytes, language: str = "") -> Response:
    """The response made from the engine's result: for browsers the editor page with it."""
    if operation.format is HTML:
        reader, view = current_reader(), request.args.get("view", "table")
        text, form, language = operation.query.text, operation.query.form, reader.language
        data = editor.page(reader, text, form, data, view).encode()
    reply = operation.reply(data, language)
    return Response(reply.body, reply.status, reply.headers)


def introduce() -> Response:
    """The SPARQL 1.1 Service Description in RDF, or the query form for browsers. Raises Problem."""
    fmt = responses.choose()
    reader, address = current_reader(), request.base_url
    if fmt is HTML:
        return answer(lambda: editor.page(reader), HTML.content_type, language=reader.language)
    return answer(
        lambda: serialisation.write(
            service_description.description(address, reader.snapshot),
            fmt,
            {**reader.snapshot.prefixes, **service_description.PREFIXES},
            address,
        ),
        fmt.content_type,
        etag=responses.tag(fmt.name, address),
    )


@addresses.route(bp, SHORT)
def short(name: str) -> Response:
    """Answer the query of a short link, whose name is a packed query or the slug of a question, in
    the format that suffix, request or form of query decides. Raises Problem."""
    if answered := request.environ.get(ANSWER_KEY):  # the server has already run the query
        g.query = answered[0].query.text
        return shown(*answered)
    name, _, suffix = name.partition(".")
    reader = current_reader()
    text, language = editor.unpacked(name, reader)
    g.query = text  # shown again on the page of a problem
    asked = received()
    query = Query(text, client=asked.client).examined(reader.snapshot.settings)
    offers = sparql_protocol.offers(asked, query.form)
    fmt = responses.chosen(offers, offers[0], suffix)
    return run(asked, query._replace(formats=(fmt.name,)), language)


@addresses.route(bp, "/editor/terms.json")
def terms() -> Response:
    """Send the editor's completions as JSON: prefixes, classes, properties and things with
    labels."""
    reader = current_reader()
    return answer(lambda: editor.terms(reader), "application/json", language=reader.language)
