"""Reloading: the release that is served, and the change to a new one without losing a request.

A generation is a release with query processes that hold it. The first process makes a new one
beside the old, and says so in the registry; the web processes turn to it between two requests, each
at its own moment: every request is answered from one generation alone. The query processes of the
old one end when no web process has a request of it any more.
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
HELD = (*STOPS, signal.SIGHUP, signal.SIGCHLD)  # until somebody is ready for them
_HEARTBEAT = 1.0  # seconds between two signs of life of a web process
_DELIVERY = 30.0  # seconds that an answer may take from the query processes, beside its making


class Generation(NamedTuple):
    """What a web process must know: which generation is served, of what, and where to ask."""

    number: int
    socket: str
    release: Release


class Registry:
    """Where the first process says which generation is served, and web processes which they use.

    It is memory with the descriptor of a file, shared by forking: nobody can remove it. A
    generation in use is a lock on the byte of its number, which goes with the process.
    """

    def __init__(self) -> None:
        """Begin with no generation."""
        self._file = os.memfd_create("generations")
        self._end = 0
        self._uses: Counter[int] = Counter()  # of this process: it has one lock, however many

    def write(self, generation: Generation) -> None:
        """Say which generation is served: the last line that is whole."""
        release = asdict(generation.release) | {"folder": str(generation.release.folder)}
        line = json.dumps((generation.number, generation.socket, release)).encode() + b"\n"
        self._end += os.pwrite(self._file, line, self._end)

    def read(self) -> Generation:
        """The generation that is served."""
        lines = os.pread(self._file, os.fstat(self._file).st_size, 0)
        number, socket, facts = json.loads(lines[: lines.rindex(b"\n")].splitlines()[-1])
        return Generation(number, socket, Release(**facts | {"folder": Path(facts["folder"])}))

    def take(self) -> Generation:
        """The generation that is served, in use by this process from now on."""
        while True:
            generation = self.read()
            self._uses[generation.number] += 1
            with suppress(BlockingIOError):  # then it is one that ends
                fcntl.lockf(self._file, fcntl.LOCK_SH | fcntl.LOCK_NB, 1, generation.number)
            if generation.number == self.read().number:  # else it may be about to end
                return generation
            self.leave(generation.number)

    def leave(self, number: int) -> None:
        """Use a generation no more."""
        self._uses[number] -= 1
        if not self._uses[number]:
            fcntl.lockf(self._file, fcntl.LOCK_UN, 1, number)

    def is_used(self, number: int) -> bool:
        """Whether another process uses a generation."""
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, number)
        except OSError:
            return True
        fcntl.lockf(self._file, fcntl.LOCK_UN, 1, number)
        return False


class Reloader:
    """The generations in the first process: the one that is served, and old ones still in use."""

    def __init__(self, settings: Settings) -> None:
        """Begin with the current release. Raises Problem when there is none."""
        self._settings = settings
        self.registry, self.counters = Registry(), PoolCounters()
        self._retiring: dict[int, tuple[Watchdog, float]] = {}
        self._number = 0
        self._release = release.whole(self._settings.out)
        self._watchdog = self._start(self._release)
        self._publish()

    @property
    def down(self) -> float:
        """For how many seconds the query processes have been away."""
        return self._watchdog.counters.down

    def reload(self, meanwhile: Callable[[], None] = lambda: None) -> Release:
        """Turn to the current release, which may be the same; it is returned. Raises Problem when
        it cannot be served: then nothing has changed. While it is loaded, `meanwhile` is called
        again and again."""
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
        """Stop query processes that no web process uses any more, or should."""
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
        """Say which generation is served."""
        self.registry.write(
            Generation(self._watchdog.counters.part, self._watchdog.socket, self._release)
        )


def is_told_to_stop() -> bool:
    """Whether a signal waits that is to stop this process."""
    return not signal.sigpending().isdisjoint(STOPS)


class _Active:
    """A generation in a web process, which says that it uses it as long as it does."""

    def __init__(self, registry: Registry, make: Callable[[Generation], RsgiApplication]) -> None:
        """Take the generation that is served."""
        self._registry, self._generation = registry, registry.take()
        self.application = make(self._generation)
        self.requests = 0

    def close(self, loop: AbstractEventLoop) -> None:
        """Use it no more."""
        self.application.__rsgi_del__(loop)
        self._registry.leave(self._generation.number)


class ReloadableApplication:
    """The application of one web process as granian sees it: always that of one generation."""

    def __init__(
        self,
        registry: Registry,
        make: Callable[[Generation], RsgiApplication],
        heartbeat: Callable[[], None],
        fail: Callable[[], NoReturn],
    ) -> None:
        """Take where the generation stands that is served, how its application is made, what gives
        a sign of life, and what ends this process when it cannot serve."""
        self._registry, self._make, self._heartbeat, self._fail = registry, make, heartbeat, fail
        self._loop: AbstractEventLoop
        self._active: _Active
        self._timer: TimerHandle

    def __rsgi_init__(self, loop: AbstractEventLoop) -> None:
        """Begin with the generation that is served; turn to the next one by SIGHUP. Signals are let
        through once the loop runs, since before it does not hear them."""
        self._loop = loop
        loop.add_signal_handler(signal.SIGHUP, self._switch)
        loop.call_soon(signal.pthread_sigmask, signal.SIG_UNBLOCK, HELD)
        self._active = self._activate()
        loop.call_soon(self._send_heartbeat)

    def __rsgi_del__(self, loop: AbstractEventLoop) -> None:
        """Stop with the web process."""
        self._timer.cancel()
        self._active.close(loop)

    def _send_heartbeat(self) -> None:
        """Give a sign of life as long as the loop runs."""
        self._heartbeat()
        self._timer = self._loop.call_later(_HEARTBEAT, self._send_heartbeat)

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answer a request from the generation that is active when it comes."""
        active = self._active
        active.requests += 1
        try:
            await active.application.__rsgi__(scope, protocol)
        finally:
            active.requests -= 1
            self._release_if_unused(active)

    def _switch(self) -> None:
        """Show the generation that is served."""
        old, self._active = self._active, self._activate()
        self._release_if_unused(old)

    def _activate(self) -> _Active:
        """The generation that is served; where that fails, end."""
        try:
            return _Active(self._registry, self._make)
        except BaseException:
            self._fail()

    def _release_if_unused(self, active: _Active) -> None:
        """Close a generation that is active no more and has no request any more."""
        if not active.requests and active is not self._active:
            active.close(self._loop)
