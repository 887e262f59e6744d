"""The direct way: plain queries answered in the loop of a web process, without Flask or a thread.

Pages for browsers, the description of the service and all problems are the application's.
"""

import asyncio
from collections.abc import Awaitable, Callable

from pfpgraph.formats import HTML
from pfpgraph.query import visit
from pfpgraph.query.channels import Channels
from pfpgraph.query.tokeniser import Query, examine
from pfpgraph.settings import Settings
from pfpgraph.web import protocol
from pfpgraph.web.answers import COMMON, VARY
from pfpgraph.web.codings import coded
from pfpgraph.web.gateway import Reply
from pfpgraph.web.protocol import Request
from pfpgraph.web.turns import Turns

_PLACES = 64  # queries of one web process that the supervisor may hold at once
_LARGE = 1 << 15  # bytes of an answer that is not finished in the loop
_HEADERS = [*COMMON, ("Vary", ", ".join(VARY))]


class Direct:
    """The endpoint as the loop of a web process answers it."""

    def __init__(self, settings: Settings) -> None:
        """Take the limits, and the socket of the query processes."""
        self._settings = settings
        self._channels = Channels(settings.socket)
        self._turns = Turns(_PLACES)

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
        if turn := self._turns.ask(client):
            await visit.attended(turn, leaving)
        try:
            data = await self._channels.ask(operation.packed(format, client), leaving)
        finally:
            self._turns.pass_on()
        work = request, query, data, format.content_type, coding
        if len(data) < _LARGE:
            return _finished(*work)
        return await asyncio.get_running_loop().run_in_executor(None, _finished, *work)


def _finished(request: Request, query: Query, data: bytes, content_type: str, coding: str) -> Reply:
    """The whole answer with its headers, in a coding."""
    reply = protocol.reply(request, query, data, content_type)
    reply.headers.extend(_HEADERS)
    return coded(reply, coding)
