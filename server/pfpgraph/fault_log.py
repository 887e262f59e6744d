"""Log of the repeated faults of a process that goes on: a fault is printed when it begins, once a
minute while it lasts, and when it is over."""

import sys
import time
from contextlib import suppress
from typing import Any

_AGAIN = 60.0  # seconds after which a fault that lasts is said again


class FaultLog:
    """The faults of one task that is tried again and again."""

    def __init__(self) -> None:
        """Start without a fault."""
        self._words, self._times, self._said = "", 0, 0.0

    def say(self, what: str, why: object) -> None:
        """Print `what: why` to standard error, with the number of faults since the last `are_over`;
        only count it when the same words were printed less than a minute ago."""
        words = f"{what}: {why}"
        self._times += 1
        if words != self._words or time.monotonic() - self._said > _AGAIN:
            times = f" ({self._times} times)" if self._times > 1 else ""
            self._words, self._said = words, time.monotonic()
            print_line(words + times, sys.stderr)

    def are_over(self) -> None:
        """Print that the faults are over, if there were any, and how many there were; start again
        without a fault."""
        if self._times:
            print_line(f"over after {self._times} times: {self._words}", sys.stderr)
        self._words, self._times = "", 0


def print_line(words: str, file: Any = None) -> None:
    """Print `pfpgraph: words` for the operator to a file (standard output when None). A failed
    write is ignored."""
    with suppress(OSError):  # a full disk, or a closed pipe
        print(f"pfpgraph: {words}", file=file, flush=True)
