"""The driver: the same queries to any number of endpoints, answers compared, times and ratios.

    python -m tests.benchmarks.bench [options] NAME=URL NAME=URL ...

The first endpoint is ours. Latency is the median for one client, the endpoints taking turns;
throughput is measured by wrk over the whole mix. Every request differs by a comment, so that no
cache answers. A peer that answers otherwise, or not, is named, and that query is not counted in
its ratios. Exit code 1 when an answer of ours is wrong: not the one kept in the suite or, where
none is kept, one with which no peer agrees.
"""

import argparse
import csv
import json
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal
from http.client import HTTPConnection, HTTPException
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from pyoxigraph import BlankNode, RdfFormat, parse

from pfpgraph.resources import ROOT
from pfpgraph.settings import Settings
from pfpgraph.tokeniser import examine
from tests.benchmarks import load

PATTERNS = Path(__file__).with_name("queries")
QUESTIONS, ANSWERS = ROOT / "data/questions", Path(__file__).parents[1] / "questions"
ACCEPT = {"rows": "application/sparql-results+json", "graph": "application/n-triples, text/turtle"}
PATIENCE = 10  # seconds for one answer
NUMBERS = {"integer", "decimal", "double", "float", "int", "long"}
unique = count(time.time_ns() % 10**9)


class Query(NamedTuple):
    """A query by its name; its answer holds rows (or a truth value) or a graph."""

    name: str
    text: str
    holds: str
    is_pattern: bool
    kept: Path | None  # the right answer, where one is known


class Answer(NamedTuple):
    """An answer: what it says, and as it came."""

    content: Any
    body: bytes


class Endpoint:
    """An endpoint on loopback, asked over one connection."""

    def __init__(self, name: str, url: str, restart: Callable[[], None] | None = None) -> None:
        """Take its address, and how it is started anew. Raises SystemExit for other machines."""
        parts = urlsplit(url)
        if parts.hostname not in ("127.0.0.1", "localhost", "::1"):
            raise SystemExit(f"{name}: only loopback is measured, not {parts.hostname}")
        self.name, self.host, self.port = name, parts.hostname, parts.port or 80
        self._path = f"{parts.path or '/'}?{parts.query + '&' if parts.query else ''}query="
        self._connection = HTTPConnection(self.host, self.port, timeout=PATIENCE)
        self._last = 0.0
        self._restart = restart
        self.times: dict[str, float] = {}
        self.agrees: set[str] = set()

    def target(self, query: Query) -> str:
        """The path of a query."""
        return self._path + quote(query.text, safe="")

    def ask(self, query: Query) -> tuple[float, str, bytes]:
        """Seconds, type and body of an answer. Raises ValueError, OSError or HTTPException."""
        target = f"{self.target(query)}%0A%23{next(unique)}"
        self._refresh()
        begun = time.perf_counter()
        try:
            self._connection.request("GET", target, headers={"Accept": ACCEPT[query.holds]})
            response = self._connection.getresponse()
            body = response.read()
        except (OSError, HTTPException) as error:
            self._connection.close()
            if self._restart and isinstance(error, TimeoutError):
                self._restart()  # it would be busy with that query for all that follows
            raise
        self._last = time.perf_counter()
        seconds = self._last - begun
        if response.status != 200:
            raise ValueError(f"{response.status} {body[:200]!r}")
        return seconds, response.headers.get("Content-Type", ""), body

    def _refresh(self) -> None:
        """Connect anew, outside the time measured, where the other end may have hung up."""
        if time.perf_counter() - self._last > 2:
            self._connection.close()
        if self._connection.sock is None:
            self._connection.connect()


def read(folders: Iterable[Path]) -> list[Query]:
    """The queries in folders."""
    queries = []
    for path in (path for folder in folders for path in sorted(folder.glob("*.rq"))):
        text = path.read_text("utf-8")
        form = examine(text, Settings()).form
        holds = "graph" if form in ("CONSTRUCT", "DESCRIBE") else "rows"
        kept = ANSWERS / f"{path.stem}.csv" if path.parent == QUESTIONS else None
        queries.append(Query(path.stem, text, holds, path.parent == PATTERNS, kept))
    return queries


