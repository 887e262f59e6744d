"""Fixtures for the whole session: the graph of this checkout, built once, and ways to read it.

Rooms, in order: the release (graph/), stores and supervisor (query/), client (web/).
"""

import gc
import sys
import threading

import pytest

from pfpgraph.graph import release as releases
from pfpgraph.query.pool.watchdog import Keeper
from pfpgraph.query.store import EmbeddedStore
from pfpgraph.settings import Settings


@pytest.fixture(scope="session")
def settings(tmp_path_factory):
    """The settings as they are by default, but for a build folder of the session."""
    return Settings({}, out=str(tmp_path_factory.mktemp("build")))


@pytest.fixture(scope="session")
def release(settings):
    """A release of the checkout's own graph."""
    return releases.build(settings)


@pytest.fixture(scope="session")
def store(release):
    """The release in an embedded store."""
    return EmbeddedStore(release)


@pytest.fixture(scope="session")
def supervisor(settings, release):
    """The query processes over the release; its socket is for a WorkerStore."""
    with Keeper(settings, release.dump) as running:
        yield running


@pytest.fixture
def collected_elsewhere():
    """A function that does work whose garbage another thread collects, and gives what that thread
    could not raise: the engine lets only the thread that made results drop them."""

    def collected(work):
        faults = []
        gc.collect()
        gc.disable()
        hook, sys.unraisablehook = sys.unraisablehook, lambda found: faults.append(found.exc_value)
        try:
            work()
            thread = threading.Thread(target=gc.collect)
            thread.start()
            thread.join()
        finally:
            sys.unraisablehook = hook
            gc.enable()
        return faults

    return collected
