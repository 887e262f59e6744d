"""Rates: how many requests a minute a client may make."""

from pfpgraph.problems import Problem
from pfpgraph.web.proxies import LOOPBACK

_MINUTE = 60.0
_CLIENTS = 10_000  # above this many, those are forgotten who may ask again at full rate


class Rates:
    """The requests of each client as the time at which they would be over at an even pace."""

    def __init__(self, per_minute: int) -> None:
        """Take the rate; 0 is none."""
        self._pace = _MINUTE / per_minute if per_minute else 0.0
        self._until: dict[str, float] = {}

    def count(self, client: str, now: float) -> Problem | None:
        """Count a request at a time in seconds; the problem if it is one too many."""
        if not self._pace or LOOPBACK.holds(client):
            return None
        if len(self._until) > _CLIENTS:
            self._until = {name: until for name, until in self._until.items() if until > now}
        until = max(now, self._until.get(client, now)) + self._pace
        if until - now > _MINUTE:
            return self._too_many(until - now - _MINUTE)
        self._until[client] = until
        return None

    def _too_many(self, seconds: float) -> Problem:
        """The problem of one request too many."""
        limit = round(_MINUTE / self._pace)
        return Problem(
            "too-many",
            "too-many",
            limit=limit,
            unit="requests a minute",
            retry_after=int(seconds) + 1,
        )