def content(query: Query, media_type: str, body: bytes) -> Any:
    """What an answer says: a truth value, a multiset of rows, or a set of statements."""
    if query.holds == "graph":
        # rdflib-endpoint calls RDF/XML what its client asked for.
        fmt = RdfFormat.from_media_type(media_type.partition(";")[0]) or RdfFormat.TURTLE
        fmt = RdfFormat.RDF_XML if body.lstrip()[:5] == b"<?xml" else fmt
        return {
            tuple("_" if isinstance(term, BlankNode) else str(term) for term in quad.triple)
            for quad in parse(body, format=fmt)
        }
    answer = json.loads(body)
    if "boolean" in answer:
        return answer["boolean"]
    if "vars" in answer["head"] and re.search(r"^\s*ASK\b", query.text, re.MULTILINE):
        return any(row for row in answer["results"]["bindings"])  # Virtuoso's way
    return Counter(
        frozenset((name, plain(term)) for name, term in row.items())
        for row in answer["results"]["bindings"]
    )


def plain(term: dict[str, str]) -> tuple[str, ...]:
    """A term, alike for all spellings in which engines may rightly differ."""
    if term["type"] == "bnode":
        return ("_",)
    datatype = term.get("datatype", "").rpartition("#")[2]
    if datatype in NUMBERS:
        return ("number", str(Decimal(term["value"]).normalize()))
    language = term.get("xml:lang", "").lower()
    return (
        term["value"],
        language,
        "" if datatype == "string" else datatype,
        term["type"] == "uri",
    )


def compare(endpoints: list[Endpoint], queries: list[Query]) -> int:
    """Note the queries on which each endpoint agrees with the first, and say who differs; how many
    answers of the first are wrong."""
    faults = 0
    for query in queries:
        found = {endpoint.name: answer(endpoint, query) for endpoint in endpoints}
        ours = found[endpoints[0].name]
        for endpoint in endpoints:
            theirs = found[endpoint.name]
            # What DESCRIBE says is for each engine to decide.
            if ours and theirs and (theirs.content == ours.content or "DESCRIBE" in query.text):
                endpoint.agrees.add(query.name)
            elif ours and theirs:
                print(f"! {query.name}: {endpoint.name} differs", file=sys.stderr)
        if is_wrong(query, ours, [found[endpoint.name] for endpoint in endpoints[1:]]):
            faults += 1
            print(f"! {query.name}: {endpoints[0].name} is wrong", file=sys.stderr)
    return faults


def answer(endpoint: Endpoint, query: Query) -> Answer | None:
    """The answer of an endpoint, None when it has none."""
    try:
        _, media_type, body = endpoint.ask(query)
        return Answer(content(query, media_type, body), body)
    except (ValueError, KeyError, OSError, HTTPException, SyntaxError) as error:
        print(f"! {query.name}: {endpoint.name}: {error}"[:200], file=sys.stderr)
        return None


def is_wrong(query: Query, ours: Answer | None, theirs: list[Answer | None]) -> bool:
    """Whether our answer is not the one kept in the suite or, where none is kept, is one with
    which nobody agrees."""
    if ours is None or query.kept:
        return ours is None or rows(ours.body) != read_rows(query.kept)
    contents = [other.content for other in theirs if other]
    return bool(contents) and ours.content not in contents and "DESCRIBE" not in query.text


def rows(body: bytes) -> Counter[tuple[str, ...]]:
    """The values of an answer in JSON, row by row."""
    answer = json.loads(body)
    names = answer["head"]["vars"]
    return Counter(
        tuple(row[name]["value"] if name in row else "" for name in names)
        for row in answer["results"]["bindings"]
    )


def read_rows(path: Path) -> Counter[tuple[str, ...]]:
    """The values of an answer in CSV, row by row."""
    with path.open(encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file)
    return Counter(map(tuple, rows))


def measure(endpoints: list[Endpoint], queries: list[Query], runs: int, budget: float) -> None:
    """Note the median time of each query where endpoints agree; slow ones run less often."""
    for query in queries:
        taken: dict[str, list[float]] = {e.name: [] for e in endpoints if query.name in e.agrees}
        for _ in range(runs):
            for endpoint in endpoints:
                times = taken.get(endpoint.name)
                if times is None or (len(times) >= 3 and sum(times) >= budget):
                    continue
                try:
                    times.append(endpoint.ask(query)[0])
                except (ValueError, OSError, HTTPException) as error:
                    print(f"! {query.name}: {endpoint.name}: {error}"[:200], file=sys.stderr)
                    endpoint.agrees.discard(query.name)
                    del taken[endpoint.name]
        for endpoint in endpoints:
            if endpoint.name in taken:
                endpoint.times[query.name] = statistics.median(taken[endpoint.name])


