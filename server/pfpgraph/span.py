"""The time of a thing in ISO days, and whether it holds on one of them: decided here for all of
Python, by queries/patterns/phase.rq and certain.rq for all queries."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

# Where a day falls for what has a time, in the order in which readers are told.
HOLDS, UNKNOWN, ENDED, LATER = PHASES = ("holds", "unknown", "ended", "later")
# The days that stand for an end that has not come, and a beginning of which nothing is known.
FAR_FUTURE, FAR_PAST = "9999-12-31", "0001-01-01"
# The properties of a span, in its order.
BOUNDS = ("holdsFrom", "holdsUntil", "mayHoldFrom", "mayHoldUntil")


def iso_day(text: str) -> date | None:
    """The day that a text is, written YYYY-MM-DD and in no other form of ISO 8601; else None."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if str(day) == text else None


class Span(NamedTuple):
    """The days from which and before which a thing certainly holds, and those between which it may
    (comparable as text); at first nothing is known of it."""

    holds_from: str = FAR_FUTURE
    holds_until: str = FAR_PAST
    may_from: str = FAR_PAST
    may_until: str = FAR_FUTURE

    def phase(self, day: str) -> str:
        """Where a day falls, one of PHASES: unknown where it may hold, yet not certainly."""
        if self.holds_from <= day < self.holds_until:
            return HOLDS
        if day < self.may_from:
            return LATER
        return UNKNOWN if day < self.may_until else ENDED

    def certain(self, day: str) -> bool:
        """Whether the thing certainly holds on a day."""
        return self.phase(day) == HOLDS

    def possible(self, day: str) -> bool:
        """Whether it holds or may hold on a day."""
        return self.phase(day) in (HOLDS, UNKNOWN)

    def over(self, day: str) -> bool:
        """Whether it has certainly ended by a day."""
        return self.phase(day) == ENDED

    def to_come(self, day: str) -> bool:
        """Whether it certainly begins after a day."""
        return self.phase(day) == LATER


def span(bounds: Iterable[str]) -> Span:
    """The time of a thing from its four days, of which any that is not there is not known."""
    return Span(*(day or unknown for day, unknown in zip(bounds, Span(), strict=True)))


def happened(day: str, precision: str) -> Span:
    """The time from which on something has happened whose date is known to a Day, Month or Year:
    what happened in a month has certainly done so on its last day."""
    first = date.fromisoformat(day)
    last = {
        "Month": (first.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1),
        "Year": first.replace(month=12, day=31),
    }.get(precision, first)
    return Span(str(last), FAR_FUTURE, day, FAR_FUTURE)
