"""Descriptors of a web process: each has one owner, and no number is taken for another's."""

import asyncio
import os
import socket
from pathlib import Path
from types import SimpleNamespace

import pytest

from pfpgraph.http import slow_clients
from pfpgraph.http.messages import Reply
from pfpgraph.http.slow_clients import SlowClients
from tests.support.processes import descriptors


@pytest.fixture
def strangers(monkeypatch):
    """What others open meanwhile: whenever a number is given back, somebody takes it at once."""
    opened, close = [], os.close

    class Watched(socket.socket):
        """A socket that is seen to be closed."""

        def close(self):
            """Close; then the number is a stranger's."""
            number = self.fileno()
            super().close()
            if number >= 0:
                opened.append(os.open(os.devnull, os.O_RDONLY))

    def watched(number):
        """Close; then the number is a stranger's."""
        close(number)
        opened.append(os.open(os.devnull, os.O_RDONLY))

    monkeypatch.setattr(slow_clients.os, "close", watched)
    monkeypatch.setattr(slow_clients.socket, "socket", Watched)
    yield opened
    monkeypatch.undo()
    for stranger in set(opened):
        close(stranger)


def test_ending_a_connection_closes_nothing_of_others(strangers):
    """Whatever stands among the descriptors: files, sockets that listen, unconnected ones. A number
    that two strangers have had was taken from the first."""
    with socket.create_server(("127.0.0.1", 0)):
        slow_clients.reset_connection("192.0.2.1:9")
        assert len(strangers) == len(set(strangers)) > 1


def test_ending_a_connection_ends_only_that():
    """By its address; a pair of others goes on, and no descriptor is left."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        one, other = (socket.create_connection(listener.getsockname()) for _ in range(2))
        with one, other, listener.accept()[0] as ours, listener.accept()[0] as theirs:
            before = descriptors("self")
            host, port = one.getsockname()
            slow_clients.reset_connection(f"{host}:{port}")
            assert descriptors("self") == before
            with pytest.raises(ConnectionError):
                ours.send(b"a")
            theirs.send(b"b")
            assert other.recv(9) == b"b"


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
            await SlowClients(1.0, 100).send(leaving, "127.0.0.1:9", reply)
        return os.pipe()

    pipes = [asyncio.run(send()) for _ in range(9)]
    assert len(set(paths)) == 9
    assert not any(Path(path).exists() for path in paths)
    for number in (number for pipe in pipes for number in pipe):
        os.close(number)
