"""Views: a page that is also data, and the query behind it."""

import json

import pytest
from pyoxigraph import Literal, NamedNode

from pfpgraph.formats import RDF, RESULTS
from pfpgraph.names import PUBLIC_BASE
from pfpgraph.query import queries
from pfpgraph.web import values, views

DAY = Literal("1996-01-01", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date"))


@pytest.fixture
def partners(real):
    """A view whose first column names participations."""
    with real.application.test_request_context("/partners?on=1996-01-01"):
        yield views.View(
            "/partners",
            "PREFIX pfp: <https://w3id.org/pfpgraph/ontology#>\n"
            "# Which?\nSELECT DISTINCT ?record { ?record a pfp:Participation } "
            "ORDER BY ?record LIMIT 3",
        )


def test_results_are_the_query_s_own(partners):
    """CSV and JSON are the answer of the query behind the page."""
    csv, document = (
        partners.data(next(f for f in RESULTS if f.name == name)) for name in ("csv", "json")
    )
    assert len(csv.splitlines()) == 4
    assert len(json.loads(document)["results"]["bindings"]) == 3


def test_statements_are_those_of_the_things_shown(partners):
    """Turtle lists the things of the first column and says what is stated of each."""
    turtle = partners.data(RDF[0]).decode()
    assert turtle.count("pfp:Participation ") == 3 and "rdfs:member" in turtle


def test_a_day_is_filled_in_as_a_term():
    """A filled query has its terms as SPARQL writes them, and lacks none."""
    with pytest.raises(KeyError, match="day"):
        queries.filled("labels", PUBLIC_BASE, day=DAY)


def test_links_keep_the_day(real):
    """A link keeps the day and the language, unless it names another day."""
    with real.application.test_request_context("/?on=1996-01-01&lang=fr"):
        assert values.here("/map") == "/map?on=1996-01-01&lang=fr"
        assert values.here("/map", "2001-01-01") == "/map?on=2001-01-01&lang=fr"
        assert values.here("/map", "") == "/map?lang=fr"
    with real.application.test_request_context("/?on=soon"):
        assert values.here("/map") == "/map"
