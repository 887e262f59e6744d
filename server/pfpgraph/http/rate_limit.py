"""The rate limit: how many requests a minute a client may make, whichever web process it
reaches."""

import mmap
from hashlib import blake2b

from pfpgraph.http.proxies import LOOPBACK
from pfpgraph.problems import Problem

_MINUTE = 60.0
_SLOTS = 1 << 14  # clients that are remembered at once, about
_NEAR = 8  # slots in a row, any of which may hold a client


class RateLimit:
    """For each client the time at which its requests would end at an even pace (GCRA).

    The times are in memory that is shared with the web processes forked from this one, so that they
    count together, and count on after a reload. Two processes that count a client at the same
    moment may count two requests as one.
    """

    def __init__(self, per_minute: int) -> None:
        """Take the requests allowed in a minute; 0 is no limit."""
        self._pace = _MINUTE / per_minute if per_minute else 0.0
        if not self._pace:
            return
        memory = memoryview(mmap.mmap(-1, 16 * _SLOTS))
        self._clients = memory[: 8 * _SLOTS].cast("Q")
        self._until = memory[8 * _SLOTS :].cast("d")

    def count(self, client: str, now: float) -> Problem | None:
        """Count a request at `now`, in seconds of a clock that all web processes share. Returns the
        problem (too-many) when the client is over its limit. Loopback clients have no limit."""
        if not self._pace or LOOPBACK.holds(client):
            return None
        slot, until = self._slot(client, now)
        until = max(now, until) + self._pace
        if until - now > _MINUTE:
            return self._too_many(until - now - _MINUTE)
        self._until[slot] = until
        return None

    def _slot(self, client: str, now: float) -> tuple[int, float]:
        """The slot of a client and its time. A new client takes, of its possible slots, the one
        whose time is earliest."""
        name = int.from_bytes(blake2b(client.encode(), digest_size=8).digest())
        near = [(name + step) % _SLOTS for step in range(_NEAR)]
        for slot in near:
            if self._clients[slot] == name:
                return slot, self._until[slot]
        slot = min(near, key=self._until.__getitem__)
        self._clients[slot] = name
        return slot, now

    def _too_many(self, seconds: float) -> Problem:
        """The problem of a client that may ask again after some seconds."""
        limit = round(_MINUTE / self._pace)
        return Problem(
            "too-many",
            "too-many",
            limit=limit,
            unit="requests a minute",
            retry_after=int(seconds) + 1,
        )
