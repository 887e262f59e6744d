"""The attack: eight clients ask all hostile queries and misbehave, while a ninth asks what is
ordinary. Ours and the peers in turn, each alone; then a table of how each request ended.

One that ends ours otherwise than is documented, later than its limit and half a second, a probe
that fails or waits too long, and memory over the bound are faults; of the peers all is only told.
"""

import json
import os
import queue
import random
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from pfpgraph.settings import Settings
from tests.benchmarks.bench import print_row
from tests.benchmarks.clients import CLIENTS, Target, ask
from tests.support.hostile import HOSTILE

ATTACKERS = [f"127.0.0.{number}" for number in range(2, 10)]
PROBE = "127.0.0.20"
LATER = 0.5  # seconds after its limit by which a query must have ended
WAIT = 0.05  # seconds that one ordinary request in a hundred may take longer than
CALM = 5.0  # seconds of the probe before the attack
SAMPLE = 0.25  # seconds between two looks at memory
QUERY = "/sparql?query=SELECT%20*%20%7B%3Chttps://w3id.org/pfpgraph/id/country/malta%3E%20?p%20?o%7D%23{}"
ORDINARY = {
    "page": ("/doc/country/malta.html?n={}", "text/html"),
    "page, cached": ("/", "text/html"),
    "document": ("/doc/country/malta.ttl?n={}", "text/turtle"),
    "query": (QUERY, "application/sparql-results+json"),
    "query as a page": (QUERY, "text/html"),
}


class System(NamedTuple):
    """What is attacked: its name, address, first process, what is ordinary, how it starts anew."""

    name: str
    address: str
    process: Callable[[], subprocess.Popen]
    ordinary: dict[str, tuple[str, str]]
    restart: Callable[[], None] | None = None


