"""Query results as drawings: a chart, a timeline or a map, where their columns allow it.

A chart needs a column of ascending days or years and a column of numbers; a timeline two columns of
days, the second never before the first; a map a column of countries, or columns of latitudes and
longitudes. Rows that a drawing leaves out remain in the table.
"""

import re
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from markupsafe import Markup
from pyoxigraph import Literal, NamedNode

from pfpgraph.i18n.dates import Bound
from pfpgraph.i18n.texts import choose
from pfpgraph.i18n.words import word
from pfpgraph.model.snapshot import Snapshot, per_release
from pfpgraph.namespaces import XSD
from pfpgraph.query.results import Results, Solution, Term, is_typed, text
from pfpgraph.span import FAR_PAST
from pfpgraph.web.pages import world_map
from pfpgraph.web.pages.results import result_table
from pfpgraph.web.pages.values import FAR
from pfpgraph.web.reader import Reader
from pfpgraph.web.svg.bars import Bar, BarRow, span, timeline
from pfpgraph.web.svg.curves import Point, Series, chart
from pfpgraph.web.svg.maps import MapCountry, MapPoint, world
from pfpgraph.web.svg.textures import FOUND_STATUS

_MOST = 400  # rows in a drawing
_NUMBERS = {XSD + name for name in ("integer", "decimal", "double", "float", "int", "long")}
_WHOLE = {XSD + name for name in ("integer", "int", "long")}
Located = dict[str, tuple[str, tuple[float, float]]]  # ISO code and coordinates by IRI
YEAR = re.compile(r"1[89]\d\d|20\d\d")
NORTH = re.compile("^lat|latitude$", re.IGNORECASE)
EAST = re.compile("^(long?|lng)$|longitude$", re.IGNORECASE)


class ChartedResults(NamedTuple):
    """The columns and rows of a result to draw, for a reader."""

    columns: list[str]
    rows: list[Solution]
    reader: Reader

    def holding(self, holds: Callable[[Term], bool]) -> list[str]:
        """The columns that have values, all of which satisfy a test."""
        return [
            column
            for column in self.columns
            if (cells := [row[column] for row in self.rows if column in row])
            and all(map(holds, cells))
        ]

    def words(self, row: Solution, without: tuple[str, ...] = ()) -> str:
        """The text for a row: its first label or text in the reader's language, else its first
        value."""
        cells = [row[c] for c in self.columns if c in row and c not in without]
        said = (self._said(cell) for cell in cells)
        return next(filter(None, (*said, *map(text, cells))), "")

    def _said(self, cell: Term) -> str:
        """The text of a cell in the reader's language: a thing's label or a plain string; else
        ""."""
        if isinstance(cell, NamedNode):
            return self._called(cell.value)
        if not isinstance(cell, Literal) or is_typed(cell):
            return ""
        return cell.value if cell.language in (None, self.reader.language) else ""

    def _called(self, iri: str) -> str:
        """The label of a thing, "" without one."""
        return choose(self.reader.snapshot.labels.get(iri, {}), self.reader.language)[0]

    def label(self, iri: str) -> str:
        """The label of a thing, or its IRI when it has none."""
        return choose(self.reader.snapshot.labels.get(iri, {}), self.reader.language)[0] or iri

    def link(self, row: Solution) -> str:
        """The link of the first IRI in a row, "" without one."""
        things = (c.value for c in row.values() if isinstance(c, NamedNode))
        return next(map(self.reader.href, things), "")


def drawings(results: Results, reader: Reader) -> dict[str, Callable[[], Markup]]:
    """The drawings that a result allows, as functions by name of the view (chart, timeline, map).
    Only the first 400 rows are drawn."""
    rows = results.rows[:_MOST]
    found = ChartedResults(results.columns, rows, reader)
    ways = {"chart": _chart, "timeline": _timeline, "map": _map}
    return {name: made for name, way in ways.items() if rows and (made := way(found))}


def _chart(found: ChartedResults) -> Callable[[], Markup] | None:
    """A function that draws numbers over time, a curve for each column of numbers; None when the
    columns do not allow it."""
    times = [
        column
        for column in found.holding(lambda cell: _moment(cell) is not None)
        if _rises([day for row in found.rows if column in row if (day := _moment(row[column]))])
    ]
    numbers = [c for c in found.holding(_is_number) if c not in times]
    if not times or not numbers or len(found.rows) < 3:
        return None

    def draw() -> Markup:
        looks = (FOUND_STATUS, "other", "ally", "former")
        series = [
            Series(
                result_table.heading(column, found.reader.language),
                _points(found, times[0], column),
                look,
                "step" if _counts(found, column) else "line",
            )
            for column, look in zip(numbers, looks, strict=False)
        ]
        return chart(series, word("view-chart", found.reader.language))

    return draw


def _counts(found: ChartedResults, column: str) -> bool:
    """Whether all numbers of a column are integers: it is drawn in steps, since a count holds until
    the next one."""
    cells = [row[column] for row in found.rows if column in row]
    return all(isinstance(cell, Literal) and cell.datatype.value in _WHOLE for cell in cells)


def _rises(moments: list[date]) -> bool:
    """Whether the days are strictly ascending, as the query has sorted them."""
    return all(before < after for before, after in pairwise(moments))


def _points(found: ChartedResults, time: str, column: str) -> list[Point]:
    """The numbers of a column as points, in the order of their days."""
    rows = [row for row in found.rows if column in row]
    points = [
        Point(
            day,
            float(text(row[column])),
            word("is", found.reader.language).format(text(row[time]), text(row[column])),
        )
        for row in rows
        if (day := _moment(row[time]))
    ]
    return sorted(points, key=lambda point: point.day)


