"""A fault as a row of a page: of the report of the release, and of that on what readers sent."""

from typing import Any

from pyoxigraph import NamedNode

from pfpgraph.i18n.typography import spaced
from pfpgraph.iris import shorten_path, tail
from pfpgraph.web.pages import values
from pfpgraph.web.reader import Reader


def fault_row(fault: dict[str, Any], reader: Reader) -> dict[str, Any]:
    """A fault as a row. Only what is described here is a link: the rest is of a stranger's
    making."""
    record, shape = fault["record"], fault["shape"]
    return {
        "record": _known(record, reader),
        "name": reader.snapshot.shorten(record),
        "message": spaced(fault[f"message_{reader.language}"], reader.language),
        "path": shorten_path(fault["path"], reader.snapshot.base),
        "value": fault["value"],
        "shape": reader.snapshot.shorten(shape or fault["component"]),
        "shape_href": reader.href(shape) if reader.snapshot.local(shape) is not None else "",
        "severity": tail(fault["severity"]).lower(),
        "place": ":".join(str(part) for part in (fault["file"], fault["line"]) if part),
    }


def _known(record: str, reader: Reader) -> values.Value | None:
    """A thing of the graph as a value, None for any other."""
    if reader.snapshot.local(record) is None or record not in reader.snapshot.labels:
        return None
    return values.known(NamedNode(record), reader)
