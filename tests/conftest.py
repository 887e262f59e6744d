"""Fixtures for the whole session: the graph of this checkout and a small made-up one, each built
once, and ways to read them.

Rooms, in order: releases (graph/), stores and supervisor (query/), applications and clients (web/),
the whole service (serve/).
"""

import fcntl
import gc
import sys
import threading
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.serving import WSGIRequestHandler, make_server

from pfpgraph.graph import release as releases
from pfpgraph.query.pool.watchdog import Watchdog
from pfpgraph.query.store import EmbeddedStore
from pfpgraph.settings import Settings
from pfpgraph.web import create_app
from pfpgraph.web.reader import Reader
from tests.support.processes import serving
from tests.support.small import write_release


@pytest.fixture(scope="session")
def settings(tmp_path_factory, pytestconfig):
    """The settings as they are by default, but for a build folder of the session, which processes
    that run its tests side by side share, and time for checks on a machine with much to do."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if hasattr(pytestconfig, "workerinput") else base) / "build"
    folder.mkdir(exist_ok=True)
    return Settings(out=str(folder), validation_seconds=120.0)


@pytest.fixture(scope="session")
def release(settings):
    """A release of the checkout's own graph, built by the first process that wants it."""
    with Path(f"{settings.out}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return releases.current(settings.out) or releases.build(settings)


@pytest.fixture(scope="session")
def store(release):
    """The release in an embedded store."""
    return EmbeddedStore(release)


@pytest.fixture(scope="session")
def supervisor(settings, release):
    """The query processes over the release; its socket is for a WorkerStore."""
    with Watchdog(settings, release.dump) as running:
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


@pytest.fixture(scope="session")
def small_release(tmp_path_factory):
    """The small graph as a release."""
    return write_release(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="session")
def small_app(small_release):
    """The application over the small graph."""
    app = create_app(Settings(), EmbeddedStore(small_release), small_release)
    app.config["TESTING"] = True
    return app


@pytest.fixture(scope="session")
def small_reader(small_app):
    """An English reader of the small graph, without any request."""
    return Reader(small_app.extensions["pfpgraph"])


class Client(FlaskClient):
    """Reads every answer to its end, so that files are closed."""

    def open(self, *arguments, buffered=True, **options):
        """The answer to a request."""
        return super().open(*arguments, buffered=buffered, **options)


@pytest.fixture
def client(small_app):
    """A client of the application."""
    small_app.test_client_class = Client
    return small_app.test_client()


@pytest.fixture(scope="session")
def real(settings, store, release):
    """A client of the application over the checkout's own graph."""
    app = create_app(settings, store, release)
    app.test_client_class = Client
    return app.test_client()


@pytest.fixture(scope="session")
def real_reader(real):
    """An English reader of the checkout's own graph, without any request."""
    return Reader(real.application.extensions["pfpgraph"])


class Quiet(WSGIRequestHandler):
    """Answers without writing a log."""

    def log(self, *arguments) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def address(small_app):
    """The address of the application on a socket, for clients from outside."""
    server = make_server("127.0.0.1", 0, small_app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def service(small_release, tmp_path_factory):
    """The port of the whole service over the small graph, its query processes included."""
    with serving(small_release, tmp_path_factory.mktemp("service")) as (process, port, _):
        yield port
        process.terminate()
