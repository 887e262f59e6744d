"""The metrics: what they count over all web processes."""

import os
import re
import signal
import socket
from urllib.parse import quote

from prometheus_client.parser import text_string_to_metric_families

from tests.support.processes import ask, family, serving, until

PAGE, ROUTE = "/doc/country/armenia", "/doc/<kind>/<name>"
PAIRS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?c > ?f + ?i) }"
GREEDY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?f LIMIT 1"


def metrics(port):
    """The samples: (name, labels) to value."""
    status, headers, body = ask(port, path="/metrics")
    assert (status, headers["Cache-Control"]) == (200, "no-store")
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(body.decode())
        for sample in family.samples
    }


def test_requests_are_counted_over_all_processes(small_release, tmp_path):
    """Also what a process counted that was killed; what it held is gone with it."""
    with serving(small_release, tmp_path) as (process, port, _):
        for _ in range(20):
            assert ask(port, path=PAGE)[0] == 200
        assert ask(port, path="/sparql?query=SELEC")[0] == 400
        assert ask(port, path=PAGE)[1]["Server-Timing"]
        # What is answered is counted a moment later, perhaps by another process than is asked here.
        until(lambda: metrics(port).get(("pfpgraph_requests_total", ROUTE, "200")) == 21)
        found = metrics(port)
        made = found["pfpgraph_seconds_count", ROUTE]
        assert found["pfpgraph_requests_total", ROUTE, "200"] == 21
        assert found["pfpgraph_cache_hits_total",] == 21 - made >= 19
        assert found["pfpgraph_problems_total", "syntax"] == 1
        assert found["pfpgraph_cache_bytes",] > 0

        for pid in family(process.pid)["web"]:
            os.kill(pid, signal.SIGKILL)
        until(lambda: ask(port)[0] == 200)
        until(lambda: len(family(process.pid)["web"]) == 2)
        found = metrics(port)
        assert found["pfpgraph_requests_total", ROUTE, "200"] == 21


def test_others_may_not_read_them(small_release, tmp_path):
    """Unless the setting names them."""
    with serving(small_release, tmp_path, metrics_readers="192.0.2.1") as (_, port, _):
        assert ask(port, path="/metrics")[0] == 404


def wait_for(port, *key):
    """Wait until something is counted."""
    until(lambda: metrics(port).get(key, 0) > 0)


def test_the_ends_of_query_workers_are_counted(small_release, tmp_path):
    """By what ended them; how many were started, and what runs just now."""
    limits = {"query_seconds": 1.0, "fast_seconds": 0.1, "query_megabytes": 400}
    with serving(small_release, tmp_path, **limits) as (process, port, _):
        until(lambda: len(family(process.pid)["workers"]) == 6)
        ends = "pfpgraph_query_workers_ended_total"
        assert ask(port, path=f"/sparql?query={quote(PAIRS)}")[0] == 503
        until(lambda: (metrics(port)[ends, "turn"], metrics(port)[ends, "time"]) == (1, 1))
        assert metrics(port)[ends, "gone"] == 0

        until(lambda: len(family(process.pid)["workers"]) == 6)
        for pid in family(process.pid)["workers"]:
            os.kill(pid, signal.SIGKILL)
        until(lambda: metrics(port)[ends, "crash"] == 6)

        until(lambda: started_less_ended(port) == 6)
        found = metrics(port)
        assert found["pfpgraph_supervisors_started_total",] == 1
        assert found["pfpgraph_web_processes_started_total",] == 2
        for pid in family(process.pid)["supervisor"]:
            os.kill(pid, signal.SIGKILL)
        until(lambda: metrics(port)["pfpgraph_supervisors_started_total",] == 2)
        assert metrics(port)[ends, "crash"] == found[ends, "crash"]


def started_less_ended(port):
    """How many query workers there must be."""
    found = metrics(port)
    ended = sum(found[key] for key in found if key[0] == "pfpgraph_query_workers_ended_total")
    return found["pfpgraph_query_workers_started_total",] - ended


def test_who_went_and_what_was_too_large(small_release, tmp_path):
    """A client that leaves and a query that takes too much memory are ends of their own."""
    limits = {"query_seconds": 60.0, "fast_seconds": 60.0, "query_megabytes": 300}
    with serving(small_release, tmp_path, **limits) as (_, port, _):
        assert ask(port, path=f"/sparql?query={quote(GREEDY)}")[0] == 503
        wait_for(port, "pfpgraph_query_workers_ended_total", "memory")
        with socket.create_connection(("127.0.0.1", port)) as leaving:
            path = f"/sparql?query={quote(PAIRS)}"
            leaving.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
            wait_for(port, "pfpgraph_queries_running", "fast")
        wait_for(port, "pfpgraph_query_workers_ended_total", "gone")
        wait_for(port, "pfpgraph_clients_gone_total")


def test_every_metric_is_named_as_prometheus_wants(small_release, tmp_path):
    """A prefix, small letters, a sentence; counters end in _total."""
    with serving(small_release, tmp_path) as (_, port, _):
        assert ask(port, path=PAGE)[0] == 200
        text = ask(port, path="/metrics")[2].decode()
    families = list(text_string_to_metric_families(text))
    assert len(families) > 12
    for one in families:
        assert re.fullmatch("pfpgraph(_[a-z]+)+", one.name)
        assert one.documentation.endswith(".")
        assert one.type in ("counter", "gauge", "histogram")
    assert text.count("# HELP") == len({one.name for one in families})
