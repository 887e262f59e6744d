"""The report of the release."""

import json
import re
from dataclasses import replace

import pytest
from rdflib import RDF, Graph, Namespace

from pfpgraph.query.store import EmbeddedStore
from pfpgraph.settings import Settings
from pfpgraph.web import create_app

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
        assert page.count('<th scope="row">') == len(found["faults"])
        assert found["faults"][0]["file"] in page and said in page


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
