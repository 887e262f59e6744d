"""Turns: a bounded number of threads, whose places clients who wait get one after the other."""

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any


class Turns:
    """The threads for one kind of work; everything here happens in the thread of the loop."""

    def __init__(self, threads: int) -> None:
        """Take the number of threads, which start when needed."""
        self._threads = ThreadPoolExecutor(threads)
        self._free = threads
        self._waiting: dict[str, deque[asyncio.Future]] = {}

    def close(self) -> None:
        """Let the threads end with what they do."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def run(self, client: str, work: Callable[..., Any], *arguments: Any) -> Any:
        """The result of work done in a thread once it is the client's turn. Raises what it raises;
        cancelled while it waits it gives its turn up, later the work goes on for nobody."""
        await self._turn(client)
        done = asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)
        done.add_done_callback(self._pass_on)
        return await asyncio.shield(done)

    async def _turn(self, client: str) -> None:
        """Wait for a free thread."""
        if self._free:
            self._free -= 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(client, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # it had just got its turn
                self._pass_on()
            raise

    def _pass_on(self, done: asyncio.Future | None = None) -> None:
        """Give a thread that is free to the client who has waited longest since its last turn."""
        if done and not done.cancelled():
            done.exception()  # looked at, should nobody wait for it any more
        while self._waiting:
            client = next(iter(self._waiting))
            turns = self._waiting.pop(client)
            turn = turns.popleft()
            if turns:
                self._waiting[client] = turns  # behind the others
            if not turn.done():
                return turn.set_result(None)
        self._free += 1
