"""The server: the query processes and granian's web processes, from start to clean stop.

This process is the first. It keeps the supervisor of the query processes and, as granian's main
process, the web processes; any of them may be killed and is started again.
"""

import http.client
import multiprocessing
import os
import socket
import sys
import threading
import time

from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from pfpgraph.graph import release
from pfpgraph.problems import Problem
from pfpgraph.query.keeper import Keeper
from pfpgraph.query.store import WorkerStore
from pfpgraph.query.worker import die_with
from pfpgraph.settings import Settings
from pfpgraph.web import create_app
from pfpgraph.web.outer import Outer

_PATIENCE = 30.0  # seconds that a start may take before nobody waits for it any more
_LOOK = 0.25  # seconds between two looks at the web processes
_GRACE = 2  # seconds that requests under way have when the server stops


def serve(settings: Settings) -> None:
    """Serve the current release until SIGINT or SIGTERM. Raises Problem, and SystemExit when the
    web processes do not come up."""
    address = _free_address(settings)
    current = release.current(settings.out)
    if current is None:
        raise Problem("setting", f"{settings.out}: no release to serve: run pfpgraph build")
    with Keeper(settings, current.dump) as keeper:
        counts = keeper.socket.with_name("metrics")
        counts.mkdir()
        os.environ |= settings.environment() | {
            "PFPGRAPH_SOCKET": str(keeper.socket),
            "PROMETHEUS_MULTIPROC_DIR": str(counts),
        }
        granian = _granian(settings, address)
        threading.Thread(target=_announce, args=(granian, address, settings), daemon=True).start()
        granian.serve(target_loader=application, wrap_loader=False)


def application() -> Outer:
    """The application of one web process, which ends with the first process."""
    from pfpgraph.web import metrics  # now that the process that counts is this one

    if parent := multiprocessing.parent_process():
        die_with(parent.pid)
    settings = Settings()
    store = WorkerStore(settings.socket)
    return Outer(create_app(settings, store, release.current(settings.out)), settings, metrics)


def _granian(settings: Settings, address: str) -> Granian:
    """The web server, yet to be started.

    Its processes are forked from this one, which has imported the application but not made one:
    they start in a tenth of a second. The threads here only wait, so that they hold no locks.
    """
    multiprocessing.set_start_method("fork", force=True)
    return Granian(
        "pfpgraph",
        address=address,
        port=settings.port,
        interface=Interfaces.RSGI,
        workers=settings.workers,
        websockets=False,
        http1_settings=HTTP1Settings(header_read_timeout=int(settings.body_seconds * 1000)),
        respawn_failed_workers=True,
        respawn_interval=0.1,
        workers_kill_timeout=_GRACE,
        log_level=LogLevels.error,
    )


class _Forgetful(dict):
    """A dictionary that keeps nothing."""

    def __setitem__(self, key: object, value: object) -> None:
        """Keep nothing."""


def _announce(granian: Granian, address: str, settings: Settings) -> None:
    """Print the address once the service answers there; then look after the web processes."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if _answers(address, settings.port):
            host = f"[{settings.host}]" if ":" in settings.host else settings.host
            print(f"pfpgraph: serving http://{host}:{settings.port}/", flush=True)
            # Granian gives up on a worker that ends twice within 5.5 seconds. Until the first
            # answer that is right; afterwards whoever kills workers must not end the service.
            granian.respawned_wrks = _Forgetful()
            return _remind(granian)
        time.sleep(0.02)
    print("pfpgraph: the service does not answer", file=sys.stderr, flush=True)


def _remind(granian: Granian) -> None:
    """Tell granian of workers that are gone for two looks: it misses one that ends while it deals
    with another."""
    before: set[int] = set()
    while not granian.interrupt_signal:
        time.sleep(_LOOK)
        gone = {worker.idx for worker in list(granian.wrks) if not worker.is_alive()}
        if gone & before and not granian.interrupt_signal:
            granian.interrupt_children.extend(gone & before - set(granian.interrupt_children))
            granian.main_loop_interrupt.set()
        before = gone


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


def _free_address(settings: Settings) -> str:
    """The host as a numeric address, if the port is free there. Raises Problem.

    Granian shares its port with whoever asks (SO_REUSEPORT), so it must be tried before.
    """
    place = f"{settings.host}:{settings.port}"
    try:
        family, _, _, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, socket.SOCK_STREAM) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
            trial.listen()
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Problem("port", f"{place}: {reason}: choose another with --port or --host") from None
    return address[0]
