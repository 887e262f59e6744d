"""Counters: what the supervisors count, in memory that the web processes read for /metrics.

All map the same memory: to count costs no call, to read disturbs nobody. It belongs to no file that
could be removed, and outlives a supervisor that is killed, so that the next one counts on.
"""

import mmap
import os
import time
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
    Row("query_connections", "", False),
    *(Row("queries_waiting", lane, False) for lane in ("pages", "fast")),
    *(Row("queries_running", lane, False) for lane in ("pages", "fast", "slow")),
)
_PLACES = {row[:2]: place for place, row in enumerate(ROWS)}
_UP, _DOWN = len(ROWS), len(ROWS) + 1  # when a supervisor was last up, and since when none is
_LENGTH = len(ROWS) + 2
_PARTS = 64  # generations that may count at once


class Tally:
    """The numbers of one generation's supervisors, one after the other."""

    def __init__(self, descriptor: int = -1, part: int = 0) -> None:
        """Take memory of another process by its descriptor, and which part of it; or new memory."""
        new = descriptor < 0
        self.descriptor, self.part = os.memfd_create("tally") if new else descriptor, part
        if new:
            os.ftruncate(self.descriptor, 8 * _LENGTH * _PARTS)
        self._all = memoryview(mmap.mmap(self.descriptor, 8 * _LENGTH * _PARTS)).cast("Q")
        self._numbers = self._all[_LENGTH * (part % _PARTS) :][:_LENGTH]

    def of(self, part: int) -> "Tally":
        """The numbers of another generation in the same memory, with none that waits or runs."""
        other = Tally(self.descriptor, part)
        other.rest()
        return other

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
        """Note that nothing waits or runs any more, and that no supervisor is up."""
        for row in ROWS:
            if not row.grows:
                self.put(row.metric, row.label, 0)
        if not self.down:
            self._numbers[_DOWN] = time.monotonic_ns()

    def note_up(self) -> None:
        """Note that a supervisor is up now."""
        self._numbers[_UP], self._numbers[_DOWN] = time.monotonic_ns(), 0

    @property
    def down(self) -> float:
        """For how many seconds no supervisor has been up, 0 when one is."""
        since = self._numbers[_DOWN]
        return max(1e-9, (time.monotonic_ns() - since) / 1e9) if since else 0.0

    @property
    def still(self) -> float:
        """For how many seconds the supervisor that is up has not said so."""
        return (time.monotonic_ns() - self._numbers[_UP]) / 1e9

    def total(self) -> dict[Row, int]:
        """The sums of the numbers of all generations."""
        return {row: sum(self._all[place::_LENGTH]) for place, row in enumerate(ROWS)}
