"""Queries of hygiene in a tree: their rows are faults of the report, in every format."""

import json
import re

import pytest
import rdflib

from pfpgraph.graph import load
from pfpgraph.graph.rules import infer
from pfpgraph.graph.validate import check
from pfpgraph.iris import PUBLIC_BASE, prefixes
from pfpgraph.problems import Problem

NAMES = prefixes()
QUERY = """# A country has a place on the map.
# Un pays est sur la carte.
SELECT ?country ?property ?code WHERE {
  ?country a pfp:Country ;
    ?property ?code .
  FILTER (?property = pfp:iso2)
  FILTER NOT EXISTS { ?country schema:latitude ?latitude }
}
"""


@pytest.fixture
def report(tiny_settings, tiny):
    """A function that validates the tiny graph with one query of hygiene."""

    def reported(query=QUERY, released=""):
        for name, text in (("shapes/hygiene/map.rq", query), ("data/released/0.txt", released)):
            (tiny / name).parent.mkdir()
            (tiny / name).write_text(text, "utf-8")
        tree = load.read(tiny_settings)
        quads = tree.quads()
        store = load.merged(quads, tree.base)
        infer(store, tree.rules, tree.base)
        return check(tree, quads, store)

    return reported


def test_a_row_is_a_fault_with_file_and_line(report, countries):
    """Its columns are the record, the property and the value; its comments the messages."""
    first, _ = report().faults
    assert first.record == f"{NAMES['country']}arcadia"
    assert (first.path, first.value) == (f"{NAMES['pfp']}iso2", '"AR"')
    assert first.message("en") == "A country has a place on the map."
    assert first.message("fr") == "Un pays est sur la carte."
    assert first.shape == f"{NAMES['shape']}map"
    line = countries.read_text("utf-8").split("\n").index("country:arcadia") + 1
    assert (first.file, first.line) == ("data/countries.ttl", line)


def test_every_format_has_the_faults(report):
    """Words, JSON and Turtle tell of the same two faults, and none says that it conforms."""
    found = report()
    words = r"data/countries\.ttl:\d+: violation: country:\w+: A country has a place on the map\."
    assert len(re.findall(words, found.text())) == 2
    assert found.text().endswith("conforms: no; 2 violations, no warnings\n")
    assert len(json.loads(found.json())["faults"]) == 2
    graph = rdflib.Graph().parse(data=found.turtle(), format="turtle")
    results = graph.subjects(rdflib.SH.sourceShape, rdflib.URIRef(f"{NAMES['shape']}map"))
    assert len(list(results)) == 2
    assert graph.value(rdflib.URIRef(f"{PUBLIC_BASE}report"), rdflib.SH.conforms).value is False


@pytest.mark.parametrize(
    "query",
    [
        QUERY.replace("# Un", "Un"),
        QUERY.replace("WHERE", "WHERE ("),
        "# A.\n# B.\nASK { ?s ?p ?o }\n",
        "# A.\n# B.\nCONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }\n",
    ],
)
def test_a_query_that_is_none_is_refused(report, query):
    """One without its two sentences, with a fault or of another form is a problem that names its
    file."""
    with pytest.raises(Problem, match=r"shapes/hygiene/map\.rq"):
        report(query)


def test_what_a_release_named_stays(report):
    """A name on the list of a release that nothing is said of is a fault, in its line."""
    nothing = QUERY.replace("?property = pfp:iso2", "false")
    (fault,) = report(nothing, "country/arcadia\ncountry/atlantis\n").faults
    assert fault.record == f"{NAMES['country']}atlantis"
    assert (fault.file, fault.line) == ("data/released/0.txt", 2)
