"""The page on which readers have their RDF checked, with the report on what they sent."""

from typing import Any

from pfpgraph.formats import RDF_FORMATS
from pfpgraph.graph import report_formats
from pfpgraph.web.pages import layout
from pfpgraph.web.pages.reports import release
from pfpgraph.web.pages.reports.faults import fault_row
from pfpgraph.web.reader import Reader, with_arguments

MOST = 200  # faults on a page


def page(
    reader: Reader,
    found: dict[str, Any] | None = None,
    faults: int = 0,
    text: str = "",
    kind: str = "",
) -> str:
    """The page, with a report as JSON has it, which has at most MOST of so many faults, and with
    the text that was sent in the form, in the format of the name `kind`."""
    settings = reader.snapshot.settings
    arguments = reader.address.arguments
    return layout.render(
        reader,
        "validation.html",
        site=reader.address.site,
        text=text,
        kind=kind,
        action=with_arguments("", arguments),
        types=RDF_FORMATS,
        reports=[
            (fmt, with_arguments("", {**arguments, "format": fmt.name}))
            for fmt in report_formats.OFFERS
        ],
        limits=(settings.validation_kilobytes, f"{settings.validation_seconds:g}"),
        verdict=release.verdict(found) if found else "",
        faults=[fault_row(fault, reader) for fault in found["faults"]] if found else [],
        count=faults,
        most=MOST,
    )
