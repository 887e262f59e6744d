"""The access log when its place is a pipe: nobody waits for a reader."""

import os

import pytest

from pfpgraph.http.access_log import AccessLog
from pfpgraph.problems import Problem


def test_a_pipe_without_a_reader(tmp_path):
    """It is refused like any place that cannot be written, not waited for."""
    os.mkfifo(tmp_path / "log")
    with pytest.raises(Problem, match="PFPGRAPH_ACCESS_LOG"):
        AccessLog(str(tmp_path / "log"))


def test_a_pipe_that_nobody_empties(tmp_path):
    """Its lines are lost; what writes them goes on."""
    os.mkfifo(tmp_path / "log")
    reader = os.open(tmp_path / "log", os.O_RDONLY | os.O_NONBLOCK)
    log = AccessLog(str(tmp_path / "log"))

    def fill():
        while True:
            os.write(log._descriptor, b"line\n" * 100)

    try:
        with pytest.raises(BlockingIOError):
            fill()
    finally:
        os.close(reader)
