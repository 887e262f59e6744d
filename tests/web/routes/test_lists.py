"""The lists of kinds: pages, CSV, RDF, order, paging."""

import csv
import io
import re

import pytest
from rdflib import RDFS, Graph, URIRef

from pfpgraph.iris import PUBLIC_BASE
from pfpgraph.kinds import KINDS
from pfpgraph.web.pages.lists import page as list_page
from tests.support.clients import BROWSER


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_list(client, kind):
    """A page, CSV and Turtle, empty or not; the name of the kind sends on to it."""
    assert client.get(f"/id/{kind}/").headers["Location"] == f"/doc/{kind}/"
    for accept in (BROWSER, "text/csv", "text/turtle", "application/ld+json"):
        answer = client.get(f"/doc/{kind}/", headers={"Accept": accept})
        assert answer.status_code == 200
        assert answer.content_type.startswith(accept.split(",")[0])


def test_the_address_without_its_slash_sends_on(client):
    """One hop, with the query string."""
    answer = client.get("/doc/country?format=csv")
    assert answer.status_code == 308
    assert answer.headers["Location"].endswith("/doc/country/?format=csv")


def test_csv_has_labels_and_iris(client):
    """A row a thing, with its label in the graph; values by IRI where they are things."""
    text = client.get("/doc/participation/?format=csv").text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 3
    (armenia,) = (row for row in rows if row["iri"].endswith("armenia-partnership-for-peace"))
    assert armenia["label"] == "Armenia — Partnership for Peace, since 1994"
    assert armenia["member"] == f"{PUBLIC_BASE}id/country/armenia"
    assert armenia["member_label"] == "Armenia"
    assert armenia["period"] == "1994-10-05/.."


@pytest.mark.parametrize("kind", KINDS)
def test_a_column_of_things_has_labels_beside_it(real, kind):
    """Where a cell is an IRI of ours the next column has its label, in every kind's list."""
    text = real.get(f"/doc/{kind}/?format=csv&lang=fr").text
    for row in csv.DictReader(io.StringIO(text)):
        for key, cell in row.items():
            if key != "iri" and cell.startswith(PUBLIC_BASE):
                label = row[f"{key}_label"]
                assert label and not label.startswith("http"), (key, cell)


def test_rdf_has_every_member(client):
    """The list is a thing with members, whose shown statements it holds."""
    graph = Graph().parse(data=client.get("/doc/country/?format=ttl").data, format="turtle")
    members = set(graph.objects(URIRef(f"{PUBLIC_BASE}doc/country/"), RDFS.member))
    assert len(members) == 3
    assert all(list(graph.objects(member, RDFS.label)) for member in members)


def test_a_page_in_the_order_of_a_column(client):
    """?sort= orders by day or text, backwards with a minus; others are refused."""
    page = client.get("/doc/participation/?format=html&sort=-member").text
    assert page.index("Malta") < page.index(">Armenia<")
    assert 'aria-sort="descending"' in page
    style = client.get("/static/style.css").text
    assert re.search(r'\[aria-sort\] a::after \{ content: " ↑"', style)
    assert re.search(r'\[aria-sort="descending"\] a::after \{ content: " ↓"', style)
    assert client.get("/doc/participation/?sort=secret").status_code == 400


def test_pages_are_cut_and_data_is_whole(client, monkeypatch):
    """With more things than a page holds there are links to the others; CSV has them all."""
    monkeypatch.setattr(list_page, "SIZE", 2)
    first = client.get("/doc/country/?format=html").text
    assert 'rel="next" href="/doc/country/?page=2"' in first and 'rel="prev"' not in first
    assert first.count('<th scope="row">') == 2
    second = client.get("/doc/country/?format=html&page=2").text
    assert 'rel="prev"' in second and "Page 2 of 2" in second
    assert client.get("/doc/country/?format=html&page=3").status_code == 404
    assert client.get("/doc/country/?page=0").status_code == 400
    assert client.get("/doc/country/?page=x").status_code == 400
    assert len(client.get("/doc/country/?format=csv").text.splitlines()) == 4


