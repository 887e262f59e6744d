"""The report of the release: what SHACL found when it was built."""

import json

from flask import Blueprint, Response, render_template
from pyoxigraph import NamedNode

from pfpgraph.formats import HTML, PLAIN_JSON, Format
from pfpgraph.graph import serialisation
from pfpgraph.i18n.catalogues import SOURCE
from pfpgraph.web import addresses, responses
from pfpgraph.web.pages import values
from pfpgraph.web.request import site
from pfpgraph.web.responses import answer, choose, language

bp = Blueprint("report", __name__)


@addresses.route(bp, "/report")
def report() -> Response:
    """Show the validation report of the release in the format asked for. Raises Problem."""
    format = choose()
    spoken = language() if format is HTML else ""
    return answer(lambda: write(format, spoken), format.content_type, spoken=spoken)


def write(format: Format, spoken: str) -> bytes | str:
    """The report in a format."""
    folder = site.release.folder
    if format is PLAIN_JSON:
        return (folder / "report.json").read_bytes()
    if format is not HTML:
        return serialisation.convert((folder / "report.ttl").read_bytes(), format, site.prefixes)
    found = json.loads((folder / "report.json").read_bytes())
    faults = [
        {
            "record": values.known(NamedNode(fault["record"]), spoken),
            "message": fault.get(f"message_{spoken}", fault[f"message_{SOURCE}"]),
            "shape": values.shorten(fault["shape"]),
            "shape_href": values.href(fault["shape"]),
            "severity": fault["severity"].rpartition("#")[2].lower(),
            "place": f"{fault['file']}:{fault['line']}",
        }
        for fault in found["faults"]
    ]
    return render_template(
        "report.html",
        verdict=_verdict(found),
        faults=faults,
        formats=responses.other_formats(),
    )


def _verdict(found: dict) -> str:
    """What a report comes to: conforms, warns, breaks a shape, or unchecked."""
    if not found["checked"]:
        return "unchecked"
    broken = any(fault["severity"].endswith("#Violation") for fault in found["faults"])
    return "conforms" if found["conforms"] else "breaks" if broken else "warns"
