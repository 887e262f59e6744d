"""The direct way: plain queries answered in the loop of a web process, without Flask or a thread.

Pages for browsers, the description of the service and all problems are the application's.
"""

import asyncio
from collections.abc import Awaitable, Callable

from pfpgraph.formats import HTML
from pfpgraph.query import visit, wire
from pfpgraph.query.channels import Channels
from pfpgraph.query.tokeniser import Query, examine
from pfpgraph.settings import Settings
from pfpgraph.web import protocol
from pfpgraph.web.answers import COMMON, VARY
from pfpgraph.web.codings import coded
from pfpgraph.web.gateway import Reply
from pfpgraph.web.protocol import Request
from pfpgraph.web.turns import Turns

_PLACES = 16  # queries of a client that a web process hands on at once; the others wait here
_LARGE = 1 << 15  # bytes of an answer that is not finished in the loop
_HEADERS = [*COMMON, ("Vary", ", ".join(VARY))]


class Direct:
    """The endpoint as the loop of a web process answers it."""

    def __init__(self, settings: Settings) -> None:
        """Take the limits, and the socket of the query processes."""
        self._settings = settings
        self._channels = Channels(settings.socket)
        self._turns: dict[str, Turns] = {}

    async def answer(
        self, request: Request, client: str, coding: str, leaving: Callable[[], Awaitable]
    ) -> Reply | None:
        """The answer to a plain query in a coding, None for what is the application's. Raises
        Problem; and Left when the client leaves, for which `leaving` waits."""
        operation = protocol.read(request)
        if not operation:
            return None
        query = examine(operation.text, self._settings)
        format = protocol.choose(request, operation, query.form)
        if not format or format is HTML:
            return None
        data = await self._ask(operation.packed(format, client), leaving)
        work = request, query, data, format.content_type, coding
        if len(data) < _LARGE:
            return _finished(*work)
        return await asyncio.get_running_loop().run_in_executor(None, _finished, *work)

    async def _ask(self, request: wire.Request, leaving: Callable[[], Awaitable]) -> bytes:
        """The body of an answer once it is the client's turn. Raises Problem and Left."""
        turns = self._turns.get(request.client)
        if not turns:
            turns = self._turns[request.client] = Turns(_PLACES)
        if turn := turns.ask(request.client):
            await visit.attended(turn, leaving)
        try:
            return await self._channels.ask(request, leaving)
        finally:
            turns.pass_on()
            if turns.are_free:
                del self._turns[request.client]


def _finished(request: Request, query: Query, data: bytes, content_type: str, coding: str) -> Reply:
    """The whole answer with its headers, in a coding."""
    reply = protocol.reply(request, query, data, content_type)
    reply.headers.extend(_HEADERS)
    return coded(reply, coding)
