"""Things and their documents: 303, negotiation, formats, headers, hostile data, real clients."""

import csv
import html
import io
import json
import re
import subprocess

import pytest
from pyoxigraph import DefaultGraph, RdfFormat, parse
from rdflib import Graph, URIRef

from pfpgraph.formats import RDF_FORMATS
from pfpgraph.iris import PUBLIC_BASE
from pfpgraph.resources import ROOT
from pfpgraph.web.pages.thing.document import DATA
from tests.support.clients import BROWSER, DOCUMENT, HTML

ARMENIA = f"{PUBLIC_BASE}id/country/armenia"
SIGNATURE = "/doc/signature/armenia-pfp-framework-document"
# rdflib's own JSON-LD parser uses what rdflib warns of.
CONJUNCTIVE = "ignore:ConjunctiveGraph is deprecated:DeprecationWarning"


def statements(data, name):
    """The statements of a document in a format, without graphs."""
    writer = next(fmt for fmt in RDF_FORMATS if fmt.name == name).writer
    return {str(quad.triple) for quad in parse(data, format=writer)}


def test_a_thing_sends_on_to_its_document(client):
    """One hop, 303, and the query string is kept."""
    answer = client.get("/id/country/armenia?lang=fr&format=ttl")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/doc/country/armenia?lang=fr&format=ttl"
    assert 'rel="describedby"' in answer.headers["Link"]
    assert client.get(answer.headers["Location"]).status_code == 200


@pytest.mark.parametrize("name", DOCUMENT)
def test_each_client_gets_what_it_asks_for(client, name):
    """The Accept header that a client really sends brings the type that suits it."""
    accept, expected = DOCUMENT[name]
    answer = client.get("/doc/country/armenia", headers={"Accept": accept} if accept else {})
    assert answer.status_code == 200
    assert answer.content_type == expected


@pytest.mark.parametrize("fmt", RDF_FORMATS, ids=lambda fmt: fmt.name)
def test_every_format_says_the_same(client, fmt):
    """Suffix and ?format= give the same bytes; all formats hold the same statements."""
    by_suffix = client.get(f"/doc/country/armenia.{fmt.name}")
    by_name = client.get(f"/doc/country/armenia?format={fmt.name}")
    by_type = client.get("/doc/country/armenia", query_string={"_mediatype": fmt.media_type})
    assert by_suffix.data == by_name.data == by_type.data
    assert by_suffix.headers["Content-Location"] == f"/doc/country/armenia.{fmt.name}"
    if fmt.name != "jsonld":
        expected = statements(client.get("/doc/country/armenia.nt").data, "nt")
        assert statements(by_suffix.data, fmt.name) == expected


def test_turtle_is_written_for_readers(client):
    """Prefixes in use and no others, the thing first, its class first."""
    lines = client.get("/doc/country/armenia.ttl").text.splitlines()
    prefixes = [line for line in lines if line.startswith("@prefix")]
    assert 5 < len(prefixes) < 15 and prefixes == sorted(prefixes)
    assert lines[len(prefixes)].startswith("country:armenia a pfp:Country")


def test_a_document_says_what_points_to_its_thing(client):
    """Incoming statements and the document's own are in it."""
    graph = Graph().parse(data=client.get("/doc/country/armenia.ttl").data, format="turtle")
    signature = URIRef(f"{PUBLIC_BASE}id/signature/armenia-pfp-framework-document")
    assert (signature, URIRef(f"{PUBLIC_BASE}ontology#signedFor"), URIRef(ARMENIA)) in graph
    topic = URIRef("http://xmlns.com/foaf/0.1/primaryTopic")
    assert (URIRef(f"{PUBLIC_BASE}doc/country/armenia"), topic, URIRef(ARMENIA)) in graph


@pytest.mark.parametrize("suffix", ["", ".nq", ".trig"])
@pytest.mark.parametrize(
    "accept", [DOCUMENT["comunica"][0], "application/trig", "application/n-quads"]
)
def test_a_document_stands_in_the_default_graph(client, accept, suffix):
    """Clients that ask for formats with graphs first read no other; also at lists and views."""
    expected = statements(client.get("/doc/country/armenia.nt").data, "nt")
    answer = client.get(f"/doc/country/armenia{suffix}", headers={"Accept": accept})
    quads = list(parse(answer.data, format=RdfFormat.from_media_type(answer.mimetype)))

    assert {type(quad.graph_name) for quad in quads} == {DefaultGraph}
    assert len(quads) == len({str(quad.triple) for quad in quads}) == len(expected)


