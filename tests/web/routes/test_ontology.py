"""The ontology, the shapes and the context as clients need them."""

import csv
import html
import json
import re
from importlib.metadata import version as version_of
from xml.dom.minidom import parseString

import pytest
from pyoxigraph import NamedNode
from rdflib import DCTERMS, OWL, RDF, RDFS, Graph, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic

from pfpgraph.iris import PUBLIC_BASE
from pfpgraph.resources import ROOT
from tests.support.clients import BROWSER, DOCUMENT

ONTOLOGY = URIRef(f"{PUBLIC_BASE}ontology")
MODULES = sorted(path.stem for path in (ROOT / "ontology").glob("*.ttl"))
KEPT = sorted(path.name for path in (ROOT / "ontology/released").iterdir())
VERSIONS = [version_of("pfpgraph"), *KEPT]
SUFFIXES = {
    "ttl": "text/turtle",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "trig": "application/trig",
    "nq": "application/n-quads",
    "html": "text/html",
}
SHAPES = sorted(path.stem for path in (ROOT / "shapes").glob("*.ttl"))


def read(client, path, fmt="turtle"):
    """The graph at an address."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return Graph().parse(data=answer.data, format=fmt)


def test_the_ontology_is_one_answer(client):
    """All terms are in it, one header, and no import of what it holds."""
    graph = read(client, "/ontology")
    for module in (m for m in MODULES if m not in ("alignments", "external")):
        defined = Graph().parse(ROOT / "ontology" / f"{module}.ttl")
        for term in set(defined.subjects(RDFS.isDefinedBy)):
            assert (term, RDFS.isDefinedBy, None) in graph, term
    assert list(graph.subjects(RDF.type, OWL.Ontology)) == [ONTOLOGY]
    assert not list(graph.objects(ONTOLOGY, OWL.imports))


def test_the_same_bytes_in_every_process(client, small_app):
    """Blank nodes have the same names however often the files are read."""
    first = client.get("/ontology.ttl").data
    small_app.extensions["pfpgraph"].kept.clear()
    assert client.get("/ontology.ttl").data == first


def test_every_format_of_the_ontology_says_the_same(client):
    """Lists and restrictions survive in all of them; Protégé asks for RDF/XML."""
    turtle = read(client, "/ontology")
    assert isomorphic(turtle, read(client, "/ontology.rdf", "xml"))
    assert isomorphic(turtle, read(client, "/ontology.nt", "nt"))
    accept, expected = DOCUMENT["protege"]
    assert client.get("/ontology", headers={"Accept": accept}).content_type == expected


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_json_ld_of_the_ontology(client):
    """It needs no context from elsewhere."""
    answer = client.get("/ontology.jsonld")
    graph = Graph().parse(data=answer.data, format="json-ld")
    assert len(graph) == len(read(client, "/ontology"))


@pytest.mark.parametrize("module", MODULES)
def test_a_module_is_served_as_it_was_written(client, module):
    """Turtle is the file; RDF/XML and JSON-LD are made from it."""
    text = (ROOT / "ontology" / f"{module}.ttl").read_bytes()
    assert client.get(f"/ontology/{module}").data == text
    assert isomorphic(Graph().parse(data=text), read(client, f"/ontology/{module}.rdf", "xml"))
    assert client.get(f"/ontology/{module}", headers={"Accept": BROWSER}).status_code == 200


@pytest.mark.parametrize("module", SHAPES)
def test_shapes_are_served_as_they_were_written(client, module):
    """The same for shapes; the whole holds each of them."""
    text = (ROOT / "shapes" / f"{module}.ttl").read_bytes()
    assert client.get(f"/shapes/{module}").data == text
    whole = read(client, "/shapes")
    assert all(
        (shape, None, None) in whole
        for shape in {s for s in Graph().parse(data=text).subjects() if isinstance(s, URIRef)}
    )


@pytest.mark.parametrize("part", ["ontology", "shapes"])
def test_version_iris_answer(client, part):
    """The one in the header, and those of the modules; an unknown one names those there are."""
    header = URIRef(f"{PUBLIC_BASE}{part}")
    version = read(client, f"/{part}").value(header, OWL.versionIRI)
    path = str(version).removeprefix(PUBLIC_BASE.rstrip("/"))
    assert client.get(path).data == client.get(f"/{part}").data
    assert client.get(f"/{part}/time/{path.rpartition('/')[2]}").status_code == 200
    unknown = client.get(f"/{part}/0.0.1")
    assert unknown.status_code == 404
    assert json.loads(unknown.data)["versions"] == [path.rpartition("/")[2], *KEPT]
    assert client.get(f"/{part}/nothing").status_code == 404


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "path",
    [
        "ontology/time",
        "shapes/time",
        pytest.param("ontology", marks=pytest.mark.long),
        pytest.param("shapes", marks=pytest.mark.long),
    ],
)
def test_a_version_has_the_formats_of_the_current_one(client, path, version):
    """By suffix and by Accept, at 200 and without a redirect, also a module of it; each answer may
    be kept and says where the others are. A suffix that is none is not found."""
    now = client.get(f"/{path}.ttl")
    for suffix, accept in SUFFIXES.items():
        answer = client.get(f"/{path}/{version}.{suffix}")
        assert answer.status_code == 200, suffix
        asked = client.get(f"/{path}/{version}", headers={"Accept": accept})
        assert asked.status_code == 200 and asked.data, suffix
        assert answer.mimetype == asked.mimetype == accept
        for one in (answer, asked):
            assert one.vary.as_set() == now.vary.as_set() >= {"accept", "accept-language"}
            assert one.headers["Cache-Control"] == now.headers["Cache-Control"]
            links = one.headers["Link"]
            own = f"{path}/{version}" if version in KEPT else path
            assert f'<{PUBLIC_BASE}{own}>; rel="canonical"' in links
            assert 'rel="alternate"; type="text/html"' in links
            known = {"If-None-Match": one.headers["ETag"], "Accept": accept}
            again = client.get(one.request.path, headers=known)
            assert again.status_code == 304 and not again.data
    for wrong in ("csv", "exe"):
        assert client.get(f"/{path}/{version}.{wrong}").status_code == 404


@pytest.mark.parametrize("version", VERSIONS)
def test_what_a_suffix_of_a_version_gives_is_that_version(client, version):
    """The same statements in every format, those of the version IRI; no slip of the name answers
    with another."""
    turtle = read(client, f"/ontology/{version}.ttl")
    assert turtle.value(ONTOLOGY, OWL.versionIRI) == URIRef(f"{ONTOLOGY}/{version}")
    assert len(read(client, f"/ontology/{version}.nt", "nt")) == len(turtle)
    for slip in ("0.1", f"{version}.1.ttl", f"{version}.", f".{version}.ttl", f"{version}.ttl.nt"):
        assert client.get(f"/ontology/{slip}").status_code == 404, slip


@pytest.mark.parametrize("version", KEPT)
@pytest.mark.parametrize("part", ["ontology", "shapes"])
def test_an_earlier_version_is_kept(client, part, version):
    """Its version IRIs and those of its modules give what was issued then; the current version
    comes after it."""
    folder = ROOT / part / "released" / version
    whole = read(client, f"/{part}/{version}")
    header = URIRef(f"{PUBLIC_BASE}{part}")
    assert whole.value(header, OWL.versionIRI) == URIRef(f"{header}/{version}")
    assert isomorphic(whole, read(client, f"/{part}/{version}?format=rdf", "xml"))
    assert len(read(client, f"/{part}/{version}?format=nt", "nt")) == len(whole)
    prior = read(client, f"/{part}").value(header, OWL.priorVersion)
    assert prior == URIRef(f"{header}/{KEPT[-1]}")
    for path in sorted(folder.glob("*.ttl")):
        answer = client.get(f"/{part}/{path.stem}/{version}")
        assert answer.data == path.read_bytes(), path
    assert client.get(f"/{part}/nothing/{version}").status_code == 404


def test_every_version_iri_of_a_kept_file_answers(client):
    """So does what the headers of today name as the version before."""
    iris = [
        str(iri)
        for part in ("ontology", "shapes")
        for path in sorted((ROOT / part).rglob("*.ttl"))
        for prop in (OWL.versionIRI, OWL.priorVersion)
        for iri in Graph().parse(path).objects(None, prop)
    ]
    assert len(iris) > 40
    for iri in iris:
        assert client.get(iri.removeprefix(PUBLIC_BASE.rstrip("/"))).status_code == 200, iri


def test_no_term_that_was_released_is_gone(client):
    """Each term of an earlier version is there still."""
    ours = f"{ONTOLOGY}#"
    now = set(read(client, "/ontology").subjects())
    for version in KEPT:
        then = {s for s in read(client, f"/ontology/{version}").subjects() if s.startswith(ours)}
        assert len(then) > 200 and then <= now, sorted(then - now)


def test_a_kept_version_is_documented(client):
    """As it was, with where the current one is, and what of it has changed since."""
    version = KEPT[0]
    page = client.get(f"/ontology/{version}?format=html").text
    assert 'href="/ontology"' in page and 'id="holdsFrom"' in page
    assert 'id="forCountry"' not in page
    assert client.get(f"/ontology/time/{version}?format=html").status_code == 200
    assert "Every " in client.get(f"/shapes/{version}?format=html").text
    whole = client.get("/ontology?format=html").text
    assert f'href="/ontology/{version}"' in whole
    assert row(whole, "holdsFrom", "since version") == "0.1.0"
    assert row(whole, "forCountry", "since version") == "0.2.0"
    time = client.get("/ontology/time?format=html").text
    assert "(0.1.0)" in row(time, "holdsFrom", "before")
    assert row(time, "startPrecision", "before") == ""
    assert (
        f'href="/ontology/operations/{version}"'
        not in client.get("/ontology/operations?format=html").text
    )


def test_earlier_versions_are_no_part_of_the_graph(real):
    """Their statements are neither in a graph of their own nor in that of their module."""
    site = real.application.extensions["pfpgraph"]
    assert len(site.release.graphs) > 50
    assert [name for name in site.release.graphs if "/released/" in name] == []
    assert not site.ask("exists", thing=NamedNode(f"{PUBLIC_BASE}graph/ontology/released/0.1.0"))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_term_is_documented_with_an_anchor(client, language):
    """The page has each of our terms under its own name, in the reader's language."""
    page = client.get(f"/ontology?lang={language}", headers={"Accept": BROWSER}).text
    ours = f"{PUBLIC_BASE}ontology#"
    terms = {
        str(term).removeprefix(ours)
        for term in read(client, "/ontology").subjects(RDFS.isDefinedBy)
        if str(term).startswith(ours)
    }
    anchors = set(re.findall(r'<article class="term" id="(\w+)"', page))
    assert len(terms) > 100 and terms <= anchors
    expected = {
        "en": "act by which one document is signed",
        "fr": "acte par lequel un document est signé",
    }
    assert expected[language] in page


