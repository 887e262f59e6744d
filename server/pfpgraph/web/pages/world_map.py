"""The map: who was an Ally, a partner or suspended on a day, drawn and as a table."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import NamedTuple

from markupsafe import Markup
from pyoxigraph import Literal, NamedNode

from pfpgraph.i18n import dates
from pfpgraph.i18n.folding import folded
from pfpgraph.i18n.texts import choose
from pfpgraph.i18n.words import word
from pfpgraph.model.history import STATUSES, CountryRecord
from pfpgraph.namespaces import XSD
from pfpgraph.web.pages import layout, naming, values, views
from pfpgraph.web.pages.values import Value
from pfpgraph.web.reader import Reader
from pfpgraph.web.svg import MapCountry, maps, world
from pfpgraph.web.svg.maps import MapPoint
from pfpgraph.web.svg.textures import definitions

XSD_DATE = NamedNode(XSD + "date")
FIRST_YEAR = 1949


class RecordLine(NamedTuple):
    """A record of a country in words: the name of the organisation or framework and its address,
    the address of the record, and its period."""

    name: str
    href: str
    record: str
    when: str


class MapEntry(NamedTuple):
    """A country on the day: its IRI, its name then with language and remark, its address, its
    status, whether it is suspended, and the records that say so."""

    iri: str
    name: str
    language: str
    remark: str
    href: str
    status: str
    suspended: bool
    lines: list[RecordLine]

    def title(self, language: str) -> str:
        """The country with its records in one line, in a language."""
        lines = word("then", language).join(f"{line.name}, {line.when}" for line in self.lines)
        told = word("may-have", language).format(lines) if self.status == "may" else lines
        return word("is", language).format(self.name, told)


class Year(NamedTuple):
    """A year of the slider: the link to its last day (for the last year, to the day of the data),
    and whether it is the year shown."""

    year: int
    href: str
    chosen: bool


def view(reader: Reader) -> views.View:
    """The view of the map on the reader's day."""
    day, language = Literal(str(reader.day), datatype=XSD_DATE), Literal(reader.language)
    return views.view(reader, "/map", "map", day=day, language=language)


def page(shown: views.View) -> str:
    """The page of the map on the reader's day."""
    reader = shown.reader
    entries = standings(reader)
    drawn = [*entries, *possible(reader)]
    return layout.render(
        reader,
        "map.html",
        view=shown,
        formats=reader.formats,
        day_in_words=dates.in_words(dates.Bound(str(reader.day)), reader.language),
        pictures=pictures(drawn, reader),
        textures=definitions("key"),
        groups=[(s, [e for e in entries if e.status == s]) for s in STATUSES if s],
        suspended=suspensions(reader),
        unknown=unknown(reader),
        states=former_states(reader),
        years=years("/map", reader),
        today=reader.snapshot.last_day,
    )


def standings(reader: Reader) -> list[MapEntry]:
    """The countries that have or had a status on the day, by name."""
    entries = (_entry(country, reader) for country in reader.snapshot.history.countries())
    return sorted((e for e in entries if e), key=lambda entry: folded(entry.name))


def _entry(country: str, reader: Reader) -> MapEntry | None:
    """A country on the day, None before it had any status."""
    history = reader.snapshot.history
    standing = history.standing(country, reader.day)
    if not standing.status:
        return None
    return MapEntry(
        country,
        *_named_then(country, reader),
        standing.status,
        standing.suspended,
        [line(record, reader) for record in _current(country, str(reader.day), reader)],
    )


def _named_then(country: str, reader: Reader) -> tuple[str, str, str, str]:
    """The name of a country on the day, its language, the remark on it, and its address."""
    text, language = naming.name_on(country, reader.day, reader)
    return text, language, naming.remark(country, reader.day, reader), reader.href(country)


def _current(country: str, day: str, reader: Reader) -> list[CountryRecord]:
    """The records that give a country its status on an ISO day, in the order of STATUSES, then its
    suspensions; for a former member the records that have ended."""
    status, records = reader.snapshot.history.status, reader.snapshot.history.of(country)
    ranked = sorted((STATUSES.index(kind), i) for i, r in enumerate(records) if (kind := status(r)))
    telling = [records[i] for _, i in ranked]
    current = [record for record in telling if record.holds(day)]
    past = [record for record in telling if record.span.over(day)]
    suspended = [r for r in records if r.kind == "suspension" and r.holds(day)]
    return (current or past) + suspended


def line(record: CountryRecord, reader: Reader) -> RecordLine:
    """A record in words."""
    when = dates.period(record.start, record.end, reader.language)
    return RecordLine(name(record, reader), reader.href(record.of), reader.href(record.iri), when)


