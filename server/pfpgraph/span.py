"""Time spans in ISO days, and the phase of a day in one: decided here for Python, and in
queries/patterns/phase.rq and certain.rq for queries."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

# The phases of a day in a span, in the order in which they are shown.
HOLDS, UNKNOWN, ENDED, LATER = PHASES = ("holds", "unknown", "ended", "later")
# The days that stand for an end that has not come, and a beginning of which nothing is known.
FAR_FUTURE, FAR_PAST = "9999-12-31", "0001-01-01"
# The properties with the bounds of a span, in the order of its fields.
BOUNDS = ("holdsFrom", "holdsUntil", "mayHoldFrom", "mayHoldUntil")


def iso_day(text: str) -> date | None:
    """The date of a text written YYYY-MM-DD; None for any other text, also for other forms of ISO
    8601."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if str(day) == text else None


class Span(NamedTuple):
    """The time of a thing as four ISO days, comparable as text: it certainly holds from
    `holds_from` until before `holds_until`, and may hold from `may_from` until before `may_until`.
    The defaults mean that nothing is known."""

    holds_from: str = FAR_FUTURE
    holds_until: str = FAR_PAST
    may_from: str = FAR_PAST
    may_until: str = FAR_FUTURE

    def phase(self, day: str) -> str:
        """The phase of a day, one of PHASES: UNKNOWN where the thing may hold, but not certainly
        does."""
        if self.holds_from <= day < self.holds_until:
            return HOLDS
        if day < self.may_from:
            return LATER
        return UNKNOWN if day < self.may_until else ENDED

    def certain(self, day: str) -> bool:
        """Whether the thing certainly holds on a day."""
        return self.phase(day) == HOLDS

    def possible(self, day: str) -> bool:
        """Whether the thing holds or may hold on a day."""
        return self.phase(day) in (HOLDS, UNKNOWN)

    def over(self, day: str) -> bool:
        """Whether the thing has certainly ended by a day."""
        return self.phase(day) == ENDED

    def to_come(self, day: str) -> bool:
        """Whether the thing certainly begins after a day."""
        return self.phase(day) == LATER


def span(bounds: Iterable[str]) -> Span:
    """The span of a thing from four ISO days in the order of BOUNDS; an empty one is not known.
    Raises ValueError when there are not four."""
    return Span(*(day or unknown for day, unknown in zip(bounds, Span(), strict=True)))


def happened(day: str, precision: str) -> Span:
    """The span of an event, from which on it has happened, by its ISO day and precision (Day, Month
    or Year): certainly from the last day of its month or year, possibly from `day` on. Raises
    ValueError when `day` is not a date."""
    first = date.fromisoformat(day)
    last = {
        "Month": (first.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1),
        "Year": first.replace(month=12, day=31),
    }.get(precision, first)
    return Span(str(last), FAR_FUTURE, day, FAR_FUTURE)


def happened_between(earliest: str, latest: str) -> Span:
    """The span of an event of which no day is known, by the first and last ISO day on which it can
    have happened, "" where that is not known either."""
    return Span(latest or FAR_FUTURE, FAR_FUTURE, earliest or FAR_PAST, FAR_FUTURE)
