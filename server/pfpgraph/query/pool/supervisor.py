"""The supervisor: one small process that loads the graph, forks the query workers, and hands each
query to an idle one.

It has a single thread (it forks) and never runs a query. Run it as
`python -m pfpgraph.query.pool.supervisor PARENT LISTENER COUNTERS REASON PART DUMP`, with the
process that starts it, the descriptors of a listening socket, of the memory to count in and of a
pipe to say in why it cannot serve, which part of the memory, the file to load, and settings in the
environment.
"""

import contextlib
import errno
import gc
import os
import resource
import select
import signal
import socket
import struct
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import NoReturn

from pfpgraph.fault_log import FaultLog
from pfpgraph.problems import Problem
from pfpgraph.query.pool import ipc, worker
from pfpgraph.query.pool.counters import PoolCounters
from pfpgraph.query.pool.scheduler import Job, Scheduler
from pfpgraph.query.store import EmbeddedStore
from pfpgraph.settings import Settings

_GONE = select.EPOLLHUP | select.EPOLLRDHUP | select.EPOLLERR
_SHORT = 0.03  # seconds that a query takes which nothing should come before
_REAP_INTERVAL = 0.005  # seconds between two looks whether a worker has died
_ALARM_GRACE = 0.1  # seconds after which it is not waited for a worker to die of its alarm
_WITHOUT_ROOM = (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOBUFS)
_NICENESS = 10  # how much nicer a longer one is: a tenth of the time of one that is short
_LISTENING = select.EPOLLIN | select.EPOLLRDHUP
_REASON_BYTES = 1000  # bytes in which it is said why a file cannot be loaded
_HEARTBEAT = 1.0  # seconds between two signs of life
_FIRST_PAUSE, _LONGEST_PAUSE = 0.02, 2.0  # seconds before a worker is forked after one that failed


@dataclass(eq=False, slots=True)
class Asker:
    """One who asks: the connection, and the query that is on its way."""

    socket: socket.socket
    job: Job | None = None


@dataclass(eq=False, slots=True)
class Worker:
    """A worker as the supervisor knows it: its process, what it writes to stderr, its query."""

    pid: int
    control: socket.socket
    errors: int
    thread: int = 0  # in which it runs queries, once that has begun
    job: Job | None = None
    killed: str = ""  # for what: "gone" or "time"
    retired: bool = False
    is_nice: bool = False
    dying_since: float = 0.0  # when it began to die

    def has_reported(self, seconds: float = 0.0) -> bool:
        """Whether it has said something of its query, or is gone, within so many seconds; its
        first words only name its thread."""
        if not select.select([self.control], [], [], seconds)[0]:
            return False
        try:
            return not self.control.recv(16, socket.MSG_PEEK).isdigit()
        except OSError:
            return True

    def lower_priority(self) -> None:
        """Let all others run first, once its query is no longer short."""
        if self.thread and not self.is_nice:
            self.is_nice = True
            worker.set_niceness(self.thread, _NICENESS)

    def restore_priority(self) -> bool:
        """Run like the others again; whether that is allowed."""
        if self.is_nice:
            try:
                worker.set_niceness(self.thread, 0)
            except PermissionError:
                return False
        self.is_nice = False
        return True


