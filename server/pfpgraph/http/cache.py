"""The cache of answers: the graph does not change, so an answer made once is an answer for ever.

There is one in each web process, which serves one release, so the release is no part of the key.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from pfpgraph.http.compression import is_worthwhile
from pfpgraph.http.messages import CODING, LENGTH, READING_METHODS, Reply
from pfpgraph.http.proxies import Origin

_KEPT = (200, 303)
_BESIDES = 2048  # bytes that an answer takes beside its body and its key, about
_SHARE = 8  # part of the cache that one answer may fill


class Key(NamedTuple):
    """What an answer depends on: where it is asked for, and the variant that is meant, whatever
    the headers looked like which Vary names."""

    scheme: str
    host: str
    prefix: str
    path: str
    query: str
    format: str
    language: str
    coding: str


def has_key(scope: Any) -> bool:
    """Whether a request reads a whole thing."""
    headers = scope.headers
    has_body = LENGTH in headers or CODING in headers
    return scope.method in READING_METHODS and not has_body and "range" not in headers


def key(scope: Any, origin: Origin, fmt: str, language: str, coding: str) -> Key:
    """The key of a request that means a variant."""
    return Key(*origin[1:], scope.path, scope.query_string, fmt, language, coding)


def is_lasting(reply: Reply) -> bool:
    """Whether the application lets everybody keep an answer."""
    control = reply.header("cache-control")
    return reply.status in _KEPT and "public" in control and "max-age" in control


class Cache:
    """Answers by key, the least recently used forgotten first; used in one thread only."""

    def __init__(self, megabytes: int) -> None:
        """Take the size; none at all keeps nothing."""
        self._limit = megabytes << 20
        # The answer, or the key under which it is kept for others too; with its size.
        self._kept: dict[Key, tuple[Reply | Key, int]] = {}
        self.size = 0

    def get(self, key: Key) -> Reply | None:
        """The answer, now the most recently used; one in no language is that for all languages,
        and one that is not worth coding that for all codings."""
        found = self._used(key)
        if isinstance(found, Key):
            found = self._used(found)
        return found if isinstance(found, Reply) else self._general(key)

    def put(self, key: Key, reply: Reply) -> None:
        """Keep an answer unless it is large for this cache."""
        if not reply.header("content-language"):
            key = key._replace(language="")
        if not reply.header("content-encoding"):
            key = key._replace(coding="")
        if key not in self._kept:
            self._keep(key, reply, len(reply.body))

    def _used(self, key: Key) -> Reply | Key | None:
        """What is kept under a key, now the most recently used."""
        found = self._kept.pop(key, None)
        if not found:
            return None
        self._kept[key] = found
        return found[0]

    def _general(self, key: Key) -> Reply | None:
        """The answer for all languages or codings, from now on found by this key."""
        for other in _general(key):
            reply = self._used(other)
            is_own = other.coding == key.coding
            if isinstance(reply, Reply) and (is_own or not is_worthwhile(reply)):
                self._keep(key, other, 0)
                return reply
        return None

    def _keep(self, key: Key, found: Reply | Key, size: int) -> None:
        """Keep what has a size beside its key, and forget what is too much then."""
        size += sum(map(len, key)) + _BESIDES
        if size * _SHARE > self._limit:
            return
        self.size += size - self._kept.pop(key, (None, 0))[1]
        self._kept[key] = found, size
        while self.size > self._limit:
            oldest = next(iter(self._kept))
            self.size -= self._kept.pop(oldest)[1]


def _general(key: Key) -> Iterator[Key]:
    """The keys under which the answer to a request may be kept for others too."""
    yield key._replace(language="")
    if key.coding:
        yield key._replace(coding="")
        yield key._replace(language="", coding="")
