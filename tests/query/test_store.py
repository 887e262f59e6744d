"""The stores: the same answers in this process and in the query processes."""

import builtins
import csv
import json

import pytest
from pyoxigraph import Literal, NamedNode, QueryResultsFormat, parse, parse_query_results

from pfpgraph.formats import RDF_FORMATS, RESULT_FORMATS
from pfpgraph.problems import Problem

JSON, TURTLE = RESULT_FORMATS[0], RDF_FORMATS[0]
LINKS, LABELS = "http://a.example/links", "http://a.example/labels"
THING, NEXT = NamedNode("http://a.example/5"), NamedNode("http://a.example/6")


def refusal(store, text, fmt=JSON, **options):
    """The problem that a query ends with."""
    with pytest.raises(Problem) as caught:
        store.query(text, fmt, **options)
    return caught.value


def count(store, text, **options):
    """The number that a query counts as ?n."""
    answer = store.query(text, JSON, **options)
    results = parse_query_results(answer, format=QueryResultsFormat.JSON)
    return int(next(results)["n"].value)


@pytest.mark.parametrize("fmt", RESULT_FORMATS, ids=lambda fmt: fmt.name)
def test_select_in_every_format(either, fmt):
    """Rows come with their languages and accents."""
    text = "SELECT ?label { <http://a.example/4> <http://a.example/label> ?label }"
    answer = either.query(text, fmt)

    if fmt.name == "csv":
        assert list(csv.reader(answer.decode().splitlines())) == [["label"], ["chose nº 4"]]
    else:
        rows = parse_query_results(answer, format=fmt.writer)
        assert [row["label"] for row in rows] == [Literal("chose nº 4", language="fr")]


@pytest.mark.parametrize("fmt", RESULT_FORMATS, ids=lambda fmt: fmt.name)
def test_ask_in_every_format(either, fmt):
    """A truth value has no rows."""
    assert b"true" in either.query("ASK { ?s ?p ?o }", fmt)
    assert b"false" in either.query("ASK { ?s ?p 7 }", fmt)


@pytest.mark.parametrize("fmt", RDF_FORMATS, ids=lambda fmt: fmt.name)
@pytest.mark.parametrize(
    "text",
    [
        "DESCRIBE <http://a.example/5>",
        "CONSTRUCT { ?s ?p ?o } WHERE { VALUES ?s { <http://a.example/5> } ?s ?p ?o }",
    ],
)
def test_graphs_in_every_format(either, fmt, text):
    """DESCRIBE and CONSTRUCT give the same two triples."""
    triples = {quad.triple for quad in parse(either.query(text, fmt), format=fmt.writer)}

    assert {triple.object for triple in triples} == {NEXT, Literal("thing 5", language="en")}


@pytest.mark.parametrize(
    ("text", "fmt"),
    [
        ("SELECT * { ?s ?p ?o }", TURTLE),
        ("DESCRIBE <a:b>", JSON),
    ],
)
def test_a_format_that_cannot_hold_the_answer(either, text, fmt):
    """Rows are no graph and a graph is no rows."""
    assert refusal(either, text, fmt).row.slug == "format"


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


@pytest.mark.parametrize(
    ("clauses", "pattern", "number"),
    [
        ("FROM <{g}> FROM <{g}>", "?s ?p ?o", 1000),
        ("FROM<{g}>FROM<{g}>FROM<{h}>", "?s ?p ?o", 2000),
        ("FROM e:links FROM <{g}>", "?s ?p ?o", 1000),
        ("FROM <links> FROM <{g}>", "?s ?p ?o", 1000),
        ("FROM from:links FROM <{g}>", "?s from:next ?o . BIND('FROM <a:b>' AS ?x)", 1000),
        ("FROM NAMED <{g}> FROM NAMED <{g}>", "GRAPH ?x {{ ?s ?p ?o }}", 1000),
        ("FROM NAMED<{g}>FROM NAMED e:links", "GRAPH ?x {{ ?s ?p ?o }}", 1000),
        ("FROM <{g}> FROM NAMED <{g}>", "GRAPH ?x {{ ?s ?p ?o }}", 1000),
        ("FROM <{g}> FROM NAMED <{h}> FROM <{g}>", "?s ?p ?o", 1000),
        ("# FROM <{h}>\nFROM <{g}> #\nFROM #\n <{g}> WHERE", "?s ?p ?o", 1000),
        ("FROM <urn:x-rdflib:default> FROM <{g}>", "?s ?p ?o", 2000),
        ("FROM named:links FROM <{g}>", "?s ?p ?o", 1000),
        ("FROM named:links FROM NAMED named:links", "GRAPH ?x {{ ?s ?p ?o }}", 1000),
    ],
)
def test_a_graph_named_twice_is_read_once(either, clauses, pattern, number):
    """A dataset is a set (SPARQL 1.1 Query section 13.2), however its graphs are written."""
    ours = "<http://a.example/>"
    prologue = f"BASE {ours} PREFIX e: {ours} PREFIX from: {ours} PREFIX named: {ours}"
    text = f"{prologue} SELECT (COUNT(*) AS ?n) {clauses} {{{{ {pattern} }}}}"

    assert count(either, text.format(g=LINKS, h=LABELS)) == number


