"""The map: who was an Ally, a partner or suspended on a day, drawn and as a table."""

from datetime import date
from typing import NamedTuple

from flask import Blueprint, Response, render_template, url_for
from markupsafe import Markup
from pyoxigraph import Literal, NamedNode

from pfpgraph.i18n.words import word
from pfpgraph.model import periods
from pfpgraph.model.history import STATUSES, Record
from pfpgraph.model.terms import choose, folded
from pfpgraph.web import addresses, days, responses
from pfpgraph.web.pages import names, query_page, values
from pfpgraph.web.pages.values import Value
from pfpgraph.web.request import site
from pfpgraph.web.responses import answer, language
from pfpgraph.web.svg import Place, atlas, world
from pfpgraph.web.svg.textures import definitions

bp = Blueprint("map", __name__)

XSD_DATE = NamedNode("http://www.w3.org/2001/XMLSchema#date")
FIRST_YEAR = 1949


class Line(NamedTuple):
    """A record of a country: what it is in, where that and the record lead, and when."""

    name: str
    href: str
    record: str
    when: str


class Entry(NamedTuple):
    """A country on a day: its IRI, the name it had with its language, what must be known of that
    name, where it leads, its status, whether suspended, and its records."""

    iri: str
    name: str
    language: str
    remark: str
    href: str
    status: str
    suspended: bool
    lines: list[Line]

    def title(self, spoken: str) -> str:
        """The country in one line."""
        lines = word("then", spoken).join(f"{line.name}, {line.when}" for line in self.lines)
        told = word("may-have", spoken).format(lines) if self.status == "may" else lines
        return word("is", spoken).format(self.name, told)


class Year(NamedTuple):
    """A year of the slider: its last day, or the day of the data."""

    year: int
    href: str
    chosen: bool


@addresses.route(bp, "/map")
def show() -> Response:
    """Show the map of a day, or its records as data. Raises Problem."""
    day, tongue = days.day(), language()
    shown = view(day, tongue)
    return query_page.respond(shown, lambda: page(shown, day, tongue))


def view(day: date, tongue: str) -> query_page.View:
    """The map of a day with the query behind it."""
    terms = {"day": Literal(str(day), datatype=XSD_DATE), "language": Literal(tongue)}
    return query_page.view("/map", "map", **terms)


@addresses.route(bp, "/map/shapes.svg")
def shapes() -> Response:
    """Send the shapes of the countries, to which all maps refer."""
    return answer(lambda: str(atlas.shapes()), "image/svg+xml; charset=utf-8")


def page(shown: query_page.View, day: date, tongue: str) -> str:
    """The page of the map on a day."""
    entries = standings(day, tongue)
    drawn = [*entries, *possible(day, tongue)]
    return render_template(
        "map.html",
        view=shown,
        formats=responses.other_formats(),
        spoken_day=periods.spoken(periods.Bound(str(day)), tongue),
        pictures=pictures(drawn, tongue),
        textures=definitions("key"),
        groups=[(s, [e for e in entries if e.status == s]) for s in STATUSES if s],
        suspended=suspensions(day, tongue),
        unknown=unknown(day, tongue),
        states=former_states(day, tongue),
        years=years("/map", day),
        today=days.latest(),
    )


def standings(day: date, tongue: str) -> list[Entry]:
    """Every country that was or had been something on a day, by name."""
    entries = (_entry(country, day, tongue) for country in site.chronicle.countries())
    return sorted((e for e in entries if e), key=lambda entry: folded(entry.name))


def _entry(country: str, day: date, tongue: str) -> Entry | None:
    """A country on a day; none before it was anything."""
    chronicle = site.chronicle
    standing = chronicle.standing(country, day)
    if not standing.status:
        return None
    return Entry(
        country,
        *names.on(country, day, tongue),
        names.remark(country, day, tongue),
        values.href(country),
        standing.status,
        standing.suspended,
        [line(record, tongue) for record in _current(country, str(day))],
    )


def _current(country: str, day: str) -> list[Record]:
    """What gives a country its status on an ISO day, and then its suspensions; where nothing
    holds any more, what held before."""
    status, records = site.chronicle.status, site.chronicle.of(country)
    ranked = sorted((STATUSES.index(kind), i) for i, r in enumerate(records) if (kind := status(r)))
    telling = [records[i] for _, i in ranked]
    current = [record for record in telling if record.holds(day)]
    past = [record for record in telling if record.span.over(day)]
    suspended = [r for r in records if r.kind == "suspension" and r.holds(day)]
    return (current or past) + suspended


