"""The counts: numbers that a process adds to and that all processes can read.

They stand in memory that the first process shares with its web processes, a part for each place of
one: adding takes no call of the system, what a process has counted stays when it is killed, its
successor counts on, and there is no file that could be removed. Lines in the same memory say what
each number is.
"""

import json
import mmap
from collections.abc import Iterable

_CELLS = 8192  # numbers for which a process has room: many times what the routes need
_NAMES = 1 << 19  # bytes for what they are, a line for each
_SIZE = 8


class Counts:
    """The numbers of one place of a process; one begins when it is first asked for."""

    def __init__(self) -> None:
        """Take memory that processes share which are forked from now on."""
        memory = memoryview(mmap.mmap(-1, _CELLS * _SIZE + _NAMES))
        self.cells = memory[: _CELLS * _SIZE].cast("d")
        self._names = memory[_CELLS * _SIZE :]
        self._places: dict[tuple[str | int, ...], int] = {}
        self._free = self._written = 0

    def take_over(self, gauges: Iterable[str]) -> None:
        """Go on where the last process of this place stopped; what that one held is gone."""
        self._places, self._free, self._written = {}, 0, 0
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

    def read(self) -> list[tuple[tuple[str, ...], list[float]]]:
        """The names and their numbers, whichever process has counted them."""
        return [
            (name, list(map(float, self.cells[place : place + size])))
            for place, size, name, _ in self._lines()
        ]

    def _begin(self, name: tuple[str, ...], size: int) -> int:
        """Take cells for a name; without room they are the last ones, which have none."""
        line = json.dumps((self._free, size, *name)).encode() + b"\n"
        start, end = self._written, self._written + len(line)
        if self._free + 2 * size > _CELLS or end >= _NAMES:
            return _CELLS - size
        # The end of a line makes it one, so that goes last.
        self._names[start : end - 1], self._names[end - 1] = line[:-1], line[-1]
        place, self._free, self._written = self._free, self._free + size, end
        return place

    def _lines(self) -> Iterable[tuple[int, int, tuple[str, ...], int]]:
        """The lines that are whole: place, number of cells, name, and the length of the line."""
        whole, _, _ = bytes(self._names).partition(b"\0")[0].rpartition(b"\n")
        for line in whole.splitlines():
            place, size, *name = json.loads(line)
            yield place, size, tuple(name), len(line) + 1
