"""Coalescing: equal answers asked for at once are made once, if they are the same for all."""

import asyncio

import pytest

from pfpgraph.http.cache import Key
from pfpgraph.http.coalescing import Coalescing
from pfpgraph.http.messages import Reply
from pfpgraph.query.pool.cancellation import Disconnected

KEY = Key("http", "a.example", "", "/", "", "", "", "")
LASTING = Reply(200, [("Cache-Control", "public, max-age=300")], b"x")
CHANGING = Reply(200, [("Cache-Control", "no-store")], b"x")
TIME = Reply(503, [("Cache-Control", "no-store")], b"x", problem="time")
BUSY = Reply(503, [("Cache-Control", "no-store")], b"x", problem="busy")


async def never():
    """The leaving of a client who stays."""
    await asyncio.get_running_loop().create_future()


class Maker:
    """What makes an answer when told to, and how often it has begun."""

    def __init__(self, reply):
        """Take the answer, or the exception that is raised instead the first time."""
        self.reply, self.times = reply, 0

    async def __call__(self):
        """Let the others come in between."""
        self.times += 1
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        if isinstance(self.reply, BaseException):
            error, self.reply = self.reply, LASTING
            raise error
        return self.reply


def ask(maker, keys):
    """What becomes of requests with these keys, all at the same time."""

    async def together():
        """Ask."""
        coalescing = Coalescing()
        asked = (coalescing.reply(key, "a", maker, never) for key in keys)
        return await asyncio.gather(*asked, return_exceptions=True)

    return asyncio.run(together())


@pytest.mark.parametrize(
    ("reply", "times"), [(LASTING, 1), (TIME, 1), (CHANGING, 3), (BUSY, 3)], ids=str
)
def test_what_is_the_same_for_all_is_made_once(reply, times):
    """Failures too, but not those that are one client's own."""
    maker = Maker(reply)
    assert ask(maker, [KEY] * 3) == [reply] * 3
    assert maker.times == times


def test_nobody_waits_long_for_what_is_made_for_another():
    """That one may wait for its turn: then the answer is made again, and neither is disturbed."""

    async def together():
        """One whose answer is not made yet, and another."""
        coalescing, go, times = Coalescing(), asyncio.Event(), []

        async def make(wait):
            """Make when told to, or at once."""
            times.append(wait)
            if wait:
                await go.wait()
            return LASTING

        first = asyncio.ensure_future(coalescing.reply(KEY, "a", lambda: make(True), never))
        await asyncio.sleep(0)
        second = await coalescing.reply(KEY, "b", lambda: make(False), never)
        go.set()
        return await first, second, times

    assert asyncio.run(together()) == (LASTING, LASTING, [True, False])


def test_other_keys_share_nothing():
    """Nor do requests without one."""
    maker = Maker(LASTING)
    ask(maker, [KEY, KEY._replace(host="b.example"), None, None])
    assert maker.times == 4


def test_when_the_first_leaves_the_next_makes_it():
    """Once for all who still wait."""
    maker = Maker(Disconnected())
    first, *others = ask(maker, [KEY] * 4)
    assert isinstance(first, Disconnected)
    assert others == [LASTING] * 3
    assert maker.times == 2


def test_who_leaves_while_waiting_disturbs_nobody():
    """The answer goes on being made for the others."""

    async def at_once():
        """The leaving of a client who leaves."""

    async def together():
        """One who makes, one who waits and leaves, one who waits."""
        coalescing, go = Coalescing(), asyncio.Event()

        async def make():
            """Make when told to."""
            await go.wait()
            return LASTING

        first = asyncio.ensure_future(coalescing.reply(KEY, "a", make, never))
        await asyncio.sleep(0)
        third = asyncio.ensure_future(coalescing.reply(KEY, "a", make, never))
        with pytest.raises(Disconnected):
            await coalescing.reply(KEY, "a", make, at_once)
        go.set()
        return await first, await third

    assert asyncio.run(together()) == (LASTING, LASTING)
