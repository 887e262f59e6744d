"""Request coalescing: while an answer is being made, equal requests wait for it, so that it is made
once.

A client waits without limit for an answer that is being made for itself. For an answer that is
being made for another client it waits only briefly, since that client may be queued.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from pfpgraph.http import cache
from pfpgraph.http.cache import Key
from pfpgraph.http.messages import AcceptHeaders, Reply
from pfpgraph.query.pool import cancellation

_PATIENCE = 0.1  # seconds: most answers take less


class Coalescing:
    """The answers being made, by cache key; used in one thread only."""

    def __init__(self) -> None:
        """Begin with no answer being made."""
        self._pending: dict[Key, _Pending] = {}

    async def reply(
        self,
        key: Key | None,
        client: str,
        make: Callable[[], Awaitable[Reply]],
        disconnect: Callable[[], Awaitable[Any]],
        choices: AcceptHeaders | None = None,
    ) -> Reply:
        """The answer that is being made already, if it may be shared, else the result of `make`. A
        failure is shared only between requests with the same Accept headers, since its body is
        negotiated. Without a key nothing is shared. Raises what `make` raises, and Disconnected
        when the client leaves, which the awaitable of `disconnect` reports."""
        while key and (other := self._pending.get(key)):
            patience = None if other.client == client else _PATIENCE
            waiting = asyncio.ensure_future(asyncio.wait([other.reply], timeout=patience))
            await cancellation.until_disconnect(waiting, disconnect)
            if not other.reply.done():
                break
            if reply := other.reply.result():
                return reply if _is_shared(reply, choices == other.choices) else await make()
        if not key:
            return await make()
        return await self._make_shared(key, client, make, choices)

    async def _make_shared(
        self,
        key: Key,
        client: str,
        make: Callable[[], Awaitable[Reply]],
        choices: AcceptHeaders | None,
    ) -> Reply:
        """An answer made now, for which equal requests may wait."""
        own = self._pending[key] = _Pending(
            client, choices, asyncio.get_running_loop().create_future()
        )
        reply = None
        try:
            reply = await make()
            return reply
        finally:
            if self._pending.get(key) is own:
                del self._pending[key]
            own.reply.set_result(reply)  # None when it failed: the next one makes it


class _Pending(NamedTuple):
    """An answer being made: its client, its Accept headers, and the future answer (None when making
    failed)."""

    client: str
    choices: AcceptHeaders | None
    reply: asyncio.Future[Reply | None]


def _is_shared(reply: Reply, same_headers: bool) -> bool:
    """Whether an answer serves another client too: if it may be cached, or if it is a failure and
    the Accept headers are the same. A busy problem is not shared, since the other client may have a
    place."""
    return cache.is_lasting(reply) or (same_headers and reply.problem not in ("", "busy"))
