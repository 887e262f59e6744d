"""Slow clients: sending large answers to clients that read slowly, or not at all.

Granian copies the body that it is given and keeps the copy until the client has it all. So a large
one is given to it through a pipe, as if it were a file: granian reads on when the client has read,
only one copy waits here, and its progress can be measured. (The buffer of what granian calls a
stream is unbounded.)
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

LARGE = 1 << 17  # bytes above which a body is large; the kernel alone may buffer more
_OPEN = "/proc/self/fd"
_numbers = itertools.count()


class TooSlow(Exception):
    """The client read too slowly: its connection is reset."""


@dataclass(eq=False)
class _Transfer:
    """An answer being sent: its body, when it began (monotonic seconds), the bytes sent, and a
    future that is False when the client has left, True when it has to give way."""

    body: memoryview
    begun: float
    sent: int = 0
    gone: asyncio.Future[bool] = field(default_factory=asyncio.Future)

    def rate(self, now: float) -> float:
        """Bytes sent per second since it began; one second is added, so that a new one does not
        divide by 0."""
        return self.sent / (now - self.begun + 1.0)


class SlowClients:
    """The large answers being sent by one web process; used in the thread of the event loop
    only."""

    def __init__(self, seconds: float, megabytes: int, reset: Callable[[str], None]) -> None:
        """Take the seconds within which a client must read something, the MiB that may be under
        way, and the function that resets the connection of a client, given as address:port."""
        self._seconds, self._limit, self._reset = seconds, megabytes << 20, reset
        self._transfers: list[_Transfer] = []

    async def send(self, protocol: Any, client: str, reply: Reply) -> None:
        """Send a large answer. Raises TooSlow when the client reads too slowly, or has to give way
        to a new answer when too much is under way; ConnectionError when it leaves."""
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
        """Make the slowest transfers give way until a new one fits into the limit."""
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
        """Write a body into a pipe from which granian reads it. Raises as `send` does."""
        out, into = os.pipe()
        with os.fdopen(into, "wb", 0) as pipe, os.fdopen(_with_high_number(out), "rb", 0) as first:
            os.set_blocking(into, False)
            # Granian opens the pipe by its number, perhaps after the client has left and the pipe
            # is closed: the number must not by then be that of another client's answer.
            protocol.response_file(reply.status, reply.headers, f"{_OPEN}/{first.fileno()}")
            while transfer.sent < len(transfer.body):
                written = pipe.write(transfer.body[transfer.sent :])
                if written is None:
                    await self._wait_until_writable(into, transfer)
                    first.close()  # granian has it open by now: once it closes it, writing fails
                else:
                    transfer.sent += written

    async def _wait_until_writable(self, into: int, transfer: _Transfer) -> None:
        """Wait until granian has read from the pipe. Raises TooSlow when that takes too long or the
        transfer has to give way, ConnectionAbortedError when the client has left."""
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
    """Set the result of a future, unless it is done."""
    if not future.done():
        future.set_result(result)


def _with_high_number(descriptor: int) -> int:
    """The same pipe under a descriptor whose number is not reused soon; the given one is closed.
    New descriptors get the lowest free number, while these come from above and in turn."""
    most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    above = most // 2
    try:
        return fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, above + next(_numbers) % (above // 2))
    finally:
        os.close(descriptor)
