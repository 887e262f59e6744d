"""The pages of the sources: their list, and for each its statements in the order of its text."""

from collections import defaultdict
from typing import NamedTuple

from pyoxigraph import NamedNode

from pfpgraph.model.snapshot import Snapshot, per_release
from pfpgraph.problems import Problem
from pfpgraph.query.results import GraphRow
from pfpgraph.web.pages import layout, paging, values, views
from pfpgraph.web.pages.results.rows import name, named, text, thing, value, worded
from pfpgraph.web.pages.values import Value
from pfpgraph.web.reader import Reader

_SIZE = 100
SORTS = ("kind", "records", "accepted", "overruled", "issued", "title")
COUNTS = SORTS[1:4]
PRIMARY = "PrimarySource"


class ListedSource(NamedTuple):
    """A source in the list: its kind, publisher and date, and the numbers of records that cite it
    and of its claims accepted and overruled. `href` is its page of statements."""

    thing: Value
    href: str
    kind: Value | None
    publisher: str
    issued: Value | None
    records: int
    accepted: int
    overruled: int


class SourceStatement(NamedTuple):
    """A statement of a source. `start` and `end` are its place in the text in characters (RFC
    5147), None when no place is recorded, and `anchor` names that place on the page. `written` is
    the value as the source writes it; `words` are our comment; `status` and `reason` say whether
    the claim was accepted and why."""

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


def listed(view: views.View, sort: str, page: int) -> str:
    """A page, counted from 1, of the list in one of the orders SORTS. Raises Problem (400) for an
    unknown order or page."""
    reader = view.reader
    if sort not in SORTS:
        raise Problem("request", "one-of", parameter="sort", known=[*SORTS], given=sort[:40])
    found = _sorted(_rows(reader.snapshot), sort)
    last = paging.last(len(found), _SIZE)
    if page > last:
        raise Problem("request", "last-page", last=last)
    texts = [named(iri, reader) for iri in sorted(_read_in_full(reader.snapshot))]
    return layout.render(
        reader,
        "sources.html",
        view=view,
        sort=sort,
        page=page,
        last=last,
        all=len(found),
        sources=[_source(row, reader) for row in found[paging.cut(page, _SIZE)]],
        texts=[(value, reading(value.plain, reader)) for value in texts],
        formats=reader.formats,
    )


@per_release()
def _rows(snapshot: Snapshot) -> list[GraphRow]:
    return snapshot.rows("sources")


def _sorted(rows: list[GraphRow], sort: str) -> list[GraphRow]:
    """The rows in one of the orders SORTS: by kind, primary sources come first and then those with
    most records; numbers and dates are descending; titles are alphabetical."""
    if sort == "kind":
        return sorted(rows, key=lambda row: (name(row, "kind") != PRIMARY, -_count(row, "records")))
    if sort == "title":
        return sorted(rows, key=lambda row: text(row, "title").casefold())
    if sort == "issued":
        return sorted(rows, key=lambda row: text(row, "issued"), reverse=True)
    return sorted(rows, key=lambda row: _count(row, sort), reverse=True)


def _count(row: GraphRow, key: str) -> int:
    """The number in a column of a row, 0 when it is empty."""
    return int(text(row, key) or 0)


def _source(row: GraphRow, reader: Reader) -> ListedSource:
    """A source of the list, made from its row."""
    iri = row["source"].value
    return ListedSource(
        named(iri, reader),
        reading(iri, reader),
        thing(row, "kind", reader),
        text(row, "publisher"),
        _issued(row, reader.language),
        *(_count(row, key) for key in COUNTS),
    )


def reading(iri: str, reader: Reader) -> str:
    """The address of the page of a source's statements."""
    return reader.here(f"/sources/{reader.snapshot.split(iri)[1]}")


@per_release()
def _read_in_full(snapshot: Snapshot) -> set[str]:
    """The IRIs of the sources that are parts of a text, with known places."""
    return {row["source"].value for row in snapshot.rows("sources-read")}


def page(view: views.View, iri: str) -> str:
    """The page of a source, with the statements that the view's query returns."""
    reader = view.reader
    head = reader.snapshot.rows("source", source=NamedNode(iri))
    found = _statements(reader.snapshot, view.text)
    said = [_statement(one, rows, reader) for one, rows in found.items()]
    placed = [one for one in said if one.start is not None]
    rest = [one for one in said if one.start is None]
    return layout.render(
        reader,
        "source.html",
        view=view,
        thing=named(iri, reader),
        classes=[
            Value(reader.snapshot.terms.label(c, reader.language), reader.href(c))
            for c in sorted({row["class"].value for row in head})
        ],
        publisher=text(head[0], "publisher"),
        issued=_issued(head[0], reader.language),
        url=text(head[0], "url"),
        read=_read(head[0], reader),
        placed=placed,
        unplaced=[one for one in rest if one.status != "overruled"],
        differently=[one for one in said if one.status == "overruled"],
        records=_records(iri, reader),
        formats=reader.formats,
    )


def _issued(row: GraphRow, language: str) -> Value | None:
    """The publication date of a source, as precise as it is known; None without one."""
    if "issued" not in row:
        return None
    return values.date(text(row, "issued"), name(row, "precision"), language)


def _read(row: GraphRow, reader: Reader) -> dict[str, Value | str | None] | None:
    """The text file that was read for a source, with its length and SHA-256; None without one."""
    if "text" not in row:
        return None
    return {
        "thing": thing(row, "text", reader),
        "characters": values.number(text(row, "characters"), reader.language),
        "sha256": text(row, "sha256"),
    }


@per_release()
def _statements(snapshot: Snapshot, query: str) -> dict[str, list[GraphRow]]:
    """The rows of each statement of a source, in the order of the text; a statement has one row for
    each language and each thing that it is about."""
    found: dict[str, list[GraphRow]] = defaultdict(list)
    for row in snapshot.store.rows(query):
        found[row["statement"].value].append(row)
    return found


def _statement(iri: str, rows: list[GraphRow], reader: Reader) -> SourceStatement:
    """A statement made from its rows."""
    row = rows[0]
    start, end = (int(row[key].value) if key in row else None for key in ("from", "to"))
    about = sorted({row["about"].value for row in rows if "about" in row})
    predicate = text(row, "property")
    return SourceStatement(
        href=reader.href(iri),
        anchor="" if start is None else f"c-{start}-{end}",
        start=start,
        end=end,
        about=[named(thing, reader) for thing in about],
        property=Value(
            reader.snapshot.terms.label(predicate, reader.language), reader.href(predicate)
        )
        if predicate
        else None,
        value=value(row, reader),
        written=text(row, "asWritten"),
        status=name(row, "status").lower(),
        reason=worded(rows, "reason", reader.language),
        words=worded(rows, "comment", reader.language),
    )


def _records(iri: str, reader: Reader) -> list[tuple[str, list[Value]]]:
    """The records that cite a source, grouped by `values.sort`."""
    found = defaultdict(list)
    for row in reader.snapshot.rows("source-records", source=NamedNode(iri)):
        record = row["record"].value
        found[values.sort(record, reader)].append(named(record, reader))
    return [
        (sort, sorted(found[sort], key=lambda value: value.text.casefold()))
        for sort in sorted(found, key=values.order)
    ]
