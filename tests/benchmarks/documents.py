"""Documents and repeated queries: from the cache beside a bare callable that returns the same
bytes on the same web server, and made anew beside Trifid. Prints requests a second with ratios.
"""

import json
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks import load, peers
from tests.benchmarks.bench import ACCEPT, print_row
from tests.benchmarks.clients import Target
from tests.benchmarks.load import Request

COUNTRY = "country/malta"
TYPES = {"HTML": "text/html", "Turtle": "text/turtle", "JSON-LD": "application/ld+json"}
SUFFIXES = {"HTML": "html", "Turtle": "ttl", "JSON-LD": "jsonld"}
ROUNDS = 3
# What the web server writes itself, or does for the body that it gets.
OWN = ("content-length", "date", "server", "server-timing")


class Answer(NamedTuple):
    """An answer: status, headers, body."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


def fetch(port: int, request: Request) -> Answer:
    """The answer to a request."""
    connection = HTTPConnection(peers.HOST, port, timeout=30)
    try:
        connection.request("GET", request.path, headers=request.headers)
        response = connection.getresponse()
        return Answer(response.status, response.getheaders(), response.read())
    finally:
        connection.close()


def rates(asked: dict[str, tuple[int, Request]], options) -> dict[str, float]:
    """Requests a second of each of some servers, which take turns: the medians."""
    found: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(ROUNDS):
        for name, (port, request) in asked.items():
            found[name].append(
                load.run(name, peers.HOST, port, [request], options.seconds, options.clients)
            )
    return {name: statistics.median(each) for name, each in found.items()}


def bare(port: int, interface: str, answer: Answer, stack: ExitStack) -> None:
    """Start a bare callable that gives an answer."""
    headers = [pair for pair in answer.headers if pair[0].lower() not in OWN]
    line = json.dumps([answer.status, headers, answer.body.decode("latin-1")])
    command = [sys.executable, Path(__file__).with_name("bare.py"), str(port), interface]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, text=True, start_new_session=True)
    stack.callback(peers.stop, process)
    process.stdin.write(line + "\n")
    process.stdin.close()
    peers.until_open(port, process)
    while fetch(port, Request("/", {})).body != answer.body:  # another may listen there still
        time.sleep(0.05)


def kept(port: int, query: str) -> dict[str, Request]:
    """What is answered from the cache."""
    found = {
        name: Request(f"/doc/{COUNTRY}", {"Accept": media_type})
        for name, media_type in TYPES.items()
    }
    tag = dict(fetch(port, found["HTML"]).headers)
    unchanged = next(value for name, value in tag.items() if name.lower() == "etag")
    found["HTML, 304"] = Request(f"/doc/{COUNTRY}", {"Accept": "text/html"})
    found["HTML, 304"].headers["If-None-Match"] = unchanged
    found["a query"] = Request(query, {"Accept": ACCEPT["rows"]})
    return found


def print_kept(port: int, query: str, free: int, options) -> None:
    """A table of what the cache answers, with our rate divided by those of bare callables."""
    print("\nFrom the cache, requests a second; in brackets ours divided by theirs.\n")
    print_row(["answer", "bytes", "ours", "bare RSGI", "bare WSGI"])
    print_row(["---", *["---:"] * 4])
    for number, (name, request) in enumerate(kept(port, query).items()):
        for _ in range(20):  # each web process has a cache of its own
            answer = fetch(port, request)
        with ExitStack() as stack:
            asked = {"ours": (port, request)}
            for place, interface in enumerate(("rsgi", "wsgi"), free + 2 * number):
                bare(place, interface, answer, stack)
                asked[interface] = place, Request("/", request.headers)
            found = rates(asked, options)
        ours = found.pop("ours")
        cells = [f"{theirs:,.0f} ({ours / theirs:.2f})" for theirs in found.values()]
        print_row([name, str(len(answer.body)), f"{ours:,.0f}", *cells])


def print_made(port: int, trifid: peers.Peer | None, options) -> None:
    """A table of documents that are made anew each time, ours and Trifid's."""
    print("\nMade anew, requests a second; in brackets ours divided by theirs.\n")
    print_row(["document", "ours", "Trifid"])
    print_row(["---", "---:", "---:"])
    for name, media_type in TYPES.items():
        path = f"/doc/{COUNTRY}.{SUFFIXES[name]}?n={{}}"
        asked = {"ours": (port, Request(path, {"Accept": media_type}))}
        if trifid:
            there = Target.of(trifid.address).port
            asked["Trifid"] = there, Request(f"/id/{COUNTRY}?n={{}}", {"Accept": media_type})
        found = rates(asked, options)
        ours, theirs = found["ours"], found.get("Trifid")
        cell = f"{theirs:,.1f} ({ours / theirs:.1f})" if theirs else "not installed"
        print_row([name, f"{ours:,.1f}", cell])


def run(address: str, trifid: peers.Peer | None, query: str, free: int, options) -> int:
    """Measure and print; free is the first of some ports."""
    if not load.is_possible():
        return 0
    port = Target.of(address).port
    print_kept(port, query, free, options)
    print_made(port, trifid, options)
    return 0
