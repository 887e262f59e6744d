"""The web service: a Flask application over a store and its release."""

from flask import Flask

from pfpgraph.graph.release import Release
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
    map,
    ontology,
    problems,
    questions,
    report,
    search,
    sources,
    sparql,
    things,
    timeline,
)

BLUEPRINTS = (
    front,
    crawlers,
    things,
    download,
    lists,
    questions,
    report,
    search,
    sources,
    disagreements,
    sparql,
    graphs,
    ontology,
    health,
    problems,
)
BLUEPRINTS += (map, timeline)


def create_app(settings: Settings, store: Store, release: Release) -> Flask:
    """The application that answers from a store, about a release."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 4 * 1024 * settings.query_kilobytes
    app.config["MAX_FORM_MEMORY_SIZE"] = None
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 31_536_000  # their addresses change with them
    request.attach(app, settings, store, release)
    for module in BLUEPRINTS:
        app.register_blueprint(module.bp)
    addresses.register(app)
    problems.register(app)
    request.register(app)
    app.after_request(finish)
    return app
