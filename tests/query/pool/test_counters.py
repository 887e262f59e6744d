"""Counters: the processes of a part come and go, the numbers stay."""

import os

from pfpgraph.query.pool.counters import Counters, PoolCounters


def test_a_successor_counts_on():
    """What grows stays; what the last process held is gone; names keep their places."""
    place = Counters()
    place.take_over("held")
    for name in ("held", "requests"):
        place.cells[place.place(name, 200)] += 1
    place.cells[place.place("held")] += 1
    place.take_over("held")
    place.cells[place.place("requests", 200)] += 1

    assert dict(place.items()) == {("held",): [0], ("held", "200"): [1], ("requests", "200"): [2]}


def test_a_name_that_was_half_written_is_none():
    """Its process was killed amidst it: the next one writes over it."""
    place = Counters()
    place.take_over()
    place.cells[place.place("whole")] += 1
    place._names[place._written : place._written + 4] = b"[1, "
    place.take_over()
    place.cells[place.place("next")] += 2

    assert dict(place.items()) == {("whole",): [1], ("next",): [2]}


def test_without_room_all_is_one():
    """Names without end, if somebody could make them, fill no memory."""
    place = Counters(cells=16)
    place.take_over()
    for number in range(100):
        place.cells[place.place("name", number)] += 1

    assert len(place.items()) == 15


def test_all_processes_have_the_numbers_of_the_pool_in_the_same_places():
    """Also one that maps the memory later; sums are over all generations."""
    first = PoolCounters()
    second = first.of(1)
    first.add("query_workers_started")
    second.add("query_workers_started")
    later = PoolCounters(first.descriptor, 1)

    assert later.read("query_workers_started") == 1
    assert later.down and not later.heartbeat() and not second.down
    assert {row.metric: n for row, n in later.total().items() if n} == {"query_workers_started": 2}
    os.close(first.descriptor)
