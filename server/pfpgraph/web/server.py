"""The server: the query processes and granian's web processes, from start to clean stop.

This process is the first. It keeps the query processes of the edition that is served and, as
granian's main process, the web processes; any of them may be killed and is started again.
SIGHUP turns to the release that is current now, SIGTERM and SIGINT stop it.
"""

import ctypes
import http.client
import math
import multiprocessing
import os
import resource
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from granian import Granian
from granian._granian import SocketHolder
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from pfpgraph.graph.release import Release
from pfpgraph.problems import Problem
from pfpgraph.query.store import WorkerStore
from pfpgraph.query.worker import die_with
from pfpgraph.settings import Settings
from pfpgraph.web import create_app
from pfpgraph.web.editions import STOPS, Editions, Stage
from pfpgraph.web.outer import Outer
from pfpgraph.web.rates import Rates

_PATIENCE = 30.0  # seconds that a start may take before nobody waits for it any more
_LOOK = 0.25  # seconds between two looks at the web processes
_HEAD = 128 << 10  # bytes that the head of a request may have: its address may have 64 KiB
_QUEUE = 1024  # connections that may wait to be taken by a web process
_CONNECTIONS = 4096  # connections that a web process may hold
_M_MMAP_THRESHOLD, _LARGE_BLOCK = -3, 1 << 20  # malloc.h; bytes
_UNSENT = 1 << 17  # bytes that wait in the kernel for a slow client
_FILES = 1 << 16  # open files that are enough for all of them


def serve(settings: Settings) -> None:
    """Serve the current release until SIGINT or SIGTERM. Raises Problem, and SystemExit when the
    web processes do not come up."""
    with ExitStack() as opened:
        opened.enter_context(_stops_held())
        listeners = opened.enter_context(_listeners(settings))
        folder = opened.enter_context(TemporaryDirectory(prefix="pfpgraph-"))
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(_FILES, most), most))
        # Web processes are forked from this one, which has imported the application but not made
        # one: they start in a tenth of a second. The threads here only wait, so they hold no locks.
        multiprocessing.set_start_method("fork", force=True)
        os.environ |= settings.environment() | {"PROMETHEUS_MULTIPROC_DIR": folder}
        editions = opened.enter_context(closing(Editions(settings, Path(folder))))
        _Web(settings, listeners, editions).run()


class _Web(Granian):
    """The web processes: granian's, but for the sockets they listen on and for what SIGHUP does."""

    def __init__(
        self, settings: Settings, listeners: list[socket.socket], editions: Editions
    ) -> None:
        """Take the sockets, one for each process, and the editions."""
        self._settings, self._listeners, self._editions = settings, listeners, editions
        super().__init__(
            "pfpgraph",
            interface=Interfaces.RSGI,
            workers=settings.workers,
            http=HTTPModes.http1,  # who wants another has a proxy
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
        """Serve until stopped."""
        _hold_stops_of_forks()
        threading.Thread(target=self._announce, daemon=True).start()
        self.serve(target_loader=self._application, wrap_loader=False)

    def _application(self) -> Stage:
        """The application of a new web process, which ends with the first process."""
        from pfpgraph.web import metrics  # now that the process that counts is this one

        if parent := multiprocessing.parent_process():
            die_with(parent.pid)
        metrics.started()
        rates = Rates(self._settings.requests_per_minute, metrics.FOLDER / "rates")
        _return_large_blocks()

        def make(queries: str, release: Release) -> Outer:
            """The application that asks the query processes at a socket, about a release."""
            settings = Settings(self._settings.environment(), socket=queries)
            return Outer(
                create_app(settings, WorkerStore(queries), release), settings, metrics, rates
            )

        return Stage(self._editions.pointer, make)

    def _init_shared_socket(self) -> None:
        """Open nothing: the sockets are there. From here on granian heeds the signals."""
        self._ssp = self._shd = self._sso = None
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)

    def _spawn_worker(self, idx: int, *arguments: Any, **options: Any) -> Any:
        """A process on its socket, which stays open here: what waits there outlives the process."""
        self._shd = SocketHolder(self._listeners[idx].fileno(), False, _QUEUE)
        return super()._spawn_worker(idx, *arguments, **options)

    def _reload(self, *_: Any) -> None:
        """Turn to the current release; on failure stay with the one that is served."""
        self.reload_signal = False
        self.main_loop_interrupt.clear()
        try:
            release = self._editions.renew()
        except (Problem, OSError) as problem:
            return _say(f"not reloaded: {problem}", sys.stderr)
        for worker in self.wrks:
            if worker.is_alive():
                os.kill(worker.inner.pid, signal.SIGHUP)
        _say(f"serving release {release.folder.name}")

    def _announce(self) -> None:
        """Say the address once the service answers there; then look after the web processes."""
        address = self._listeners[0].getsockname()[:2]
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            if _answers(*address):
                _say(f"serving http://{_place(self._settings.host, address[1])}/")
                _notify("READY=1")
                # Granian gives up on a worker that ends twice within 5.5 seconds. Until the first
                # answer that is right; afterwards whoever kills workers must not end the service.
                self.respawned_wrks = _Forgetful()
                return self._remind()
            time.sleep(0.02)
        _say("the service does not answer", sys.stderr)

    def _remind(self) -> None:
        """Tell granian of workers that are gone for two looks: it misses one that ends while it
        deals with another."""
        before: set[int] = set()
        while not self.interrupt_signal:
            time.sleep(_LOOK)
            gone = {worker.idx for worker in list(self.wrks) if not worker.is_alive()}
            if gone & before and not self.interrupt_signal:
                self.interrupt_children.extend(gone & before - set(self.interrupt_children))
                self.main_loop_interrupt.set()
            before = gone


