"""The timeline: rows of bars, narrowed and as data."""

import csv
import io
import re
from xml.dom.minidom import parseString

import pytest


def page(real, path: str) -> str:
    """The text of a page."""
    answer = real.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    return answer.text


def drawn(text: str):
    """The timeline of a page, parsed."""
    return parseString(re.search(r'<table class="timeline">.*?</table>', text, re.DOTALL)[0])


def countries(text: str) -> list[str]:
    """The slugs of the rows of countries."""
    heads = drawn(text).getElementsByTagName("th")[2:]
    links = [head.getElementsByTagName("a")[0].getAttribute("href") for head in heads]
    paths = (link.partition("?")[0] for link in links)
    return [path.rpartition("/")[2] for path in paths if path.startswith("/doc/country/")]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?from=1990&to=2000",
        "?framework=mediterranean-dialogue",
        "?from=1949&to=1960&framework=nato&on=1952-02-18",
    ],
)
def test_the_page_shows_what_the_query_answers(real, query):
    """Every record of the query behind the page is a bar that leads to it, and none besides."""
    data = real.get(f"/timeline{query}{'&' if query else '?'}format=csv").text
    asked = {row["record"].partition("/id/")[2] for row in csv.DictReader(io.StringIO(data))}
    found = {
        link.getAttribute("href").partition("?")[0].removeprefix("/doc/")
        for link in drawn(page(real, f"/timeline{query}")).getElementsByTagName("a")
    }
    kinds = ("participation/", "membership/", "suspension/")
    assert {path for path in found if path.startswith(kinds)} == asked


def test_rows_stand_in_the_order_of_their_first_day(real):
    """Belgium comes before Greece, Greece before Latvia; by name it is another order."""
    rows = countries(page(real, "/timeline?lang=en"))
    assert rows.index("belgium") < rows.index("greece") < rows.index("latvia")
    named = countries(page(real, "/timeline?lang=en&sort=name"))
    assert named[0] == "afghanistan" and sorted(rows) == sorted(named)


def test_the_nineties_lack_what_came_later(real):
    """A decade has the countries that were something in it."""
    rows = countries(page(real, "/timeline?from=1990&to=2000"))
    assert "latvia" in rows and "japan" not in rows


@pytest.mark.parametrize(
    "query",
    ["from=soon", "from=2000&to=1990", "to=3000", "from=١٩٩٠", "framework=eu", "on=yesterday"],
)
def test_what_cannot_be_is_refused(real, query):
    """A year, framework or day that is none is told, in every format."""
    for accept in ("text/html", "text/csv"):
        answer = real.get(f"/timeline?{query}", headers={"Accept": accept})
        assert answer.status_code == 400


def test_narrowing_keeps_the_rest(real):
    """A link to a decade keeps framework, day and language."""
    text = page(real, "/timeline?framework=nato&on=2014-07-11&lang=fr")
    wanted = "/timeline?from=1990&amp;to=2000&amp;framework=nato&amp;on=2014-07-11&amp;lang=fr"
    assert wanted in text


def test_signatures_and_summits_are_marks(real):
    """A country that signed has a sign on that day, and each summit too."""
    document = drawn(page(real, "/timeline?lang=en"))
    marks = [a for a in document.getElementsByTagName("a") if "mark" in a.getAttribute("class")]
    titles = {mark.getElementsByTagName("title")[0].firstChild.data for mark in marks}
    assert "Framework Document signed, 5 October 1994" in titles
    assert "Madrid summit 1997, 8 July 1997" in titles


def test_operations_have_a_row(real):
    """Bars that link to them, unless one framework is chosen."""
    text = page(real, "/timeline?lang=en")
    assert 'href="/doc/operation/kfor' in text and "KFOR" in text
    assert "/doc/operation/kfor" not in page(real, "/timeline?framework=nato&lang=en")