def article(page, name):
    """The documentation of a term on a page."""
    return re.search(rf'<article class="term" id="{name}">.*?</article>', page, re.DOTALL)[0]


def row(page, name, heading):
    """The text and links of a row of a term's documentation."""
    found = re.search(rf"<dt>{heading}</dt><dd>(.*?)</dd>", article(page, name), re.DOTALL)
    return found[1] if found else ""


def test_a_term_says_what_it_is_and_how_it_is_used(real):
    """Count, example and list from the data; what the shapes demand; the questions that name it."""
    page = real.get("/ontology/records?format=html").text
    summary = re.search(r"<summary>class · (\d+) things</summary>", article(page, "Participation"))
    listed = json.loads(
        real.get(
            "/sparql?format=json&query=SELECT (COUNT(*) AS ?n) { ?p a "
            f"<{PUBLIC_BASE}ontology%23Participation> }}"
        ).data
    )
    assert summary[1] == listed["results"]["bindings"][0]["n"]["value"]
    assert '<a href="/doc/participation/' in row(page, "Participation", "in the data")
    assert 'href="/doc/participation/"' in row(page, "Participation", "list")
    assert 'href="/shapes/Participation"' in row(page, "Participation", "shapes")
    assert 'href="/questions/' in row(page, "Participation", "questions")


