"""Hostile clients: what each does to a server, and how the server ends it.

Each takes a target, an address to come from and its patience in seconds, and tells how it ended:
`answer`, the slug of a problem, a status, `cut off`, `closed`, `left`, or `held` when the server
let it wait for longer than its patience.
"""

import json
import select
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import NamedTuple
from urllib.parse import quote, urlencode, urlsplit

CONNECTIONS = 100  # of each client that holds many
REQUESTS = 30  # of each client that asks again and again
DRIP = 0.5  # seconds between two bytes of one that is slow
ACCEPT = (
    "application/problem+json, application/sparql-results+json, application/n-triples;q=0.9, "
    "*/*;q=0.1"
)
LARGE = "SELECT * { ?s ?p ?o . ?o ?q ?r } LIMIT 60000"
LONG = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


class Target(NamedTuple):
    """Where queries are asked: host, port, path with any parameters."""

    host: str
    port: int
    path: str

    @classmethod
    def of(cls, address: str) -> "Target":
        """The target at an address."""
        parts = urlsplit(address)
        return cls(parts.hostname, parts.port, f"{parts.path}?{parts.query}".rstrip("?"))

    def path_of(self, text: str) -> str:
        """The path that asks a query."""
        return f"{self.path}{'&' if '?' in self.path else '?'}query={quote(text, safe='')}"

    def connect(self, source: str, window: int = 0) -> socket.socket:
        """A connection from an address, with a small window if one is given."""
        plain = socket.socket()
        if window:
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        plain.settimeout(5)
        plain.bind((source, 0))
        plain.connect((self.host, self.port))
        return plain


def ask(target: Target, source: str, patience: float, text: str) -> str:
    """Ask a query in a form, as every endpoint takes it, and read all of the answer."""
    body = urlencode({"query": text}, errors="surrogatepass").encode()
    headers = {"Accept": ACCEPT, "Content-Type": "application/x-www-form-urlencoded"}
    connection = HTTPConnection(
        target.host, target.port, timeout=patience, source_address=(source, 0)
    )
    until = time.monotonic() + patience
    try:
        connection.request("POST", target.path, body, headers)
        response = connection.getresponse()
        return ending(response, until)
    except TimeoutError:
        return "held"
    except (OSError, HTTPException):
        return "cut off"
    finally:
        connection.close()


def ending(response: HTTPResponse, until: float) -> str:
    """How a response ends that is read until a time."""
    first, read = b"", 0
    while part := response.read1(1 << 16):
        first, read = first or part, read + len(part)
        if time.monotonic() > until:
            return "held"
    if response.length:  # what was promised and did not come
        return "cut off"
    if response.status == 200:
        return "answer"
    with suppress(ValueError, KeyError, TypeError, AttributeError):
        return json.loads(first)["type"].rpartition("#")[2]
    return str(response.status)


@contextmanager
def crowd(target: Target, source: str, window: int = 0) -> Iterator[list[socket.socket]]:
    """Many connections; fewer where no more are taken."""
    with ExitStack() as stack:
        found: list[socket.socket] = []
        with suppress(OSError):
            found += (
                stack.enter_context(target.connect(source, window)) for _ in range(CONNECTIONS)
            )
        yield found


def drip(crowd: list[socket.socket], head: bytes, byte: bytes, patience: float) -> str:
    """Send a head, then a byte now and then; how the last of the connections ended."""
    last, until = "cut off", time.monotonic() + patience
    for one in crowd:
        with suppress(OSError):
            one.sendall(head)
    while crowd and time.monotonic() < until:
        for one in select.select(crowd, [], [], DRIP)[0]:
            crowd.remove(one)
            last = farewell(one)
        for one in crowd:
            with suppress(OSError):
                one.sendall(byte)
    return "held" if crowd else last


def farewell(one: socket.socket) -> str:
    """What a server says before it closes."""
    try:
        words = one.recv(1 << 16)
    except OSError:
        return "cut off"
    if not words:
        return "closed"
    return "slow" if b"#slow" in words else words.split()[1].decode("latin-1")