@pytest.mark.parametrize("name", ["default_graphs", "named_graphs"])
def test_a_graph_of_the_protocol_named_twice_is_read_once(either, name):
    """Both kinds."""
    pattern = "?s ?p ?o" if name == "default_graphs" else "GRAPH ?g { ?s ?p ?o }"
    text = f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}"

    assert count(either, text, **{name: [LINKS, LINKS]}) == 1000


def test_a_graph_that_is_constructed_from_twice(either):
    """What stands between the form and FROM does not matter."""
    rows = "SELECT ?s ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s ?p"
    text = f"CONSTRUCT {{ ?s ?p ?n }} FROM <{LINKS}> FROM <{LINKS}> {{ {rows} }}"
    triples = parse(either.query(text, TURTLE), format=TURTLE.writer)

    assert {quad.object.value for quad in triples} == {"1"}


@pytest.mark.parametrize(
    "text",
    [
        "ASK FROM <http://a.example/other> {}",
        "ASK FROM NAMED <http://a.example/other> {}",
        f"ASK FROM <{LINKS}> FROM NAMED <http://a.example/other> {{}}",
        "BASE <http://a.example/> SELECT * FROM <other> {}",
        "PREFIX e: <http://a.example/> DESCRIBE e:5 FROM e:other",
    ],
)
def test_an_unknown_graph_is_refused_in_words(either, text):
    """It would be a silent zero."""
    problem = refusal(either, text, TURTLE if "DESCRIBE" in text else JSON)

    assert problem.row.status == 400
    assert "<http://a.example/other>" in problem.detail


COLUMNS = {
    "SELECT * { ?s ?p ?o }": "s p o",
    "select*{?s ?p ?o}": "s p o",
    "SELECTDISTINCT*{?s ?p ?o}": "s p o",
    "SELECT REDUCED #\n * { ?s ?p ?o } ORDER BY ?o LIMIT 1": "s p o",
    "SELECT DISTINCT * WHERE { $s $p $o }": "s p o",
    "SELECT * { ?z <http://a.example/next>/<http://a.example/label> ?a }": "z a",
    "SELECT * { ?z <http://a.example/next>? ?a }": "z a",
    "SELECT * { BIND(1 AS ?z) BIND(2 AS ?a) }": "z a",
    "SELECT * { VALUES (?z ?a) { (1 2) } }": "z a",
    "SELECT * { } VALUES (?z ?a) { (1 2) }": "z a",
    "SELECT * { { SELECT ?z ?a { ?z ?p ?a } LIMIT 1 } ?z ?y ?b }": "z a y b",
    "SELECT * { { SELECT * { ?z ?p ?a } LIMIT 1 } ?m ?n ?z }": "z p a m n",
    "SELECT * { { SELECT ?z (COUNT(*) AS ?c) { ?z ?y ?a } GROUP BY ?z } }": "z c",
    "SELECT * { ?z ?y ?x OPTIONAL { ?x ?w ?a } MINUS { ?q ?r ?z } }": "z y x w a",
    "SELECT * { ?z ?y ?x FILTER EXISTS { ?x ?w ?a } FILTER(?y != ?z) }": "z y x",
    "SELECT * { GRAPH ?g { ?z ?y ?x } }": "g z y x",
    "SELECT * { ?z ?y [ ?x ?a ] }": "z y x a",
    "SELECT * { { ?z ?y ?x } UNION { ?x ?b ?a } }": "z y x b a",
    "SELECT * { ?s ?p ?o . ?o ?q ?r } ORDER BY ?r ?s": "s p o q r",
    "PREFIX b: <http://a.example/> SELECT * FROM b:links { ?z b:next ?y . ?y ?é ?a }": "z y é a",
    "SELECT * { ?z ?y '?a' . # ?b\n ?z ?x <http://a.example/?c> . ?z ?y ?a }": "z y x a",
    "SELECT * { ?b ?a2 ?a10 . FILTER(?b<?a2&&?a2>?a10) }": "b a2 a10",
    "SELECT ?o ?s { ?s ?p ?o }": "o s",
    "SELECT * { }": "",
}


