"""The scheduler: which query runs next, in three lanes.

Every query from outside first has a turn in the fast lane. One that uses up its turn may go on in
the slow lane, if there is a place and its client has none yet. Our own pages have a lane of their
own. In the fast lane the next query is of the client that has used the least time there recently,
and when several clients are active, one that used up a turn recently leaves the last place to the
others. The seconds of a query count from when it is asked.
"""

from collections import deque
from dataclasses import dataclass, field
from itertools import chain
from math import ceil, inf
from typing import Any

from pfpgraph.problems import Problem
from pfpgraph.settings import Settings

_MOST_WAITING = 1000  # queries that may wait; each also holds a connection
_MOST_CLIENTS = 1000  # clients whose usage is remembered before inactive ones are forgotten
_MOST_TURNS = 4  # wall-clock limit of a turn, as a multiple of the turn
_LEAST_SECONDS = 0.001  # seconds: an alarm of 0 would not be set
_RECENT = 10.0  # seconds after which a client is no longer active
_HALF_LIFE = 5.0  # seconds in which the time that a client has used counts half


@dataclass(eq=False, slots=True)
class Job:
    """A query under way: its client, its limit in seconds, its message, and its state."""

    client: str
    seconds: float
    message: bytes
    number: int = 0
    connection: Any = None
    worker: Any = None
    lane: str = ""
    deadline: float = 0.0
    limit: float = 0.0
    started: float = 0.0
    delivering: bool = False
    waited: float = 0.0  # seconds that were over before it came here

    @property
    def turn(self) -> float:
        """The seconds that it may spend on a processor: in the fast lane its limit is in these, so
        that what is short stays short when all processors are busy."""
        return self.limit if self.lane == "fast" else inf

    @property
    def wall_limit(self) -> float:
        """The seconds after its start at which it is ended in any case."""
        waits = _MOST_TURNS * self.limit if self.lane == "fast" else self.limit
        return min(waits, max(_LEAST_SECONDS, self.deadline - self.started))

    @property
    def may_go_on(self) -> bool:
        """Whether it is in the fast lane and its deadline leaves more time than its limit there."""
        return self.lane == "fast" and self.started + self.wall_limit < self.deadline

    def disconnect(self) -> None:
        """Detach the query and its client from each other."""
        self.connection.job = self.connection = None


@dataclass(slots=True)
class _Usage:
    """The seconds that a client has used recently, as of the time `at`."""

    seconds: float = 0.0
    at: float = 0.0
    turn_at: float = float("-inf")  # when it last used up a turn

    def recent(self, now: float) -> float:
        """The seconds used, halved for every _HALF_LIFE that has passed since."""
        return self.seconds * float(0.5 ** ((now - self.at) / _HALF_LIFE))