def test_countries_have_the_names_of_the_day(real):
    """On a day of the past the page and the CSV have the names of then, official ones too, those of
    another language marked; where none is known, no official name."""
    path = "/doc/country/?on=1996-01-01&lang=fr"
    page = real.get(f"{path}&format=html").text
    assert "République de Macédoine du Nord" not in page and "République de Lettonie" not in page
    assert '<bdi lang="en">the former Yugoslav Republic of Macedonia</bdi>' in page
    assert "<small>aujourd’hui Macédoine du Nord</small>" in page
    text = real.get("/doc/country/?on=1996-01-01&lang=en&format=csv").text
    rows = {row["iri"].rpartition("/")[2]: row for row in csv.DictReader(io.StringIO(text))}
    macedonia = rows["north-macedonia"]
    assert macedonia["label"] == macedonia["officialName"]
    assert rows["latvia"]["officialName"] == "" and rows["hungary"]["label"] == "Hungary"
    now = real.get("/doc/country/?lang=en&format=csv").text
    assert "Republic of North Macedonia" in now and "Republic of Latvia" in now


def test_states_of_another_day_are_left_out(real):
    """In 1996 there is no Soviet Union in the list, in 1980 no Armenia; whoever asks for them too
    is told of which state the country is a successor."""
    path = "/doc/country/?on=1996-01-01&lang=en&format=csv"
    assert "Soviet Union" not in real.get(path).text
    assert "/federal-republic-of-yugoslavia," in real.get(path).text
    assert "country/yugoslavia," not in real.get(path).text
    assert "Soviet Union" in real.get(f"{path}&time=any").text
    path = "/doc/country/?on=1980-01-01&lang=en&format=html"
    page = real.get(path).text
    assert ">Soviet Union</bdi>" in page and ">Armenia</bdi>" not in page
    row = real.get(f"{path}&time=any").text.partition("/doc/country/armenia?")[2]
    assert "successor of: Soviet Union" in row.partition("</th>")[0]


def test_a_state_under_the_rule_of_another_is_in_the_list(real):
    """Latvia, the same state since 1918, is in the list of 1980, said to be independent later."""
    page = real.get("/doc/country/?on=1980-01-01&lang=en&format=html").text
    row = page.partition("/doc/country/latvia?")[2].partition("</th>")[0]
    assert "independent again since 21 August 1991" in row and "successor" not in row


def test_an_unknown_kind_is_404(client):
    """The known kinds are named."""
    answer = client.get("/doc/thing/")
    assert answer.status_code == 404
    assert "country" in answer.text
    assert client.get("/id/thing/").status_code == 404


def test_places_in_a_text_are_no_texts(client):
    """A selector's IRI is that of its text with a fragment: it stands in no list."""
    assert len(client.get("/doc/text/?format=csv").text.splitlines()) == 2


def test_csv_has_dates_as_precise_as_they_are(real):
    """February 1995 is no day: ISO 8601-2 (EDTF) with what is known of each bound."""
    found = {
        kind: list(csv.DictReader(io.StringIO(real.get(f"/doc/{kind}/?format=csv").text)))
        for kind in ("participation", "source")
    }
    periods = {row["iri"].rpartition("/")[2]: row["period"] for row in found["participation"]}
    assert periods["israel-mediterranean-dialogue"] == "1995-02/.."
    assert periods["malta-partnership-for-peace-1995"] == "1995-04-26/1996-10"
    issued = {row["iri"].rpartition("/")[2]: row["issued"] for row in found["source"]}
    assert issued["act-summits"] == "2024" and issued["affari-internazionali-2024"] == "2024-01"


def test_a_record_is_not_called_by_its_columns_again(real):
    """A short link to it, whose whole name is there for those who hear the page."""
    page = real.get("/doc/signature/?format=html").text
    row = page.partition("<tbody>")[2].partition("</tr>")[0]
    assert re.search(r'<a href="/doc/signature/belgium-[^"]+">Show<span class="hidden">: Bel', row)
    assert 'scope="col">Record</th>' in page


@pytest.mark.parametrize(("kind", "key"), [("signature", "date"), ("event", "period")])
def test_what_happened_is_in_the_order_of_time(real, kind, key):
    """The earliest first, until another order is asked for; the heading says so. What has no known
    start is not among them."""
    rows = list(csv.DictReader(io.StringIO(real.get(f"/doc/{kind}/?format=csv").text)))
    found = [row[key] for row in rows if row[key] and not row[key].startswith("/")]
    assert found == sorted(found) and len(found) > 30
    page = real.get(f"/doc/{kind}/?format=html").text
    assert page.count("aria-sort") == 1
    assert re.search(rf'aria-sort="ascending"><a [^>]*sort=-{key}"', page)


