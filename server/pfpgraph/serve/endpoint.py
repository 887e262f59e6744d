"""The endpoint in the loop of a web process: plain queries answered without Flask or a thread.

For browsers the application makes a page of an answer that was asked for here: no thread waits
while a query does. The description of the service and all problems are the application's alone.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from pfpgraph.formats import HTML, Format
from pfpgraph.http import sparql_protocol
from pfpgraph.http.compression import coded
from pfpgraph.http.fair_queue import FairQueue
from pfpgraph.http.headers import COMMON, VARY
from pfpgraph.http.messages import Reply
from pfpgraph.http.sparql_protocol import Operation, Request
from pfpgraph.problems import Problem
from pfpgraph.query.pool import cancellation
from pfpgraph.query.pool.async_client import AsyncClient
from pfpgraph.query.query import Query
from pfpgraph.settings import Settings

_PLACES = 16  # queries of a client that a web process hands on at once; the others wait here
_LARGE = 1 << 15  # bytes of an answer that is not finished in the loop
_HEADERS = [*COMMON, ("Vary", ", ".join(VARY))]


class SparqlEndpoint:
    """The endpoint as the loop of a web process answers it."""

    def __init__(self, settings: Settings, down: Callable[[], float] = lambda: 0.0) -> None:
        """Take the limits and the socket of the query processes, and what tells for how many
        seconds those have been away."""
        self._settings = settings
        self._client = AsyncClient(settings.socket, settings.query_seconds, down)
        self._queues: dict[str, FairQueue] = {}

    async def answer(
        self, request: Request, query: Query, coding: str, disconnect: Callable[[], Awaitable[Any]]
    ) -> Reply | tuple[Operation, bytes] | None:
        """The answer to a query in a coding; its operation and bytes where a page is to be made of
        them; None where there is no such format. Raises Problem; and Disconnected
        when the client leaves: `disconnect` waits for that."""
        operation = sparql_protocol.prepare(request, query, self._settings)
        if not operation.format:
            return None
        data = await self._ask(operation.query, operation.carrier, disconnect)
        if operation.format is HTML:
            return operation, data
        if len(data) < _LARGE:
            return _finished(operation, data, coding)
        loop = asyncio.get_running_loop()
        try:
            done = loop.run_in_executor(None, _finished, operation, data, coding)
        except RuntimeError:  # no thread can be started
            return _finished(operation, data, coding)
        return await done

    async def _ask(
        self, query: Query, fmt: Format, disconnect: Callable[[], Awaitable[Any]]
    ) -> bytes:
        """The body of an answer once it is the client's turn. Raises Problem and Disconnected."""
        queue = self._queues.get(query.client)
        if not queue:
            queue = self._queues[query.client] = FairQueue(_PLACES)
        if turn := queue.acquire(query.client):
            query = await self._waited(turn, query, disconnect)
        try:
            return await self._client.ask(query, fmt, disconnect)
        finally:
            queue.release()
            if queue.is_idle:
                del self._queues[query.client]

    async def _waited(
        self, turn: asyncio.Future[Any], query: Query, disconnect: Callable[[], Awaitable[Any]]
    ) -> Query:
        """A query whose turn has come, with less time than it had. Raises Problem when its time is
        over before, and Disconnected."""
        loop = asyncio.get_running_loop()
        begun, seconds = loop.time(), query.limit(self._settings.query_seconds)
        timer = loop.call_later(seconds, _give_up, turn, seconds)
        try:
            await cancellation.until_disconnect(turn, disconnect)
        finally:
            timer.cancel()
        return query._replace(waited=loop.time() - begun)


def _give_up(turn: asyncio.Future[Any], seconds: float) -> None:
    """Let nobody wait for a turn any longer."""
    if not turn.done():
        turn.set_exception(Problem("busy", "no-place", seconds=seconds, retry_after=1))


def _finished(operation: Operation, data: bytes, coding: str) -> Reply:
    """The whole answer with its headers, in a coding."""
    reply = operation.reply(data)
    reply.headers.extend(_HEADERS)
    return coded(reply, coding)
