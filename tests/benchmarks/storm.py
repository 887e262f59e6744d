"""A storm, as `make storm` runs it: whatever can break breaks, again and again, while clients ask.

    python -m tests.benchmarks.storm [--minutes 10] [--seed 1949] [--faults kill ...]

Ours alone over a small graph. Processes are killed and stopped, releases built and reloaded, some
on a full disk, starts of processes and threads fail, folders go. Every answer must come within its
limit and be one of those documented; in the end the service must be well again, or have ended with
a message that says why, upon which it is started anew as a service manager would. The same seed
gives the same faults in the same order. Exit code 1 when anything else happened.
"""

import argparse
import http.client
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from pathlib import Path

from pfpgraph.graph import release
from pfpgraph.resources import ROOT
from pfpgraph.settings import Settings
from tests.support.place import Place
from tests.support.processes import children, descriptors, family

QUERY_SECONDS, STILL, HEAL = 4.0, 2.0, 30.0
LIMIT = QUERY_SECONDS + 2.0 + 1.5  # what an answer may take: its limit, the grace, a busy machine
BROKEN = STILL + LIMIT  # after which a connection must have ended whose process hung
CLIENTS = 6
PATHS = (
    "/health",
    "/doc/country/arcadia?n={}",
    "/doc/country/arcadia.ttl?n={}",
    "/doc/country/",
    "/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D%23{}",
    "/sparql?query=SELECT%20*%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D%23{}&format=csv",
)
FAULTS = (
    *("kill", "kill_often", "hang", "reload", "reload_often"),
    *("renew", "fail", "fill_disk", "remove_folders"),
)
SETTINGS = {"query_seconds": QUERY_SECONDS, "fast_seconds": 1.0, "heal_seconds": HEAL, "threads": 2}


