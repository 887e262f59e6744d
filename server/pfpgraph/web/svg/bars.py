"""Timelines: a table with one row for each thing, whose bars over time are an SVG drawing.

Every row is an SVG of its own whose lengths are shares of the width, so the drawing stretches to
any screen or sheet while letters keep their size, and the axis repeats on every printed page.

A bar is solid while it certainly holds and dashed while it may: between the bounds of an imprecise
date, or where a bound is unknown ("?") or disputed between sources ("≠").
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from markupsafe import Markup

from pfpgraph.i18n.dates import Bound, in_words, period
from pfpgraph.span import FAR_FUTURE, FAR_PAST
from pfpgraph.web.svg.scale import Scale
from pfpgraph.web.svg.svg import element, mark, percent
from pfpgraph.web.svg.textures import fill, textures

LANE, BAR, THIN = 24, 15, 7  # pixels; a lane is a large enough target (WCAG 2.2, 2.5.8)
SIGNS = {"Unknown": "?", "Disputed": "≠"}
# The paths of signs are drawn around 0,0, which is put on the day.
REACH = LANE // 2  # radius in pixels of the area around a sign that can be clicked
_MARKS = {"signature": "M0-5l5 5-5 5-5-5z", "summit": "M0-5l5 9h-10z", "event": "M-4-4h8v8h-8z"}


class Bar(NamedTuple):
    """A period: its status, its bounds, a description to which its dates are added, a short label
    drawn in it, and the address to which it links; `may` are the ISO days between which it may hold
    where a bound is not known, `certain` those between which it certainly holds where that does not
    follow from its bounds."""

    status: str
    start: Bound
    end: Bound
    title: str
    label: str = ""
    href: str = ""
    may: tuple[str, str] = (FAR_PAST, FAR_FUTURE)
    certain: tuple[str, str] | None = None


class Mark(NamedTuple):
    """An event: its ISO day, a description to which the day is added, the address to which it
    links, its sign, a key of _MARKS, and the precision of its day."""

    day: str
    title: str
    href: str = ""
    sign: str = "signature"
    precision: str = "Day"


class BarRow(NamedTuple):
    """A row: its label, its bars and marks, the address to which the label links, and the label's
    language tag."""

    label: str
    bars: Sequence[Bar] = ()
    marks: Sequence[Mark] = ()
    href: str = ""
    language: str = ""


class Extent(NamedTuple):
    """The days from which (included) and until which (excluded) something may hold, and certainly
    holds."""

    may_from: date
    certain_from: date
    certain_until: date
    may_until: date


def timeline(
    rows: Iterable[BarRow],
    first: date,
    last: date,
    language: str,
    *,
    today: date,
    caption: str,
    heading: str = "",
    on: date | None = None,
    name: str = "timeline",
) -> Markup:
    """A table of rows with their bars between two days (`last` is excluded); an open bar is drawn
    until today.

    `caption` is the caption of the table, for screen readers, `heading` that of the column of
    labels, `on` the day of a line across all rows, `name` the prefix of its ids, which must differ
    between the timelines of a page.
    """
    drawing = _Drawing(Scale(first, last), today, language, name, on)
    head = element(
        "tr",
        element("th", heading or element("span", caption, class_="hidden"), scope="col"),
        element("td", drawing.definitions(), drawing.scale.axis()),
    )
    return element(
        "table",
        element("caption", caption, class_="hidden"),
        element("thead", head),
        element("tbody", *(drawing.row(row) for row in rows)),
        class_="timeline",
    )


@dataclass(frozen=True)
class _Drawing:
    """The settings that all rows of a timeline share."""

    scale: Scale
    today: date
    language: str
    name: str
    on: date | None

    def definitions(self) -> Markup:
        """The grid, textures and signs to which the rows refer."""
        reach = element("circle", r=REACH, class_="reach")
        signs = (
            element("g", reach, element("path", d=d), id=f"{self.name}-{sign}")
            for sign, d in _MARKS.items()
        )
        grid = element("g", self.scale.grid(), id=f"{self.name}-grid")
        day = element("g", self.scale.day(self.on), id=f"{self.name}-day")
        still = element("path", d=f"M0 0l6 {BAR / 2:g}-6 {BAR / 2:g}z", id=f"{self.name}-still")
        inner = element("defs", textures(self.name), grid, day, still, *signs)
        return element("svg", inner, class_="defs", width=0, height=0, aria_hidden="true")

    def row(self, row: BarRow) -> Markup:
        """A table row: its label, and a drawing of its bars in as many lanes as they need."""
        lanes = self._lanes(row.bars)
        height = LANE * max(1, len(lanes))
        label = element("bdi", row.label, lang=row.language or None)
        drawn = [self._bar(*found, LANE * i) for i, lane in enumerate(lanes) for found in lane]
        marks = (self._mark(m) for m in row.marks if self._within(m))
        svg = element(
            "svg",
            self._use("grid"),
            *drawn,
            *marks,
            self._use("day") if self.on else "",
            role="group",
            aria_label=row.label,
            height=height,
        )
        head = element("a", label, href=row.href) if row.href else label
        return element("tr", element("th", head, scope="row"), element("td", svg))

    def _lanes(self, bars: Iterable[Bar]) -> list[list[tuple[Bar, Extent]]]:
        """The bars within the scale with their extents, in lanes without overlaps."""
        lanes: list[list[tuple[Bar, Extent]]] = []
        found = [(bar, self.extent(bar)) for bar in bars]
        for bar, extent in sorted(found, key=_before):
            if extent.may_until <= self.scale.first or extent.may_from >= self.scale.last:
                continue
            free = (lane for lane in lanes if lane[-1][1].may_until <= extent.may_from)
            lane = next(free, None)
            if lane is None:
                lanes.append(lane := [])
            lane.append((bar, extent))
        return lanes

    def extent(self, bar: Bar) -> Extent:
        """When the period of a bar may hold and when it certainly does; up to today where it has no
        end."""
        earliest, latest = (date.fromisoformat(day) for day in bar.may)
        certain_from: date | None
        certain_until: date | None
        may_from, certain_from = _span(bar.start) or (max(self.scale.first, earliest), None)
        ends = _span(bar.end)
        if ends and bar.end.precision == "Day":
            certain_until = may_until = ends[0]
        elif ends:
            certain_until, may_until = ends
        else:
            may_until = min(max(self.today, may_from), latest)
            certain_until = may_until if bar.end.precision == "Open" else None
        if bar.certain:
            certain_from, certain_until = (date.fromisoformat(day) for day in bar.certain)
            return Extent(may_from, certain_from, certain_until, max(may_until, certain_until))
        if certain_from is None:  # as in the rule of holdsFrom: the last certain day
            is_day = bar.end.precision == "Day"
            certain_from = ends[0] - timedelta(1) if ends and is_day else certain_until or may_until
        if certain_until is None:
            certain_until = min(may_from + timedelta(1), may_until)
        return Extent(may_from, certain_from, max(certain_from, certain_until), may_until)

    def _bar(self, bar: Bar, extent: Extent, top: int) -> Markup:
        """A bar with its title: solid where certain, dashed where it may hold, with a point where
        it is open."""
        x = [self.scale.at(day) for day in extent]
        high = THIN if bar.status == "suspended" else BAR
        y = top + (LANE - high) // 2
        shapes = [_rectangle(x[0], x[3], top, LANE, "reach")] if bar.href else []
        if extent.may_from < extent.certain_from or extent.certain_until < extent.may_until:
            shapes.append(_rectangle(x[0], x[3], y, high, "may"))
        if extent.certain_from < extent.certain_until:
            shapes.append(_rectangle(x[1], x[2], y, high, None))
        shapes += self._ends(bar, x, y, high)
        if bar.label and (room := x[3] - x[0]) > 2 + 1.1 * len(bar.label):
            tight = " tight" if room < 4 + 3 * len(bar.label) else ""
            words = {"x": percent(x[0]), "dx": 8, "y": y + 11.5, "class_": f"name{tight}"}
            shapes.append(element("text", bar.label, **words))
        return mark(bar.href, self._title(bar), *shapes, **fill(self.name, bar.status))

    def _title(self, bar: Bar) -> str:
        """The description of a bar with its dates."""
        return f"{bar.title}, {period(bar.start, bar.end, self.language)}"

    def _ends(self, bar: Bar, x: list[float], y: int, high: int) -> list[Markup]:
        """The signs at the ends of a bar: open, unknown, disputed."""
        found = []
        if bar.end.precision == "Open" and x[3] < 100 and high == BAR:
            found.append(self._use("still", x=percent(x[3]), y=y))
        if sign := SIGNS.get(bar.start.precision):
            found.append(_sign(sign, x[0], y + high, "start", 3))
        if sign := SIGNS.get(bar.end.precision):
            found.append(_sign(sign, x[3], y + high, "end", -3))
        return found

    def _within(self, one: Mark) -> bool:
        """Whether the day of a mark is on the scale."""
        return self.scale.first <= date.fromisoformat(one.day) < self.scale.last

    def _mark(self, one: Mark) -> Markup:
        """The sign of a mark at its day."""
        x = percent(self.scale.at(date.fromisoformat(one.day)))
        title = f"{one.title}, {in_words(Bound(one.day, one.precision), self.language)}"
        return mark(
            one.href, title, self._use(one.sign, x=x, y=LANE / 2), class_=f"mark {one.sign}"
        )

    def _use(self, part: str, **attributes: object) -> Markup:
        """A reference to one of the definitions."""
        return element("use", href=f"#{self.name}-{part}", **attributes)


def _before(found: tuple[Bar, Extent]) -> tuple[bool, Extent]:
    """The sort key by which bars take lanes: suspensions below all others, earlier ones first."""
    bar, extent = found
    return bar.status == "suspended", extent


def _span(bound: Bound) -> tuple[date, date] | None:
    """The first day on which a bound may fall, and the first day by which it is certainly past;
    None without a day. Both are the day itself for a bound that is precise to the day."""
    try:
        day = date.fromisoformat(bound.day)
    except ValueError:
        return None
    if bound.precision == "Year":
        return day.replace(month=1, day=1), date(min(day.year + 1, 9999), 1, 1)
    if bound.precision == "Month":
        return day.replace(day=1), (day.replace(day=28) + timedelta(4)).replace(day=1)
    return day, day


def _rectangle(left: float, right: float, y: int, high: int, name: str | None) -> Markup:
    """A rectangle between two shares of the width, in percent."""
    return element(
        "rect", class_=name, x=percent(left), y=y, width=percent(right - left), height=high
    )


def _sign(sign: str, x: float, y: int, anchor: str, dx: int) -> Markup:
    """A letter at an end of a bar."""
    return element("text", sign, x=percent(x), dx=dx, y=y - 3, text_anchor=anchor, class_="sign")


def span(rows: Iterable[BarRow]) -> tuple[date, date] | None:
    """The first of January of the earliest year in the rows, and of the year after the latest; None
    where no day is known."""
    days = [
        bound.day for row in rows for bar in row.bars for bound in (bar.start, bar.end) if bound.day
    ] + [one.day for row in rows for one in row.marks]
    years = [int(day[:4]) for day in days if day[:4].isdigit()]
    return (date(min(years), 1, 1), date(max(years) + 1, 1, 1)) if years else None
