"""The sources: their list, and their reading view."""

import csv
import io
import re

from tests.support.clients import BROWSER


def page(real, path):
    """The text of a page."""
    answer = real.get(path, headers={"Accept": BROWSER})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_the_list_leads_with_primary_sources(real):
    """They come first, those that carry most before others; so in the data."""
    kinds = [
        kind
        for number in (1, 2, 3, 4)
        for kind in re.findall(
            r'<td data-label="Kind">([^<]*)<', page(real, f"/sources?page={number}")
        )
    ]
    assert kinds == sorted(kinds, key=lambda kind: kind != "primary source")
    assert kinds.count("primary source") > 100 and len(set(kinds)) > 1
    numbers = [int(n) for n in re.findall(r'#rests">(\d+)<', page(real, "/sources"))]
    assert numbers == sorted(numbers, reverse=True) and len(numbers) > 50
    rows = list(csv.DictReader(io.StringIO(real.get("/sources?format=csv").text)))
    primary = [row["kind"].endswith("#PrimarySource") for row in rows]
    assert primary == sorted(primary, reverse=True) and len(rows) == len(
        {r["source"] for r in rows}
    )


def test_the_list_by_what_rests_on_them(real):
    """The numbers fall, whatever the kind; every number leads to what it counts."""
    text = page(real, "/sources?sort=records")
    numbers = [int(n) for n in re.findall(r'#rests">(\d+)<', text)]
    assert numbers == sorted(numbers, reverse=True) and len(numbers) == 100


def test_the_numbers_of_claims_lead_to_those_claims(real):
    """Accepted and overruled ones: a list with as many as the number says."""
    links = re.findall(r'href="(/doc/claim/[^"]+)"[^>]*>(\d+)<', page(real, "/sources"))
    assert {"Accepted", "Overruled"} == {link.rpartition("=")[2] for link, _ in links}
    for link, count in links[:8]:
        assert f"{count} in all" in page(real, link.replace("&amp;", "&"))


def test_the_list_has_an_order_and_pages(real):
    """Other orders are addresses; what is none is refused with those there are."""
    assert 'aria-sort="ascending"' in page(real, "/sources?sort=title&page=7")
    assert real.get("/sources?sort=colour&format=html").status_code == 400
    assert real.get("/sources?page=99&format=html").status_code == 400


def test_a_text_is_read_in_its_order(real):
    """The places of a primary document stand in the order of the text, each once as an anchor."""
    text = page(real, "/sources/nato-pfp-signatures")
    anchors = re.findall(r'<tr id="c-(\d+)-(\d+)"', text)
    places = [(int(start), int(end)) for start, end in anchors]
    assert len(places) > 100 and places == sorted(places) and len(set(places)) == len(places)
    assert "Montenegro" in text  # the gap, where its row would stand


def test_every_place_of_the_primary_documents_is_read(real, store):
    """The reading views together have every place of the texts: none is left out."""
    asked = """
        SELECT (COUNT(DISTINCT ?statement) AS ?count) {
          ?statement <https://w3id.org/pfpgraph/ontology#foundAt> ?place }"""
    (row,) = store.rows(asked)
    sources = {
        row["source"].value.rpartition("/")[2]
        for row in store.rows(
            "SELECT DISTINCT ?source { ?s <https://w3id.org/pfpgraph/ontology#foundAt> ?place ; "
            "<http://purl.org/dc/terms/source> ?source }"
        )
    }
    found = 0
    for slug in sources:
        text = page(real, f"/sources/{slug}")
        found += text.partition('class="dense reading')[2].partition("</table>")[0].count("<tr")
        found -= 1  # the head
    assert found == int(row["count"].value) > 300


def test_the_view_is_data(real):
    """CSV is the answer of the query behind the page; Turtle has the statements themselves."""
    csv = real.get("/sources/nato-pfp-page?format=csv").text.splitlines()
    assert csv[0].startswith("statement,statement_label,from,to")
    turtle = real.get("/sources/nato-pfp-page?format=ttl").text
    assert "pfp:foundAt" in turtle
    assert real.get("/sources/none-such?format=html").status_code == 404


def test_a_source_has_no_day_that_is_not_known(real):
    """A year is shown as a year, also in the list."""
    html = real.get("/sources?sort=title&lang=fr", headers={"Accept": BROWSER}).text
    assert re.search(r'<time datetime="(\d{4})">\1</time>', html)
    dates = re.findall(r'<time datetime="([^"]+)"', html)
    assert {len(date) for date in dates} == {4, 7, 10}
