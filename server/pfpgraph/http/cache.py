"""The cache of answers: the graph does not change, so an answer made once is an answer for ever.

There is one in each web process, which serves one release, so the release is no part of the key.
"""

from collections.abc import Hashable
from typing import Any, NamedTuple

from pfpgraph.http.compression import chosen
from pfpgraph.http.messages import CODING, LENGTH, READING, Choices, Reply
from pfpgraph.http.proxies import Origin

_KEPT = (200, 303)
_BESIDES = 2048  # bytes that an answer takes beside its body and its key, about
_SHARE = 8  # part of the cache that one answer may fill


class Key(NamedTuple):
    """What an answer depends on: where it is asked for, and the headers that Vary names."""

    scheme: str
    host: str
    prefix: str
    path: str
    query: str
    accept: str
    language: str
    coding: str


def key(scope: Any, origin: Origin, choices: Choices) -> Key | None:
    """The key of a request that reads a whole thing, None for any other."""
    headers = scope.headers
    if scope.method not in READING or LENGTH in headers or CODING in headers or "range" in headers:
        return None
    path, query, coding = scope.path, scope.query_string, chosen(choices.coding)
    return Key(*origin[1:], path, query, choices.accept, choices.language, coding)


def is_lasting(reply: Reply) -> bool:
    """Whether the application lets everybody keep an answer."""
    control = reply.header("cache-control")
    return reply.status in _KEPT and "public" in control and "max-age" in control


class Cache:
    """Answers by key, the least recently used forgotten first; used in one thread only."""

    def __init__(self, megabytes: int) -> None:
        """Take the size; none at all keeps nothing."""
        self._limit = megabytes << 20
        self._answers: dict[Hashable, tuple[Reply, int]] = {}
        self.size = 0

    def get(self, key: Hashable) -> Reply | None:
        """The answer, now the most recently used."""
        found = self._answers.pop(key, None)
        if not found:
            return None
        self._answers[key] = found
        return found[0]

    def put(self, key: Key, reply: Reply) -> None:
        """Keep an answer unless it is large for this cache."""
        size = len(reply.body) + sum(map(len, key)) + _BESIDES
        if size * _SHARE > self._limit or key in self._answers:
            return
        self._answers[key] = reply, size
        self.size += size
        while self.size > self._limit:
            oldest = next(iter(self._answers))
            self.size -= self._answers.pop(oldest)[1]
