"""Views: a page that is also data, and the query behind it."""

import csv
import html
import io
import json
import re
from dataclasses import replace
from datetime import date

import pytest
from pyoxigraph import Literal, NamedNode

from pfpgraph.formats import RDF_FORMATS, RESULT_FORMATS
from pfpgraph.iris import PUBLIC_BASE
from pfpgraph.query import query_files
from pfpgraph.web.pages import views
from pfpgraph.web.reader import Address
from pfpgraph.web.request import current_reader

DAY = Literal("1996-01-01", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date"))


@pytest.fixture
def partners(small_reader):
    """A view whose first column names participations."""
    return views.View(
        small_reader,
        "/partners",
        "PREFIX pfp: <https://w3id.org/pfpgraph/ontology#>\n"
        "# Which?\nSELECT DISTINCT ?record { ?record a pfp:Participation } "
        "ORDER BY ?record LIMIT 3",
    )


def test_results_are_the_query_s_own(partners):
    """CSV and JSON are the answer of the query behind the page."""
    table, document = (
        partners.data(next(f for f in RESULT_FORMATS if f.name == name)) for name in ("csv", "json")
    )
    assert len(table.splitlines()) == 4
    assert len(json.loads(document)["results"]["bindings"]) == 3


def test_things_have_their_labels_beside_them(real):
    """In CSV a column of things is followed by one of their labels, in the reader's language,
    unless the query gives them itself."""
    rows = list(csv.DictReader(io.StringIO(real.get("/sources?format=csv").text)))
    assert "source_label" in rows[0] and "title_label" not in rows[0]
    rows = list(csv.DictReader(io.StringIO(real.get("/map?format=csv&lang=fr").text)))
    latvia = next(row for row in rows if row["country"].endswith("/latvia"))
    assert latvia["country_label"] == "Lettonie" and latvia["of_label"].startswith("OTAN")
    head = real.get("/questions/longest-participations.csv").text.splitlines()[0]
    assert "countryLabel" in head and "country_label" not in head


def test_statements_are_those_of_the_things_shown(partners):
    """Turtle lists the things of the first column and says what is stated of each."""
    turtle = partners.data(RDF_FORMATS[0]).decode()
    assert turtle.count("pfp:Participation ") == 3 and "rdfs:member" in turtle


def test_a_day_is_filled_in_as_a_term():
    """A filled query has its terms as SPARQL writes them, and lacks none."""
    with pytest.raises(KeyError, match="day"):
        query_files.filled("labels", PUBLIC_BASE, day=DAY)


def test_links_keep_the_day(small_app, small_reader):
    """A link keeps the day and the language, unless it names another day; what is no day is none,
    though its page is refused."""
    address = Address(arguments={"on": "1996-01-01", "lang": "fr"})
    reader = replace(small_reader, language="fr", asked=date(1996, 1, 1), address=address)
    assert reader.here("/map") == "/map?on=1996-01-01&lang=fr"
    assert reader.here("/map", "2001-01-01") == "/map?on=2001-01-01&lang=fr"
    assert reader.here("/map", "") == "/map?lang=fr"
    with small_app.test_request_context("/?on=soon"):
        assert current_reader().here("/map") == "/map"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/search?q=latvia",
        "/map",
        "/timeline",
        "/sources",
        "/disagreements",
        "/questions",
        "/doc/country/latvia",
        "/doc/person/vahan-papazyan",
        "/doc/event/summit-madrid-1997",
        "/doc/signature/armenia-pfp-framework-document",
        "/doc/disagreement/malta-participation-end",
    ],
)
def test_a_page_shows_the_queries_behind_it(real, store, path):
    """Each is one that can be run as it stands, and leads to the editor."""
    page = real.get(path, headers={"Accept": "text/html"}).text
    behind = page.partition('<details class="behind">')[2].partition("</details>")[0]
    found = [
        html.unescape(text) for text in re.findall("<pre.*?><code>(.*?)</code>", behind, re.DOTALL)
    ]
    assert found and behind.count("/sparql?query=") == len(found)
    for text in found:
        assert "$" not in text
        store.rows(text)


def test_a_thing_s_queries_find_what_its_page_shows(real, store):
    """Of a person: the name that is stated, and the signatures that refer to him."""
    page = real.get("/doc/person/vahan-papazyan", headers={"Accept": "text/html"}).text
    texts = re.findall("<pre tabindex=.0.><code>(.*?)</code>", page, re.DOTALL)
    found = [row for text in texts for row in store.rows(html.unescape(text))]
    assert any(row.get("value") == Literal("Vahan Papazyan") for row in found)
    assert any("signature/armenia" in str(row.get("subject")) for row in found)
