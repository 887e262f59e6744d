"""The watchdog of the query processes: it starts their supervisor, and starts it again when that
was killed, could not be started, or hangs."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from pfpgraph.fault_log import FaultLog
from pfpgraph.problems import Problem
from pfpgraph.query.pool import ipc
from pfpgraph.query.pool.counters import PoolCounters
from pfpgraph.settings import Settings

_POLL = 0.05  # seconds between two checks of a supervisor
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 2.0  # seconds before another is started
_HUNG_AFTER = 10.0  # seconds without a heartbeat after which a supervisor is taken for hung
_END = 5.0  # seconds that a killed process may take to end


class Watchdog:
    """The query processes of one release, behind one socket, from start to stop.

    The socket listens in this process, so that requests made while a supervisor starts only wait a
    little.
    """

    def __init__(
        self, settings: Settings, dump: str | Path, counters: PoolCounters | None = None
    ) -> None:
        """Open the socket; no process is started yet. The counters may be shared with other
        processes; new ones are made when None. Raises OSError."""
        self._settings, self._dump = settings, str(dump)
        self._listener = ipc.listen()
        self.socket = ipc.name(self._listener)
        self.counters = counters or PoolCounters()
        self.counters.reset()
        self._stopping, self._tried = threading.Event(), threading.Event()
        self._gave_up = threading.Event()
        self._lock = threading.Lock()  # held to end the supervisor and to see that it has ended
        self._faults = FaultLog()
        # The supervisor is killed when the thread that started it ends, so one thread runs it.
        self._thread = threading.Thread(target=self._run_forever, daemon=True)
        self.pid = 0

    def start(self) -> None:
        """Start the supervisor in a thread that keeps it running. Raises RuntimeError when no
        thread can be started."""
        self._thread.start()
        self._tried.wait(_END)

    def is_ready(self, is_over: Callable[[], bool] = lambda: False) -> bool:
        """Wait until a supervisor has loaded the graph or has given up, for `heal_seconds` at most
        or until `is_over` gives True; whether one is up."""
        late = time.monotonic() + self._settings.heal_seconds
        while self.counters.down and not self._gave_up.wait(_POLL):
            if time.monotonic() > late or is_over():
                break
        return not self.counters.down

    def stop(self) -> None:
        """Stop the query processes and close the socket."""
        self._stopping.set()
        if self._thread.ident:
            self._thread.join(2 * _END)
        self._listener.close()
        self.counters.reset()

    def __enter__(self) -> "Watchdog":
        """Start, and return the watchdog itself."""
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def _run_forever(self) -> None:
        """Run one supervisor after the other until stopped, whatever happens; the pauses grow while
        they fail."""
        pause = _FIRST_PAUSE
        while not self._stopping.is_set():
            good = False
            try:
                good = self._run()
            except Exception as error:  # this thread must go on: nothing else starts the next
                self._faults.say("the query processes do not start", error)
            self.counters.reset()
            self._tried.set()
            pause = _FIRST_PAUSE if good else min(2 * pause, _LONGEST_PAUSE)
            self._stopping.wait(pause)

    def _run(self) -> bool:
        """Run a supervisor until it ends; whether it was up. Raises OSError when it does not start,
        and Problem with the reason that it gives when it cannot load the graph."""
        failure, report_failure = os.pipe()
        with os.fdopen(failure, "rb", 0) as file:
            with os.fdopen(report_failure, "wb", 0):
                self.pid = self._spawn(report_failure)
            self._tried.set()
            good = self._monitor()
            if self._gave_up.is_set() and not good:
                os.set_blocking(failure, False)
                raise Problem("setting", (file.read() or b"it ended").decode(errors="replace"))
        return good

    def _monitor(self) -> bool:
        """Wait for the end of a supervisor, killing it when it hangs or `stop` was called; whether
        it was up."""
        was_up, killed_at = False, 0.0
        while not self._has_ended():
            was_up = was_up or not self.counters.down
            if was_up:
                self._faults.are_over()
            if self._stopping.is_set() or (was_up and self.counters.silence > _HUNG_AFTER):
                killed_at = killed_at or time.monotonic()
                self._kill()
                if time.monotonic() - killed_at > _END:  # the kernel holds it: nobody can help
                    break
            time.sleep(_POLL)
        return was_up

    def _has_ended(self) -> bool:
        """Whether the supervisor has ended; one that exits by itself before it is up cannot load
        the graph."""
        with self._lock:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.pid = 0
        if pid and os.WIFEXITED(status) and self.counters.down:
            self._gave_up.set()
        return bool(pid)

    def _spawn(self, report_failure: int) -> int:
        """Start a supervisor and return its process ID; it has a session of its own, so that Ctrl-C
        reaches the first process alone. Raises OSError.

        Not by subprocess: that waits for a pipe which a web process, forked meanwhile by another
        thread, would keep open. It inherits only what is named here: not the sockets of another
        generation, where a client would then wait for an answer in vain.
        """
        descriptors = (self._listener.fileno(), self.counters.descriptor, report_failure)
        arguments = map(str, (os.getpid(), *descriptors, self.counters.part, self._dump))
        return os.posix_spawn(
            sys.executable,
            [sys.executable, "-P", "-m", "pfpgraph.query.pool.supervisor", *arguments],
            os.environ | self._settings.environment(),
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                *((os.POSIX_SPAWN_DUP2, one, one) for one in descriptors),
            ],
            setsid=True,
            setsigmask=(),
        )

    def _kill(self) -> None:
        """Kill the supervisor, even one that is suspended; its workers end with it."""
        with self._lock:
            if self.pid:
                os.kill(self.pid, signal.SIGKILL)


def started(
    settings: Settings,
    dump: Path,
    counters: PoolCounters | None = None,
    gives_up: Callable[[], bool] = lambda: False,
) -> Watchdog:
    """Query processes that have loaded a graph. Raises Problem: internal when no thread can be
    started, setting when the release cannot be loaded or `gives_up` gives True before it is."""
    watchdog = Watchdog(settings, dump, counters)
    try:
        watchdog.start()
    except RuntimeError as error:
        watchdog.stop()
        reason = f"the query processes cannot be started: {error}"
        raise Problem("internal", reason) from None
    if not watchdog.is_ready(gives_up):
        watchdog.stop()
        raise Problem("setting", f"{dump.parent}: this release cannot be loaded")
    return watchdog
