"""The endpoint: SPARQL 1.1 Protocol, reading; its description; and a form for browsers."""

from flask import Blueprint, Response, request

from pfpgraph.formats import HTML, RDF, Format
from pfpgraph.graph import serialisation
from pfpgraph.http import sparql_protocol
from pfpgraph.http.headers import Link
from pfpgraph.http.messages import ANSWER
from pfpgraph.http.sparql_protocol import ENDPOINT, METHODS, Operation
from pfpgraph.problems import Problem
from pfpgraph.tokeniser import examine
from pfpgraph.web import responses
from pfpgraph.web.pages import service_description
from pfpgraph.web.request import site
from pfpgraph.web.responses import answer, language
from pfpgraph.web.routes import editor

bp = Blueprint("sparql", __name__)
bp.register_error_handler(Problem, editor.fault)


@bp.route(ENDPOINT, methods=METHODS)
def endpoint() -> Response:
    """Answer a query, or without one describe the service. Raises Problem."""
    asked = received()
    operation = sparql_protocol.read(asked)
    return run(asked, operation) if operation else introduce()


def received() -> sparql_protocol.Request:
    """What of the request counts for the protocol."""
    return sparql_protocol.Request(
        request.method,
        request.query_string,
        request.headers.get("Content-Type", ""),
        request.headers.get("Accept", ""),
        request.get_data(cache=True, parse_form_data=False),
    )


def run(asked: sparql_protocol.Request, operation: Operation, spoken: str = "") -> Response:
    """The answer to a query in the format that suits its form, and in a language if it is in one.
    Raises Problem."""
    query = examine(operation.text, site.settings)
    format = sparql_protocol.choose(asked, operation, query.form)
    if not format:
        raise responses.impossible(sparql_protocol.offers(asked, query.form))
    spoken = language() if format is HTML else spoken
    data = _ask(operation, sparql_protocol.carrier(format, query.form))
    if format is HTML:
        data = editor.page(operation.text, query.form, data).encode()
    reply = sparql_protocol.reply(asked, query, data, format.content_type, spoken)
    return Response(reply.body, reply.status, reply.headers)


def _ask(operation: Operation, format: Format) -> bytes:
    """The bytes of the answer, which the outer layer may have asked for. Raises Problem."""
    if (asked := request.environ.get(ANSWER)) is not None:
        return asked
    return site.store.query(
        operation.text,
        format,
        default_graphs=operation.default_graphs,
        named_graphs=operation.named_graphs,
        client=request.remote_addr or "",
        seconds=operation.seconds,
    )


def introduce() -> Response:
    """The service description in RDF, the form for browsers. Raises Problem."""
    format = responses.choose((*RDF, HTML), RDF[0])
    links = [
        Link(f"{request.script_root}/sparql?format={f.name}", "alternate", f.media_type)
        for f in (*RDF, HTML)
    ]
    if format is HTML:
        return answer(editor.page, HTML.content_type, spoken=language(), links=links)
    address = request.base_url
    return answer(
        lambda: serialisation.write(
            service_description.description(address),
            format,
            {**site.prefixes, **service_description.PREFIXES},
            address,
        ),
        format.content_type,
        links=links,
        etag=responses.tag(format.name, address),
    )
