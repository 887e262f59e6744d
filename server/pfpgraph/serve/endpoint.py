"""The SPARQL endpoint in the event loop of a web process: queries answered without Flask or a
thread.

For browsers Flask makes a page of the data that is requested here: no thread waits for a query. The
service description and all problems are answered by Flask alone.
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

_PLACES = 16  # queries of one client that a web process passes on at once; others wait here
_LARGE = 1 << 15  # bytes from which an answer is hashed and compressed in a thread
_HEADERS = [*COMMON, ("Vary", ", ".join(VARY))]


class SparqlEndpoint:
    """The endpoint, used in the event loop of one web process."""

    def __init__(self, settings: Settings, down: Callable[[], float] = lambda: 0.0) -> None:
        """Take the settings (limits, socket of the query processes) and a function that gives the
        seconds for which the query processes have been down."""
        self._settings = settings
        self._client = AsyncClient(settings.socket, settings.query_seconds, down)
        self._queues: dict[str, FairQueue] = {}

    async def answer(
        self, request: Request, query: Query, coding: str, disconnect: Callable[[], Awaitable[Any]]
    ) -> Reply | tuple[Operation, bytes] | None:
        """The answer to a query, compressed with `coding`; the operation and its data where a page
        is to be made of them; None where no format is acceptable. Raises Problem, and Disconnected
        when the client leaves, which the awaitable of `disconnect` reports."""
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
        """The data of the answer, requested once it is the client's turn. Raises Problem and
        Disconnected."""
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
        """The query once its turn has come, with the seconds that it has waited. Raises Problem
        (busy) when its time limit passes before, and Disconnected."""
        loop = asyncio.get_running_loop()
        begun, seconds = loop.time(), query.limit(self._settings.query_seconds)
        timer = loop.call_later(seconds, _give_up, turn, seconds)
        try:
            await cancellation.until_disconnect(turn, disconnect)
        finally:
            timer.cancel()
        return query._replace(waited=loop.time() - begun)


def _give_up(turn: asyncio.Future[Any], seconds: float) -> None:
    """End the wait for a turn with the problem that there is no place."""
    if not turn.done():
        turn.set_exception(Problem("busy", "no-place", seconds=seconds, retry_after=1))


def _finished(operation: Operation, data: bytes, coding: str) -> Reply:
    """The complete answer with all headers, compressed with a coding."""
    reply = operation.reply(data)
    reply.headers.extend(_HEADERS)
    return coded(reply, coding)
