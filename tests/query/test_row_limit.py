"""Rows are counted as they are written, whatever stands in them."""

import pytest
from pyoxigraph import Literal, NamedNode, Quad
from pyoxigraph import Store as Engine

from pfpgraph.formats import RESULT_FORMATS
from pfpgraph.problems import Problem
from pfpgraph.query import row_limit
from pfpgraph.query.store import EmbeddedStore

FORMATS = [fmt.writer for fmt in RESULT_FORMATS]
NASTY = ("x},{y", "a\r\nb", "a\nb", '"', '""', "\\", '\\"},{', "<result>", ",", "},{" * 3, "")
TEXTS = ("SELECT * { ?s ?p ?o }", "SELECT ?o ?s { ?s ?p ?o }", "SELECT ?z { ?s ?p ?o }")


@pytest.fixture(scope="module")
def nasty():
    """A graph of strings that look like the ends of rows."""
    engine = Engine()
    for number, text in enumerate(NASTY):
        thing = NamedNode(f"http://a.example/{number}")
        engine.add(Quad(thing, thing, Literal(text)))
    return engine


@pytest.mark.parametrize("fmt", FORMATS, ids=str)
@pytest.mark.parametrize("text", TEXTS)
def test_no_row_is_forgotten_or_invented(nasty, text, fmt):
    """The limit is exact in every format, with unbound values and nasty ones."""
    answer = nasty.query(text).serialize(format=fmt)

    assert not row_limit.are_more(answer, fmt, len(NASTY))
    assert row_limit.are_more(answer, fmt, len(NASTY) - 1)


@pytest.mark.parametrize("fmt", FORMATS, ids=str)
def test_no_rows_are_no_rows(nasty, fmt):
    """One may be counted where there is none, but a limit allows that."""
    assert not row_limit.are_more(
        nasty.query("SELECT * { ?s <a:b> ?o }").serialize(format=fmt), fmt, 1
    )


@pytest.mark.parametrize("fmt", RESULT_FORMATS, ids=lambda fmt: fmt.name)
def test_a_result_of_too_many_rows_is_an_error(dump, fmt):
    """It names the limit; ASK and what is within it are answered."""
    store = EmbeddedStore(dump, result_rows=1000)
    assert store.query("SELECT * { ?s <http://a.example/next> ?o }", fmt)
    assert store.query("ASK {}", fmt)
    with pytest.raises(Problem) as caught:
        store.query("SELECT ?s { ?s ?p ?o } LIMIT 1001", fmt)

    assert (caught.value.row.slug, caught.value.row.status) == ("too-large", 422)
    assert caught.value.members == {"limit": 1000, "unit": "rows"}
