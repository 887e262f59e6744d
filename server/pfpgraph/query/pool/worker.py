"""A query worker: a process that answers one query at a time and may be killed at any moment.

Its alarms kill it, since their default action works even inside the engine; its memory is limited;
and it has room for one descriptor, that of the client, so that while it runs a query it can open
nothing: a SERVICE that the checks before had missed could reach no server.
"""

import contextlib
import ctypes
import os
import platform
import resource
import signal
import socket
import threading
from math import inf
from pathlib import Path
from struct import Struct
from typing import NoReturn

from pfpgraph.formats import Format
from pfpgraph.problems import Problem
from pfpgraph.query.pool import ipc
from pfpgraph.query.query import Query
from pfpgraph.query.store import EmbeddedStore

DONE, SENDING, RETIRING = b"done", b"sending", b"retiring"
_STACK = 256 << 20  # 64 kB of brackets or operators need 240 MiB at most
DELIVERY_SECONDS = 30.0  # seconds that a client may take to fetch a large answer
_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1
_SET_ATTRIBUTES = {"x86_64": 314, "aarch64": 274}  # sched_setattr(2), which has no name in Python
_ATTRIBUTES = Struct("IIQiIQQQ")  # size, policy, flags, niceness, priority, then the slice
_LONG_SLICE = 50_000_000  # nanoseconds
_NICEST = 19  # the highest niceness of Linux


def hand_over(
    control: socket.socket, message: bytes, client: socket.socket, seconds: float, turn: float
) -> None:
    """Send a request to the worker at the other end, with the client's connection, the limit in
    seconds, and the seconds of them that it may spend on a processor (`turn`)."""
    socket.send_fds(control, [ipc.with_limits(message, seconds, turn)], [client.fileno()])


def die_with(parent: int) -> None:
    """Have this process killed when its parent ends (PR_SET_PDEATHSIG); exit when that has ended
    already."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def set_niceness(thread: int, more: int) -> None:
    """Set the niceness of the thread that runs the queries to that of this process plus `more`.
    Raises PermissionError for a lower one than before, which the system does not permit every
    user."""
    niceness = min(os.nice(0) + more, _NICEST)
    with contextlib.suppress(ProcessLookupError):  # it has just ended
        os.setpriority(os.PRIO_PROCESS, thread, niceness)
        _set_slice(thread, niceness, _LONG_SLICE if more else 0)


def _set_slice(thread: int, niceness: int, time_slice: int) -> None:
    """Give a thread a time slice in nanoseconds (0 for the default): since Linux 6.12 threads with
    shorter slices then preempt it when they wake, not at the end of its slice. Elsewhere this does
    nothing."""
    if call := _SET_ATTRIBUTES.get(platform.machine()):
        attributes = _ATTRIBUTES.pack(_ATTRIBUTES.size, 0, 0, niceness, 0, time_slice, 0, 0)
        _LIBC.syscall(call, thread, attributes, 0)


def work(control: socket.socket, store: EmbeddedStore, megabytes: int) -> NoReturn:
    """Answer the requests that come over the control socket until it closes, then exit; never
    returns.

    The work is done in a thread because a thread can be given a large stack: the engine reads and
    evaluates nested queries by recursion.
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.stack_size(_STACK)
    thread = threading.Thread(target=_work, args=(control, store, megabytes << 20))
    thread.start()
    thread.join()
    os._exit(0)


def _work(control: socket.socket, store: EmbeddedStore, memory: int) -> None:
    """Report the ID of this thread, then answer requests one after the other; retire when one has
    raised the peak of memory too much."""
    resource.setrlimit(resource.RLIMIT_AS, (_address_space() + memory,) * 2)
    _leave_room_for_one()
    usual, buffer = _peak(), ipc.Buffer()
    control.send(b"%d" % threading.get_native_id())
    while True:
        message, descriptor = buffer.receive_with_descriptor(control)
        if not message:
            return
        number, query, fmt = ipc.unpack(message)
        kind, body = _answer(store, query, fmt)
        _deliver(control, descriptor, kind, number, body)
        os.close(descriptor)
        if _peak() - usual > memory // 4:
            control.send(RETIRING)
            return
        control.send(DONE)


def _answer(store: EmbeddedStore, query: Query, fmt: Format) -> tuple[int, bytes]:
    """The kind (RESULT or PROBLEM) and body of an answer, made within the limits of time and
    memory."""
    signal.setitimer(signal.ITIMER_REAL, query.limit(inf))
    if query.turn < inf:
        signal.setitimer(signal.ITIMER_PROF, query.turn)
    try:
        return ipc.RESULT, store.answer(query, fmt)
    except Problem as problem:
        return ipc.PROBLEM, ipc.pack_problem(problem)
    except Exception as error:  # whatever the engine raises must not end the worker
        slug = "memory" if isinstance(error, MemoryError) else "engine"
        reason = f"{type(error).__name__} {error}".strip()
        return ipc.PROBLEM, ipc.pack_problem(Problem(slug, "engine-failed", reason=reason))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        if query.turn < inf:
            signal.setitimer(signal.ITIMER_PROF, 0)


def _deliver(control: socket.socket, client: int, kind: int, number: int, body: bytes) -> None:
    """Send an answer to its client, which may have gone. A large one is announced to the
    supervisor, since a client that has a part of an answer can be sent nothing else."""
    large = len(body) > ipc.PIECE
    if large:
        control.send(SENDING)
        signal.setitimer(signal.ITIMER_REAL, DELIVERY_SECONDS)
    with contextlib.suppress(OSError):
        ipc.send_answer(client, kind, number, body)
    if large:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _leave_room_for_one() -> None:
    """Limit this process to one descriptor more than it has, wherever its numbers have gaps."""
    highest = max(
        int(path.name) for path in Path("/proc/self/fd").iterdir()
    )  # the folder's at least
    while (free := os.dup(2)) < highest:
        pass
    os.close(free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (free + 1, free + 1))


def _address_space() -> int:
    """The address space of this process in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def _peak() -> int:
    """The peak of the resident memory of this process in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10
