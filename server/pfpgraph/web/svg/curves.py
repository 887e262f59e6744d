"""Charts: numbers over time as steps, lines or dots on one scale, with the last number of each
series as text."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from markupsafe import Markup

from pfpgraph.web.svg.scale import Scale
from pfpgraph.web.svg.svg import element, joined, mark, percent

_HEIGHT = 240
ROOM = 1.12  # top of the scale as a multiple of the greatest number: room for letters
WIDE = 1.6  # percent of the width that a letter takes, estimated for small screens
UNDER, OVER = 18, -9  # pixels from a line down to the baseline of its label
_LETTERS = 11  # height of letters in pixels
NICE = (1, 2, 5, 10, 20, 25, 50)


class Point(NamedTuple):
    """A number on a day, with its title and the address to which it links."""

    day: date
    value: float
    title: str = ""
    href: str = ""


class Series(NamedTuple):
    """A series: its label, its points in the order of their days, its status (for its look), and
    its shape: "step" (a number holds until the next), "line" or "dots"."""

    label: str
    points: Sequence[Point]
    status: str = "partner"
    shape: str = "step"


def chart(
    series: Iterable[Series],
    title: str,
    *,
    first: date | None = None,
    last: date | None = None,
    on: date | None = None,
) -> Markup:
    """The series between two days (those of the points, unless given), on a scale from 0 upwards;
    `on` is the day of a vertical line. Empty without points.

    The drawing stretches while its letters keep their size. Points with a title or a link are
    marks; without any link the drawing is one image, labelled by `title`. The numbers themselves
    belong in a table beside it.
    """
    series = [one for one in series if one.points]
    days = [point.day for one in series for point in one.points]
    if not days:
        return Markup("")
    first, last = first or min(days), last or max(days)
    top = max(point.value for one in series for point in one.points) or 1
    drawing = _Chart(Scale(first, last), top * ROOM)
    linked = any(point.href for one in series for point in one.points)
    plot = element(
        "svg",
        drawing.scale.grid(),
        drawing.scale.day(on),
        drawing.levels(),
        *(drawing.curve(one) for one in series),
        *(drawing.mark(one, point) for one in series for point in one.points),
        *drawing.names(series),
        height=_HEIGHT,
        role="group" if linked else "img",
        aria_label=title,
    )
    return element("div", plot, drawing.scale.axis(), class_="chart")


class Band(NamedTuple):
    """A range of numbers on the vertical scale."""

    low: float
    high: float

    def meets(self, other: "Band") -> bool:
        """Whether two bands overlap."""
        return self.low < other.high and other.low < self.high


class _Chart(NamedTuple):
    """A scale of days, and the number at the top of the vertical scale."""

    scale: Scale
    top: float

    def x(self, point: Point) -> float:
        """The position of a point's day, in percent of the width."""
        return self.scale.at(point.day)

    def y(self, value: float) -> float:
        """The position of a number, in percent of the height from the top."""
        return 100 - 100 * value / self.top

    def levels(self) -> Markup:
        """Horizontal lines at round numbers, with the numbers."""
        step = next((s * 10**e for e in range(9) for s in NICE if self.top <= 5 * s * 10**e), 1)
        values = range(0, int(self.top / ROOM) + 1, step)
        return joined(self._level(value) for value in values)

    def _level(self, value: int) -> Markup:
        """A horizontal line at a number, with the number."""
        y = percent(self.y(value))
        line = element("line", class_="level", x1=0, x2="100%", y1=y, y2=y)
        words = {"x": 0, "y": y, "dx": -8, "dy": 4, "text_anchor": "end"}
        return line + element("text", value, class_="level", **words)

    def curve(self, one: Series) -> Markup:
        """The line through the points of a series, in an SVG that stretches (the width of the line
        is fixed in the style); empty for dots."""
        if one.shape == "dots":
            return Markup("")
        spots = [(10 * self.x(point), 10 * self.y(point.value)) for point in one.points]
        path = f"M{spots[0][0]:.1f} {spots[0][1]:.1f}"
        for (_, y), (x, below) in pairwise(spots):
            path += (
                f"L{x:.1f} {y:.1f}V{below:.1f}"
                if one.shape == "step"
                else (f"L{x:.1f} {below:.1f}")
            )
        if one.shape == "step":
            path += "H1000"
        return element(
            "svg",
            element("path", d=path, class_=f"curve {one.status}"),
            viewBox="0 0 1000 1000",
            preserveAspectRatio="none",
        )

    def mark(self, one: Series, point: Point) -> Markup:
        """A point as a circle if it has a title or a link, or if the series is drawn as dots."""
        if not (point.href or point.title or one.shape == "dots"):
            return Markup("")
        x, y = percent(self.x(point)), percent(self.y(point.value))
        dot = element("circle", cx=x, cy=y, r=4)
        return mark(point.href, point.title, dot, class_=f"dot {one.status}")

    def names(self, series: list[Series]) -> Iterator[Markup]:
        """The label of each series with its last number, at its end and clear of all lines and
        other labels: below the line if it falls to its end, else above it; above all of them where
        that is taken."""
        taken: list[Band] = []
        for one in series:
            end = 100.0 if one.shape == "step" else self.x(one.points[-1])
            label = f"{one.label} {one.points[-1].value:g}".strip()
            start = end - WIDE * len(label)
            last = one.points[-1].value
            own = self._reach(one, start, end) or Band(last, last)
            lines = [self._reach(other, start, end) for other in series if other is not one]
            at, dy = self._place(own, last, [*filter(None, lines), *taken])
            taken.append(self._band(at, dy))
            words = {"x": percent(end), "y": percent(self.y(at)), "dy": dy, "text_anchor": "end"}
            yield element("text", label, **words, class_="name")

    def _place(self, own: Band, last: float, others: list[Band]) -> tuple[float, int]:
        """The number at which a label is put, and its offset in pixels downwards."""
        falls = own.low == last < own.high
        for place in ((own.low, UNDER), (own.high, OVER)) if falls else ((own.high, OVER),):
            band = self._band(*place)
            if not any(band.meets(other) for other in others):
                return place
        return max(other.high for other in (own, *others)), OVER

    def _band(self, value: float, dy: int) -> Band:
        """The range of numbers that the letters of a label cover."""
        pixel = self.top / _HEIGHT
        return Band(value - (dy + 4) * pixel, value - (dy - _LETTERS) * pixel)

    def _reach(self, one: Series, start: float, end: float) -> Band | None:
        """The least and greatest number of a series between two shares of the width, the number
        before included, since its line comes from there; None where there are none."""
        inside = [point.value for point in one.points if start <= self.x(point) <= end]
        before = [point.value for point in one.points if self.x(point) < start][-1:]
        found = inside if one.shape == "dots" else before + inside
        return Band(min(found), max(found)) if found else None
