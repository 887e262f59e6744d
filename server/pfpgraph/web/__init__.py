"""The web service: a Flask application over a store and its release."""

import atexit
import os
import sys
from dataclasses import replace

from flask import Flask

from pfpgraph.graph.release import Release, whole
from pfpgraph.problems import Problem
from pfpgraph.query.pool.watchdog import Watchdog, started
from pfpgraph.query.pool.worker_store import WorkerStore
from pfpgraph.query.store import Store
from pfpgraph.settings import Settings
from pfpgraph.web import addresses, request
from pfpgraph.web.responses import finish
from pfpgraph.web.routes import (
    crawlers,
    disagreements,
    download,
    front,
    graphs,
    health,
    lists,
    map,  # noqa: A004 - the name of its address
    ontology,
    problems,
    questions,
    report,
    search,
    sources,
    sparql,
    things,
    timeline,
    use,
    validation,
)

BLUEPRINTS = (
    front,
    crawlers,
    things,
    download,
    lists,
    questions,
    report,
    validation,
    search,
    sources,
    disagreements,
    sparql,
    graphs,
    ontology,
    health,
    problems,
    map,
    timeline,
    use,
)


def create_app(
    settings: Settings | None = None, store: Store | None = None, release: Release | None = None
) -> Flask:
    """The WSGI application that serves a release from a store.

    Called without arguments it makes everything itself, for any WSGI server: it reads the settings
    of the environment, loads their current release, and connects to query processes or starts some.
    If that raises a Problem, the process ends (SystemExit) with its message.
    """
    if settings is None or release is None:
        try:
            return create_app(*_alone(Settings.read()))
        except Problem as problem:
            sys.exit(f"pfpgraph: {problem}")
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 4 * 1024 * settings.query_kilobytes
    app.config["MAX_FORM_MEMORY_SIZE"] = None
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 31_536_000  # addresses change with the program
    request.attach(app, settings, store or Store(), release)
    for module in BLUEPRINTS:
        app.register_blueprint(module.bp)
    addresses.register(app)
    problems.register(app)
    request.register(app)
    app.after_request(finish)
    return app


def _alone(settings: Settings) -> tuple[Settings, Store, Release]:
    """The settings, a store and the current release, for an application made without arguments. The
    store asks the query processes behind the socket that the settings name, or processes started
    here. Raises Problem."""
    found = whole(settings.out)
    if settings.socket:
        return settings, WorkerStore(settings.socket, settings.query_seconds), found
    watchdog = started(replace(settings, base=found.base), found.dump)
    atexit.register(_stop, watchdog, os.getpid())
    store = WorkerStore(watchdog.socket, settings.query_seconds, lambda: watchdog.counters.down)
    return settings, store, found


def _stop(watchdog: Watchdog, pid: int) -> None:
    """Stop the query processes, but only in the process that started them: a forked child inherits
    this handler."""
    if os.getpid() == pid:
        watchdog.stop()
