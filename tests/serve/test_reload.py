"""A new release beside a running server: nobody is refused, nothing is mixed, nothing is left."""

import http.client
import itertools
import json
import os
import shutil
import signal
import threading
import time
from contextlib import closing, contextmanager
from urllib.parse import quote

import pytest

from pfpgraph.graph import release
from pfpgraph.iris import PUBLIC_BASE
from pfpgraph.problems import Problem
from pfpgraph.resources import ROOT
from pfpgraph.settings import Settings
from tests.support.processes import ask, family, serving, until

LABEL = quote(f'SELECT ?l {{ <{PUBLIC_BASE}id/country/arcadia> ?p ?l FILTER(LANG(?l) = "en") }}')
GRAPH = f"/graph?graph={quote(PUBLIC_BASE)}graph/data/countries&format=nt"
OLD, NEW = b"Arcadia", b"New Arcadia"


class House:
    """A folder of files, the releases built of them, and the server of one release."""

    def __init__(self, folder):
        """Build the tiny graph."""
        self.tree = shutil.copytree(ROOT / "tests/graph/tiny", folder / "tree")
        self.settings = Settings(data=str(self.tree), out=str(folder / "build"))
        self.run = folder / "run"
        self.run.mkdir()
        self.process = self.port = None
        self.first = self.build()

    def build(self):
        """The release of the files as they are now."""
        return release.build(self.settings)

    def change(self, old, new):
        """Change the name of a country in the files."""
        path = self.tree / "data" / "countries.ttl"
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")

    @contextmanager
    def served(self, **settings):
        """The house with its server running."""
        with serving(self.first, self.run, **settings) as (self.process, self.port, _):
            yield self

    def reload(self):
        """What the server says when it is told to turn to the current release."""
        self.process.send_signal(signal.SIGHUP)
        return self.process.stdout.readline()

    def shows(self, wanted):
        """Whether every web process answers from a release."""
        states = [json.loads(ask(self.port, path="/health")[2]) for _ in range(20)]
        return {state.get("release") for state in states} == {wanted.checksum}

    def is_alone(self):
        """Whether there is one supervisor with its workers, two web processes, and no other."""
        return [len(part) for part in family(self.process.pid).values()] == [1, 6, 2]


@pytest.fixture
def house(tmp_path):
    """A house whose server does not run yet."""
    return House(tmp_path)


class Load:
    """Requests without a pause: some over connections that stay, some each over its own."""

    def __init__(self, port):
        """Start to ask."""
        self._port, self._over, self.answers = port, threading.Event(), []
        self._numbers = itertools.count()
        self._threads = [threading.Thread(target=self._ask, args=(n % 2,)) for n in range(6)]
        for thread in self._threads:
            thread.start()

    def _ask(self, stays):
        """Ask until told to stop; note when, what, and the answer, nothing where there was none."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=10)
        with closing(connection):
            while not self._over.is_set():
                number = next(self._numbers)
                path = GRAPH if number % 2 else f"/sparql?query={LABEL}%23{number}"
                begun = time.monotonic()
                try:
                    connection.request("GET", path)
                    response = connection.getresponse()
                    answer = response.status, response.headers["ETag"], response.read()
                except (OSError, http.client.HTTPException) as error:
                    answer = 0, "", repr(error).encode()
                self.answers.append((begun, path[:6], *answer))
                if not stays:
                    connection.close()

    def goes_on(self):
        """Wait until so many requests have begun and been answered since this was called."""
        now = time.monotonic()
        until(lambda: sum(begun > now for begun, *_ in list(self.answers)) >= 50)

    def stop(self):
        """Let the threads end."""
        self._over.set()
        for thread in self._threads:
            thread.join()


def test_no_request_is_lost(house):
    """Under load every answer is whole and of one release, in the end of the new one; then the
    query processes of the old one are gone."""
    with house.served():
        load = Load(house.port)
        try:
            load.goes_on()
            house.change('"Arcadia"@en', '"New Arcadia"@en')
            new = house.build()
            load.goes_on()
            built = time.monotonic()
            assert house.reload() == f"pfpgraph: serving release {new.folder.name}\n"
            until(lambda: house.shows(new))
            turned = time.monotonic()
            load.goes_on()
        finally:
            load.stop()
        until(house.is_alone)

    assert {answer[2] for answer in load.answers} == {200}
    assert all(b"Arcadia" in body for *_, body in load.answers)
    assert not any(NEW in body for begun, *_, body in load.answers if begun < built - 1)
    assert all(NEW in body for begun, *_, body in load.answers if begun > turned)
    variants = {(path, tag, body) for _, path, _, tag, body in load.answers}
    assert len(variants) == len({tag for _, tag, _ in variants}) == 4


def test_only_a_reload_changes_what_is_served(house):
    """After a build a process that was killed comes back with the release that is served."""
    with house.served():
        house.change('"Arcadia"@en', '"New Arcadia"@en')
        new = house.build()
        for kind in ("supervisor", "web", "workers"):
            for pid in family(house.process.pid)[kind]:
                os.kill(pid, signal.SIGKILL)
            until(lambda: house.is_alone() and house.shows(house.first))
            assert NEW not in ask(house.port, path=f"/sparql?query={LABEL}%23{kind}")[2]

        house.reload()
        until(lambda: house.shows(new))
        for pid in family(house.process.pid)["web"]:
            os.kill(pid, signal.SIGKILL)
        until(lambda: house.is_alone() and house.shows(new))
        assert NEW in ask(house.port, path=f"/sparql?query={LABEL}")[2]


def test_a_failed_build_changes_nothing(house):
    """Told to reload, the server stays with the release that it has."""
    with house.served():
        house.change("rdfs:label", "rdfs:lab el")
        with pytest.raises(Problem):
            house.build()
        assert house.reload() == f"pfpgraph: serving release {house.first.folder.name}\n"
        assert house.shows(house.first) and house.is_alone()


def test_a_release_that_cannot_be_loaded_is_not_served(house, capfd):
    """The server says so in one line and stays with the one that it has."""
    with house.served():
        house.change('"Arcadia"@en', '"New Arcadia"@en')
        new = house.build()
        whole = new.dump.read_bytes()
        new.dump.write_bytes(whole[:-9])
        house.process.send_signal(signal.SIGHUP)
        said = []
        until(lambda: said.append(capfd.readouterr().err) or "not reloaded" in "".join(said))
        until(house.is_alone)
        assert house.shows(house.first)

        new.dump.write_bytes(whole)
        house.reload()
        until(lambda: house.shows(new))


def test_many_reloads_leave_nothing(house):
    """To and fro, several at once: in the end there is one generation, the last."""
    with house.served():
        for old, new in (("Arcadia", "Utopia"), ("Utopia", "Atlantis"), ("Atlantis", "Arcadia")):
            house.change(f'"{old}"@en', f'"{new}"@en')
            last = house.build()
            house.reload()
        until(lambda: house.shows(last))
        until(house.is_alone)
        house.process.terminate()
        assert house.process.wait(20) == 0
        assert list(house.run.iterdir()) == []


def test_a_reload_opens_the_access_log_anew(house, tmp_path):
    """So that it can be moved away, as logrotate does."""
    log = tmp_path / "access.json"
    with house.served(access_log=str(log)):
        assert ask(house.port, path=GRAPH)[0] == 200
        log.rename(tmp_path / "access.json.1")
        house.reload()
        until(lambda: ask(house.port, path=GRAPH)[0] == 200 and log.exists())
