"""Large results: the whole graph passes in every format under the default limits, more does not."""

import csv
import io
import re
from xml.etree import ElementTree

import pyoxigraph
import pytest

from pfpgraph.formats import RDF_FORMATS, RESULT_FORMATS
from pfpgraph.problems import Problem
from pfpgraph.query.pool.worker_store import WorkerStore

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ROWS = "SELECT * { ?s ?p ?o }"
GRAPH = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"
# Rows are counted as clients read them, not as the engine does.
COUNTERS = {
    "json": lambda data: len(re.findall(rb'"s":\{', data)),
    "xml": lambda data: len(ElementTree.fromstring(data).findall(".//{*}result")),
    "csv": lambda data: sum(1 for _ in csv.reader(io.StringIO(data.decode(), ""))) - 1,
    "tsv": lambda data: data.count(b"\n") - 1,
}


@pytest.fixture(scope="module")
def whole(supervisor):
    """The checkout's own graph in the query processes, with the default limits."""
    return WorkerStore(supervisor.socket)


@pytest.fixture(scope="module")
def statements(whole):
    """How many statements there are."""
    return int(whole.rows(COUNT)[0]["n"].value)


@pytest.mark.parametrize("fmt", RESULT_FORMATS, ids=[fmt.name for fmt in RESULT_FORMATS])
def test_every_statement_passes_as_a_row(whole, statements, fmt):
    """Asked from outside, so through both lanes."""
    data = whole.query(ROWS, fmt, client="192.0.2.1")

    assert COUNTERS[fmt.name](data) == statements


@pytest.mark.parametrize("fmt", RDF_FORMATS, ids=[fmt.name for fmt in RDF_FORMATS])
def test_every_statement_passes_as_a_graph(whole, statements, fmt):
    """Statements that stand in one graph are as many as there are."""
    data = whole.query(GRAPH, fmt, client="192.0.2.1")

    assert len(set(pyoxigraph.parse(data, format=fmt.writer))) == statements


def test_more_than_the_limit_is_refused_whole(whole):
    """Nothing is cut off in silence: the answer names the limit."""
    with pytest.raises(Problem) as caught:
        whole.query("SELECT * { ?s ?p ?o . ?t ?q ?r }", RESULT_FORMATS[0], client="192.0.2.1")

    assert caught.value.row.slug == "too-large"
    assert caught.value.members == {"limit": 64.0, "unit": "MiB"}
