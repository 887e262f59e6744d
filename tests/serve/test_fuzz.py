"""Requests at random over real sockets, kept alive and pipelined: each sound one has an orderly
answer, and what breaks HTTP is cut off in order; nothing hangs, nothing fails, nothing grows.

A hundred thousand of them, by hand before a release:
    FUZZ=100000 python -m pytest -m long tests/serve/test_fuzz.py
"""

import gzip
import itertools
import json
import os
import re
import xml.etree.ElementTree as ElementTree
from contextlib import closing
from pathlib import Path

import brotli
import pyoxigraph
import pytest
from hypothesis import HealthCheck, Phase, event, given, seed
from hypothesis import settings as options

from pfpgraph.formats import RDF_FORMATS
from pfpgraph.problems import PROBLEMS
from tests.support.conversation import Closed, Conversation, Short
from tests.support.mangled import EXCHANGES
from tests.support.processes import family, serving

LIMITS = {
    "query_workers": 2,
    "slow_places": 1,
    "fast_seconds": 0.05,
    "query_seconds": 0.1,
    "query_megabytes": 256,
    "result_megabytes": 1,
    "cache_megabytes": 4,
    "body_seconds": 1.0,
}
MANY = int(os.environ.get("FUZZ", "5000"))
HANGS = 20  # seconds after which a request is taken to hang
GROWTH = 48 << 20  # bytes: the cache, and what an allocator keeps
ENDINGS = {200, 204, 301, 302, 303, 304, 308, *(row.status for row in PROBLEMS.values())}
REFUSED = {400, 408, 413, 414, 417, 431, 501, 505}  # by the server itself, before it is a request
TRACES = (b"Traceback (most recent", b'File "/', b"werkzeug", b"jinja2", b"pyoxigraph")
FUZZ = options(
    derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


class Service:
    """The service that is asked: its port, its processes, what it complains of."""

    def __init__(self, process, port, errors):
        """Take a running one."""
        self._process, self._port, self._errors = process, port, errors
        self._conversation = None
        self.asked = 0

    def exchange(self, requests, last, is_pipelined):
        """Send requests over the connection that is open, or over a new one; check each answer."""
        try:
            for part in [requests] if is_pipelined else [[request] for request in requests]:
                self._ask(part)
            if last:
                self._break(last)
        except BaseException:
            self.hang_up()
            raise

    def _ask(self, requests):
        """Send sound requests at once; those left over when the server hangs up, again."""
        is_new = self._conversation is None
        self._conversation = self._conversation or Conversation(self._port, HANGS)
        self._conversation.send(b"".join(request.raw for request in requests))
        for number, request in enumerate(requests):
            try:
                answer = self._conversation.answer(request.method)
            except Closed:
                # One that has been idle for long may be closed just now, as any client knows.
                assert number or not is_new, request
                self.hang_up()
                self._ask(requests[number:])
                return
            self.asked += 1
            check(request, answer)
            if "close" in ",".join(answer.headers.get("connection", [])).lower():
                assert self._conversation.nothing_more(), request
                self.hang_up()
                if rest := requests[number + 1 :]:
                    self._ask(rest)
                return

    def _break(self, request):
        """Send what breaks HTTP; whatever is answered is HTTP, and then the connection ends."""
        self.asked += 1
        with closing(Conversation(self._port, HANGS)) as conversation:
            conversation.send(request.raw)
            try:
                answer = conversation.answer(request.method)
            except (Closed, Short):  # what it left unread resets the connection
                event("unsound: cut off")
                return
        event(f"unsound: {answer.status}")
        if answer.headers.get("access-control-allow-origin") or is_metrics(answer):
            check(request, answer)
        else:
            assert answer.status in REFUSED and not answer.body, (request, answer)

    def hang_up(self):
        """End the connection, if there is one."""
        if self._conversation:
            self._conversation.close()
        self._conversation = None

    def memory(self):
        """The bytes that each web process holds, and the supervisor."""
        parts = family(self._process.pid)
        return {pid: resident(pid) for part in ("web", "supervisor") for pid in sorted(parts[part])}

    def complaints(self):
        """What it has written to standard error."""
        return self._errors.read_text("utf-8", "replace")


def resident(pid):
    """The bytes of memory that a process holds."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) << 10


def check(request, answer):
    """What is true of every answer of the service."""
    where = (request, answer.status, answer.headers, answer.body[:300])
    assert answer.status in ENDINGS, where
    event(f"{answer.status}")
    if not is_metrics(answer):  # those are for neighbours, not for whatever page they look at
        assert answer.header("access-control-allow-origin") == "*", where
    assert "access-control-allow-credentials" not in answer.headers, where
    assert "x-injected" not in answer.headers, where
    body = decoded(answer)
    assert not any(trace in body for trace in TRACES), where
    if answer.status == 405:
        assert answer.header("allow"), where
    if answer.status in (301, 303, 308):
        assert answer.header("location"), where
    if body:
        READERS[answer.header("content-type").partition(";")[0]](answer, body)
    if answer.status >= 500:
        assert answer.status != 500 or b"problems#engine" in body, where


def is_metrics(answer):
    """Whether an answer holds the metrics."""
    return answer.header("content-type").startswith("text/plain; version=")


def decoded(answer):
    """The body as it was before it was packed."""
    coding = answer.header("content-encoding")
    reader = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}[coding]
    return reader(answer.body) if answer.body else b""


def is_problem(answer, body):
    """It says what RFC 9457 wants said, and its status is the answer's."""
    problem = json.loads(body)
    slug = problem["type"].partition("#")[2]
    assert PROBLEMS[slug].status == problem["status"] == answer.status, problem
    assert problem["title"] and problem["detail"], problem


def is_page(_answer, body):
    """It is whole, and holds nothing of what was sent as markup."""
    assert body.rstrip().endswith((b"</html>", b"click the link.")), body[-200:]
    assert b"<script>" not in body and body != b"49", body[:200]


def is_rdf(answer, body):
    """A parser reads it."""
    media_type = answer.header("content-type").partition(";")[0]
    fmt = next(fmt for fmt in RDF_FORMATS if media_type == fmt.media_type)
    for _ in pyoxigraph.parse(body, format=fmt.writer, base_iri="http://a.example/"):
        pass


READERS = {
    "application/problem+json": is_problem,
    "application/json": lambda _, body: json.loads(body),
    "application/sparql-results+json": lambda _, body: json.loads(body),
    "application/sparql-results+xml": lambda _, body: ElementTree.fromstring(body),
    "text/html": is_page,
    **{fmt.media_type: is_rdf for fmt in RDF_FORMATS},
    **{
        f"text/{name}": lambda _, body: body.decode()
        for name in ("plain", "csv", "tab-separated-values", "markdown", "css", "javascript")
    },
    "application/xml": lambda _, body: ElementTree.fromstring(body),
    "image/svg+xml": lambda _, body: ElementTree.fromstring(body),
}


@pytest.fixture(scope="module")
def fuzzed(small_release, tmp_path_factory):
    """A service with small limits."""
    folder = tmp_path_factory.mktemp("fuzzed")
    errors = folder / "errors"
    with (
        errors.open("wb") as file,
        serving(small_release, folder, file, **LIMITS) as (process, port, line),
    ):
        assert line
        service = Service(process, port, errors)
        yield service
        service.hang_up()


@options(FUZZ, max_examples=90)
@given(exchange=EXCHANGES)
def test_any_request_has_an_orderly_answer(fuzzed, exchange):
    """A few hundred requests, always the same."""
    fuzzed.exchange(*exchange)


@pytest.mark.long
def test_many_requests_have_orderly_answers(fuzzed):
    """Many more; each process is there to the end, has no complaint, and holds no more memory than
    after the first part of them."""
    memories = []
    for number in itertools.count():
        ask(fuzzed, number)
        memories.append(fuzzed.memory())
        if fuzzed.asked >= MANY:
            break

    print([[held >> 20 for held in memory.values()] for memory in memories])
    assert fuzzed.complaints() == ""
    warm, last = memories[len(memories) // 3], memories[-1]
    assert warm.keys() == last.keys()
    assert all(last[pid] - warm[pid] < GROWTH for pid in last), (warm, last)


def ask(service, number):
    """Some hundred exchanges, others for each number."""

    @seed(number)
    @options(FUZZ, derandomize=False, max_examples=400, phases=[Phase.generate])
    @given(exchange=EXCHANGES)
    def some(exchange):
        """An exchange."""
        service.exchange(*exchange)

    some()
