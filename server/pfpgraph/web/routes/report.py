"""The report of the release: what validation found when it was built, and all that was checked."""

from flask import Blueprint, Response

from pfpgraph.formats import CSV, HTML, PLAIN_JSON, Format
from pfpgraph.graph import serialisation
from pfpgraph.graph.release_report import PREFIXES
from pfpgraph.web import addresses
from pfpgraph.web.pages.reports import release as report
from pfpgraph.web.reader import Reader
from pfpgraph.web.request import current_reader
from pfpgraph.web.responses import answer, choose

bp = Blueprint("report", __name__)


@addresses.route(bp, "/report")
def show() -> Response:
    """Answer with the validation report of the release in the format asked for. Raises Problem (404
    or 406) when the format is not offered."""
    fmt, reader = choose(), current_reader()
    language = reader.language if fmt in (HTML, CSV) else ""
    return answer(lambda: _written(reader, fmt), fmt.content_type, language=language)


def _written(reader: Reader, fmt: Format) -> bytes | str:
    """The report in a format: HTML, CSV, the stored JSON, or RDF converted from the stored
    Turtle."""
    folder = reader.snapshot.release.folder
    if fmt is HTML:
        return report.page(reader)
    if fmt is CSV:
        return report.table(reader)
    if fmt is PLAIN_JSON:
        return (folder / "report.json").read_bytes()
    turtle = (folder / "report.ttl").read_bytes()
    return serialisation.convert(turtle, fmt, reader.snapshot.prefixes | PREFIXES)
