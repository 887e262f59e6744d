"""The supervisor: places shared fairly, the dead replaced, those who leave forgotten, none left."""

import errno
import os
import resource
import select
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack, suppress
from contextvars import copy_context
from math import inf
from pathlib import Path

import pytest

from pfpgraph.formats import RESULT_FORMATS
from pfpgraph.problems import Problem
from pfpgraph.query.pool import cancellation, ipc
from pfpgraph.query.pool.counters import PoolCounters
from pfpgraph.query.pool.scheduler import Job, Scheduler
from pfpgraph.query.pool.supervisor import Asker, Supervisor, Worker
from pfpgraph.query.pool.watchdog import Watchdog
from pfpgraph.query.pool.worker import DONE
from pfpgraph.query.pool.worker_store import WorkerStore
from pfpgraph.query.query import Query
from pfpgraph.settings import Settings
from tests.support.processes import descriptors

JSON = RESULT_FORMATS[0]
LONG = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
# Niceness of this process and so of its workers, and of those that step back.
OWN = os.nice(0)
NICER = min(OWN + 10, 19)
LONGER = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }"


@pytest.fixture
def patient(dump):
    """Query processes of this test's own, one for outside, whose turns outlast the test."""
    settings = Settings(query_workers=1, slow_places=1, fast_seconds=60, query_seconds=60)
    with Watchdog(settings, dump) as running:
        yield running


@pytest.fixture
def pages(patient):
    """Our own pages as askers; their worker is there."""
    store = WorkerStore(patient.socket)
    assert store.ask("ASK { ?s ?p ?o }")
    return store


def workers_of(watchdog):
    """The processes of the workers."""
    pid = watchdog.pid
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def niceness(watchdog):
    """How nice each worker is in all its threads."""
    return [
        max(
            os.getpriority(os.PRIO_PROCESS, int(thread))
            for thread in (path.name for path in Path(f"/proc/{pid}/task").iterdir())
        )
        for pid in workers_of(watchdog)
    ]


def watch(pids):
    """Descriptors that tell when processes end."""
    return {os.pidfd_open(pid): pid for pid in pids}


def ended(watched, least=1):
    """Those of the watched processes that have ended, when so many have. Fails after a while."""
    over = []
    while len(over) < least:
        ready, _, _ = select.select(list(watched), [], [], 10)
        assert ready, "the processes have not ended"
        for descriptor in ready:
            os.close(descriptor)
            over.append(watched.pop(descriptor))
    return over


def is_whole_again(watchdog, pages, before):
    """Whether all workers are new ones and as many, within some rounds of the supervisor."""
    for _ in range(1000):
        now = workers_of(watchdog)
        if len(now) == len(before) and not set(now) & set(before):
            return True
        pages.ask("ASK {}")
    return False


def ask_long(watchdog, client):
    """A connection on which a long query is asked."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    connection.connect(watchdog.socket.replace("@", "\0"))
    connection.send(ipc.pack(1, Query(LONG, client=client), JSON))
    return connection


def start_long(watchdog, pages, client):
    """A connection on which a long query runs. It is taken, read and handed out in three rounds
    of the supervisor, and each page's query is a round."""
    connection = ask_long(watchdog, client)
    for _ in range(3):
        assert pages.ask("ASK { ?s ?p ?o }")
    return connection


@pytest.mark.parametrize("clients", ["aa", "bcd"], ids=["its client's", "all"])
def test_when_the_places_in_the_slow_lane_are_taken(dump, clients):
    """The one place of a client, or all: who has a turn behind it and no place is refused at once
    and told when to come again; those who have one go on."""
    settings = Settings(query_workers=3, slow_places=2, fast_seconds=0.05, query_seconds=60)
    with Watchdog(settings, dump) as watchdog, ExitStack() as stack:
        asking = [stack.enter_context(ask_long(watchdog, client)) for client in clients]
        answered, _, _ = select.select(asking, [], [], 30)

        [refusal] = [connection.recv(10_000) for connection in answered]
        assert b'"busy"' in refusal and b"retry_after" in refusal
        pages, others = WorkerStore(watchdog.socket), set(asking) - set(answered)
        assert all(pages.ask("ASK { ?s ?p ?o }") for _ in range(100))
        assert select.select(others, [], [], 0)[0] == []


