"""Who took part in an operation, and who held a post, as pages and lists tell it."""

import csv
import io
import re
from html import unescape

import pytest

LIST = "/doc/contribution/?format=csv&operation=isaf&on=2006-09-01"


def rows(real, path):
    """The rows of a CSV."""
    return list(csv.DictReader(io.StringIO(real.get(path).text)))


def page(real, path, language):
    """The text of a page."""
    return unescape(real.get(f"{path}?lang={language}", headers={"Accept": "text/html"}).text)


def summary(real, path, language):
    """The sentences at the head of a page."""
    lead = page(real, path, language).partition('<p class="lead">')[2].partition("</p>")[0]
    return re.sub("<[^>]+>", "", lead)


@pytest.mark.parametrize(
    ("language", "seen"),
    [
        ("en", "seen 27 July 2006 – November 2010"),
        ("fr", "attesté : 27 juillet 2006 – novembre 2010"),
    ],
)
def test_days_seen_stand_for_bounds_that_are_not_known(real, language, seen):
    """On the page of a contribution, and among those of its operation and of its country."""
    for path in ("contribution/austria-isaf", "operation/isaf", "country/austria"):
        assert seen in page(real, f"/doc/{path}", language)


def test_contributions_of_an_operation_are_in_the_order_of_time(real):
    """Those without a start by the day on which they were first seen."""
    text = page(real, "/doc/operation/isaf", "en").partition("Contributions")[2]
    places = [text.index(f"seen {day}") for day in ("27 July 2006", "31 March 2009")]
    assert text.index("2004 –") < places[0] < places[1]


def test_a_contribution_seen_before_and_after_a_day_holds_on_it(real):
    """It is in the list of the day; what was seen once is not, and may be in force."""
    listed = {row["iri"].rpartition("/")[2] for row in rows(real, LIST)}
    perhaps = {row["iri"].rpartition("/")[2] for row in rows(real, f"{LIST}&time=unknown")}
    assert "austria-isaf" in listed and "albania-isaf" not in listed
    assert "albania-isaf" in perhaps and "austria-isaf" not in perhaps


@pytest.mark.parametrize("kind", ["contribution", "term"])
def test_rows_have_the_code_of_their_country(real, kind):
    """So that they can be joined with other data, as signatures can."""
    found = rows(real, f"/doc/{kind}/?format=csv")
    found = [row for row in found if row["country"]]
    assert found and all(re.fullmatch("[A-Z]{3}", row["iso3"]) for row in found)


def test_posts_are_told_of_a_person(real):
    """In order, with their time; who only acted is said to."""
    told = summary(real, "/doc/person/sergio-balanzino", "en")
    acted = told.index("Secretary General of NATO (acting), 13 August 1994 – 17 October 1994.")
    assert told.index("Deputy Secretary General of NATO, 1994") < acted
    told = summary(real, "/doc/person/sergio-balanzino", "fr")
    assert "Secrétaire général de l’OTAN (par intérim), 13 août 1994" in told


def test_who_signed_for_nato_alone_is_no_signatory_of_a_country(real):
    """A person whose signatures are all on behalf of an organisation is of a country, no more."""
    told = summary(real, "/doc/person/javier-solana", "en")
    assert "Person: Spain." in told and "Signatory" not in told
    assert "Secretary General of NATO, 5 December 1995 – 1999." in told


def test_search_finds_operations_and_terms(real):
    """By acronym, by name and by post."""
    found = {
        word: {row["kind"] for row in real.get(f"/search?q={word}&format=json").json["results"]}
        for word in ("kfor", "solana+secretary", "contribution+georgia")
    }
    assert "operation" in found["kfor"]
    assert found["solana+secretary"] >= {"term"}
    assert "contribution" in found["contribution+georgia"]