@contextmanager
def _stops_held() -> Iterator[None]:
    """Keep SIGTERM and SIGINT waiting while there is something to undo and nobody who would."""
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)


def _hold_stops_of_forks() -> None:
    """Let a new web process hear SIGTERM and SIGINT only when it can heed them (Stage lets them
    through): until then it has the handlers of this one, for which it would note them in vain."""
    os.register_at_fork(
        before=lambda: signal.pthread_sigmask(signal.SIG_BLOCK, STOPS),
        after_in_parent=lambda: signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS),
    )


def _return_large_blocks() -> None:
    """Have glibc give large blocks back when they are free: by default it keeps some for each
    thread, so that a few large answers make the process large for ever."""
    if mallopt := getattr(ctypes.CDLL(None), "mallopt", None):
        mallopt(_M_MMAP_THRESHOLD, _LARGE_BLOCK)


class _Forgetful(dict):
    """A dictionary that keeps nothing."""

    def __setitem__(self, key: object, value: object) -> None:
        """Keep nothing."""


def _say(words: str, file: Any = None) -> None:
    """Print a line for whoever runs the server."""
    print(f"pfpgraph: {words}", file=file, flush=True)


def _notify(state: str) -> None:
    """Tell the service manager, if there is one that wants to know (sd_notify)."""
    if path := os.environ.get("NOTIFY_SOCKET"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.connect(path.replace("@", "\0", 1) if path.startswith("@") else path)
            manager.send(state.encode())


def _answers(address: str, port: int) -> bool:
    """Whether the service says that it is well."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)
    connection = http.client.HTTPConnection(here, port, timeout=_PATIENCE)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


@contextmanager
def _listeners(settings: Settings) -> Iterator[list[socket.socket]]:
    """Sockets that listen at the address, one for each web process. Raises Problem."""
    with ExitStack() as opened:
        try:
            family, _, _, _, address = socket.getaddrinfo(
                settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            if settings.port:
                # They share it with whoever asks, so it must be tried before without sharing.
                with socket.socket(family, socket.SOCK_STREAM) as trial:
                    _listen(trial, address, settings)
            listeners = []
            for _ in range(max(1, settings.workers)):
                listeners.append(opened.enter_context(socket.socket(family, socket.SOCK_STREAM)))
                listeners[-1].setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
                _listen(listeners[-1], address, settings)
                address = listeners[-1].getsockname()  # of a free port: the one it has become
        except (OSError, ValueError) as error:  # a name that cannot be one is a ValueError
            why = getattr(error, "strerror", None) or str(error)
            place = _place(settings.host, settings.port)
            how = "choose another with --port or --host"
            raise Problem("port", f"{place}: {why}: {how}") from None
        yield listeners


def _place(host: str, port: int) -> str:
    """A host and a port as they stand in a web address."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _listen(listener: socket.socket, address: tuple, settings: Settings) -> None:
    """Listen at an address. Connections take over the options: among them the time after which the
    kernel ends one whose client takes or confirms nothing, and how much of many small answers the
    kernel takes before it sends them."""
    patience = int(settings.send_seconds * 1000)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, patience)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _UNSENT)
    listener.bind(address)
    listener.listen(_QUEUE)
