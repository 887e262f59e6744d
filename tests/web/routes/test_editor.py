"""The editor's page: the query is never lost, the answer is shown, a fault has its place."""

import json
import re
from html import unescape

import pytest

from pfpgraph.formats import HTML
from pfpgraph.http import short_codes
from pfpgraph.resources import ROOT
from pfpgraph.web.pages.results.examples import GROUPS

PAGE = {"Accept": HTML.media_type}
PFP = "PREFIX pfp: <https://w3id.org/pfpgraph/ontology#>\n"


def shown(client, query: str, **parameters) -> str:
    """The page that answers a query."""
    return client.get("/sparql", query_string={"query": query, **parameters}, headers=PAGE).text


def field(page: str) -> str:
    """The query in the text field of a page."""
    return unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)[1])


def test_the_page_works_without_a_script(real):
    """It is a form with an example in it, and every question is a link."""
    page = real.get("/sparql", headers=PAGE).text

    assert 'action="/sparql" method="get"' in page and "SELECT" in field(page)
    assert page.count('href="/q/') == len([*(ROOT / "data/questions").glob("*.rq")]) > 100
    assert page.count('<details name="questions">') == len(GROUPS)


def test_the_page_needs_nothing_that_the_policy_forbids(real):
    """No script or style stands in it, no handler, and nothing comes from elsewhere."""
    answer = real.get("/q/who-signed-for-latvia", headers=PAGE)
    loaded = re.findall(
        r'<(?:script|link rel="stylesheet"|img)[^>]*(?:src|href)="([^"]+)', answer.text
    )

    assert len(loaded) >= 4 and all(address.startswith("/static/") for address in loaded)
    assert not re.search(r"<script>|<style| style=| on\w+=", answer.text)
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    for address in loaded:
        assert real.get(address).status_code == 200


def test_the_editor_asks_nobody_but_us(real):
    """YASGUI's own look-ups are not among the completers, and its prefixes are ours."""
    script = real.get("/static/editor.js").text

    assert 'Yasqe.defaults.autocompleters = ["our-prefixes", "our-terms", "variables"]' in script
    assert "prefixCcApi: null" in script and "http" not in script.replace("https://w3id", "")


def test_terms_of_the_editor(real):
    """It completes prefixes, classes, properties and things, labelled for the reader."""
    answer = real.get("/editor/terms.json?lang=fr")
    terms = json.loads(answer.data)

    assert terms["prefixes"]["pfp"] == "https://w3id.org/pfpgraph/ontology#"
    assert "pfp:HistoricalState" in dict(terms["classes"])
    assert {"rdfs:label", "pfp:holdsFrom", "org:member"} <= dict(terms["properties"]).keys()
    assert ["country:latvia", "Lettonie"] in terms["things"]
    assert answer.headers["Cache-Control"].startswith("public") and answer.get_etag()[0]


@pytest.mark.parametrize("form", ["get", "post"])
def test_query_and_answer_stand_on_one_page(client, form: str):
    """Whichever way the form is sent, with the line ends that browsers send."""
    query = "SELECT ('<b>' AS ?x)\r\n{}"
    sent = {"query": query, "format": "html"}
    answer = (
        client.get("/sparql", query_string=sent)
        if form == "get"
        else client.post("/sparql", data=sent)
    )

    assert field(answer.text) == "SELECT ('<b>' AS ?x)\n{}"
    assert "&lt;b&gt;" in answer.text.split("<tbody>")[1]
    assert "<b>" not in answer.text.split("<main")[1]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("ASK {}", "yes"),
        ("SELECT ?x { FILTER (false) }", "No row fits the query."),
        ("CONSTRUCT { <http://x/s> <http://x/p> 1 } WHERE {}", "&lt;http://x/s&gt;"),
    ],
)
def test_every_form_of_query_has_its_answer(client, query: str, words: str):
    """A yes, nothing, and a graph are answers too."""
    assert words in shown(client, query)


def test_long_answers_are_cut_and_say_so(client):
    """The page shows the first thousand rows; the count and the files are of all."""
    digits = "VALUES ?{} {{ 0 1 2 3 4 5 6 7 8 9 }}"
    body = " ".join(digits.format(name) for name in "abcd")
    page = shown(client, f"SELECT ?a ?b ?c ?d {{ {body} FILTER (?a < 2) }}")

    assert page.count("<tr>") == 1001
    assert "The first 1,000 of 2,000 rows" in page