def test_the_lists_of_a_class_have_all_its_things(real):
    """Those of an observership are of two kinds, so that it has two lists."""
    page = real.get("/ontology/records?format=html").text
    (things,) = re.findall(
        r"<summary>class · (\d+) things</summary>", article(page, "Observership")
    )
    lists = re.findall(r'href="(/doc/[^"]+)"', row(page, "Observership", "list"))
    listed = [csv.reader(real.get(f"{one}&format=csv").text.splitlines()) for one in lists]
    assert len(lists) == 2 and sum(len(list(rows)) - 1 for rows in listed) == int(things)


def test_terms_lead_to_each_other_and_elsewhere(real):
    """Wider and narrower ones, properties and what they give, and terms of other vocabularies in
    words, each with a link."""
    page = real.get("/ontology?format=html").text
    assert '<a href="#Record">pfp:Record</a>' in row(page, "Act", "kind of")
    assert '<a href="#Signature">pfp:Signature</a>' in row(page, "Act", "wider than")
    assert '<a href="#startPrecision">' in row(page, "Dated", "has")
    assert '<a href="#Precision">' in row(page, "startPrecision", "gives")
    assert '<a href="#startPrecision">' in row(page, "Precision", "given by")
    assert '<a href="#Month">' in row(page, "Precision", "these")
    assert row(page, "Month", "one of") == '<a href="#Precision">pfp:Precision</a>'
    assert row(page, "Precision", "one of") == ""
    assert ">prov:Agent</a>" in row(page, "Country", "narrower than")
    module = real.get("/ontology/time?format=html").text
    assert '<a href="/ontology#Act">pfp:Act</a>' in row(module, "firstDay", "of")


