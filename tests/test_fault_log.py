"""Faults of a process that goes on: said when they begin and when they are over."""

import errno
import io
import os

from pfpgraph.fault_log import FaultLog


def test_a_fault_is_said_once(capsys):
    """However often it comes; then how often that was. Another fault is another line."""
    faults = FaultLog()
    faults.are_over()
    for _ in range(100):
        faults.say("no process", "not now")
    faults.say("no process", "never")
    faults.are_over()
    faults.are_over()
    faults.say("no process", "not now")

    assert capsys.readouterr().err.splitlines() == [
        "pfpgraph: no process: not now",
        "pfpgraph: no process: never (101 times)",
        "pfpgraph: over after 101 times: no process: never",
        "pfpgraph: no process: not now",
    ]


class Full(io.StringIO):
    """A log on a full disk."""

    def flush(self):
        """Write nothing."""
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_who_cannot_be_told_is_not_waited_for(monkeypatch):
    """A full disk under the log ends nothing."""
    monkeypatch.setattr("sys.stderr", Full())
    FaultLog().say("no process", "not now")
