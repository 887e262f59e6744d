"""A third language is a file of words and labels in Turtle: what it lacks falls back to English,
string by string, and says so."""

import json
import re
import shutil

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from pfpgraph.i18n import catalogues, dates
from pfpgraph.i18n.words import languages, plural, territory, word
from pfpgraph.kinds import KINDS
from pfpgraph.query.store import EmbeddedStore
from pfpgraph.resources import ROOT
from pfpgraph.settings import Settings
from pfpgraph.web import create_app
from tests.support import small

LABELS = """
PREFIX country: <https://w3id.org/pfpgraph/id/country/>
PREFIX pfp: <https://w3id.org/pfpgraph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
country:armenia rdfs:label "Armenien"@de .
pfp:iso3 rdfs:label "ISO-Code"@de .
"""
HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def german(tmp_path_factory):
    """A client of the small graph with two labels in German, where there are words in German."""
    folder = tmp_path_factory.mktemp("locales")
    shutil.copytree(catalogues.LOCALES, folder, dirs_exist_ok=True)
    shutil.copytree(ROOT / "tests/i18n/locales", folder, dirs_exist_ok=True)
    quads, graph = small.small_quads, NamedNode("https://w3id.org/pfpgraph/graph/data/countries")
    labels = [Quad(*quad.triple, graph) for quad in parse(LABELS, format=RdfFormat.TURTLE)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogues, "LOCALES", folder)
        patch.setattr(small, "small_quads", lambda base: [*quads(base), *labels])
        catalogues.catalogues.cache_clear()
        release = small.write_release(tmp_path_factory.mktemp("german"))
        yield create_app(Settings(), EmbeddedStore(release), release).test_client()
    catalogues.catalogues.cache_clear()


def page(client, path):
    """A page in German."""
    answer = client.get(path, headers={**HTML, "Accept-Language": "de-AT,de;q=0.9,en;q=0.5"})
    assert answer.headers["Content-Language"] == "de" and "Accept-Language" in answer.vary
    return answer.text


@pytest.mark.usefixtures("german")
def test_a_file_of_words_makes_a_language():
    """Its words, its plural, its conventions; English where it has none, is in doubt or stale."""
    assert languages() == ("en", "de", "fr") and territory("de") == "de_DE"
    assert (word("home", "de"), word("names", "de"), word("menu", "de")) == (
        "Startseite",
        "Names",
        "Main",
    )
    assert [plural("claim", n, "de") for n in (0, 1, 2)] == [
        "0 Aussagen",
        "1 Aussage",
        "2 Aussagen",
    ]
    assert plural("rows", 1, "de") == "1 row"
    assert dates.in_words(dates.Bound("1994-10-01"), "de") == "1. Oktober 1994"
    days = dates.Bound("1994-10-01"), dates.Bound("1994-10-05")
    assert dates.period(*days, "de") == "1.–5. Oktober 1994"


def test_a_page_is_in_it_as_far_as_it_goes(german):
    """Words and labels in German; a label that is not there is in English and says so."""
    html = page(german, "/doc/country/armenia")
    assert '<html lang="de">' in html and "Stand der Daten: 22. November 2026" in html
    assert re.search(r"<h1[^>]*>(<bdi>)?Armenien<", html) and "ISO-Code" in html
    assert '<meta property="og:locale" content="de_DE">' in html
    malta = page(german, "/doc/country/malta")
    assert '<bdi lang="en">Malta</bdi>' in malta
    listed = page(german, "/doc/country/")
    assert "<h1>Länder</h1>" in listed and "3 insgesamt" in listed
    assert '<bdi lang="en">Malta</bdi>' in listed and "Armenien" in listed


def test_words_that_are_in_english_say_so(german):
    """Where they are content; in an attribute or a title there is no place to say it."""
    html = page(german, "/doc/country/armenia")
    assert '<h2 id="facts">Angaben</h2>' in html
    assert '<a href="/problems"><span lang="en">Problems</span></a>' in html
    assert 'aria-label="Main"' in html and not re.search(r'="[^"<>]*&lt;span|="[^"]*<span', html)
    english = german.get("/doc/country/armenia?lang=en", headers=HTML).text
    assert '<span lang="en">' not in english and "&lt;span" not in english


def test_the_head_and_the_switch_offer_every_language(german):
    """Each other one by its own name, and its address to search engines."""
    html = page(german, "/doc/country/")
    for tag, name in (("en", "English"), ("fr", "Français")):
        assert re.search(rf'<a href="[^"]*lang={tag}" lang="{tag}" hreflang="{tag}">{name}<', html)
    assert {*re.findall(r'rel="alternate" hreflang="([^"]+)"', html)} == {
        *languages(),
        "x-default",
    }
    assert ">Deutsch</a>" in german.get("/doc/country/?lang=fr", headers=HTML).text
    assert 'href="/map?lang=de"' in german.get("/?lang=de", headers=HTML).text


def test_a_problem_is_told_in_it(german):
    """Its title and sentence; what has no words yet, in English."""
    answer = german.get("/nothing", headers={"Accept-Language": "de"})
    told = json.loads(answer.data)
    assert told["title"] == "Nicht gefunden"
    assert told["detail"] == "Unter dieser Adresse gibt es nichts."
    other = json.loads(german.get("/doc/country/?page=x&lang=de").data)
    assert other["title"] == "Bad request" and other["detail"].startswith("page must be")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/map",
        "/timeline",
        "/sources",
        "/disagreements",
        "/questions",
        "/sparql",
        "/search?q=malta",
        "/graph",
        "/ontology",
        "/shapes",
        "/problems",
        "/download",
        *(f"/doc/{kind}/" for kind in KINDS),
    ],
)
def test_every_page_is_there_in_it(german, path):
    """No page needs a word, label or name that only two languages have."""
    answer = german.get(path, headers={**HTML, "Accept-Language": "de"})
    assert answer.status_code == 200 and '<html lang="de">' in answer.text
    assert not re.search(r"&lt;span|<title>[^<]*<span|<option[^>]*><span", answer.text)


@pytest.mark.parametrize("path", ["/map", "/timeline"])
def test_the_rows_of_a_view_are_there_in_it(german, path):
    """A query by language has as many rows as in English."""
    rows = [german.get(f"{path}?lang={tag}&format=csv").text.count("\n") for tag in ("en", "de")]
    assert rows[0] == rows[1] > 1
