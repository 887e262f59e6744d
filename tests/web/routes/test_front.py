"""The front page: the partnership on a day, numbers that lead to lists, questions answered."""

import json
import re

import pytest

from tests.support.clients import BROWSER


def test_the_numbers_lead_to_their_lists(client):
    """Each number is the length of the list that it links to."""
    page = client.get("/", headers={"Accept": BROWSER}).text
    numbers = re.findall(r'<a href="/doc/(\w+)/"><b>(\d+)</b>', page)
    assert dict(numbers)["country"] == "3"
    for kind, number in numbers:
        rows = client.get(f"/doc/{kind}/?format=csv").text.splitlines()
        assert len(rows) - 1 == int(number), kind


@pytest.mark.parametrize("day", ["", "1949-12-31", "1996-01-01", "2014-07-11"])
def test_each_number_of_the_legend_is_that_of_its_list(real, day):
    """The legend counts what its list, asked of the same day, has rows of."""
    page = real.get(f"/?on={day}" if day else "/").text
    legend = page.split('<ul class="key">')[1].split("</ul>")[0]
    counts = re.findall(r'<a href="([^"]+)"><b>(\d+)</b>', legend)
    assert counts
    for escaped, number in counts:
        address = escaped.replace("&amp;", "&")
        assert (f"on={day}" in address) == bool(day)
        rows = real.get(f"{address}&format=csv").text.splitlines()
        assert len(rows) - 1 == int(number), address


def test_suspensions_are_counted_by_country(real):
    """Two countries with two suspensions each are two, and stand in the list of countries."""
    page = real.get("/?lang=en").text
    assert '?suspended=yes&amp;lang=en"><b>2</b> of these suspended</a>' in page
    rows = real.get("/doc/country/?suspended=yes&format=csv").text.splitlines()[1:]
    assert {row.split(",")[1] for row in rows} == {"Belarus", "Russia"}


def test_the_numbers_name_their_day(real):
    """On another day the page says that the numbers of the data are not of that day; under the map
    of every day is a link to what its borders are."""
    note = "These are of the data as of 22 November 2026, whatever the day asked for."
    page = real.get("/?on=1975-01-01&lang=en").text
    assert note in page and note not in real.get("/?lang=en").text
    assert 'href="/map?on=1975-01-01&amp;lang=en#borders"' in page
    assert 'id="borders"' in real.get("/map?on=1975-01-01", headers={"Accept": BROWSER}).text


def test_the_questions_are_answered_from_the_graph(real):
    """Who was a partner on a day, who had become an Ally by then, on what sources disagree."""
    cards = real.get("/?on=2014-07-11").text.split("<article>")[1:]
    assert len(cards) == 3
    assert "11 July 2014" in cards[0] and "22 countries." in cards[0]
    assert "Sweden" in cards[0] and "Poland" not in cards[0]
    assert cards[1].index("Croatia") < cards[1].index("Slovakia")
    assert "Sweden" not in cards[1] and "1 April 2009" in cards[1]
    assert "claims" in cards[2]


def test_a_day_before_there_were_partners_has_none(real):
    """The questions are answered with none, and the legend leads only where there is a list."""
    page = real.get("/?on=1950-01-01").text
    assert page.count("None by then.") == 2
    assert "<b>12</b> Allies</a>" in page and "<b>0</b> Partners for Peace</span>" in page


def test_names_are_those_of_the_day(real):
    """A country is called as it was."""
    assert "the former Yugoslav Republic of Macedonia" in real.get("/?on=1996-12-31").text
    assert "the former Yugoslav Republic of Macedonia" not in real.get("/").text


def test_every_year_is_a_link(real):
    """From the first year of the Alliance to that of the data, without a script."""
    page = real.get("/?lang=fr").text
    years = re.findall(r'<li><a href="([^"]+)"(?: aria-current="true")?>(\d{4})</a>', page)
    assert [int(year) for _, year in years] == list(range(1949, 2027))
    assert years[0][0] == "/?on=1949-12-31&amp;lang=fr" and years[-1][0] == "/?lang=fr"


def test_the_dataset_is_told_to_search_engines(real):
    """JSON-LD of schema.org: name, licence, version, time, and a distribution for each format."""
    page = real.get("/").text
    found = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])
    assert found["@type"] == "Dataset" and found["license"].endswith("/by/4.0/")
    assert found["temporalCoverage"] == "1949-04-04/2026-11-22"
    for row in found["distribution"]:
        answer = real.head(row["contentUrl"].replace("https://w3id.org/pfpgraph/", "/"))
        assert answer.mimetype == row["encodingFormat"]


def test_the_front_is_data_too(client):
    """RDF for the front is the description of the dataset."""
    answer = client.get("/", headers={"Accept": "text/turtle"})
    assert answer.data == client.get("/dataset", headers={"Accept": "text/turtle"}).data
    assert client.get("/", headers={"Accept": "*/*"}).mimetype == "text/html"


def test_the_numbers_are_data(client):
    """As CSV the front page is its numbers, with the names of the kinds in either language."""
    rows = client.get("/?format=csv&lang=fr").text.splitlines()
    assert rows[0] == "kind,label,count" and "country,pays,3" in rows
    assert client.get("/", headers={"Accept": "text/csv"}).content_type.startswith("text/csv")
