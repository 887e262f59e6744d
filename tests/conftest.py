"""Fixtures for the whole session: the graph of this checkout, built once, and ways to read it.

Rooms, in order: the release (graph/), stores and supervisor (query/), client (web/).
"""

import pytest

from pfpgraph.graph import release as releases
from pfpgraph.query.keeper import Keeper
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
