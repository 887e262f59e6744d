"""The answer of the first process to clients while there is no web process for their connections.

Without it they would wait until a web process can be started.
"""

import json
import select
import socket
from contextlib import suppress

from pfpgraph.http.cache_headers import NO_STORE
from pfpgraph.i18n.catalogues import DEFAULT_LANGUAGE
from pfpgraph.query.pool import ipc

_HEAD = (
    "HTTP/1.1 503 Service Unavailable\r\n"
    "Content-Type: application/problem+json\r\n"
    "Content-Length: {length}\r\n"
    "Retry-After: {retry_after}\r\n"
    f"Cache-Control: {NO_STORE}\r\n"
    "Access-Control-Allow-Origin: *\r\n"
    "Connection: close\r\n\r\n"
)
_MOST = 1 << 17  # bytes of a request that are read: with unread ones the connection is reset
_AT_ONCE = 256  # clients that are answered in one call


def refuse(listener: socket.socket, base: str) -> None:
    """Answer the connections that wait at a listening socket with 503 and Retry-After; `base` is
    that of the problem's IRI."""
    answer = _answer(base)
    for _ in range(_AT_ONCE):
        if not select.select([listener], [], [], 0)[0]:
            return
        with suppress(OSError), listener.accept()[0] as client:
            client.setblocking(False)
            with suppress(BlockingIOError):
                client.recv(_MOST)
            client.send(answer)
            client.shutdown(socket.SHUT_WR)


def _answer(base: str) -> bytes:
    """The problem that the service is restarting, as an HTTP answer (RFC 9457, in JSON)."""
    problem = ipc.restarting()
    row, after = problem.row, problem.members["retry_after"]
    told = {
        "type": f"{base}problems#{row.slug}",
        "title": row.title(DEFAULT_LANGUAGE),
        "status": row.status,
        "detail": problem.detail,
        "retry_after": after,
    }
    body = json.dumps(told).encode()
    return _HEAD.format(length=len(body), retry_after=after).encode() + body
