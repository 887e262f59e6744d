"""Addresses: one rule for slashes, suffixes and the names of files, at every route."""

import re

import pytest

from pfpgraph.formats import HTML, MARKDOWN, RDF_FORMATS, RESULT_FORMATS
from tests.support.clients import BROWSER

# An address for each route; a new route needs one here.
SAMPLES = {
    "/": "/",
    "/.well-known/void": "/.well-known/void",
    "/context.jsonld": "/context.jsonld",
    "/dataset": "/dataset",
    "/disagreements": "/disagreements",
    "/doc": "/doc",
    "/doc/<kind>/": "/doc/country/",
    "/doc/<kind>/<name>": "/doc/country/latvia",
    "/download": "/download",
    "/download/pfpgraph.nq": "/download/pfpgraph.nq",
    "/editor/terms.json": "/editor/terms.json",
    "/graph": "/graph",
    "/graph/<folder>/<name>": "/graph/data/countries",
    "/health": "/health",
    "/id/<kind>/": "/id/country/",
    "/id/<kind>/<slug>": "/id/country/latvia",
    "/map": "/map",
    "/map/shapes.svg": "/map/shapes.svg",
    "/ontology": "/ontology",
    "/ontology/<path:name>": "/ontology/time",
    "/problems": "/problems",
    "/q/<name>": "/q/partners-today",
    "/questions": "/questions",
    "/questions/<name>": "/questions/partners-today",
    "/report": "/report",
    "/robots.txt": "/robots.txt",
    "/search": "/search",
    "/shapes": "/shapes",
    "/shapes/<path:name>": "/shapes/time",
    "/sitemap.xml": "/sitemap.xml",
    "/sources": "/sources",
    "/sources/<slug>": "/sources/nato-pfp-signatures",
    "/sparql": "/sparql",
    "/static/<path:filename>": "/static/style.css",
    "/suggest": "/suggest",
    "/timeline": "/timeline",
    "/use": "/use",
    "/validate": "/validate",
}
# What stands at these has formats, but no name that a suffix could follow.
NAMELESS = ("/", "/sparql")
FORMATS = {fmt.media_type: fmt for fmt in (*RDF_FORMATS, *RESULT_FORMATS, MARKDOWN, HTML)}
FORMATS["application/json"] = RESULT_FORMATS[0]
ALTERNATE = re.compile(r'rel="?alternate"?; type="([^"]+)"')


def rules(app):
    """Every route that is read by GET, but for those of suffixes."""
    found = {rule.rule for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    return {rule for rule in found if not rule.endswith(".<suffix>")}


def alternates(answer):
    """The media types in which an answer is also to be had."""
    return set(ALTERNATE.findall(", ".join(answer.headers.getlist("Link"))))


def test_every_route_has_a_sample(small_app):
    """So that none escapes the rules below."""
    assert rules(small_app) == set(SAMPLES)


@pytest.mark.parametrize("path", SAMPLES.values())
@pytest.mark.parametrize("query", ["", "?lang=fr&q=%C3%A9"])
@pytest.mark.parametrize("slashes", ["/", "//"])
def test_a_slash_leads_to_the_address_without(real, path, query, slashes):
    """Only lists of a kind end in one, and a list without it leads to that with it."""
    bare = path.rstrip("/")
    if path in ("/doc/country/", "/id/country/"):
        answer = real.get(bare + query)
        assert answer.status_code == 308
        assert answer.headers["Location"].removeprefix("http://localhost") == path + query
    elif bare:
        answer = real.get(bare + slashes + query)
        assert answer.status_code == 308
        assert answer.headers["Location"] == bare + query
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "path",
    [
        *("/ontology/time.ttl", "/doc/country/latvia.csv", "/ontology/0.1.0"),
        *("/q/partners-today.csv", "/doc/country.ttl", "/shapes.ttl"),
    ],
)
def test_a_slash_behind_a_suffix_leads_on_too(real, path):
    """Whatever the route makes of a path."""
    answer = real.get(f"{path}/")
    assert (answer.status_code, answer.headers.get("Location")) == (308, path)
    assert real.get(path).status_code == 200


@pytest.mark.parametrize(
    "path", ["/nothing/", "/doc/pays/latvia/x/", "/ontology.ttl/x/", "/sparql/x/"]
)
def test_a_slash_behind_nothing_is_404(real, path):
    """Nobody is sent on to nothing."""
    assert real.get(path).status_code == 404


def test_a_query_that_is_sent_to_an_address_with_a_slash(real):
    """308 keeps the method and the body."""
    answer = real.post("/sparql/", data={"query": "ASK {}"})
    assert (answer.status_code, answer.headers["Location"]) == (308, "/sparql")
    assert real.post("/sparql/", data={"query": "ASK {}"}, follow_redirects=True).status_code == 200


