"""Pages are functions of a reader: they are made where there is no request."""

import csv
import io
import re
from dataclasses import replace
from datetime import date

import flask
import pytest

from pfpgraph.formats import CSV, HTML, MARKDOWN, TURTLE
from pfpgraph.iris import PUBLIC_BASE
from pfpgraph.kinds import KINDS
from pfpgraph.web.pages import front, search, world_map
from pfpgraph.web.pages.lists import page as list_page
from pfpgraph.web.pages.thing import document

ARMENIA = f"{PUBLIC_BASE}id/country/armenia"
TITLE = re.compile("<title>(.*?)</title>", re.DOTALL)


@pytest.fixture(autouse=True)
def no_request():
    """There is neither a request nor an application in the air."""
    assert not flask.has_request_context() and not flask.has_app_context()


def test_a_thing_as_a_page(small_reader, client):
    """The same page as over HTTP, but for where it stands."""
    page = document.write(ARMENIA, HTML, small_reader)
    assert TITLE.search(page)[1].startswith("Armenia")
    served = client.get("/doc/country/armenia.html").text
    assert page.count("<li>") == served.count("<li>") > 10


def test_a_thing_as_markdown_is_what_is_served(small_reader, client):
    """Byte for byte, in both languages and on a day: the links in it are whole."""
    for language in ("en", "fr"):
        reader = replace(small_reader, language=language, asked=date(1995, 1, 1))
        query = f"?lang={language}&on=1995-01-01"
        served = client.get(f"/doc/country/armenia.md{query}").text
        assert document.write(ARMENIA, MARKDOWN, reader) == served
    assert served.startswith("# Arménie")


def test_a_thing_as_turtle_is_what_is_served(small_reader, client):
    """What is stated needs no reader at all but the snapshot."""
    served = client.get("/doc/country/armenia.ttl").data
    assert document.write(ARMENIA, TURTLE, small_reader) == served


def test_a_list_as_csv_is_what_is_served(small_reader, client):
    """With the labels of the reader's language, narrowed and in an order."""
    reader = small_reader.speaking("fr")
    text = list_page.write(KINDS["country"], CSV, reader, {"sort": "-iso3"}, 1)
    assert text == client.get("/doc/country.csv?lang=fr&sort=-iso3").text
    labels = [row["label"] for row in csv.DictReader(io.StringIO(text))]
    assert len(labels) == 3 and "Arménie" in labels


def test_other_pages(small_reader):
    """The front page, the map and a search, on a day and in another language."""
    reader = replace(small_reader, language="fr", asked=date(1995, 1, 1))
    for page in (
        front.page(reader),
        world_map.page(world_map.view(reader)),
        search.page("armenia", "", reader),
    ):
        assert '<html lang="fr">' in page and "on=1995-01-01" in page
