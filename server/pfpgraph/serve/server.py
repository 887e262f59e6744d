"""The server: the query processes and granian's web processes, from start to clean stop.

This is the first process. It supervises the query processes of the generation that is served and,
as granian's main process, the web processes; any of them that dies is replaced. SIGHUP changes to
the release that is current then, SIGTERM and SIGINT stop the server.
"""

import ctypes
import http.client
import math
import mmap
import multiprocessing
import os
import resource
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import Any, NoReturn, cast

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from pfpgraph.fault_log import FaultLog, print_line
from pfpgraph.http.metrics import Metrics
from pfpgraph.http.rate_limit import RateLimit
from pfpgraph.problems import Problem
from pfpgraph.query.pool.counters import Counters, PoolCounters
from pfpgraph.query.pool.worker import die_with
from pfpgraph.query.pool.worker_store import WorkerStore
from pfpgraph.serve import granian_internals, unavailable
from pfpgraph.serve.application import RsgiApplication
from pfpgraph.serve.granian_internals import Server, Spawn
from pfpgraph.serve.reload import (
    HELD,
    STOPS,
    Generation,
    ReloadableApplication,
    Reloader,
    is_told_to_stop,
)
from pfpgraph.settings import Settings
from pfpgraph.web import create_app

_POLL = 0.1  # seconds between two looks at all processes
_ANSWER_SECONDS = 2.0  # seconds to wait for the first answer, and for the service manager
_ABSENT_AFTER = 2.0  # seconds without a web process after which clients get a 503
_HUNG_AFTER = 10.0  # seconds without a heartbeat after which a web process is considered hung
_EARLY_DEATH = 5.0  # seconds within which the death of a web process is a failed start
_FIRST_PAUSE, _MOST_DOUBLINGS = 0.05, 6  # seconds before a restart, doubled each time
_HEAD = 128 << 10  # bytes of a request's head at most: its address may have 64 KiB
_QUEUE = 1024  # connections that may wait to be accepted by a web process
_CONNECTIONS = 4096  # connections that a web process may hold
_M_MMAP_THRESHOLD, _LARGE_BLOCK = -3, 1 << 20  # malloc.h; bytes
_UNSENT = 1 << 17  # unsent bytes that the kernel buffers for a slow client
_FILES = 1 << 16  # open files that are enough for all connections


def serve(settings: Settings) -> None:
    """Serve the current release until SIGINT or SIGTERM. Raises Problem, and SystemExit when the
    web processes do not start."""
    with ExitStack() as opened:
        opened.enter_context(_signals_held())
        listeners = opened.enter_context(_listeners(settings))
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(_FILES, most), most))
        # Web processes are forked from this one, which has imported the application but not made
        # one: they start in a tenth of a second. The threads here only wait, so they hold no locks.
        multiprocessing.set_start_method("fork", force=True)
        os.environ |= settings.environment()
        reloader = opened.enter_context(closing(Reloader(settings)))
        _Web(settings, listeners, reloader).run()


