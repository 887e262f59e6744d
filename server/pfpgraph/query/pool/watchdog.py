"""The watchdog of the query processes: starts their supervisor, and again when it was killed,
could not be started, or is there but does nothing."""

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

_POLL = 0.05  # seconds between two looks at a supervisor
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 2.0  # seconds before another is started
_HUNG_AFTER = 10.0  # seconds without a sign of life after which a supervisor is taken for hung
_END = 5.0  # seconds that a killed process may take to end


class Watchdog:
    """The query processes of one release, behind one socket, from start to stop.

    The socket listens here, so that those who ask while a supervisor starts only wait a little.
    """

    def __init__(
        self, settings: Settings, dump: str | Path, counters: PoolCounters | None = None
    ) -> None:
        """Open the socket; nothing runs yet. The counters are those that others
        read too, if any do. Raises OSError."""
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
        """Start the supervisor and keep it running. Raises RuntimeError when no thread can be
        started for that."""
        self._thread.start()
        self._tried.wait(_END)

    def is_ready(self, is_over: Callable[[], bool] = lambda: False) -> bool:
        """Whether a supervisor has loaded the graph, once it has, has given up, or is late; it is
        not waited for when all is over."""
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
        """Start."""
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        """Stop."""
        self.stop()

    def _run_forever(self) -> None:
        """Run one supervisor after the other until stopped, whatever happens: the pauses grow
        while they come to nothing."""
        pause = _FIRST_PAUSE
        while not self._stopping.is_set():
            good = False
            try:
                good = self._run()
            except Exception as error:  # this thread must go on: nobody else starts the next
                self._faults.say("the query processes do not start", error)
            self.counters.reset()
            self._tried.set()
            pause = _FIRST_PAUSE if good else min(2 * pause, _LONGEST_PAUSE)
            self._stopping.wait(pause)

    def _run(self) -> bool:
        """Run a supervisor until it ends; whether it was up. Raises OSError when it does not start,
        and Problem with what it says when it cannot load the graph."""
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
        """Wait for the end of a supervisor; end it when it is hung or not wanted any more. Whether
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
        """Whether the supervisor has ended; one that ends by itself before it is up has given up
        on the graph."""
        with self._lock:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.pid = 0
        if pid and os.WIFEXITED(status) and self.counters.down:
            self._gave_up.set()
        return bool(pid)

    def _spawn(self, report_failure: int) -> int:
        """Start a supervisor in a session of its own, since Ctrl-C is for the first process alone.
        Raises OSError.

        Not by subprocess: that waits for a pipe which a web process, forked meanwhile by another
        thread, would keep open. It inherits only what is named here: not the sockets of another
        generation, where somebody would then wait for an answer in vain.
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
        """End the supervisor, also one that is stopped; its workers end with it."""
        with self._lock:
            if self.pid:
                os.kill(self.pid, signal.SIGKILL)


def started(
    settings: Settings,
    dump: Path,
    counters: PoolCounters | None = None,
    gives_up: Callable[[], bool] = lambda: False,
) -> Watchdog:
    """Query processes that have loaded a graph. Raises Problem when they cannot, or when it is
    given up while they do."""
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
