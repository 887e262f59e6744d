"""Queries made at random, by the grammar or from questions with faults: each ends in an answer or
in a problem that is the asker's own, never in an exception, a dead engine or a hang."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, event, given
from hypothesis import settings as options

from pfpgraph.query.pool.watchdog import Watchdog
from pfpgraph.query.pool.worker_store import WorkerStore
from pfpgraph.settings import Settings
from tests.support.grammar import ASKED, XSD

LIMITS = Settings(
    query_workers=2,
    slow_places=1,
    fast_seconds=0.05,
    query_seconds=0.1,
    query_megabytes=256,
    result_megabytes=1,
)
# What a query may end in. Not "engine": that one is a fault of ours.
ENDINGS = {
    *("answer", "syntax", "service", "update", "nesting", "too-long"),
    *("too-large", "time", "memory", "request"),  # the last: a graph that is not there
}
HANGS = 20  # seconds after which a query is taken to hang
FUZZ = options(
    derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory, ending):
    """How a text ends that is asked of a graph of every sort of term."""
    objects = ("<a:a>", "<a:b>", "_:b", '"a"', '"b"@en', f'"x"^^<{XSD}integer>', '"y"^^<a:t>')
    numbers = [f'"{n}"^^<{XSD}{kind}>' for n in (1, 2) for kind in ("integer", "decimal", "double")]
    dates = [f'"{y}-02-28"^^<{XSD}date>' for y in (1994, 2004)]
    lines = [
        f"<a:{'ab'[n % 2]}> <a:{'pq'[n % 3 // 2]}> {term} <a:{'gh'[n % 2]}> .\n"
        for n, term in enumerate((*objects, *numbers, *dates))
    ]
    dump = tmp_path_factory.mktemp("fuzz") / "graph.nq"
    dump.write_text("".join(lines), "utf-8")
    with Watchdog(LIMITS, dump) as watchdog, ThreadPoolExecutor(1) as pool:
        store = WorkerStore(watchdog.socket)
        yield lambda text: pool.submit(ending, store, LIMITS, text, "192.0.2.1").result(HANGS)


@options(FUZZ, max_examples=600)
@given(asked=ASKED)
def test_any_text_ends_orderly(fuzzed, asked):
    """A few hundred texts, always the same."""
    event(end := fuzzed(asked))
    assert end in ENDINGS


@pytest.mark.long
@options(FUZZ, max_examples=10_000)
@given(asked=ASKED)
def test_many_texts_end_orderly(fuzzed, asked):
    """Many more of them."""
    event(end := fuzzed(asked))
    assert end in ENDINGS
