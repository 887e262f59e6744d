"""Reloading: changing to a new release without losing a request.

A generation is a release together with the query processes that hold it. The first process starts a
new one beside the old one and writes it into the registry; each web process switches to it between
two requests, so that every request is answered from one generation. The query processes of the old
one are stopped once no web process uses it.
"""

import fcntl
import json
import os
import signal
import time
from asyncio import AbstractEventLoop, TimerHandle
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from pfpgraph.graph import release
from pfpgraph.graph.release import Release
from pfpgraph.problems import Problem
from pfpgraph.query.pool.counters import PoolCounters
from pfpgraph.query.pool.watchdog import Watchdog, started
from pfpgraph.serve.application import RsgiApplication
from pfpgraph.settings import Settings

STOPS = (signal.SIGTERM, signal.SIGINT)
HELD = (*STOPS, signal.SIGHUP, signal.SIGCHLD)  # blocked until they can be handled
_HEARTBEAT = 1.0  # seconds between two heartbeats of a web process
_DELIVERY = 30.0  # seconds that an old generation has to deliver answers, after the query limit


class Generation(NamedTuple):
    """What a web process needs to know: the number of the generation, the socket of its query
    processes, and its release."""

    number: int
    socket: str
    release: Release


class Registry:
    """Memory in which the first process writes which generation is served, and in which web
    processes lock the generations that they use.

    It is an anonymous file, shared by forking, so nobody can remove it. A process that uses a
    generation holds a shared lock on the byte of its number, which the kernel drops when the
    process ends.
    """

    def __init__(self) -> None:
        """Begin with no generation."""
        self._file = os.memfd_create("generations")
        self._end = 0
        self._uses: Counter[int] = Counter()  # of this process, which has one lock for all of them

    def write(self, generation: Generation) -> None:
        """Write the generation that is served: readers take the last complete line."""
        release = asdict(generation.release) | {"folder": str(generation.release.folder)}
        line = json.dumps((generation.number, generation.socket, release)).encode() + b"\n"
        self._end += os.pwrite(self._file, line, self._end)

    def read(self) -> Generation:
        """The generation that is served."""
        lines = os.pread(self._file, os.fstat(self._file).st_size, 0)
        number, socket, facts = json.loads(lines[: lines.rindex(b"\n")].splitlines()[-1])
        return Generation(number, socket, Release(**facts | {"folder": Path(facts["folder"])}))

    def take(self) -> Generation:
        """The generation that is served, locked by this process until `leave`."""
        while True:
            generation = self.read()
            self._uses[generation.number] += 1
            with suppress(BlockingIOError):  # the first process holds it: this generation is ending
                fcntl.lockf(self._file, fcntl.LOCK_SH | fcntl.LOCK_NB, 1, generation.number)
            if generation.number == self.read().number:  # otherwise it may be about to end
                return generation
            self.leave(generation.number)

    def leave(self, number: int) -> None:
        """End one use of a generation; with the last one of this process the lock is released, so
        that the first process may stop the query processes."""
        self._uses[number] -= 1
        if not self._uses[number]:
            fcntl.lockf(self._file, fcntl.LOCK_UN, 1, number)

    def is_used(self, number: int) -> bool:
        """Whether another process holds the lock of a generation."""
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, number)
        except OSError:
            return True
        fcntl.lockf(self._file, fcntl.LOCK_UN, 1, number)
        return False