def test_one_who_leaves_frees_the_worker(patient, pages):
    """The worker of a client that has gone is killed, and the next client gets its place."""
    watched = watch(workers_of(patient))
    with start_long(patient, pages, "a"):
        pass

    assert len(ended(watched)) == 1

    assert pages.query("ASK {}", JSON, client="b")


def test_one_who_leaves_the_queue_is_forgotten(patient, pages):
    """What waits for a place and is not wanted any more is not run, and harms nobody."""
    pid = patient.pid
    with start_long(patient, pages, "a"):
        with start_long(patient, pages, "b"):
            pass
        assert pages.ask("ASK { ?s ?p ?o }")
        watched = watch(workers_of(patient))
    ended(watched)

    assert pages.query("ASK {}", JSON, client="c")
    assert patient.pid == pid


def test_a_worker_that_is_long_in_dying_keeps_nobody_waiting(dump):
    """One that is stopped does not die of its alarm; its client is told in time, all goes on."""
    settings = Settings(query_workers=1, slow_places=1, fast_seconds=60, query_seconds=3)
    with Watchdog(settings, dump) as watchdog:
        pages = WorkerStore(watchdog.socket)
        with start_long(watchdog, pages, "a") as waiting:
            waiting.settimeout(10)
            while NICER not in niceness(watchdog):
                assert pages.ask("ASK {}")
                assert not select.select([waiting], [], [], 0)[0], "it never stepped back"
            busy = workers_of(watchdog)[niceness(watchdog).index(NICER)]
            os.kill(busy, signal.SIGSTOP)
            watched = watch([busy])
            assert b"time" in waiting.recv(10_000)
            assert not waiting.recv(10_000)
            assert pages.ask("ASK {}")  # what runs is noted between two rounds
            counts = watchdog.counters
            assert counts.read("query_workers_ended", "time") == 1
            assert [counts.read("queries_running", lane) for lane in ("fast", "slow")] == [0, 0]
        assert ended(watched) == [busy]

        assert pages.query("ASK {}", JSON, client="a")
        assert counts.read("query_workers_ended", "time") == 1


def test_none_is_left_by_one_who_ended_at_once(dump):
    """Whoever started it may be gone before it can ask to end with it."""
    gone = subprocess.Popen(["true"])
    assert gone.wait() == 0
    counters = PoolCounters()
    with ipc.listen() as listener:
        command = [sys.executable, "-m", "pfpgraph.query.pool.supervisor", str(gone.pid)]
        passed = [listener.fileno(), counters.descriptor, 2]
        arguments = [*map(str, passed), "0", str(dump)]
        started = subprocess.run([*command, *arguments], pass_fds=passed, timeout=20)
    assert started.returncode == 1
    assert counters.read("supervisors_started") == 0


def test_nothing_of_the_folder_it_runs_in_is_loaded(dump, limits, tmp_path, monkeypatch):
    """A file there may have the name of a module."""
    (tmp_path / "html.py").write_text("raise SystemExit")
    monkeypatch.chdir(tmp_path)
    with Watchdog(limits, dump) as watchdog:
        assert watchdog.is_ready()


def test_killed_workers_are_replaced(patient, pages):
    """All at once, idle or not: who waits is told, all else answers, all are there again."""
    before = workers_of(patient)
    watched = watch(before)
    with start_long(patient, pages, "a") as waiting:
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        assert b"SIGKILL" in waiting.recv(10_000)
    assert ended(watched, least=len(before))

    for client in ("", "a", "b"):
        assert pages.query("ASK {}", JSON, client=client)
    assert is_whole_again(patient, pages, before)


def test_a_long_query_gives_way(patient, pages):
    """Its process is nice, so that what is short comes first."""
    with start_long(patient, pages, "a"):
        assert any(
            NICER in niceness(patient) or not pages.ask("ASK { ?s ?p ?o }") for _ in range(9999)
        )


def test_nobody_gives_way_for_ever(patient, pages):
    """Once the long query is answered its worker, or the one in its place, is like the others."""
    assert pages.query(LONGER, JSON, client="a")

    assert any(
        niceness(patient) == [OWN] * 3 or not pages.ask("ASK {?s ?p ?o}") for _ in range(999)
    )


def test_a_killed_supervisor_is_replaced(patient, pages):
    """Its workers go with it; connections are made anew; the query is simply asked again."""
    watched = watch(workers_of(patient))
    os.kill(patient.pid, signal.SIGKILL)

    assert pages.ask("ASK { ?s ?p ?o }")
    assert ended(watched, least=3)