class Supervisor:
    """The clients, the workers, and the scheduler between them."""

    def __init__(
        self,
        listener: socket.socket,
        store: EmbeddedStore,
        settings: Settings,
        counters: PoolCounters,
    ) -> None:
        """Take a listening socket and the loaded graph; workers are forked when it runs."""
        self._listener, self._store, self._settings = listener, store, settings
        self._counters = counters
        self._scheduler = Scheduler(settings)
        self._buffer = ipc.Buffer()
        self._clients = 0
        self._spare = os.open(os.devnull, os.O_RDONLY)
        self._epoll = select.epoll()
        self._handlers: dict[int, Callable[[int], None]] = {}
        self._workers: list[Worker] = []
        self._idle: list[Worker] = []
        self._dying: list[Worker] = []
        self._checked_at = 0.0
        self._pause_of_forks, self._forks_at = 0.0, 0.0
        self._faults = FaultLog()

    def run(self) -> NoReturn:
        """Serve until killed; the workers die with this process."""
        self._listener.setblocking(False)
        self._watch(self._listener, select.EPOLLIN, self._accept)
        while True:
            self._counters.heartbeat()
            while len(self._workers) < self._scheduler.places and self._fork():
                pass
            while self._idle and (job := self._scheduler.next(time.monotonic())):
                self._dispatch(job)
            self._check_limits(time.monotonic())
            self._publish_counters()
            for dying in [*self._dying]:
                self._reap(dying)
            for descriptor, events in self._epoll.poll(self._pause):
                # What an earlier event of the same round has closed is no longer here.
                if handler := self._handlers.get(descriptor):
                    handler(events)

    @property
    def _pause(self) -> float:
        """The seconds after which something is to be looked at though nothing is reported."""
        if self._dying:
            return _REAP_INTERVAL
        return _HEARTBEAT if self._scheduler.is_idle else _SHORT

    def _end_late(self, late: Worker) -> None:
        """Answer for a worker that should have died of its alarm: to give much memory back takes
        long. What it may still say meets a closed connection."""
        job = late.job
        if not job or late.has_reported():
            return
        client = job.connection
        os.kill(late.pid, signal.SIGKILL)
        late.killed, late.job = "time", None
        self._counters.add("query_workers_ended", "time")
        self._scheduler.finish(job, time.monotonic())
        if not job.delivering:  # of an answer that has begun nothing more can be told
            self._refuse(job, self._time(job))
        job.disconnect()
        self._close_client(client)

    def _publish_counters(self) -> None:
        """Note how many are connected, and how many queries wait and run."""
        scheduler, put = self._scheduler, self._counters.put
        put(self._clients, "query_connections")
        put(len(scheduler.pages), "queries_waiting", "pages")
        put(scheduler.waiting, "queries_waiting", "fast")
        for lane, jobs in scheduler.running.items():
            put(len(jobs), "queries_running", lane)

    def _check_limits(self, now: float) -> None:
        """Let queries that are not short any more run behind those that may be; end those that
        are late, and refuse those that have waited too long."""
        if now - self._checked_at < _SHORT:
            return
        self._checked_at = now
        for each in self._workers:
            if each.job and each.job.client and now - each.job.started > _SHORT:
                each.lower_priority()
            if each.job and each.job.connection and now > _latest_end(each.job):
                self._end_late(each)
        for job in self._scheduler.overdue(now):
            problem = Problem("busy", "no-place", seconds=job.seconds, retry_after=1)
            self._refuse(job, problem)

    def _watch(self, file: socket.socket, events: int, handler: Callable[[int], None]) -> None:
        """Call a handler when something happens to a socket."""
        self._handlers[file.fileno()] = handler
        self._epoll.register(file, events)

    def _unwatch(self, file: socket.socket) -> None:
        """Close what was watched; workers may still hold a socket, so it must be taken out."""
        self._epoll.unregister(file)
        del self._handlers[file.fileno()]
        file.close()

    # Those who ask.

    def _accept(self, _: int) -> None:
        """Take in a new client."""
        try:
            connection, _ = self._listener.accept()
        except OSError as error:
            if error.errno in _WITHOUT_ROOM:
                self._reject_connection()
            return  # else it has gone again
        if not ipc.is_ours(connection):
            connection.close()
            return
        client = Asker(connection)
        self._clients += 1
        self._watch(connection, _LISTENING, lambda events: self._on_client_event(client, events))

    def _reject_connection(self) -> None:
        """Close the connection of one for whom there is no descriptor, by the one kept for that:
        else it would wait, and the event would come again at once."""
        os.close(self._spare)
        with contextlib.suppress(OSError):
            self._listener.accept()[0].close()
        self._spare = os.open(os.devnull, os.O_RDONLY)

    def _on_client_event(self, client: Asker, events: int) -> None:
        """Take the request of a client, or see that it has gone."""
        if events & _GONE:
            return self._disconnect(client)
        if client.job:  # it asks again, so it has its answer: only the report is still to come
            client.job.disconnect()
        try:
            job = client.job = self._job(client)
        except (ConnectionError, struct.error, ValueError):  # it went just now, or talks nonsense
            return self._disconnect(client)
        try:
            self._scheduler.offer(job, time.monotonic())
        except Problem as problem:
            self._refuse(job, problem)

    def _job(self, client: Asker) -> Job:
        """The request of a client: only who asks and for how long is read here."""
        message = self._buffer.receive(client.socket)
        number, name, seconds, waited = ipc.peek(message)
        # No alarm is set for zero seconds, so there are always some.
        seconds = max(0.001, min(seconds, self._settings.query_seconds))
        return Job(name, seconds, message, number, client, waited=waited)

    def _disconnect(self, client: Asker) -> None:
        """Forget a client that has gone, and kill the worker that still works for it."""
        self._close_client(client)
        if job := client.job:
            job.disconnect()
            if job.worker:
                self._kill(job.worker)
            else:
                self._scheduler.drop(job)

    def _close_client(self, client: Asker) -> None:
        """Close the connection of a client."""
        self._clients -= 1
        self._unwatch(client.socket)

    def _free(self, job: Job) -> None:
        """Note that the client of a query has its answer."""
        if job.connection:
            job.connection.job = None

    def _refuse(self, job: Job, problem: Problem) -> None:
        """Tell a client why its query has no answer."""
        self._free(job)
        with contextlib.suppress(OSError):  # that it has gone is seen in the next round
            ipc.send_problem(job.connection.socket, job.number, problem)

    # Those who answer.

    def _fork(self) -> bool:
        """Start a worker. Whether there is one: where none can be started, or they end at once, it
        is tried again after a pause that grows."""
        if time.monotonic() < self._forks_at:
            return False
        with ExitStack() as opened:
            try:
                ours, theirs = map(opened.enter_context, ipc.pair())
                errors, stderr = os.pipe()
                opened.callback(os.close, errors)
                with os.fdopen(stderr, "wb", 0):
                    parent, pid = os.getpid(), os.fork()
                    if not pid:
                        self._become_worker(parent, theirs, stderr)
            except OSError as error:
                self._faults.say("no query worker can be started", error.strerror)
                self._fork_later()
                return False
            theirs.close()
            opened.pop_all()
        self._counters.add("query_workers_started")
        new = Worker(pid, ours, errors)
        self._workers.append(new)
        self._idle.append(new)
        self._watch(ours, select.EPOLLIN, lambda _: self._on_report(new))
        return True

    def _fork_later(self) -> None:
        """Start the next worker after a pause, longer than the last."""
        doubled = max(_FIRST_PAUSE, 2 * self._pause_of_forks)
        self._pause_of_forks = min(doubled, _LONGEST_PAUSE)
        self._forks_at = time.monotonic() + self._pause_of_forks

    def _become_worker(self, parent: int, control: socket.socket, stderr: int) -> NoReturn:
        """Go on as a worker, in the forked process: with nothing open but its own."""
        try:
            worker.die_with(parent)
            os.dup2(stderr, 2)
            os.closerange(3, control.fileno())
            os.closerange(control.fileno() + 1, 1 << 20)
            worker.work(control, self._store, self._settings.query_megabytes)
        finally:
            os._exit(1)

    def _dispatch(self, job: Job) -> None:
        """Give a query to an idle worker; one that was killed just now is passed over. Where there
        is none, the client is told to come again."""
        while self._idle or self._fork():
            chosen = self._idle.pop()
            try:
                ends = job.wall_limit, job.turn
                worker.hand_over(chosen.control, job.message, job.connection.socket, *ends)
            except ConnectionError:  # its end is reported in the next round
                continue
            chosen.job, job.worker = job, chosen
            return
        self._scheduler.finish(job, time.monotonic())
        self._refuse(job, ipc.restarting())

    def _on_report(self, reporter: Worker) -> None:
        """Take the report of a worker: in which thread it works, or that it delivers, is done,
        retires, or has died."""
        try:
            report = reporter.control.recv(16)
        except OSError:
            report = b""
        if not report:
            self._on_control_closed(reporter)
            return
        job = reporter.job
        if report.isdigit():
            reporter.thread, self._pause_of_forks = int(report), 0.0
            self._faults.are_over()
        elif reporter.killed or not job:  # its end is still to come
            pass
        elif report == worker.SENDING:
            job.delivering = True
        else:
            self._finish(reporter, job, report == worker.DONE)

    def _finish(self, reporter: Worker, job: Job, goes_on: bool) -> None:
        """Free the client, the place, and, if it goes on, the worker of an answered query."""
        reporter.job = None
        self._scheduler.finish(job, time.monotonic())
        self._free(job)
        if goes_on and reporter.restore_priority():
            self._idle.append(reporter)
            return
        self._workers.remove(reporter)  # its end is still to come
        reporter.retired = True
        if goes_on:
            os.kill(reporter.pid, signal.SIGKILL)

    def _kill(self, unwanted: Worker) -> None:
        """Kill a worker whose client has gone, unless it has just answered: who leaves with an
        answer is often quicker than the report."""
        if not unwanted.has_reported(0.001):
            os.kill(unwanted.pid, signal.SIGKILL)
            unwanted.killed = "gone"

    def _on_control_closed(self, dying: Worker) -> None:
        """Do without a worker that has closed its socket: it is dying."""
        self._unwatch(dying.control)
        if not dying.thread:  # it could not even begin
            self._fork_later()
        for crew in (self._workers, self._idle):
            if dying in crew:
                crew.remove(dying)
        if dying.job:
            dying.job.worker = None
        dying.dying_since = time.monotonic()
        self._dying.append(dying)

    def _reap(self, dead: Worker) -> None:
        """Reap a dead worker without waiting, and resolve its query by how it died; one that held
        much memory takes long to die.

        Linux lets whoever asks too soon turn in a loop, for half a second when the processors are
        busy, until the last thread has gone from /proc.
        """
        if time.monotonic() - dead.dying_since < _REAP_INTERVAL:
            return
        pid, status = os.waitpid(dead.pid, os.WNOHANG)
        if not pid:
            return
        self._dying.remove(dead)
        with os.fdopen(dead.errors, "rb") as file:
            os.set_blocking(dead.errors, False)
            stderr = file.read() or b""
        if dead.killed != "time":  # that was counted when its client was told
            self._counters.add("query_workers_ended", _end(dead, status, stderr))
        if dead.job:
            self._resolve(dead, dead.job, status, stderr)

    def _resolve(self, dead: Worker, job: Job, status: int, stderr: bytes) -> None:
        """Go on with a query whose worker died: in the slow lane, or with a problem."""
        now = time.monotonic()
        if not dead.thread and job.connection:  # the query is not at fault
            self._scheduler.finish(job, now)
            self._refuse(job, ipc.restarting())
            return
        late = _is_late(status)
        if not _has_had_its_turn(job, status) or not job.connection:
            self._scheduler.finish(job, now)
            if job.delivering and job.connection:  # it has a part of its answer: only cut it off
                self._disconnect(job.connection)
            if job.connection:
                self._refuse(job, self._time(job) if late else self._fault(status, stderr))
            return
        try:
            self._scheduler.slow(job, now)
        except Problem as problem:
            self._refuse(job, problem)
        else:
            self._dispatch(job)

    def _time(self, job: Job) -> Problem:
        """The problem of a query that took too long."""
        return Problem("time", "late", limit=job.seconds, unit="seconds")

    def _fault(self, status: int, stderr: bytes) -> Problem:
        """The problem of a query whose worker died of something else than time."""
        if _lacked_memory(stderr):
            limit = self._settings.query_megabytes
            return Problem("memory", "lacked-memory", limit=limit, unit="MiB")
        code = os.waitstatus_to_exitcode(status)
        cause = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        print(f"pfpgraph: a query ended its worker ({cause})", file=sys.stderr, flush=True)
        return Problem("engine", "engine-died", cause=cause)


