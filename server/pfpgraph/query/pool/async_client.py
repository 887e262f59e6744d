"""An asynchronous client of the query processes: connections for an event loop, without blocking
it.

It does what WorkerStore does in threads; each connection serves one request at a time.
"""

import asyncio
from collections.abc import Awaitable, Callable
from math import inf
from typing import Any

from pfpgraph.formats import Format
from pfpgraph.problems import Problem
from pfpgraph.query.pool import cancellation, ipc
from pfpgraph.query.query import Query

IDLE = 30.0  # seconds after which an unused connection is closed
_POLL = 0.5  # seconds between two checks whether an answer is late


class AsyncClient:
    """The connections of one event loop; idle ones are reused, the last one first, and closed after
    IDLE seconds."""

    def __init__(
        self, socket: str, seconds: float = inf, down: Callable[[], float] = lambda: 0.0
    ) -> None:
        """Take the name of the socket, the seconds that a query may take, and a function that gives
        the seconds for which no supervisor has been up. Connections are made when needed."""
        self._socket, self._seconds, self._down = socket, seconds, down
        self._idle: list[AsyncConnection] = []
        self._is_closing_later = False

    async def ask(
        self, query: Query, fmt: Format, disconnect: Callable[[], Awaitable[Any]]
    ) -> bytes:
        """The body of the answer in a format; `disconnect` returns an awaitable that ends when the
        client leaves. Raises Problem, and Disconnected when the client leaves first."""
        connection = self._idle.pop() if self._idle else None
        for _ in range(2):  # again after the query processes were restarted: reading does no harm
            try:
                connection = connection or AsyncConnection(self._socket, self._idle)
                return await self._answer(connection.ask(query, fmt), query, disconnect)
            except ConnectionError:
                connection = None
            except OSError:  # no process listens, or too many clients wait
                break
        raise ipc.restarting()

    async def _answer(
        self, work: asyncio.Future[Any], query: Query, disconnect: Callable[[], Awaitable[Any]]
    ) -> bytes:
        """The body that `work` will give; when it is late it is cancelled. Raises OSError
        (TimeoutError when late), Problem and Disconnected."""
        loop = asyncio.get_running_loop()
        deadline = _Deadline(work, loop, query.limit(self._seconds), query.waited, self._down)
        try:
            body: bytes = await cancellation.until_disconnect(work, disconnect)
        except cancellation.Disconnected:
            if deadline.is_late:
                raise TimeoutError from None
            raise
        finally:
            deadline.stop()
            self._close_idle_later()
        return body

    def _close_idle_later(self) -> None:
        """Schedule `_close_idle`, unless that is done or no connection is idle."""
        if self._idle and not self._is_closing_later:
            self._is_closing_later = True
            asyncio.get_running_loop().call_later(IDLE / 2, self._close_idle)

    def _close_idle(self) -> None:
        """Close the connections that have been idle for IDLE seconds."""
        self._is_closing_later = False
        long_ago = asyncio.get_running_loop().time() - IDLE
        for connection in [one for one in self._idle if one.idle_since <= long_ago]:
            connection.close()
        self._close_idle_later()


class _Deadline:
    """A timer that cancels a future answer once that is late."""

    def __init__(
        self,
        work: asyncio.Future[Any],
        loop: asyncio.AbstractEventLoop,
        seconds: float,
        waited: float,
        down: Callable[[], float],
    ) -> None:
        """Start the timer; `waited` of the seconds have already passed."""
        self._work, self._loop, self._seconds, self._down = work, loop, seconds, down
        self._begun = loop.time() - waited
        self.is_late = False
        self._timer = loop.call_later(_POLL, self._check)

    def stop(self) -> None:
        """Stop the timer."""
        self._timer.cancel()

    def _check(self) -> None:
        """Cancel the work when it is late, else check again later."""
        if self._work.done():
            return
        if ipc.is_late(self._loop.time() - self._begun, self._seconds, self._down()):
            self.is_late = True
            self._work.cancel()
        else:
            self._timer = self._loop.call_later(_POLL, self._check)


class AsyncConnection:
    """One connection, and the future of the answer that it waits for."""

    def __init__(self, socket: str, idle: list["AsyncConnection"]) -> None:
        """Connect; `idle` is the list that the connection adds itself to when it is idle. Raises
        OSError."""
        self._connection = ipc.Connection(socket, blocking=False)
        self._idle, self.idle_since = idle, 0.0
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._connection.fileno(), self._receive)
        self._waiting: asyncio.Future[Any] | None = None

    def ask(self, query: Query, fmt: Format) -> asyncio.Future[Any]:
        """Send a query; the future body of the answer, whose cancellation ends the query. Raises
        Problem (too-long), OSError."""
        self._waiting = self._loop.create_future()
        try:
            self._connection.send(query, fmt)
        except Problem:
            self._release()
            raise
        except OSError:
            self.close()
            raise
        self._waiting.add_done_callback(self._close_if_cancelled)
        return self._waiting

    def _receive(self) -> None:
        """Receive a piece of the answer and resolve the future when it is whole; without a request
        only the end of the connection can come."""
        waiting = self._waiting
        try:
            body = self._connection.receive()
            if body is None or not waiting or waiting.done():
                return
            self._release()
            waiting.set_result(body)
        except BlockingIOError:
            pass
        except Problem as problem:
            if waiting and not waiting.done():
                self._release()
                waiting.set_exception(problem)
        except OSError:
            self.close()
            if waiting and not waiting.done():
                waiting.set_exception(ConnectionResetError())

    def _release(self) -> None:
        """Return the connection to the pool."""
        self._waiting, self.idle_since = None, self._loop.time()
        self._idle.append(self)

    def _close_if_cancelled(self, waiting: asyncio.Future[Any]) -> None:
        """Close the connection when the future was cancelled, so that the query is stopped."""
        if waiting.cancelled():
            self.close()

    def close(self) -> None:
        """Close the connection and take it out of the pool."""
        self._waiting = None
        if self in self._idle:
            self._idle.remove(self)
        self._loop.remove_reader(self._connection.fileno())
        self._connection.close()
