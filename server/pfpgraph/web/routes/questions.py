"""The questions that the graph answers, each with its answer."""

from flask import Blueprint, Response, request

from pfpgraph.formats import CSV, HTML
from pfpgraph.problems import Problem
from pfpgraph.web import addresses
from pfpgraph.web.pages import questions, views
from pfpgraph.web.pages.results import examples
from pfpgraph.web.reader import Reader
from pfpgraph.web.request import current_reader
from pfpgraph.web.responses import answer, choose, respond

bp = Blueprint("questions", __name__)


@addresses.route(bp, "/questions")
def listed() -> Response:
    """List the questions in their groups, those matching ?q= only, as a page or as CSV; in other
    formats the data about all of them. Raises Problem."""
    fmt, reader, words = choose(), current_reader(), request.args.get("q", "")
    view = views.view(reader, "/questions", "example-queries")
    makers = {
        HTML: lambda: questions.listed(view, words),
        CSV: lambda: questions.csv(reader, words),
    }
    make = makers.get(fmt, lambda: view.data(fmt))
    language = reader.language if fmt in makers else ""
    return answer(make, fmt.content_type, links=view.links, language=language)


@addresses.route(bp, "/questions/<name>")
def question(name: str) -> Response:
    """Run a question's query and answer with the result, as a page or in the format asked for.
    Parameters of the address replace those of the question. Raises Problem: 404 when there is no
    such question, 400 when it cannot be asked about a value."""
    slug, _, suffix = name.partition(".")
    reader, shown_as = current_reader(suffix), request.args.get("view", "")
    example = examples.named(slug, reader.snapshot)
    if not example:
        raise Problem("not-found", "no-question", name=slug[:60])
    default = questions.default_format(reader.snapshot, slug, example.text)
    given = _values(example, reader)
    own = tuple(p.name for p in example.parameters if given.get(p.name, p.value) != p.value)
    example = example.about(given)
    text = example.asked(reader.language)
    view = views.View(reader, f"/questions/{slug}", text, example.is_worded, own)
    return respond(view, lambda: questions.page(example, view, shown_as), suffix, default)


def _values(example: examples.Example, reader: Reader) -> dict[str, str]:
    """The values that the address gives for parameters of a question. Raises Problem (400) when one
    is no day, or no thing of the kind."""
    values = {}
    for parameter in example.parameters:
        if value := request.args.get(parameter.name, ""):
            if not parameter.allows(value, reader.snapshot):
                raise Problem("request", "no-value", parameter=parameter.name, given=value[:60])
            values[parameter.name] = value
    return values
