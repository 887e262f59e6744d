"""The table of routes agrees with what is registered, with the words and with docs/addresses.md."""

import re

import pytest

from pfpgraph.formats import HTML
from pfpgraph.http.cache_headers import FRESH
from pfpgraph.i18n.words import has_word
from pfpgraph.resources import ROOT
from pfpgraph.web import addresses, route_table
from pfpgraph.web.route_table import BY_PATH, BY_RULE, MENU, ROUTES

STATIC = "/static/<path:filename>"  # Flask's own
METRICS = "/metrics"  # of the processes, not of the application
# An address in the first column of a table; what stands behind a question mark is an example.
PATH = re.compile(r"`(/[^`?]*)[^`]*`")
ROWS = re.findall(r"^\| (`/.*?) \|", (ROOT / "docs/addresses.md").read_text("utf-8"), re.MULTILINE)
DOCUMENTED = {path for row in ROWS for path in PATH.findall(row)} - {METRICS}


def test_every_route_has_one_row(small_app):
    """Nothing is registered that the table does not know, and nothing in it is not registered."""
    rules = [rule.rule for rule in small_app.url_map.iter_rules() if rule.rule != STATIC]
    assert sorted(rules) == sorted(BY_RULE)
    assert len(BY_PATH) == len(ROUTES)


def test_a_path_that_is_not_in_the_table_cannot_be_registered():
    """Whoever adds one writes its row first."""
    with pytest.raises(KeyError):
        addresses.route(None, "/nowhere")


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_a_row_is_whole(route):
    """What has a place in menu, ways or the map of the site is a page with a title in words."""
    keys = [route.title, route.way, *(title for _, title in route.beneath)]
    assert [key for key in keys if key and not has_word(key)] == []
    assert not route.menu or route.menu in MENU
    assert not (route.menu or route.way) or route.title or route.beneath
    assert not route.in_sitemap or (HTML in route.offers and route.title)
    assert route.default is None or route.default in route.offers
    assert len(set(route.offers)) == len(route.offers)


def test_the_menu_has_what_the_table_says():
    """Each entry leads to a route."""
    entries = [entry for group in route_table.menu() for entry in group]
    assert len(entries) == 10
    assert all(route_table.find(path) for path, _ in entries)


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("/", "/"),
        ("/map.csv", "/map"),
        ("/doc/country/", "/doc/<kind>/"),
        ("/doc/country.ttl", "/doc/<kind>/"),
        ("/doc/country/latvia.ttl", "/doc/<kind>/<name>"),
        ("/ontology/0.1.0/time", "/ontology/<path:name>"),
        ("/nothing", None),
    ],
)
def test_a_path_finds_its_row(path, rule):
    """With a suffix too."""
    found = route_table.find(path)
    assert (found and found.path) == rule


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_an_answer_lasts_as_the_table_says(route, real):
    """Cache-Control is that of the row."""
    samples = {"<kind>": "country", "<name>": "latvia", "<slug>": "latvia"}
    path = re.sub("<[^>]+>", lambda part: samples.get(part[0], ""), route.path)
    answer = real.get(path)
    if answer.status_code == 200:
        assert answer.headers["Cache-Control"] == route.lifetime
    assert route.lifetime == FRESH or answer.status_code == 200


def test_the_document_of_addresses_names_every_route():
    """All that the table has are in it, and each address in it leads to one of them."""
    found = {path: route_table.find(path) for path in DOCUMENTED}
    assert [path for path in sorted(found) if not found[path]] == []
    named = {route.path for route in found.values()}
    assert [route.path for route in ROUTES if route.path not in named] == []