def test_very_long_answers_are_read_no_further_than_shown(client):
    """Rows beyond are not counted either; statements are."""
    every = "?s ?p ?o . ?a ?b ?c"
    page = shown(client, f"SELECT * {{ {every} }} LIMIT 9000")
    assert page.count("<tr>") == 1001
    assert "The first 1,000 rows of many" in page

    page = shown(client, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert re.search(r"The first 1,000 of \d+,\d{3} statements", page)


def test_a_row_that_is_too_long_is_left_out(client):
    """What is cut within it is not shown as if it were whole."""
    digits = " ".join(f"VALUES ?{name} {{ 0 1 2 3 4 5 6 7 8 9 }}" for name in "abc")
    text = "CONCAT(" + ",".join('"0123456789"' for _ in range(400)) + ")"
    page = shown(client, f"SELECT ?long {{ {digits} BIND({text} AS ?long) }}")

    rows = page.count("<tr>") - 1
    assert 0 < rows < 1000 and f"The first {rows} rows" in page
    assert page.count(">" + "0123456789" * 400 + "<") == rows


def test_an_answer_can_be_taken_along(client):
    """Its link, its files and the programs name the same query."""
    query = "SELECT (1 AS ?x) {}"
    page, code = shown(client, query), short_codes.pack("SELECT (1 AS ?x) {}")

    assert f'href="http://localhost/q/{code}"' in page
    for name in ("json", "xml", "csv", "tsv"):
        assert f'href="/q/{code}.{name}"' in page
    assert page.count(query) == 4  # in the field and in three programs
    assert field(client.get(f"/q/{code}", headers=PAGE).text) == query


def test_a_question_is_linked_by_its_name(real):
    """The page of a question's query has the short link that a reader can read."""
    text = field(real.get("/q/founding-allies", headers=PAGE).text)

    assert 'href="http://localhost/q/founding-allies"' in shown(real, text)


def test_a_fault_is_shown_with_the_query_and_its_place(client):
    """A browser gets the editor again, with where the fault is and what to do."""
    query = "SELECT *\nWHERE { ?s ?p }"
    for address in (
        f"/q/{short_codes.pack(query)}",
        "/sparql?query=SELECT%20*%0AWHERE%20{%20?s%20?p%20}",
    ):
        answer = client.get(address, headers=PAGE)
        assert answer.status_code == 400
        assert field(answer.text) == query
        assert re.search(r'data-line="2" data-column="\d+"', answer.text)
        assert "The place is marked" in answer.text


@pytest.mark.parametrize(
    ("query", "status"),
    [("CLEAR ALL", 403), ("SELECT * { SERVICE <http://x/> { ?s ?p ?o } }", 403)],
)
def test_a_refusal_keeps_the_query(client, query: str, status: int):
    """What is not allowed here can be changed and asked again."""
    answer = client.get("/sparql", query_string={"query": query}, headers=PAGE)

    assert (answer.status_code, field(answer.text)) == (status, query)


def test_other_clients_get_problems_as_before(client):
    """The editor is for browsers alone."""
    answer = client.get(f"/q/{short_codes.pack('SELECT')}")

    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")


@pytest.mark.parametrize(
    ("question", "view", "drawn"),
    [
        ("partners-at-the-end-of-each-year", "chart", "<svg"),
        ("longest-participations", "timeline", 'class="timeline"'),
        ("allies-outside-the-eu", "map", '#USA"'),
    ],
)
def test_answers_are_drawn_where_their_columns_allow_it(real, question: str, view: str, drawn: str):
    """The view is a link, and the picture stands where the table stood."""
    table = real.get(f"/q/{question}", headers=PAGE).text
    picture = real.get(f"/q/{question}?view={view}", headers=PAGE).text

    assert f"?view={view}" in table and drawn not in table
    assert drawn in picture


def test_a_picture_of_an_answer_claims_no_status(real):
    """Allies outside the Union are marked as found, not as partners."""
    page = real.get("/q/allies-outside-the-eu?view=map", headers=PAGE).text

    assert 'aria-label="In the answer"' in page
    assert not re.search(r'class="(ally|partner|other)"', page)


def test_points_are_drawn_where_there_are_coordinates(client):
    """Latitudes and longitudes make a map; those that are not on Earth are left out."""
    rows = '("Here" 50.9 4.4) ("Nowhere" 950.0 4.4)'
    page = shown(client, f"SELECT * {{ VALUES (?name ?lat ?long) {{ {rows} }} }}", view="map")

    assert "Here" in page and page.count("<circle") == 1


@pytest.mark.parametrize(
    "rows",
    [
        '("2001-01-01"^^xsd:date 1)',  # one day is no course of time
        '("2001-01-01"^^xsd:date 1) ("2000-01-01"^^xsd:date 2) ("2002-01-01"^^xsd:date 3)',
        '("2001-01-01"^^xsd:date "NaN"^^xsd:double) ("x" 2) ("2002-01-01"^^xsd:date 3)',
        "(1 2) (3 4) (5 6)",
    ],
)
def test_what_is_no_course_of_time_is_no_chart(client, rows: str):
    """A chart is offered only for numbers on days that rise."""
    prefix = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"

    assert "view=chart" not in shown(client, f"{prefix}SELECT * {{ VALUES (?t ?n) {{ {rows} }} }}")


def test_an_unknown_view_is_the_table(client):
    """Whatever stands in ?view=, there is an answer."""
    page = shown(client, "SELECT (1 AS ?x) {}", view="<script>")

    assert "<tbody>" in page and "<script>" not in page
