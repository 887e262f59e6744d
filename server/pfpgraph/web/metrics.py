"""The metrics: what the web processes count, for Prometheus.

They share the counts by files in the folder that PROMETHEUS_MULTIPROC_DIR names. The variable is
read when this module is imported, in each process for itself.
"""

import os
from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate, groupby
from pathlib import Path

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)

from pfpgraph.query import tally
from pfpgraph.web import counts
from pfpgraph.web.answers import COMMON
from pfpgraph.web.gateway import Reply

_BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_SUM = len(_BOUNDS) + 1  # the cell after those of the bounds and of what is above them
FOLDER = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
_counts = counts.Counts(FOLDER)
_cells = _counts.cells
_HITS, _GONE = _counts.place("cache_hits"), _counts.place("clients_gone")
_BYTES, _WAITING = _counts.place("cache_bytes"), _counts.place("waiting")
_CUT, _SENT = _counts.place("clients_cut"), _counts.place("response_bytes")
_STARTED = _counts.place("web_processes_started")
# The sentence about each metric of the query processes, and the name of its label.
_QUERIES = {
    "supervisors_started": ("Supervisors of the query processes started.", ""),
    "query_workers_started": ("Query workers started.", ""),
    "query_workers_ended": (
        "Query workers ended: by a turn used up, the limit of time or of memory, a client gone, a "
        "crash, or a retirement with too much memory.",
        "reason",
    ),
    "queries_waiting": ("Queries that wait for a worker.", "lane"),
    "queries_running": ("Queries that run.", "lane"),
}


def begin() -> None:
    """Count a request that is to be answered by more than the cache."""
    _cells[_WAITING] += 1


def end() -> None:
    """Count it as answered, or as left."""
    _cells[_WAITING] -= 1


def count(reply: Reply | None, seconds: float, hit: bool, size: int) -> None:
    """Count a request that took some seconds; without a reply its client has left. The cache is
    of some size now."""
    if reply is None:
        return gone()
    _cells[_SENT] += len(reply.body)
    _cells[_counts.place("requests", reply.route, reply.status)] += 1
    if hit:
        _cells[_HITS] += 1
        return
    place = _counts.place("seconds", reply.route, size=_SUM + 1)
    _cells[place + bisect_left(_BOUNDS, seconds)] += 1
    _cells[place + _SUM] += seconds
    _cells[_BYTES] = size
    if reply.problem:
        _cells[_counts.place("problems", reply.problem)] += 1


def started() -> None:
    """Count the start of this web process."""
    _cells[_STARTED] += 1


def gone() -> None:
    """Count a client that left."""
    _cells[_GONE] += 1


def cut() -> None:
    """Count a client that was cut off."""
    _cells[_CUT] += 1


def _queries() -> Iterable[Metric]:
    """What the query processes count, by tallies of their own."""
    found = tally.total(FOLDER.glob("*.tally"))
    for name, rows in groupby(found, key=lambda row: row.metric):
        sentence, label = _QUERIES[name]
        first, *more = rows
        kind = CounterMetricFamily if first.grows else GaugeMetricFamily
        family = kind(f"pfpgraph_{name}", sentence, labels=[label] if label else [])
        for row in (first, *more):
            family.add_metric([row.label] if label else [], found[row])
        yield family


def page() -> Reply:
    """The counts of all web processes in the format of Prometheus."""
    headers = [*COMMON, ("Content-Type", CONTENT_TYPE_LATEST), ("Cache-Control", "no-store")]
    return Reply(200, headers, generate_latest(_Families()))


class _Families:
    """The metrics as a registry of prometheus_client has them."""

    def collect(self) -> Iterable[Metric]:
        """Each metric with the sums of all processes; what a process holds goes with it."""
        families = {
            "requests": CounterMetricFamily(
                "pfpgraph_requests", "Requests answered.", labels=("route", "status")
            ),
            "cache_hits": CounterMetricFamily("pfpgraph_cache_hits", "Answers from the cache."),
            "clients_gone": CounterMetricFamily(
                "pfpgraph_clients_gone", "Clients that left before their answer."
            ),
            "clients_cut": CounterMetricFamily(
                "pfpgraph_clients_cut", "Clients cut off since they took their answer too slowly."
            ),
            "response_bytes": CounterMetricFamily(
                "pfpgraph_response_bytes", "Bytes of the bodies of answers."
            ),
            "web_processes_started": CounterMetricFamily(
                "pfpgraph_web_processes_started", "Web processes started."
            ),
            "problems": CounterMetricFamily(
                "pfpgraph_problems", "Problems answered, by their kind.", labels=("problem",)
            ),
            "seconds": HistogramMetricFamily(
                "pfpgraph_seconds", "Time of answers not from the cache.", labels=("route",)
            ),
            "cache_bytes": GaugeMetricFamily(
                "pfpgraph_cache_bytes", "Size of the caches of answers."
            ),
            "waiting": GaugeMetricFamily("pfpgraph_waiting", "Requests under way or waiting."),
        }
        for (name, *labels), numbers in sorted(_sums(families).items()):
            family = families[name]
            if isinstance(family, HistogramMetricFamily):
                bounds = (*map(str, map(float, _BOUNDS)), "+Inf")
                buckets = list(zip(bounds, accumulate(numbers[:_SUM]), strict=True))
                family.add_metric(labels, buckets, numbers[_SUM])
            else:
                family.add_metric(labels, numbers[0])
        return [*families.values(), *_queries()]


def _sums(families: dict[str, Metric]) -> dict[tuple[str, ...], list[float]]:
    """The sums over all processes, for a gauge over those that live."""
    sums: dict[tuple[str, ...], list[float]] = {}
    for name, numbers, lives in counts.read(FOLDER):
        if lives or not isinstance(families[name[0]], GaugeMetricFamily):
            before = sums.get(name, [0.0] * len(numbers))
            sums[name] = [a + b for a, b in zip(before, numbers, strict=True)]
    return sums
