"""The history: who was what on which day."""

from datetime import date

import pytest


@pytest.fixture(scope="module")
def site(real):
    """What the application knows of its release."""
    return real.application.extensions["pfpgraph"]


@pytest.fixture(scope="module")
def history(site):
    """The history of the release."""
    return site.history


@pytest.mark.parametrize(
    ("country", "day", "status", "suspended"),
    [
        ("latvia", "1994-01-09", "", False),
        ("latvia", "1996-01-01", "partner", False),
        ("latvia", "2004-03-29", "ally", False),
        ("belgium", "1949-08-24", "ally", False),
        ("malta", "1996-09-30", "partner", False),
        ("malta", "1996-10-15", "", False),
        ("malta", "1996-11-01", "former", False),
        ("malta", "1997-01-01", "former", False),
        ("malta", "2024-01-01", "partner", False),
        ("israel", "1996-01-01", "other", False),
        ("belarus", "2022-01-01", "partner", True),
        ("japan", "1980-01-01", "", False),
    ],
)
def test_what_a_country_was_on_a_day(history, country, day, status, suspended):
    """Status and suspension follow the day."""
    found = history.standing(
        f"https://w3id.org/pfpgraph/id/country/{country}", date.fromisoformat(day)
    )
    assert (found.status, found.suspended) == (status, suspended)


PROVISIONAL = "the former Yugoslav Republic of Macedonia"


@pytest.mark.parametrize(
    ("country", "day", "language", "name"),
    [
        ("north-macedonia", "1995-11-15", "en", (PROVISIONAL, "en")),
        ("north-macedonia", "1995-11-15", "fr", (PROVISIONAL, "en")),
        ("north-macedonia", "2020-01-01", "en", ("", "")),
        ("turkiye", "1975-01-01", "en", ("Turkey", "en")),
        ("turkiye", "1975-01-01", "fr", ("Turquie", "fr")),
        ("turkiye", "2026-11-22", "fr", ("", "")),
        ("czechia", "1996-01-01", "fr", ("Czech Republic", "en")),
        ("federal-republic-of-yugoslavia", "1996-01-01", "en", ("", "")),
        ("yugoslavia", "1980-01-01", "en", ("", "")),
        ("slovakia", "1996-01-01", "en", ("", "")),
        ("hungary", "1996-01-01", "en", ("", "")),
        ("belgium", "1995-01-01", "en", ("", "")),
    ],
)
def test_the_name_of_a_day(site, country, day, language, name):
    """A name is that of the day, of another language if need be; where it has not changed since or
    none is recorded, the present label serves."""
    iri = f"https://w3id.org/pfpgraph/id/country/{country}"
    found = site.history.name(iri, date.fromisoformat(day), site.labels[iri], language)
    assert found == name


@pytest.mark.parametrize(
    ("country", "day", "later"),
    [
        ("north-macedonia", "1990-01-01", True),
        ("north-macedonia", "2020-01-01", False),
        ("turkiye", "2022-05-31", True),
        ("slovakia", "1980-01-01", False),
    ],
)
def test_a_label_may_be_of_later(site, country, day, later):
    """It is known of some labels that they came only after a day."""
    iri = f"https://w3id.org/pfpgraph/id/country/{country}"
    assert site.history.is_later(iri, date.fromisoformat(day), site.labels[iri]) is later


@pytest.mark.parametrize(
    ("country", "day", "names"),
    [
        ("north-macedonia", "1996-01-01", [PROVISIONAL]),
        ("hungary", "1996-01-01", ["Republic of Hungary"]),
        ("belgium", "1996-01-01", []),
    ],
)
def test_the_official_name_of_a_day(history, country, day, names):
    """Only what is known to have been official on the day."""
    iri = f"https://w3id.org/pfpgraph/id/country/{country}"
    assert history.official(iri, date.fromisoformat(day), "en") == names
