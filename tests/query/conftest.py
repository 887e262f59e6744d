"""A tiny graph, and the query processes over it with limits small enough to be reached."""

import json

import pyoxigraph
import pytest

from pfpgraph.formats import RDF_FORMATS, RESULT_FORMATS
from pfpgraph.problems import Problem
from pfpgraph.query.pool.watchdog import Watchdog
from pfpgraph.query.pool.worker_store import WorkerStore
from pfpgraph.query.store import EmbeddedStore
from pfpgraph.settings import Settings
from pfpgraph.tokeniser import examine

NTRIPLES = next(fmt for fmt in RDF_FORMATS if fmt.name == "nt")

LIMITS = {
    "query_workers": 3,
    "slow_places": 2,
    "fast_seconds": 0.2,
    "query_seconds": 1.0,
    "query_megabytes": 300,
    "result_megabytes": 1,
    "result_rows": 4000,
}


@pytest.fixture(scope="session")
def limits():
    """The small limits as settings."""
    return Settings(**LIMITS)


@pytest.fixture(scope="session")
def dump(tmp_path_factory):
    """A dump of two graphs: 1,000 links, and a label of each thing in one of two languages."""
    lines = []
    for n in range(1000):
        thing, next_thing = f"<http://a.example/{n}>", f"<http://a.example/{(n + 1) % 1000}>"
        lines.append(f"{thing} <http://a.example/next> {next_thing} <http://a.example/links> .\n")
        label = f'"thing {n}"@en' if n % 2 else f'"chose nº {n}"@fr'
        lines.append(f"{thing} <http://a.example/label> {label} <http://a.example/labels> .\n")
    path = tmp_path_factory.mktemp("graph") / "graph.nq"
    path.write_text("".join(lines), "utf-8")
    return path


@pytest.fixture(scope="session")
def embedded(dump):
    """The tiny graph in this process; answers have the same limit as those of workers."""
    return EmbeddedStore(dump, result_bytes=1 << 20, result_rows=4000)


@pytest.fixture(scope="session")
def watchdog(dump, limits):
    """The query processes over the tiny graph."""
    with Watchdog(limits, dump) as running:
        yield running


@pytest.fixture(scope="session")
def workers(watchdog):
    """The tiny graph in the query processes."""
    return WorkerStore(watchdog.socket)


@pytest.fixture(scope="session")
def patient(dump):
    """The tiny graph in query processes with much time and little memory."""
    settings = Settings(query_seconds=30, fast_seconds=30, query_megabytes=100)
    with Watchdog(settings, dump) as running:
        yield WorkerStore(running.socket)


@pytest.fixture(params=["embedded", "workers"])
def either(request):
    """Each store in turn."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def ending():
    """How a query from outside ends: the slug of its problem, or "answer" when it has a whole
    one; any other exception goes on."""

    def ask(store, settings, text, client):
        """Ask as the endpoint does."""
        try:
            query = examine(text, settings)
            graph = query.form in ("CONSTRUCT", "DESCRIBE")
            answer = store.query(text, NTRIPLES if graph else RESULT_FORMATS[0], client=client)
        except Problem as problem:
            return problem.row.slug
        if graph:
            list(pyoxigraph.parse(answer, format=NTRIPLES.writer))
        else:
            json.loads(answer)
        return "answer"

    return ask
