"""Numbers over time: steps, lines or dots on one scale, with the last number of each said."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from markupsafe import Markup

from pfpgraph.web.drawing.scale import Scale
from pfpgraph.web.drawing.svg import element, joined, mark, percent

HEIGHT = 240
ROOM = 1.12  # above the greatest number, for its letters
WIDE = 1.6  # percent of the width that a letter takes, on a small screen more than it is
NICE = (1, 2, 5, 10, 20, 25, 50)


class Point(NamedTuple):
    """A number on a day, with its words and where it leads."""

    day: date
    value: float
    title: str = ""
    href: str = ""


class Series(NamedTuple):
    """Points in the order of their days: what they are, their look, one of the statuses, and
    how they are drawn: "step" (holds until the next), "line" or "dots"."""

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
    """Series between two days (those of the points, unless given), from nought upwards.

    The drawing stretches while its letters keep their size. Points with words or a link are
    marks; without any the whole is one image. The numbers themselves belong in a table beside.
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
        *(drawing.name(one) for one in series),
        height=HEIGHT,
        role="group" if linked else "img",
        aria_label=title,
    )
    return element("div", plot, drawing.scale.axis(), class_="chart")


class _Chart(NamedTuple):
    """A scale of days and one of numbers."""

    scale: Scale
    top: float

    def x(self, point: Point) -> float:
        """Where a point's day is, in percent of the width."""
        return self.scale.at(point.day)

    def y(self, value: float) -> float:
        """Where a number is, in percent of the height."""
        return 100 - 100 * value / self.top

    def levels(self) -> Markup:
        """Lines at round numbers, with the numbers."""
        step = next((s * 10**e for e in range(9) for s in NICE if self.top <= 5 * s * 10**e), 1)
        values = range(0, int(self.top / ROOM) + 1, step)
        return joined(self._level(value) for value in values)

    def _level(self, value: int) -> Markup:
        """A line at a number."""
        y = percent(self.y(value))
        line = element("line", class_="level", x1=0, x2="100%", y1=y, y2=y)
        return line + (element("text", value, class_="level", x=0, y=y, dy=-3) if value else "")

    def curve(self, one: Series) -> Markup:
        """The line through the points; in a frame that stretches, while the line does not."""
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
        """A point that has words or leads somewhere, or stands alone."""
        if not (point.href or point.title or one.shape == "dots"):
            return Markup("")
        x, y = percent(self.x(point)), percent(self.y(point.value))
        dot = element("circle", cx=x, cy=y, r=4)
        return mark(point.href, point.title, dot, class_=f"dot {one.status}")

    def name(self, one: Series) -> Markup:
        """The name of a series and its last number at its end, on the side where no point is."""
        last = one.points[-1]
        x = 100.0 if one.shape == "step" else self.x(last)
        label = f"{one.label} {last.value:g}".strip()
        near = [point.value for point in one.points if x - self.x(point) < WIDE * len(label)]
        falls = min(near, default=last.value) == last.value < max(near, default=0)
        y = percent(self.y(last.value if falls else max(near, default=last.value)))
        words = {"x": percent(x), "y": y, "dy": 18 if falls else -9, "text_anchor": "end"}
        return element("text", label, **words, class_="name")
