"""The health check: whether the service answers, and from which release."""

import json

from flask import Blueprint, Response

from pfpgraph import __version__
from pfpgraph.query.pool import ipc
from pfpgraph.web import addresses
from pfpgraph.web.request import current_snapshot

bp = Blueprint("health", __name__)


@addresses.route(bp, "/health")
def health() -> Response:
    """Report the served release as JSON, after one query to the store. Raises Problem when the
    store does not answer, and at once (503) when no query process is up."""
    snapshot = current_snapshot()
    release = snapshot.release
    if not snapshot.store.is_up():
        raise ipc.restarting()
    snapshot.ask("alive")
    state = {
        "status": "ok",
        "version": release.version,
        "program": __version__,
        "release": release.checksum,
        "data_date": str(release.data_date),
        "statements": sum(release.graphs.values()),
    }
    return Response(json.dumps(state, indent=2) + "\n", content_type="application/json")
