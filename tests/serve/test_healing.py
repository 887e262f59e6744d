"""What breaks and heals: failed starts, signals at a bad moment, folders that are cleaned."""

import json
import os
import shutil
import signal

import pytest

from tests.support.place import Place
from tests.support.processes import ask, descriptors, family, until
from tests.support.small import write_release

PAGE = "/doc/country/armenia?n={}"
QUERY = "/sparql?query=ASK%20%7B%7D%23{}"
# What a client waits for: the seconds that a query has here, those after it that nobody need wait
# for longer, and one for the answer.
PATIENCE = 3.0 + 2.0 + 1.0


@pytest.fixture
def place(tmp_path):
    """A place whose server does not run yet."""
    return Place(tmp_path)


@pytest.mark.parametrize("fault", ["spawn", "interpreter"])
def test_query_processes_that_cannot_be_started(place, small_release, fault):
    """Who asks is told in time to come again, health at once, whoever reloads that it is not done;
    once they can be started all is well. The fault is said once."""
    limits = {"query_seconds": 3.0, "fast_seconds": 1.0, "threads": 2}
    with place.served(small_release, **limits):
        until(place.is_well)
        with place.failing(fault):
            place.kill("supervisor")
            until(lambda: not family(place.process.pid)["supervisor"])
            for number, path in enumerate(("/health", PAGE, QUERY, "/health")):
                status, headers, _ = ask(place.port, path=path.format(number), timeout=PATIENCE)
                assert (status, headers["Retry-After"]) == (503, "1"), path
            place.process.send_signal(signal.SIGHUP)
            until(lambda: "not reloaded: " in place.log.read_text())
        until(place.is_well)
        assert place.stops()
    log = place.log.read_text()
    assert "serving release" not in log
    assert log.count("the query processes do not start") == 2  # when it began and when it was over


def test_what_does_not_heal_ends(place, small_release):
    """The first process says what is missing and ends, so that the service manager sees it."""
    with place.served(small_release, heal_seconds=2.0), place.failing("spawn"):
        place.kill("supervisor")
        assert place.process.wait(20) not in (0, None)
    log = place.log.read_text()
    assert "after 2 seconds not all is back: 2 of 2 web processes, query processes away" in log
    assert not list(place.run.iterdir())


@pytest.mark.parametrize("fault", ["fork", "thread"])
def test_web_processes_that_cannot_be_started(place, small_release, fault):
    """The first process tries again until they can; meanwhile it tells clients itself to come
    again."""
    with place.served(small_release):
        until(place.is_well)
        opened = len(descriptors(place.process.pid))
        with place.failing(fault):
            place.kill("web")
            until(place.log.read_text)
            place.process.send_signal(signal.SIGHUP)
            for _ in range(8):
                status, headers, body = ask(place.port, path="/health", timeout=PATIENCE)
                assert (status, headers["Retry-After"]) == (503, "1")
                assert json.loads(body)["type"].endswith("/problems#busy")
        until(place.is_well)
        assert len(descriptors(place.process.pid)) <= opened + 1
        assert place.stops()
    assert "Traceback" not in place.log.read_text()


def test_web_processes_die_while_a_release_is_loaded(place, tmp_path):
    """They come back at once, though the query processes of the new one cannot be started yet."""
    first = write_release(tmp_path / "releases")
    with place.served(first):
        until(place.is_well)
        facts = json.loads((first.folder / "release.json").read_text())
        new = shutil.copytree(first.folder, first.folder.with_name("new"))
        (new / "release.json").write_text(json.dumps(facts | {"data_date": "2026-11-23"}))
        link = tmp_path / "releases" / "current"
        link.unlink()
        link.symlink_to("releases/new")
        with place.failing("spawn"):
            place.process.send_signal(signal.SIGHUP)
            until(lambda: "do not start" in place.log.read_text())
            place.kill("web")
            until(lambda: len(family(place.process.pid)["web"]) == 2)
            assert ask(place.port, path="/health")[0] == 200
        until(lambda: b"2026-11-23" in ask(place.port, path="/health")[2])
        assert place.stops()


def test_a_stop_while_nothing_can_be_started(place, small_release):
    """It ends as always."""
    with place.served(small_release), place.failing("spawn"), place.failing("fork"):
        place.kill("supervisor", "web")
        until(place.log.read_text)
        assert place.stops()


def test_a_reload_while_web_processes_die(place, small_release):
    """Whenever the signal comes; the service goes on, and stops when it is told to."""
    with place.served(small_release):
        for _ in range(20):
            place.kill("web")
            place.process.send_signal(signal.SIGHUP)
        until(place.is_well)
        assert place.stops()


@pytest.mark.parametrize("kind", ["supervisor", "web"])
def test_a_process_that_hangs_is_replaced(place, small_release, kind):
    """It lives but does nothing: nobody waits for it longer than for one that is dead."""
    with place.served(small_release, query_seconds=3.0, fast_seconds=1.0):
        until(place.is_well)
        stopped = family(place.process.pid)[kind]
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        if kind == "supervisor":
            assert ask(place.port, path=QUERY, timeout=PATIENCE)[0] in (200, 503)
        until(lambda: not family(place.process.pid)[kind] & stopped and place.is_well())
        assert place.stops()


def test_a_cleaner_of_temporary_folders(place, small_release):
    """There is nothing to clean: all processes come back, and nobody complains."""
    with place.served(small_release):
        until(place.is_well)
        assert not list(place.run.iterdir())
        shutil.rmtree(place.run)
        for kinds in (("web",), ("supervisor",), ("workers", "web")):
            place.kill(*kinds)
            until(place.is_well)
        assert place.stops()
    assert not place.log.read_text()
