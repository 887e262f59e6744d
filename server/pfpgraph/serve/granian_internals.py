"""What we need of granian and multiprocessing that they keep to themselves: all of it is here, and
each assumption has a test (tests/serve/test_granian_internals.py)."""

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

_RESET = struct.pack("ii", 1, 0)  # close with a reset; what the client has not taken is dropped
_OPEN = "/proc/self/fd"
Spawn = Callable[[int], Any]  # makes a process for a place, which is not started yet
_PIPES = ("parent_r", "parent_w", "child_r", "child_w")


class Server(MPServer):
    """Granian's main process with sockets, a loop and processes that are looked after by us."""

    def __init__(self, listeners: list[socket.socket], backlog: int, **options: Any) -> None:
        """Take the sockets, one for each web process, how many connections may wait at each, and
        granian's own options."""
        self.listeners, self._queue = listeners, backlog
        super().__init__("pfpgraph", **options)

    def application(self, place: int) -> Any:
        """The application of a new web process, made in that process."""
        raise NotImplementedError

    def keep(self, spawn: Spawn) -> None:
        """Keep the processes until told to stop, in the place of granian's loop: that ends by what
        it cannot do at the moment, and its handlers of signals wait for ever for a lock when they
        come at a bad one."""
        raise NotImplementedError

    def spawned(self, place: int) -> None:
        """Note that a process is made for a place."""

    def _init_shared_socket(self) -> None:
        """Open nothing: the sockets are there."""
        self._ssp = self._shd = self._sso = None

    def _spawn_worker(self, idx: int, *arguments: Any, **options: Any) -> Any:
        """A process on its socket, which stays open here: what waits there outlives the process.
        No thread waits for its end, as granian would have it: the main loop sees that."""
        # As granian has it in this version; its stub does not know the arguments.
        holder: Any = SocketHolder
        self._shd = holder(self.listeners[idx].fileno(), False, self._queue)
        options["callback_loader"] = partial(self.application, idx)
        worker: Any = super()._spawn_worker(idx, *arguments, **options)
        worker._watch = lambda: None
        self.spawned(idx)
        return worker

    def _serve_loop(self, spawn_target: Any, target_loader: Any) -> None:
        """Keep the processes."""
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
    """Close the pipes that multiprocessing has made for a process, and leaves open when that cannot
    be forked: they stand in the frame that failed.

    A function of its own, which is no part of the error's traceback: a frame there that named
    another would keep all of them, and the processes in them with their pipes.
    """
    for frame, _ in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_name == "_launch":
            for name in _PIPES:
                if name in frame.f_locals:
                    os.close(frame.f_locals[name])


def pid(worker: Any) -> int:
    """The number of a process that has been started."""
    return cast(int, worker.inner.pid)


def reset_connection(client: str) -> None:
    """End the connection with a client, named by address and port, which granian keeps to itself:
    it waits for a client that takes nothing as long as the client likes."""
    host, _, port = client.rpartition(":")
    peer = (host.strip("[]"), int(port))
    for path in Path(_OPEN).iterdir():
        with contextlib.suppress(OSError), _duplicate(int(path.name)) as connection:
            if connection.getpeername()[:2] == peer:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                connection.shutdown(socket.SHUT_RDWR)


def _duplicate(descriptor: int) -> socket.socket:
    """A socket with a descriptor of its own for the same connection, to be closed by whoever takes
    it. Raises OSError when it is none: then the descriptor is closed here, and only then, since a
    number that is closed twice may be another's by the second time."""
    copy = os.dup(descriptor)
    try:
        return socket.socket(fileno=copy)
    except OSError:
        os.close(copy)
        raise
