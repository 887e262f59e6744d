"""The front page: what this is, the partnership on a day, the counts, and three answered
questions."""

from dataclasses import dataclass
from typing import NamedTuple

from pyoxigraph import NamedNode

from pfpgraph import iris
from pfpgraph.i18n.dates import Bound, in_words
from pfpgraph.i18n.words import plural, word
from pfpgraph.kinds import KINDS, kind_name
from pfpgraph.model.history import STATUSES
from pfpgraph.query import query_files
from pfpgraph.web import route_table
from pfpgraph.web.pages import crawlers, layout, naming, values, views, world_map
from pfpgraph.web.pages.values import Value
from pfpgraph.web.pages.world_map import MapEntry
from pfpgraph.web.reader import Reader
from pfpgraph.web.svg.textures import definitions

BEHIND = ("history", "kind-counts", "disagreements")


class AnsweredQuestion(NamedTuple):
    """A question with its answer: a sentence, the first things with a remark on each, and the
    address of the whole answer ("" for none)."""

    text: str
    answer: str
    things: list[tuple[Value, str]]
    all_of_them: str


@dataclass(frozen=True)
class StatusCount:
    """The number of countries with a status on the day, in words, and the address of their list (""
    when the count is zero)."""

    name: str
    count: int
    words: str
    href: str


def numbers(reader: Reader) -> str:
    """The number of things of each kind, as CSV (RFC 4180) with a header."""
    counts = reader.snapshot.counts
    kinds = [kind for kind in KINDS.values() if counts.get(kind.name)]
    rows = ((k.name, kind_name(k.name, reader.language), counts[k.name]) for k in kinds)
    return views.csv((("kind", "label", "count"), *rows))


def page(reader: Reader) -> str:
    """The HTML of the front page on the reader's day."""
    counts, entries = reader.snapshot.counts, world_map.standings(reader)
    kinds = [kind for kind in KINDS.values() if counts.get(kind.name)]
    first = sorted((kind for kind in kinds if kind.front), key=lambda kind: kind.front)
    return layout.render(
        reader,
        "front.html",
        numbers=[(kind.name, counts[kind.name]) for kind in first],
        others=[kind.name for kind in kinds if not kind.front],
        counts=counts,
        statuses=statuses(entries, reader),
        textures=definitions("key"),
        pictures=world_map.pictures([*entries, *world_map.possible(reader)], reader),
        years=world_map.years("/", reader),
        questions=[partners(entries, reader), joined(reader), disagreements(reader)],
        examples=word("front-examples", reader.language).split("|"),
        ways=route_table.ways(),
        queries=_queries(reader),
        dataset=crawlers.dataset(reader),
    )


def _queries(reader: Reader) -> list[str]:
    """The texts of the queries behind the page: map, records of countries, counts,
    disagreements."""
    drawn = world_map.view(reader).text
    return [drawn, *(query_files.text(name, reader.snapshot.base) for name in BEHIND)]


def statuses(entries: list[MapEntry], reader: Reader) -> list[StatusCount]:
    """The number of countries of each status on the day, then of those suspended."""
    counts = {name: sum(entry.status == name for entry in entries) for name in STATUSES if name}
    counts["suspended"] = sum(entry.suspended for entry in entries)
    lists = {name: f"/doc/country/?status={name}" for name in STATUSES if name}
    lists["suspended"] = "/doc/country/?suspended=yes"
    return [
        StatusCount(
            name,
            count,
            plural(f"key-{name}", count, reader.language),
            reader.here(lists[name]) if count else "",
        )
        for name, count in counts.items()
    ]


def partners(entries: list[MapEntry], reader: Reader) -> AnsweredQuestion:
    """The question who took part in the Partnership for Peace on the day without being an Ally."""
    things = [
        (Value(entry.name, entry.href, entry.language, plain=entry.iri), "")
        for entry in entries
        if entry.status == "partner"
    ]
    return AnsweredQuestion(
        word("question-partners", reader.language).format(
            in_words(Bound(str(reader.day)), reader.language)
        ),
        plural("answer-partners", len(things), reader.language),
        things,
        reader.here("/doc/country/?status=partner"),
    )


def joined(reader: Reader) -> AnsweredQuestion:
    """The question which partners had become Allies by the day, latest first; at most six are
    shown."""
    history, base, day = reader.snapshot.history, reader.snapshot.base, str(reader.day)
    before = {record.country for record in history.within(iris.thing(base, *iris.PARTNERSHIP))}
    later = [
        record
        for record in history.within(iris.thing(base, *iris.ALLIANCE))
        if record.kind == "membership" and record.country in before and record.holds(day)
    ]
    later.sort(key=lambda record: (record.span.holds_from, record.iri), reverse=True)
    countries = [values.known(NamedNode(record.country), reader) for record in later]
    things = [
        (naming.with_name_of_day(country, reader), in_words(record.start, reader.language))
        for country, record in zip(countries, later, strict=True)
    ]
    whole = iris.thing(base, "question", "days-from-signature-to-accession")
    return AnsweredQuestion(
        word("question-joined", reader.language).format(
            in_words(Bound(str(reader.day)), reader.language)
        ),
        plural("answer-joined", len(things), reader.language),
        things[:6],
        reader.href(whole) if whole in reader.snapshot.labels else "",
    )


def disagreements(reader: Reader) -> AnsweredQuestion:
    """The question on what the sources disagree: the first disagreements with their numbers of
    claims."""
    things = [
        (
            values.named(iri, reader.snapshot.labels.get(iri, {}), reader),
            plural("claim", claims, reader.language),
        )
        for iri, claims in reader.snapshot.disputes[:4]
    ]
    return AnsweredQuestion(
        word("question-disagreements", reader.language),
        plural("answer-disagreements", len(reader.snapshot.disputes), reader.language),
        things,
        reader.here("/disagreements"),
    )
