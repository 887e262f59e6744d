"""Large answers and clients that are slow or leave, on real sockets: little is held, not for long.

The receive buffers are small, so that what a client has not read has not left the server.
"""

import http.client
import os
import socket
import threading
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.support.processes import ask, family, serving, until

MEBIBYTES = 6
LIMITS = {
    "send_seconds": 1.0,
    "body_seconds": 1.0,
    "sending_megabytes": 3 * MEBIBYTES,
    "fast_seconds": 60.0,
    "cache_megabytes": 0,
}
ROWS = "SELECT ?a ?b ?c ?d ?e ?f { ?a ?b ?c . ?d ?e ?f } LIMIT 15000"


@pytest.fixture(scope="module")
def server(small_release, tmp_path_factory):
    """A server in a hurry: process and port."""
    with serving(small_release, tmp_path_factory.mktemp("run"), **LIMITS) as (process, port, _):
        yield process, port


@pytest.fixture(scope="module")
def idle(server):
    """How many ends of pipes the web processes have open before anything large is asked for."""
    process, port = server
    assert all(ask(port, path="/health")[0] == 200 for _ in range(20))
    return pipes(family(process.pid)["web"])


@pytest.fixture
def port(server, idle):  # noqa: ARG001 - which is looked at before anything large is asked for
    """The port of the server."""
    return server[1]


def start(port, number, buffer=4096):
    """A connection on which a large answer is asked for."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    connection.settimeout(10)
    connection.connect(("127.0.0.1", port))
    path = f"/sparql?query={quote(ROWS)}%23{number}&format=json"
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    return connection


def count(port, name):
    """The value of a metric without labels."""
    text = ask(port, path="/metrics")[2].decode()
    samples = [s for one in text_string_to_metric_families(text) for s in one.samples]
    return next(sample.value for sample in samples if sample.name == name)


def clients_lost(port):
    """How many clients have left, or were cut off."""
    names = ("pfpgraph_clients_gone_total", "pfpgraph_clients_cut_total")
    return sum(count(port, name) for name in names)


def is_over(port, connection):
    """Whether the server has ended a connection, whether the client knows it or not."""
    ours, theirs = (f":{number:04X}" for number in (connection.getsockname()[1], port))
    with Path("/proc/net/tcp").open() as file:
        ends = [line.split()[1:3] for line in file]
    return not any(one.endswith(theirs) and other.endswith(ours) for one, other in ends)


def resident(pids):
    """The memory of processes in MiB."""
    pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids)
    return pages * os.sysconf("SC_PAGESIZE") >> 20


def pipes(pids):
    """How many ends of pipes processes have open."""
    found = 0
    for one in [one for pid in pids for one in Path(f"/proc/{pid}/fd").iterdir()]:
        with suppress(FileNotFoundError):  # another one has just been closed
            found += str(one.readlink()).startswith("pipe:")
    return found


def test_a_large_answer_comes_whole(port):
    """With its length, as HEAD tells it."""
    path = f"/sparql?query={quote(ROWS)}&format=json"
    status, headers, body = ask(port, path=path)
    assert (status, int(headers["Content-Length"])) == (200, len(body))
    assert MEBIBYTES <= len(body) >> 20 < MEBIBYTES + 2
    assert ask(port, "HEAD", path)[1]["Content-Length"] == headers["Content-Length"]


def test_readers_that_take_nothing(server, idle):
    """Many of them: their answers are held only as far as they may be, others are answered, and
    each connection is ended."""
    process, port = server
    web = family(process.pid)["web"]
    ask(port, path=f"/sparql?query={quote(ROWS)}&format=json")
    before, lost = resident(web), clients_lost(port)

    readers = [start(port, number) for number in range(24)]
    most = 0
    while not all(is_over(port, reader) for reader in readers):
        most = max(most, resident(web))
        assert ask(port, path="/health")[0] == 200

    # In each process what may be under way, and three answers being made in its threads.
    assert most - before < 2 * (3 + 3 * 3) * MEBIBYTES
    until(lambda: clients_lost(port) == lost + 24)
    until(lambda: pipes(web) == idle)
    for reader in readers:
        reader.close()


def test_a_reader_of_few_bytes(port):
    """One byte after the other is not enough: it is cut off, and sees that it has not all."""
    cut, got = count(port, "pfpgraph_clients_cut_total"), 0
    with start(port, "few") as reader:
        until(lambda: reader.recv(1) and count(port, "pfpgraph_clients_cut_total") > cut)
        until(lambda: is_over(port, reader))
        try:
            while part := reader.recv(1 << 16):
                got += len(part)
        except ConnectionError:
            pass
    assert got < MEBIBYTES << 20


def test_a_reader_that_takes_its_time(port):
    """Longer in all than a part may take: it has its answer, whole."""
    pause, size = threading.Event(), 0
    with start(port, "steady", 1 << 17) as reader:
        response = http.client.HTTPResponse(reader)
        response.begin()
        while part := response.read(1 << 16):
            size += len(part)
            pause.wait(0.02)
    assert size == int(response.headers["Content-Length"]) > MEBIBYTES << 20


def test_a_reader_that_leaves(server, idle):
    """In the midst of its answer: nothing of it stays."""
    process, port = server
    web = family(process.pid)["web"]
    lost = clients_lost(port)
    for number in range(4):
        with start(port, f"leaves{number}") as reader:
            assert reader.recv(100)
    until(lambda: clients_lost(port) == lost + 4)
    until(lambda: pipes(web) == idle)


@pytest.mark.parametrize(
    "begin", [b"", b"GET / HT", b"GET /health HTTP/1.1\r\nHost: a\r\n", None], ids=str
)
def test_slow_heads_are_not_waited_for(port, begin):
    """Nor is a next request on a connection that stays."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(begin or b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
        if begin is None:
            assert connection.recv(1 << 16).startswith(b"HTTP/1.1 200 ")
        while connection.recv(1 << 16):
            pass
