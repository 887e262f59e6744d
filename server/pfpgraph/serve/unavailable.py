"""What clients are told by the first process while no web process can be had for their connections.

Without it they would wait, for as long as it takes until one can be started.
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
_MOST = 1 << 17  # bytes of a request that are taken: what is not would take the answer with it
_AT_ONCE = 256  # clients that are told in one go


def refuse(listener: socket.socket, base: str) -> None:
    """Tell all who wait at a socket to come again."""
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
    """The problem that the service is restarting, as an answer of HTTP."""
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
