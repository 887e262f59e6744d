"""The timeline: the Alliance and its partnerships, a row of bars for each country."""

from datetime import date
from functools import partial

from pyoxigraph import Literal, NamedNode

from pfpgraph import iris
from pfpgraph.i18n.folding import folded
from pfpgraph.i18n.texts import choose
from pfpgraph.i18n.words import word
from pfpgraph.model.history import CountryRecord, History
from pfpgraph.problems import Problem
from pfpgraph.web.pages import layout, values, views
from pfpgraph.web.pages.world_map import FIRST_YEAR, XSD_DATE, RecordLine, line, name
from pfpgraph.web.reader import Reader, with_arguments
from pfpgraph.web.svg import Bar, BarRow, Mark, bars

EVERYTHING = "ontology#Record"
ORDERS = ("start", "name")


def span(reader: Reader, first: str, last: str) -> tuple[date, date]:
    """The first day of each of two years given as text, "" meaning the first or last year there is.
    The timeline ends before the second: from 1990 to 2000 are the nineties. Raises Problem (400)
    when a text is not a year or the years are out of range or order."""
    end = reader.snapshot.last_day.year + 1
    since, until = _year("from", first, FIRST_YEAR), _year("to", last, end)
    if not FIRST_YEAR <= since < until <= end:
        raise Problem("request", "years", first=FIRST_YEAR, last=end)
    return date(since, 1, 1), date(until, 1, 1)


def _year(parameter: str, text: str, otherwise: int) -> int:
    """The year in a text, or `otherwise` for "". Raises Problem (400) when it is not four
    digits."""
    if not text:
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise Problem("request", "no-year", parameter=parameter, given=text[:20])
    return int(text)


def wholes(reader: Reader) -> list[tuple[str, str, str]]:
    """The organisations by which the timeline can be filtered, as IRI, code in addresses and name:
    the Alliance, then the frameworks by number of records."""
    alliance = iris.thing(reader.snapshot.base, *iris.ALLIANCE)
    history, labels = reader.snapshot.history, reader.snapshot.labels
    found = {record.of for record in history if record.kind == "participation"}
    largest_first = sorted(found, key=lambda iri: (-len(history.within(iri)), iri))
    return [
        (iri, iri.rpartition("/")[2], choose(labels.get(iri, {}), reader.language)[0])
        for iri in (alliance, *largest_first)
    ]


def narrowed_to(reader: Reader, asked: str) -> str:
    """The IRI for a code of `wholes`, "" without one. Raises Problem (400) for an unknown code."""
    offers = {slug: iri for iri, slug, _ in wholes(reader)}
    if asked and asked not in offers:
        known, given = [*offers], asked[:40]
        raise Problem("request", "one-of", parameter="framework", known=known, given=given)
    return offers.get(asked, "")


def view(reader: Reader, first: date, last: date, whole: str) -> views.View:
    """The timeline between two days with the query behind it, of one organisation or ("") of
    all."""
    return views.view(
        reader,
        "/timeline",
        "timeline",
        whole=NamedNode(whole or reader.snapshot.base + EVERYTHING),
        to=Literal(str(last), datatype=XSD_DATE),
        **{"from": Literal(str(first), datatype=XSD_DATE)},
        language=Literal(reader.language),
    )


def page(view: views.View, first: date, last: date, whole: str, order: str) -> str:
    """The page of the timeline; `order` is one of ORDERS, any other text meaning the first."""
    reader = view.reader
    found = rows(first, last, whole, reader)
    if order == "name":
        found.sort(key=lambda row: folded(row[0].label))
    drawn = bars.timeline(
        [summits(reader), *([] if whole else operations(reader)), *(row for row, _ in found)],
        first,
        last,
        reader.language,
        today=reader.snapshot.last_day,
        caption=word("timeline-caption", reader.language).format(first.year, last.year),
        on=reader.asked,
    )
    return layout.render(
        reader,
        "timeline.html",
        view=view,
        formats=reader.formats,
        drawn=drawn,
        found=found,
        order=order if order in ORDERS else ORDERS[0],
        orders=ORDERS,
        decades=decades(reader),
        whole=whole,
        wholes=wholes(reader),
        at=partial(_at, reader),
        span=(first.year, last.year),
    )


