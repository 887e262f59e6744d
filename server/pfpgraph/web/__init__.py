"""The web service: a Flask application over a store and its release."""

from flask import Flask

from pfpgraph.graph.release import Release
from pfpgraph.query.store import Store
from pfpgraph.settings import Settings
from pfpgraph.web import (
    addresses,
    crawlers,
    days,
    disagreements,
    documents,
    download,
    editor,
    errors,
    frame,
    front,
    graphs,
    health,
    lists,
    map,
    questions,
    report,
    search,
    short,
    site,
    sources,
    sparql,
    timeline,
    vocabulary,
)
from pfpgraph.web.answers import finish

BLUEPRINTS = (
    front,
    crawlers,
    documents,
    download,
    lists,
    questions,
    report,
    search,
    sources,
    disagreements,
    editor,
    short,
    sparql,
    graphs,
    vocabulary,
    health,
    errors,
)
BLUEPRINTS += (map, timeline)


def create_app(settings: Settings, store: Store, release: Release) -> Flask:
    """The application that answers from a store, about a release."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 4 * 1024 * settings.query_kilobytes
    app.config["MAX_FORM_MEMORY_SIZE"] = None
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 31_536_000  # their addresses change with them
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    site.attach(app, settings, store, release)
    for module in BLUEPRINTS:
        app.register_blueprint(module.bp)
    frame.register(app)
    addresses.register(app)
    errors.register(app)
    days.register(app)
    app.after_request(finish)
    return app
