"""What a request has of its application: the snapshot of the release."""

from flask import Flask, current_app
from werkzeug.local import LocalProxy

from pfpgraph.graph.release import Release
from pfpgraph.model.snapshot import Snapshot
from pfpgraph.query.store import Store
from pfpgraph.settings import Settings

site: Snapshot = LocalProxy(lambda: current_app._get_current_object().extensions["pfpgraph"])  # type: ignore[assignment]


def attach(app: Flask, settings: Settings, store: Store, release: Release) -> None:
    """Give an application its snapshot."""
    app.extensions["pfpgraph"] = Snapshot(settings, store, release)