def line(record: Record, tongue: str) -> Line:
    """A record in words."""
    when = periods.period(record.start, record.end, tongue)
    return Line(name(record, tongue), values.href(record.of), values.href(record.iri), when)


def name(record: Record, tongue: str) -> str:
    """What a record is of; a suspension is called by what it covers."""
    if record.kind != "suspension":
        return choose(site.labels.get(record.of, {}), tongue)[0]
    return word("drawn-suspended", tongue).format(site.gazetteer.scope(record.iri, tongue))


def suspensions(day: date, tongue: str) -> list[tuple[Value, Line]]:
    """The suspensions certainly in force on a day, with the country of each."""
    return _named((r for r in _dated("suspension") if r.holds(str(day))), tongue)


def unknown(day: date, tongue: str) -> list[tuple[Value, Line]]:
    """What may have held on a day, but a bound that decides it is not known."""
    records = (*_dated("membership"), *_dated("participation"), *_dated("suspension"))
    relevant = (r for r in records if r.kind == "suspension" or site.chronicle.status(r))
    return _named((r for r in relevant if r.unknown(str(day))), tongue)


def possible(day: date, tongue: str) -> list[Entry]:
    """The countries that may have been something on a day, and certainly were nothing."""
    chronicle, iso = site.chronicle, str(day)
    found = []
    for country in chronicle.countries():
        records = [r for r in chronicle.of(country) if chronicle.status(r) and r.unknown(iso)]
        if records and chronicle.standing(country, day).status in ("former", ""):
            named = *names.on(country, day, tongue), names.remark(country, day, tongue)
            lines = [line(record, tongue) for record in records]
            found.append(Entry(country, *named, values.href(country), "may", False, lines))
    return found


def _dated(kind: str) -> list[Record]:
    """All records of a kind."""
    return [record for record in site.chronicle if record.kind == kind]


def _named(records, tongue: str) -> list[tuple[Value, Line]]:
    """Records with their country under the name of the day asked for, by name."""
    found = [
        (names.then(values.known(NamedNode(record.country), tongue), tongue), line(record, tongue))
        for record in records
    ]
    return sorted(found, key=lambda row: (folded(row[0].text), row[1].record))


def former_states(day: date, tongue: str) -> list[tuple[str, str, str, list[tuple[str, str]]]]:
    """The states that existed on a day and no longer do: name, link, period, successors."""
    found = []
    for state in site.gazetteer.states:
        if state.existed(str(day)):
            when = periods.period(periods.Bound(state.start), state.end, tongue)
            heirs = site.gazetteer.heirs(state, str(day), str(days.latest()))
            successors = [_link(iri, tongue) for iri in heirs]
            found.append((*_link(state.iri, tongue), when, sorted(successors)))
    return sorted(found)


def _link(iri: str, tongue: str) -> tuple[str, str]:
    """A thing's name and where it leads."""
    return choose(site.labels.get(iri, {}), tongue)[0], values.href(iri)


def places(entries: list[Entry], tongue: str) -> dict[str, Place]:
    """What the map says of each country, by code."""
    return {
        site.gazetteer.countries[entry.iri]: Place(
            "suspended" if entry.suspended else entry.status,
            entry.title(tongue),
            entry.href,
            site.gazetteer.at(entry.iri),
        )
        for entry in entries
        if entry.iri in site.gazetteer.countries
    }


def pictures(entries: list[Entry], tongue: str) -> tuple[Markup, Markup]:
    """The map of the world, and of Europe closer up."""
    found = places(entries, tongue)
    title = word("map-world", tongue)
    return (
        world(found, title, tongue, source=source()),
        world(found, "", tongue, source=source(), window=atlas.EUROPE, name="near", echo=True),
    )


def source() -> str:
    """The address of the file of shapes; it changes with them, so it may be kept."""
    return url_for("map.shapes", v=atlas.version())


def one(country: str, title: str, status: str, tongue: str) -> Markup:
    """The map around one country, for its page; empty where nobody knows where it lies."""
    at, code = site.gazetteer.at(country), site.gazetteer.countries.get(country, "")
    if not at or code not in atlas.geometry()["countries"]:
        return Markup("")
    place = {code: Place(status, title, "", at)}
    return world(place, title, tongue, source=source(), window=atlas.around(*at), name="here")


def years(path: str, day: date) -> list[Year]:
    """Every year since the Alliance began, as links to its last day, the last to the data's."""
    last = days.latest()
    return [
        Year(
            year,
            values.here(path, "" if year == last.year else f"{year}-12-31"),
            year == day.year,
        )
        for year in range(FIRST_YEAR, last.year + 1)
    ]
