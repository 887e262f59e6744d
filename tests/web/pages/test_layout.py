"""The frame of every page: head, menu, the day, the foot, and where errors are reported."""

import re

import pytest

from pfpgraph.problems import Problem
from pfpgraph.query.store import EmbeddedStore
from pfpgraph.settings import Settings
from pfpgraph.web import create_app
from pfpgraph.web.pages.layout import report_to

PAGE = {"Accept": "text/html"}
BASE = "https://w3id.org/pfpgraph/"


def links(page: str, rel: str) -> dict[str, str]:
    """The addresses of a page's links of one relation, by language."""
    found = re.findall(rf'<link rel="{rel}"(?: hreflang="([^"]+)")? href="([^"]+)">', page)
    return {language: address.replace("&amp;", "&") for language, address in found}


@pytest.mark.parametrize(
    ("path", "canonical"),
    [
        ("/", ""),
        ("/?on=1996-01-01", ""),
        ("/?on=1996-01-01&lang=fr", "?lang=fr"),
        ("/doc/country/armenia.html", "doc/country/armenia"),
        ("/doc/country/?sort=iso3&page=1", "doc/country/?page=1"),
    ],
)
def test_a_page_has_one_canonical_address(client, path, canonical):
    """Day, order and suffix do not make another page; language and part do."""
    page = client.get(path, headers=PAGE).text
    assert links(page, "canonical") == {"": BASE + canonical}
    assert page.count('rel="canonical"') == 1


@pytest.mark.parametrize(
    ("path", "canonical"),
    [
        ("/map?layer=operations&on=2000-01-01", "map?layer=operations"),
        ("/map?layer=operations&operation=kfor&lang=fr", "map?operation=kfor&lang=fr"),
        ("/map?layer=&on=2000-01-01", "map"),
        (
            "/questions/what-a-country-belonged-to-on-a-day?country=malta&day=1996-01-01",
            "questions/what-a-country-belonged-to-on-a-day?country=malta&day=1996-01-01",
        ),
        (
            "/questions/contributors-to-an-operation?operation=kfor",
            "questions/contributors-to-an-operation",
        ),
    ],
)
def test_what_shows_another_thing_has_its_own_canonical_address(real, path, canonical):
    """Another layer of the map, another value of a question."""
    answer = real.get(path, headers=PAGE)
    assert links(answer.text, "canonical") == {"": BASE + canonical}
    plain = canonical.removesuffix("&lang=fr")
    assert f'<{BASE}{plain}>; rel="canonical"' in answer.headers["Link"]


def test_a_page_names_its_languages(client):
    """English, French, and the address that chooses by Accept-Language."""
    assert links(client.get("/doc/country/", headers=PAGE).text, "alternate") == {
        "en": f"{BASE}doc/country/?lang=en",
        "fr": f"{BASE}doc/country/?lang=fr",
        "x-default": f"{BASE}doc/country/",
    }


def test_the_head_describes_the_page(client):
    """Title and description, for results of a search and for previews."""
    page = client.get("/doc/country/armenia.html").text
    title = re.search("<title>(.*?) · pfpgraph</title>", page)[1]
    assert title.startswith("Armenia")
    assert f'<meta property="og:title" content="{title}">' in page
    assert page.count('<meta name="description"') == 1


def test_the_menu_marks_where_the_reader_is(client):
    """The page itself, or what it is beneath."""
    page = client.get("/doc/country/", headers=PAGE).text
    assert '<a href="/doc/country/" aria-current="page">' in page
    page = client.get("/doc/country/armenia.html").text
    assert '<a href="/doc/country/" aria-current="true">' in page


def test_a_day_beyond_the_data_is_told(real):
    """What is shown of the future is what was planned; the page says so, and is no past."""
    page = real.get("/map?on=2030-01-01&lang=en", headers=PAGE).text
    assert "As of 1 January 2030." in page and "shows the past" not in page
    assert "lies beyond the data, which end on 22 November 2026" in page


def test_the_past_is_told_with_a_way_back(client):
    """A banner, the title, and the day in the form; all else asked for stays."""
    page = client.get("/doc/country/?on=1996-01-01&sort=iso3&lang=en", headers=PAGE).text
    assert "As of 1 January 1996." in page and "(1 January 1996) · pfpgraph</title>" in page
    assert '<a href="/doc/country/?sort=iso3&amp;lang=en">Back to 22 November 2026</a>' in page
    form = page.split('<form class="day"')[1].split("</form>")[0]
    assert 'value="1996-01-01"' in form and 'name="sort" value="iso3"' in form
    assert form.count('name="on"') == 1


def test_the_present_has_no_banner(client):
    """Not without a day, and not on the day of the data."""
    for path in ("/doc/country/", "/doc/country/?on=2026-11-22"):
        assert 'class="banner"' not in client.get(path, headers=PAGE).text


def test_the_foot_says_what_this_is_not(client):
    """No publication of NATO; the day of the data; the version."""
    foot = client.get("/").text.split("<footer")[1]
    assert "Not a publication of NATO" in foot
    assert "Data as of 22 November 2026" in foot and "Version 0.2.0" in foot
    assert "Données au 22 novembre 2026" in client.get("/?lang=fr").text.split("<footer")[1]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("", ""),
        ("mailto:a@b.example", "mailto:a@b.example?subject=http%3A%2F%2Fx%2F%C3%A9%23"),
        ("https://b.example/new?k=1", "https://b.example/new?k=1&iri=http%3A%2F%2Fx%2F%C3%A9%23"),
        ("https://b.example/?t={iri}", "https://b.example/?t=http%3A%2F%2Fx%2F%C3%A9%23"),
    ],
)
def test_errors_are_reported_where_the_setting_says(small_release, address, expected):
    """The IRI is filled in; without an address nothing is shown."""
    assert report_to("http://x/é#", address) == expected
    app = create_app(Settings(report_address=address), EmbeddedStore(small_release), small_release)
    page = app.test_client().get("/problems", headers=PAGE).text
    assert ("Report an error" in page) == bool(address)


def test_an_address_for_reports_has_a_scheme():
    """A bare address would be a link to nowhere, a script one to harm."""
    for address in ("a@b.example", "javascript:alert(1)"):
        with pytest.raises(Problem, match="REPORT_ADDRESS"):
            Settings(report_address=address)


def test_the_files_of_a_page_may_be_kept_for_long(client):
    """Styles, scripts and images change their address with the program."""
    page = client.get("/").text
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert len(files) >= 5
    for address in files:
        answer = client.get(address)
        assert answer.status_code == 200 and "max-age=31536000" in answer.headers["Cache-Control"]
        assert "?v=" in address
