"""The timeline: the Alliance and its partnerships, a row of bars for each country."""

from datetime import date

from flask import Blueprint, Response, render_template, request
from pyoxigraph import Literal, NamedNode

from pfpgraph.i18n.words import word
from pfpgraph.model.history import Chronicle, Record
from pfpgraph.model.terms import choose, folded
from pfpgraph.problems import Problem
from pfpgraph.web import addresses, days, responses
from pfpgraph.web.pages import query_page, values
from pfpgraph.web.request import site
from pfpgraph.web.responses import address, language
from pfpgraph.web.routes.map import FIRST_YEAR, XSD_DATE, Line, line, name
from pfpgraph.web.svg import Bar, Mark, Row, timeline

bp = Blueprint("timeline", __name__)

EVERYTHING = "ontology#Record"
ALLIANCE = "organisation/nato"
ORDERS = ("start", "name")


@addresses.route(bp, "/timeline")
def show() -> Response:
    """Show the timeline, or its records as data. Raises Problem."""
    tongue, (first, last), whole = language(), span(), chosen()
    view = query_page.view(
        "/timeline",
        "timeline",
        whole=NamedNode(whole or site.base + EVERYTHING),
        to=Literal(str(last), datatype=XSD_DATE),
        **{"from": Literal(str(first), datatype=XSD_DATE)},
        language=Literal(tongue),
    )
    days.asked()  # a day that is none is a problem in every format
    return query_page.respond(view, lambda: page(view, first, last, whole, tongue))


def span() -> tuple[date, date]:
    """The days between which the timeline is asked for: ?from= and ?to=, each a year.

    The year of `to` is not in it: from 1990 to 2000 are the nineties. Raises Problem.
    """
    end = days.latest().year + 1
    first, last = _year("from", FIRST_YEAR), _year("to", end)
    if not FIRST_YEAR <= first < last <= end:
        raise Problem("request", "years", first=FIRST_YEAR, last=end)
    return date(first, 1, 1), date(last, 1, 1)


def _year(parameter: str, otherwise: int) -> int:
    """A year asked for. Raises Problem when it is none."""
    text = request.args.get(parameter, "")
    if not text:
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise Problem("request", "no-year", parameter=parameter, given=text[:20])
    return int(text)


def wholes(tongue: str) -> list[tuple[str, str, str]]:
    """What the timeline can be narrowed to: IRI, parameter, name; the Alliance, then frameworks."""
    alliance = f"{site.base}id/{ALLIANCE}"
    found = {record.of for record in site.chronicle if record.kind == "participation"}
    return [
        (iri, iri.rpartition("/")[2], choose(site.labels.get(iri, {}), tongue)[0])
        for iri in (alliance, *sorted(found, key=lambda iri: (-len(_within(iri)), iri)))
    ]


def _within(whole: str) -> list[Record]:
    """The records of being in something."""
    return site.chronicle.within(whole)


def chosen() -> str:
    """The IRI of the framework asked for, empty without one. Raises Problem."""
    asked = request.args.get("framework", "")
    offers = {slug: iri for iri, slug, _ in wholes("en")}
    if asked and asked not in offers:
        known, given = [*offers], asked[:40]
        raise Problem("request", "one-of", parameter="framework", known=known, given=given)
    return offers.get(asked, "")


def page(view: query_page.View, first: date, last: date, whole: str, tongue: str) -> str:
    """The page of the timeline."""
    found = rows(first, last, whole, tongue)
    order = request.args.get("sort") if request.args.get("sort") in ORDERS else ORDERS[0]
    if order == "name":
        found.sort(key=lambda row: folded(row[0].label))
    drawn = timeline(
        [summits(tongue), *(row for row, _ in found)],
        first,
        last,
        tongue,
        today=days.latest(),
        caption=word("timeline-caption", tongue).format(first.year, last.year),
        on=days.asked(),
    )
    return render_template(
        "timeline.html",
        view=view,
        formats=responses.other_formats(),
        drawn=drawn,
        found=found,
        order=order,
        orders=ORDERS,
        decades=decades(),
        whole=whole,
        wholes=wholes(tongue),
        at=at,
        span=(first.year, last.year),
    )


def at(**changes: object) -> str:
    """The address of the timeline with some of what is asked changed; None leaves it out."""
    kept = {name: request.args.get(name) for name in ("from", "to", "framework", "sort")}
    kept = {name: value for name, value in (kept | changes).items() if value}
    return values.here(address("/timeline", kept))


def decades() -> list[tuple[int, int]]:
    """The decades that can be looked at closer; the first begins with the Alliance, the last
    ends with the data."""
    end = days.latest().year + 1
    later = [(year, min(year + 10, end)) for year in range(1960, end, 10)]
    return [(FIRST_YEAR, 1960), *later]


def rows(first: date, last: date, whole: str, tongue: str) -> list[tuple[Row, list[Line]]]:
    """A row for each country with something between two days, earlier ones first."""
    chronicle, found = site.chronicle, []
    for country in chronicle.countries():
        records = [r for r in chronicle.of(country) if _status(r, chronicle)]
        if whole and not any(record.of == whole for record in records):
            continue
        records = [r for r in records if _overlaps(r, str(first), str(last))]
        if records:
            found.append((row(country, records, tongue), [line(r, tongue) for r in records]))
    return sorted(found, key=lambda pair: (_first_day(pair[0]), folded(pair[0].label)))


def _first_day(row: Row) -> str:
    """The first day that is known of a row."""
    return min((bar.start.day or bar.end.day or "9" for bar in row.bars), default="9")


def _status(record: Record, chronicle: Chronicle) -> str:
    """How a record is drawn; empty for those that are not."""
    return "suspended" if record.kind == "suspension" else chronicle.status(record)


def _overlaps(record: Record, first: str, last: str) -> bool:
    """Whether a record may hold between two days."""
    return record.span.may_from < last and record.span.may_until > first


def row(country: str, records: list[Record], tongue: str) -> Row:
    """A country with a bar for each record, and its signatures."""
    label, tag = choose(site.labels.get(country, {}), tongue)
    return Row(
        label,
        [bar(record, tongue) for record in records],
        [
            Mark(day, word("drawn-signature", tongue), values.href(iri))
            for iri, day in site.gazetteer.signatures.get(country, ())
        ],
        values.href(country),
        "" if tag == tongue else tag,
    )


def bar(record: Record, tongue: str) -> Bar:
    """A record as a bar that leads to it."""
    return Bar(
        _status(record, site.chronicle),
        record.start,
        record.end,
        name(record, tongue),
        site.gazetteer.acronym(record.of, tongue),
        values.href(record.iri),
        record.span[2:],
    )


def summits(tongue: str) -> Row:
    """The summits, as marks."""
    marks = [
        Mark(day, choose(site.labels.get(iri, {}), tongue)[0], values.href(iri), "summit")
        for iri, day in site.gazetteer.summits
    ]
    return Row(word("drawn-summits", tongue), (), marks, values.here("/doc/event/"))
