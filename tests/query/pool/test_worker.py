"""The workers: each limit ends one query, says which it was, and leaves the others alone."""

import socket

import pytest

from pfpgraph.formats import RESULT_FORMATS
from pfpgraph.problems import Problem

JSON = RESULT_FORMATS[0]
LONG = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
GREEDY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?i LIMIT 1"


def refusal(store, text, **options):
    """The problem that a query from outside ends with."""
    with pytest.raises(Problem) as caught:
        store.query(text, JSON, **({"client": "192.0.2.1"} | options))
    return caught.value


@pytest.mark.parametrize("client", ["", "192.0.2.1"], ids=["pages", "outside"])
def test_time_is_up(workers, client):
    """A query that takes too long is a 503 that names the limit, in every lane."""
    problem = refusal(workers, LONG, client=client)

    assert (problem.row.slug, problem.row.status) == ("time", 503)
    assert problem.members == {"limit": 1.0, "unit": "seconds"}
    assert workers.ask("ASK { ?s ?p ?o }")


@pytest.mark.parametrize(("asked", "given"), [(0.05, 0.05), (0, 0.001), (-1, 0.001), (99, 1.0)])
def test_less_time_may_be_asked_for(workers, asked, given):
    """A client has at most the limit, and always one."""
    assert refusal(workers, LONG, seconds=asked).members["limit"] == given


def test_memory_is_used_up(patient):
    """A query that needs too much memory is a 503 that says so."""
    problem = refusal(patient, GREEDY)

    assert (problem.row.slug, problem.row.status) == ("memory", 503)
    assert problem.members == {"limit": 100, "unit": "MiB"}
    assert patient.ask("ASK { ?s ?p ?o }")


@pytest.mark.parametrize("call", ["SERVICE", "SERVICE SILENT"])
def test_nothing_goes_out_even_past_the_tokeniser(workers, call):
    """A worker has no descriptor for a socket while it runs a query: nobody is reached."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        there = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        text = f"SELECT * {{ {call} <{there}> {{ ?s ?p ?o }} }}"
        try:
            workers.query(text, JSON)
        except Problem as problem:
            assert problem.row.slug == "engine"
        with pytest.raises(BlockingIOError):
            listener.accept()


BOMBS = {
    "not": "ASK { FILTER(" + "!" * 60_000 + "true) }",
    "or": "ASK { FILTER(true" + "||1" * 20_000 + ") }",
    "and": "ASK { FILTER(true" + "&&1" * 20_000 + ") }",
    "plus": "ASK { FILTER(1" + "+1" * 30_000 + ") }",
    "minus": "ASK { FILTER(" + "-" * 60_000 + "1) }",
    "union": "ASK { {}" + "UNION{}" * 8_500 + " }",
    "path": "ASK { ?s " + "^" * 60_000 + "<a:b> ?o }",
    "sequence": "ASK { ?s <a:b>" + "/<a:b>" * 10_000 + " ?o }",
    "triples": "ASK { " + "<<" * 20_000 + " }",
    "braces": "ASK " + "{" * 30_000 + "}" * 30_000,
    "parentheses": "ASK { FILTER" + "(" * 30_000 + "1" + ")" * 30_000 + " }",
    "blanks": "ASK { ?s ?p " + "[?p" * 20_000 + "]" * 20_000 + " }",
    "collections": "ASK { ?s ?p " + "(" * 30_000 + ")" * 30_000 + " }",
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_sixty_kilobytes_of_anything_end_orderly(workers, text):
    """The parsing stack holds them: they are answered, refused, or stopped in time."""
    try:
        assert workers.query(text, JSON, client="192.0.2.2", seconds=0.15)
    except Problem as problem:
        assert problem.row.slug in ("syntax", "time")


def test_an_engine_that_dies_is_said_to_have_died(patient):
    """Brackets deeper than any query may have end the process by its stack: a 500 with a hint."""
    problem = refusal(patient, "ASK " + "{" * 180_000)

    assert (problem.row.slug, problem.row.status) == ("engine", 500)
    assert "ORDER BY STR(?x)" in problem.detail
    assert patient.ask("ASK { ?s ?p ?o }")
