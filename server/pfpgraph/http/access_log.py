"""The access log: a line of JSON for each request."""

import json
import os
import sys
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from pfpgraph.http.messages import Reply
from pfpgraph.http.proxies import Origin
from pfpgraph.problems import Problem

GONE = 499  # the status noted for a client that left before its answer


class AccessLog:
    """The file to which lines are written, if any; each line is one write, so that processes can
    share it."""

    def __init__(self, place: str) -> None:
        """Open a file for appending, or standard error for a hyphen; with an empty place no log is
        kept. Raises Problem (setting) when the file cannot be opened."""
        self._descriptor: int | None = None
        if not place:
            return
        try:
            # Not blocking: a pipe that nobody empties loses lines, and holds up no answer.
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK
            self._descriptor = sys.stderr.fileno() if place == "-" else os.open(place, flags, 0o640)
        except OSError as error:
            reason = f"PFPGRAPH_ACCESS_LOG: {place}: {error.strerror}"
            raise Problem("setting", reason) from None

    def __del__(self) -> None:
        """Close the file; standard error stays open."""
        if self._descriptor is not None and self._descriptor != sys.stderr.fileno():
            os.close(self._descriptor)

    def __bool__(self) -> bool:
        """Whether a log is kept."""
        return self._descriptor is not None

    def write(
        self, scope: Any, origin: Origin, reply: Reply | None, seconds: float, hit: bool
    ) -> None:
        """Write the line of a request that took some seconds, as one JSON object; `reply` is None,
        and the status 499, when the client left before its answer. A failed write is ignored."""
        headers = scope.headers
        line = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "client": origin.client,
            "method": scope.method,
            "host": origin.host,
            "path": origin.prefix + scope.path,
            "query": scope.query_string,
            "status": reply.status if reply else GONE,
            "bytes": len(reply.body) if reply and scope.method != "HEAD" else 0,
            "milliseconds": round(seconds * 1000, 3),
            "cache": "hit" if hit else "miss",
            "agent": headers.get("user-agent", ""),
            "referrer": headers.get("referer", ""),
        }
        if self._descriptor is None:
            return
        with suppress(OSError):  # a full disk must not take answers with it
            os.write(self._descriptor, json.dumps(line, ensure_ascii=False).encode() + b"\n")
