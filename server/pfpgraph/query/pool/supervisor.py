"""The supervisor: one small process that loads the graph, forks the query workers, and hands each
query to an idle one.

It has a single thread (it forks) and never runs a query. Run it as
`python -m pfpgraph.query.pool.supervisor PARENT LISTENER COUNTERS REASON PART DUMP`: the process
that starts it; the descriptors of a listening socket, of the memory of the counters, and of a pipe
for the reason why it cannot serve; the part of that memory; the file to load. The settings are in
the environment.
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
_SHORT = 0.03  # seconds up to which a query is short and keeps the usual priority
_REAP_INTERVAL = 0.005  # seconds between two checks whether a worker has died
_ALARM_GRACE = 0.1  # seconds that a worker has to die of its alarm
_WITHOUT_ROOM = (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOBUFS)
_NICENESS = 10  # of a longer query: it gets a tenth of the processor time of a short one
_LISTENING = select.EPOLLIN | select.EPOLLRDHUP
_REASON_BYTES = 1000  # bytes of the reason why a file cannot be loaded
_HEARTBEAT = 1.0  # seconds between two heartbeats
_FIRST_PAUSE, _LONGEST_PAUSE = 0.02, 2.0  # seconds before a worker is forked after one that failed


@dataclass(eq=False, slots=True)
class Asker:
    """A client: its connection, and its query under way."""

    socket: socket.socket
    job: Job | None = None


@dataclass(eq=False, slots=True)
class Worker:
    """A worker as the supervisor knows it: its process, its control socket, the descriptor of its
    standard error, and its query."""

    pid: int
    control: socket.socket
    errors: int
    thread: int = 0  # ID of the thread that runs queries, 0 until it is reported
    job: Job | None = None
    killed: str = ""  # the cause: "gone" or "time"
    retired: bool = False
    is_nice: bool = False
    dying_since: float = 0.0  # when it began to die

    def has_reported(self, seconds: float = 0.0) -> bool:
        """Whether it has reported on its query, or has closed its end, within `seconds`; its first
        message only names its thread."""
        if not select.select([self.control], [], [], seconds)[0]:
            return False
        try:
            return not self.control.recv(16, socket.MSG_PEEK).isdigit()
        except OSError:
            return True

    def lower_priority(self) -> None:
        """Lower the priority of the worker's thread by _NICENESS, once its query is no longer
        short."""
        if self.thread and not self.is_nice:
            self.is_nice = True
            worker.set_niceness(self.thread, _NICENESS)

    def restore_priority(self) -> bool:
        """Restore the usual priority; whether the system permits it."""
        if self.is_nice:
            try:
                worker.set_niceness(self.thread, 0)
            except PermissionError:
                return False
        self.is_nice = False
        return True


class Supervisor:
    """The clients, the workers, and the scheduler between them, in one event loop."""

    def __init__(
        self,
        listener: socket.socket,
        store: EmbeddedStore,
        settings: Settings,
        counters: PoolCounters,
    ) -> None:
        """Take a listening socket and the loaded graph; workers are forked by `run`."""
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
                # A socket closed by an earlier event of the same round has no handler any more.
                if handler := self._handlers.get(descriptor):
                    handler(events)

    @property
    def _pause(self) -> float:
        """The seconds until the next periodic check, if no event comes before."""
        if self._dying:
            return _REAP_INTERVAL
        return _HEARTBEAT if self._scheduler.is_idle else _SHORT

    def _end_late(self, late: Worker) -> None:
        """Kill a worker that should have died of its alarm, and answer in its place: a process with
        much memory takes long to die. An answer that it may still send meets a closed
        connection."""
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
        """Set the gauges: connections, and queries that wait and run by lane."""
        scheduler, put = self._scheduler, self._counters.put
        put(self._clients, "query_connections")
        put(len(scheduler.pages), "queries_waiting", "pages")
        put(scheduler.waiting, "queries_waiting", "fast")
        for lane, jobs in scheduler.running.items():
            put(len(jobs), "queries_running", lane)

    def _check_limits(self, now: float) -> None:
        """Lower the priority of queries that are no longer short, end those that are late, and
        refuse those that have waited too long."""
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
        """Call a handler with the events of a socket."""
        self._handlers[file.fileno()] = handler
        self._epoll.register(file, events)

    def _unwatch(self, file: socket.socket) -> None:
        """Close a watched socket; workers may still hold it, so it must be unregistered."""
        self._epoll.unregister(file)
        del self._handlers[file.fileno()]
        file.close()

    # Clients.

    def _accept(self, _: int) -> None:
        """Accept a new client; one of another user is closed."""
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
        """Close a connection for which there is no descriptor, by the spare one: else it would
        wait, and the event would come again at once."""
        os.close(self._spare)
        with contextlib.suppress(OSError):
            self._listener.accept()[0].close()
        self._spare = os.open(os.devnull, os.O_RDONLY)

    def _on_client_event(self, client: Asker, events: int) -> None:
        """Take the request of a client, or handle that it has gone."""
        if events & _GONE:
            return self._disconnect(client)
        if client.job:  # it asks again, so it has its answer: only the report is still to come
            client.job.disconnect()
        try:
            job = client.job = self._job(client)
        except (ConnectionError, struct.error, ValueError):  # it has gone, or sent nonsense
            return self._disconnect(client)
        try:
            self._scheduler.offer(job, time.monotonic())
        except Problem as problem:
            self._refuse(job, problem)

    def _job(self, client: Asker) -> Job:
        """The request of a client, of which only number, client and seconds are read here. Raises
        OSError, struct.error, ValueError."""
        message = self._buffer.receive(client.socket)
        number, name, seconds, waited = ipc.peek(message)
        # An alarm of zero seconds would not be set, so it is never zero.
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
        """Close the connection of a client, which is then no longer counted."""
        self._clients -= 1
        self._unwatch(client.socket)

    def _free(self, job: Job) -> None:
        """Note that the client of a query has its answer."""
        if job.connection:
            job.connection.job = None

    def _refuse(self, job: Job, problem: Problem) -> None:
        """Send a client the problem for which its query has no answer."""
        self._free(job)
        with contextlib.suppress(OSError):  # that it has gone is seen in the next round
            ipc.send_problem(job.connection.socket, job.number, problem)

    # Workers.

    def _fork(self) -> bool:
        """Start a worker; whether one was started. Where that fails, or workers end at once, the
        next try is after a pause that grows."""
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
        """Set the time of the next fork: after a pause twice as long as the last, up to a limit."""
        doubled = max(_FIRST_PAUSE, 2 * self._pause_of_forks)
        self._pause_of_forks = min(doubled, _LONGEST_PAUSE)
        self._forks_at = time.monotonic() + self._pause_of_forks

    def _become_worker(self, parent: int, control: socket.socket, stderr: int) -> NoReturn:
        """Go on as a worker, in the forked process, with all descriptors closed but its own."""
        try:
            worker.die_with(parent)
            os.dup2(stderr, 2)
            os.closerange(3, control.fileno())
            os.closerange(control.fileno() + 1, 1 << 20)
            worker.work(control, self._store, self._settings.query_megabytes)
        finally:
            os._exit(1)

    def _dispatch(self, job: Job) -> None:
        """Hand a query to an idle worker, passing over one that was killed just now. Where there is
        none, the client gets the problem `restarting`."""
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
        """Handle a report of a worker: its thread, that it delivers, is done or retires; or that it
        has closed its end."""
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
        """Release the client and the place of an answered query, and reuse its worker if that goes
        on and its priority can be restored; else the worker ends."""
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
        """Kill a worker whose client has gone, unless it has just answered: a client that leaves
        with its answer is often quicker than the report."""
        if not unwanted.has_reported(0.001):
            os.kill(unwanted.pid, signal.SIGKILL)
            unwanted.killed = "gone"

    def _on_control_closed(self, dying: Worker) -> None:
        """Take a worker that has closed its socket, since it is dying, out of use; it is reaped
        later."""
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
        """Reap a dead worker without waiting, and resolve its query by its exit status; one that
        held much memory takes long to die.

        On Linux, a call of waitpid that comes too soon spins, for half a second when the processors
        are busy, until the last thread has gone from /proc.
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
        """Continue the query of a dead worker in the slow lane, or answer it with a problem."""
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
        """The problem of a query whose worker died of another cause than time."""
        if _lacked_memory(stderr):
            limit = self._settings.query_megabytes
            return Problem("memory", "lacked-memory", limit=limit, unit="MiB")
        code = os.waitstatus_to_exitcode(status)
        cause = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        print(f"pfpgraph: a query ended its worker ({cause})", file=sys.stderr, flush=True)
        return Problem("engine", "engine-died", cause=cause)


