"""Dates as a reader says them."""

import pytest

from pfpgraph.i18n.dates import (
    Bound,
    duration,
    ended,
    in_words,
    interval,
    last_day,
    period,
    sightings,
)
from pfpgraph.span import Span, happened, happened_between


@pytest.mark.parametrize(
    ("bound", "english", "french"),
    [
        (Bound("1994-10-05", "Day"), "5 October 1994", "5 octobre 1994"),
        (Bound("1994-01-01", "Day"), "1 January 1994", "1er janvier 1994"),
        (Bound("1996-10-31", "Month"), "October 1996", "octobre 1996"),
        (Bound("1996-12-31", "Year"), "1996", "1996"),
        (Bound("", "Open"), "still going on", "toujours en cours"),
        (Bound("", "Unknown"), "not known", "non connu"),
        (Bound("", "Disputed"), "disputed between sources", "contesté entre les sources"),
        (Bound("soon", "Day"), "soon", "soon"),
    ],
)
def test_a_bound_is_as_precise_as_it_is_known(bound, english, french):
    """Day, month or year; what has no day says why."""
    assert in_words(bound, "en") == english
    assert in_words(bound, "fr") == french


@pytest.mark.parametrize(
    ("first", "last", "english", "french"),
    [
        (
            Bound("2006-07-27"),
            Bound("2010-11-01", "Month"),
            "seen 27 July 2006 – November 2010",
            "attesté : 27 juillet 2006 – novembre 2010",
        ),
        (
            Bound("2017-02-01", "Month"),
            Bound("2017-02-01", "Month"),
            "seen February 2017",
            "attesté : février 2017",
        ),
        (
            Bound("2003-01-01", "Year"),
            Bound(""),
            "first seen 2003",
            "première attestation : 2003",
        ),
        (
            Bound(""),
            Bound("2022-08-01", "Month"),
            "last seen August 2022",
            "dernière attestation : août 2022",
        ),
        (Bound(""), Bound(""), "", ""),
    ],
)
def test_days_seen_are_not_a_period(first, last, english, french):
    """One or two, as exactly as they are known; nothing where there is none."""
    assert sightings(first, last, "en") == english
    assert sightings(first, last, "fr") == french


@pytest.mark.parametrize(
    ("start", "end", "english", "french"),
    [
        (
            Bound("1994-10-05"),
            Bound("", "Open"),
            "since 5 October 1994",
            "depuis le 5 octobre 1994",
        ),
        (Bound("1994-10-05", "Year"), Bound("", "Open"), "since 1994", "depuis 1994"),
        (
            Bound("1994-10-05"),
            Bound("1999-03-12"),
            "5 October 1994 – 12 March 1999",
            "5 octobre 1994 – 12 mars 1999",
        ),
        (
            Bound("", "Unknown"),
            Bound("", "Open"),
            "not known – still going on",
            "non connu – toujours en cours",
        ),
        (Bound("1994-01-10"), Bound("1994-01-10"), "10 January 1994", "10 janvier 1994"),
        (Bound("1997-07-08"), Bound("1997-07-09"), "8–9 July 1997", "8-9 juillet 1997"),
        (Bound("1999-12-01"), Bound("1999-12-31"), "1–31 December 1999", "1er-31 décembre 1999"),
        (
            Bound("1997-07-01", "Month"),
            Bound("1997-07-09"),
            "July 1997 – 9 July 1997",
            "juillet 1997 – 9 juillet 1997",
        ),
    ],
)
def test_a_period_in_words(start, end, english, french):
    """Open ends are "since"; one day is that day; days of one month name it once."""
    assert period(start, end, "en") == english
    assert period(start, end, "fr") == french


def test_the_last_day_is_before_the_end():
    """Only where the end is a day."""
    assert last_day(Bound("1994-01-12", "Day")) == Bound("1994-01-11", "Day")
    assert last_day(Bound("1996-10-31", "Month")) == Bound("1996-10-31", "Month")
    assert last_day(Bound("", "Open")) == Bound("", "Open")


