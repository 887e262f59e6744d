"""The stores: the same answers in this process and in the query processes."""

import csv
import json

import pytest
from pyoxigraph import Literal, NamedNode, QueryResultsFormat, parse, parse_query_results

from pfpgraph.formats import RDF, RESULTS
from pfpgraph.problems import Problem

JSON, TURTLE = RESULTS[0], RDF[0]
LINKS, LABELS = "http://a.example/links", "http://a.example/labels"
THING, NEXT = NamedNode("http://a.example/5"), NamedNode("http://a.example/6")


def refusal(store, text, format=JSON, **options):
    """The problem that a query ends with."""
    with pytest.raises(Problem) as caught:
        store.query(text, format, **options)
    return caught.value


def count(store, text, **options):
    """The number that a query counts as ?n."""
    answer = store.query(text, JSON, **options)
    results = parse_query_results(answer, format=QueryResultsFormat.JSON)
    return int(next(results)["n"].value)


@pytest.mark.parametrize("format", RESULTS, ids=lambda format: format.name)
def test_select_in_every_format(either, format):
    """Rows come with their languages and accents."""
    text = "SELECT ?label { <http://a.example/4> <http://a.example/label> ?label }"
    answer = either.query(text, format)

    if format.name == "csv":
        assert list(csv.reader(answer.decode().splitlines())) == [["label"], ["chose nº 4"]]
    else:
        rows = parse_query_results(answer, format=format.writer)
        assert [row["label"] for row in rows] == [Literal("chose nº 4", language="fr")]


@pytest.mark.parametrize("format", RESULTS, ids=lambda format: format.name)
def test_ask_in_every_format(either, format):
    """A truth value has no rows."""
    assert b"true" in either.query("ASK { ?s ?p ?o }", format)
    assert b"false" in either.query("ASK { ?s ?p 7 }", format)


@pytest.mark.parametrize("format", RDF, ids=lambda format: format.name)
@pytest.mark.parametrize(
    "text",
    [
        "DESCRIBE <http://a.example/5>",
        "CONSTRUCT { ?s ?p ?o } WHERE { VALUES ?s { <http://a.example/5> } ?s ?p ?o }",
    ],
)
def test_graphs_in_every_format(either, format, text):
    """DESCRIBE and CONSTRUCT give the same two triples."""
    triples = {quad.triple for quad in parse(either.query(text, format), format=format.writer)}

    assert {triple.object for triple in triples} == {NEXT, Literal("thing 5", language="en")}


@pytest.mark.parametrize(
    ("text", "format"),
    [
        ("SELECT * { ?s ?p ?o }", TURTLE),
        ("DESCRIBE <a:b>", JSON),
    ],
)
def test_a_format_that_cannot_hold_the_answer(either, text, format):
    """Rows are no graph and a graph is no rows."""
    assert refusal(either, text, format).row.slug == "format"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("SELECT * {\n  ?s ?p ?o .\n  FILTER(é }", (3, 13)),
        ("SELECT * { ?s ex:p ?o }", (1, 20)),
    ],
)
def test_syntax_errors_have_line_and_column(either, text, place):
    """The engine's place is kept, in the sentence of each language and as members."""
    problem = refusal(either, text)

    assert problem.row.slug == "syntax"
    assert (problem.members["line"], problem.members["column"]) == place
    assert problem.detail.startswith(f"Line {place[0]}, column {place[1]}: ")
    assert problem.told("fr").startswith(f"Ligne {place[0]}, colonne {place[1]}\u00a0: ")


def test_a_function_that_is_not_there(either):
    """It is the query that is at fault, and the problem names the function."""
    problem = refusal(either, "SELECT * { ?s ?p ?o FILTER <a:f>(?o) }")

    assert problem.row.slug == "request"
    assert "<a:f>" in problem.detail


def test_default_graph_is_the_union(either):
    """Without a dataset every graph is read, and each has its name."""
    assert count(either, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == 2000
    assert count(either, "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }") == 2


def test_from_names_the_default_graph(either):
    """FROM wins over the union; with FROM NAMED alone the default graph is empty."""
    text = "SELECT (COUNT(*) AS ?n) {} {{ ?s ?p ?o }}"

    assert count(either, text.format(f"FROM <{LINKS}>")) == 1000
    assert count(either, text.format(f"FROM NAMED <{LINKS}>")) == 0


def test_graphs_of_the_protocol_win_over_from(either):
    """default-graph-uri and named-graph-uri stand in place of FROM and FROM NAMED."""
    text = f"SELECT (COUNT(*) AS ?n) FROM <{LINKS}> {{ ?s <http://a.example/label> ?o }}"
    named = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"

    assert count(either, text) == 0
    assert count(either, text, default_graphs=[LABELS]) == 1000
    assert count(either, text, named_graphs=[LABELS]) == 0
    assert count(either, named, default_graphs=[LABELS]) == 0
    assert count(either, named, named_graphs=[LABELS]) == 1000
    assert refusal(either, named, named_graphs=["no iri"]).row.slug == "request"


def test_values_are_bound_as_subject_and_object(either):
    """A bound variable restricts the pattern and stands in the row."""
    text = "SELECT ?thing ?next { ?thing <http://a.example/next> ?next }"
    row = {"thing": THING, "next": NEXT}

    assert either.rows(text, thing=THING) == [row]
    assert either.rows(text, next=NEXT) == [row]
    assert either.ask("ASK { ?thing ?p ?next }", thing=THING, next=NEXT)
    assert not either.ask("ASK { ?thing ?p ?next }", thing=NEXT, next=THING)


@pytest.mark.parametrize(
    "term",
    [
        Literal("thing 5", language="en"),
        Literal(7),
        Literal('"} SERVICE <x> {'),
        Literal("2014-07-11", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date")),
        THING,
    ],
)
def test_bound_values_come_back_as_they_are(either, term):
    """Language, datatype and quotes survive the way to a worker and back."""
    assert either.rows("SELECT ?x { BIND(?x AS ?y) }", x=term) == [{"x": term}]


def test_a_bound_variable_must_be_selected(either):
    """The engine says so; the query is at fault, not who asks."""
    text = "SELECT ?next { ?thing <http://a.example/next> ?next }"

    assert refusal(either, text, bindings={"thing": THING}).row.slug == "engine"


def test_unbound_variables_have_no_entry(either):
    """A row holds what is bound."""
    assert either.rows("SELECT ?a ?b { VALUES (?a ?b) { (1 UNDEF) } }") == [{"a": Literal(1)}]


def test_large_answers_are_whole(either):
    """An answer of many pieces arrives complete."""
    answer = either.query("SELECT * { ?s ?p ?o }", JSON)

    assert len(answer) > 200_000
    assert len(json.loads(answer)["results"]["bindings"]) == 2000


@pytest.mark.parametrize("format", RESULTS, ids=lambda format: format.name)
def test_a_result_over_the_cap_is_an_error(either, format):
    """It is never cut: the problem names the limit."""
    problem = refusal(either, "SELECT * { ?s ?p ?o . ?x ?y ?z }", format)

    assert problem.row.status == 422
    assert (problem.members["limit"], problem.members["unit"]) == (1, "MiB")