class Reloader:
    """The generations in the first process: the one that is served, and old ones still in use."""

    def __init__(self, settings: Settings) -> None:
        """Start the query processes of the current release. Raises Problem when there is no whole
        release, or they cannot be started."""
        self._settings = settings
        self.registry, self.counters = Registry(), PoolCounters()
        self._retiring: dict[int, tuple[Watchdog, float]] = {}
        self._number = 0
        self._release = release.whole(self._settings.out)
        self._watchdog = self._start(self._release)
        self._publish()

    @property
    def down(self) -> float:
        """The seconds for which the query processes have been down, 0 when they are up."""
        return self._watchdog.counters.down

    def reload(self, meanwhile: Callable[[], None] = lambda: None) -> Release:
        """Change to the current release and return it; it may be the one that is served.
        `meanwhile` is called repeatedly while it is loaded. Raises Problem when it cannot be
        served; then nothing has changed."""
        found = release.whole(self._settings.out)
        if found == self._release and self.down:
            raise Problem("busy", "restarting", retry_after=1)
        if found != self._release:
            watchdog = self._start(found, meanwhile)
            late = time.monotonic() + self._settings.query_seconds + _DELIVERY
            self._retiring[self._watchdog.counters.part] = self._watchdog, late
            self._watchdog, self._release = watchdog, found
            self._publish()
        return found

    def stop_unused(self) -> None:
        """Stop the query processes of old generations that no web process uses, or that have had
        time enough to finish."""
        for number, (watchdog, late) in [*self._retiring.items()]:
            if time.monotonic() > late or not self.registry.is_used(number):
                del self._retiring[number]
                watchdog.stop()

    def close(self) -> None:
        """Stop all query processes."""
        for watchdog, _ in self._retiring.values():
            watchdog.stop()
        self._watchdog.stop()

    def _start(self, found: Release, meanwhile: Callable[[], None] = lambda: None) -> Watchdog:
        """Query processes that have loaded a release. Raises Problem when they cannot."""
        self._number += 1

        def gives_up() -> bool:
            meanwhile()
            return is_told_to_stop()

        settings = replace(self._settings, base=found.base)
        return started(settings, found.dump, self.counters.of(self._number), gives_up)

    def _publish(self) -> None:
        """Write the current generation into the registry."""
        self.registry.write(
            Generation(self._watchdog.counters.part, self._watchdog.socket, self._release)
        )


def is_told_to_stop() -> bool:
    """Whether SIGTERM or SIGINT is pending for this process."""
    return not signal.sigpending().isdisjoint(STOPS)


class _Active:
    """A generation in use by a web process, with its application and the number of its requests
    under way."""

    def __init__(self, registry: Registry, make: Callable[[Generation], RsgiApplication]) -> None:
        """Take the generation that is served, and make its application."""
        self._registry, self._generation = registry, registry.take()
        self.application = make(self._generation)
        self.requests = 0

    def close(self, loop: AbstractEventLoop) -> None:
        """Stop the application and release the lock, so that the first process may stop this
        generation."""
        self.application.__rsgi_del__(loop)
        self._registry.leave(self._generation.number)


class ReloadableApplication:
    """The RSGI application of one web process: it passes each request to that of the active
    generation."""

    def __init__(
        self,
        registry: Registry,
        make: Callable[[Generation], RsgiApplication],
        heartbeat: Callable[[], None],
        fail: Callable[[], NoReturn],
    ) -> None:
        """Take the registry, and three functions: `make` makes the application of a generation,
        `heartbeat` records a heartbeat, `fail` ends this process when it cannot serve."""
        self._registry, self._make, self._heartbeat, self._fail = registry, make, heartbeat, fail
        self._loop: AbstractEventLoop
        self._active: _Active
        self._timer: TimerHandle

    def __rsgi_init__(self, loop: AbstractEventLoop) -> None:
        """Begin with the generation that is served, and switch on SIGHUP. Signals are unblocked
        once the loop runs, since it does not handle them before."""
        self._loop = loop
        loop.add_signal_handler(signal.SIGHUP, self._switch)
        loop.call_soon(signal.pthread_sigmask, signal.SIG_UNBLOCK, HELD)
        self._active = self._activate()
        loop.call_soon(self._send_heartbeat)

    def __rsgi_del__(self, loop: AbstractEventLoop) -> None:
        """Stop the heartbeat and the active generation, with the web process."""
        self._timer.cancel()
        self._active.close(loop)

    def _send_heartbeat(self) -> None:
        """Record a heartbeat, again and again as long as the loop runs."""
        self._heartbeat()
        self._timer = self._loop.call_later(_HEARTBEAT, self._send_heartbeat)

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answer a request from the generation that is active when it arrives."""
        active = self._active
        active.requests += 1
        try:
            await active.application.__rsgi__(scope, protocol)
        finally:
            active.requests -= 1
            self._release_if_unused(active)

    def _switch(self) -> None:
        """Switch to the generation that is served now."""
        old, self._active = self._active, self._activate()
        self._release_if_unused(old)

    def _activate(self) -> _Active:
        """The generation that is served, in use; on any failure this process ends."""
        try:
            return _Active(self._registry, self._make)
        except BaseException:
            self._fail()

    def _release_if_unused(self, active: _Active) -> None:
        """Close a generation that is no longer active and has no request under way."""
        if not active.requests and active is not self._active:
            active.close(self._loop)