class _Web(Server):
    """The web processes: granian's, except for their listening sockets, their supervision and
    SIGHUP."""

    def __init__(
        self, settings: Settings, listeners: list[socket.socket], reloader: Reloader
    ) -> None:
        """Take the settings, the listening sockets, one for each process, and the reloader."""
        self._settings, self._reloader = settings, reloader
        self._health = [_WorkerHealth() for _ in listeners]
        self._counts = [Counters() for _ in listeners]
        self._rates = RateLimit(settings.requests_per_minute)
        self._faults = FaultLog()
        self._failure: Problem | None = None
        self._has_answered = False
        super().__init__(
            listeners,
            _QUEUE,
            interface=Interfaces.RSGI,
            workers=settings.workers,
            http=HTTPModes.http1,  # for other versions there are proxies
            websockets=False,
            backpressure=_CONNECTIONS,
            http1_settings=HTTP1Settings(
                header_read_timeout=int(settings.body_seconds * 1000), max_buffer_size=_HEAD
            ),
            respawn_failed_workers=True,
            respawn_interval=0.1,
            workers_kill_timeout=max(1, math.ceil(settings.stop_seconds)),
            log_level=LogLevels.error,
        )

    def run(self) -> None:
        """Serve until stopped. Raises Problem when processes that died could not be replaced in
        time."""
        try:
            self.serve(target_loader=cast(Any, self.application), wrap_loader=False)
        finally:  # always: an interpreter waits at its end for the processes it started
            for process in multiprocessing.active_children():
                process.kill()
        if self._failure:
            raise self._failure

    def application(self, place: int) -> ReloadableApplication:
        """The application of a new web process, which is to end when the first process does."""
        if (parent := multiprocessing.parent_process()) and parent.pid:
            die_with(parent.pid)
        return self._reloadable(place)

    def _fail(self, place: int) -> NoReturn:
        """End this web process, which cannot serve; the first process starts another one."""
        if self._health[place].deaths < 2:  # otherwise it has been logged
            error = sys.exception()
            if isinstance(error, (OSError, MemoryError)) or "new thread" in str(error):
                print_line(f"a web process cannot start: {error}", sys.stderr)
            else:  # a fault of ours
                traceback.print_exc()
        os._exit(1)

    def _reloadable(self, place: int) -> ReloadableApplication:
        """The application of the web process in a place, with the counters and the heartbeat of
        that place."""
        health, counters = self._health[place], self._reloader.counters
        metrics = Metrics(place, self._counts, counters)
        _return_large_blocks()

        def make(generation: Generation) -> RsgiApplication:
            """The application for a generation, which asks its query processes."""
            settings = replace(self._settings, socket=generation.socket)
            numbers = PoolCounters(counters.descriptor, generation.number)

            def down() -> float:
                """The seconds for which the query processes have been down."""
                return numbers.down

            store = WorkerStore(generation.socket, settings.query_seconds, down)
            app = create_app(settings, store, generation.release)
            return RsgiApplication(app, settings, metrics, self._rates, down)

        return ReloadableApplication(
            self._reloader.registry, make, health.heartbeat, partial(self._fail, place)
        )

    def spawned(self, place: int) -> None:
        """Note that the process of a place is about to start."""
        self._health[place].begin()

    def _spawn_workers(self, *arguments: Any) -> None:
        """Start the first web processes. Raises Problem when that fails."""
        try:
            cast(Any, super())._spawn_workers(*arguments)
        except OSError as error:
            reason = f"the web processes cannot be started: {error.strerror}"
            raise Problem("internal", reason) from None

    def keep(self, spawn: Spawn) -> None:
        """Supervise all processes until told to stop, or until they have not all been up for too
        long."""
        well = time.monotonic()
        while not (signals := _signals()).intersection(STOPS):
            try:
                if signal.SIGHUP in signals:
                    self._reload_release(lambda: self._replace_lost_meanwhile(spawn))
                if self._keep_running(spawn):
                    well = time.monotonic()
                    self._faults.are_over()
            except Exception as error:  # no process, thread, memory or descriptor available
                self._faults.say("not all processes can be kept", error)
            if os.environ.get("WATCHDOG_USEC"):
                _notify("WATCHDOG=1", 0.0)
            if time.monotonic() - well > self._settings.heal_seconds:
                self._failure = Problem("internal", self._missing())
                return

    def _keep_running(self, spawn: Spawn) -> bool:
        """Do one round of supervision; whether all processes are up."""
        self._reloader.stop_unused()
        self._replace_lost(spawn)
        if not self._has_answered:
            self._announce()
        return self._has_answered and not self._reloader.down and all(map(_is_alive, self.wrks))

    def _replace_lost_meanwhile(self, spawn: Spawn) -> None:
        """Replace dead web processes while a release loads; faults are only logged."""
        try:
            self._replace_lost(spawn)
        except Exception as error:  # the main loop will try and log again
            self._faults.say("not all processes can be kept", error)

    def _replace_lost(self, spawn: Spawn) -> None:
        """Replace dead web processes; clients that wait at a socket without one for too long get a
        503."""
        for place, worker in enumerate(self.wrks):
            if self._has_answered and self._health[place].is_missed(worker):
                unavailable.refuse(self.listeners[place], self._settings.base)
            if not self._health[place].is_well(worker):
                new = spawn(place)
                granian_internals.start(new)
                self.wrks[place] = new

    def _reload_release(self, meanwhile: Callable[[], None]) -> None:
        """Change to the current release and tell the web processes; on failure keep the one that is
        served."""
        try:
            release = self._reloader.reload(meanwhile)
        except (Problem, OSError, RuntimeError) as problem:
            print_line(f"not reloaded: {problem}", sys.stderr)
            return
        for worker in self.wrks:
            if worker.is_alive():
                with suppress(ProcessLookupError):  # it has just ended; the next one knows
                    os.kill(granian_internals.pid(worker), signal.SIGHUP)
        print_line(f"serving release {release.folder.name}")

    def _announce(self) -> None:
        """Print the address and notify the service manager, once the service answers."""
        address = self.listeners[0].getsockname()[:2]
        if _answers(*address):
            self._has_answered = True
            print_line(f"serving http://{_place(self._settings.host, address[1])}/")
            _notify("READY=1", _ANSWER_SECONDS)

    def _missing(self) -> str:
        """The message for the operator: which processes could not be replaced."""
        lives = sum(map(_is_alive, self.wrks))
        away = self._reloader.down
        return (
            f"after {self._settings.heal_seconds:g} seconds not all is back: {lives} of "
            f"{len(self.wrks)} web processes, query processes "
            f"{f'away for {away:.0f} seconds' if away else 'there'}: the service ends"
        )


