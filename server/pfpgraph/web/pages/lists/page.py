"""The list of a kind as a page, as CSV and as RDF: filtered, sorted, with names of the day."""

from collections.abc import Mapping
from datetime import date

from pfpgraph.formats import CSV, HTML, Format
from pfpgraph.graph import serialisation
from pfpgraph.kinds import PERIOD, Kind
from pfpgraph.problems import Problem
from pfpgraph.web.pages import layout, naming, paging, values, views
from pfpgraph.web.pages.lists import facet_queries, kind_table
from pfpgraph.web.pages.lists.facets import Facets
from pfpgraph.web.pages.lists.kind_table import Column, KindTable, ListRow
from pfpgraph.web.pages.thing import records
from pfpgraph.web.pages.values import Value
from pfpgraph.web.pages.views import View
from pfpgraph.web.reader import Reader

SIZE = 100
# Columns of a mixed kind that are shown only when a row has a value in them.
ELSE = ("org:member", "org:organization", "pfp:country", "pfp:inRelationTo", "pfp:usedBy")


def write(
    kind: Kind, fmt: Format, reader: Reader, asked: Mapping[str, str], number: int
) -> bytes | str:
    """The list of a kind in a format, filtered and sorted by the parameters `asked`. HTML has page
    `number`, data has all rows. Raises Problem: 400 for an unknown facet value or column, 404
    beyond the last page."""
    whole = kind_table.table(kind, reader)
    facets, order = Facets(kind, whole, reader, asked), asked.get("sort", "")
    found = KindTable(whole.columns, facets.rows(), whole.quads)
    found = _sorted(_of_the_day(kind, found, reader), order)
    if fmt is HTML:
        return _html(kind, _filled(kind, found), number, facets, order)
    if fmt is CSV:
        return _csv(_filled(kind, found))
    name, snapshot = f"{reader.snapshot.base}doc/{kind.name}/", reader.snapshot
    quads = kind_table.quads(kind, found, reader)
    return serialisation.write(quads, fmt, snapshot.prefixes, name)


def _of_the_day(kind: Kind, found: KindTable, reader: Reader) -> KindTable:
    """The table of countries with the names, also the official ones, that they had on the day asked
    for; any other table unchanged."""
    day = reader.asked
    if not day or kind.name != "country":
        return found
    at = [column.property for column in found.columns].index("pfp:officialName")
    past = day < reader.snapshot.last_day
    rows = [_then(row, at if past else None, day, reader) for row in found.rows]
    return KindTable(found.columns, rows, found.quads)


def _then(row: ListRow, official: int | None, day: date, reader: Reader) -> ListRow:
    """A country's row with its name on a day. At position `official` stand the official names in
    use then, or nothing when none is known."""
    cells = list(row.cells)
    if official is not None:
        texts = reader.snapshot.history.official(row.iri, day, reader.language)
        cells[official] = [Value(text, plain=text) for text in texts]
    name, remark = naming.name_on(row.iri, day, reader), naming.remark(row.iri, day, reader)
    return row._replace(label=name.text, language=name.language, remark=remark, cells=cells)


def _filled(kind: Kind, found: KindTable) -> KindTable:
    """The table of a mixed kind without those optional columns (ELSE) that are empty in all rows
    shown."""
    if not kind.is_mixed or not found.rows:
        return found
    kept = [
        at
        for at, column in enumerate(found.columns)
        if column.property not in ELSE or any(row.cells[at] for row in found.rows)
    ]
    rows = [row._replace(cells=[row.cells[at] for at in kept]) for row in found.rows]
    return KindTable([found.columns[at] for at in kept], rows, found.quads)


def _html(kind: Kind, found: KindTable, number: int, facets: Facets, order: str) -> str:
    """One page of the table. Raises Problem (404) beyond the last page."""
    reader = facets.reader
    last = paging.last(len(found.rows), SIZE)
    if number > last:
        raise Problem("not-found", "last-page", last=last)
    rows = [_shown(kind, row, reader) for row in found.rows[paging.cut(number, SIZE)]]
    behind = facet_queries.query(kind, facets.table, facets.chosen, reader)
    view = View(reader, f"/doc/{kind.name}/", behind)
    return layout.render(
        reader,
        "list.html",
        kind=kind,
        table=found,
        columns=found.columns[: len(kind.columns)],
        timed_by=kind.day or PERIOD,
        sourced=bool(kind.csv_columns),
        rows=rows,
        nameless=kind.nameless,
        sort=order or kind.order,
        page=number,
        last=last,
        facets=facets.shown(),
        view=view,
        formats=reader.formats,
    )


def _shown(kind: Kind, row: ListRow, reader: Reader) -> ListRow:
    """A row prepared for this reader, with links, names of the day and titles of records; the rows
    of the cached table are shared by all readers."""
    title = naming.title(row.iri, reader)
    label = title.text if kind.nameless else row.label
    cells = row.cells[: len(kind.columns)]
    entry = reader.snapshot.thing_index.get(row.iri)
    return row._replace(
        label=label,
        language=title.language if label == title.text else row.language,
        cells=[[_of(value, reader) for value in values] for values in cells],
        sources=entry.sources if entry else 0,
        disputed=records.disputed(entry, reader) if entry else "",
        standing=records.standing(entry, reader) if entry and kind.joins and not kind.day else "",
    )


def _of(value: Value, reader: Reader) -> Value:
    """A value with its link, and a country's name of the day, for this reader."""
    return naming.with_name_of_day(values.linked(value, reader), reader)


def _csv(found: KindTable) -> str:
    """The table as CSV (RFC 4180): the IRI and label of each thing, then its columns; dates have
    the precision with which they are known."""
    head = [name for column in found.columns for name in _heads(column)]
    rows = (
        (
            row.iri,
            row.label,
            *(
                text
                for pair in zip(found.columns, row.cells, strict=True)
                for text in _texts(*pair)
            ),
        )
        for row in found.rows
    )
    return views.csv((("iri", "label", *head), *rows))


def _heads(column: Column) -> list[str]:
    """The CSV headings of a column: its key, and a second one for labels if it has them."""
    return [column.key, f"{column.key}_label"] if column.has_labels else [column.key]


def _texts(column: Column, cells: list[Value]) -> list[str]:
    """The CSV cells under those headings, several values joined by " | "."""
    own = " | ".join(cell.machine or cell.plain for cell in cells)
    texts = [own, " | ".join(cell.text for cell in cells)]
    return texts[: len(_heads(column))]


def _sorted(found: KindTable, order: str) -> KindTable:
    """The table in the order of ?sort=. Raises Problem (400) for an unknown column."""
    known = [column.key for column in found.columns]
    if not order:
        return found
    if order.removeprefix("-") not in known:
        raise Problem("request", "one-of", parameter="sort", known=known, given=order[:40])
    return found.sorted(order)
