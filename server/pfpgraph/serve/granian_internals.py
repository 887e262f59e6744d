"""The private parts of granian and multiprocessing that this service depends on: all of them are
here, and each assumption has a test (tests/serve/test_granian_internals.py)."""

import contextlib
import os
import socket
import struct
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, cast

from granian._granian import SocketHolder
from granian.server import MPServer

_RESET = struct.pack("ii", 1, 0)  # SO_LINGER of 0: close with a reset, unsent data is dropped
_OPEN = "/proc/self/fd"
Spawn = Callable[[int], Any]  # makes the process of a place, without starting it
_PIPES = ("parent_r", "parent_w", "child_r", "child_w")


class Server(MPServer):
    """Granian's main process, with listening sockets, a main loop and supervision of our own."""

    def __init__(self, listeners: list[socket.socket], backlog: int, **options: Any) -> None:
        """Take the listening sockets, one for each web process, the length of the queue of each,
        and granian's own options."""
        self.listeners, self._queue = listeners, backlog
        super().__init__("pfpgraph", **options)

    def application(self, place: int) -> Any:
        """The application of a new web process, called in that process with its place."""
        raise NotImplementedError

    def keep(self, spawn: Spawn) -> None:
        """Run the main loop until told to stop; `spawn` makes the process of a place. It replaces
        granian's loop, which ends with any exception, and whose signal handlers can deadlock."""
        raise NotImplementedError

    def spawned(self, place: int) -> None:
        """Note that the process of a place has been made; it is not started yet."""

    def _init_shared_socket(self) -> None:
        """Open no socket: they are open already."""
        self._ssp = self._shd = self._sso = None

    def _spawn_worker(self, idx: int, *arguments: Any, **options: Any) -> Any:
        """A web process for the socket of its place. The socket stays open here, so that waiting
        connections outlive the process. Granian's thread that waits for the end of the process is
        not started: the main loop checks that."""
        # The arguments are those of this version of granian; its type stub lacks them.
        holder: Any = SocketHolder
        self._shd = holder(self.listeners[idx].fileno(), False, self._queue)
        options["callback_loader"] = partial(self.application, idx)
        worker: Any = super()._spawn_worker(idx, *arguments, **options)
        worker._watch = lambda: None
        self.spawned(idx)
        return worker

    def _serve_loop(self, spawn_target: Any, target_loader: Any) -> None:
        """Run `keep` in place of granian's loop."""
        how = {"target": spawn_target, "callback_loader": target_loader}
        self.keep(lambda place: self._spawn_worker(place, **how))


def start(worker: Any) -> None:
    """Start a process. Raises OSError when it cannot be forked."""
    try:
        worker.start()
    except OSError as error:
        _close_pipes(error)
        raise


def _close_pipes(error: OSError) -> None:
    """Close the pipes that multiprocessing made for a process and leaves open when it cannot be
    forked: they are locals of the frame that failed.

    This is a function of its own, outside the error's traceback: a frame in it with a reference to
    other frames would keep all of them alive, with the processes and their pipes.
    """
    for frame, _ in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_name == "_launch":
            for name in _PIPES:
                if name in frame.f_locals:
                    os.close(frame.f_locals[name])


def pid(worker: Any) -> int:
    """The process ID of a process that has been started."""
    return cast(int, worker.inner.pid)


def reset_connection(client: str) -> None:
    """Reset the connection of a client, given as address:port. Granian does not expose it, and
    would wait without limit for a client that reads nothing."""
    host, _, port = client.rpartition(":")
    peer = (host.strip("[]"), int(port))
    for path in Path(_OPEN).iterdir():
        with contextlib.suppress(OSError), _duplicate(int(path.name)) as connection:
            if connection.getpeername()[:2] == peer:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                connection.shutdown(socket.SHUT_RDWR)


def _duplicate(descriptor: int) -> socket.socket:
    """A socket object with a duplicate of a descriptor, to be closed by the caller. Raises OSError
    when the descriptor is no socket; then the duplicate is closed here, and only then, since a
    number closed twice may belong to another file by the second time."""
    copy = os.dup(descriptor)
    try:
        return socket.socket(fileno=copy)
    except OSError:
        os.close(copy)
        raise
