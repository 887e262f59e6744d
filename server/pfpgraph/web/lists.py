"""The list of a kind: one table of all its things, as a page, as CSV, as RDF."""

from flask import Blueprint, Response, redirect, render_template, request

from pfpgraph.formats import HTML, RDF, RESULTS, Format
from pfpgraph.graph import serialisation
from pfpgraph.kinds import KINDS, Kind
from pfpgraph.problems import Problem
from pfpgraph.web import days, paging, patterns, tables, values, views
from pfpgraph.web.answers import (
    Link,
    address,
    answer,
    choose,
    language,
)
from pfpgraph.web.columns import LINKED
from pfpgraph.web.facets import Facets
from pfpgraph.web.site import site
from pfpgraph.web.tables import Column, Row, Table
from pfpgraph.web.values import Value

bp = Blueprint("lists", __name__)

CSV = next(format for format in RESULTS if format.name == "csv")
OFFERS = (*RDF, CSV, HTML)
SIZE = 100


@bp.get("/id/<kind>/")
def things(kind: str) -> Response:
    """Send on to the list of a kind (303). Raises Problem."""
    path = f"{request.script_root}/doc/{_kind(kind).name}/"
    return redirect(address(path, request.args.to_dict(flat=False)), 303)


@bp.get("/doc/<kind>/")
def table(kind: str) -> Response:
    """List the things of a kind in the format asked for. Raises Problem."""
    row = _kind(kind)
    format = choose(OFFERS, RDF[0])
    spoken = language() if format in (HTML, CSV) else ""
    number = paging.asked()
    return answer(
        lambda: write(row, format, spoken or "en", number),
        format.content_type,
        links=_links(row),
        spoken=spoken,
    )


def write(kind: Kind, format: Format, spoken: str, number: int) -> bytes | str:
    """The list in a format, narrowed by the facets: pages are cut, data is whole."""
    whole = tables.table(kind, spoken)
    facets = Facets(kind, whole, spoken, request.args)
    found = _sorted(Table(whole.columns, _of_the_day(facets.rows(), spoken), whole.quads))
    if format is HTML:
        return _html(kind, found, number, facets, spoken)
    if format is CSV:
        return _csv(found)
    return serialisation.write(
        tables.quads(kind, found), format, site.prefixes, f"{site.base}doc/{kind.name}/"
    )


def _of_the_day(rows: list[Row], spoken: str) -> list[Row]:
    """The rows with the names that countries had on the day asked for."""
    day = days.asked()
    if not day:
        return rows
    then = [(row, site.chronicle.name(row.iri, day, spoken)) for row in rows]
    return [
        row._replace(label=name, now=row.label * (name != row.label)) if name else row
        for row, name in then
    ]


def _html(kind: Kind, found: Table, number: int, facets: Facets, spoken: str) -> str:
    """One page of the table. Raises Problem when there is no such page."""
    last = paging.last(len(found.rows), SIZE)
    if number > last:
        raise Problem("not-found", f"This list has {last} pages.")
    rows = [_linked(row) for row in found.rows[paging.cut(number, SIZE)]]
    behind = patterns.query(kind, facets.table, facets.chosen, days.day(), spoken)
    return render_template(
        "list.html",
        kind=kind,
        table=found,
        rows=rows,
        page=number,
        last=last,
        facets=facets.shown(),
        view=views.View(f"/doc/{kind.name}/", behind),
        formats=views.formats(OFFERS),
    )


def _linked(row: Row) -> Row:
    """A row with its links as this reader has them: the table is kept for all."""
    return row._replace(cells=[[values.linked(value) for value in cells] for cells in row.cells])


def _csv(found: Table) -> str:
    """The table as CSV (RFC 4180): the IRI and label of each thing, then its columns."""
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
    """The headings of a column in CSV: one for the values, and one for labels if they have any."""
    return [column.key, f"{column.key}_label"] if column.property in LINKED else [column.key]


def _texts(column: Column, cells: list[Value]) -> list[str]:
    """A cell under each of those headings."""
    texts = [" | ".join(cell.plain for cell in cells), " | ".join(cell.text for cell in cells)]
    return texts[: len(_heads(column))]


def _sorted(found: Table) -> Table:
    """The table in the order asked for. Raises Problem when it has no such column."""
    key = request.args.get("sort", "")
    known = [column.key for column in found.columns]
    if not key:
        return found
    if key.removeprefix("-") not in known:
        raise Problem("request", f"sort must be one of {', '.join(known)}, not {key[:40]!r}.")
    return found.sorted(key)


def _kind(name: str) -> Kind:
    """The kind of a name. Raises Problem."""
    if name not in KINDS:
        raise Problem("not-found", f"There is no kind named {name}. Known: {', '.join(KINDS)}.")
    return KINDS[name]


def _links(kind: Kind) -> list[Link]:
    """The Link headers of a list."""
    path = f"{request.script_root}/doc/{kind.name}/"
    found = [Link(f"{site.base}doc/{kind.name}/", "canonical")]
    return found + [Link(f"{path}?format={f.name}", "alternate", f.media_type) for f in OFFERS]
