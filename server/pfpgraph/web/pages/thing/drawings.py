"""The drawings on a thing's page: its records over time, its neighbours, and its location."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date

from markupsafe import Markup
from pyoxigraph import NamedNode

from pfpgraph import iris
from pfpgraph.i18n.words import word
from pfpgraph.kinds import KINDS, local_name
from pfpgraph.model.thing_index import Entry
from pfpgraph.web.pages import values, world_map
from pfpgraph.web.pages.thing.neighbourhood import neighbourhood
from pfpgraph.web.pages.values import Value
from pfpgraph.web.reader import Reader
from pfpgraph.web.svg import Bar, BarRow, MapCountry, Mark, bars, maps, timeline, world


def over_time(iri: str, reader: Reader) -> Markup:
    """The records of a country as bars, one row for each organisation, framework or programme; ""
    for other things and without records."""
    if reader.snapshot.split(iri)[0] != "country":
        return Markup("")
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in reader.snapshot.thing_index.records(iri):
        if KINDS[entry.kind].drawn and entry.usual:
            for whole in _wholes(entry):
                found[whole].append(entry)
    rows = [_row(whole, found[whole], reader) for whole in sorted(found, key=_order(found, reader))]
    span = bars.span(rows)
    if not span:
        return Markup("")
    last = date(reader.snapshot.last_day.year + 1, 1, 1)
    title = word("over-time", reader.language)
    day = reader.asked
    return timeline(
        rows, span[0], last, reader.language, today=reader.snapshot.last_day, caption=title, on=day
    )


def _wholes(entry: Entry) -> list[str]:
    """What a record is about, or the record itself: a suspension may be of several things or of
    none."""
    terms = entry.values.get(local_name(KINDS[entry.kind].whole), ())
    return [term.value for term in terms if isinstance(term, NamedNode)] or [entry.iri]


def _order(found: dict[str, list[Entry]], reader: Reader) -> Callable[[str], tuple[int, str, str]]:
    """The sort key of the rows: the Alliance, frameworks, bodies, programmes; each by its earliest
    day."""
    kinds = ("organisation", "framework", "body", "programme")

    def key(whole: str) -> tuple[int, str, str]:
        kind = reader.snapshot.split(whole)[0]
        rank = kinds.index(kind) if kind in kinds else len(kinds)
        return rank, min(entry.day or "9" for entry in found[whole]), whole

    return key


def _row(whole: str, entries: list[Entry], reader: Reader) -> BarRow:
    """A row of bars for the records of a country in one organisation, framework or programme."""
    named = values.known(NamedNode(whole), reader)
    drawn = [
        Bar(
            _status(entry, whole, reader),
            entry.bound("start"),
            entry.bound("end"),
            values.known(NamedNode(entry.iri), reader).text.partition(",")[0],
            href=reader.href(entry.iri),
            may=entry.span[2:],
        )
        for entry in entries
        if entry.dated
    ]
    return BarRow(named.text, drawn, _marks(entries, reader), named.href, named.language)


def _marks(entries: list[Entry], reader: Reader) -> list[Mark]:
    """The signatures with which the records of a row began, where their day is known."""
    found = []
    for entry in entries:
        for term in entry.values.get("startEvent", ()):
            act = reader.snapshot.thing_index.get(term.value)
            if act and act.kind == "signature" and act.bound("date").precision == "Day":
                title = values.known(term, reader).text
                found.append(Mark(act.day, title, reader.href(act.iri)))
    return found


def _status(entry: Entry, whole: str, reader: Reader) -> str:
    """The status that decides how the bar of a record looks."""
    if entry.kind == "suspension":
        return "suspended"
    if whole == iris.thing(reader.snapshot.base, *iris.ALLIANCE):
        return "ally"
    if whole == iris.thing(reader.snapshot.base, *iris.PARTNERSHIP):
        return "partner"
    return "other"


def neighbours(iri: str, reader: Reader) -> tuple[list[tuple[str, list[Value]]], Markup]:
    """The neighbours of a body or programme by relation, and a drawing of them; empty for other
    kinds."""
    kind = reader.snapshot.split(iri)[0]
    if not (kind and KINDS[kind].neighbours):
        return [], Markup("")
    return neighbourhood(iri, reader)


def location_map(iri: str, reader: Reader) -> Markup:
    """A map around a country, or around the country of a place; "" for other things and where the
    location is not known."""
    country = _country(iri, reader)
    if not country:
        return Markup("")
    try:
        at = float(country.first("longitude")), float(country.first("latitude"))
    except ValueError:
        return Markup("")
    status = reader.snapshot.history.standing(country.iri, reader.day).status
    name = values.known(NamedNode(country.iri), reader).text
    title = word("where-it-is", reader.language)
    shown = {country.first("iso3"): MapCountry(status or "other", name, at=at)}
    source = world_map.shapes(reader)
    return world(shown, title, reader.language, source=source, window=maps.around(*at))


def _country(iri: str, reader: Reader) -> Entry | None:
    """The country itself, or the country of a place; None for other things."""
    entry = reader.snapshot.thing_index.get(iri)
    if entry is None or entry.kind not in ("country", "place"):
        return None
    if entry.kind == "country":
        return entry
    return reader.snapshot.thing_index.get(entry.first("country"))
