"""What granian and multiprocessing keep to themselves, as we assume it to be: where another version
differs, this says what."""

import inspect
import multiprocessing
import os
import socket

import pytest
from granian.constants import HTTPModes, Interfaces
from granian.server import MPServer
from granian.server.mp import WorkerProcess

from pfpgraph.serve import granian_internals
from pfpgraph.serve.granian_internals import Server
from tests.support.processes import descriptors


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("_init_shared_socket", ["self"]),
        ("_spawn_worker", ["self", "idx", "target", "callback_loader"]),
        ("_spawn_workers", ["self", "spawn_target", "target_loader"]),
        ("_serve_loop", ["self", "spawn_target", "target_loader"]),
    ],
)
def test_what_we_override_is_there(name, parameters):
    """By these names and parameters: else ours would not be called."""
    assert list(inspect.signature(getattr(MPServer, name)).parameters) == parameters
    assert "_serve_loop" in inspect.getsource(MPServer.serve) + inspect.getsource(MPServer._serve)


@pytest.fixture
def server():
    """A server on one socket that serves nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        options = {"interface": Interfaces.RSGI, "workers": 1, "http": HTTPModes.http1}
        found = Server([listener], 9, **options)
        found._init_shared_socket()
        yield found


def test_a_process_has_our_socket_and_no_thread_that_waits_for_it(server):
    """The socket is taken from where granian looks for it; the process is made, not started."""
    assert (server._ssp, server._shd, server._sso) == (None, None, None)
    worker = server._spawn_worker(0, target=print, callback_loader=None)
    assert isinstance(worker, WorkerProcess)
    assert server._shd.get_fd() == server.listeners[0].fileno()
    assert callable(WorkerProcess._watch) and worker._watch() is None
    assert worker.inner.pid is None and not worker.is_alive()


def test_the_loop_is_ours(server):
    """It gets what makes a process for a place."""
    made = []
    server.keep = lambda spawn: made.append(spawn(0))
    server._serve_loop(print, None)
    assert isinstance(made[0], WorkerProcess)


def test_the_number_of_a_process(server):
    """As multiprocessing has it, once it is started."""
    process = multiprocessing.get_context("fork").Process(target=os.getpid)
    worker = server._spawn_worker(0, target=print, callback_loader=None)
    worker.inner = process
    granian_internals.start(worker)
    process.join()
    assert granian_internals.pid(worker) == process.pid > 0


def test_a_process_that_cannot_be_forked_leaves_no_pipe(server, monkeypatch):
    """Its pipes stand in the frame of multiprocessing that failed."""

    def fork():
        """The system has no process left."""
        raise OSError(11, "no process")

    worker = server._spawn_worker(0, target=print, callback_loader=None)
    worker.inner = multiprocessing.get_context("fork").Process(target=print)
    monkeypatch.setattr(os, "fork", fork)
    before = descriptors("self")
    with pytest.raises(OSError, match="no process"):
        granian_internals.start(worker)
    assert descriptors("self") == before


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

    monkeypatch.setattr(granian_internals.os, "close", watched)
    monkeypatch.setattr(granian_internals.socket, "socket", Watched)
    yield opened
    monkeypatch.undo()
    for stranger in set(opened):
        close(stranger)


def test_ending_a_connection_closes_nothing_of_others(strangers):
    """Whatever stands among the descriptors: files, sockets that listen, unconnected ones. A number
    that two strangers have had was taken from the first."""
    with socket.create_server(("127.0.0.1", 0)):
        granian_internals.reset_connection("192.0.2.1:9")
        assert len(strangers) == len(set(strangers)) > 1


def test_ending_a_connection_ends_only_that():
    """By its address; a pair of others goes on, and no descriptor is left."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        one, other = (socket.create_connection(listener.getsockname()) for _ in range(2))
        with one, other, listener.accept()[0] as ours, listener.accept()[0] as theirs:
            before = descriptors("self")
            host, port = one.getsockname()
            granian_internals.reset_connection(f"{host}:{port}")
            assert descriptors("self") == before
            with pytest.raises(ConnectionError):
                ours.send(b"a")
            theirs.send(b"b")
            assert other.recv(9) == b"b"
