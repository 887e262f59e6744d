"""Hostile queries: each ends in an answer that is documented, and harms nobody else."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pfpgraph.query.pool.watchdog import Watchdog
from pfpgraph.query.pool.worker_store import WorkerStore
from pfpgraph.settings import Settings
from tests.support.hostile import HOSTILE

LIMITS = {
    "query_workers": 3,
    "slow_places": 2,
    "fast_seconds": 0.1,
    "query_seconds": 0.4,
    "query_megabytes": 256,
    "result_megabytes": 8,
}
ORDINARY = "SELECT ?s { ?s ?p ?o } LIMIT 3"


@pytest.fixture(scope="module")
def watchdog(release):
    """Query processes of this module's own over the real graph."""
    with Watchdog(Settings(**LIMITS), release.dump) as running:
        yield running


@pytest.fixture(scope="module")
def small():
    """The small limits."""
    return Settings(**LIMITS)


@pytest.fixture(scope="module")
def workers(watchdog):
    """The graph in those processes."""
    return WorkerStore(watchdog.socket)


def is_whole(watchdog):
    """Whether as many workers are there as should be: one for pages, three fast, two slow."""
    pid = watchdog.pid
    return len(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()) == 6


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_query_ends_as_documented(watchdog, workers, small, ending, kind):
    """It ends in one of the ways allowed for it; then others are answered, and no worker lacks."""
    text, endings = HOSTILE[kind]
    pid = watchdog.pid

    assert ending(workers, small, text, "192.0.2.66") in endings

    assert ending(workers, small, ORDINARY, "192.0.2.1") == "answer"
    assert ending(workers, small, ORDINARY, "") == "answer"
    pause = threading.Event()
    assert any(is_whole(watchdog) or pause.wait(0.02) for _ in range(500))
    assert watchdog.pid == pid


@pytest.fixture
def patient(release):
    """The graph in query processes where who waits may wait longer, since a machine may be busy."""
    with Watchdog(Settings(**LIMITS | {"query_seconds": 3}), release.dump) as running:
        yield WorkerStore(running.socket)


def test_others_are_answered_during_an_attack(patient, small, ending):
    """Eight attackers at once, each with a part of the table: who asks little is never refused."""
    texts = [text for text, _ in HOSTILE.values()]
    over = threading.Event()

    def attack(number):
        """Ask one part of the table; stop early when the others are through."""
        for text in texts[number::24]:
            ending(patient, small, text, f"192.0.2.{100 + number}")

    def probe():
        """Ask something ordinary until the attack is over."""
        endings = {ending(patient, small, ORDINARY, "192.0.2.1")}
        while not over.wait(0.01):
            endings.add(ending(patient, small, ORDINARY, "192.0.2.1"))
        return endings

    with ThreadPoolExecutor(9) as pool:
        probing = pool.submit(probe)
        try:
            list(pool.map(attack, range(8)))
        finally:
            over.set()

    assert probing.result() == {"answer"}
