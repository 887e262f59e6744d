"""The metrics of all processes, for Prometheus.

Each web process counts in the shared memory of its place, and any of them can read that of all
places.
"""

from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate, groupby
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)

from pfpgraph.http.cache_headers import NO_STORE
from pfpgraph.http.headers import COMMON
from pfpgraph.http.messages import Reply
from pfpgraph.query.pool.counters import Counters, PoolCounters, sums

_BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_SUM = len(_BOUNDS) + 1  # the cell of the sum: it follows those of the buckets, +Inf included
_GAUGES = ("cache_bytes", "waiting")
_PLAIN = ("cache_hits", "clients_gone", "clients_cut", "response_bytes", "web_processes_started")
# The help text of each metric of the query processes, and the name of its label, if any.
_QUERIES = {
    "supervisors_started": ("Supervisors of the query processes started.", ""),
    "query_workers_started": ("Query workers started.", ""),
    "query_workers_ended": (
        "Query workers ended: by a turn used up, the limit of time or of memory, a client gone, a "
        "crash, or a retirement with too much memory.",
        "reason",
    ),
    "query_connections": ("Connections to the query processes.", ""),
    "queries_waiting": ("Queries that wait for a worker.", "lane"),
    "queries_running": ("Queries that run.", "lane"),
}


class Metrics:
    """The counters of this web process, and those of all."""

    def __init__(self, place: int, shared: list[Counters], queries: PoolCounters) -> None:
        """Take the place of this process, the counters of all places, and those of the query
        processes; count a start of this process."""
        self._shared, self._queries, self._counts = shared, queries, shared[place]
        self._counts.take_over(*_GAUGES)
        self._cells = self._counts.cells
        for name in _PLAIN:  # metrics without labels are shown from the start
            self._add(name, number=0)
        self._add("web_processes_started")

    def started(self) -> None:
        """Count a request that the cache does not answer."""
        self._add("waiting")

    def finished(self) -> None:
        """Count such a request as ended, with an answer or without."""
        self._add("waiting", number=-1)

    def count(self, reply: Reply | None, seconds: float, hit: bool, size: int) -> None:
        """Count a request that took `seconds`; `reply` is None when the client left. `hit` says
        whether the answer came from the cache, `size` is the size of the cache in bytes."""
        if reply is None:
            self.disconnected()
            return
        self._add("response_bytes", number=len(reply.body))
        self._add("requests", reply.route, reply.status)
        if hit:
            self._add("cache_hits")
            return
        place = self._counts.place("seconds", reply.route, size=_SUM + 1)
        self._cells[place + bisect_left(_BOUNDS, seconds)] += 1
        self._cells[place + _SUM] += seconds
        self._cells[self._counts.place("cache_bytes")] = size
        if reply.problem:
            self._add("problems", reply.problem)

    def disconnected(self) -> None:
        """Count a client that left before it had its answer."""
        self._add("clients_gone")

    def cut_off(self) -> None:
        """Count a client that was disconnected for reading too slowly."""
        self._add("clients_cut")

    def page(self) -> Reply:
        """The metrics of all processes in the text format of Prometheus."""
        headers = [*COMMON, ("Content-Type", CONTENT_TYPE_LATEST), ("Cache-Control", NO_STORE)]
        return Reply(200, headers, generate_latest(_Families(self._shared, self._queries)))

    def _add(self, *name: str | int, number: float = 1) -> None:
        self._cells[self._counts.place(*name)] += number


def _queries(counters: PoolCounters) -> Iterable[Metric]:
    """The metrics of the query processes."""
    found = counters.total()
    for name, rows in groupby(found, key=lambda row: row.metric):
        sentence, label = _QUERIES[name]
        first, *more = rows
        kind = CounterMetricFamily if first.grows else GaugeMetricFamily
        family = kind(f"pfpgraph_{name}", sentence, labels=[label] if label else [])
        for row in (first, *more):
            family.add_metric([row.label] if label else [], found[row])
        yield family


class _Families:
    """The metrics as a collector that prometheus_client can read."""

    def __init__(self, shared: list[Counters], queries: PoolCounters) -> None:
        """Take the counters of all web processes and those of the query processes."""
        self._shared, self._queries = shared, queries

    def collect(self) -> Iterable[Metric]:
        """Each metric with its sums over all processes."""
        families: dict[str, Any] = {
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
        for (name, *labels), numbers in sorted(sums(self._shared).items()):
            family = families[name]
            if isinstance(family, HistogramMetricFamily):
                bounds = (*map(str, map(float, _BOUNDS)), "+Inf")
                buckets = list(zip(bounds, accumulate(numbers[:_SUM]), strict=True))
                family.add_metric(labels, buckets, numbers[_SUM])
            else:
                family.add_metric(labels, numbers[0])
        return [*families.values(), *_queries(self._queries)]
