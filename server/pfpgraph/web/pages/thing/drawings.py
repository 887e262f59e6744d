"""The drawings on a thing's page: its records over time, and where it is."""

from collections import defaultdict
from datetime import date

from flask import url_for
from markupsafe import Markup
from pyoxigraph import NamedNode

from pfpgraph.i18n.words import word
from pfpgraph.kinds import KINDS, local_name
from pfpgraph.model.history import ALLIANCE, PARTNERSHIP
from pfpgraph.model.record_index import Entry
from pfpgraph.web import days
from pfpgraph.web.pages import values
from pfpgraph.web.pages.thing.relations import neighbourhood
from pfpgraph.web.request import site
from pfpgraph.web.svg import Bar, Mark, Place, Row, atlas, bars, timeline, world


def over_time(iri: str, language: str) -> Markup:
    """The records of a country as bars, a row for each thing it is or was in; else nothing."""
    if values.split(iri)[0] != "country":
        return Markup("")
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in site.register.records(iri):
        if KINDS[entry.kind].drawn and entry.usual:
            for whole in _wholes(entry):
                found[whole].append(entry)
    rows = [_row(whole, found[whole], language) for whole in sorted(found, key=_order(found))]
    span = bars.span(rows)
    if not span:
        return Markup("")
    last = date(days.latest().year + 1, 1, 1)
    title = word("over-time", language)
    day = days.asked()
    return timeline(rows, span[0], last, language, today=days.latest(), caption=title, on=day)


def _wholes(entry: Entry) -> list[str]:
    """What a record is in or of; a suspension may be of several things, or of none named."""
    terms = entry.values.get(local_name(KINDS[entry.kind].whole), ())
    return [term.value for term in terms if isinstance(term, NamedNode)] or [entry.iri]


def _order(found: dict[str, list[Entry]]):
    """The order of the rows: the Alliance, frameworks, bodies, programmes; each by its day."""
    kinds = ("organisation", "framework", "body", "programme")

    def key(whole: str) -> tuple:
        kind = values.split(whole)[0]
        rank = kinds.index(kind) if kind in kinds else len(kinds)
        return rank, min(entry.day or "9" for entry in found[whole]), whole

    return key


def _row(whole: str, entries: list[Entry], language: str) -> Row:
    """A row: what a country was in, and its bars."""
    named = values.known(NamedNode(whole), language)
    drawn = [
        Bar(
            _status(entry, whole),
            entry.bound("start"),
            entry.bound("end"),
            values.known(NamedNode(entry.iri), language).text.partition(",")[0],
            href=values.href(entry.iri),
            may=entry.span[2:],
        )
        for entry in entries
        if entry.dated
    ]
    return Row(named.text, drawn, _marks(entries, language), named.href, named.language)


def _marks(entries: list[Entry], language: str) -> list[Mark]:
    """The signatures with which the records of a row began."""
    found = []
    for entry in entries:
        for term in entry.values.get("startEvent", ()):
            act = site.register.get(term.value)
            if act and act.kind == "signature" and act.bound("date").precision == "Day":
                title = values.known(term, language).text
                found.append(Mark(act.day, title, values.href(act.iri)))
    return found


def _status(entry: Entry, whole: str) -> str:
    """The status that a record gives its country, for the look of its bar."""
    if entry.kind == "suspension":
        return "suspended"
    if whole == site.base + ALLIANCE:
        return "ally"
    if whole == site.base + PARTNERSHIP:
        return "partner"
    return "other"


def around(iri: str, language: str) -> tuple[list, Markup]:
    """The neighbours of a body or programme, as a list and drawn; nothing for other things."""
    kind = values.split(iri)[0]
    if not (kind and KINDS[kind].neighbours):
        return [], Markup("")
    return neighbourhood(iri, language)


def where(iri: str, language: str) -> Markup:
    """A map around a country, or around the country that a place is in; else nothing."""
    country = _country(iri)
    if not country:
        return Markup("")
    try:
        at = float(country.first("longitude")), float(country.first("latitude"))
    except ValueError:
        return Markup("")
    status = site.chronicle.standing(country.iri, days.day()).status
    name = values.known(NamedNode(country.iri), language).text
    title = word("where-it-is", language)
    shown = {country.first("iso3"): Place(status or "other", name, at=at)}
    source = url_for("map.shapes", v=atlas.version())
    return world(shown, title, language, source=source, window=atlas.around(*at))


def _country(iri: str) -> Entry | None:
    """The country that a thing is or is in, for countries and places."""
    entry = site.register.get(iri)
    if entry is None or entry.kind not in ("country", "place"):
        return None
    if entry.kind == "country":
        return entry
    return site.register.get(entry.first("country"))