@dataclass
class Course:
    """What an attack came to: endings with their seconds, and what happened meanwhile."""

    endings: dict[str, tuple[str, float]] = field(default_factory=dict)
    probes: list[float] = field(default_factory=list)
    kinds: dict[str, list[float]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    refused: int = 0
    deaths: int = 0
    hangs: int = 0
    idle: int = 0
    peak: int = 0
    calm: float = 0.0
    seconds: float = 0.0


def family(pid: int) -> set[int]:
    """A process and all below it."""
    below: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has just ended
            parent = int(path.read_text().rpartition(")")[2].split()[1])
            below.setdefault(parent, []).append(int(path.parent.name))
    found, new = {pid}, [pid]
    while new:
        children = below.get(new.pop(), [])
        found.update(children)
        new += children
    return found


def memory(pid: int) -> int:
    """The bytes that a process and all below it hold, shared ones counted for each."""
    total = 0
    for one in family(pid):
        with suppress(OSError):
            total += int(Path(f"/proc/{one}/statm").read_text().split()[1])
    return total * os.sysconf("SC_PAGESIZE")


class Watch:
    """Looks at a system during an attack: how much memory it holds, whether it still lives."""

    def __init__(self, system: System, course: Course) -> None:
        """Begin to look."""
        self._system, self._course = system, course
        self._over, self._whole = threading.Event(), threading.Event()
        self._whole.set()
        course.idle = memory(system.process().pid)
        self._threads = [threading.Thread(target=self._weigh)]
        if system.restart:
            self._threads.append(threading.Thread(target=self._revive))
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def is_up(self, target: Target) -> bool:
        """Whether somebody listens, with all data; not between its death and its new start."""
        with suppress(OSError), target.connect(PROBE):
            return self._whole.is_set()
        return False

    def _weigh(self) -> None:
        """Note the largest sum of memory."""
        while not self._over.wait(SAMPLE):
            self._course.peak = max(self._course.peak, memory(self._system.process().pid))

    def _revive(self) -> None:
        """Start a system anew that has died, or that answers nothing at all any more."""
        target = Target.of(self._system.address)
        while not self._over.wait(0.5):
            is_dead = self._system.process().poll() is not None
            if not is_dead and ask(target, PROBE, patience(), "ASK {}") != "held":
                continue
            self._course.deaths += is_dead
            self._course.hangs += not is_dead
            self._whole.clear()
            try:
                self._system.restart()
                self._whole.set()
            except (RuntimeError, OSError, subprocess.SubprocessError) as error:
                print(f"! {self._system.name}: not started anew: {error}"[:200], file=sys.stderr)


def patience() -> float:
    """The seconds in which a hostile request must have ended."""
    return Settings.read().query_seconds + LATER


def probing(system: System) -> subprocess.Popen:
    """Start the probe, in a session of its own as if it were on another machine."""
    target = Target.of(system.address)
    command = [sys.executable, Path(__file__).with_name("probe.py")]
    probe = subprocess.Popen(
        [*command, target.host, str(target.port), PROBE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    probe.stdin.write(json.dumps(system.ordinary) + "\n")
    probe.stdin.flush()
    return probe


def collect(probe: subprocess.Popen, course: Course) -> None:
    """Stop the probe and take what it noted."""
    noted = json.loads(probe.communicate(timeout=60)[0])
    course.kinds = noted["seconds"]
    course.probes = [taken for each in course.kinds.values() for taken in each]
    course.failed = [
        f"{kind}: {what}" for kind, together in noted["failed"].items() for what in together
    ]


def calm(system: System) -> float:
    """The time that one ordinary request in a hundred takes when nobody attacks."""
    course, probe = Course(), probing(system)
    time.sleep(CALM)
    collect(probe, course)
    return percentile(course.probes, 99)


def attack(system: System, seconds: float) -> Course:
    """Attack a system with the whole set, in a random order that is always the same."""
    course, target = Course(calm=calm(system)), Target.of(system.address)
    names = [*HOSTILE, *CLIENTS]
    random.Random(1949).shuffle(names)
    left: queue.SimpleQueue[str] = queue.SimpleQueue()
    for name in names:
        left.put(name)
    begun = time.monotonic()
    watch, probe = Watch(system, course), probing(system)

    def misbehave(source: str) -> None:
        """Take one after the other, until none is left or time is over."""
        with suppress(queue.Empty):
            while time.monotonic() - begun < seconds:
                name = left.get_nowait()
                while not watch.is_up(target) and time.monotonic() - begun < seconds:
                    time.sleep(SAMPLE)
                course.endings[name] = end(target, source, name, course)

    try:
        with ThreadPoolExecutor(len(ATTACKERS)) as pool:
            list(pool.map(misbehave, ATTACKERS))
        course.seconds = time.monotonic() - begun
        collect(probe, course)
    finally:
        watch.stop()
    return course


def end(target: Target, source: str, name: str, course: Course) -> tuple[str, float]:
    """How a hostile request ends, and after how many seconds; asked again while it is refused for
    want of a place."""
    while True:
        begun = time.monotonic()
        if name in CLIENTS:
            found = CLIENTS[name][0](target, source, patience() + 0.5)
        else:
            found = ask(target, source, patience() + 0.5, HOSTILE[name][0])
        if found != "busy":
            return found, time.monotonic() - begun
        course.refused += 1


def documented(name: str) -> set[str]:
    """The endings of a hostile request with us that are right."""
    if name in CLIENTS:
        return CLIENTS[name][1]
    # What is no UTF-8 is refused before anybody looks for its syntax.
    return HOSTILE[name][1] | ({"request"} if name == "surrogate" else set())


def faults(course: Course, settings: Settings) -> list[str]:
    """What is wrong with how we came through."""
    found = [
        f"{name}: {ending} after {seconds:.1f} s"
        for name, (ending, seconds) in course.endings.items()
        if ending not in documented(name) or (name in HOSTILE and seconds > patience())
    ]
    found += [f"not asked: {name}" for name in (*HOSTILE, *CLIENTS) if name not in course.endings]
    found += [f"probe: {what}" for what in course.failed]
    if (p99 := percentile(course.probes, 99)) > WAIT:
        found.append(f"probe: 1 in 100 took longer than {p99 * 1000:.0f} ms")
    if course.peak > bound(course, settings):
        found.append("memory over its bound")
    return found


def bound(course: Course, settings: Settings) -> int:
    """The memory that we may hold: as at rest, and what each query process may take."""
    places = 1 + settings.query_workers + settings.slow_places
    return course.idle + places * (settings.query_megabytes << 20)


def milliseconds(seconds: float) -> str:
    """Seconds as a cell of a table."""
    return f"{seconds * 1000:.1f}"


def percentile(times: list[float], which: int) -> float:
    """A percentile of times; nothing where there are none."""
    if len(times) < 2:
        return float("inf")
    return statistics.quantiles(times, n=100, method="inclusive")[which - 1]


def print_endings(courses: dict[str, Course]) -> None:
    """A table of how each hostile request ended, and after how many seconds."""
    print("\nHow hostile requests end, and after how many seconds.\n")
    print_row(["request", *courses])
    print_row(["---", *["---"] * len(courses)])
    for name in (*HOSTILE, *CLIENTS):
        cells = [course.endings.get(name, ("not asked", 0.0)) for course in courses.values()]
        print_row([name, *(f"{ending} {seconds:.1f}" for ending, seconds in cells)])


def print_courses(courses: dict[str, Course]) -> None:
    """A table of what each system came to."""
    print(f"\n{len(ATTACKERS)} attackers and a probe of ordinary requests.\n")
    print_row(["system", *COLUMNS])
    print_row(["---", *["---:"] * len(COLUMNS)])
    for name, course in courses.items():
        print_row([name, *(column(course) for column in COLUMNS.values())])


COLUMNS: dict[str, Callable[[Course], str]] = {
    "minutes": lambda course: f"{course.seconds / 60:.1f}",
    "died": lambda course: str(course.deaths),
    "hung": lambda course: str(course.hangs),
    "MiB at rest": lambda course: str(course.idle >> 20),
    "MiB at most": lambda course: str(course.peak >> 20),
    "over the limit": lambda course: str(
        sum(seconds > patience() for _, seconds in course.endings.values())
    ),
    "probes": lambda course: str(len(course.probes)),
    "failed": lambda course: str(len(course.failed)),
    "p99 ms before": lambda course: milliseconds(course.calm),
    "median ms": lambda course: milliseconds(percentile(course.probes, 50)),
    "p99 ms": lambda course: milliseconds(percentile(course.probes, 99)),
    "most ms": lambda course: milliseconds(max(course.probes, default=float("inf"))),
}


def run(systems: list[System], seconds: float) -> int:
    """Attack each alone, print; how many faults are ours."""
    courses = {}
    for system in systems:
        print(f"attacking {system.name}", file=sys.stderr)
        for other in systems:
            still(other, system is not other)
        courses[system.name] = attack(system, seconds)
        for kind, times in courses[system.name].kinds.items():
            print(f"{kind}: p99 {percentile(times, 99) * 1000:.1f} ms", file=sys.stderr)
    for system in systems:
        still(system, False)
    print_endings(courses)
    print_courses(courses)
    ours = courses[systems[0].name]
    print(f"\nours: bound of memory {bound(ours, Settings.read()) >> 20} MiB", end="")
    print(f"; {ours.refused} refusals for want of a place")
    found = faults(ours, Settings.read())
    for fault in found:
        print(f"! ours: {fault}", file=sys.stderr)
    return len(found)


def still(system: System, is_still: bool) -> None:
    """Stop all processes of a system for a while, so that it takes nothing from the others."""
    for pid in family(system.process().pid):
        with suppress(OSError):
            os.kill(pid, signal.SIGSTOP if is_still else signal.SIGCONT)
