"""Slow clients: large answers on their way to clients that may be slow, or take nothing at all.

Granian copies an answer that it is given and keeps the copy until the client has it. So a large one
goes through a pipe, as if it were a file: granian reads on when the client has read, what waits is
the one answer here, and its progress is seen. (What granian calls a stream has no end of buffer.)
"""

import asyncio
import fcntl
import itertools
import os
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pfpgraph.http.messages import Reply

LARGE = 1 << 17  # bytes above which it matters; the kernel alone may take more
_OPEN = "/proc/self/fd"
_numbers = itertools.count()


class TooSlow(Exception):
    """The client was too slow: its connection is ended."""


@dataclass(eq=False)
class _Transfer:
    """An answer on its way: its body, when it began, how much is sent, and whether its client has
    gone (False) or has to give way (True)."""

    body: memoryview
    begun: float
    sent: int = 0
    gone: asyncio.Future[bool] = field(default_factory=asyncio.Future)

    def rate(self, now: float) -> float:
        """Bytes sent a second since it began, with one second more: a new one has had none."""
        return self.sent / (now - self.begun + 1.0)


class SlowClients:
    """The large answers under way in one web process; used in the thread of the loop only."""

    def __init__(self, seconds: float, megabytes: int, reset: Callable[[str], None]) -> None:
        """Take the time in which a client must take a part, the size that may be under way, and
        what ends the connection with a client, named by address and port."""
        self._seconds, self._limit, self._reset = seconds, megabytes << 20, reset
        self._transfers: list[_Transfer] = []

    async def send(self, protocol: Any, client: str, reply: Reply) -> None:
        """Send a large answer. Raises TooSlow when the client takes it too slowly, or more slowly
        than others when there is too much under way; and ConnectionError when it leaves."""
        transfer = _Transfer(memoryview(reply.body), time.monotonic())
        self._make_room(transfer)
        self._transfers.append(transfer)
        gone = asyncio.ensure_future(protocol.client_disconnect())
        gone.add_done_callback(lambda _: _settle(transfer.gone, False))
        try:
            await self._write_to_pipe(protocol, transfer, reply)
        except TooSlow:
            self._reset(client)
            raise
        finally:
            self._transfers.remove(transfer)
            gone.cancel()

    def _make_room(self, new: _Transfer) -> None:
        """Let the slowest give way until there is room for a new one."""
        now = time.monotonic()
        others = [one for one in self._transfers if not one.gone.done()]
        others.sort(key=lambda one: one.rate(now))
        size = len(new.body) + sum(len(transfer.body) for transfer in others)
        for transfer in others:
            if size <= self._limit:
                break
            transfer.gone.set_result(True)
            size -= len(transfer.body)

    async def _write_to_pipe(self, protocol: Any, transfer: _Transfer, reply: Reply) -> None:
        """Write an answer into a pipe from which granian reads it."""
        out, into = os.pipe()
        with os.fdopen(into, "wb", 0) as pipe, os.fdopen(_with_high_number(out), "rb", 0) as first:
            os.set_blocking(into, False)
            # Granian opens it by its number, perhaps after the client has left and it is closed:
            # then the number must not be that of what goes to another client.
            protocol.response_file(reply.status, reply.headers, f"{_OPEN}/{first.fileno()}")
            while transfer.sent < len(transfer.body):
                written = pipe.write(transfer.body[transfer.sent :])
                if written is None:
                    await self._wait_until_writable(into, transfer)
                    first.close()  # now granian has opened it, so its leaving is seen
                else:
                    transfer.sent += written

    async def _wait_until_writable(self, into: int, transfer: _Transfer) -> None:
        """Wait until granian has read. Raises TooSlow, and ConnectionError when nobody is there."""
        loop = asyncio.get_running_loop()
        ready = loop.create_future()
        loop.add_writer(into, _settle, ready, True)
        try:
            await asyncio.wait(
                (ready, transfer.gone),
                timeout=self._seconds,
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            loop.remove_writer(into)
        if transfer.gone.done() and not transfer.gone.result():
            raise ConnectionAbortedError
        if transfer.gone.done() or not ready.done():
            raise TooSlow


def _settle(future: asyncio.Future[bool], result: bool) -> None:
    """Give a future its result, unless it has one."""
    if not future.done():
        future.set_result(result)


def _with_high_number(descriptor: int) -> int:
    """A descriptor by a number that nothing else will have soon, in its place: new ones take the
    lowest that is free, these come from above and in turn."""
    most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    above = most // 2
    try:
        return fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, above + next(_numbers) % (above // 2))
    finally:
        os.close(descriptor)
