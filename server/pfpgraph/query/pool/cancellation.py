"""A visit: one client's stay with a web process, which may end before its query does."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from pfpgraph.query.pool.ipc import Connection

_MOMENT = 0.05  # seconds after which it is worth seeing whether the client still waits


class Left(BaseException):
    """The client has gone. Like a cancellation it is nobody's error, so nothing renders it."""


class Visit:
    """What ties the queries of one client, asked in one thread, to its leaving, seen in another."""

    def __init__(self) -> None:
        """Begin; nothing is asked yet."""
        self._begun = time.monotonic()
        self._lock = threading.Lock()
        self._connection: Connection | None = None
        self._over = False

    def seconds(self) -> float:
        """The seconds since it began."""
        return time.monotonic() - self._begun

    def leave(self) -> None:
        """End the query under way and let none follow."""
        with self._lock:
            self._over = True
            if self._connection:
                self._connection.break_off()

    @contextmanager
    def asks(self, connection: Connection) -> Iterator[None]:
        """Ask over a connection. Raises Left when the client has gone, before or meanwhile."""
        self._begin(connection)
        try:
            yield
        except ConnectionError:
            if self._over:
                raise Left from None
            raise
        finally:
            with self._lock:
                self._connection = None

    def _begin(self, connection: Connection) -> None:
        """Note the connection. Raises Left when it is too late."""
        with self._lock:
            if self._over:
                raise Left
            self._connection = connection


_current: ContextVar[Visit | None] = ContextVar("visit", default=None)


def begin(visit: Visit) -> None:
    """Let this thread ask for a visit from now on."""
    _current.set(visit)


def current() -> Visit:
    """The visit for which this thread asks; one without end where none was begun."""
    return _current.get() or Visit()


async def attended(work: asyncio.Future, leaving: Callable[[], Awaitable]) -> Any:
    """The result of work for a client whose leaving can be waited for. Raises what the work
    raises; Left when the client leaves first: the work is cancelled then."""
    timer = asyncio.get_running_loop().call_later(_MOMENT, _attend, work, leaving)
    try:
        return await work
    except asyncio.CancelledError:
        raise Left from None
    finally:
        timer.cancel()


def _attend(work: asyncio.Future, leaving: Callable[[], Awaitable]) -> None:
    """Cancel work as soon as its client leaves."""
    left = asyncio.ensure_future(leaving())
    left.add_done_callback(lambda _: work.cancel())
    work.add_done_callback(lambda _: left.cancel())
