"""The report of the release."""

import json

from rdflib import RDF, Graph, Namespace

SH = Namespace("http://www.w3.org/ns/shacl#")


def test_the_report_is_that_of_the_build(real):
    """Page, JSON and Turtle tell the same: it conforms, with so many remarks."""
    found = json.loads(real.get("/report?format=json").data)
    graph = Graph().parse(data=real.get("/report?format=ttl").data, format="turtle")
    assert found["conforms"] and found["faults"]
    assert len(list(graph.subjects(RDF.type, SH.ValidationResult))) == len(found["faults"])
    for language in ("en", "fr"):
        page = real.get(f"/report?format=html&lang={language}").text
        assert page.count('<th scope="row">') == len(found["faults"])
        assert found["faults"][0]["file"] in page
