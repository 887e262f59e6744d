"""The front page: what this is, the partnership on a day, the numbers, three questions answered."""

from datetime import date
from typing import NamedTuple

from flask import Blueprint, Response, render_template
from pyoxigraph import NamedNode

from pfpgraph.formats import CSV, HTML
from pfpgraph.http.headers import Link
from pfpgraph.i18n.words import plural, word
from pfpgraph.kinds import KINDS, kind_name
from pfpgraph.model import dataset
from pfpgraph.model.history import ALLIANCE, PARTNERSHIP
from pfpgraph.model.periods import Bound, spoken
from pfpgraph.query import queries
from pfpgraph.web import addresses, days, route_table
from pfpgraph.web.pages import names, query_page, values
from pfpgraph.web.pages.values import Value
from pfpgraph.web.request import site
from pfpgraph.web.responses import answer, choose, language
from pfpgraph.web.routes import crawlers, map
from pfpgraph.web.routes.map import Entry
from pfpgraph.web.svg.textures import definitions

bp = Blueprint("front", __name__)

BEHIND = ("chronicle", "kind-counts", "disagreements")
STATUSES = ("ally", "partner", "other", "former")


class Question(NamedTuple):
    """A question with its answer: a sentence, the things, and where all of them are."""

    text: str
    answer: str
    things: list[tuple[Value, str]]
    all_of_them: str


class Status(NamedTuple):
    """How many countries are something on the day, in words, and where they are listed."""

    name: str
    count: int
    words: str
    href: str


@addresses.route(bp, "/")
def front() -> Response:
    """Show the front page, or describe the dataset in RDF. Raises Problem."""
    format = choose()
    day, tongue = days.day(), language()
    makers = {HTML: lambda: page(day, tongue), CSV: lambda: numbers(tongue)}
    return answer(
        makers.get(format, lambda: dataset.description(site, format)),
        format.content_type,
        links=[Link(site.base, "canonical")],
        spoken=tongue if format in makers else "",
    )


def numbers(tongue: str) -> str:
    """How many things there are of each kind, as CSV (RFC 4180)."""
    kinds = [kind for kind in KINDS.values() if site.counts.get(kind.name)]
    rows = ((k.name, kind_name(k.name, tongue), site.counts[k.name]) for k in kinds)
    return query_page.csv((("kind", "label", "count"), *rows))


def page(day: date, tongue: str) -> str:
    """The front page on a day."""
    counts, entries = site.counts, map.standings(day, tongue)
    kinds = [kind for kind in KINDS.values() if counts.get(kind.name)]
    first = sorted((kind for kind in kinds if kind.front), key=lambda kind: kind.front)
    return render_template(
        "front.html",
        numbers=[(kind.name, counts[kind.name]) for kind in first],
        others=[kind.name for kind in kinds if not kind.front],
        counts=counts,
        statuses=statuses(entries, tongue),
        textures=definitions("key"),
        pictures=map.pictures([*entries, *map.possible(day, tongue)], tongue),
        years=map.years("/", day),
        questions=[partners(day, entries, tongue), joined(day, tongue), disagreements(tongue)],
        examples=word("front-examples", tongue).split("|"),
        ways=route_table.ways(),
        queries=_queries(day, tongue),
        dataset=crawlers.dataset(tongue),
    )


def _queries(day: date, tongue: str) -> list[str]:
    """The queries behind the page: the map, the records of countries, the numbers, the disputes."""
    drawn = map.view(day, tongue).text
    return [drawn, *(queries.text(name, site.base) for name in BEHIND)]


def statuses(entries: list[Entry], tongue: str) -> list[Status]:
    """How many countries were what, and how many of these suspended; none lead nowhere."""
    counts = {name: sum(entry.status == name for entry in entries) for name in STATUSES}
    counts["suspended"] = sum(entry.suspended for entry in entries)
    lists = {name: f"/doc/country/?status={name}" for name in STATUSES}
    lists["suspended"] = "/doc/country/?suspended=yes"
    return [
        Status(
            name,
            count,
            plural(f"key-{name}", count, tongue),
            values.here(lists[name]) if count else "",
        )
        for name, count in counts.items()
    ]


def partners(day: date, entries: list[Entry], tongue: str) -> Question:
    """Who took part in the Partnership for Peace on a day and was no Ally."""
    things = [
        (Value(entry.name, entry.href, entry.language, plain=entry.iri), "")
        for entry in entries
        if entry.status == "partner"
    ]
    return Question(
        word("question-partners", tongue).format(spoken(Bound(str(day)), tongue)),
        plural("answer-partners", len(things), tongue),
        things,
        values.here("/doc/country/?status=partner"),
    )


def joined(day: date, tongue: str) -> Question:
    """Which partners had become Allies by a day, the latest first."""
    before = {record.country for record in site.chronicle.within(site.base + PARTNERSHIP)}
    later = [
        record
        for record in site.chronicle.within(site.base + ALLIANCE)
        if record.kind == "membership" and record.country in before and record.holds(str(day))
    ]
    later.sort(key=lambda record: (record.span.holds_from, record.iri), reverse=True)
    countries = [values.known(NamedNode(record.country), tongue) for record in later]
    things = [
        (names.then(country, tongue), spoken(record.start, tongue))
        for country, record in zip(countries, later, strict=True)
    ]
    whole = f"{site.base}id/question/days-from-signature-to-accession"
    return Question(
        word("question-joined", tongue).format(spoken(Bound(str(day)), tongue)),
        plural("answer-joined", len(things), tongue),
        things[:6],
        values.href(whole) if whole in site.labels else "",
    )


def disagreements(tongue: str) -> Question:
    """On what the sources disagree, with the number of claims."""
    things = [
        (values.named(iri, site.labels.get(iri, {}), tongue), plural("claim", claims, tongue))
        for iri, claims in site.disputes[:4]
    ]
    return Question(
        word("question-disagreements", tongue),
        plural("answer-disagreements", len(site.disputes), tongue),
        things,
        values.here("/disagreements"),
    )
