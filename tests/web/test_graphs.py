"""The named graphs: Graph Store Protocol, reading."""

import pytest
from clients import BROWSER
from pyoxigraph import DefaultGraph, parse
from rdflib import Graph

from pfpgraph.formats import RDF
from pfpgraph.names import PUBLIC_BASE
from pfpgraph.web.graphs import SAME

COUNTRIES = f"{PUBLIC_BASE}graph/data/countries"


@pytest.mark.parametrize("format", RDF, ids=lambda format: format.name)
def test_direct_and_indirect_names_give_the_same(client, format):
    """/graph/<folder>/<file>, ?graph= and the suffix, in every format."""
    headers = {"Accept": format.media_type}
    direct = client.get("/graph/data/countries", headers=headers)
    indirect = client.get("/graph", query_string={"graph": COUNTRIES}, headers=headers)
    suffix = client.get(f"/graph/data/countries.{format.name}")
    assert direct.status_code == 200 and direct.content_type == format.content_type
    assert direct.data == indirect.data == suffix.data


def test_a_graph_has_as_many_statements_as_it_says(client, small_release):
    """The size in the release is the number of statements in the answer."""
    for iri, size in small_release.graphs.items():
        answer = client.get("/graph", query_string={"graph": iri, "format": "nt"})
        assert len(answer.text.splitlines()) == size, iri


def test_the_default_graph_is_the_union(client, small_release):
    """?default has every statement once."""
    lines = client.get("/graph?default&format=nt").text.splitlines()
    assert len(lines) == len(set(lines)) == sum(small_release.graphs.values())


@pytest.mark.parametrize("name", ["", "data/countries", "#a"])
def test_a_graph_is_named_by_a_whole_iri(client, name):
    """Nothing is guessed of a part of one, and nothing is not the default graph."""
    assert client.get("/graph", query_string={"graph": name}).status_code == 400


@pytest.mark.parametrize("format", RDF, ids=lambda format: format.name)
def test_the_whole_graph_is_a_file_of_the_release(real, release, format):
    """Given out as it is, and the same statements in every format."""
    data = real.get(f"/graph?default&format={format.name}").data
    assert data == release.copy(SAME.get(format.name, format.name)).read_bytes()
    quads = list(parse(data, format=format.writer))
    assert len({quad.triple for quad in quads}) == release.quads
    assert {type(quad.graph_name) for quad in quads} == {DefaultGraph}


def test_the_turtle_of_a_graph_is_stable_and_has_prefixes(client):
    """The same bytes each time, subjects once each."""
    first, second = (client.get("/graph/data/countries.ttl").text for _ in range(2))
    assert first == second
    assert first.count("country:armenia a pfp:Country") == 1
    assert len(Graph().parse(data=first, format="turtle")) > 10


def test_an_unknown_graph_is_404(client):
    """By IRI and by name; naming two is 400."""
    assert client.get("/graph?graph=http://nothing.example/").status_code == 404
    assert client.get("/graph/data/nothing").status_code == 404
    assert client.get("/graph?default&graph=http://nothing.example/").status_code == 400


def test_browsers_get_a_list_and_pages(client):
    """All graphs with their sizes; one graph with its formats."""
    page = client.get("/graph", headers={"Accept": BROWSER}).text
    assert 'href="/graph/data/countries"' in page and 'href="/graph/ontology/time"' in page
    page = client.get("/graph/data/countries", headers={"Accept": BROWSER}).text
    assert 'href="/graph/data/countries.ttl"' in page and 'href="/doc/country/"' in page


def test_the_dataset_has_its_address(client):
    """/dataset is the description of the whole."""
    assert "void:triples" in client.get("/dataset").text