def slow_headers(target: Target, source: str, patience: float) -> str:
    """Headers that never end."""
    with crowd(target, source) as many:
        head = f"GET {target.path} HTTP/1.1\r\nHost: {target.host}\r\nX-Long: "
        return drip(many, head.encode(), b"a", patience)


def slow_bodies(target: Target, source: str, patience: float) -> str:
    """Bodies that never end."""
    with crowd(target, source) as many:
        head = (
            f"POST {target.path} HTTP/1.1\r\nHost: {target.host}\r\nContent-Length: 60000\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n\r\nquery="
        )
        return drip(many, head.encode(), b"a", patience)


def slow_readers(target: Target, source: str, patience: float) -> str:
    """Large answers that are read byte by byte."""
    path = target.path_of(LARGE)
    head = f"GET {path} HTTP/1.1\r\nHost: {target.host}\r\nAccept: {ACCEPT}\r\n\r\n".encode()
    with crowd(target, source, window=4096) as many:
        for one in many[: CONNECTIONS // 10]:
            with suppress(OSError):
                one.sendall(head)
        until = time.monotonic() + patience
        while many and time.monotonic() < until:
            time.sleep(DRIP)
            for one in select.select(many, [], [], 0)[0]:
                with suppress(OSError):
                    if one.recv(1):
                        continue
                many.remove(one)
        return "held" if many else "cut off"


def vanishing(target: Target, source: str, _patience: float) -> str:
    """Long queries whose askers leave at once."""
    head = f"GET {target.path_of(LONG)} HTTP/1.1\r\nHost: {target.host}\r\n\r\n".encode()
    for number in range(CONNECTIONS):
        with suppress(OSError), target.connect(source) as one:
            one.sendall(head)
            select.select([one], [], [], 0.02 * (number % 5))
    return "left"


def idle(target: Target, source: str, patience: float) -> str:
    """Connections that say nothing."""
    with crowd(target, source) as many:
        return drip(many, b"", b"", patience)


def halves(target: Target, source: str, patience: float) -> str:
    """Requests that are no HTTP."""
    with crowd(target, source) as many:
        return drip(many, b"\x16\x03\x01\x00\xff ?!\r\n\r\n", b"\0", patience)


def again(target: Target, source: str, patience: float, text: str, accept: str) -> str:
    """One after the other while there is patience, none like another; how the last ended."""
    last, until = "held", time.monotonic() + patience
    for number in range(REQUESTS):
        path = target.path_of(f"{text} #{number} {source}")
        connection = HTTPConnection(
            target.host, target.port, timeout=patience, source_address=(source, 0)
        )
        try:
            connection.request("GET", path, headers={"Accept": accept})
            last = ending(connection.getresponse(), time.monotonic() + patience)
        except (OSError, HTTPException):
            last = "cut off"
        finally:
            connection.close()
        if time.monotonic() > until:
            break
    return last


def large_pages(target: Target, source: str, patience: float) -> str:
    """Pages of answers of many rows."""
    return again(target, source, patience, LARGE, "text/html")


def graphs_as_pages(target: Target, source: str, patience: float) -> str:
    """Pages of the whole graph."""
    return again(target, source, patience, "CONSTRUCT WHERE { ?s ?p ?o }", "text/html")


def long_headers(target: Target, source: str, patience: float) -> str:
    """A choice among very many formats."""
    accept = ",".join(f"a/b{n};q=0.{n % 9}" for n in range(6000))
    return again(target, source, patience, "ASK {}", accept)


# Each with the endings that are right for it.
CLIENTS: dict[str, tuple[Callable[[Target, str, float], str], set[str]]] = {
    "slow headers": (slow_headers, {"closed", "cut off", "408"}),
    "slow bodies": (slow_bodies, {"slow"}),
    "slow readers": (slow_readers, {"cut off", "held"}),
    "clients that vanish": (vanishing, {"left"}),
    "idle connections": (idle, {"closed", "held"}),
    "large pages": (large_pages, {"answer", "503"}),
    "graphs as pages": (graphs_as_pages, {"answer", "503"}),
    "long headers": (long_headers, {"headers"}),
    "what is no HTTP": (halves, {"400", "closed", "cut off"}),
}
