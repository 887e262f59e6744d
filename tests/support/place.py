"""A place where a server runs whose system can be made to fail."""

import http.client
import os
import signal
import sys
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.support.processes import ask, family, serving

FAULTY = Path(__file__).with_name("faulty.py")


class Place:
    """A folder in which faults are switched on and off, and a server there."""

    def __init__(self, folder):
        """Make the interpreter that the server starts its query processes with."""
        self.folder, self.run, self.log = folder, folder / "run", folder / "errors"
        self.run.mkdir()
        python = folder / "python"
        python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
        python.chmod(0o755)

    @contextmanager
    def served(self, release, errors_mode="w", **settings):
        """The place with its server."""
        program = (str(FAULTY), str(self.folder))
        with (
            self.log.open(errors_mode) as errors,
            serving(release, self.run, errors, program, **settings) as (self.process, self.port, _),
        ):
            yield self

    @contextmanager
    def failing(self, name):
        """Let a call fail for a while; of the interpreter, that it is there."""
        here, gone = (self.folder / part for part in ("python", "away"))
        fault = self.folder / name
        here.rename(gone) if name == "interpreter" else fault.touch()
        try:
            yield
        finally:
            gone.rename(here) if name == "interpreter" else fault.unlink()

    def kill(self, *kinds):
        """Kill all processes of some kinds."""
        for kind in kinds:
            for pid in family(self.process.pid)[kind]:
                with suppress(ProcessLookupError):  # it has just ended
                    os.kill(pid, signal.SIGKILL)

    def is_well(self):
        """Whether all processes are there and answer."""
        whole = [len(part) for part in family(self.process.pid).values()] == [1, 6, 2]
        with suppress(http.client.HTTPException):  # one has just ended
            return whole and all(ask(self.port, path="/health")[0] == 200 for _ in range(8))

    def stops(self):
        """Whether the server stops when it is told to, as it should."""
        self.process.terminate()
        return self.process.wait(20) == 0
