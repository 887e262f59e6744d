"""The faults of a process that goes on: each is said when it begins and when it is over."""

import sys
import time
from contextlib import suppress
from typing import Any

_AGAIN = 60.0  # seconds after which a fault that lasts is said again


class FaultLog:
    """What goes wrong in one place, again and again."""

    def __init__(self) -> None:
        """Begin with none."""
        self._words, self._times, self._said = "", 0, 0.0

    def say(self, what: str, why: object) -> None:
        """Say a fault unless it was said a short while ago; then only count it."""
        words = f"{what}: {why}"
        self._times += 1
        if words != self._words or time.monotonic() - self._said > _AGAIN:
            times = f" ({self._times} times)" if self._times > 1 else ""
            self._words, self._said = words, time.monotonic()
            print_line(words + times, sys.stderr)

    def are_over(self) -> None:
        """Say that all is well again, if anything was said."""
        if self._times:
            print_line(f"over after {self._times} times: {self._words}", sys.stderr)
        self._words, self._times = "", 0


def print_line(words: str, file: Any = None) -> None:
    """Print a line for whoever runs the server; who cannot be told is not waited for."""
    with suppress(OSError):  # a full disk, or nobody who reads
        print(f"pfpgraph: {words}", file=file, flush=True)
