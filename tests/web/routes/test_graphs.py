"""The named graphs: Graph Store Protocol, reading."""

import hashlib

import pytest
from pyoxigraph import DefaultGraph, RdfFormat, parse
from rdflib import DCAT, DCTERMS, VOID, Graph, Namespace, URIRef
from rdflib import RDF as RDFNS

from pfpgraph.formats import RDF_FORMATS
from pfpgraph.iris import PUBLIC_BASE
from pfpgraph.model.dataset import SAME
from tests.support.clients import BROWSER

SPDX = Namespace("http://spdx.org/rdf/terms#")
DATASET = URIRef(f"{PUBLIC_BASE}dataset")
COUNTRIES = f"{PUBLIC_BASE}graph/data/countries"


@pytest.mark.parametrize("fmt", RDF_FORMATS, ids=lambda fmt: fmt.name)
def test_direct_and_indirect_names_give_the_same(client, fmt):
    """/graph/<folder>/<file>, ?graph= and the suffix, in every format."""
    headers = {"Accept": fmt.media_type}
    direct = client.get("/graph/data/countries", headers=headers)
    indirect = client.get("/graph", query_string={"graph": COUNTRIES}, headers=headers)
    suffix = client.get(f"/graph/data/countries.{fmt.name}")
    assert direct.status_code == 200 and direct.content_type == fmt.content_type
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


@pytest.mark.parametrize("fmt", RDF_FORMATS, ids=lambda fmt: fmt.name)
def test_the_whole_graph_is_a_file_of_the_release(real, release, fmt):
    """Given out as it is, and the same statements in every format."""
    data = real.get(f"/graph?default&format={fmt.name}").data
    assert data == release.copy(SAME.get(fmt.name, fmt.name)).read_bytes()
    quads = list(parse(data, format=fmt.writer))
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


@pytest.fixture(scope="session")
def described(real):
    """The description of the dataset, read by a client that knows nothing else."""
    return Graph().parse(data=real.get("/dataset").data, format="turtle")


def test_the_description_of_the_dataset_stands_alone(described):
    """Its class, title, licence and date need no other address (DCAT 3)."""
    assert (DATASET, RDFNS.type, DCAT.Dataset) in described
    assert {title.language for title in described.objects(DATASET, DCTERMS.title)} == {"en", "fr"}
    assert {t.language for t in described.objects(DATASET, DCTERMS.description)} == {"en", "fr"}
    licence = described.value(DATASET, DCTERMS.license)
    assert licence == URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert list(described.subjects(DCAT.endpointURL)) == [URIRef(f"{PUBLIC_BASE}sparql")]
    assert described.value(URIRef(f"{PUBLIC_BASE}sparql"), DCTERMS.title)


def test_every_download_is_as_it_is_described(real, described):
    """Checksum, size and number of statements are those of what is downloaded, byte for byte."""
    found = list(described.objects(DATASET, DCAT.distribution))
    assert len(found) == len(RDF_FORMATS) + 1
    for one in found:
        address = str(described.value(one, DCAT.downloadURL))
        answer = real.get(address.removeprefix(PUBLIC_BASE[:-1]))
        checksum = described.value(one, SPDX.checksum)
        assert answer.status_code == 200
        assert str(described.value(one, DCAT.mediaType)).endswith(answer.mimetype)
        assert described.value(one, DCTERMS.license) == described.value(DATASET, DCTERMS.license)
        assert int(described.value(one, DCAT.byteSize)) == len(answer.data)
        digest = hashlib.sha256(answer.data).hexdigest()
        assert str(described.value(checksum, SPDX.checksumValue)).lower() == digest
        assert URIRef(address) in described.objects(DATASET, VOID.dataDump)
        fmt = RdfFormat.from_media_type(answer.mimetype)
        triples = {quad.triple for quad in parse(answer.data, format=fmt)}
        assert int(described.value(DATASET, VOID.triples)) == len(triples)


def test_the_parts_of_the_dataset_make_the_whole(release, described):
    """Each named graph has its size, and together they have that of the whole."""
    sizes = {
        str(part): int(described.value(part, VOID.triples))
        for part in described.objects(DATASET, VOID.subset)
    }
    assert sizes == release.graphs
    assert int(described.value(DATASET, VOID.triples)) == sum(sizes.values()) == release.quads


def test_what_is_linked_as_the_description_has_it_all(real):
    """The page's links and the Link header lead to the sizes and checksums, in every format."""
    page = real.get("/dataset", headers={"Accept": BROWSER})
    assert 'href="/download"' in page.text.partition("<main")[2].partition("</main>")[0]
    for fmt in RDF_FORMATS:
        address = f"/dataset.{fmt.name}"
        assert f'href="{address}"' in page.text and f"<{address}>" in page.headers["Link"]
        assert "checksumValue" in real.get(address).text


@pytest.mark.parametrize("path", ["/dataset", "/graph", "/", "/dataset.nt"])
def test_the_description_has_one_text(real, described, path):
    """Wherever it is asked for."""
    answer = real.get(path, headers={"Accept": "application/n-triples"})
    assert len(answer.data.splitlines()) == len(described)
