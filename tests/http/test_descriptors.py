"""The number of an answer on its way: none is taken for another's."""

import asyncio
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from pfpgraph.http.messages import Reply
from pfpgraph.http.slow_clients import SlowClients


def test_the_number_of_an_answer_is_not_that_of_the_next():
    """Granian may open it after its client has left: what it finds then is nobody's."""
    paths = []
    leaving = SimpleNamespace(
        response_file=lambda _status, _headers, path: paths.append(path),
        client_disconnect=lambda: asyncio.sleep(0),
    )

    async def send():
        """An answer to one who leaves at once."""
        reply = Reply(200, [], b"a" * (1 << 20))
        with pytest.raises(ConnectionError):
            await SlowClients(1.0, 100, print).send(leaving, "127.0.0.1:9", reply)
        return os.pipe()

    pipes = [asyncio.run(send()) for _ in range(9)]
    assert len(set(paths)) == 9
    assert not any(Path(path).exists() for path in paths)
    for number in (number for pipe in pipes for number in pipe):
        os.close(number)