def test_the_longest_message_is_handed_on(workers):
    """What a socket takes from a client it also takes to a worker, to the last byte; more is
    refused at once. (Else no worker could ever be given it.)"""
    one, other = ipc.pair()
    with one, other:
        most = min(ipc.LARGEST, one.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF))
    head = len(ipc.pack(1, Query("ASK {} #", client="a"), JSON))
    answers = []
    for length in range(most - 48, most + 2, 4):
        try:
            text = "ASK {} #".ljust(length - head + 8, "a")
            answers.append(bool(workers.query(text, JSON, client="a")))
        except Problem as problem:
            answers.append(problem.row.slug)

    assert answers == sorted(answers, key=str)
    assert set(answers) == {True, "too-long"}


def test_nothing_is_left_after_a_stop(dump, limits):
    """No process, no socket; who asks then is told to come back."""
    watchdog = Watchdog(limits, dump)
    watchdog.start()
    store = WorkerStore(watchdog.socket)
    assert store.ask("ASK { ?s ?p ?o }")
    watched = watch([watchdog.pid, *workers_of(watchdog)])
    watchdog.stop()

    assert ended(watched, least=7)
    with pytest.raises(Problem) as caught:
        store.query("ASK {}", JSON)
    assert caught.value.row.slug == "busy"


def test_one_who_goes_before_it_is_heard():
    """With an answer that it has not read, after the supervisor was told that it asks: it is
    forgotten like any other who goes."""
    with ipc.listen() as listener:
        supervisor = Supervisor(listener, None, Settings(), PoolCounters())
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as asker:
            asker.connect(listener.getsockname())
            supervisor._accept(select.EPOLLIN)
            [(descriptor, hear)] = supervisor._handlers.items()
            with ipc.from_descriptor(os.dup(descriptor)) as answering:
                answering.send(b"an answer")
            asker.send(ipc.pack(1, Query("ASK {}", client="a"), JSON))
        hear(select.EPOLLIN)
        supervisor._epoll.close()

    assert supervisor._handlers == {}


@pytest.fixture
def alone():
    """A supervisor in this process, which has a socket and no graph."""
    with ipc.listen() as listener:
        supervisor = Supervisor(listener, None, Settings(), PoolCounters())
        yield supervisor
        supervisor._epoll.close()
        os.close(supervisor._spare)


def test_a_worker_that_cannot_be_started(alone, monkeypatch, capsys):
    """It is tried again after a pause, not at once; nothing stays open; the fault is said once;
    whoever had asked is told to come again."""

    def fork():
        """The system has no memory left."""
        raise OSError(errno.ENOMEM, os.strerror(errno.ENOMEM))

    monkeypatch.setattr(os, "fork", fork)
    before = descriptors("self")
    pauses = []
    for _ in range(3):
        alone._forks_at = 0.0
        assert not alone._fork()
        pauses.append(alone._pause_of_forks)
    assert pauses == sorted(set(pauses))
    assert not alone._fork()  # before the pause is over
    assert descriptors("self") == before
    assert capsys.readouterr().err.count("Cannot allocate memory") == 1

    ours, theirs = ipc.pair()
    with ours, theirs:
        alone._scheduler.offer(Job("a", 10.0, b"", 7, Asker(ours)), 0.0)
        alone._dispatch(alone._scheduler.next(0.0))
        assert b"restarting" in theirs.recv(10_000)
    assert alone._scheduler.running == {"pages": [], "fast": [], "slow": []}


def test_one_without_a_descriptor_left(alone):
    """It turns away who connects, and does not turn round and round."""
    with ExitStack() as stack:
        asker = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET))
        asker.connect(alone._listener.getsockname())
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (alone._spare + 64, hard))
        stack.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        taken = []
        with suppress(OSError):
            while True:
                taken.append(stack.enter_context(Path(os.devnull).open()))
        alone._accept(select.EPOLLIN)
        assert asker.recv(1) == b""
        assert alone._handlers == {} and taken


def test_nonsense_harms_nobody(watchdog, workers):
    """A message that is no request ends its connection."""
    pid = watchdog.pid
    for nonsense in (b"", b"a", b"\xff" * 100):
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as asker:
            asker.settimeout(10)
            asker.connect(watchdog.socket.replace("@", "\0"))
            asker.send(nonsense)
            assert asker.recv(10_000) == b""
    assert workers.ask("ASK {}") and watchdog.pid == pid


