"""Servers in processes of their own: how to ask them, and what is seen of their processes."""

import http.client
import os
import random
import re
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from pathlib import Path

from pfpgraph.settings import Settings

PROGRAM = (
    "from pfpgraph.settings import Settings; from pfpgraph.serve.server import serve; "
    "serve(Settings.read())"
)


@contextmanager
def starting(release, temporary, errors=None, program=("-c", PROGRAM), **settings):
    """The process of a server of a release; what it writes to standard error goes to a file, if one
    is given. The system chooses the port: one that was free a moment ago may be taken by now."""
    out = str(release.folder.parents[1])
    environment = os.environ | Settings(out=out, port=0, **settings).environment()
    environment["TMPDIR"] = str(temporary)
    process = subprocess.Popen(
        [sys.executable, *program],
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=errors,
        start_new_session=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def serving(release, temporary, errors=None, program=("-c", PROGRAM), **settings):
    """A server of a release that has said that it answers: process, port, its line."""
    with starting(release, temporary, errors, program, **settings) as process:
        line = process.stdout.readline()
        assert line, "the server did not come up"
        yield process, int(line.rsplit(":", 1)[1].strip("/\n")), line


def free_port():
    """A port that nobody uses, below those that the system gives away for connections."""
    for port in random.sample(range(10_000, 30_000), 100):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError("no port is free")


def ask(port, method="GET", path="/", body=None, timeout=10, **headers):
    """An answer: status, headers, body; TimeoutError when it is late."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, names)
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


def queries(port, state):
    """How many queries from outside run in the fast lane, or wait for it."""
    text = ask(port, path="/metrics")[2].decode()
    return float(re.search(rf'pfpgraph_queries_{state}{{lane="fast"}} (\S+)', text)[1])


def children(pid):
    """The processes that a process has started, in whichever of its threads. What a thread that is
    gone meanwhile has started is another's by then: all are read anew."""
    while True:
        try:
            return {
                int(child)
                for task in Path(f"/proc/{pid}/task").iterdir()
                for child in (task / "children").read_text().split()
            }
        except FileNotFoundError:
            if not Path(f"/proc/{pid}").exists():
                raise


def descriptors(pid):
    """The numbers of the files that a process has open."""
    return [int(path.name) for path in Path(f"/proc/{pid}/fd").iterdir()]


def family(pid):
    """All processes below a process, by what they are: the supervisor, its workers, the web. One
    that ends meanwhile is left out, and so are its children."""
    found = {"supervisor": set(), "workers": set(), "web": set()}
    for child in children(pid):
        with suppress(FileNotFoundError, ProcessLookupError):
            command = Path(f"/proc/{child}/cmdline").read_bytes()
            if b"pfpgraph.query.pool.supervisor" in command:
                found["supervisor"].add(child)
                found["workers"] |= children(child)
            else:
                found["web"].add(child)
    return found


def until(condition):
    """Wait for a condition; fail after ten seconds."""
    pause = threading.Event()
    for _ in range(500):
        try:
            if condition():
                return
        except OSError:  # a process ended while it was looked at
            pass
        pause.wait(0.02)
    raise AssertionError(f"never came true: {condition}")