def _latest_end(job: Job) -> float:
    """The time by which a query must have ended by itself: one that is being delivered has more."""
    return job.deadline + _ALARM_GRACE + (worker.DELIVERY_SECONDS if job.delivering else 0.0)


def _is_late(status: int) -> bool:
    """Whether a worker died of one of its alarms."""
    alarms = (signal.SIGALRM, signal.SIGPROF)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) in alarms


def _has_had_its_turn(job: Job, status: int) -> bool:
    """Whether a worker died because the turn of its query was used up, so that the query may go
    on."""
    return _is_late(status) and (os.WTERMSIG(status) == signal.SIGPROF or job.may_go_on)


def _lacked_memory(stderr: bytes) -> bool:
    """Whether the standard error of a worker tells of a lack of memory."""
    return b"memory allocation" in stderr or b"MemoryError" in stderr


def _end(dead: Worker, status: int, stderr: bytes) -> str:
    """The cause of a worker's end, one of ENDS in counters.py."""
    if dead.retired or dead.killed:
        return "retired" if dead.retired else dead.killed
    if _is_late(status):
        return "turn" if dead.job and _has_had_its_turn(dead.job, status) else "time"
    return "memory" if _lacked_memory(stderr) else "crash"


def main(parent: str, listener: str, counters: str, reason: str, part: str, dump: str) -> NoReturn:
    """Load a dump and serve on a listening socket, given by its descriptor, for as long as the
    parent process lives; it may have ended by now. The arguments are those of the command line."""
    worker.die_with(int(parent))
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # each query under way holds one
    settings = Settings.read()
    limits = {"result_bytes": settings.result_megabytes << 20, "result_rows": settings.result_rows}
    try:
        store = EmbeddedStore(dump, settings.base, **limits)
    except Exception as error:  # the engine has several for missing or damaged files
        os.write(int(reason), f"{dump}: {error}".encode()[:_REASON_BYTES])
        sys.exit(1)
    gc.freeze()  # loaded objects are not collected: the workers share them
    counts = PoolCounters(int(counters), int(part))
    counts.add("supervisors_started")
    Supervisor(ipc.from_descriptor(int(listener)), store, settings, counts).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
