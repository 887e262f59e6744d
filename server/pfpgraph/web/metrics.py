"""The metrics: what the web processes count, for Prometheus.

They share the counts by files in the folder that PROMETHEUS_MULTIPROC_DIR names, a file each. The
variable is read when prometheus_client is imported, so this module is imported when it is set.
"""

import os
from pathlib import Path

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from pfpgraph.web.gateway import Reply

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

_requests = Counter("pfpgraph_requests", "Requests answered.", ("route", "status"))
_hits = Counter("pfpgraph_cache_hits", "Answers from the cache.")
_gone = Counter("pfpgraph_clients_gone", "Clients that left before their answer.")
_problems = Counter("pfpgraph_problems", "Problems answered, by their kind.", ("problem",))
_seconds = Histogram(
    "pfpgraph_seconds", "Time of answers not from the cache.", ("route",), buckets=_SECONDS
)
_bytes = Gauge(
    "pfpgraph_cache_bytes", "Size of the caches of answers.", multiprocess_mode="livesum"
)
_waiting = Gauge("pfpgraph_waiting", "Requests under way or waiting.", multiprocess_mode="livesum")
under_way = _waiting.track_inprogress


def count(reply: Reply | None, seconds: float, hit: bool, size: int) -> None:
    """Count a request that took some seconds; without a reply its client has left. The cache is
    of some size now."""
    if reply is None:
        return _gone.inc()
    _requests.labels(reply.route, reply.status).inc()
    if hit:
        return _hits.inc()
    _seconds.labels(reply.route).observe(seconds)
    _bytes.set(size)
    if reply.problem:
        _problems.labels(reply.problem).inc()


def page() -> Reply:
    """The counts of all web processes in the format of Prometheus."""
    folder = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
    for file in folder.glob("gauge_live*_*.db"):
        pid = file.stem.rpartition("_")[2]
        if not Path("/proc", pid).exists():
            mark_process_dead(pid, str(folder))
    registry = CollectorRegistry()
    MultiProcessCollector(registry, str(folder))
    headers = [("Content-Type", CONTENT_TYPE_LATEST), ("Cache-Control", "no-store")]
    return Reply(200, headers, generate_latest(registry))