@pytest.mark.parametrize("fmt", RESULT_FORMATS, ids=lambda fmt: fmt.name)
@pytest.mark.parametrize("text", COLUMNS)
def test_columns_come_in_their_order_of_appearance(embedded, text, fmt):
    """Those of SELECT * too."""
    answer = embedded.query(text + ("" if "LIMIT" in text or "VALUES" in text else " LIMIT 1"), fmt)
    names = COLUMNS[text].split()
    if fmt.name == "csv":
        found = answer.decode().splitlines()[0].split(",") if names else []
    else:
        found = [v.value for v in parse_query_results(answer, format=fmt.writer).variables]

    assert found == names


def test_columns_hold_what_they_are_called(either):
    """Each value stands under its variable."""
    text = "SELECT * { ?z <http://a.example/next> ?y . ?y <http://a.example/label> ?a }"
    rows = list(csv.DictReader(either.query(text, RESULT_FORMATS[2]).decode().splitlines()))
    plain = text.replace("*", "?a ?y ?z")

    assert len(rows) == 1000
    assert sorted(map(sorted, (row.items() for row in rows))) == sorted(
        map(
            sorted,
            (
                r.items()
                for r in csv.DictReader(
                    either.query(plain, RESULT_FORMATS[2]).decode().splitlines()
                )
            ),
        )
    )


@pytest.mark.parametrize(
    ("text", "fmt"),
    [
        ("SELECT * { ?s ?p ?o . ?x ?y ?z }", JSON),
        ("SELECT ?s { ?s ?p ?o . ?x ?y ?z }", RESULT_FORMATS[2]),
        ("SELECT * { ?s ?p ?o }", TURTLE),
        ("CONSTRUCT { ?s ?p ?z } WHERE { ?s ?p ?o . ?x ?y ?z }", TURTLE),
        ("DESCRIBE <http://a.example/5>", JSON),
        ("SELECT * { ?s ?p ?o FILTER <a:f>(?o) }", JSON),
    ],
)
def test_an_exception_keeps_no_results(embedded, collected_elsewhere, text, fmt):
    """What the engine lets only its own thread drop is not left to the garbage of an exception's
    cycle, which any thread may collect."""

    def ask():
        """Leave a problem in a cycle with the frames that it came through."""
        with pytest.raises(Problem) as caught:
            embedded.query(text, fmt)
        caught.value.cycle = caught

    assert collected_elsewhere(ask) == []


def test_rows_that_cannot_be_read_keep_no_results(embedded, collected_elsewhere, monkeypatch):
    """Nor when reading them fails."""

    def ask():
        """Fail with the first row."""
        monkeypatch.setattr(builtins, "zip", lambda *_, **__: 1 / 0)
        try:
            with pytest.raises(ZeroDivisionError) as caught:
                embedded.rows("SELECT * { ?s ?p ?o } LIMIT 3")
        finally:
            monkeypatch.undo()
        caught.value.cycle = caught

    assert collected_elsewhere(ask) == []


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


@pytest.mark.parametrize("fmt", RESULT_FORMATS, ids=lambda fmt: fmt.name)
def test_a_result_over_the_cap_is_an_error(either, fmt):
    """It is never cut: the problem names the limit."""
    problem = refusal(either, "SELECT * { ?s ?p ?o . ?x ?y ?z }", fmt)

    assert problem.row.status == 422
    assert (problem.members["limit"], problem.members["unit"]) == (1, "MiB")


def test_statements_about_statements_in_a_format_that_has_none(either):
    """The fault is not ours: Turtle holds them, JSON-LD does not."""
    text = "CONSTRUCT { <urn:s> <urn:p> <<( <urn:s> <urn:p> <urn:o> )>> } WHERE {}"
    json_ld = next(fmt for fmt in RDF_FORMATS if fmt.name == "jsonld")
    with pytest.raises(Problem) as caught:
        either.query(text, json_ld)

    assert (caught.value.row.slug, caught.value.said) == ("format", "cannot-hold")
    assert b"<<(" in either.query(text, TURTLE)
