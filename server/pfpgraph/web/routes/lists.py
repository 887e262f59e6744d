"""The list of a kind: one table of all its things, as a page, as CSV, as RDF."""

from datetime import date
from urllib.parse import quote

from flask import Blueprint, Response, g, redirect, render_template, request

from pfpgraph.formats import CSV, HTML, Format
from pfpgraph.graph import serialisation
from pfpgraph.http.headers import FORMAT_PARAMETERS, Link
from pfpgraph.kinds import KINDS, PERIOD, Kind, local_name
from pfpgraph.problems import Problem
from pfpgraph.web import addresses, days, responses
from pfpgraph.web.pages import names, paging, query_page, values
from pfpgraph.web.pages.lists import facet_queries
from pfpgraph.web.pages.lists import table as tables
from pfpgraph.web.pages.lists.facets import Facets
from pfpgraph.web.pages.lists.table import Column, Row, Table
from pfpgraph.web.pages.thing import records
from pfpgraph.web.pages.values import Value
from pfpgraph.web.request import site
from pfpgraph.web.responses import address, answer, choose, language

bp = Blueprint("lists", __name__)

SIZE = 100
# Columns of a mixed kind that stand only where something is in them.
ELSE = ("org:member", "org:organization", "pfp:country", "pfp:inRelationTo", "pfp:usedBy")
# What every list is asked by, besides its facets.
PARAMETERS = ("sort", "page", "on", "lang", *FORMAT_PARAMETERS, "profile", "_profile")


@addresses.route(bp, "/id/<kind>/")
def things(kind: str) -> Response:
    """Send on to the list of a kind (303). Raises Problem."""
    end = f".{g.suffix}" if g.suffix else "/"
    path = f"{request.script_root}/doc/{_kind(kind).name}{quote(end)}"
    return redirect(address(path, request.args.to_dict(flat=False)), 303)


@addresses.route(bp, "/doc/<kind>/")
def table(kind: str) -> Response:
    """List the things of a kind in the format asked for. Raises Problem."""
    row = _kind(kind)
    format = choose()
    _check(row)
    spoken = language() if format in (HTML, CSV) else ""
    number = paging.asked()
    return answer(
        lambda: write(row, format, spoken or "en", number),
        format.content_type,
        links=[Link(f"{site.base}doc/{row.name}/", "canonical")],
        spoken=spoken,
    )


def write(kind: Kind, format: Format, spoken: str, number: int) -> bytes | str:
    """The list in a format, narrowed by the facets: pages are cut, data is whole."""
    whole = tables.table(kind, spoken)
    facets = Facets(kind, whole, spoken, request.args)
    found = Table(whole.columns, facets.rows(), whole.quads)
    found = _sorted(_of_the_day(kind, found, spoken))
    if format is HTML:
        return _html(kind, _filled(kind, found), number, facets, spoken)
    if format is CSV:
        return _csv(_filled(kind, found))
    return serialisation.write(
        tables.quads(kind, found), format, site.prefixes, f"{site.base}doc/{kind.name}/"
    )


def _of_the_day(kind: Kind, found: Table, spoken: str) -> Table:
    """The table with the names that countries had on the day asked for, official ones too."""
    day = days.asked()
    if not day or kind.name != "country":
        return found
    at = [column.property for column in found.columns].index("pfp:officialName")
    past = day < days.latest()
    rows = [_then(row, at if past else None, day, spoken) for row in found.rows]
    return Table(found.columns, rows, found.quads)


def _then(row: Row, official: int | None, day: date, spoken: str) -> Row:
    """A country by the name it had on a day; in the column of official names those that are known
    to have been in use then, nothing where none is."""
    cells = list(row.cells)
    if official is not None:
        texts = site.chronicle.official(row.iri, day, spoken)
        cells[official] = [Value(text, plain=text) for text in texts]
    name, remark = names.on(row.iri, day, spoken), names.remark(row.iri, day, spoken)
    return row._replace(label=name.text, language=name.language, remark=remark, cells=cells)


