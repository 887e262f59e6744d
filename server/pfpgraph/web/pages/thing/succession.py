"""The succession of a thing: the whole chain of its predecessors and successors."""

from typing import NamedTuple

from pyoxigraph import NamedNode

from pfpgraph.i18n import dates
from pfpgraph.i18n.catalogues import DEFAULT_LANGUAGE
from pfpgraph.i18n.folding import folded
from pfpgraph.kinds import KINDS
from pfpgraph.web.pages import values
from pfpgraph.web.pages.values import Value
from pfpgraph.web.reader import Reader


class DatedThing(NamedTuple):
    """A thing with its years in words."""

    thing: Value
    years: str


class SuccessionStep(NamedTuple):
    """A step of the chain: a thing, whether it is the one that the page is about, and its direct
    predecessors."""

    later: DatedThing
    is_own: bool
    earlier: list[DatedThing]


def succession(iri: str, reader: Reader) -> list[SuccessionStep]:
    """The steps of the chain of predecessors and successors of a thing, in the order of time; empty
    without any."""
    kind = reader.snapshot.split(iri)[0]
    if not (kind and KINDS[kind].succession):
        return []
    before: dict[str, list[str]] = {}
    for row in reader.snapshot.filled("succession", thing=NamedNode(iri)):
        before.setdefault(row["later"].value, []).append(row["earlier"].value)

    def key(one: str) -> tuple[str, str, str]:
        return _order(one, reader.speaking(DEFAULT_LANGUAGE))

    return [
        SuccessionStep(
            _dated(later, reader),
            later == iri,
            [_dated(one, reader) for one in sorted(before[later], key=key)],
        )
        for later in sorted(before, key=key)
    ]


def _dated(iri: str, reader: Reader) -> DatedThing:
    return DatedThing(values.known(NamedNode(iri), reader), _years(iri, reader))


def _order(iri: str, reader: Reader) -> tuple[str, str, str]:
    """The sort key of things: by start, else by end; then by name."""
    entry = reader.snapshot.thing_index.get(iri)
    day = (entry.first("start") or entry.first("end")) if entry else ""
    return day or "9", folded(values.known(NamedNode(iri), reader).text), iri


def _years(iri: str, reader: Reader) -> str:
    """The years of a thing in words, "" without any."""
    entry = reader.snapshot.thing_index.get(iri)
    if entry is None or not entry.dated:
        return ""
    return dates.years(entry.bound("start"), entry.bound("end"), reader.language)
