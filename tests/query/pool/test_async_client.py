"""The asynchronous client: many questions at once in one loop, and those that end early."""

import asyncio
import json
import os
import signal

import pytest

from pfpgraph.formats import RESULT_FORMATS
from pfpgraph.problems import Problem
from pfpgraph.query.pool import async_client, ipc
from pfpgraph.query.pool.async_client import AsyncClient
from pfpgraph.query.pool.cancellation import Disconnected
from pfpgraph.query.pool.watchdog import Watchdog
from pfpgraph.query.pool.worker_store import WorkerStore
from pfpgraph.query.query import Query

JSON = RESULT_FORMATS[0]
LONG = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ALL = "SELECT * { ?s ?p ?o }"


def question(text, client="a"):
    """A question as it goes to the query processes."""
    return Query(text, client=client)


async def never():
    """The leaving of a client who stays."""
    await asyncio.get_running_loop().create_future()


async def at_once():
    """The leaving of a client who leaves."""


def run(watchdog, ask):
    """The result of a coroutine function that takes a client of the query processes."""
    return asyncio.run(ask(AsyncClient(watchdog.socket)))


def test_many_are_answered_at_once(watchdog):
    """Each has its own answer, long ones in many pieces too."""

    async def ask(client):
        """More questions than there are workers, twice over the same connections."""
        texts = [ALL if n % 5 == 0 else f"SELECT ({n} AS ?n) {{}}" for n in range(40)]
        for _ in range(2):
            asked = (client.ask(question(text), JSON, never) for text in texts)
            answers = [json.loads(answer) for answer in await asyncio.gather(*asked)]
        return [len(found["results"]["bindings"]) for found in answers], answers[7]

    sizes, seventh = run(watchdog, ask)
    assert sizes == [2000, 1, 1, 1, 1] * 8
    assert seventh["results"]["bindings"][0]["n"]["value"] == "7"


def test_a_problem_leaves_the_connection_usable(watchdog):
    """It is raised, and the next question is answered."""

    async def ask(client):
        """A question that is refused before it is sent, one by the engine, and a good one."""
        slugs = []
        for text in ("#" * (1 << 19), "SELEC"):
            with pytest.raises(Problem) as caught:
                await client.ask(question(text), JSON, never)
            slugs.append(caught.value.row.slug)
        return slugs, await client.ask(question("ASK {}"), JSON, never)

    slugs, answer = run(watchdog, ask)
    assert slugs == ["too-long", "syntax"]
    assert b"true" in answer


def test_the_query_of_one_who_leaves_is_stopped(watchdog):
    """At once: its client may ask a long query again and finds its place free."""

    async def ask(client):
        """Leave, then ask anew."""
        for _ in range(3):
            with pytest.raises(Disconnected):
                await client.ask(question(LONG, "one who leaves"), JSON, at_once)
        return await client.ask(question("ASK {}", "one who leaves"), JSON, never)

    assert b"true" in run(watchdog, ask)


def test_killed_query_processes_are_asked_again(watchdog):
    """Idle connections have ended with them and are not used."""

    async def ask(client):
        """Before and after."""
        await asyncio.gather(*(client.ask(question("ASK {}"), JSON, never) for _ in range(3)))
        os.kill(watchdog.pid, signal.SIGKILL)
        return await asyncio.gather(
            *(client.ask(question("ASK {}"), JSON, never) for _ in range(3))
        )

    assert all(b"true" in answer for answer in run(watchdog, ask))


def test_idle_connections_are_closed(dump, limits, monkeypatch):
    """After a while without use; how many there are is counted."""
    monkeypatch.setattr(async_client, "IDLE", 0.02)

    async def ask(several):
        """Many at once; then nobody asks any more."""
        await asyncio.gather(
            *(several.ask(question("ASK {}", str(n)), JSON, never) for n in range(20))
        )
        while several._idle:
            await asyncio.sleep(0)

    with Watchdog(limits, dump) as watchdog:
        run(watchdog, ask)
        pages = WorkerStore(watchdog.socket)
        for _ in range(1000):
            assert pages.ask("ASK {}")  # what is connected is noted between two rounds
            if watchdog.counters.read("query_connections") == 1:
                return
    pytest.fail("connections are left")


@pytest.mark.parametrize(("seconds", "down"), [(0.1, 0.0), (1000.0, 1.0)], ids=["late", "down"])
def test_an_answer_is_not_waited_for_without_end(monkeypatch, seconds, down):
    """Somebody listens, and never answers: when time is over, or nobody is there, it is said."""
    monkeypatch.setattr(ipc, "_GRACE", 0.0)
    with ipc.listen() as listener:
        several = AsyncClient(ipc.name(listener), seconds, lambda: down)
        with pytest.raises(Problem) as caught:
            asyncio.run(several.ask(question("ASK {}"), JSON, never))
    assert (caught.value.row.slug, caught.value.members["retry_after"]) == ("busy", 1)


def test_without_query_processes_it_is_said():
    """Nobody listens: busy, with a Retry-After."""

    async def ask():
        """Ask at a place where no socket is."""
        await AsyncClient("@nobody").ask(question("ASK {}"), JSON, never)

    with pytest.raises(Problem) as caught:
        asyncio.run(ask())
    assert (caught.value.row.slug, caught.value.members["retry_after"]) == ("busy", 1)