def test_strangers_are_not_answered(watchdog, monkeypatch):
    """Nor asked: the name of a socket belongs to no user."""
    one, other = ipc.pair()
    with one, other:
        assert ipc.is_ours(one)
        monkeypatch.setattr(os, "geteuid", lambda: 4711)
        assert not ipc.is_ours(one)
    with pytest.raises(ConnectionRefusedError):
        ipc.Connection(watchdog.socket)


def test_nobody_is_waited_for_without_end(monkeypatch):
    """Who connects where nobody answers is told to come again when its time is over."""
    monkeypatch.setattr(ipc, "_GRACE", 0.0)
    with ipc.listen() as listener:
        for store in (
            WorkerStore(ipc.name(listener), 0.1),
            WorkerStore(ipc.name(listener), 1000.0, lambda: 1.0),
        ):
            with pytest.raises(Problem) as caught:
                store.query("ASK {}", JSON)
            assert (caught.value.row.slug, caught.value.members["retry_after"]) == ("busy", 1)


def test_the_queries_of_a_page_share_its_time(workers):
    """One that comes when that is over is refused, though it would be quick."""
    token = cancellation.Cancellation()
    token._begun -= 100.0

    def ask():
        """A query of the client."""
        cancellation.use(token)
        with pytest.raises(Problem) as caught:
            workers.rows("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 100000")
        return caught.value.row.slug

    assert copy_context().run(ask) in ("time", "busy")


def test_a_graph_that_cannot_be_loaded_is_said_once(limits, tmp_path, capfd):
    """With its file, in one line, however often it is tried again."""
    with Watchdog(limits, tmp_path / "graph.nq") as watchdog:
        assert not watchdog.is_ready()
        tried = watchdog._faults._times
        while watchdog._faults._times < tried + 2:
            assert not watchdog._stopping.wait(0.01)
    said = capfd.readouterr().err
    assert said.count("\n") == said.count(f"{tmp_path / 'graph.nq'}: ") == 1


def test_a_keeper_that_cannot_start(dump, limits, monkeypatch):
    """Nothing is signalled that it has not started: least of all all processes of a group."""
    monkeypatch.setattr(os, "kill", lambda *arguments: pytest.fail(f"kill{arguments}"))
    monkeypatch.setattr(os, "posix_spawn", lambda *_, **__: Path("/nowhere").stat())
    with Watchdog(limits, dump) as watchdog:
        assert watchdog.counters.down and not watchdog.is_ready(lambda: True)


# The scheduler by itself: time is an argument.


def scheduler(**options):
    """Scheduler with three fast places and two slow ones."""
    return Scheduler(Settings(query_workers=3, slow_places=2, fast_seconds=0.25, **options))


def started(scheduler, now):
    """The clients whose queries start now."""
    jobs = []
    while job := scheduler.next(now):
        jobs.append(job)
    return jobs


def offer(scheduler, clients, now):
    """Queries of clients, one each."""
    for client in clients:
        scheduler.offer(Job(client, 10.0, b""), now)


def test_a_client_alone_may_use_the_whole_fast_lane():
    """Nobody else is about."""
    shared = scheduler()
    offer(shared, "aaaaa", 0.0)

    assert [job.client for job in started(shared, 0.0)] == ["a", "a", "a"]


def test_another_comes_next():
    """Who has used less time lately overtakes those who wait with many queries."""
    shared = scheduler()
    offer(shared, "aaaaaa", 0.0)
    first, *_ = started(shared, 0.0)
    offer(shared, "b", 0.1)
    shared.finish(first, 0.25)

    assert [job.client for job in started(shared, 0.25)] == ["b"]


def test_the_last_place_is_left_to_those_who_use_little():
    """Clients that use whole turns do not hold every place while others are about."""
    shared = scheduler()
    for turn in range(3):
        offer(shared, "abcd", turn * 0.3)
        for job in started(shared, turn * 0.3) + started(shared, turn * 0.3):
            shared.finish(job, turn * 0.3 + 0.26)
    offer(shared, "abcd", 1.0)
    heavy = started(shared, 1.0)
    offer(shared, "e", 1.1)

    assert len(heavy) == 2
    assert [job.client for job in started(shared, 1.1)] == ["e"]


