"""Counters: numbers that a process adds to and that all processes can read, for /metrics.

They are in shared memory that belongs to no file that could be removed, with a part for each
process that counts at a time: adding takes no system call, the counts of a process stay when it is
killed, and its successor goes on from them. Lines of JSON in the same part give the name of each
number.
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
    """The numbers (float64) of one part; a number is allocated when it is first used."""

    def __init__(
        self,
        descriptor: int = -1,
        part: int = 0,
        parts: int = 1,
        cells: int = 8192,
        names: int = 1 << 19,
    ) -> None:
        """Map memory of another process by its descriptor, or new memory (-1). It has `parts`
        parts, of which this is the one numbered `part`; each has room for `cells` numbers and
        `names` bytes of lines (both multiples of 8)."""
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
        """Go on from the numbers of the last process of this part; the gauges named, which told the
        state of that process, are set to 0."""
        self._places: dict[tuple[str | int, ...], int] = {}
        self._free = self._written = 0
        for place, size, name, length in self._lines():
            self._places[name] = place
            self._free, self._written = place + size, self._written + length
        for gauge in gauges:
            self.cells[self.place(gauge)] = 0

    def place(self, *name: str | int, size: int = 1) -> int:
        """The index in `cells` of the first of the `size` numbers of a name, allocated on first
        use."""
        place = self._places.get(name)
        if place is None:
            words = tuple(map(str, name))
            if (place := self._places.get(words)) is None:
                place = self._begin(words, size)
            self._places[name] = place
        return place

    def add(self, *name: str | int, number: float = 1) -> None:
        """Add to the first number of a name."""
        self.cells[self.place(*name)] += number

    def put(self, number: float, *name: str | int) -> None:
        """Set a number."""
        self.cells[self.place(*name)] = number

    def read(self, *name: str | int) -> float:
        """The current value of a number."""
        return self.cells[self.place(*name)]

    def items(self) -> list[tuple[tuple[str, ...], list[float]]]:
        """The names in this part and their numbers, whichever process has counted them."""
        return [
            (name, list(map(float, self.cells[place : place + size])))
            for place, size, name, _ in self._lines()
        ]

    def _begin(self, name: tuple[str, ...], size: int) -> int:
        """Allocate cells for a name and return the index of the first. Without room they are the
        last cells, which no line names."""
        line = json.dumps((self._free, size, *name)).encode() + b"\n"
        start, end = self._written, self._written + len(line)
        if self._free + 2 * size > len(self.cells) or end >= len(self._names):
            return len(self.cells) - size
        # A line counts only with its end, so that is written last.
        self._names[start : end - 1], self._names[end - 1] = line[:-1], line[-1]
        place, self._free, self._written = self._free, self._free + size, end
        return place

    def _lines(self) -> Iterator[tuple[int, int, tuple[str, ...], int]]:
        """The complete lines: index of the first cell, number of cells, name, and the length of the
        line in bytes."""
        whole, _, _ = bytes(self._names).partition(b"\0")[0].rpartition(b"\n")
        for line in whole.splitlines():
            place, size, *name = json.loads(line)
            yield place, size, tuple(name), len(line) + 1


class PoolNumber(NamedTuple):
    """A number of the query processes: its metric, the value of its label, and whether it is a
    counter, which only grows, or a gauge."""

    metric: str
    label: str
    grows: bool

    @property
    def name(self) -> tuple[str, ...]:
        """The name of the number in Counters."""
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
    """The numbers of one generation's supervisors, one after the other, at the same indices in
    every part; with the monotonic times (in seconds) at which one was last up, and since when none
    is."""

    def __init__(self, descriptor: int = -1, part: int = 0) -> None:
        """Map memory of another process by its descriptor, or new memory (-1), and use one part of
        it."""
        super().__init__(descriptor, part, _PARTS, cells=64, names=1 << 12)
        for row in POOL_NUMBERS:
            self.place(*row.name)
        self._up, self._down = self.place("up"), self.place("down")

    def of(self, part: int) -> "PoolCounters":
        """The numbers of another generation in the same memory, with its gauges set to 0."""
        other = PoolCounters(self.descriptor, part)
        other.reset()
        return other

    def reset(self) -> None:
        """Set the gauges to 0, and note the time since when no supervisor is up."""
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
        """The seconds for which no supervisor has been up, 0 when one is."""
        since = self.cells[self._down]
        return max(1e-9, time.monotonic() - since) if since else 0.0

    @property
    def silence(self) -> float:
        """The seconds since the last heartbeat of the supervisor."""
        return time.monotonic() - self.cells[self._up]

    def total(self) -> dict[PoolNumber, float]:
        """The sum of each number over all generations."""
        return {row: sum(self._all[self.place(*row.name) :: self._stride]) for row in POOL_NUMBERS}


def sums(counters: Iterable[Counters]) -> dict[tuple[str, ...], list[float]]:
    """The numbers of each name, added up over several counters."""
    found: dict[tuple[str, ...], list[float]] = {}
    for name, numbers in (item for one in counters for item in one.items()):
        before = found.get(name, [0.0] * len(numbers))
        found[name] = [a + b for a, b in zip(before, numbers, strict=True)]
    return found
