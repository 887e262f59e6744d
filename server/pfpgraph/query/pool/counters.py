"""Counters: numbers that a process adds to and that all processes can read, for /metrics.

They stand in memory that processes share and that belongs to no file that could be removed, in a
part for each process that counts at a time: adding takes no call of the system, what a process has
counted stays when it is killed, and its successor counts on. Lines in the same part say what each
number is.
"""

import json
import mmap
import os
import time
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_SIZE = 8  # bytes of a number
_PARTS = 64  # generations of query processes that may count at once
ENDS = ("turn", "time", "memory", "gone", "crash", "retired")


class Counters:
    """The numbers of one part; one begins when it is first asked for."""

    def __init__(
        self,
        descriptor: int = -1,
        part: int = 0,
        parts: int = 1,
        cells: int = 8192,
        names: int = 1 << 19,
    ) -> None:
        """Take memory of another process by its descriptor, or new memory; which part of how many,
        and the numbers and the bytes of lines for which each has room (both multiples of 8)."""
        size = cells * _SIZE + names
        if descriptor < 0:
            descriptor = os.memfd_create("counters")
            os.ftruncate(descriptor, size * parts)
        self.descriptor, self.part = descriptor, part
        whole = memoryview(mmap.mmap(descriptor, size * parts))
        self._all, self._stride = whole.cast("d"), size // _SIZE
        own = whole[size * (part % parts) :][:size]
        self.cells, self._names = own[: cells * _SIZE].cast("d"), own[cells * _SIZE :]
        self.take_over()

    def take_over(self, *gauges: str) -> None:
        """Go on where the last process of this part stopped; what that one held is gone."""
        self._places: dict[tuple[str | int, ...], int] = {}
        self._free = self._written = 0
        for place, size, name, length in self._lines():
            self._places[name] = place
            self._free, self._written = place + size, self._written + length
        for gauge in gauges:
            self.cells[self.place(gauge)] = 0

    def place(self, *name: str | int, size: int = 1) -> int:
        """Where among the cells the numbers of a name begin, so many of them."""
        place = self._places.get(name)
        if place is None:
            words = tuple(map(str, name))
            if (place := self._places.get(words)) is None:
                place = self._begin(words, size)
            self._places[name] = place
        return place

    def add(self, *name: str | int, number: float = 1) -> None:
        """Add to a number."""
        self.cells[self.place(*name)] += number

    def put(self, number: float, *name: str | int) -> None:
        """Note a number as it is now."""
        self.cells[self.place(*name)] = number

    def read(self, *name: str | int) -> float:
        """A number as it is now."""
        return self.cells[self.place(*name)]

    def items(self) -> list[tuple[tuple[str, ...], list[float]]]:
        """The names and their numbers, whichever process has counted them."""
        return [
            (name, list(map(float, self.cells[place : place + size])))
            for place, size, name, _ in self._lines()
        ]

    def _begin(self, name: tuple[str, ...], size: int) -> int:
        """Take cells for a name; without room they are the last ones, which have none."""
        line = json.dumps((self._free, size, *name)).encode() + b"\n"
        start, end = self._written, self._written + len(line)
        if self._free + 2 * size > len(self.cells) or end >= len(self._names):
            return len(self.cells) - size
        # The end of a line makes it one, so that goes last.
        self._names[start : end - 1], self._names[end - 1] = line[:-1], line[-1]
        place, self._free, self._written = self._free, self._free + size, end
        return place

    def _lines(self) -> Iterator[tuple[int, int, tuple[str, ...], int]]:
        """The lines that are whole: place, number of cells, name, and the length of the line."""
        whole, _, _ = bytes(self._names).partition(b"\0")[0].rpartition(b"\n")
        for line in whole.splitlines():
            place, size, *name = json.loads(line)
            yield place, size, tuple(name), len(line) + 1


class PoolNumber(NamedTuple):
    """A number of the query processes: its metric, the value of its label, and whether it only
    grows."""

    metric: str
    label: str
    grows: bool

    @property
    def name(self) -> tuple[str, ...]:
        """The name by which it is counted."""
        return (self.metric, self.label) if self.label else (self.metric,)


POOL_NUMBERS = (
    PoolNumber("supervisors_started", "", True),
    PoolNumber("query_workers_started", "", True),
    *(PoolNumber("query_workers_ended", end, True) for end in ENDS),
    PoolNumber("query_connections", "", False),
    *(PoolNumber("queries_waiting", lane, False) for lane in ("pages", "fast")),
    *(PoolNumber("queries_running", lane, False) for lane in ("pages", "fast", "slow")),
)


class PoolCounters(Counters):
    """The numbers of one generation's supervisors, one after the other, in the same places of every
    part; with the times (in seconds) at which one was last up, and since when none is."""

    def __init__(self, descriptor: int = -1, part: int = 0) -> None:
        """Take memory of another process by its descriptor, and which part of it; or new memory."""
        super().__init__(descriptor, part, _PARTS, cells=64, names=1 << 12)
        for row in POOL_NUMBERS:
            self.place(*row.name)
        self._up, self._down = self.place("up"), self.place("down")

    def of(self, part: int) -> "PoolCounters":
        """The numbers of another generation in the same memory, with none that waits or runs."""
        other = PoolCounters(self.descriptor, part)
        other.reset()
        return other

    def reset(self) -> None:
        """Note that nothing waits or runs any more, and that no supervisor is up."""
        for row in POOL_NUMBERS:
            if not row.grows:
                self.put(0, *row.name)
        if not self.down:
            self.cells[self._down] = time.monotonic()

    def heartbeat(self) -> None:
        """Note that a supervisor is up now."""
        self.cells[self._up], self.cells[self._down] = time.monotonic(), 0.0

    @property
    def down(self) -> float:
        """For how many seconds no supervisor has been up, 0 when one is."""
        since = self.cells[self._down]
        return max(1e-9, time.monotonic() - since) if since else 0.0

    @property
    def silence(self) -> float:
        """For how many seconds the supervisor that is up has not said so."""
        return time.monotonic() - self.cells[self._up]

    def total(self) -> dict[PoolNumber, float]:
        """The sums of the numbers of all generations."""
        return {row: sum(self._all[self.place(*row.name) :: self._stride]) for row in POOL_NUMBERS}


def sums(counters: Iterable[Counters]) -> dict[tuple[str, ...], list[float]]:
    """The sums of the numbers of each name."""
    found: dict[tuple[str, ...], list[float]] = {}
    for name, numbers in (item for one in counters for item in one.items()):
        before = found.get(name, [0.0] * len(numbers))
        found[name] = [a + b for a, b in zip(before, numbers, strict=True)]
    return found