def test_every_link_within_the_page_leads_somewhere(real):
    """Each anchor is one of the page, once, and none leads to the page of a module in vain."""
    page = real.get("/ontology?format=html").text
    anchors = re.findall(r' id="([^"]+)"', page)
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(anchors)
    beyond = set(re.findall(r'href="/ontology/(\w+)#(\w+)"', page))
    assert len(beyond) > 200
    for module in {module for module, _ in beyond}:
        there = real.get(f"/ontology/{module}?format=html").text
        assert all(f'id="{name}"' in there for where, name in beyond if where == module)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_overview_shows_how_all_hangs_together(real, language):
    """A drawing that says what it is, whose boxes are links to terms; words; queries that are
    questions, each with its answer and the editor."""
    page = real.get(f"/ontology?format=html&lang={language}").text
    drawing = parseString(re.search(r'<svg class="layers model".*?</svg>', page, re.DOTALL)[0])
    assert drawing.getElementsByTagName("title")[0].firstChild.data
    assert drawing.getElementsByTagName("desc")[0].firstChild.data
    links = [a.getAttribute("href") for a in drawing.getElementsByTagName("a")]
    assert {"#Act", "#Country", "#Claim", "#holdsFrom", "#holdsUntil"} <= set(links)
    assert len(links) > 20
    for slug in re.findall(r'<a href="/questions/([\w-]+)', page[: page.index('id="modules"')]):
        asked = (ROOT / f"data/questions/{slug}.rq").read_text("utf-8")
        said = asked.replace('"en"', f'"{language}"').strip()
        assert html.escape(said).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in page
    assert page.count("/q/") == 4


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_overview_says_which_dates_to_ask_for(real, language):
    """Each pattern of its table is one that the endpoint takes, and what may be missing is asked
    for with OPTIONAL. A date that may be missing is missing somewhere, one that never is nowhere.
    """
    page = real.get(f"/ontology?format=html&lang={language}").text
    table = re.search(r'<h3 id="dates">.*?</table>', page, re.DOTALL)[0]
    patterns = [html.unescape(found) for found in re.findall(r"<td><code>(.*?)</code>", table)]
    assert len(patterns) == 5
    for pattern in patterns:
        optional = pattern.startswith("OPTIONAL")
        of = "?x a pfp:Dated" if "pfp:start" in pattern or not optional else "?x a pfp:Document"
        wanted = re.search(r"pfp:(\w+) (\?\w+)", pattern)
        body = f"{of} . {pattern.replace('?document', '?x')} FILTER (!BOUND({wanted[2]}))"
        if not optional:
            body = f"{of} FILTER NOT EXISTS {{ ?x pfp:{wanted[1]} ?day }}"
            asked = f"SELECT * {{ {pattern} VALUES ?day {{ '2010-01-01'^^xsd:date }} }} LIMIT 3"
            assert len(rows(real, asked)) == 3, pattern
        assert bool(rows(real, f"SELECT ?x {{ {body} }} LIMIT 1")) == optional, pattern
    for name in ("Open", "Unknown", "Disputed", "latestDate"):
        assert f'href="#{name}"' in table


def test_the_overview_says_how_a_thing_is_found_by_its_names(real):
    """Each pattern finds one thing, its label or another name of it."""
    page = real.get("/ontology?format=html&lang=en").text
    words = page[page.index('id="overview"') : page.index('id="dates"')]
    codes = [html.unescape(found) for found in re.findall(r"<code>(.*?)</code>", words)]
    patterns = [code for code in codes if code.startswith(("?thing ", "?name "))]
    (language,) = (code for code in codes if code.startswith("FILTER"))
    found = {
        row["label"]["value"]
        for pattern in patterns
        for row in rows(
            real,
            "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
            "PREFIX skosxl: <http://www.w3.org/2008/05/skos-xl#> "
            f"SELECT ?label {{ {pattern} . ?thing a pfp:Country ; rdfs:label ?label {language} }}",
        )
    }
    assert len(patterns) == 2 and found == {"Georgia", "Republic of Moldova"}
    assert 'href="#partner"' in words


