"""The lists of kinds: pages, CSV, RDF, order, paging."""

import csv
import io

import pytest
from clients import BROWSER
from rdflib import RDFS, Graph, URIRef

from pfpgraph.kinds import KINDS
from pfpgraph.names import PUBLIC_BASE
from pfpgraph.web import lists
from pfpgraph.web.columns import COLUMNS


def test_every_kind_has_its_columns():
    """The two tables know the same kinds."""
    assert set(COLUMNS) == set(KINDS)


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
    """A row a thing, ordered by label; values by IRI where they are things."""
    text = client.get("/doc/participation/?format=csv").text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 3
    armenia = rows[0]
    assert armenia["label"] == "Armenia in the Partnership for Peace"
    assert armenia["member"] == f"{PUBLIC_BASE}id/country/armenia"
    assert armenia["member_label"] == "Armenia"
    assert armenia["period"] == "1994-10-05/"


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
    assert client.get("/doc/participation/?sort=secret").status_code == 400


def test_pages_are_cut_and_data_is_whole(client, monkeypatch):
    """With more things than a page holds there are links to the others; CSV has them all."""
    monkeypatch.setattr(lists, "SIZE", 2)
    first = client.get("/doc/country/?format=html").text
    assert 'rel="next" href="/doc/country/?page=2"' in first and 'rel="prev"' not in first
    assert first.count('<th scope="row">') == 2
    second = client.get("/doc/country/?format=html&page=2").text
    assert 'rel="prev"' in second and "Page 2 of 2" in second
    assert client.get("/doc/country/?format=html&page=3").status_code == 404
    assert client.get("/doc/country/?page=0").status_code == 400
    assert client.get("/doc/country/?page=x").status_code == 400
    assert len(client.get("/doc/country/?format=csv").text.splitlines()) == 4


def test_an_unknown_kind_is_404(client):
    """The known kinds are named."""
    answer = client.get("/doc/thing/")
    assert answer.status_code == 404
    assert "country" in answer.text
    assert client.get("/id/thing/").status_code == 404


def test_places_in_a_text_are_no_texts(client):
    """A selector's IRI is that of its text with a fragment: it stands in no list."""
    assert len(client.get("/doc/text/?format=csv").text.splitlines()) == 2
