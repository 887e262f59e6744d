"""Coalescing: equal answers that are asked for while the first is being made are made once.

Who asks waits for an answer that is being made for itself; for one that is being made for another
only briefly, since that other may have to wait for its turn.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from pfpgraph.http import cache
from pfpgraph.http.cache import Key
from pfpgraph.http.messages import AcceptHeaders, Reply
from pfpgraph.query.pool import cancellation

_PATIENCE = 0.1  # seconds: most answers are made in fewer


class Coalescing:
    """The answers being made, by key; used in one thread only."""

    def __init__(self) -> None:
        """Begin with none."""
        self._pending: dict[Key, _Pending] = {}

    async def reply(
        self,
        key: Key | None,
        client: str,
        make: Callable[[], Awaitable[Reply]],
        disconnect: Callable[[], Awaitable[Any]],
        choices: AcceptHeaders | None = None,
    ) -> Reply:
        """The answer that is being made already, if it may be shared, else one made now; a failure
        only with those who sent the same headers, since it is told in their way. Raises
        what making raises, and Disconnected when the client leaves: `disconnect` waits for that."""
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
        """An answer made now, which others may wait for."""
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
            own.reply.set_result(reply)  # None when its client left: the next makes it


class _Pending(NamedTuple):
    """An answer that is being made: for whom, by which headers, and what it will be."""

    client: str
    choices: AcceptHeaders | None
    reply: asyncio.Future[Reply | None]


def _is_shared(reply: Reply, same_headers: bool) -> bool:
    """Whether an answer is the same for another client: one that may be kept, or for the same
    headers a failure, unless that is for want of a place, which the other may have."""
    return cache.is_lasting(reply) or (same_headers and reply.problem not in ("", "busy"))