def test_many_small_queries_are_no_turn():
    """Who asks much in small pieces has the last place; who used up one turn has it not."""
    shared = scheduler()
    for now in range(30):
        offer(shared, "a", now / 10)
        shared.finish(*started(shared, now / 10), now / 10 + 0.09)
    offer(shared, "bcd", 3.0)
    for job in started(shared, 3.0):
        shared.finish(job, 3.25)
    offer(shared, "bcd", 3.3)
    assert len(started(shared, 3.3)) == 2
    offer(shared, "a", 3.3)

    assert [job.client for job in started(shared, 3.3)] == ["a"]


def test_pages_have_a_place_of_their_own():
    """However many others run and wait."""
    shared = scheduler()
    offer(shared, "abcdef", 0.0)
    started(shared, 0.0)
    offer(shared, ["", ""], 0.1)

    assert [job.lane for job in started(shared, 0.1)] == ["pages"]


def test_too_many_in_the_queue_are_refused():
    """The queue is bounded."""
    shared = scheduler()
    offer(shared, "a" * 1000, 0.0)

    with pytest.raises(Problem) as caught:
        offer(shared, "b", 0.0)
    assert caught.value.row.slug == "busy"


def test_the_wait_for_the_slow_lane_is_told():
    """Retry-After is the time until the first place is free: seconds count from the asking."""
    shared = scheduler(query_seconds=10)
    offer(shared, "abc", 0.0)
    first, second, third = started(shared, 0.0)
    shared.slow(first, 1.0)
    shared.slow(second, 4.0)

    with pytest.raises(Problem) as caught:
        shared.slow(third, 7.0)
    assert caught.value.members["retry_after"] == 3


def test_the_seconds_of_a_query_count_from_when_it_is_asked():
    """In each lane it has what is left, so that it ends within them however long it waited."""
    shared = scheduler(query_seconds=10)
    offer(shared, "a", 0.0)
    (job,) = started(shared, 4.0)
    assert job.limit == 0.25
    shared.slow(job, 4.25)

    assert job.limit == 5.75


def test_who_waited_too_long_is_taken_out():
    """The others wait on."""
    shared = scheduler(query_seconds=10)
    offer(shared, "aaaa", 0.0)
    started(shared, 0.0)
    offer(shared, "b", 5.0)
    offer(shared, ["", ""], 0.0)
    started(shared, 0.0)

    assert [job.client for job in shared.overdue(10.0)] == ["", "a"]
    assert list(shared.fast) == ["b"]


def test_a_long_query_is_not_counted_against_a_short_one():
    """Who had the slow lane comes next in the fast one like everybody else."""
    shared = scheduler()
    offer(shared, "abc", 0.0)
    first, *others = started(shared, 0.0)
    shared.slow(first, 0.1)
    for other in others:
        shared.finish(other, 0.2)
    shared.finish(first, 10.0)
    offer(shared, "ba", 10.0)

    assert [job.client for job in started(shared, 10.0)] == ["a", "b"]


def test_a_turn_counts_seconds_on_a_processor():
    """A query in the fast lane has its turn on a processor, however busy that is; elsewhere, and
    for one that has less time than it would wait, the clock decides."""
    shared = scheduler(query_seconds=10)
    offer(shared, "a", 0.0)
    (job,) = started(shared, 0.0)
    assert (job.turn, job.wall_limit, job.may_go_on) == (0.25, 1.0, True)
    shared.slow(job, 1.0)
    assert (job.turn, job.wall_limit, job.may_go_on) == (inf, 9.0, False)

    hurried = scheduler()
    hurried.offer(Job("a", 0.5, b""), 0.0)
    (job,) = started(hurried, 0.0)
    assert (job.turn, job.wall_limit, job.may_go_on) == (0.25, 0.5, False)


def test_the_name_of_a_thread_is_no_answer():
    """A worker whose first words still wait is not taken for one that has answered."""
    ours, theirs = ipc.pair()
    new = Worker(0, ours, 0)
    with ours, theirs:
        assert not new.has_reported()
        theirs.send(b"4711")
        assert not new.has_reported()
        ours.recv(16)
        theirs.send(DONE)
        assert new.has_reported()
        ours.recv(16)
        theirs.close()
        assert new.has_reported()