class _WorkerHealth:
    """The state of the web process in one place: its last heartbeat, its start, and how often it
    died early."""

    def __init__(self) -> None:
        """Begin; the heartbeat is in memory that is shared with the processes forked from this
        one."""
        self._beat = memoryview(mmap.mmap(-1, 8)).cast("d")
        self._born = 0.0
        self.deaths = 0  # early ones, in a row

    def heartbeat(self) -> None:
        """Record a heartbeat; called in the web process."""
        self._beat[0] = time.monotonic()

    def begin(self) -> None:
        """Note that a process is started."""
        self._born = time.monotonic()

    def is_missed(self, worker: Any) -> bool:
        """Whether the process is dead and its last heartbeat so old that clients must not wait for
        the next one."""
        return time.monotonic() - self._beat[0] > _ABSENT_AFTER and not worker.is_alive()

    def is_well(self, worker: Any) -> bool:
        """Whether the process need not be replaced now: it is alive, or the pause before the next
        start, which doubles with each early death, is not over. A process that hangs is killed."""
        now = time.monotonic()
        if worker.is_alive():
            if now - max(self._beat[0], self._born) > _HUNG_AFTER:
                worker.kill()
            if now - self._born > _EARLY_DEATH:
                self.deaths = 0
            return True
        if now - self._born < _FIRST_PAUSE * 2 ** min(self.deaths, _MOST_DOUBLINGS):
            return True
        self.deaths += 1
        return False


def _is_alive(worker: Any) -> bool:
    return bool(worker.is_alive())


def hold_reloads() -> None:
    """Block SIGHUP until there is something to reload."""
    signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGHUP,))


@contextmanager
def _signals_held() -> Iterator[None]:
    """Block the signals of this process, which then polls for them, so that none interrupts what
    has to be undone. A Problem is ignored when a signal to stop is pending: the start was given up
    for it. Web processes unblock the signals when they can handle them."""
    signal.pthread_sigmask(signal.SIG_BLOCK, HELD)
    try:
        yield
    except Problem:
        if not is_told_to_stop():
            raise
    finally:
        while signal.sigtimedwait(HELD, 0):
            pass
        signal.pthread_sigmask(signal.SIG_UNBLOCK, HELD)


def _signals() -> set[int]:
    """The signals that have arrived; waits a short while for the first."""
    found, seconds = set(), _POLL
    while one := signal.sigtimedwait(HELD, seconds):
        found.add(one.si_signo)
        seconds = 0.0
    return found


def _return_large_blocks() -> None:
    """Make glibc return large blocks to the system when they are freed: by default each thread's
    arena keeps some, so that a few large answers enlarge the process permanently."""
    if mallopt := getattr(ctypes.CDLL(None), "mallopt", None):
        mallopt(_M_MMAP_THRESHOLD, _LARGE_BLOCK)


def _notify(state: str, seconds: float) -> None:
    """Send a state to the service manager, if there is one (sd_notify), waiting at most
    `seconds`."""
    if path := os.environ.get("NOTIFY_SOCKET"):
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.settimeout(seconds)
            manager.connect(path.replace("@", "\0", 1) if path.startswith("@") else path)
            manager.send(state.encode())


def _answers(address: str, port: int) -> bool:
    """Whether /health at an address answers with 200."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)
    connection = http.client.HTTPConnection(here, port, timeout=_ANSWER_SECONDS)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


@contextmanager
def _listeners(settings: Settings) -> Iterator[list[socket.socket]]:
    """Listening sockets at the address of the settings, one for each web process. Raises Problem
    (port)."""
    with ExitStack() as opened:
        try:
            family, _, _, _, address = socket.getaddrinfo(
                settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            if settings.port:
                # SO_REUSEPORT shares with any process of this user, so try the port without it.
                with socket.socket(family, socket.SOCK_STREAM) as trial:
                    _listen(trial, address, settings)
            listeners = []
            for _ in range(max(1, settings.workers)):
                listeners.append(opened.enter_context(socket.socket(family, socket.SOCK_STREAM)))
                listeners[-1].setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
                _listen(listeners[-1], address, settings)
                address = listeners[-1].getsockname()  # with port 0: the port that was assigned
        except (OSError, ValueError) as error:  # an invalid host name is a ValueError
            why = getattr(error, "strerror", None) or str(error)
            place = _place(settings.host, settings.port)
            how = "choose another with --port or --host"
            raise Problem("port", f"{place}: {why}: {how}") from None
        yield listeners


def _place(host: str, port: int) -> str:
    """A host and a port as in a URL, an IPv6 address in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _listen(listener: socket.socket, address: tuple[Any, ...], settings: Settings) -> None:
    """Bind and listen. Accepted connections inherit the options: among them the time after which
    the kernel drops a connection whose client acknowledges nothing, and how many unsent bytes the
    kernel buffers."""
    patience = int(settings.send_seconds * 1000)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, patience)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _UNSENT)
    listener.bind(address)
    listener.listen(_QUEUE)
