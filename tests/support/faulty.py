"""A server whose system can be made to fail: what starts a process or a thread, by files."""

import errno
import os
import sys
import threading
from pathlib import Path

from pfpgraph.query.pool import watchdog
from pfpgraph.serve import server
from pfpgraph.settings import Settings

FOLDER = Path(sys.argv[1])  # a file here named as a call makes that call fail
_SPAWN, _FORK, _START = os.posix_spawn, os.fork, threading.Thread.start


def fails(name: str) -> bool:
    """Whether a call is to fail now."""
    return (FOLDER / name).exists()


def spawn(*arguments, **options):
    """Start a program, unless the system has no process left."""
    if fails("spawn"):
        raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))
    return _SPAWN(*arguments, **options)


def fork():
    """Fork, unless the system has no memory left."""
    if fails("fork"):
        raise OSError(errno.ENOMEM, os.strerror(errno.ENOMEM))
    return _FORK()


def start(thread):
    """Start a thread, unless the system has none left."""
    if fails("thread"):
        raise RuntimeError("can't start new thread")
    _START(thread)


if __name__ == "__main__":
    os.posix_spawn, os.fork, threading.Thread.start = spawn, fork, start
    sys.executable = str(FOLDER / "python")  # the interpreter may be away, too
    watchdog._HUNG_AFTER = server._HUNG_AFTER = 2.0  # a test waits no longer for one that hangs
    server.serve(Settings.read())
