"""The sources: what each is and carries, and a reading view, place by place, of those whose text
was read."""

from collections import defaultdict
from typing import NamedTuple

from flask import Blueprint, Response, render_template, request
from pyoxigraph import NamedNode

from pfpgraph.problems import Problem
from pfpgraph.web import addresses, responses
from pfpgraph.web.pages import paging, query_page, values
from pfpgraph.web.pages.results.rows import name, named, text, thing, value, worded
from pfpgraph.web.pages.values import Value
from pfpgraph.web.request import site
from pfpgraph.web.responses import language

bp = Blueprint("sources", __name__)

SIZE = 100
SORTS = ("kind", "records", "accepted", "overruled", "issued", "title")
COUNTS = SORTS[1:4]
PRIMARY = "PrimarySource"


class Source(NamedTuple):
    """A source in the list: of which kind it is, who published it when, and how much it
    carries."""

    thing: Value
    href: str
    kind: Value | None
    publisher: str
    issued: Value | None
    records: int
    accepted: int
    overruled: int


class Statement(NamedTuple):
    """What a source says in one place, or nowhere that is noted: of what, which value or in
    which of our words; as written; its status, and why."""

    href: str
    anchor: str
    start: int | None
    end: int | None
    about: list[Value]
    property: Value | None
    value: Value | None
    written: str
    status: str
    reason: str
    words: str


@addresses.route(bp, "/sources")
def sources() -> Response:
    """List the sources by what rests on them. Raises Problem."""
    view = query_page.view("/sources", "sources")
    return query_page.respond(view, lambda: _list(view, language()))


def _list(view: query_page.View, spoken: str) -> str:
    """The page of the list. Raises Problem."""
    sort = request.args.get("sort", SORTS[0])
    if sort not in SORTS:
        raise Problem("request", "one-of", parameter="sort", known=[*SORTS], given=sort[:40])
    found = _sorted(_rows(), sort)
    page, last = paging.asked(), paging.last(len(found), SIZE)
    if page > last:
        raise Problem("request", "last-page", last=last)
    texts = [named(iri, spoken) for iri in sorted(_read_in_full())]
    return render_template(
        "sources.html",
        view=view,
        sort=sort,
        page=page,
        last=last,
        all=len(found),
        sources=[_source(row, spoken) for row in found[paging.cut(page, SIZE)]],
        texts=[(value, reading(value.plain)) for value in texts],
        formats=responses.other_formats(),
    )


def _rows() -> list[dict]:
    """A row for each source, read once for a release."""
    if "sources" not in site.tables:
        site.tables["sources"] = site.rows("sources")
    return site.tables["sources"]


def _sorted(rows: list[dict], sort: str) -> list[dict]:
    """The rows in an order: primary sources first, those that carry most before others; numbers
    and days from the greatest; titles by the alphabet."""
    if sort == "kind":
        return sorted(rows, key=lambda row: (name(row, "kind") != PRIMARY, -_count(row, "records")))
    if sort == "title":
        return sorted(rows, key=lambda row: text(row, "title").casefold())
    if sort == "issued":
        return sorted(rows, key=lambda row: text(row, "issued"), reverse=True)
    return sorted(rows, key=lambda row: _count(row, sort), reverse=True)


def _count(row: dict, key: str) -> int:
    """A number of a row."""
    return int(text(row, key) or 0)


def _source(row: dict, spoken: str) -> Source:
    """A source from its row."""
    iri = row["source"].value
    return Source(
        named(iri, spoken),
        reading(iri),
        thing(row, "kind", spoken),
        text(row, "publisher"),
        _issued(row, spoken),
        *(_count(row, key) for key in COUNTS),
    )


def reading(iri: str) -> str:
    """Where a source is read."""
    return values.here(f"/sources/{values.split(iri)[1]}")


def _read_in_full() -> set[str]:
    """The sources that are parts of a text, whose places are known."""
    if "texts" not in site.tables:
        site.tables["texts"] = {row["source"].value for row in site.rows("sources-read")}
    return site.tables["texts"]


@addresses.route(bp, "/sources/<slug>")
def source(slug: str) -> Response:
    """Show what a source says, in the order of its text, and what rests on it. Raises Problem."""
    iri = f"{site.base}id/source/{slug}"
    if values.split(iri) != ("source", slug) or iri not in site.labels:
        raise Problem("not-found", "no-thing", kind="source", name=slug[:60])
    view = query_page.view(f"/sources/{slug}", "source-statements", source=NamedNode(iri))
    return query_page.respond(view, lambda: _page(view, iri, language()))


def _page(view: query_page.View, iri: str, spoken: str) -> str:
    """The page of a source."""
    head = site.rows("source", source=NamedNode(iri))
    said = [_statement(*row, spoken) for row in _statements(iri, view.text).items()]
    placed = [one for one in said if one.start is not None]
    rest = [one for one in said if one.start is None]
    return render_template(
        "source.html",
        view=view,
        thing=named(iri, spoken),
        classes=[
            Value(site.terms.label(c, spoken), values.href(c))
            for c in sorted({row["class"].value for row in head})
        ],
        publisher=text(head[0], "publisher"),
        issued=_issued(head[0], spoken),
        url=text(head[0], "url"),
        read=_read(head[0], spoken),
        placed=placed,
        unplaced=[one for one in rest if one.status != "overruled"],
        differently=[one for one in said if one.status == "overruled"],
        records=_records(iri, spoken),
        formats=responses.other_formats(),
    )


def _issued(row: dict, spoken: str) -> Value | None:
    """The date of a source as precisely as it is known."""
    if "issued" not in row:
        return None
    return values.date(text(row, "issued"), name(row, "precision"), spoken)


def _read(row: dict, spoken: str) -> dict | None:
    """The file that was read, if there is one: its name, length and checksum."""
    if "text" not in row:
        return None
    return {
        "thing": thing(row, "text", spoken),
        "characters": values.number(text(row, "characters"), spoken),
        "sha256": text(row, "sha256"),
    }


def _statements(iri: str, query: str) -> dict[str, list[dict]]:
    """The rows of each statement of a source, one for each language and thing it is about, in the
    order of the text, read once for a release."""
    if ("statements", iri) not in site.tables:
        found: dict[str, list[dict]] = defaultdict(list)
        for row in site.store.rows(query):
            found[row["statement"].value].append(row)
        site.tables["statements", iri] = found
    return site.tables["statements", iri]


def _statement(iri: str, rows: list[dict], spoken: str) -> Statement:
    """A statement from its rows."""
    row = rows[0]
    start, end = (int(row[key].value) if key in row else None for key in ("from", "to"))
    about = sorted({row["about"].value for row in rows if "about" in row})
    property = text(row, "property")
    return Statement(
        href=values.href(iri),
        anchor="" if start is None else f"c-{start}-{end}",
        start=start,
        end=end,
        about=[named(thing, spoken) for thing in about],
        property=Value(site.terms.label(property, spoken), values.href(property))
        if property
        else None,
        value=value(row, spoken),
        written=text(row, "asWritten"),
        status=name(row, "status").lower(),
        reason=worded(rows, "reason", spoken),
        words=worded(rows, "comment", spoken),
    )


def _records(iri: str, spoken: str) -> list[tuple[str, list[Value]]]:
    """The records that rest on a source, by sort."""
    found = defaultdict(list)
    for row in site.rows("source-records", source=NamedNode(iri)):
        record = row["record"].value
        found[values.sort(record)].append(named(record, spoken))
    return [
        (sort, sorted(found[sort], key=lambda value: value.text.casefold()))
        for sort in sorted(found, key=values.order)
    ]
