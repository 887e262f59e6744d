"""The page on which readers have their RDF checked, with the report on what they sent."""

from typing import Any

from pyoxigraph import NamedNode

from pfpgraph.formats import RDF_FORMATS
from pfpgraph.graph import report_formats
from pfpgraph.iris import tail
from pfpgraph.web.pages import layout, values
from pfpgraph.web.pages.reports import release
from pfpgraph.web.reader import Reader, with_arguments

MOST = 200  # faults on a page


def page(reader: Reader, found: dict[str, Any] | None = None, faults: int = 0) -> str:
    """The page, with a report as JSON has it, which has at most MOST of so many faults."""
    settings = reader.snapshot.settings
    arguments = reader.address.arguments
    return layout.render(
        reader,
        "validation.html",
        action=with_arguments("", arguments),
        types=RDF_FORMATS,
        reports=[
            (fmt, with_arguments("", {**arguments, "format": fmt.name}))
            for fmt in report_formats.OFFERS
        ],
        limits=(settings.validation_kilobytes, f"{settings.validation_seconds:g}"),
        verdict=release.verdict(found) if found else "",
        faults=[_row(fault, reader) for fault in found["faults"]] if found else [],
        count=faults,
        most=MOST,
    )


def _row(fault: dict[str, Any], reader: Reader) -> dict[str, Any]:
    """A fault as a row. Only what is described here is a link: the rest is of a stranger's
    making."""
    record, shape = fault["record"], fault["shape"]
    return {
        "record": _known(record, reader),
        "name": reader.snapshot.shorten(record),
        "message": fault[f"message_{reader.language}"],
        "path": reader.snapshot.shorten(fault["path"]),
        "value": fault["value"],
        "shape": reader.snapshot.shorten(shape or fault["component"]),
        "shape_href": reader.href(shape) if reader.snapshot.local(shape) is not None else "",
        "severity": tail(fault["severity"]).lower(),
        "place": ":".join(str(part) for part in (fault["file"], fault["line"]) if part),
    }


def _known(record: str, reader: Reader) -> values.Value | None:
    """A thing of the graph as a value, None for any other."""
    known = record and reader.snapshot.local(record) is not None
    return (
        values.known(NamedNode(record), reader)
        if known and record in reader.snapshot.labels
        else None
    )
