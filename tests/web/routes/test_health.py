"""The state of the service."""

import json

from pfpgraph import __version__


def test_health_names_the_release(client, small_release):
    """Status, versions, checksum; never cached."""
    answer = client.get("/health")
    state = json.loads(answer.data)
    assert state["status"] == "ok"
    assert state["release"] == small_release.checksum
    assert state["program"] == __version__
    assert state["statements"] == sum(small_release.graphs.values())
    assert answer.headers["Cache-Control"] == "no-store"