def test_columns_and_facets_have_nouns_as_headings(real):
    """Not "in" but what stands there; the class of a thing is its kind."""
    page = real.get("/doc/participation/?format=html").text
    assert re.search(r"<th[^>]*><a [^>]*>Partnership framework</a>", page)
    assert "<summary>Partnership framework</summary>" in page and ">In<" not in page
    assert "<summary>Kind</summary>" in real.get("/doc/event/?format=html").text


@pytest.mark.parametrize("query", ["foo=bar", "framework=partnership-for-peace", "Sort=date"])
def test_what_a_list_does_not_know_is_refused(client, query):
    """An unknown parameter would else be a filter that filters nothing; those known are named."""
    for fmt in ("html", "csv", "ttl"):
        answer = client.get(f"/doc/participation/?{query}&format={fmt}")
        assert answer.status_code == 400
        assert "organization, decade, endReason, sort, page, on, lang" in answer.text
    assert client.get("/doc/participation/?on=1996-01-01&lang=fr&time=any").status_code == 200


def test_signatures_have_their_venue_and_sources(real):
    """The page shows what, where, and on how many sources each rests; the CSV has all of it, the
    code of the country, rank, row and sources too."""
    page = real.get("/doc/signature/?format=html").text
    heads = re.findall(r'<th scope="col"[^>]*>(?:<a [^>]*>)?([^<]+)', page)
    party, person = ["Signed for", "On behalf of"], ["Signed by", "Signed as"]
    assert heads == [
        *("Record", "Dated", *party, *person, "Acts on document", "Venue", "Sources"),
    ]
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert "Washington" in body and "The North Atlantic Treaty</" in body
    assert re.search(r'<a href="/doc/signature/[^"]+#sources">\d+<span class="hidden">', body)
    rows = {row["iri"].rpartition("/")[2]: row for row in rows_of(real, "/doc/signature/")}
    romania = rows["romania-pfp-framework-document"]
    assert romania["iso3"] == "ROU" and romania["signatureRank"] == "1"
    assert romania["venue_label"] == "NATO Headquarters, Brussels"
    assert romania["tableRow"].isdigit() and len(romania["source"].split(" | ")) == 3
    assert romania["document"].endswith("/pfp-framework-document")
    assert all(row["iso3"] or row["onBehalfOf"] for row in rows.values())


def rows_of(real, path):
    """The rows of a list in CSV."""
    return list(csv.DictReader(io.StringIO(real.get(f"{path}?format=csv").text)))


@pytest.mark.parametrize(
    "kind", ["participation", "membership", "accession", "suspension", "tool", "affiliation"]
)
def test_every_record_names_its_sources_in_csv(real, kind):
    """The sources stand in a column, their titles beside; the page says how many."""
    rows = rows_of(real, f"/doc/{kind}/")
    assert sum("/id/source/" in row["source"] for row in rows) > len(rows) / 2
    assert all(bool(row["source"]) == bool(row["source_label"]) for row in rows)
    assert 'data-label="Sources"' in real.get(f"/doc/{kind}/?format=html").text


def test_members_in_a_list_are_marked(real):
    """An Ally or a partner, as of the day."""
    for on, mark in (("1998-01-01", "partner"), ("2000-01-01", "Ally")):
        page = real.get(
            f"/doc/membership/?organization=euro-atlantic-partnership-council&on={on}&format=html"
        ).text
        (row,) = re.findall(r"<tr>(?:(?!</tr>).)*/doc/country/poland.*?</tr>", page, re.DOTALL)
        assert re.search(rf'<small class="chip \w+">{mark}</small>', row)


def test_a_disputed_date_is_marked_where_it_stands(real):
    """In the period of a body of which sources differ on the start, and of no other."""
    page = real.get("/doc/body/?format=html").text
    rows = re.findall(r"<tr>.*?</tr>", page, re.DOTALL)
    (row,) = (row for row in rows if ">Euro-Atlantic Partnership Council</bdi></a></th>" in row)
    period = re.search(r'<td class="time"[^>]*>(.*?)</td>', row, re.DOTALL)[1]
    assert "/doc/disagreement/euro-atlantic-partnership-council-start" in period
    assert sum('class="mark"' in row for row in rows) < len(rows) / 2


def test_a_name_in_another_language_is_marked(real):
    """The English titles of sources on the page of a French reader, and in no other."""
    title = "<bdi{}>1973 enlargement of the European Communities</bdi>"
    assert title.format(' lang="en"') in real.get("/doc/source/?lang=fr&format=html").text
    assert title.format("") in real.get("/doc/source/?lang=en&format=html").text
