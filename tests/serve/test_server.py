"""The server: one line when it answers, every process but the first replaceable, nothing left."""

import http.client
import itertools
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from types import SimpleNamespace
from urllib.parse import quote

import pytest

from pfpgraph.problems import Problem
from pfpgraph.serve import server
from pfpgraph.serve.reload import Reloader
from pfpgraph.settings import Settings
from tests.support.processes import family, queries, serving, starting, until

CALL = "/sparql?query=SELECT%20(COUNT(*)%20AS%20%3Fn)%20%7B%3Fs%20%3Fp%20%3Fo%7D"

SLOW = "SELECT (COUNT(*) AS ?n) { { SELECT * { ?a ?b ?c } LIMIT 300 } ?d ?e ?f FILTER(?c != ?f) }"
ONE_LINE = """
from pfpgraph import cli
from pfpgraph.settings import Settings
from pfpgraph.serve import server
cli.pfpgraph.main = lambda **_: server.serve(Settings.read())
cli.main()
"""


@pytest.fixture
def running(small_release, tmp_path):
    """A server in a process of its own that has said that it answers: process, port, its line."""
    with serving(small_release, tmp_path) as server:
        yield server


@pytest.fixture(scope="module")
def lasting(small_release, tmp_path_factory):
    """The same for all tests after which it goes on: process and port."""
    with serving(small_release, tmp_path_factory.mktemp("lasting")) as (process, port, _):
        yield process, port