@pytest.mark.parametrize(
    ("day", "precision", "said"),
    [
        ("1996-11-01", "Month", "October 1996"),
        ("2021-03-01", "Month", "February 2021"),
        ("2012-01-01", "Year", "2011"),
        ("2004-03-29", "Day", "29 March 2004"),
        ("", "Unknown", "not known"),
    ],
)
def test_an_end_is_told_as_the_month_or_year_that_it_closes(day, precision, said):
    """The graph has the first day after it."""
    assert in_words(ended(day, precision), "en") == said


MARCH = Span("2021-03-31", "2021-03-02", "2021-03-01", "2021-04-01")


@pytest.mark.parametrize(
    ("span", "day", "phase"),
    [
        (MARCH, "2021-02-28", "later"),
        (MARCH, "2021-03-01", "unknown"),
        (MARCH, "2021-03-31", "unknown"),
        (MARCH, "2021-04-01", "ended"),
        (Span("2006-12-31", "9999-12-31", "2006-01-01", "9999-12-31"), "2006-01-15", "unknown"),
        (Span("2006-12-31", "9999-12-31", "2006-01-01", "9999-12-31"), "2006-12-31", "holds"),
        (Span(), "2000-01-01", "unknown"),
        (happened("2004-05-01", "Month"), "2004-04-30", "later"),
        (happened("2004-05-01", "Month"), "2004-05-30", "unknown"),
        (happened("2004-05-01", "Month"), "2004-05-31", "holds"),
        (happened("2004-01-01", "Year"), "2004-12-30", "unknown"),
        (happened("2004-01-01", "Year"), "2004-12-31", "holds"),
        (happened("2004-05-01", "Day"), "2004-05-01", "holds"),
        (happened_between("1995-06-19", "1996-03-04"), "1995-06-18", "later"),
        (happened_between("1995-06-19", "1996-03-04"), "1995-06-19", "unknown"),
        (happened_between("1995-06-19", "1996-03-04"), "1996-03-04", "holds"),
        (happened_between("", ""), "2000-01-01", "unknown"),
    ],
)
def test_where_a_day_falls(span, day, phase):
    """From the four bounds alone: it holds, may hold, is over, or comes later."""
    assert span.phase(day) == phase


@pytest.mark.parametrize(
    ("text", "english", "french"),
    [
        ("P1Y", "1 year", "1 an"),
        ("P2Y", "2 years", "2 ans"),
        ("P1Y6M", "1 year, 6 months", "1 an, 6 mois"),
        ("P1D", "1 day", "1 jour"),
        ("P10D", "10 days", "10 jours"),
        ("PT5M", "PT5M", "PT5M"),
        ("P", "P", "P"),
    ],
)
def test_a_duration_in_words(text, english, french):
    """Years, months and days; what is none of these stays as it is."""
    assert (duration(text, "en"), duration(text, "fr")) == (english, french)


def test_a_machine_reads_no_more_than_is_known():
    """datetime has a day, a month or a year."""
    assert Bound("1996-10-31", "Month").machine == "1996-10"
    assert Bound("1996-10-31", "Year").machine == "1996"
    assert Bound("1996-10-31", "Day").machine == "1996-10-31"


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (Bound("1995-02-01", "Month"), Bound("", "Open"), "1995-02/.."),
        (Bound("1994-05-09"), Bound("2023-04-04"), "1994-05-09/2023-04-04"),
        (Bound("", "Unknown"), Bound("2006-01-01", "Year"), "/2006"),
        (Bound("2006-01-01", "Year"), Bound("", "Disputed"), "2006/"),
    ],
)
def test_a_period_for_machines(start, end, expected):
    """EDTF: two dots where it goes on, nothing where a bound is not known."""
    assert interval(start, end) == expected
