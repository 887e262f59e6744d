"""Folders of other people, served: every page answers, every thing has one and is found."""

import re
from html import unescape
from urllib.parse import quote

import pytest

from pfpgraph.graph import release as releases
from pfpgraph.problems import Problem
from pfpgraph.query.store import EmbeddedStore
from pfpgraph.settings import Settings
from pfpgraph.web import create_app
from tests.support.clients import BROWSER

E = "http://e.example/"
SKOS = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix e: <http://e.example/> .
e:animals a skos:ConceptScheme ; skos:prefLabel "Tiere"@de .
e:cat a skos:Concept ; skos:prefLabel "Katze"@de, "Kass"@et ; skos:altLabel "Kätzchen"@de ;
  skos:inScheme e:animals ; skos:broader [ a skos:Concept ; skos:prefLabel "Raubtier"@de ] .
"""
OWL = """<?xml version="1.0"?>
<!DOCTYPE rdf:RDF [<!ENTITY owl "http://www.w3.org/2002/07/owl#">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#" xmlns:owl="&owl;">
<owl:Ontology rdf:about="http://e.example/zoo"/>
<owl:Class rdf:about="http://e.example/cat"><rdfs:label>Felis catus Katze</rdfs:label>
<rdfs:subClassOf><owl:Restriction>
<owl:onProperty rdf:resource="http://e.example/eats"/>
<owl:someValuesFrom rdf:resource="http://e.example/mouse"/>
</owl:Restriction></rdfs:subClassOf></owl:Class>
<owl:ObjectProperty rdf:about="http://e.example/eats"/>
</rdf:RDF>"""
RELATIVE = """<> a <http://www.w3.org/2002/07/owl#Ontology> .
<http://e.example/cat> <http://www.w3.org/2000/01/rdf-schema#label> "Katze" ; a <#Animal> .
<#Animal> a <http://www.w3.org/2002/07/owl#Class> ;
  <http://www.w3.org/2000/01/rdf-schema#label> "Lebewesen"@de .
"""
JSON = """{"@context": {"@vocab": "https://schema.org/"}, "@id": "http://e.example/cat",
"@type": "Animal", "name": "Katze", "birthDate": "2020-13-45"}"""
OURS = "@prefix pfp: <https://w3id.org/pfpgraph/ontology#> .\n"
TWICE = f'<{E}cat> <http://www.w3.org/2004/02/skos/core#prefLabel> "Katze"@de .\n'
FOLDERS = {
    "skos": {"animals.ttl": SKOS},
    "owl": {"zoo.owl": OWL},
    "owl in ontology": {"ontology/zoo.owl": OWL},
    "relative": {"ontology/zoo.ttl": RELATIVE},
    "relative data": {"zoo.ttl": RELATIVE},
    "json": {"zoo.json": JSON},
    "twice": {"a.ttl": TWICE, "b.TTL": TWICE},
    "mark": {"zoo.ttl": "\ufeff" + SKOS},
    "old schema.org": {"a.nt": f'<{E}cat> <http://schema.org/name> "Katze" .'},
    "dublin core": {"a.nt": f'<{E}cat> <http://purl.org/dc/terms/title> "Katze"@de .'},
    "foaf": {"a.n3": f'<{E}cat> <http://xmlns.com/foaf/0.1/name> "Katze" .'},
    "named graph": {
        "a.trig": f"<urn:g> {{ <{E}cat> <http://www.w3.org/2000/01/rdf-schema#label> 'Katze' }}"
    },
    "our terms without a day": {
        "a.ttl": f'{OURS}<{E}cat> <http://www.w3.org/2000/01/rdf-schema#label> "Katze" .\n'
        "<https://w3id.org/pfpgraph/id/country/x> a pfp:Country ; pfp:iso3 'XXX' .\n"
        "<https://w3id.org/pfpgraph/id/membership/x> a pfp:Membership ; pfp:start 'soon' ."
    },
    "odd": {
        "a.ttl": f'<{E}cat> <http://www.w3.org/2000/01/rdf-schema#label> "Katze\\u0001<b>" ;'
        f'<{E}1> "\\r", "\\uFFFE"@en, 1e400, true, "x"^^<{E}t> ; a "no class", _:b, <geo:1,2> .'
    },
}
PATHS = (
    *("/", "/map", "/timeline", "/sources", "/disagreements", "/questions", "/download"),
    *("/report", "/graph", "/graph?default", "/dataset", "/sparql", "/problems", "/doc/country/"),
    *("/doc/signature/", "/search?q=katze", "/suggest?q=katze", "/context.jsonld", "/health"),
    *("/sitemap.xml", "/robots.txt", "/ontology", "/shapes", "/nowhere", "/doc/country/nowhere"),
    *("/q/nothing", "/doc?iri=urn:nothing", "/doc", "/id/country/nowhere", "/map?on=never"),
    "/sparql?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D",
    "/sparql?query=CONSTRUCT%20%7B%3Fs%20%3Fp%20%3Fo%7D%20WHERE%20%7B%3Fs%20%3Fp%20%3Fo%7D",
)
ACCEPTS = (BROWSER, "text/turtle", "application/ld+json", "application/rdf+xml", "text/csv", "*/*")


@pytest.fixture(scope="module", params=FOLDERS)
def others(request, tmp_path_factory):
    """A client of the application over a folder of others, and its release."""
    folder = tmp_path_factory.mktemp("others")
    for name, text in FOLDERS[request.param].items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    settings = Settings(data=str(folder), out=str(folder / ".out"))
    made = releases.build(settings)
    return create_app(settings, EmbeddedStore(made), made).test_client(), made


@pytest.mark.parametrize("accept", ACCEPTS)
def test_every_address_answers(others, accept):
    """In both languages, on a day and without; what is not there is told."""
    client, made = others
    for path in (*PATHS, *(f"/graph?graph={quote(graph, safe='')}" for graph in made.graphs)):
        for more in ("", "lang=fr", "on=1996-01-01", "on=2600-01-01&lang=en"):
            address = path + ("&" if "?" in path else "?") + more
            answer = client.get(address, headers={"Accept": accept})
            assert answer.status_code in (200, 303, 400, 404, 406), (address, answer.text)
            assert answer.data or "turtle" in answer.content_type, address


def test_things_have_a_page_and_are_found(others):
    """By their label, whatever property and language it has; the page is in every format."""
    client, _ = others
    found = client.get("/search?q=katze", headers={"Accept": "application/json"}).json
    assert f"{E}cat" in [result["iri"] for result in found["results"]]
    page = client.get("/search?q=katze&lang=fr", headers={"Accept": BROWSER}).text
    address = f"/doc?iri={quote(E, safe='')}cat"
    assert f'href="{address}&amp;lang=fr"' in page
    page = client.get(address, headers={"Accept": BROWSER})
    assert page.status_code == 200 and "Katze" in page.text.partition("</h1>")[0]
    assert f'<link rel="canonical" href="https://w3id.org/pfpgraph{address}">' in page.text
    for fmt in ("ttl", "nt", "jsonld", "trig", "nq", "csv", "md"):
        answer = client.get(f"{address}&format={fmt}")
        assert answer.status_code == 200 and b"Katze" in answer.data, fmt


def test_no_link_leads_to_nothing(others):
    """Folders of others have no shapes, say: then no page leads to them."""
    client, _ = others
    pages = "/", f"/doc?iri={quote(E, safe='')}cat", "/nowhere"
    texts = [client.get(path, headers={"Accept": BROWSER}).text for path in pages]
    links = {unescape(link) for text in texts for link in re.findall(r'href="(/[^"#]+)', text)}
    links = {link for link in links if "/nowhere" not in link and "/static/" not in link}
    assert len(links) > 20
    for link in sorted(links):
        status = client.get(link, headers={"Accept": BROWSER}).status_code
        assert status in (200, 406), link


def test_data_of_no_day_says_so_nowhere(others):
    """No date is made up."""
    client, _ = others
    assert client.get("/health").json["data_date"] == ""
    for path in ("/", "/download", f"/doc?iri={quote(E, safe='')}cat"):
        text = client.get(path, headers={"Accept": BROWSER}).text
        assert "Data as of" not in text and "year = {" not in text, path


def test_relative_names_rest_on_their_graph(tmp_path):
    """Also in the Turtle that is served as it was written."""
    (tmp_path / "ontology").mkdir()
    (tmp_path / "ontology" / "zoo.ttl").write_text(RELATIVE, "utf-8")
    settings = Settings(data=str(tmp_path), out=str(tmp_path / "out"))
    made = releases.build(settings)
    client = create_app(settings, EmbeddedStore(made), made).test_client()
    graph = "https://w3id.org/pfpgraph/graph/ontology/zoo"
    assert f"@base <{graph}> .\n" in client.get("/ontology/zoo.ttl").text
    assert f"<{graph}#Animal>" in client.get("/ontology.nt").text
    page = client.get(f"/doc?iri={quote(graph, safe='')}%23Animal", headers={"Accept": BROWSER})
    assert "Lebewesen" in page.text


def test_thing_of_ours_keeps_its_address(real):
    """The address for names of others sends on to it; there are none of others here."""
    answer = real.get("/doc?iri=https://w3id.org/pfpgraph/id/country/latvia&lang=fr")
    assert (answer.status_code, answer.location) == (303, "/doc/country/latvia?lang=fr")
    assert real.get("/doc?iri=http://purl.org/dc/terms/title").status_code == 404


@pytest.mark.parametrize("tail", ["%0D%0AX-A: b", "%00", " a", "<a>"])
def test_what_is_no_iri_is_not_sent_on(real, tail):
    """It begins like a name of ours, and no answer can lead there."""
    answer = real.get(f"/doc?iri=https://w3id.org/pfpgraph/id/country/latvia{tail}")
    assert (answer.status_code, answer.headers.get("Location")) == (404, None)


def test_day_that_is_none_is_refused(tmp_path):
    """A data date is a day."""
    (tmp_path / "a.ttl").write_text(f"{OURS}<urn:s> pfp:dataDate 'soon' .", "utf-8")
    with pytest.raises(Problem, match="dataDate must be a day like 2026-11-22, not “soon”"):
        releases.build(Settings(data=str(tmp_path), out=str(tmp_path / "out")))
