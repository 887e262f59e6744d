"""Editions: the release that is served, and the change to a new one without losing a request.

An edition is a release with query processes that hold it. The first process makes a new one beside
the old, and points to it; the web processes turn to it between two requests, each at its own
moment: every request is answered from one edition alone. The query processes of the old one end
when no web process has a request of it any more.
"""

import fcntl
import os
import signal
import threading
import time
import traceback
from asyncio import AbstractEventLoop
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pfpgraph.graph import release
from pfpgraph.graph.release import Release
from pfpgraph.problems import Problem
from pfpgraph.query.keeper import Keeper
from pfpgraph.settings import Settings
from pfpgraph.web.outer import Outer

STOPS = (signal.SIGTERM, signal.SIGINT)  # held back until a web process is ready for them
_LOOK = 0.25  # seconds between two looks whether an old edition is still in use
_DELIVERY = 30.0  # seconds that an answer may take from the query processes, beside its making
# What stands in the folder of an edition, beside the socket of its query processes.
_RELEASE, _USE = "current", "in-use"


class Editions:
    """The editions in the first process: the one that is served, and old ones still in use."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        """Begin with the current release. Raises Problem when there is none."""
        self._settings, self._counts = settings, folder
        self.pointer = folder / "serving"
        self._closing = threading.Event()
        self._retiring: list[threading.Thread] = []
        self._number = 0
        self._release = self._found()
        self._keeper = self._start(self._release)
        self._point()

    def renew(self) -> Release:
        """Turn to the current release, which may be the same; it is returned. Raises Problem when
        it cannot be served: then nothing has changed."""
        found = self._found()
        if found != self._release:
            keeper = self._start(found)
            old, self._keeper, self._release = self._keeper, keeper, found
            self._point()
            thread = threading.Thread(target=self._retire, args=(old,))
            thread.start()
            self._retiring = [one for one in self._retiring if one.is_alive()] + [thread]
        return found

    def close(self) -> None:
        """Stop all query processes."""
        self._closing.set()
        for thread in self._retiring:
            thread.join()
        self._keeper.stop()

    def _found(self) -> Release:
        """The release that a build has left. Raises Problem when there is none."""
        out = self._settings.out
        if found := release.current(out):
            return found
        raise Problem("setting", f"{out}: no release to serve: run pfpgraph build")

    def _start(self, found: Release) -> Keeper:
        """Query processes that have loaded a release. Raises Problem when they cannot."""
        self._number += 1
        settings = Settings(self._settings.environment(), base=found.base)
        tally = self._counts / f"{self._number}.tally"
        keeper = Keeper(settings, found.dump, tally)
        (keeper.folder / _RELEASE).symlink_to(found.folder)
        (keeper.folder / _USE).touch()
        keeper.start()
        if not keeper.is_ready():
            keeper.stop()
            raise Problem("setting", f"{found.folder}: this release cannot be loaded")
        return keeper

    def _point(self) -> None:
        """Point to the edition that is served, in one step."""
        link = self.pointer.with_name("next")
        link.symlink_to(self._keeper.folder)
        link.replace(self.pointer)

    def _retire(self, old: Keeper) -> None:
        """Stop query processes when no web process uses them any more, or should."""
        deadline = time.monotonic() + self._settings.query_seconds + _DELIVERY
        with (old.folder / _USE).open() as file:
            while time.monotonic() < deadline and not self._closing.wait(_LOOK):
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    pass
        old.stop()


class _Shown:
    """An edition in a web process, which says that it uses it as long as it does."""

    def __init__(self, pointer: Path, make: Callable[[str, Release], Outer]) -> None:
        """Take what the pointer points to."""
        while True:
            self.folder = pointer.resolve()
            self._use = (self.folder / _USE).open()
            fcntl.flock(self._use, fcntl.LOCK_SH)
            if self.folder == pointer.resolve():  # else it may be about to end
                break
            self._use.close()
        self.outer = make(str(self.folder / "queries"), release.current(self.folder))
        self.requests = 0

    def close(self, loop: AbstractEventLoop) -> None:
        """Use it no more."""
        self.outer.__rsgi_del__(loop)
        self._use.close()


class Stage:
    """The application of one web process as granian sees it: always that of one edition."""

    def __init__(self, pointer: Path, make: Callable[[str, Release], Outer]) -> None:
        """Take where the edition stands that is served, and how its application is made from the
        socket of its query processes and its release."""
        self._pointer, self._make = pointer, make
        self._loop: AbstractEventLoop
        self._shown: _Shown

    def __rsgi_init__(self, loop: AbstractEventLoop) -> None:
        """Begin with the edition that is served; turn to the next one by SIGHUP. Stops are let
        through once the loop runs, since before it does not hear them."""
        self._loop = loop
        loop.add_signal_handler(signal.SIGHUP, self._turn)
        loop.call_soon(signal.pthread_sigmask, signal.SIG_UNBLOCK, STOPS)
        self._shown = _Shown(self._pointer, self._make)

    def __rsgi_del__(self, loop: AbstractEventLoop) -> None:
        """Stop with the web process."""
        self._shown.close(loop)

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answer a request from the edition shown now, even when the next is shown meanwhile."""
        shown = self._shown
        shown.requests += 1
        try:
            await shown.outer.__rsgi__(scope, protocol)
        finally:
            shown.requests -= 1
            self._leave(shown)

    def _turn(self) -> None:
        """Show the edition that is served; where that fails, end: another process will do it."""
        old = self._shown
        try:
            self._shown = _Shown(self._pointer, self._make)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        self._leave(old)

    def _leave(self, shown: _Shown) -> None:
        """Close an edition that is shown no more and has no request any more."""
        if not shown.requests and shown is not self._shown:
            shown.close(self._loop)
