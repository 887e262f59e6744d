"""Storms of one kind of fault each, as tests.benchmarks.storm raises them all."""

import subprocess
import sys

import pytest

from pfpgraph.resources import ROOT


@pytest.mark.long
@pytest.mark.parametrize(
    "faults",
    [
        ("kill", "kill_often"),
        ("reload", "reload_often"),
        ("fail",),
        ("hang",),
        ("renew", "fill_disk", "remove_folders"),
    ],
    ids="-".join,
)
def test_a_storm_ends_well(faults):
    """Every answer comes within its limit; in the end all processes are there and answer, and the
    service stops when it is told to."""
    storm = [sys.executable, "-m", "tests.benchmarks.storm"]
    command = [*storm, "--minutes", "0.3", "--faults", *faults]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr
