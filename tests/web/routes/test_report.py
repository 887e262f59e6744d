"""The report of the release."""

import csv
import html
import io
import json
import re
from collections import Counter
from dataclasses import replace

import pytest
from pyoxigraph import parse
from rdflib import RDF, Graph, Namespace

from pfpgraph.formats import RDF_FORMATS, TURTLE
from pfpgraph.graph.release import build
from pfpgraph.i18n.typography import spaced
from pfpgraph.query.store import EmbeddedStore
from pfpgraph.settings import Settings
from pfpgraph.web import create_app

EARL = "http://www.w3.org/ns/earl#"
SH = Namespace("http://www.w3.org/ns/shacl#")


def test_the_report_is_that_of_the_build(real):
    """Page, JSON and Turtle tell the same: so many warnings, so that it does not conform."""
    found = json.loads(real.get("/report?format=json").data)
    graph = Graph().parse(data=real.get("/report?format=ttl").data, format="turtle")
    conforms = [str(value) for value in graph.objects(None, SH.conforms)]
    assert conforms == [str(found["conforms"]).lower()]
    assert found["conforms"] is (not found["faults"])
    assert {fault["severity"] for fault in found["faults"]} <= {str(SH.Warning)}
    assert len(list(graph.subjects(RDF.type, SH.ValidationResult))) == len(found["faults"])
    assert found["faults"]  # else the page below is not seen with any
    for language, said in (("en", "does not conform"), ("fr", "n’est donc pas conforme")):
        page = real.get(f"/report?format=html&lang={language}").text
        assert page.count("<td><code>data/") == len(found["faults"])
        assert found["faults"][0]["file"] in page and said in page


def test_the_report_says_what_was_checked(real, release):
    """Every shape with its number, every query of hygiene with its sentence, by which engines."""
    found = json.loads(real.get("/report?format=json").data)
    page = html.unescape(real.get("/report?format=html").text)
    french = html.unescape(real.get("/report?format=html&lang=fr").text)
    assert len(found["focus_nodes"]) > 50 and len(found["hygiene"]) > 50
    rows = re.findall(r"<code>shape:([^<]+)</code></a></th><td [^>]*>([\d,]+)</td>", page)
    numbers = {iri.partition("#")[2]: number for iri, number in found["focus_nodes"].items()}
    assert {shape: int(number.replace(",", "")) for shape, number in rows} == numbers
    for check in found["hygiene"]:
        assert check["message_en"] in page and spaced(check["message_fr"], "fr") in french
        assert check["results"] == 0
    assert {f"{name} {number}" for name, number in found["engines"].items()} == set(
        re.findall(r"<dd>([a-z-]+ [\d.]+)</dd>", page)
    )
    questions = len(found_questions(release))
    assert found["questions"] == questions > 0 and f"{questions} questions are in" in page


def found_questions(release):
    """The IRIs of the questions in a release."""
    text = release.dump.read_text("utf-8")
    return set(re.findall(r"^<([^>]*/id/question/[^>]*)> ", text, re.MULTILINE))


def test_the_report_as_rdf_is_that_of_the_release(real, release):
    """In every format of RDF, with a check for each shape, each query and the list of names."""
    stored = set(parse((release.folder / "report.ttl").read_bytes(), format=TURTLE.rdf))
    found = json.loads(real.get("/report?format=json").data)
    for fmt in RDF_FORMATS:
        served = parse(real.get(f"/report.{fmt.name}").data, format=fmt.rdf)
        assert {quad.triple for quad in served} == {quad.triple for quad in stored}, fmt.name
    tested = {quad.object.value for quad in stored if quad.predicate.value == f"{EARL}test"}
    hygiene = {check["check"] for check in found["hygiene"]}
    assert tested == {*found["focus_nodes"], *hygiene, found["released"]["check"]}


