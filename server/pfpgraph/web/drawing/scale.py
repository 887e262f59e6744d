"""The axis of time that timelines and charts share: days as shares of the width."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from pfpgraph.web.drawing.svg import element, joined, percent

STEPS = (1, 2, 5, 10, 20, 50, 100)
MARKS = 10  # years named on an axis, at most; every second one is spared on a telephone


@dataclass(frozen=True)
class Scale:
    """The days from the first to the last, the latter excluded."""

    first: date
    last: date

    def at(self, day: date) -> float:
        """Where a day is, from 0 to 100; days outside are at the edge."""
        days = (self.last - self.first).days or 1
        return min(100.0, max(0.0, 100 * (day - self.first).days / days))

    @property
    def step(self) -> int:
        """How many years lie between those that the axis names."""
        span = self.last.year - self.first.year
        return next((step for step in STEPS if span <= step * MARKS), span)

    def years(self) -> Iterator[date]:
        """The beginnings of years that the axis names."""
        beginning = -(-self.first.year // self.step) * self.step
        for year in range(beginning, self.last.year + 1, self.step):
            if self.first <= date(year, 1, 1) <= self.last:
                yield date(year, 1, 1)

    def axis(self) -> Markup:
        """The years by name, as a drawing of its own."""
        return element(
            "svg",
            *(self._year(day) for day in self.years()),
            class_="axis",
            height=20,
            aria_hidden="true",
        )

    def _year(self, day: date) -> Markup:
        """A year over its line; those at the edges stay inside."""
        x = self.at(day)
        anchor = "start" if x < 3 else "end" if x > 97 else "middle"
        spare = "spare" if day.year // self.step % 2 else None
        return element("text", day.year, class_=spare, x=percent(x), y=15, text_anchor=anchor)

    def grid(self, on: date | None = None) -> Markup:
        """A line at each year that is named, and one at the day asked for."""
        days = [("grid", day) for day in self.years()]
        if on and self.first <= on < self.last:
            days.append(("on", on))
        return joined(
            element("line", class_=name, x1=percent(x), x2=percent(x), y1=0, y2="100%")
            for name, x in ((name, self.at(day)) for name, day in days)
        )