@dataclass
class Scheduler:
    """The queries that wait and that run, and the recent usage of their clients. Times are in
    seconds of one clock, given as `now`."""

    settings: Settings
    pages: deque[Job] = field(default_factory=deque)
    fast: dict[str, deque[Job]] = field(default_factory=dict)
    running: dict[str, list[Job]] = field(
        default_factory=lambda: {"pages": [], "fast": [], "slow": []}
    )
    _usage: dict[str, _Usage] = field(default_factory=dict)
    _waiting: int = 0

    @property
    def places(self) -> int:
        """The number of queries that may run at once in all lanes."""
        return 1 + self.settings.query_workers + self.settings.slow_places

    @property
    def waiting(self) -> int:
        """The number of queries from outside that wait for a place."""
        return self._waiting - len(self.pages)

    @property
    def is_idle(self) -> bool:
        """Whether no query waits, and none from outside runs."""
        running = self.running
        return not (self.pages or self.fast or running["fast"] or running["slow"])

    def offer(self, job: Job, now: float) -> None:
        """Add a new query to those that wait. Raises Problem (busy) when too many wait already."""
        if self._waiting >= _MOST_WAITING:
            raise Problem("busy", "many-wait", retry_after=1)
        self._waiting += 1
        job.deadline = now + max(_LEAST_SECONDS, job.seconds - job.waited)
        (self.fast.setdefault(job.client, deque()) if job.client else self.pages).append(job)
        self._add_usage(job.client, 0.0, now)

    def next(self, now: float) -> Job | None:
        """The query that may start now, already counted as running; None when none may."""
        if self.pages and not self.running["pages"]:
            job = self.pages[0]
            self.drop(job)
            return self._start(job, "pages", self.settings.query_seconds, now)
        free = self.settings.query_workers - len(self.running["fast"])
        if free < 1 or not self.fast:
            return None
        clients = list(self.fast)
        if free == 1 < self.settings.query_workers:
            clients = [client for client in clients if not self._yields_last_place(client, now)]
        if not clients:
            return None
        client = min(clients, key=lambda client: self._usage[client].recent(now))
        job = self.fast[client][0]
        self.drop(job)
        return self._start(job, "fast", self.settings.fast_seconds, now)

    def slow(self, job: Job, now: float) -> None:
        """Move a query that has used up its turn into the slow lane. Raises Problem (busy) when
        there is no place; the query is finished then.

        A client that has a place there has to wait for its own query to end, others for the first
        that ends.
        """
        self.finish(job, now)
        running = self.running["slow"]
        own = [other for other in running if other.client == job.client]
        if own or len(running) >= self.settings.slow_places:
            ends = min(other.started + other.limit for other in own or running)
            raise Problem(
                "busy",
                "slow-own" if own else "slow-full",
                turn=self.settings.fast_seconds,
                retry_after=max(1, ceil(ends - now)),
                limit=self.settings.slow_places,
                unit="places",
            )
        self._start(job, "slow", self.settings.query_seconds, now)

    def finish(self, job: Job, now: float) -> None:
        """Free the place of a query that has ended, and add its time in the fast lane to its
        client's usage."""
        self.running[job.lane].remove(job)
        seconds = now - job.started
        # Not in the slow lane: a client with a long query would wait long for a short one.
        self._add_usage(job.client, seconds if job.lane == "fast" else 0.0, now)
        if job.client and seconds >= self.settings.fast_seconds:
            self._usage[job.client].turn_at = now

    def overdue(self, now: float) -> list[Job]:
        """Remove and return the queries whose deadline has passed while they waited."""
        waiting = chain(self.pages, *self.fast.values())
        found = [job for job in waiting if job.deadline <= now]
        for job in found:
            self.drop(job)
        return found

    def drop(self, job: Job) -> None:
        """Remove a query from those that wait, if it is among them."""
        waiting = self.fast.get(job.client, deque()) if job.client else self.pages
        if job not in waiting:
            return
        waiting.remove(job)
        self._waiting -= 1
        if job.client:
            del self.fast[job.client]
            if waiting:
                self.fast[job.client] = waiting  # behind others who have used as much

    def _start(self, job: Job, lane: str, limit: float, now: float) -> Job:
        """Count a query as running in a lane."""
        limit = min(limit, max(_LEAST_SECONDS, job.deadline - now))
        job.lane, job.limit, job.started = lane, limit, now
        self.running[lane].append(job)
        return job

    def _yields_last_place(self, client: str, now: float) -> bool:
        """Whether a client used up a turn recently and others are active."""
        about = any(
            now - usage.at < _RECENT for name, usage in self._usage.items() if name != client
        )
        return about and now - self._usage[client].turn_at < _RECENT

    def _add_usage(self, client: str, seconds: float, now: float) -> None:
        """Add seconds to the usage of a client; forget inactive clients when many are known."""
        if not client:
            return
        if len(self._usage) >= _MOST_CLIENTS:
            self._usage = {
                name: usage
                for name, usage in self._usage.items()
                if now - usage.at < _RECENT or name in self.fast
            }
        usage = self._usage.setdefault(client, _Usage())
        usage.seconds, usage.at = usage.recent(now) + seconds, now
