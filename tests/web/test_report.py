"""The report of the release."""

import json

from rdflib import RDF, Graph, Namespace

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
