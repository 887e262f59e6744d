"""The front page, which describes the dataset to programs."""

from flask import Blueprint, Response

from pfpgraph.formats import CSV, HTML
from pfpgraph.http.headers import Link
from pfpgraph.model import dataset
from pfpgraph.web import addresses
from pfpgraph.web.pages import front
from pfpgraph.web.request import current_reader
from pfpgraph.web.responses import answer, choose

bp = Blueprint("front", __name__)


@addresses.route(bp, "/")
def show() -> Response:
    """Answer with the front page, the number of things of each kind as CSV, or the description of
    the dataset in RDF. Raises Problem."""
    fmt, reader = choose(), current_reader()
    makers = {HTML: lambda: front.page(reader), CSV: lambda: front.numbers(reader)}
    return answer(
        makers.get(fmt, lambda: dataset.description(reader.snapshot, fmt)),
        fmt.content_type,
        links=[Link(reader.snapshot.base, "canonical")],
        language=reader.language if fmt in makers else "",
    )
