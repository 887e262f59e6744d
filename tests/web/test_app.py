"""What holds for every route: CORS, HEAD, OPTIONS, safe headers; and any host serves it."""

import re

import pytest

from pfpgraph.query.store import EmbeddedStore
from pfpgraph.settings import Settings
from pfpgraph.web import create_app
from tests.support.small import write_release

PATHS = (
    "/",
    "/id/country/armenia",
    "/doc/country/armenia",
    "/doc/country/armenia.ttl",
    "/doc/country/",
    "/sparql",
    "/sparql?query=ASK%20%7B%7D",
    "/graph",
    "/graph/data/countries",
    "/dataset",
    "/ontology",
    "/ontology/time",
    "/shapes",
    "/context.jsonld",
    "/health",
    "/problems",
    "/robots.txt",
    "/static/style.css",
    "/nothing",
    "/doc/country/nobody",
)


@pytest.mark.parametrize("path", PATHS)
def test_any_origin_may_read_every_answer(client, path):
    """Errors, redirects and files too carry CORS without credentials."""
    headers = client.get(path).headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in headers
    assert "Link" in headers["Access-Control-Expose-Headers"]
    assert {"accept", "accept-language"} <= {v.lower() for v in headers["Vary"].split(", ")}


@pytest.mark.parametrize("path", PATHS)
def test_head_is_get_without_a_body(client, path):
    """Status and Content-Type of HEAD are those of GET."""
    got, head = client.get(path), client.head(path)
    assert (head.status_code, head.content_type) == (got.status_code, got.content_type)
    assert head.data == b""


@pytest.mark.parametrize("path", [p for p in PATHS if p != "/nothing"])
def test_preflight_is_answered(client, path):
    """OPTIONS is 204 with Allow and what a preflight asks."""
    answer = client.options(
        path, headers={"Origin": "http://a.example", "Access-Control-Request-Method": "GET"}
    )
    assert answer.status_code == 204
    assert "GET" in answer.headers["Allow"] and "HEAD" in answer.headers["Allow"]
    assert "Accept" in answer.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "wanted",
    [
        "x-requested-with",
        "traceparent, x-my-app,Range",
        "authorization",
        "SPARQL-Client , If-Match",
    ],
)
def test_a_page_may_send_headers_of_its_own(client, path, wanted):
    """Browsers ask before a client in a page sends one (Fetch, CORS-preflight), also where there is
    nothing: else the page could not read that."""
    asked = {"Origin": "http://a.example", "Access-Control-Request-Method": "GET"}
    answer = client.options(path, headers=asked | {"Access-Control-Request-Headers": wanted})

    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Headers"] == wanted


@pytest.mark.parametrize("wanted", ["a b", "é", "<x>", ",", "a" * 5000])
def test_what_is_no_name_of_a_header_is_not_repeated(client, wanted):
    """Those that we read are told instead."""
    asked = {"Access-Control-Request-Headers": wanted.encode().decode("latin-1")}
    answer = client.options("/sparql", headers=asked)

    assert "Accept-Language" in answer.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("method", ["put", "delete", "patch", "post"])
def test_writing_is_405_with_allow(client, method):
    """Nothing can be written; Allow says what can be done."""
    answer = getattr(client, method)("/graph/data/countries", data="x")
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_pages_allow_no_code_within_and_no_third_party(client):
    """The policy names only ourselves, and no page has code or style in it."""
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy
    assert "unsafe-" not in policy and "http" not in policy
    for path in PATHS:
        page = client.get(path, headers={"Accept": "text/html"}).text
        assert not re.search(r"<style|\sstyle=|\son\w+=", page)
        assert not re.search(r"<script(?! type=\"application/ld\+json\"| src=\"/static/)", page)


def test_another_base_serves_itself(tmp_path):
    """A graph of another base answers for its own IRIs, and none of the public base is left."""
    release = write_release(tmp_path, "http://graph.example/")
    client = create_app(Settings(), EmbeddedStore(release), release).test_client()
    turtle = client.get("/doc/country/armenia.ttl").text
    assert "http://graph.example/id/country/" in turtle and "w3id.org" not in turtle
    page = client.get("/doc/country/armenia.html").text
    assert 'href="/doc/signature/armenia-pfp-framework-document"' in page


def test_links_of_pages_are_local(client):
    """Under a host that is not the base, a reader stays on this host."""
    page = client.get("/doc/signature/armenia-pfp-framework-document.html").text
    assert not re.search(r'<a [^>]*href="https://w3id\.org/pfpgraph/', page)
    assert 'href="/doc/person/vahan-papazyan"' in page


def test_every_link_of_the_pages_leads_somewhere(client):
    """Whatever a page links to on this host answers."""
    seen = set()
    pages = (
        "/",
        "/doc/country/armenia.html",
        "/graph?format=html",
        "/ontology?format=html",
        "/doc/signature/armenia-pfp-framework-document.html?lang=fr",
        "/doc/claim/?format=html",
    )
    for path in pages:
        seen |= set(re.findall(r'href="(/[^"#]*)', client.get(path).text))
    assert len(seen) > 50
    for link in sorted(seen):
        status = client.get(link.replace("&amp;", "&")).status_code
        assert status in (200, 303), f"{link} is {status}"


def test_french_by_header_and_by_parameter(client):
    """?lang= wins over Accept-Language, is said in Content-Language, and stays in links."""
    by_header = client.get("/", headers={"Accept-Language": "fr-CA,fr;q=0.8,en;q=0.5"})
    assert by_header.headers["Content-Language"] == "fr" and '<html lang="fr">' in by_header.text
    by_parameter = client.get("/?lang=fr", headers={"Accept-Language": "en"})
    assert by_parameter.headers["Content-Language"] == "fr"
    assert 'href="/doc/country/?lang=fr"' in by_parameter.text
    assert client.get("/?lang=xx").headers["Content-Language"] == "en"
