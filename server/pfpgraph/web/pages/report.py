"""The report of the release: what SHACL found when it was built."""

import json
from typing import Any

from pyoxigraph import NamedNode

from pfpgraph.iris import tail
from pfpgraph.web.pages import layout, values
from pfpgraph.web.reader import Reader


def page(reader: Reader) -> str:
    """The report as a page."""
    folder = reader.snapshot.release.folder
    found = json.loads((folder / "report.json").read_bytes())
    faults = [
        {
            "record": values.known(NamedNode(fault["record"]), reader),
            "message": fault[f"message_{reader.language}"],
            "shape": reader.snapshot.shorten(fault["shape"]),
            "shape_href": reader.href(fault["shape"]),
            "severity": tail(fault["severity"]).lower(),
            "place": f"{fault['file']}:{fault['line']}",
        }
        for fault in found["faults"]
    ]
    return layout.render(
        reader,
        "report.html",
        verdict=_verdict(found),
        faults=faults,
        formats=reader.formats,
    )


def _verdict(found: dict[str, Any]) -> str:
    """What a report comes to: conforms, warns, breaks a shape, or unchecked."""
    if not found["checked"]:
        return "unchecked"
    broken = any(fault["severity"].endswith("#Violation") for fault in found["faults"])
    return "conforms" if found["conforms"] else "breaks" if broken else "warns"