def throughput(endpoint: Endpoint, queries: list[Query], seconds: int, clients: int) -> float:
    """Requests answered in a second, every one different by a comment."""
    requests = [
        load.Request(endpoint.target(query) + "%0A%23{}", {"Accept": ACCEPT[query.holds]})
        for query in queries
    ]
    return load.run(endpoint.name, endpoint.host, endpoint.port, requests, seconds, clients)


def mean_ratio(ours: Endpoint, other: Endpoint, names: Iterable[str]) -> float:
    """The geometric mean of our times divided by another's."""
    ratios = [ours.times[n] / other.times[n] for n in names if n in ours.times and n in other.times]
    return statistics.geometric_mean(ratios) if ratios else float("nan")


def print_latency(endpoints: list[Endpoint], queries: list[Query]) -> None:
    """A table of medians, with our time divided by the other's."""
    ours, *others = endpoints
    print("\nMedian latency of one client in ms; in brackets ours divided by theirs.\n")
    print_row(["query", *(endpoint.name for endpoint in endpoints)])
    print_row(["---"] + ["---:"] * len(endpoints))
    for query in (query for query in queries if query.is_pattern):
        print_row([query.name, *(cell(ours, endpoint, query.name) for endpoint in endpoints)])
    groups = {
        "patterns": [query.name for query in queries if query.is_pattern],
        "questions": [query.name for query in queries if not query.is_pattern],
        "all": [query.name for query in queries],
    }
    for group, names in groups.items():
        if names:
            means = [f"{mean_ratio(ours, other, names):.2f}" for other in others]
            print_row([f"{group} ({len(names)}), geometric mean", "1", *means])


def cell(ours: Endpoint, endpoint: Endpoint, name: str) -> str:
    """The time of a query, and how ours compares with it."""
    if name not in endpoint.times:
        return "no such answer"
    time = f"{endpoint.times[name] * 1000:.2f}"
    if endpoint is ours or name not in ours.times:
        return time
    return f"{time} ({ours.times[name] / endpoint.times[name]:.2f})"


def print_throughput(
    endpoints: list[Endpoint], queries: list[Query], seconds: int, clients: int
) -> None:
    """A table of requests a second over the mix, ours measured beside each on the same queries."""
    ours, *others = endpoints
    print(f"\nRequests a second, {clients} connections, {seconds} s, every request different.\n")
    print_row(["endpoint", "queries", "theirs", "ours", "ours divided by theirs"])
    print_row(["---", "---:", "---:", "---:", "---:"])
    for other in others:
        mix = [query for query in queries if query.name in other.agrees & ours.agrees]
        theirs, mine = (throughput(each, mix, seconds, clients) for each in (other, ours))
        ratio = f"{mine / theirs:.2f}" if theirs else "-"
        print_row([other.name, str(len(mix)), f"{theirs:.1f}", f"{mine:.1f}", ratio])


def print_row(cells: list[str]) -> None:
    """A row of a Markdown table."""
    print("| " + " | ".join(cells) + " |", flush=True)


def run(endpoints: list[Endpoint], queries: list[Query], options: argparse.Namespace) -> int:
    """Compare, measure and print; how many answers of ours are wrong."""
    faults = compare(endpoints, queries)
    measure(endpoints, queries, options.runs, options.budget)
    print_latency(endpoints, queries)
    for endpoint in endpoints:
        print(f"\n{endpoint.name}: {len(endpoint.agrees)} of {len(queries)} answers agree", end="")
    print()
    if options.seconds and load.is_possible():
        print_throughput(endpoints, queries, options.seconds, options.clients)
    return faults


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options that say how long to measure."""
    parser.add_argument("--runs", type=int, default=11, help="requests for each median")
    parser.add_argument("--budget", type=float, default=5, help="seconds for each median")
    parser.add_argument("--seconds", type=int, default=10, help="of load on each; 0 for none")
    parser.add_argument("--clients", type=int, default=8, help="connections under load")


def main() -> int:
    """Measure the endpoints of the command line with the patterns and further queries."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("endpoints", nargs="+", metavar="NAME=URL", help="ours first")
    parser.add_argument("--queries", type=Path, action="append", default=[], help="more of them")
    add_options(parser)
    options = parser.parse_args()
    endpoints = [Endpoint(*given.split("=", 1)) for given in options.endpoints]
    return int(run(endpoints, read([PATTERNS, *options.queries]), options) > 0)


if __name__ == "__main__":
    sys.exit(main())
