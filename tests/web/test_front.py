"""The front page: numbers that lead to lists, questions answered from the graph."""

import re

from clients import BROWSER
from rdflib import Graph


def test_the_numbers_lead_to_their_lists(client):
    """Each number is the length of the list that it links to."""
    page = client.get("/", headers={"Accept": BROWSER}).text
    numbers = re.findall(r'<a href="/doc/(\w+)/"><b>(\d+)</b>', page)
    assert dict(numbers)["country"] == "3"
    for kind, number in numbers:
        rows = client.get(f"/doc/{kind}/?format=csv").text.splitlines()
        assert len(rows) - 1 == int(number), kind


def test_the_questions_are_answered_from_the_graph(client):
    """Who took part on a day, who signed first, on what sources disagree."""
    page = client.get("/").text
    cards = page.split("<article>")[1:]
    assert len(cards) == 3
    assert "11 July 2014" in cards[0] and "One country." in cards[0] and "Armenia" in cards[0]
    assert "Malta" not in cards[0]
    assert "5 October 1994" in cards[1]
    assert "2 claims" in cards[2]


def test_the_foot_says_what_this_is_not(client):
    """No publication of NATO; the day of the data; the version."""
    foot = client.get("/").text.split("<footer")[1]
    assert "Not a publication of NATO" in foot
    assert "Data as of 22 November 2026" in foot and "Version 0.1.0" in foot
    french = client.get("/?lang=fr").text.split("<footer")[1]
    assert "Données au 22 novembre 2026" in french


def test_the_front_is_data_too(client):
    """RDF for the front is the description of the dataset."""
    answer = client.get("/", headers={"Accept": "text/turtle"})
    assert len(Graph().parse(data=answer.data, format="turtle")) == 2
    assert client.get("/", headers={"Accept": "*/*"}).mimetype == "text/html"


def test_robots_may_read_documents(client):
    """Queries are left alone, documents are not."""
    text = client.get("/robots.txt").text
    assert "Disallow: /sparql?" in text and "Disallow: /doc" not in text
