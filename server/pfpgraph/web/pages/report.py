"""The page of the validation report: what SHACL found when the release was built, and how many
independent sources stand behind its records."""

import json
from typing import Any

from pyoxigraph import NamedNode

from pfpgraph.iris import tail
from pfpgraph.query.results import text
from pfpgraph.web.pages import layout, values
from pfpgraph.web.reader import Reader


def page(reader: Reader) -> str:
    """The page of the report, with each fault's message in the reader's language."""
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
        supports=[
            (values.known(row["support"], reader), int(text(row["records"])))
            for row in reader.snapshot.rows("supports")
        ],
        formats=reader.formats,
    )


def _verdict(found: dict[str, Any]) -> str:
    """The verdict on a report: unchecked, conforms, breaks (there is a violation) or warns."""
    if not found["checked"]:
        return "unchecked"
    broken = any(fault["severity"].endswith("#Violation") for fault in found["faults"])
    return "conforms" if found["conforms"] else "breaks" if broken else "warns"
