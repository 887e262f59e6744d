"""Cancellation: a client may leave before its query ends, which then has to end too."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from pfpgraph.query.pool.ipc import Connection

_DELAY = 0.05  # seconds after which it is worth seeing whether the client still waits


class Disconnected(BaseException):
    """The client has gone. Like a cancellation it is nobody's error, so nothing renders it."""


class Cancellation:
    """A token that ties the queries of one client, asked in one thread, to its leaving, which is
    seen in another."""

    def __init__(self) -> None:
        """Begin; nothing is asked yet."""
        self._begun = time.monotonic()
        self._lock = threading.Lock()
        self._connection: Connection | None = None
        self._is_cancelled = False

    def seconds(self) -> float:
        """The seconds since it began."""
        return time.monotonic() - self._begun

    def cancel(self) -> None:
        """End the query under way and let none follow."""
        with self._lock:
            self._is_cancelled = True
            if self._connection:
                self._connection.abort()

    @contextmanager
    def query_on(self, connection: Connection) -> Iterator[None]:
        """Ask over a connection. Raises Disconnected when the client has gone, also before."""
        self._start(connection)
        try:
            yield
        except ConnectionError:
            if self._is_cancelled:
                raise Disconnected from None
            raise
        finally:
            with self._lock:
                self._connection = None

    def _start(self, connection: Connection) -> None:
        """Note the connection. Raises Disconnected when it is too late."""
        with self._lock:
            if self._is_cancelled:
                raise Disconnected
            self._connection = connection


_current: ContextVar[Cancellation | None] = ContextVar("cancellation", default=None)


def use(token: Cancellation) -> None:
    """Let the queries of this thread be cancelled by a token from now on."""
    _current.set(token)


def current() -> Cancellation:
    """The token of this thread; one that nobody cancels where none is in use."""
    return _current.get() or Cancellation()


async def until_disconnect(
    work: asyncio.Future[Any], disconnect: Callable[[], Awaitable[Any]]
) -> Any:
    """The result of work for a client whose disconnecting can be waited for. Raises what the work
    raises; Disconnected when the client leaves first: the work is cancelled then."""
    timer = asyncio.get_running_loop().call_later(_DELAY, _watch, work, disconnect)
    try:
        return await work
    except asyncio.CancelledError:
        raise Disconnected from None
    finally:
        timer.cancel()


def _watch(work: asyncio.Future[Any], disconnect: Callable[[], Awaitable[Any]]) -> None:
    """Cancel work as soon as its client leaves."""
    gone = asyncio.ensure_future(disconnect())
    gone.add_done_callback(lambda _: work.cancel())
    work.add_done_callback(lambda _: gone.cancel())
