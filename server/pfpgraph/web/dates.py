"""Dates as a reader says them: only as precise as they are known, in English and French."""

from datetime import date, timedelta
from typing import NamedTuple

from pfpgraph.web.words import word

MONTHS = {
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    "fr": (
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
}

# Where a day falls for what has a time, in the order in which readers are told.
HOLDS, UNKNOWN, ENDED, LATER = PHASES = ("holds", "unknown", "ended", "later")


class Bound(NamedTuple):
    """One end of a period, or a point in time: its day if one is given, and its precision."""

    day: str = ""
    precision: str = "Day"

    @property
    def machine(self) -> str:
        """The date for a datetime attribute: a day, a month or a year."""
        return self.day[: {"Month": 7, "Year": 4}.get(self.precision, 10)]


def spoken(bound: Bound, language: str) -> str:
    """A bound in words: 5 October 1994, October 1996, 1996, not known."""
    try:
        day = date.fromisoformat(bound.day)
    except ValueError:
        return bound.day or word(f"date-{bound.precision}", language)
    if bound.precision == "Year":
        return str(day.year)
    month = f"{MONTHS[language][day.month - 1]} {day.year}"
    if bound.precision == "Month":
        return month
    return f"{_number(day, language)} {month}"


def _number(day: date, language: str) -> str:
    """The number of a day in its month, as it is said."""
    return "1er" if language == "fr" and day.day == 1 else str(day.day)


def last_day(end: Bound) -> Bound:
    """The last day of something whose end is the day after it: meetings say it so."""
    try:
        day = date.fromisoformat(end.day)
    except ValueError:
        return end
    return Bound(str(day - timedelta(days=1)), end.precision) if end.precision == "Day" else end


def period(start: Bound, end: Bound, language: str) -> str:
    """A period in words; one that goes on is "since", one day is that day alone, days of one
    month name it once."""
    if end.precision == "Open" and not end.day:
        article = "-day" if start.precision == "Day" and start.day else ""
        if start.day:
            return word(f"since{article}", language).format(spoken(start, language))
    if start == end:
        return spoken(start, language)
    within = start.precision == end.precision == "Day" and start.day[:7] == end.day[:7] != ""
    if within and start.day < end.day:
        first = _number(date.fromisoformat(start.day), language)
        return f"{first}{'-' if language == 'fr' else '–'}{spoken(end, language)}"
    return f"{spoken(start, language)} – {spoken(end, language)}"


def interval(start: Bound, end: Bound) -> str:
    """A period for machines, each bound as precise as it is (ISO 8601-2, EDTF): `..` where it goes
    on, nothing where a bound is not known."""
    return f"{_edge(start)}/{_edge(end)}"


def _edge(bound: Bound) -> str:
    """One bound of an interval."""
    return bound.machine or (".." if bound.precision == "Open" else "")


def years(start: Bound, end: Bound, language: str) -> str:
    """A period by its years alone: 1995–1996, since 1994, until 2009; nothing of none."""
    first, last = start.day[:4], end.day[:4]
    if first and last:
        return first if first == last else f"{first}–{last}"
    if first:
        return word("since" if end.precision == "Open" else "from", language).format(first)
    return word("until", language).format(last) if last else ""


class Span(NamedTuple):
    """The time of a record: its ends as stated, and the ISO days from which and before which it
    certainly holds (comparable as text)."""

    start: Bound
    end: Bound
    holds_from: str
    holds_until: str

    def phase(self, day: str) -> str:
        """Where an ISO day falls, one of PHASES: unknown where a missing bound decides."""
        if self.holds_from <= day < self.holds_until:
            return HOLDS
        if self.end.day and self.end.day <= day:
            return ENDED
        return LATER if self.start.day > day else UNKNOWN