def _latest_end(job: Job) -> float:
    """When a query must have ended by itself: one that delivers has more time."""
    return job.deadline + _ALARM_GRACE + (worker.DELIVERY_SECONDS if job.delivering else 0.0)


def _is_late(status: int) -> bool:
    """Whether a worker died of one of its alarms."""
    alarms = (signal.SIGALRM, signal.SIGPROF)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) in alarms


def _has_had_its_turn(job: Job, status: int) -> bool:
    """Whether a worker died of the turn of its query, which then may go on."""
    return _is_late(status) and (os.WTERMSIG(status) == signal.SIGPROF or job.may_go_on)


def _lacked_memory(stderr: bytes) -> bool:
    """Whether the last words of a worker are about memory."""
    return b"memory allocation" in stderr or b"MemoryError" in stderr


def _end(dead: Worker, status: int, stderr: bytes) -> str:
    """What a worker died of, as it is counted."""
    if dead.retired or dead.killed:
        return "retired" if dead.retired else dead.killed
    if _is_late(status):
        return "turn" if dead.job and _has_had_its_turn(dead.job, status) else "time"
    return "memory" if _lacked_memory(stderr) else "crash"


def main(parent: str, listener: str, counters: str, reason: str, part: str, dump: str) -> NoReturn:
    """Load a dump and serve on a listening socket, given by its descriptor, as long as the process
    lives that started this one, which may have ended by now."""
    worker.die_with(int(parent))
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # each query under way holds one
    settings = Settings.read()
    limits = {"result_bytes": settings.result_megabytes << 20, "result_rows": settings.result_rows}
    try:
        store = EmbeddedStore(dump, settings.base, **limits)
    except Exception as error:  # the engine has several for files that are away or damaged
        os.write(int(reason), f"{dump}: {error}".encode()[:_REASON_BYTES])
        sys.exit(1)
    gc.freeze()  # what is loaded stays: the workers share it
    counts = PoolCounters(int(counters), int(part))
    counts.add("supervisors_started")
    Supervisor(ipc.from_descriptor(int(listener)), store, settings, counts).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