def _at(reader: Reader, **changes: object) -> str:
    """The address of the timeline with some parameters changed; None removes a parameter."""
    asked = reader.address.arguments
    kept: dict[str, object] = {
        name: asked.get(name) for name in ("from", "to", "framework", "sort")
    }
    kept = {name: value for name, value in (kept | changes).items() if value}
    return reader.here(with_arguments("/timeline", kept))


def decades(reader: Reader) -> list[tuple[int, int]]:
    """The decades to which the timeline can be restricted, as first year and the year after the
    last; the first begins with the Alliance, the last ends with the data."""
    end = reader.snapshot.last_day.year + 1
    later = [(year, min(year + 10, end)) for year in range(1960, end, 10)]
    return [(FIRST_YEAR, 1960), *later]


def rows(
    first: date, last: date, whole: str, reader: Reader
) -> list[tuple[BarRow, list[RecordLine]]]:
    """A row for each country with records between two days, with the records in words; countries
    whose records begin earlier come first. With an organisation (`whole`), only countries that have
    a record in it."""
    history, found = reader.snapshot.history, []
    for country in history.countries():
        records = [r for r in history.of(country) if _status(r, history)]
        if whole and not any(record.of == whole for record in records):
            continue
        records = [r for r in records if _overlaps(r, str(first), str(last))]
        if records:
            found.append((row(country, records, reader), [line(r, reader) for r in records]))
    return sorted(found, key=lambda pair: (_first_day(pair[0]), folded(pair[0].label)))


def _first_day(row: BarRow) -> str:
    """The earliest known day of a row's bars, "9" (after all days) without one."""
    return min((bar.start.day or bar.end.day or "9" for bar in row.bars), default="9")


def _status(record: CountryRecord, history: History) -> str:
    """The status by which a record is drawn, "" when it is not drawn."""
    return "suspended" if record.kind == "suspension" else history.status(record)


def _overlaps(record: CountryRecord, first: str, last: str) -> bool:
    """Whether a record may hold on a day between two ISO days."""
    return record.span.may_from < last and record.span.may_until > first


def row(country: str, records: list[CountryRecord], reader: Reader) -> BarRow:
    """A country's row: a bar for each record, a mark for each signature."""
    label, tag = choose(reader.snapshot.labels.get(country, {}), reader.language)
    return BarRow(
        label,
        [bar(record, reader) for record in records],
        [
            Mark(day, word("drawn-signature", reader.language), reader.href(iri))
            for iri, day in reader.snapshot.country_facts.signatures.get(country, ())
        ],
        reader.href(country),
        "" if tag == reader.language else tag,
    )


def bar(record: CountryRecord, reader: Reader) -> Bar:
    """A record as a bar that links to it."""
    return Bar(
        _status(record, reader.snapshot.history),
        record.start,
        record.end,
        name(record, reader),
        reader.snapshot.country_facts.acronym(record.of, reader.language),
        reader.href(record.iri),
        record.span[2:],
    )


def summits(reader: Reader) -> BarRow:
    """The row of the summits, as marks."""
    labels, language = reader.snapshot.labels, reader.language
    marks = [
        Mark(day, choose(labels.get(iri, {}), language)[0], reader.href(iri), "summit")
        for iri, day in reader.snapshot.country_facts.summits
    ]
    return BarRow(word("drawn-summits", reader.language), (), marks, reader.here("/doc/event/"))


def operations(reader: Reader) -> list[BarRow]:
    """The row of the operations, as bars; none without any."""
    drawn = [
        Bar(
            "other",
            entry.bound("start"),
            entry.bound("end"),
            values.known(NamedNode(entry.iri), reader).text,
            reader.snapshot.country_facts.acronym(entry.iri, reader.language),
            reader.href(entry.iri),
            entry.span[2:],
        )
        for entry in reader.snapshot.thing_index
        if entry.kind == "operation" and entry.dated
    ]
    label, path = word("drawn-operations", reader.language), reader.here("/doc/operation/")
    return [BarRow(label, drawn, (), path)] if drawn else []
