"""A fair queue: a bounded number of places, which clients who wait get one after the other."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

_BEGINNING = 10.0  # seconds that threads have to begin


class FairQueue:
    """The places for one kind of work; everything here happens in the thread of the loop."""

    def __init__(self, places: int) -> None:
        """Take the number of places."""
        self._places = self._free = places
        self._waiting: dict[str, deque[asyncio.Future[Any]]] = {}

    @property
    def is_idle(self) -> bool:
        """Whether nobody has a place."""
        return self._free == self._places

    def acquire(self, client: str) -> asyncio.Future[Any] | None:
        """What a client has to wait for to get a place, None when it has one now."""
        if self._free:
            self._free -= 1
            return None
        turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(client, deque()).append(turn)
        return turn

    def release(self) -> None:
        """Give a place that is free to the client who has waited longest since its last turn."""
        while self._waiting:
            client = next(iter(self._waiting))
            turns = self._waiting.pop(client)
            turn = turns.popleft()
            if turns:
                self._waiting[client] = turns  # behind the others
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1


class FairThreadPool:
    """Threads for one kind of work, used by clients in turns."""

    def __init__(self, threads: int) -> None:
        """Take the number of threads, which start now: later there may be none to be had. Raises
        RuntimeError."""
        self._threads = ThreadPoolExecutor(threads)
        all_begun = threading.Barrier(threads)
        for _ in range(threads):
            self._threads.submit(all_begun.wait, _BEGINNING)
        self._queue = FairQueue(threads)

    def close(self) -> None:
        """Let the threads end with what they do."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def submit(self, work: Callable[[], Any]) -> None:
        """Have work done in a thread now, whoever waits for a turn."""
        self._threads.submit(work)

    async def run(
        self, client: str, seconds: float, work: Callable[..., Any], *arguments: Any
    ) -> Any:
        """The result of work done in a thread once it is the client's turn. Raises what it raises,
        and TimeoutError when the turn does not come within so many seconds; cancelled while it
        waits it gives its turn up, later the work goes on for nobody."""
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
        """Wait for a turn."""
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # it had just got its turn
                self._queue.release()
            raise

    def _end(self, done: asyncio.Future[Any]) -> None:
        """Pass the turn on."""
        if not done.cancelled():
            done.exception()  # looked at, should nobody wait for it any more
        self._queue.release()