class Clients:
    """Those who ask without a pause, each over a connection that stays as long as it can."""

    def __init__(self, port):
        """Begin to ask."""
        self.port, self._over, self._numbers = port, threading.Event(), count()
        self.endings, self.faults, self.seconds = Counter(), [], []
        self._threads = [threading.Thread(target=self._ask) for _ in range(CLIENTS)]
        for thread in self._threads:
            thread.start()

    def stop(self):
        """Let them end."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _ask(self):
        """Ask until told to stop."""
        connection = None
        while not self._over.is_set():
            number = next(self._numbers)
            path = PATHS[number % len(PATHS)].format(number)
            begun = time.monotonic()
            connection = connection or http.client.HTTPConnection(
                "127.0.0.1", self.port, timeout=BROKEN
            )
            try:
                connection.request("GET", path)
                answer = connection.getresponse()
                self._note(path, answer.status, answer.read(), time.monotonic() - begun)
            except (OSError, http.client.HTTPException) as error:
                connection = connection.close()
                self._miss(path, error, time.monotonic() - begun)
        if connection:
            connection.close()

    def _note(self, path, status, body, seconds):
        """Note an answer; a worker killed amidst a query is told as a fault of the engine."""
        self.endings[status] += 1
        self.seconds.append(seconds)
        if seconds > LIMIT:
            self.faults.append(f"{path}: {status} after {seconds:.1f} s")
        if status not in (200, 503) and not (status == 500 and b"SIGKILL" in body):
            self.faults.append(f"{path}: {status}: {body[:200]!r}")

    def _miss(self, path, error, seconds):
        """Note a request without an answer; while nobody listens, ask less."""
        self.endings[type(error).__name__] += 1
        if isinstance(error, TimeoutError):
            self.faults.append(f"{path}: no answer after {seconds:.1f} s")
        if isinstance(error, ConnectionRefusedError):
            self._over.wait(0.1)


class Storm:
    """The faults, and the place that they befall."""

    def __init__(self, folder, seed, faults):
        """Build the first release in a folder of its own."""
        self.chance, self.folder, self.faults = random.Random(seed), folder, faults
        self.tree = shutil.copytree(ROOT / "tests/graph/tiny", folder / "tree")
        self.settings = Settings(data=str(self.tree), out=str(folder / "disk" / "build"))
        self.place, self.counts, self.built = Place(folder), Counter(), count()
        self.ended = []
        self.release = release.build(self.settings)

    def kill(self):
        """One process of a kind, or all; or all of all kinds."""
        found = family(self.place.process.pid)
        kind = self.chance.choice(("workers", "supervisor", "web", "all"))
        pids = sorted(set().union(*found.values()) if kind == "all" else found[kind])
        for pid in pids[: self.chance.choice((1, len(pids)))]:
            self._signal(pid, signal.SIGKILL)

    def kill_often(self):
        """The web processes, or the supervisor, as soon as they are there, for some seconds."""
        kind, end = self.chance.choice(("web", "supervisor")), time.monotonic() + 3
        while time.monotonic() < end:
            for pid in family(self.place.process.pid)[kind]:
                self._signal(pid, signal.SIGKILL)
            time.sleep(0.05)

    def hang(self):
        """One process of a kind lives but does nothing."""
        kind = self.chance.choice(("workers", "supervisor", "web"))
        for pid in sorted(family(self.place.process.pid)[kind])[:1]:
            self._signal(pid, signal.SIGSTOP)

    def reload(self):
        """Of the same release."""
        self.place.process.send_signal(signal.SIGHUP)

    def reload_often(self):
        """Many signals, while web processes die."""
        for _ in range(20):
            self.place.process.send_signal(signal.SIGHUP)
            self.place.kill("web")
            time.sleep(self.chance.random() / 20)

    def renew(self):
        """A new release, in the midst of which the query processes may die."""
        self._change()
        release.build(self.settings)
        self.reload()
        time.sleep(self.chance.random())
        if self.chance.random() < 0.5:
            self.place.kill("supervisor")

    def fail(self):
        """Nothing of a kind can be started for a while in which processes die."""
        with self.place.failing(self.chance.choice(("spawn", "fork", "thread", "interpreter"))):
            self.place.kill(*self.chance.choice((("supervisor",), ("web",), ("supervisor", "web"))))
            self.reload()
            time.sleep(self.chance.uniform(0.5, 4))

    def fill_disk(self):
        """A build and a reload on a full disk."""
        self._change()
        with _full(self.folder / "disk") as within:
            command = [*within, sys.executable, "-m", "pfpgraph", "build"]
            environment = os.environ | self.settings.environment()
            done = subprocess.run(command, env=environment, capture_output=True, text=True)
            if done.returncode != 2 or "Traceback" in done.stderr:
                self.ended.append(f"! a build on a full disk: {done.returncode}: {done.stderr}")
            self.reload()
            self.place.kill("web")

    def remove_folders(self):
        """Those for temporary files; and for a moment that of all releases."""
        shutil.rmtree(self.place.run, ignore_errors=True)
        away = Path(self.settings.out).rename(self.folder / "disk" / "away")
        try:
            self.place.kill(*self.chance.choice((("web",), ("supervisor",))))
            self.reload()
            time.sleep(self.chance.random() * 3)
        finally:
            away.rename(self.settings.out)

    def strike(self):
        """One fault; then a while in which it may heal, or not."""
        fault = self.chance.choice(self.faults)
        self.counts[fault] += 1
        with suppress(OSError):  # what it was to befall has just ended
            getattr(self, fault)()
        time.sleep(self.chance.choice((0.0, 0.5, 2.0)))

    def _change(self):
        """Another name in the files: another release."""
        path = self.tree / "data" / "countries.ttl"
        text = (ROOT / "tests/graph/tiny/data/countries.ttl").read_text("utf-8")
        path.write_text(text.replace('"Arcadia"@en', f'"Arcadia {next(self.built)}"@en'), "utf-8")

    def _signal(self, pid, number):
        """Send a signal to a process that may have ended."""
        with suppress(ProcessLookupError):
            os.kill(pid, number)


@contextmanager
def _full(disk):
    """Let a disk be full; where it is none of its own, let files be short."""
    if not os.path.ismount(disk):
        yield ["prlimit", "--fsize=16384"]
        return
    filler = disk / "filler"
    try:
        with filler.open("wb", 0) as file, suppress(OSError):
            while True:
                file.write(bytes(1 << 12))
        yield []
    finally:
        filler.unlink()


@contextmanager
def _disk(folder):
    """A disk for releases, small where one can be mounted."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256m", "tmpfs", str(folder)]
    is_own = not subprocess.run(mount, capture_output=True).returncode
    try:
        yield
    finally:
        if is_own:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _wait(condition, seconds):
    """Whether a condition comes true within some seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(OSError, http.client.HTTPException):
            if condition():
                return True
        time.sleep(0.1)
    return False


def served(storm, minutes):
    """Serve, and let the storm rage for the rest of the minutes; whether the service went on to
    the end, and what was wrong."""
    place, end, faults = storm.place, time.monotonic() + minutes * 60, []
    with place.served(storm.release, errors_mode="a", **SETTINGS):
        clients = Clients(place.port)
        try:
            _wait(place.is_well, HEAL)
            opened = len(descriptors(place.process.pid))
            while time.monotonic() < end and place.process.poll() is None:
                storm.strike()
            if place.process.poll() is None and not _wait(place.is_well, HEAL):
                faults.append("it is not well again")
            left = place.process.poll()
            if left is None and len(descriptors(place.process.pid)) > opened + 8:
                faults.append("the first process has more files open than in the beginning")
        finally:
            clients.stop()
        pids = children(place.process.pid) if left is None else set()
        if left is None and not place.stops():
            faults.append(f"it did not stop: {place.process.returncode}")
        if not _wait(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids), 10):
            faults.append("processes are left")
    return left, clients, faults + clients.faults


def main() -> int:
    """Serve, strike and judge."""
    parser = argparse.ArgumentParser(prog="make storm ARGS=", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1949)
    parser.add_argument("--faults", nargs="+", choices=FAULTS, default=FAULTS)
    options = parser.parse_args()
    end, faults, endings, seconds, starts = time.monotonic() + options.minutes * 60, [], {}, [], 0
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        stack.enter_context(_disk(Path(name) / "disk"))
        storm = Storm(Path(name), options.seed, options.faults)
        endings = Counter()
        while time.monotonic() < end or not starts:
            starts += 1
            storm.place.run.mkdir(exist_ok=True)
            left, clients, wrong = served(storm, (end - time.monotonic()) / 60)
            endings += clients.endings
            seconds += clients.seconds
            faults += wrong
            log = storm.place.log.read_text()
            if left is not None and "the service ends" not in log.splitlines()[-1]:
                faults.append(f"it ended with {left} and no word why: {log[-300:]}")
        log = storm.place.log.read_text()
    if (at := log.find("Traceback")) >= 0:
        faults.append(f"a trace in the log: {log[at : at + 3000]}")
    seconds.sort()
    print("struck:", dict(storm.counts))
    print("answers:", dict(endings))
    median = seconds[len(seconds) // 2]
    print(f"slowest answer {seconds[-1]:.2f} s of {LIMIT} s, median {median:.3f} s")
    print(f"{starts} starts, {len(log.splitlines())} lines in the log")
    for fault in (faults + storm.ended)[:20]:
        print("!", fault)
    return int(bool(faults or storm.ended))


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started ends too
    sys.exit(main())
