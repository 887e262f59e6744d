"""Short links: the query in the address, as a code or as the name of a question."""

from flask import Blueprint, Response, g

from pfpgraph.formats import HTML
from pfpgraph.problems import Problem
from pfpgraph.query.tokeniser import examine
from pfpgraph.web import answers, editor, examples, packing, protocol, sparql
from pfpgraph.web.site import site

bp = Blueprint("short", __name__)
bp.register_error_handler(Problem, editor.fault)


@bp.get("/q/<name>")
def answer(name: str) -> Response:
    """Answer a query in the format that the suffix, the request or its form asks for.

    A slug begins with a small letter, a code with a capital. Raises Problem.
    """
    name, _, suffix = name.partition(".")
    example = examples.named(name)
    text = example.text if example else packing.unpack(name, site.settings.query_kilobytes)
    g.query = text  # what a problem's page shows again
    form = examine(text, site.settings).form
    offers = (*protocol.OFFERS[form], HTML)
    format = answers.choose(offers, offers[0], suffix)
    operation = protocol.Operation(text, [], [], [format.name], None)
    return sparql.run(sparql.received(), operation)
