"""Dates in words, only as precise as they are known."""

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from babel.dates import format_date, format_skeleton

from pfpgraph.i18n.words import has_word, locale, plural, word

_FIRST = re.compile(r"\b1\b")
_DURATION = re.compile(r"P(?:(\d{1,9})Y)?(?:(\d{1,9})M)?(?:(\d{1,9})D)?")


class Bound(NamedTuple):
    """One end of a period, or a point in time: its ISO day, "" when it has none, and its precision
    (Day, Month, Year), or without a day the reason (Open, Unknown)."""

    day: str = ""
    precision: str = "Day"

    @property
    def machine(self) -> str:
        """The date for a datetime attribute, cut to its precision: YYYY-MM-DD, YYYY-MM or YYYY."""
        return self.day[: {"Month": 7, "Year": 4}.get(self.precision, 10)]


def ended(day: str, precision: str) -> Bound:
    """The end of a period as readers say it, from its end in the graph, which is exclusive: an end
    known to a month or year is moved to the day before, which is in the last month or year."""
    end = Bound(day, precision)
    return end if precision not in ("Month", "Year") else Bound(_shifted(day, -1), precision)


def _shifted(day: str, by: int) -> str:
    """An ISO day moved by some days; any other text unchanged."""
    try:
        return str(date.fromisoformat(day) + timedelta(by))
    except (ValueError, OverflowError):
        return day


def duration(text: str, language: str) -> str:
    """An xsd:duration of years, months and days in words, such as 1 year; any other text
    unchanged."""
    found = _DURATION.fullmatch(text)
    if not found or not any(found.groups()):
        return text
    parts = zip(("years", "months", "days"), found.groups(), strict=True)
    return ", ".join(plural(name, int(count), language) for name, count in parts if count)


@lru_cache(1 << 14)  # the same days stand on many pages
def in_words(bound: Bound, language: str) -> str:
    """A bound in words: 5 October 1994, October 1996, 1996, or why there is no day."""
    try:
        day = date.fromisoformat(bound.day)
    except ValueError:
        return bound.day or unsaid(bound.precision, language)
    if bound.precision == "Year":
        return str(day.year)
    if bound.precision == "Month":
        return format_skeleton("yMMMM", day, locale=locale(language))
    said = format_date(day, "long", locale(language))
    return _FIRST.sub(_number(day, language), said, count=1) if day.day == 1 else said


def _number(day: date, language: str) -> str:
    """The number of a day in its month, as a date has it: French has 1er for the first."""
    return word("first-of-month", language).format(1) if day.day == 1 else str(day.day)


def last_day(end: Bound) -> Bound:
    """The last day of a period from its exclusive end, where that is known to a day: meetings are
    dated in this way. Other bounds unchanged."""
    return Bound(_shifted(end.day, -1), "Day") if end.precision == "Day" else end


def unsaid(precision: str, language: str) -> str:
    """The words for a bound without a day, by the reason in its precision; the words for Unknown
    where the catalogues have none for that reason."""
    key = f"date-{precision}"
    return word(key if has_word(key) else "date-Unknown", language)


def period(start: Bound, end: Bound, language: str) -> str:
    """A period in words: "since" with an open end, one day alone where both bounds are equal, the
    month once for days of one month."""
    if end.precision == "Open" and not end.day:
        article = "-day" if start.precision == "Day" and start.day else ""
        if start.day:
            return word(f"since{article}", language).format(in_words(start, language))
    if start == end:
        return in_words(start, language)
    within = start.precision == end.precision == "Day" and start.day[:7] == end.day[:7] != ""
    if within and start.day < end.day:
        first = _number(date.fromisoformat(start.day), language)
        return word("days-of-month", language).format(first, in_words(end, language))
    return f"{in_words(start, language)} – {in_words(end, language)}"


def sightings(first: Bound, last: Bound, language: str) -> str:
    """The days on which something was first and last seen, in words; "" where neither is known."""
    if first.day and last.day:
        return word("seen", language).format(period(first, last, language))
    if first.day:
        return word("first-seen", language).format(in_words(first, language))
    return word("last-seen", language).format(in_words(last, language)) if last.day else ""


def interval(start: Bound, end: Bound) -> str:
    """A period as an interval of ISO 8601-2 (EDTF), each bound cut to its precision: `..` for an
    open bound, nothing for an unknown one."""
    return f"{_edge(start)}/{_edge(end)}"


def _edge(bound: Bound) -> str:
    return bound.machine or (".." if bound.precision == "Open" else "")


def years(start: Bound, end: Bound, language: str) -> str:
    """A period by its years alone: 1995–1996, since 1994, until 2009; "" where neither is known."""
    first, last = start.day[:4], end.day[:4]
    if first and last:
        return first if first == last else f"{first}–{last}"
    if first:
        return word("since" if end.precision == "Open" else "from", language).format(first)
    return word("until", language).format(last) if last else ""