@pytest.mark.parametrize(("language", "key"), [("en", "message_en"), ("fr", "message_fr")])
def test_the_report_as_csv_has_a_row_for_each_check(real, language, key):
    """With the sentences in the reader's language."""
    found = json.loads(real.get("/report?format=json").data)
    answer = real.get(f"/report.csv?lang={language}")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert (answer.content_type, answer.headers["Content-Language"]) == (
        "text/csv; charset=utf-8",
        language,
    )
    assert Counter(row["sort"] for row in rows) == {
        "shape": len(found["focus_nodes"]),
        "hygiene": len(found["hygiene"]),
        "names": 1,
    }
    things = {row["check"]: row["things"] for row in rows if row["sort"] == "shape"}
    assert things == {iri: str(number) for iri, number in found["focus_nodes"].items()}
    assert sum(int(row["results"]) for row in rows) == len(found["faults"])
    assert [row["message"] for row in rows if row["sort"] == "hygiene"] == [
        spaced(check[key], language) for check in found["hygiene"]
    ]


def test_a_report_of_an_earlier_program_is_shown(client):
    """What it does not say was checked, it leaves out."""
    page = client.get("/report?format=html").text
    assert "conforms to all its shapes" in page and 'id="hygiene"' not in page
    assert client.get("/report.csv").text.splitlines() == [
        "sort,check,label,message,things,results"
    ]


@pytest.mark.parametrize("path", ["/", "/doc/country/latvia", "/sparql", "/ontology", "/nothing"])
def test_the_foot_of_every_page_leads_to_the_report(real, path):
    """Errors too."""
    page = real.get(path, headers={"Accept": "text/html"}).text
    foot = page.partition('<footer class="foot"')[2]
    assert foot.count('href="/report"') == 2  # by its name, and by the version


def test_the_report_counts_the_support_of_records(real, store):
    """Every record with a degree of support is counted once."""
    page = real.get("/report?format=html").text
    row = re.compile(r"<dt><a[^>]*><bdi>([^<]+)</bdi></a></dt><dd>([\d,]+)</dd>")
    counted = {label: int(number.replace(",", "")) for label, number in row.findall(page)}
    prefix = "PREFIX pfp: <https://w3id.org/pfpgraph/ontology#>"
    (answer,) = store.rows(f"{prefix} SELECT (COUNT(*) AS ?n) {{ ?record pfp:support ?any }}")
    assert sum(counted.values()) == int(answer["n"].value)
    assert {"contested", "one independent source"} <= counted.keys()


@pytest.mark.parametrize(
    "path", ["/report", "/report.html", "/ontology", "/shapes.ttl", "/dataset"]
)
def test_files_of_the_release_that_are_away(small_release, tmp_path, path):
    """They are no fault of ours, and nothing says that there are none: they may come back."""
    away = replace(small_release, folder=tmp_path / "away")
    client = create_app(Settings(), EmbeddedStore(small_release), away).test_client()
    answer = client.get(path)

    assert (answer.status_code, answer.headers.get("Retry-After")) == (503, "1")
    assert "files of this release are away" in json.loads(answer.data)["detail"]
    assert client.get("/health").status_code == 200


OWN_SHAPES = """PREFIX sh: <http://www.w3.org/ns/shacl#>
[] a sh:NodeShape ; sh:targetObjectsOf <urn:p> ; sh:nodeKind sh:IRI ; sh:severity <urn:doubt> .
<urn:s> a sh:NodeShape ; sh:targetObjectsOf <urn:p> ; sh:severity sh:Info ;
    sh:property [ sh:path <urn:q> ; sh:minCount 1 ; sh:severity sh:Warning ] ;
    sh:nodeKind sh:IRI ; sh:message "It has a name."@en .
"""


@pytest.mark.parametrize("language", ["en", "fr"])
def test_remarks_on_what_has_no_name(tmp_path, language):
    """Blank nodes, values, shapes without a name and severities of others are shown as well."""
    for folder, text in (("shapes", OWN_SHAPES), ("data", '<urn:a> <urn:p> [] , "five" .')):
        (tmp_path / "own" / folder).mkdir(parents=True)
        (tmp_path / "own" / folder / "own.ttl").write_text(text, "utf-8")
    settings = Settings(data=str(tmp_path / "own"), out=str(tmp_path / "out"))
    made = build(settings)
    answer = (
        create_app(settings, EmbeddedStore(made), made)
        .test_client()
        .get("/report", headers={"Accept": "text/html", "Accept-Language": language})
    )
    page = html.unescape(answer.text)
    assert answer.status_code == 200
    assert page.count({"en": "a blank node", "fr": "un nœud anonyme"}[language]) == 3
    assert page.count('<th scope="row"><code>"five"</code></th>') == 3
    assert "It has a name." in page and "doubt" in page
    assert "None" not in page
