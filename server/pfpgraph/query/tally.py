"""The tally: what the supervisor counts, in a file that the web processes read for /metrics.

The numbers stand in memory that both map: to count costs no call, to read disturbs nobody. The
file outlives a supervisor that is killed, so that the next one counts on.
"""

import mmap
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

ENDS = ("turn", "time", "memory", "gone", "crash", "retired")


class Row(NamedTuple):
    """One number: its metric, the value of its label, and whether it only grows."""

    metric: str
    label: str
    grows: bool


ROWS = (
    Row("supervisors_started", "", True),
    Row("query_workers_started", "", True),
    *(Row("query_workers_ended", end, True) for end in ENDS),
    *(Row("queries_waiting", lane, False) for lane in ("pages", "fast")),
    *(Row("queries_running", lane, False) for lane in ("pages", "fast", "slow")),
)
_PLACES = {row[:2]: place for place, row in enumerate(ROWS)}
_SIZE = 8 * len(ROWS)


class Tally:
    """The numbers of one supervisor after the other."""

    def __init__(self, path: str | Path) -> None:
        """Open the file, made where there is none."""
        with open(path, "ab") as file:
            file.truncate(_SIZE)
        with open(path, "r+b") as file:
            self._numbers = memoryview(mmap.mmap(file.fileno(), _SIZE)).cast("Q")

    def read(self, metric: str, label: str = "") -> int:
        """A number as it is now."""
        return self._numbers[_PLACES[metric, label]]

    def add(self, metric: str, label: str = "") -> None:
        """Count one more."""
        self._numbers[_PLACES[metric, label]] += 1

    def put(self, metric: str, label: str, number: int) -> None:
        """Note how many there are now."""
        self._numbers[_PLACES[metric, label]] = number

    def rest(self) -> None:
        """Note that nothing waits or runs any more."""
        for row in ROWS:
            if not row.grows:
                self.put(row.metric, row.label, 0)


def total(paths: Iterable[Path]) -> dict[Row, int]:
    """The sums of the numbers in some files."""
    found = [memoryview(path.read_bytes()).cast("Q") for path in paths]
    return {row: sum(numbers[place] for numbers in found) for place, row in enumerate(ROWS)}