@pytest.mark.parametrize(
    "path",
    ["/doc/country/", "/graph/data/countries", "/dataset", "/ontology", "/shapes", "/sparql", "/"],
)
@pytest.mark.parametrize("accept", ["application/trig", "application/n-quads"])
def test_so_does_everything_else(client, path, accept):
    """Whatever is negotiated."""
    answer = client.get(path, headers={"Accept": accept})
    quads = list(parse(answer.data, format=RdfFormat.from_media_type(answer.mimetype)))

    assert answer.mimetype == accept
    assert {type(quad.graph_name) for quad in quads} == {DefaultGraph}


@pytest.mark.parametrize("suffix", [".nq", ".trig"])
def test_graphs_are_named_on_request(client, suffix):
    """By ?graphs=named, which formats without graphs do not heed, and no other word."""
    answer = client.get(f"/doc/country/armenia{suffix}?graphs=named")
    names = {
        str(quad.graph_name)
        for quad in parse(answer.data, format=RdfFormat.from_media_type(answer.mimetype))
    }
    plain = client.get("/doc/country/armenia.ttl")

    assert f"<{PUBLIC_BASE}graph/data/signatures>" in names
    assert answer.headers["Content-Location"].endswith("?graphs=named")
    assert client.get("/doc/country/armenia.ttl?graphs=named").data == plain.data
    assert client.get(f"/doc/country/armenia{suffix}?graphs=all").status_code == 400


@pytest.mark.filterwarnings(CONJUNCTIVE)
def test_json_ld_is_compacted_with_the_served_context(client):
    """It points to the context, has plain keys, and expands to the same statements."""
    document = json.loads(client.get(f"{SIGNATURE}.jsonld").data)
    context = json.loads(client.get(document["@context"]).data)
    node = next(n for n in document["@graph"] if n["@id"].endswith(SIGNATURE[4:]))
    assert node["signedFor"] == ARMENIA and node["date"] == "1994-10-05"
    assert set(node["@type"]) == {"Record", "Signature"}
    assert node["rdfs:label"]["fr"].startswith("Signature du Document-cadre")
    text = json.dumps({**document, **context})
    graph = Graph().parse(data=text, format="json-ld")
    expected = Graph().parse(data=client.get(f"{SIGNATURE}.nt").data, format="nt")
    assert set(graph) == set(expected)


@pytest.mark.parametrize("place", ["header", "parameter"])
def test_json_ld_is_expanded_when_its_profile_is_asked_for(client, place):
    """The profile stands in Accept or in ?profile=."""
    profile = "http://www.w3.org/ns/json-ld#expanded"
    if place == "header":
        accept = f'application/ld+json;profile="{profile}"'
        answer = client.get("/doc/country/armenia", headers={"Accept": accept})
    else:
        answer = client.get("/doc/country/armenia.jsonld", query_string={"profile": profile})
    assert profile in answer.content_type
    assert isinstance(json.loads(answer.data), list)


def test_headers_of_a_document(client):
    """Links to the thing, the formats, the licence and the dataset; language of pages."""
    answer = client.get("/doc/country/armenia", headers={"Accept": BROWSER})
    (header,) = answer.headers.getlist("Link")
    links = header.split(", ")
    assert f'<{ARMENIA}>; rel="describes"' in links
    assert f'<{PUBLIC_BASE}doc/country/armenia>; rel="canonical"' in links
    assert '</doc/country/armenia.jsonld>; rel="alternate"; type="application/ld+json"' in links
    assert '<https://creativecommons.org/licenses/by/4.0/>; rel="license"' in links
    assert any('rel="describedby"' in link for link in links)
    assert answer.headers["Content-Language"] == "en"
    assert "Content-Language" not in client.get("/doc/country/armenia.ttl").headers


def test_each_variant_has_its_own_etag(client):
    """Type and language change it; whoever has it gets 304 without a body."""
    asked = [
        {"Accept": "text/turtle"},
        {"Accept": "application/ld+json"},
        {"Accept": BROWSER},
        {"Accept": BROWSER, "Accept-Language": "fr"},
    ]
    tags = [
        client.get("/doc/country/armenia", headers=headers).headers["ETag"] for headers in asked
    ]
    assert len(set(tags)) == 4
    for headers, tag in zip(asked, tags, strict=True):
        for sent in (tag, f"W/{tag}", f'"x", {tag}', "*"):
            answer = client.get("/doc/country/armenia", headers={**headers, "If-None-Match": sent})
            assert (answer.status_code, answer.data) == (304, b"")
            assert answer.headers["ETag"] == tag and "Vary" in answer.headers
    other = {**asked[0], "If-None-Match": tags[1]}
    assert client.get("/doc/country/armenia", headers=other).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/id/country/nobody",
        "/doc/country/nobody",
        "/id/thing/armenia",
        "/doc/country/armenia.doc",
        "/doc/country/%3Cscript%3E",
        "/doc/country/a%20b",
        "/id/country/%C3%A9",
    ],
)
def test_what_is_not_there_is_404(client, path):
    """An unknown thing, kind or suffix is 404 and harmless."""
    answer = client.get(path)
    assert answer.status_code == 404
    assert "<script>" not in client.get(path, headers={"Accept": "text/html"}).text


