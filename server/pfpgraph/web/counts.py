"""The counts: numbers that a process adds to and that all processes can read.

Each process has a file mapped into its memory, so that adding takes no call of the system and what
a process has counted stays when it is killed; a file of lines beside it says what each number is.
"""

import json
import mmap
import os
import time
from pathlib import Path

_CELLS = 8192  # numbers for which a process has room: many times what the routes need
_SIZE = 8


class Counts:
    """The numbers of this process; one begins when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        """Make the files in a folder that other processes share."""
        stem = folder / f"{os.getpid()}-{time.time_ns()}"
        with stem.with_suffix(".cells").open("w+b") as file:
            file.truncate(_CELLS * _SIZE)
            self.cells = memoryview(mmap.mmap(file.fileno(), 0)).cast("d")
        self._names = stem.with_suffix(".names").open("w", encoding="utf-8", buffering=1)
        self._places: dict[tuple, int] = {}
        self._free = 0

    def place(self, *name: str | int, size: int = 1) -> int:
        """Where among the cells the numbers of a name begin, so many of them."""
        place = self._places.get(name)
        if place is None:
            place = self._places[name] = self._begin(name, size)
        return place

    def _begin(self, name: tuple, size: int) -> int:
        """Take cells for a name; without room they are the last ones, which have none."""
        if self._free + 2 * size > _CELLS:
            return _CELLS - size
        place, self._free = self._free, self._free + size
        self._names.write(json.dumps((place, size, *name)) + "\n")
        return place


def read(folder: Path) -> list[tuple[tuple[str, ...], list[float], bool]]:
    """The numbers of all processes: their name, they themselves, whether their process lives."""
    found = []
    for names in folder.glob("*.names"):
        lives = Path("/proc", names.stem.partition("-")[0]).exists()
        cells = memoryview(names.with_suffix(".cells").read_bytes()).cast("d")
        for line in names.read_text("utf-8").splitlines():
            place, size, *name = json.loads(line)
            found.append((tuple(map(str, name)), cells[place : place + size].tolist(), lives))
    return found
