"""The chronicle: who was what on which day."""

from datetime import date

import pytest


@pytest.fixture(scope="module")
def chronicle(real):
    """The chronicle of the release."""
    return real.application.extensions["pfpgraph"].chronicle


@pytest.mark.parametrize(
    ("country", "day", "status", "suspended"),
    [
        ("latvia", "1994-01-09", "", False),
        ("latvia", "1996-01-01", "partner", False),
        ("latvia", "2004-03-29", "ally", False),
        ("belgium", "1949-08-24", "ally", False),
        ("malta", "1997-01-01", "former", True),
        ("malta", "2024-01-01", "partner", False),
        ("israel", "1996-01-01", "other", False),
        ("belarus", "2022-01-01", "partner", True),
        ("japan", "1980-01-01", "", False),
    ],
)
def test_what_a_country_was_on_a_day(chronicle, country, day, status, suspended):
    """Status and suspension follow the day."""
    found = chronicle.standing(
        f"https://w3id.org/pfpgraph/id/country/{country}", date.fromisoformat(day)
    )
    assert (found.status, found.suspended) == (status, suspended)


@pytest.mark.parametrize(
    ("country", "day", "language", "name"),
    [
        ("north-macedonia", "1995-11-15", "en", "the former Yugoslav Republic of Macedonia"),
        ("north-macedonia", "2020-01-01", "en", "North Macedonia"),
        ("belgium", "1995-01-01", "en", ""),
    ],
)
def test_the_name_of_a_day(chronicle, country, day, language, name):
    """A name is that of the day; where none is recorded, the present label serves."""
    iri = f"https://w3id.org/pfpgraph/id/country/{country}"
    assert chronicle.name(iri, date.fromisoformat(day), language) == name
