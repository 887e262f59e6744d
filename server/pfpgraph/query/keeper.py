"""The keeper of the query processes: starts their supervisor, and again when it was killed."""

import os
import shutil
import signal
import sys
import tempfile
import threading
from pathlib import Path

from pfpgraph.query import wire
from pfpgraph.query.tally import Tally
from pfpgraph.settings import Settings

_MOMENT = 0.01  # seconds between two looks at a supervisor that starts


class Keeper:
    """The query processes of one release, behind one socket, from start to stop.

    The socket listens here, so that those who ask while a supervisor starts only wait a little.
    """

    def __init__(
        self, settings: Settings, dump: str | Path, tally: str | Path | None = None
    ) -> None:
        """Open the socket in a folder of its own; nothing runs yet. The tally is a file to count
        in, if it is to outlive this."""
        self._settings, self._dump = settings, str(dump)
        self.folder = Path(tempfile.mkdtemp(prefix="pfpgraph-"))
        self.socket = self.folder / "queries"
        path = tally or self.folder / "tally"
        self._tally = Tally(path)
        self._tally_path = str(path)
        self._listener = wire.listen(self.socket)
        self._stopping, self._started = threading.Event(), threading.Event()
        self._ended = threading.Event()
        # The supervisor is killed when the thread that started it ends, so one thread keeps it.
        self._thread = threading.Thread(target=self._keep, daemon=True)
        self.pid = 0

    def start(self) -> None:
        """Start the supervisor and keep it running."""
        self._thread.start()
        self._started.wait()

    def is_ready(self) -> bool:
        """Whether the first supervisor has loaded the graph, once it has or has ended."""
        while not self._ended.wait(_MOMENT):
            if self._tally.read("supervisors_started"):
                return True
        return False

    def stop(self) -> None:
        """Stop the query processes and remove the socket."""
        self._stopping.set()
        self._terminate()
        self._thread.join()
        self._listener.close()
        self._tally.rest()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> "Keeper":
        """Start."""
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        """Stop."""
        self.stop()

    def _keep(self) -> None:
        """Run one supervisor after the other until stopped."""
        while not self._stopping.is_set():
            self.pid = self._spawn()
            self._started.set()
            if self._stopping.is_set():  # while it was started
                self._terminate()
            os.waitpid(self.pid, 0)
            self._ended.set()
            self._stopping.wait(0.1)

    def _spawn(self) -> int:
        """Start a supervisor in a session of its own, since Ctrl-C is for the first process alone.

        Not by subprocess: that waits for a pipe which a web process, forked meanwhile by another
        thread, would keep open.
        """
        descriptor = self._listener.fileno()
        os.set_inheritable(descriptor, True)
        arguments = (str(os.getpid()), str(descriptor), self._dump, self._tally_path)
        return os.posix_spawn(
            sys.executable,
            [sys.executable, "-P", "-m", "pfpgraph.query.supervisor", *arguments],
            os.environ | self._settings.environment(),
            file_actions=[(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0)],
            setsid=True,
            setsigmask=(),
        )

    def _terminate(self) -> None:
        """End the supervisor, which may have ended."""
        try:
            os.kill(self.pid, signal.SIGTERM)
        except ProcessLookupError:
            pass
