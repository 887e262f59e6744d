"""Cancellation: a client may leave before its query ends, which must then be stopped."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol

_DELAY = 0.05  # seconds after which it is worth checking whether the client still waits


class Work(Protocol):
    """What is done for a client and can be given up: a connection with a query, or a process."""

    def abort(self) -> None:
        """Give it up, from any thread."""


class Disconnected(BaseException):
    """The client has left. Like a cancellation it is not an error, so it is a BaseException, which
    no handler of errors renders."""


class Cancellation:
    """A token that cancels the work for one client: it is done or awaited in one thread, and
    another thread sees that the client has left."""

    def __init__(self) -> None:
        """Start the clock; no work is under way."""
        self._begun = time.monotonic()
        self._lock = threading.Lock()
        self._work: Work | None = None
        self._is_cancelled = False

    def seconds(self) -> float:
        """The seconds since the token was made."""
        return time.monotonic() - self._begun

    def cancel(self) -> None:
        """Abort the work under way and prevent more."""
        with self._lock:
            self._is_cancelled = True
            if self._work:
                self._work.abort()

    @contextmanager
    def under_way(self, work: Work) -> Iterator[None]:
        """A context in which `cancel` aborts the work. Raises Disconnected when the client
        has left before or meanwhile."""
        self._start(work)
        try:
            yield
        except ConnectionError:
            if self._is_cancelled:
                raise Disconnected from None
            raise
        finally:
            with self._lock:
                self._work = None

    def _start(self, work: Work) -> None:
        """Register the work. Raises Disconnected when the token is cancelled already."""
        with self._lock:
            if self._is_cancelled:
                raise Disconnected
            self._work = work


_current: ContextVar[Cancellation | None] = ContextVar("cancellation", default=None)


def use(token: Cancellation) -> None:
    """Make a token the current one of this context (thread or task)."""
    _current.set(token)


def current() -> Cancellation:
    """The token of this context; a new one, which nothing cancels, where none is in use."""
    return _current.get() or Cancellation()


async def until_disconnect(
    work: asyncio.Future[Any], disconnect: Callable[[], Awaitable[Any]]
) -> Any:
    """The result of `work`; `disconnect` returns an awaitable that ends when the client leaves.
    Raises what the work raises, and Disconnected when the work is cancelled, as it is when the
    client leaves first."""
    timer = asyncio.get_running_loop().call_later(_DELAY, _watch, work, disconnect)
    try:
        return await work
    except asyncio.CancelledError:
        raise Disconnected from None
    finally:
        timer.cancel()


def _watch(work: asyncio.Future[Any], disconnect: Callable[[], Awaitable[Any]]) -> None:
    """Cancel work as soon as its client has left."""
    gone = asyncio.ensure_future(disconnect())
    gone.add_done_callback(lambda _: work.cancel())
    work.add_done_callback(lambda _: gone.cancel())