def test_an_impossible_format_is_406_with_the_list(client):
    """By header and by name; the list stands in members and in Link headers."""
    for answer in (
        client.get("/doc/country/armenia", headers={"Accept": "image/png, x/json"}),
        client.get("/doc/country/armenia?format=docx"),
    ):
        assert answer.status_code == 406
        assert "text/turtle" in answer.text
        assert len(answer.headers["Link"].split(", ")) == len(DATA) + 1


def test_the_page_of_a_signature_shows_what_its_sources_say(client):
    """Labels for IRIs, dates in words, both claims with status, words, place and reason."""
    page = html.unescape(client.get(f"{SIGNATURE}.html").text)
    visible = re.sub(r"<[^>]+>", " ", page.split("<main")[1])
    for expected in (
        "5 October 1994",
        "Vahan Papazyan",
        "2 claims",
        "sources disagree",
        "accepted",
        "overruled",
        "05.10.94",
        "October 1994",
        "The table has the day.",
        "says nothing of it",
        "A newspaper",
    ):
        assert expected in visible, expected
    assert 'href="/sources/table#c-1200-1208"' in page
    assert "https://w3id.org" not in visible.split("Cite this")[0]
    referring = visible.split("What refers to it")[1]
    assert "Disagreements" in referring and "Claims" not in referring


def test_the_page_in_french(client):
    """Words, labels and dates are French."""
    page = html.unescape(client.get(f"{SIGNATURE}.html?lang=fr").text)
    for expected in (
        "5 octobre 1994",
        "écartée",
        "Le tableau donne le jour.",
        "Signature du Document-cadre par l’Arménie",
        "Arménie",
    ):
        assert expected in page, expected


def test_dates_are_only_as_precise_as_they_are(client):
    """A month is a month; an open end goes on; unknown and disputed bounds are said."""
    malta = client.get("/doc/participation/malta-partnership-for-peace-1995.html").text
    assert '<time datetime="1996-10">October 1996</time>' in malta
    framework = client.get("/doc/framework/partnership-for-peace.html").text
    assert "26 April 1995 – October 1996" in framework
    assert "since 5 October 1994" in framework
    assert "disputed between sources – not known" in framework
    assert "11 January 1994" in client.get("/doc/event/brussels-summit.html").text
    assert ">1957</time>" in client.get("/doc/person/vahan-papazyan.html").text


def test_hostile_data_is_shown_harmlessly(client):
    """Markup stays text, a javascript: IRI is no link, long and right-to-left text is whole."""
    page = client.get("/doc/country/hostile", headers={"Accept": BROWSER}).text
    assert "<script>alert" not in page and "<img src=x" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "</script><script>" not in page
    assert 'href="javascript:' not in page and "javascript:alert(4)" in page
    assert '<bdi lang="ar" dir="rtl">جمهورية مصر العربية</bdi>' in page
    assert page.count("An endless description.") >= 100
    for path in ("/doc/country/", "/?lang=fr", "/doc/framework/partnership-for-peace"):
        page = client.get(path, headers={"Accept": BROWSER}).text
        assert "<script>alert" not in page and "<img src=x" not in page


def test_the_page_carries_its_json_ld(client):
    """Clients that only get HTML find the statements in it."""
    page = client.get("/doc/country/armenia", headers={"Accept": "text/html"}).text
    script = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert json.loads(script[1])["@id"] == ARMENIA


@pytest.mark.filterwarnings(CONJUNCTIVE)
def test_rdflib_reads_the_address_of_a_thing(address):
    """Graph().parse(url) follows the 303; JSON-LD finds its context over HTTP."""
    graph = Graph().parse(f"{address}/id/country/armenia")
    assert len(graph) > 8
    compacted = Graph().parse(f"{address}/doc/country/armenia.jsonld", format="json-ld")
    assert set(compacted) == set(graph)


