"""The metrics: what they count over all web processes."""

import os
import signal

from processes import ask, family, serving, until
from prometheus_client.parser import text_string_to_metric_families

PAGE, ROUTE = "/doc/country/armenia", "/doc/<kind>/<name>"


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
