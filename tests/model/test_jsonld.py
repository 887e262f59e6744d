"""JSON-LD as its readers take it: by address, and from a file that was saved."""

import json

import pytest
import rdflib
from pyld import jsonld
from rdflib.compare import isomorphic

ARMENIA = "https://w3id.org/pfpgraph/id/country/armenia"
PLACES = ("/doc/country/armenia.jsonld", "/doc/country/armenia", "/id/country/armenia")
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")


@pytest.mark.parametrize("path", PLACES)
def test_pyld_reads_it_by_address(address, path):
    """It fails where an answer has several alternates; so there is one, the page."""
    found = jsonld.expand(f"{address}{path}")
    (thing,) = [node for node in found if node["@id"] == ARMENIA]
    labels = thing["http://www.w3.org/2000/01/rdf-schema#label"]
    assert {"@value": "Armenia", "@language": "en"} in labels


def test_saved_file_says_what_the_turtle_says(address, client, tmp_path):
    """Its context stands at an absolute address."""
    answer = client.get("/doc/country/armenia.jsonld", base_url=address)
    assert json.loads(answer.data)["@context"] == f"{address}/context.jsonld"
    (tmp_path / "armenia.jsonld").write_bytes(answer.data)
    saved = rdflib.Graph().parse(tmp_path / "armenia.jsonld")
    turtle = rdflib.Graph().parse(data=client.get("/doc/country/armenia.ttl").data)
    assert isomorphic(saved, turtle)
    expanded = jsonld.expand(json.loads(answer.data))
    assert ARMENIA in [node["@id"] for node in expanded]


def test_context_is_where_a_proxy_has_the_site(client):
    """Host and prefix of the one who asked; also within pages."""
    environ = {"SCRIPT_NAME": "/kg", "HTTP_HOST": "kg.example", "wsgi.url_scheme": "https"}
    for path in ("/doc/country/armenia.jsonld", "/doc/country/armenia.html"):
        answer = client.get(path, environ_overrides=environ)
        assert '"@context": "https://kg.example/kg/context.jsonld"' in answer.text


@pytest.mark.parametrize("accept", ["application/ld+json", "text/turtle", "text/html"])
@pytest.mark.parametrize(
    "path",
    [
        "/doc/country/armenia",
        "/ontology",
        "/graph?default",
        "/sparql",
        "/doc/country/",
        "/map",
        "/",
    ],
)
def test_links_stand_in_one_header(client, path, accept):
    """However many they are; in JSON-LD one alternate is among them."""
    answer = client.get(path, headers={"Accept": accept})
    assert answer.status_code == 200
    (links,) = answer.headers.getlist("Link")
    assert links.count('rel="license"') == 1
    if answer.content_type.startswith("application/ld+json"):
        assert links.count('rel="alternate"') <= 1
    else:
        assert links.count('rel="alternate"') > 2
