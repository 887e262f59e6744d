"""The channels: connections to the query processes for an event loop, which never waits for them.

They do what WorkerStore does in threads; each serves one request at a time.
"""

import asyncio
from collections.abc import Awaitable, Callable

from pfpgraph.problems import Problem
from pfpgraph.query import visit, wire


class Channels:
    """The connections of one event loop; those that are idle are used again."""

    def __init__(self, path: str) -> None:
        """Take the path of the socket; connections are made when needed."""
        self._path = path
        self._idle: list[Channel] = []

    async def ask(self, request: wire.Request, leaving: Callable[[], Awaitable]) -> bytes:
        """The body of the answer, for a client whose leaving can be waited for. Raises Problem,
        and Left when the client leaves."""
        channel = self._idle.pop() if self._idle else None
        for _ in range(2):  # again after the query processes were restarted: reading does no harm
            try:
                channel = channel or Channel(self._path, self._idle)
                return await visit.attended(channel.ask(request), leaving)
            except ConnectionError:
                channel = None
            except OSError:  # nobody listens, or too many wait to be heard
                break
        raise wire.restarting()


class Channel:
    """One connection, and who waits for its answer."""

    def __init__(self, path: str, idle: list["Channel"]) -> None:
        """Connect; when idle it is in the list of those that are. Raises OSError."""
        self._connection = wire.Connection(path, blocking=False)
        self._idle = idle
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._connection.fileno(), self._hear)
        self._waiting: asyncio.Future | None = None

    def ask(self, request: wire.Request) -> asyncio.Future:
        """The answer to come; cancelling it ends the query. Raises Problem, ConnectionError."""
        self._waiting = self._loop.create_future()
        try:
            self._connection.send(request)
        except Problem:
            self._rest()
            raise
        except OSError:
            self._close()
            raise
        self._waiting.add_done_callback(self._see)
        return self._waiting

    def _hear(self) -> None:
        """Take what has come; without a request that can only be the end."""
        waiting = self._waiting
        try:
            body = self._connection.take()
            if body is None or not waiting or waiting.done():
                return
            self._rest()
            waiting.set_result(body)
        except BlockingIOError:
            pass
        except Problem as problem:
            if waiting and not waiting.done():
                self._rest()
                waiting.set_exception(problem)
        except OSError:
            self._close()
            if waiting and not waiting.done():
                waiting.set_exception(ConnectionResetError())

    def _rest(self) -> None:
        """Be idle."""
        self._waiting = None
        self._idle.append(self)

    def _see(self, waiting: asyncio.Future) -> None:
        """Close when the answer is not wanted any more, so that the query is stopped."""
        if waiting.cancelled():
            self._close()

    def _close(self) -> None:
        """Let the connection go."""
        self._waiting = None
        if self in self._idle:
            self._idle.remove(self)
        self._loop.remove_reader(self._connection.fileno())
        self._connection.close()
