"""The time axis that timelines and charts share: days as shares of the width."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from pfpgraph.web.svg.svg import element, joined, percent

STEPS = (1, 2, 5, 10, 20, 50, 100)
_MARKS = 10  # years named on an axis, at most; a telephone leaves out every second one


@dataclass(frozen=True)
class Scale:
    """The days from the first to the last, which is excluded."""

    first: date
    last: date

    def at(self, day: date) -> float:
        """The position of a day, from 0 to 100; days outside the scale are at its edges."""
        days = (self.last - self.first).days or 1
        return min(100.0, max(0.0, 100 * (day - self.first).days / days))

    @property
    def step(self) -> int:
        """The number of years between two years that the axis names."""
        span = self.last.year - self.first.year
        return next((step for step in STEPS if span <= step * _MARKS), span)

    def years(self) -> Iterator[date]:
        """The first days of the years that the axis names."""
        beginning = -(-self.first.year // self.step) * self.step
        for year in range(beginning, self.last.year + 1, self.step):
            if self.first <= date(year, 1, 1) <= self.last:
                yield date(year, 1, 1)

    def axis(self) -> Markup:
        """The labels of the years, as an SVG of their own."""
        return element(
            "svg",
            *(self._year(day) for day in self.years()),
            class_="axis",
            height=20,
            aria_hidden="true",
        )

    def _year(self, day: date) -> Markup:
        """The label of a year, centred over its line; a label at an edge stays inside."""
        x = self.at(day)
        anchor = "start" if x < 3 else "end" if x > 97 else "middle"
        spare = "spare" if day.year // self.step % 2 else None
        return element("text", day.year, class_=spare, x=percent(x), y=15, text_anchor=anchor)

    def grid(self) -> Markup:
        """A vertical line at each year that the axis names."""
        return joined(self._line("grid-year", day) for day in self.years())

    def day(self, on: date | None) -> Markup:
        """A vertical line at a day; empty without one, or where it is outside the scale."""
        if on is None or not self.first <= on < self.last:
            return Markup("")
        return self._line("grid-day", on)

    def _line(self, name: str, day: date) -> Markup:
        """A vertical line at a day, with a class name."""
        x = percent(self.at(day))
        return element("line", class_=name, x1=x, x2=x, y1=0, y2="100%")