def _timeline(found: ChartedResults) -> Callable[[], Markup] | None:
    """A function that draws periods, those with the same text in one row; None when the columns do
    not allow it."""
    bounds = found.holding(_is_day)
    if len(bounds) < 2:
        return None
    start, end = bounds[:2]
    if any(text(row[end]) < text(row[start]) for row in found.rows if {start, end} <= row.keys()):
        return None

    def draw() -> Markup:
        bars: dict[str, list[Bar]] = {}
        for row in found.rows:
            if start in row:
                words = found.words(row, (start, end))
                bar = Bar(FOUND_STATUS, _bound(row[start]), _bound(row.get(end)), words)
                bars.setdefault(words, []).append(bar._replace(href=found.link(row)))
        rows = [BarRow(text, several) for text, several in bars.items()]
        first, last = span(rows) or (found.reader.snapshot.last_day, found.reader.snapshot.last_day)
        last = (
            max(last, date(found.reader.snapshot.last_day.year + 1, 1, 1))
            if _goes_on(rows)
            else last
        )
        caption = word("view-timeline", found.reader.language)
        return timeline(
            rows,
            first,
            last,
            found.reader.language,
            today=found.reader.snapshot.last_day,
            caption=caption,
        )

    return draw


def _bound(cell: Term | None) -> Bound:
    """A cell as the bound of a period; of the two far days of the ontology one is an open end, the
    other an unknown beginning."""
    day = text(cell) if cell is not None else ""
    if not day or day in FAR:
        return Bound("", "Unknown" if day == FAR_PAST else "Open")
    return Bound(day)


def _goes_on(rows: list[BarRow]) -> bool:
    """Whether any bar has an open end."""
    return any(bar.end.precision == "Open" for row in rows for bar in row.bars)


def _map(found: ChartedResults) -> Callable[[], Markup] | None:
    """A function that draws countries, each with the text of its first row, or else points; None
    when the columns do not allow it."""
    codes = _codes(found.reader.snapshot)
    countries = [
        c for c in found.columns if any(c in row and text(row[c]) in codes for row in found.rows)
    ]
    numbers = found.holding(_is_number)
    north = next((column for column in numbers if NORTH.search(column)), "")
    east = next((column for column in numbers if EAST.search(column)), "")
    if not countries and not (north and east):
        return None

    def draw() -> Markup:
        places, spots = {}, []
        if countries:
            places = _places(found, countries[0], codes)
        else:
            spots = [
                MapPoint(
                    _at(row, east, north),
                    found.words(row, (north, east)),
                    found.link(row),
                    FOUND_STATUS,
                )
                for row in found.rows
                if north in row and east in row and _is_on_earth(row, east, north)
            ]
        title, source = word("view-map", found.reader.language), world_map.shapes(found.reader)
        return world(places, title, found.reader.language, source=source, spots=spots)

    return draw


def _places(found: ChartedResults, column: str, codes: Located) -> dict[str, MapCountry]:
    """The countries of a column by ISO 3166-1 alpha-3 code, each with the text of its first row."""
    places: dict[str, MapCountry] = {}
    for row in found.rows:
        iri = text(row[column]) if column in row else ""
        if iri not in codes:
            continue
        code, at = codes[iri]
        said = found.words(row, (column,))
        name = found.label(iri)
        title = (
            name
            if said in ("", name) or "://" in said
            else word("is", found.reader.language).format(name, said)
        )
        places.setdefault(code, MapCountry(FOUND_STATUS, title, found.reader.href(iri), at))
    return places


@per_release()
def _codes(snapshot: Snapshot) -> Located:
    """The ISO 3166-1 alpha-3 code and the longitude and latitude of each country, by IRI."""
    facts = snapshot.country_facts
    return {iri: (code, at) for iri, code in facts.countries.items() if (at := facts.at(iri))}


def _at(row: Solution, east: str, north: str) -> tuple[float, float]:
    """The longitude and latitude of a row, in degrees."""
    return float(text(row[east])), float(text(row[north]))


def _is_on_earth(row: Solution, east: str, north: str) -> bool:
    """Whether a row's longitude and latitude are within their ranges."""
    longitude, latitude = _at(row, east, north)
    return abs(longitude) <= 180 and abs(latitude) <= 90


def _is_number(cell: Term) -> bool:
    """Whether a cell is a finite number, below 1e15, that can be drawn."""
    if not isinstance(cell, Literal) or cell.datatype.value not in _NUMBERS:
        return False
    try:
        return abs(float(cell.value)) < 1e15
    except ValueError:
        return False


def _is_day(cell: Term) -> bool:
    """Whether a cell is an xsd:date that Python can represent."""
    is_date = isinstance(cell, Literal) and cell.datatype.value == XSD + "date"
    return is_date and _moment(cell) is not None


def _moment(cell: Term) -> date | None:
    """The date in a cell with a day or a year (its first of January), else None."""
    said = text(cell)
    kind = cell.datatype.value if isinstance(cell, Literal) and is_typed(cell) else ""
    try:
        if kind == XSD + "date":
            return date.fromisoformat(said[:10])
        if kind in (XSD + "gYear", XSD + "integer", "") and YEAR.fullmatch(said):
            return date(int(said), 1, 1)
    except ValueError:
        return None
    return None