def name(record: CountryRecord, reader: Reader) -> str:
    """The name of the organisation or framework of a record; for a suspension, what it covers."""
    if record.kind != "suspension":
        return choose(reader.snapshot.labels.get(record.of, {}), reader.language)[0]
    return word("drawn-suspended", reader.language).format(
        reader.snapshot.country_facts.scope(record.iri, reader.language)
    )


def suspensions(reader: Reader) -> list[tuple[Value, RecordLine]]:
    """The suspensions certainly in force on the day, each with its country."""
    return _named((r for r in _dated("suspension", reader) if r.holds(str(reader.day))), reader)


def unknown(reader: Reader) -> list[tuple[Value, RecordLine]]:
    """The records that may hold on the day, as a bound is not known precisely enough, each with its
    country."""
    records = (
        *_dated("membership", reader),
        *_dated("participation", reader),
        *_dated("suspension", reader),
    )
    relevant = (r for r in records if r.kind == "suspension" or reader.snapshot.history.status(r))
    return _named((r for r in relevant if r.unknown(str(reader.day))), reader)


def possible(reader: Reader) -> list[MapEntry]:
    """The countries that may have had a status on the day but certainly had none, with status
    "may"."""
    history, iso = reader.snapshot.history, str(reader.day)
    found = []
    for country in history.countries():
        records = [r for r in history.of(country) if history.status(r) and r.unknown(iso)]
        if records and history.standing(country, reader.day).status in ("former", ""):
            lines = [line(record, reader) for record in records]
            found.append(MapEntry(country, *_named_then(country, reader), "may", False, lines))
    return found


def _dated(kind: str, reader: Reader) -> list[CountryRecord]:
    return [record for record in reader.snapshot.history if record.kind == kind]


def _named(records: Iterable[CountryRecord], reader: Reader) -> list[tuple[Value, RecordLine]]:
    """Records in words, each with its country under its name on the day, in the order of the
    names."""
    found = [
        (
            naming.with_name_of_day(values.known(NamedNode(record.country), reader), reader),
            line(record, reader),
        )
        for record in records
    ]
    return sorted(found, key=lambda row: (folded(row[0].text), row[1].record))


def former_states(reader: Reader) -> list[tuple[str, str, str, list[tuple[str, str]]]]:
    """The states that existed on the day and no longer do: name, address, period, and the
    successors as name and address."""
    found = []
    country_facts = reader.snapshot.country_facts
    for state in country_facts.states:
        if state.existed(str(reader.day)):
            when = dates.period(dates.Bound(state.start), state.end, reader.language)
            heirs = country_facts.successors_on(
                state, str(reader.day), str(reader.snapshot.last_day)
            )
            successors = [_link(iri, reader) for iri in heirs]
            found.append((*_link(state.iri, reader), when, sorted(successors)))
    return sorted(found)


def _link(iri: str, reader: Reader) -> tuple[str, str]:
    """The label and the address of a thing."""
    return choose(reader.snapshot.labels.get(iri, {}), reader.language)[0], reader.href(iri)


def places(entries: list[MapEntry], reader: Reader) -> dict[str, MapCountry]:
    """The countries on the map by ISO 3166-1 alpha-3 code; those without a code are left out."""
    return {
        reader.snapshot.country_facts.countries[entry.iri]: MapCountry(
            "suspended" if entry.suspended else entry.status,
            entry.title(reader.language),
            entry.href,
            reader.snapshot.country_facts.at(entry.iri),
        )
        for entry in entries
        if entry.iri in reader.snapshot.country_facts.countries
    }


def pictures(entries: list[MapEntry], reader: Reader) -> tuple[Markup, Markup]:
    """Two SVG maps of the entries: the world, and Europe enlarged."""
    return drawn(places(entries, reader), word("map-world", reader.language), reader)


def drawn(
    countries: dict[str, MapCountry], title: str, reader: Reader, spots: Sequence[MapPoint] = ()
) -> tuple[Markup, Markup]:
    """Two SVG maps of countries by ISO code, and of spots: the world with a title, and Europe
    enlarged, which says nothing more to those who do not see it."""
    draw = partial(world, countries, language=reader.language, source=shapes(reader), spots=spots)
    return draw(title), draw("", window=maps.EUROPE, name="near", echo=True)


def shapes(reader: Reader) -> str:
    """The address of the SVG file of the country shapes. It contains a hash of them, so it may be
    cached for good."""
    return f"{reader.address.root}/map/shapes.svg?v={maps.version()}"


def years(path: str, reader: Reader) -> list[Year]:
    """The years since the foundation of the Alliance as links of the slider."""
    last = reader.snapshot.last_day
    return [
        Year(
            year,
            reader.here(path, "" if year == last.year else f"{year}-12-31"),
            year == reader.day.year,
        )
        for year in range(FIRST_YEAR, last.year + 1)
    ]
