"""The endpoint: SPARQL 1.1 Protocol, reading; its description; and a form for browsers."""

import json

from flask import Blueprint, Response, render_template, request

from pfpgraph.formats import HTML, RDF, RESULTS, Format
from pfpgraph.graph import serialisation
from pfpgraph.query import queries
from pfpgraph.query.tokeniser import Query, examine
from pfpgraph.web import answers, cache, protocol, results, service
from pfpgraph.web.answers import Link, answer, language
from pfpgraph.web.protocol import ENDPOINT, METHODS, OFFERS, Operation
from pfpgraph.web.site import site

bp = Blueprint("sparql", __name__)

NTRIPLES = next(format for format in RDF if format.name == "nt")


@bp.route(ENDPOINT, methods=METHODS)
def endpoint() -> Response:
    """Answer a query, or without one describe the service. Raises Problem."""
    asked = protocol.Request(
        request.method,
        request.query_string,
        request.headers.get("Content-Type", ""),
        request.headers.get("Accept", ""),
        request.get_data(cache=True, parse_form_data=False),
    )
    operation = protocol.read(asked)
    return run(asked, operation) if operation else introduce()


def run(asked: protocol.Request, operation: Operation) -> Response:
    """The answer to a query in the format that suits its form. Raises Problem."""
    query = examine(operation.text, site.settings)
    format = protocol.choose(asked, operation, query.form)
    if not format:
        raise answers.impossible(protocol.offers(asked, query.form))
    spoken = language() if format is HTML else ""
    data = page(operation, query, spoken) if format is HTML else _ask(operation, format)
    reply = protocol.reply(asked, query, data, format.content_type, spoken)
    if asked.method in protocol.READING:
        reply = cache.unchanged(reply, request.headers.get("If-None-Match", ""))
    return Response(reply.body, reply.status, reply.headers)


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


def page(operation: Operation, query: Query, spoken: str) -> bytes:
    """The answer as a page with the query in its form. Raises Problem."""
    graph = query.form in ("CONSTRUCT", "DESCRIBE")
    data = _ask(operation, NTRIPLES if graph else RESULTS[0])
    table = None if graph else results.table(json.loads(data), spoken)
    return render_template(
        "sparql.html",
        query=operation.text,
        table=table,
        graph=_turtle(data) if graph else "",
        formats=[(f, answers.format_address(f)) for f in OFFERS[query.form]],
    ).encode()


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