RAPPER = [["-g"], ["-i", "turtle"], ["-i", "rdfxml"], ["-i", "nquads"]]


@pytest.mark.parametrize("arguments", RAPPER, ids=lambda arguments: arguments[-1])
def test_rapper_reads_the_address_of_a_thing(address, arguments):
    """Raptor reads the type it asks for and counts as many statements as there are."""
    suffix = {"rdfxml": ".rdf", "nquads": ".nq"}.get(arguments[-1], "")
    kind = "doc" if suffix else "id"
    url = f"{address}/{kind}/country/armenia{suffix}"
    done = subprocess.run(
        ["rapper", "-q", "-o", "ntriples", *arguments, url],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert f"<{ARMENIA}>" in done.stdout


def test_pages_need_no_file_but_ours():
    """The stylesheet asks for nothing from elsewhere."""
    style = ROOT / "server/pfpgraph/web/static/style.css"
    assert not re.search(r"@import|url\(", style.read_text("utf-8"))
    assert HTML.startswith("text/html")


def test_a_thing_is_a_table(client):
    """As CSV: what is stated of it and its records, with IRI, label, time and sources of each."""
    answer = client.get("/doc/country/armenia", headers={"Accept": "text/csv"})
    assert answer.data == client.get("/doc/country/armenia.csv").data
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    by_name = {row["property"].rpartition("#")[2]: row for row in rows}
    assert by_name["iso3"]["value"] == "ARM" and by_name["iso3"]["language"] == ""
    labels = {(row["value"], row["language"]) for row in rows if row["property_label"] == "label"}
    assert {("Armenia", "en"), ("Arménie", "fr")} <= labels
    sources = [row["value"] for row in rows if row["property"] == "http://purl.org/dc/terms/source"]
    assert sources and all(source.startswith(PUBLIC_BASE) for source in sources)
    record = next(row for row in rows if row["section"] == "participation")
    assert record["property"] == "http://www.w3.org/ns/org#member"
    assert record["value"].endswith("/id/participation/armenia-partnership-for-peace")
    assert record["from"] == "1994-10-05" and record["until"] == ""
    assert record["sources"].startswith(PUBLIC_BASE) and record["sources_label"]


def test_a_table_of_a_day_has_the_records_of_it(real):
    """With ?on= the records that do not hold then are left out, as in the other formats."""
    now, then = (
        real.get("/doc/country/malta.csv", query_string=query).text
        for query in ({}, {"on": "1996-01-01"})
    )
    later = "/participation/malta-partnership-for-peace-2008"
    assert later in now and later not in then and "for-peace-1995" in then


def test_a_thing_is_a_text(real):
    """As Markdown: title, sentence, facts and records, with dates and with sources as links."""
    answer = real.get("/doc/country/malta.md")
    assert answer.content_type == "text/markdown; charset=utf-8"
    assert answer.text.startswith("# Malta\n") and "## Participations" in answer.text
    line = next(line for line in answer.text.splitlines() if "for-peace-1995" in line)
    assert "26 April 1995 – October 1996, withdrawal" in line and "/id/source/nato-malta" in line
    assert "## Membre de" in real.get("/doc/country/malta.md?lang=fr").text
    dispute = real.get("/doc/disagreement/malta-participation-end.md").text
    assert "**accepted**: October 1996" in dispute and "**overruled**: 27 October" in dispute


def test_labels_are_no_markup_in_markdown(client):
    """What a label says is text there too."""
    text = client.get("/doc/country/hostile.md").text
    assert not re.search(r"(?<!\\)<(?!https?://)", text) and "](<javascript" not in text


@pytest.mark.parametrize(
    "day",
    [
        "2004-W01-1",
        "20040101",
        "2004-02-30",
        "2004-1-1",
        "2004-W01",
        "2004",
        "2004-01-01 ",
        "٢٠٠٤-٠١-٠١",
    ],
)
@pytest.mark.parametrize(
    "path",
    [
        *("/", "/map", "/timeline", "/doc/country/armenia", "/doc/country/armenia.ttl"),
        *("/doc/country/", "/sources", "/disagreements", "/questions", "/search", "/report"),
        *("/download", "/graph", "/problems"),
    ],
)
def test_a_day_has_one_spelling(client, path, day):
    """Other forms of ISO 8601 would make other addresses of the same, also where the day only stays
    in the links."""
    answer = client.get(path, query_string={"on": day})

    assert answer.status_code == 400
    assert "1996-01-01" in json.loads(answer.data)["detail"]
    assert client.get(path, query_string={"on": "2004-01-01"}).status_code == 200
