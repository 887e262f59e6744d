"""The cache of answers: a release does not change, so an answer stays valid as long as it is
served.

There is one cache in each web process. It serves one release, so the release is no part of the key.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from pfpgraph.http.compression import is_worthwhile
from pfpgraph.http.messages import CODING, LENGTH, READING_METHODS, Reply
from pfpgraph.http.proxies import Origin

_KEPT = (200, 303)
_BESIDES = 2048  # bytes that an entry takes besides its body and its key, about
_SHARE = 8  # one answer may fill at most an eighth of the cache


class Key(NamedTuple):
    """What an answer depends on: the address that was requested, and the format, language and
    coding that were negotiated. Requests whose Accept headers differ but lead to the same variant
    share a key."""

    scheme: str
    host: str
    prefix: str
    path: str
    query: str
    format: str
    language: str
    coding: str


def has_key(scope: Any) -> bool:
    """Whether a request may be answered from the cache: GET or HEAD, without a body and without a
    Range header."""
    headers = scope.headers
    has_body = LENGTH in headers or CODING in headers
    return scope.method in READING_METHODS and not has_body and "range" not in headers


def key(scope: Any, origin: Origin, fmt: str, language: str, coding: str) -> Key:
    """The key of a request for which the format, the language and the coding of the answer are
    decided."""
    return Key(*origin[1:], scope.path, scope.query_string, fmt, language, coding)


def is_lasting(reply: Reply) -> bool:
    """Whether an answer may be cached by anybody: its status is 200 or 303 and its Cache-Control
    has public and max-age."""
    control = reply.header("cache-control")
    return reply.status in _KEPT and "public" in control and "max-age" in control


class Cache:
    """Answers by key, the least recently used dropped first; used in one thread only."""

    def __init__(self, megabytes: int) -> None:
        """Take the size in MiB; 0 keeps nothing. `size` is what is kept now, in bytes."""
        self._limit = megabytes << 20
        # An answer, or the key of the more general entry that holds it; with the size in bytes.
        self._kept: dict[Key, tuple[Reply | Key, int]] = {}
        self.size = 0

    def get(self, key: Key) -> Reply | None:
        """The answer for a key, now the most recently used, or None. An answer without
        Content-Language serves all languages; an answer without Content-Encoding, if not worth
        compressing, all codings."""
        found = self._used(key)
        if isinstance(found, Key):
            found = self._used(found)
        return found if isinstance(found, Reply) else self._general(key)

    def put(self, key: Key, reply: Reply) -> None:
        """Keep an answer, unless one is kept for its key or it would fill more than an eighth of
        the cache."""
        if not reply.header("content-language"):
            key = key._replace(language="")
        if not reply.header("content-encoding"):
            key = key._replace(coding="")
        if key not in self._kept:
            self._keep(key, reply, len(reply.body))

    def _used(self, key: Key) -> Reply | Key | None:
        """The answer, or the key of an answer, kept under a key and now the most recently used."""
        found = self._kept.pop(key, None)
        if not found:
            return None
        self._kept[key] = found
        return found[0]

    def _general(self, key: Key) -> Reply | None:
        """The answer that serves all languages or codings; from now on this key refers to it."""
        for other in _general(key):
            reply = self._used(other)
            is_own = other.coding == key.coding
            if isinstance(reply, Reply) and (is_own or not is_worthwhile(reply)):
                self._keep(key, other, 0)
                return reply
        return None

    def _keep(self, key: Key, found: Reply | Key, size: int) -> None:
        """Keep an answer or a reference of `size` bytes beside its key, then drop the oldest
        entries over the limit."""
        size += sum(map(len, key)) + _BESIDES
        if size * _SHARE > self._limit:
            return
        self.size += size - self._kept.pop(key, (None, 0))[1]
        self._kept[key] = found, size
        while self.size > self._limit:
            oldest = next(iter(self._kept))
            self.size -= self._kept.pop(oldest)[1]


def _general(key: Key) -> Iterator[Key]:
    """The keys for all languages, for all codings and for both, under which an answer may be
    kept."""
    yield key._replace(language="")
    if key.coding:
        yield key._replace(coding="")
        yield key._replace(language="", coding="")