@pytest.mark.parametrize(
    "path",
    [path for path in SAMPLES.values() if path not in NAMELESS and not path.startswith("/id/")],
)
def test_a_suffix_chooses_a_format_wherever_there_are_formats(client, real, path):
    """The same bytes as ?format=, for every format that the answer has, and no other. The small
    graph is asked where it has the address."""
    site = client if client.get(path).status_code == 200 else real
    answer = site.get(path)
    types = alternates(answer)
    bare = path.rstrip("/")
    for kind in types | ({answer.mimetype} if types else set()):
        fmt = FORMATS[kind]
        named = site.get(path, query_string={"format": fmt.name})
        suffixed = site.get(f"{bare}.{fmt.name}")
        assert (suffixed.status_code, suffixed.mimetype) == (200, kind), fmt.name
        assert suffixed.data == named.data or fmt is HTML  # which names its address
        assert alternates(suffixed) == alternates(named)
    unknown = site.get(f"{bare}.docx")
    assert unknown.status_code == 404
    assert "Location" not in unknown.headers


@pytest.mark.parametrize(
    ("path", "status", "location"),
    [
        ("/id/country.csv?lang=fr", 303, "/doc/country.csv?lang=fr"),
        ("/id/country/latvia.jsonld", 303, "/doc/country/latvia.jsonld"),
        ("/id/country/latvia.docx", 303, "/doc/country/latvia.docx"),
        ("/doc/country/.csv?lang=fr", 308, "/doc/country.csv?lang=fr"),
        ("/id/country/nobody.ttl", 404, None),
        ("/id/pays.csv", 404, None),
        ("/doc/pays.csv", 404, None),
        ("/doc/pays/.csv", 404, None),
    ],
)
def test_a_suffix_behind_a_name_leads_to_the_document(real, path, status, location):
    """The document says which formats there are."""
    answer = real.get(path)
    assert (answer.status_code, answer.headers.get("Location")) == (status, location)


def test_those_with_formats_are_many(real):
    """The test above is about something."""
    paths = [path for path in SAMPLES.values() if path not in NAMELESS]
    assert sum(bool(alternates(real.get(path))) for path in paths) >= 19


def test_links_of_an_answer_with_a_suffix_lead_to_its_other_formats(real):
    """Each replaces the suffix."""
    for path in ("/map.csv", "/doc/country.ttl", "/questions/partners-today.csv", "/shapes.nt"):
        links = re.findall(r"<(/[^>]+)>; rel=\"alternate\"", str(real.get(path).headers))
        assert links
        for link in links:
            assert real.get(link).status_code == 200, link
            assert ".csv" not in link or "csv" in real.get(link).content_type


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/doc/country/?format=csv", "country.csv"),
        ("/doc/country.csv", "country.csv"),
        ("/doc/country/latvia", "latvia.ttl"),
        ("/doc/country/latvia.jsonld?on=1996-01-01", "latvia.jsonld"),
        ("/doc/country/latvia?format=md", "latvia.md"),
        ("/graph?default&format=ttl", "pfpgraph.ttl"),
        ("/graph?graph=https://w3id.org/pfpgraph/graph/data/countries", "countries.ttl"),
        ("/graph/data/countries.nq", "countries.nq"),
        ("/download/pfpgraph.nq", "pfpgraph.nq"),
        ("/download?format=csv", "download.csv"),
        ("/?format=ttl", "pfpgraph.ttl"),
        ("/ontology", "ontology.ttl"),
        ("/ontology/0.1.0", "0.1.0.ttl"),
        ("/shapes.rdf", "shapes.rdf"),
        ("/context.jsonld", "context.jsonld"),
        ("/dataset", "dataset.ttl"),
        ("/map?format=xml", "map.xml"),
        ("/search?q=nato", "search.json"),
        ("/q/partners-today?format=csv", "partners-today.csv"),
        ("/sparql?query=SELECT%20*%20%7B%7D&format=tsv", "sparql.tsv"),
        ("/sparql?query=DESCRIBE%20%3Ca:b%3E", "sparql.ttl"),
        ("/sparql", "sparql.ttl"),
    ],
)
def test_an_answer_is_saved_under_its_name(real, address, name):
    """`curl -OJ` and browsers take it from Content-Disposition (RFC 6266)."""
    answer = real.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f'inline; filename="{name}"'


def test_a_name_of_a_file_is_safe(real):
    """Whatever the address is made of; a problem has none."""
    for path in ("/doc/country/latvia", "/search?q=%22%0d%0a", "/sources/nato-pfp-signatures"):
        found = real.get(path, headers={"Accept": BROWSER}).headers["Content-Disposition"]
        assert re.fullmatch(r'inline; filename="[A-Za-z0-9._-]+"', found)
    assert "Content-Disposition" not in real.get("/doc/country/nobody").headers