def answer(port, path="/health"):
    """The status of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def is_whole(pid):
    """Whether the supervisor, its six workers and two web processes are there."""
    return [len(part) for part in family(pid).values()] == [1, 6, 2]


def all_end(pids):
    """Whether processes end that are watched from now on."""
    watched = [os.pidfd_open(pid) for pid in pids]

    def check():
        """Wait for each."""
        over = all(select.select([one], [], [], 10)[0] for one in watched)
        for one in watched:
            os.close(one)
        return over

    return check


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_it_says_one_line_and_stops_without_a_trace(running, tmp_path, stop):
    """The line has the address; after the signal no process and no file is left."""
    process, port, line = running
    assert line == f"pfpgraph: serving http://127.0.0.1:{port}/\n"
    assert answer(port) == answer(port, CALL) == 200
    gone = all_end(set().union(*family(process.pid).values()))

    process.send_signal(stop)

    assert process.wait(10) == 0
    assert process.stdout.read() == ""
    assert gone()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("there", ["supervisor", "web"])
def test_it_stops_while_it_starts(small_release, tmp_path, there):
    """As soon as the first processes of a kind are there: none is waited for in vain."""
    with starting(small_release, tmp_path, stop_seconds=60.0) as process:
        until(lambda: family(process.pid)[there])
        process.terminate()

        assert process.wait(20) == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("there", ["supervisor", "web"])
def test_a_reload_while_it_starts(small_release, tmp_path, there):
    """It waits until there is something to reload: the signal does not end the server."""
    with starting(small_release, tmp_path) as process:
        until(lambda: family(process.pid)[there])
        process.send_signal(signal.SIGHUP)
        said = {process.stdout.readline().split()[2] for _ in range(2)}
        assert {"release"} < said
        process.terminate()
        assert process.wait(20) == 0


def test_a_reload_when_a_web_process_has_just_died(capsys, small_release):
    """Whose end nobody has seen yet: it is no error."""
    gone = subprocess.Popen(["true"])
    gone.wait()
    process = SimpleNamespace(is_alive=lambda: True, inner=SimpleNamespace(pid=gone.pid))
    web = SimpleNamespace(_reloader=SimpleNamespace(reload=lambda _: small_release), wrks=[process])
    server._Web._reload_release(web, lambda: None)
    assert capsys.readouterr().out == f"pfpgraph: serving release {small_release.folder.name}\n"


def test_no_thread_for_the_query_processes(small_release, monkeypatch):
    """It is said in words, whether the server starts or reloads."""

    def start(_thread):
        """The system has none left."""
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", start)
    with pytest.raises(Problem, match="cannot be started: can't start new thread"):
        Reloader(Settings(out=str(small_release.folder.parents[1])))


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_requests_under_way_end_before_it_stops(small_release, tmp_path, stop):
    """They have their whole answer; no new one is taken."""
    slow = quote(SLOW)
    limits = {"fast_seconds": 30.0, "query_seconds": 30.0, "stop_seconds": 30.0}
    with serving(small_release, tmp_path, **limits) as (process, port, _):
        statuses = []
        asking = [
            threading.Thread(
                target=lambda n: statuses.append(answer(port, f"/sparql?query={slow}%23{n}")),
                args=(number,),
            )
            for number in range(3)
        ]
        for thread in asking:
            thread.start()
        until(lambda: queries(port, "running") == 3)
        gone = all_end(set().union(*family(process.pid).values()))
        process.send_signal(stop)
        assert process.wait(20) == 0
        for thread in asking:
            thread.join()

        assert statuses == [200] * 3
        assert gone()
        assert list(tmp_path.iterdir()) == []


def test_what_will_not_end_is_ended(small_release, tmp_path):
    """When the time for it is over, the server stops all the same."""
    limits = {"stop_seconds": 1.0, "fast_seconds": 60.0, "query_seconds": 60.0}
    with serving(small_release, tmp_path, **limits) as (process, port, _):
        endless = quote("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
        with socket.create_connection(("127.0.0.1", port), timeout=20) as asking:
            asking.sendall(f"GET /sparql?query={endless} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
            until(lambda: queries(port, "running") == 1)
            gone = all_end(set().union(*family(process.pid).values()))
            process.terminate()
            assert process.wait(20) == 0
            assert gone()
        assert list(tmp_path.iterdir()) == []


def test_the_second_of_two_is_refused(lasting, small_release):
    """In one line that says what to do; the first goes on."""
    _, port = lasting
    out = str(small_release.folder.parents[1])
    environment = os.environ | {"PFPGRAPH_OUT": out, "PFPGRAPH_PORT": str(port)}
    done = subprocess.run(
        [sys.executable, "-c", ONE_LINE], env=environment, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert f"127.0.0.1:{port}: " in done.stderr and "--port" in done.stderr
    assert answer(port) == 200


def test_the_service_manager_is_told(small_release, tmp_path, monkeypatch):
    """When the service answers, and not before; then that its first process is alive (sd_notify).
    A manager that takes nothing more is not waited for."""
    path = tmp_path / "notify"
    (tmp_path / "run").mkdir()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(path))
        monkeypatch.setenv("NOTIFY_SOCKET", str(path))
        monkeypatch.setenv("WATCHDOG_USEC", "1000000")
        with serving(small_release, tmp_path / "run") as (_, port, _):
            manager.settimeout(10)
            states = [manager.recv(100) for _ in range(20)]
            ready = states.index(b"READY=1")
            assert set(states[ready + 1 :]) == {b"WATCHDOG=1"}
            assert answer(port) == 200


def test_every_process_but_the_first_may_be_killed(lasting):
    """Each kind twice in a row, at once in all its processes; then all are there and answer."""
    process, port = lasting
    until(lambda: is_whole(process.pid))
    for kind in ("workers", "supervisor", "web", "web"):
        victims = family(process.pid)[kind]
        gone = all_end(victims)
        for victim in victims:
            os.kill(victim, signal.SIGKILL)
        assert gone()
        until(lambda: is_whole(process.pid) and answer(port, CALL) == 200)

    assert process.poll() is None


def test_nothing_survives_the_first_process(running):
    """Whatever kills it, the others go with it and the port is free."""
    process, port, _ = running
    gone = all_end(set().union(*family(process.pid).values()))
    process.kill()

    assert process.wait(10) and gone()
    with socket.create_server(("127.0.0.1", port)):
        pass


@pytest.mark.parametrize("shared", [False, True], ids=["alone", "shared"])
def test_a_port_in_use_is_one_clear_line(small_release, shared):
    """Also when its owner would share it."""
    with socket.create_server(("127.0.0.1", 0), reuse_port=shared) as owner:
        port = owner.getsockname()[1]
        out = str(small_release.folder.parents[1])
        with pytest.raises(Problem) as caught:
            server.serve(Settings(out=out, port=port))

    assert caught.value.row.slug == "port"
    assert caught.value.detail.startswith(f"127.0.0.1:{port}: ")
    assert "\n" not in caught.value.detail


def test_an_address_in_brackets_is_served(small_release, tmp_path):
    """The line says it as browsers take it."""
    with serving(small_release, tmp_path, host="[::1]") as (_, port, line):
        assert line == f"pfpgraph: serving http://[::1]:{port}/\n"
        with socket.create_connection(("::1", port), timeout=10) as connection:
            connection.sendall(f"GET /health HTTP/1.0\r\nHost: [::1]:{port}\r\n\r\n".encode())
            assert connection.recv(12) == b"HTTP/1.0 200"


@pytest.mark.parametrize(
    "host",
    ["no.such.host.invalid", "192.0.2.1", "[2001:db8::1]", "[::1", "a b", "é" * 70, "a..b", "a\0b"],
)
def test_a_host_that_is_not_ours(small_release, host):
    """It is refused like a port in use, and not called one."""
    with pytest.raises(Problem) as caught:
        server.serve(Settings(out=str(small_release.folder.parents[1]), host=host))

    assert caught.value.row.slug == "port"


def test_no_release_is_said(tmp_path):
    """There is nothing to serve before a build."""
    with pytest.raises(Problem) as caught:
        server.serve(Settings(out=str(tmp_path), port=0))

    assert caught.value.row.slug == "setting"


class Load:
    """Requests in several threads, no two alike, each with the moment of its start and with its
    status, 0 when the connection broke."""

    def __init__(self, port, threads=6):
        """Start to ask."""
        self._port, self._over, self.requests = port, threading.Event(), []
        self._numbers = itertools.count()
        self._threads = [threading.Thread(target=self._ask) for _ in range(threads)]
        for thread in self._threads:
            thread.start()

    def _ask(self):
        """Ask until told to stop."""
        while not self._over.is_set():
            begun = time.monotonic()
            try:
                status = answer(self._port, f"{CALL}%23{next(self._numbers)}")
            except (OSError, http.client.HTTPException):
                status = 0
            self.requests.append((begun, status))

    def goes_on(self):
        """Whether so many requests have begun and been answered since this was called."""
        now = time.monotonic()
        until(lambda: sum(begun > now for begun, _ in list(self.requests)) >= 50)

    def stop(self):
        """Let the threads end."""
        self._over.set()
        for thread in self._threads:
            thread.join()


@pytest.mark.parametrize(
    ("kind", "number"), [("workers", 1), ("workers", 6), ("supervisor", 1), ("web", 1)]
)
def test_only_requests_in_flight_fail(lasting, kind, number):
    """Under load, kill -9 of processes of a kind: only what was under way just then may fail, all
    that is asked later has its answer, and all processes are there again."""
    process, port = lasting
    until(lambda: is_whole(process.pid))
    load = Load(port)
    try:
        load.goes_on()
        victims = sorted(family(process.pid)[kind])[:number]
        gone = all_end(victims)
        for victim in victims:
            os.kill(victim, signal.SIGKILL)
        assert gone()
        killed = time.monotonic()
        until(lambda: is_whole(process.pid))
        load.goes_on()
    finally:
        load.stop()

    assert [status for begun, status in load.requests if begun > killed and status != 200] == []
