"""A fair queue: a bounded number of places, given to the waiting clients in turn."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

_BEGINNING = 10.0  # seconds within which all threads must have started


class FairQueue:
    """The places for one kind of work; used in the thread of the event loop only."""

    def __init__(self, places: int) -> None:
        """Take the number of places."""
        self._places = self._free = places
        self._waiting: dict[str, deque[asyncio.Future[Any]]] = {}

    @property
    def is_idle(self) -> bool:
        """Whether all places are free."""
        return self._free == self._places

    def acquire(self, client: str) -> asyncio.Future[Any] | None:
        """Take a free place and return None; without one, a future that is done once the client has
        a place."""
        if self._free:
            self._free -= 1
            return None
        turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(client, deque()).append(turn)
        return turn

    def release(self) -> None:
        """Give a place back: it goes to the client whose last turn is longest ago, or becomes
        free."""
        while self._waiting:
            client = next(iter(self._waiting))
            turns = self._waiting.pop(client)
            turn = turns.popleft()
            if turns:
                self._waiting[client] = turns  # goes to the end of the queue of clients
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1


class FairThreadPool:
    """Threads for one kind of work, which clients get in turn."""

    def __init__(self, threads: int) -> None:
        """Take the number of threads. All start now, since it may be impossible later. Raises
        RuntimeError when a thread cannot be started."""
        self._threads = ThreadPoolExecutor(threads)
        all_begun = threading.Barrier(threads)
        for _ in range(threads):
            self._threads.submit(all_begun.wait, _BEGINNING)
        self._queue = FairQueue(threads)

    def close(self) -> None:
        """Take no more work; threads end when their current work is done."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def submit(self, work: Callable[[], Any]) -> None:
        """Run work in a thread as soon as one is free, without waiting for a turn."""
        self._threads.submit(work)

    async def run(
        self, client: str, seconds: float, work: Callable[..., Any], *arguments: Any
    ) -> Any:
        """The result of work run in a thread once it is the client's turn. Raises what the work
        raises, TimeoutError when the turn does not come within `seconds`, and RuntimeError when the
        pool is closed. When cancelled while it waits, it gives up its turn; when cancelled later,
        the work goes on and its result is dropped."""
        if turn := self._queue.acquire(client):
            async with asyncio.timeout(seconds):
                await self._wait(turn)
        try:
            done = asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)
        except RuntimeError:  # it is closed
            self._queue.release()
            raise
        done.add_done_callback(self._end)
        return await asyncio.shield(done)

    async def _wait(self, turn: asyncio.Future[Any]) -> None:
        """Wait for a turn; when cancelled just after getting it, pass it on."""
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # its turn had just come
                self._queue.release()
            raise

    def _end(self, done: asyncio.Future[Any]) -> None:
        """Pass the place on once the work is done."""
        if not done.cancelled():
            done.exception()  # retrieved, or asyncio logs it when nobody waits any more
        self._queue.release()
