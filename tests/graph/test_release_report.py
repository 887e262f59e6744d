"""The report of a release: what was checked, by what, and with which outcome."""

import json
from importlib.metadata import version

import pytest
import rdflib

from pfpgraph.graph import load, release, release_report
from pfpgraph.graph.rules import infer
from pfpgraph.graph.validate import check
from pfpgraph.iris import PUBLIC_BASE, prefixes

NAMES = prefixes() | release_report.PREFIXES
EARL, DQV = rdflib.Namespace(NAMES["earl"]), rdflib.Namespace(NAMES["dqv"])
COUNTRY = """
country:nowhere
    a pfp:Country ;
    {rest}
.
"""
RULE = """# A country has no code of its own making.
# Un pays n’a pas de code de sa façon.
SELECT ?country { ?country pfp:iso2 "XX" }
"""


@pytest.fixture
def reported(tiny_settings, tiny, countries):
    """A function that adds a country, shapes and a query to the tiny graph, and gives the report of
    the release that it would be."""

    def made(rest='rdfs:label "Nowhere"@en , "Nulle part"@fr', shapes=""):
        countries.write_text(countries.read_text("utf-8") + COUNTRY.format(rest=rest), "utf-8")
        with (tiny / "shapes/tiny.ttl").open("a", encoding="utf-8") as file:
            file.write(shapes)
        (tiny / "shapes/hygiene").mkdir()
        (tiny / "shapes/hygiene/made-up-code.rq").write_text(RULE, "utf-8")
        (tiny / "data/released").mkdir()
        (tiny / "data/released/0.txt").write_text("country/nowhere\n", "utf-8")
        tree = load.read(tiny_settings)
        quads = tree.quads()
        store = load.merged(quads, tree.base)
        quads += infer(store, tree.rules, tree.base)
        return release_report.report(tree, quads, check(tree, quads, store))

    return made


def outcomes(report):
    """The outcome of each check, by what it is made by, as the Turtle says."""
    graph = rdflib.Graph().parse(data=report.turtle(), format="turtle")
    assert len(graph) > 20
    return {
        str(graph.value(one, EARL.test)): (
            str(graph.value(one, EARL.assertedBy)).partition("#")[2],
            str(graph.value(graph.value(one, EARL.result), EARL.outcome)).partition("#")[2],
            graph.value(graph.value(one, EARL.result), DQV.value),
        )
        for one in graph.subjects(rdflib.RDF.type, EARL.Assertion)
    }


def test_every_check_is_told_with_its_outcome(reported):
    """Shapes, queries and names, each by who checked it and on how many things."""
    number = rdflib.Literal("3", datatype=rdflib.XSD.nonNegativeInteger)
    one = rdflib.Literal("1", datatype=rdflib.XSD.nonNegativeInteger)
    assert outcomes(reported()) == {
        f"{NAMES['shape']}Party": ("pyshacl-turbo", "passed", number),
        f"{NAMES['shape']}made-up-code": ("pyoxigraph", "passed", None),
        f"{NAMES['shape']}released": ("pfpgraph", "passed", one),
    }


def test_a_result_fails_the_shape_that_has_the_constraint(reported):
    """A result of a property shape is one of the shape around it; a row is one of its query."""
    report = reported('rdfs:label "Nowhere"@en ; pfp:iso2 "XX"')
    assert [check.results for check in report.shapes] == [1]
    assert [check.results for check in report.hygiene] == [1]
    found = outcomes(report)
    assert found[f"{NAMES['shape']}Party"][1] == "failed"
    assert found[f"{NAMES['shape']}made-up-code"][1] == "failed"
    assert found[f"{NAMES['shape']}released"][1] == "passed"


def test_what_applies_to_nothing_has_not_passed(reported):
    """A shape without focus nodes is inapplicable."""
    shapes = "shape:Nobody a sh:NodeShape ; sh:targetClass pfp:Nobody ; sh:nodeKind sh:IRI ."
    assert outcomes(reported(shapes=shapes))[f"{NAMES['shape']}Nobody"][1] == "inapplicable"


def test_results_without_a_name_are_not_said_to_be_of_any_shape(reported):
    """A property shape that is a blank node does not tell which shape it is of."""
    shapes = (
        "shape:Other a sh:NodeShape ; sh:targetClass pfp:Country ; "
        "sh:property [ sh:path pfp:iso3 ; sh:minCount 1 ] ."
    )
    report = reported(shapes=shapes)
    assert {check.results for check in report.shapes} == {None}
    assert outcomes(report)[f"{NAMES['shape']}Other"][1] == "cantTell"


def test_the_report_names_the_engines(reported):
    """By the versions that are installed, in both formats."""
    report = reported()
    found = json.loads(report.json())
    assert found["engines"] == {name: version(name) for name in release_report.ENGINES}
    for name, number in found["engines"].items():
        assert f"{PUBLIC_BASE}report#{name}" in report.turtle() and f'"{number}"' in report.turtle()


def test_the_report_has_no_time(tiny_settings):
    """Made twice, it is the same: nothing in it comes from the clock."""
    first = release.build(tiny_settings).folder
    files = {name: (first / name).read_bytes() for name in ("report.ttl", "report.json")}
    for path in first.iterdir():
        if path.name in files:
            path.unlink()
    second = release.build(tiny_settings).folder
    assert {name: (second / name).read_bytes() for name in files} == files
    assert b"xsd:date" not in files["report.ttl"]
