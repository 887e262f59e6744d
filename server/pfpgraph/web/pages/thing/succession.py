"""The succession of a thing: the whole chain of what it replaced and what replaced it."""

from typing import NamedTuple

from pyoxigraph import NamedNode

from pfpgraph.kinds import KINDS
from pfpgraph.model import periods
from pfpgraph.model.terms import folded
from pfpgraph.web.pages import values
from pfpgraph.web.pages.values import Value
from pfpgraph.web.request import site


class Dated(NamedTuple):
    """A thing and its years."""

    thing: Value
    years: str


class Step(NamedTuple):
    """One thing of a chain, whether it is the one asked about, and what it came after."""

    later: Dated
    is_own: bool
    earlier: list[Dated]


def succession(iri: str, language: str) -> list[Step]:
    """What came before and after a thing, all that way, in the order of time, each with what it
    replaced or succeeded; nothing where there is nothing."""
    kind = values.split(iri)[0]
    if not (kind and KINDS[kind].succession):
        return []
    before: dict[str, list[str]] = {}
    for row in site.filled("succession", thing=NamedNode(iri)):
        before.setdefault(row["later"].value, []).append(row["earlier"].value)
    return [
        Step(
            _dated(later, language),
            later == iri,
            [_dated(one, language) for one in sorted(before[later], key=_order)],
        )
        for later in sorted(before, key=_order)
    ]


def _dated(iri: str, language: str) -> Dated:
    """A thing with its years."""
    return Dated(values.known(NamedNode(iri), language), _years(iri, language))


def _order(iri: str) -> tuple[str, str, str]:
    """By beginning, else by end; on one day by name."""
    entry = site.register.get(iri)
    day = (entry.first("start") or entry.first("end")) if entry else ""
    return day or "9", folded(values.known(NamedNode(iri), "en").text), iri


def _years(iri: str, language: str) -> str:
    """The years of a thing, nothing where it has none."""
    entry = site.register.get(iri)
    if entry is None or not entry.dated:
        return ""
    return periods.years(entry.bound("start"), entry.bound("end"), language)
