"""Sharing: equal answers that are asked for while the first is being made are made once."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from pfpgraph.query import visit
from pfpgraph.web import cache
from pfpgraph.web.cache import Key
from pfpgraph.web.gateway import Reply


class Sharing:
    """The answers being made, by key; used in one thread only."""

    def __init__(self) -> None:
        """Begin with none."""
        self._making: dict[Key, asyncio.Future[Reply | None]] = {}

    async def reply(
        self, key: Key | None, make: Callable[..., Awaitable[Reply]], leaving: Any, *arguments: Any
    ) -> Reply:
        """The answer that is being made for another, if it may be shared, else one made now. Raises
        what making raises, and Left when the client leaves, for which `leaving` waits."""
        while key and (other := self._making.get(key)):
            reply = await visit.attended(asyncio.shield(other), leaving)
            if reply:
                return reply if _is_shared(reply) else await make(*arguments)
        if not key:
            return await make(*arguments)
        making = self._making[key] = asyncio.get_running_loop().create_future()
        reply = None
        try:
            reply = await make(*arguments)
            return reply
        finally:
            del self._making[key]
            making.set_result(reply)  # None when its client left: the next makes it


def _is_shared(reply: Reply) -> bool:
    """Whether an answer is the same for all: one that may be kept, or a failure, unless that is
    for want of a place, which another client may have."""
    return cache.is_lasting(reply) or reply.problem not in ("", "busy")
