"""The counts of a place: its processes come and go, the numbers stay."""

from pfpgraph.http import shared_counters
from pfpgraph.http.shared_counters import Counts


def test_a_successor_counts_on():
    """What grows stays; what the last process held is gone; names keep their places."""
    place = Counts()
    place.take_over(["held"])
    for name in ("held", "requests"):
        place.cells[place.place(name, 200)] += 1
    place.cells[place.place("held")] += 1
    place.take_over(["held"])
    place.cells[place.place("requests", 200)] += 1

    assert dict(place.read()) == {("held",): [0], ("held", "200"): [1], ("requests", "200"): [2]}


def test_a_name_that_was_half_written_is_none():
    """Its process was killed amidst it: the next one writes over it."""
    place = Counts()
    place.take_over([])
    place.cells[place.place("whole")] += 1
    place._names[place._written : place._written + 4] = b"[1, "
    place.take_over([])
    place.cells[place.place("next")] += 2

    assert dict(place.read()) == {("whole",): [1], ("next",): [2]}


def test_without_room_all_is_one(monkeypatch):
    """Names without end, if somebody could make them, fill no memory."""
    monkeypatch.setattr(shared_counters, "_CELLS", 16)
    place = Counts()
    place.take_over([])
    for number in range(100):
        place.cells[place.place("name", number)] += 1

    assert len(place.read()) == 15