def rows(client, query):
    """The rows of an answer to a query that lacks its prefixes."""
    prefixes = f"PREFIX pfp: <{ONTOLOGY}#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
    answer = client.get("/sparql", query_string={"query": prefixes + query, "format": "json"})
    return json.loads(answer.data)["results"]["bindings"]


@pytest.mark.parametrize("path", ["", "/records", f"/{KEPT[0]}", f"/bodies/{KEPT[0]}"])
def test_a_page_names_the_prefixes_that_it_needs(client, path):
    """Each that its Turtle binds, with its namespace, and what the kinds of things have."""
    page = client.get(f"/ontology{path}?format=html").text
    table = re.search(r'<h2 id="namespaces">.*?</dl>', page, re.DOTALL)[0]
    shown = dict(re.findall(r"<code>(\w+)</code></dt><dd><code>([^<]+)</code>", table))
    turtle = client.get(f"/ontology{path}").text
    bound = re.findall(r"(?m)^@?PREFIX (\w+): <(.+)>", turtle)
    known = {prefix: space for prefix, space in bound if prefix not in ("bibo", "ns1")}
    assert len(known) > 4 and known.items() <= shown.items(), known.items() - shown.items()
    assert f"{PUBLIC_BASE}id/KIND/" in table


@pytest.mark.parametrize("version", ["", f"/{KEPT[0]}"])
def test_what_is_never_the_same_is_told(client, version):
    """Each axiom of disjointness and difference is listed, with links, and each of its terms leads
    to the list; so do the pages of modules."""
    graph = read(client, f"/ontology{version}")
    page = client.get(f"/ontology{version}?format=html").text
    section = re.search(r'<h2 id="apart">.*?</section>', page, re.DOTALL)[0]
    shown = [sorted(re.findall(r'"#(\w+)"', line)) for line in section.split("<p ")[1:]]
    axioms = [
        sorted(str(term).rpartition("#")[2] for term in Collection(graph, members))
        for prop in (OWL.members, OWL.distinctMembers)
        for members in graph.objects(None, prop)
    ]
    assert len(axioms) > 1 and sorted(shown) == sorted(axioms)
    assert 'href="#apart-1"' in row(page, "Claim", "apart from")
    assert f"{len(max(axioms, key=len)) - 1} others" in row(page, "Claim", "apart from")
    module = client.get(f"/ontology/evidence{version}?format=html").text
    assert f'href="/ontology{version}#apart-1"' in row(module, "Claim", "apart from")
    assert 'id="apart"' not in module


def test_the_header_says_who_made_it_and_its_licence(client):
    """By name, whether the header gives a name or an agent, and as a link."""
    for path in ("/ontology", f"/ontology/{KEPT[0]}"):
        head = client.get(f"{path}?format=html").text.partition('id="modules"')[0]
        assert re.search(r"<dt>Made by</dt><dd>[^<]*pfpgraph contributors</dd>", head), path
        assert 'href="https://creativecommons.org/licenses/by/4.0/" rel="license"' in head, path


def test_every_module_says_what_it_is_about(real):
    """In a sentence, with a link to its page."""
    page = real.get("/ontology?format=html").text
    for module in (m for m in MODULES if m != "pfpgraph"):
        about = Graph().parse(ROOT / "ontology" / f"{module}.ttl")
        sentences = about.objects(URIRef(f"{ONTOLOGY}/{module}"), DCTERMS.description)
        sentence = next(text for text in sentences if text.language == "en")
        assert html.escape(sentence) in page, module
        assert f'href="/ontology/{module}"' in page


def test_shapes_speak_on_their_page(client):
    """Their messages stand on the page, each with an anchor."""
    page = client.get("/shapes", headers={"Accept": BROWSER}).text
    anchors = re.findall(r'<div id="([\w-]+)"><dt>', page)
    assert len(anchors) == len(set(anchors)) > 50


def test_the_context_has_our_properties(client):
    """Plain keys for ours, prefix:name for others, links and words marked."""
    answer = client.get("/context.jsonld")
    assert answer.content_type == "application/ld+json"
    context = json.loads(answer.data)["@context"]
    assert context["signedFor"] == {"@id": "pfp:signedFor", "@type": "@id"}
    assert context["rdfs:label"] == {"@id": "rdfs:label", "@container": "@language"}
    assert context["date"] == {"@id": "pfp:date", "@type": "xsd:date"}
    assert context["pfp"] == f"{PUBLIC_BASE}ontology#"