def _filled(kind: Kind, found: Table) -> Table:
    """The table of a mixed kind without the columns that are only for what it does not show."""
    if not kind.is_mixed or not found.rows:
        return found
    kept = [
        at
        for at, column in enumerate(found.columns)
        if column.property not in ELSE or any(row.cells[at] for row in found.rows)
    ]
    rows = [row._replace(cells=[row.cells[at] for at in kept]) for row in found.rows]
    return Table([found.columns[at] for at in kept], rows, found.quads)


def _html(kind: Kind, found: Table, number: int, facets: Facets, spoken: str) -> str:
    """One page of the table. Raises Problem when there is no such page."""
    last = paging.last(len(found.rows), SIZE)
    if number > last:
        raise Problem("not-found", "last-page", last=last)
    rows = [_shown(kind, row, spoken) for row in found.rows[paging.cut(number, SIZE)]]
    behind = facet_queries.query(kind, facets.table, facets.chosen, days.day(), spoken)
    return render_template(
        "list.html",
        kind=kind,
        table=found,
        columns=found.columns[: len(kind.columns)],
        timed_by=kind.day or PERIOD,
        sourced=bool(kind.csv_columns),
        rows=rows,
        nameless=kind.nameless,
        sort=request.args.get("sort") or kind.order,
        page=number,
        last=last,
        facets=facets.shown(),
        view=query_page.View(f"/doc/{kind.name}/", behind),
        formats=responses.other_formats(),
    )


def _shown(kind: Kind, row: Row, spoken: str) -> Row:
    """A row as this reader has it, with links and names of the day, a record by its title: the
    table is kept for all."""
    title = names.title(row.iri, spoken)
    label = title.text if kind.nameless else row.label
    cells = row.cells[: len(kind.columns)]
    entry = site.register.get(row.iri)
    return row._replace(
        label=label,
        language=title.language if label == title.text else row.language,
        cells=[[_of(value, spoken) for value in values] for values in cells],
        sources=entry.sources if entry else 0,
        disputed=records.disputed(entry) if entry else "",
        standing=records.standing(entry) if entry and kind.joins and not kind.day else "",
    )


def _of(value: Value, spoken: str) -> Value:
    """A value with the link and the name that it has for this reader."""
    return names.then(values.linked(value), spoken)


def _csv(found: Table) -> str:
    """The table as CSV (RFC 4180): the IRI and label of each thing, then its columns; a date is
    as precise as it is known."""
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
    return query_page.csv((("iri", "label", *head), *rows))


def _heads(column: Column) -> list[str]:
    """The headings of a column in CSV: one for the values, and one for labels if they have any."""
    return [column.key, f"{column.key}_label"] if column.has_labels else [column.key]


def _texts(column: Column, cells: list[Value]) -> list[str]:
    """A cell under each of those headings."""
    own = " | ".join(cell.machine or cell.plain for cell in cells)
    texts = [own, " | ".join(cell.text for cell in cells)]
    return texts[: len(_heads(column))]


def _sorted(found: Table) -> Table:
    """The table in the order asked for. Raises Problem when it has no such column."""
    order = request.args.get("sort", "")
    known = [column.key for column in found.columns]
    if not order:
        return found
    if order.removeprefix("-") not in known:
        raise Problem("request", "one-of", parameter="sort", known=known, given=order[:40])
    return found.sorted(order)


def _check(kind: Kind) -> None:
    """See that the list has all that it is asked by. Raises Problem."""
    facets = [local_name(name) for name in kind.facets]
    known = (*facets, *PARAMETERS)
    if unknown := next((name for name in request.args if name not in known), ""):
        told = [*facets, *PARAMETERS[:5]]
        raise Problem("request", "no-parameter", known=told, given=unknown[:40])


def _kind(name: str) -> Kind:
    """The kind of a name. Raises Problem."""
    if name not in KINDS:
        raise Problem("not-found", "no-kind", name=name, known=[*KINDS])
    return KINDS[name]
