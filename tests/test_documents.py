"""The README: its commands work, its queries have the answers it shows, its lists are complete."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from pfpgraph.cli import pfpgraph
from pfpgraph.formats import RESULTS, named
from pfpgraph.resources import ROOT
from pfpgraph.settings import SETTINGS

README = (ROOT / "README.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sparql\n(.*?)```\n+```csv\n(.*?)```", README, re.S)
COMMANDS = re.findall(r"^    (pfpgraph .*?)(?:\s{2,}#.*)?$", README, re.M)


@pytest.mark.parametrize(("query", "answer"), QUERIES)
def test_query_has_the_answer_shown(query: str, answer: str, store):
    """Each query of the README gives the CSV that stands below it."""
    given = store.query(query, named("csv", RESULTS)).decode().replace("\r\n", "\n")

    assert given == answer


@pytest.mark.parametrize("command", COMMANDS)
def test_command_ends_well(command: str, release, tmp_path: Path):
    """Each command of the README that ends by itself ends with exit code 0."""
    environment = os.environ | {"PFPGRAPH_OUT": str(release.folder.parents[1])}
    arguments = shlex.split(command)[1:]
    done = subprocess.run(
        [sys.executable, "-m", "pfpgraph", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr


def test_make_serve_serves(tmp_path: Path):
    """`make serve` ends in a service that answers, and an interrupt stops it cleanly."""
    variables = {"PFPGRAPH_PORT": "0", "PFPGRAPH_OUT": str(tmp_path / "build")}
    made = subprocess.Popen(
        ["make", "serve"],
        cwd=ROOT,
        env=os.environ | variables,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        line = next(line for line in made.stdout if "serving" in line)
        address = re.search(r"http://\S+?:\d+/", line)[0]
        with urllib.request.urlopen(f"{address}health") as answer:
            assert answer.status == 200
    finally:
        os.killpg(made.pid, signal.SIGINT)
        made.communicate(timeout=20)


def test_every_command_and_setting_is_described():
    """The README names every command of the program and every setting."""
    missing = [f"pfpgraph {name}" for name in pfpgraph.commands if f"pfpgraph {name}" not in README]
    missing += [row.variable for row in SETTINGS if row.variable not in README]

    assert not missing


def test_every_folder_is_described():
    """The README says what each folder of the tree holds."""
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    folders = {path.split("/")[0] for path in tracked if "/" in path}
    folders |= {
        "/".join(path.split("/")[:3])
        for path in tracked
        if path.startswith("server/pfpgraph/") and path.count("/") > 2
    }

    assert folders
    assert [folder for folder in folders if folder.split("/")[-1] + "/" not in README] == []


def test_the_unit_of_systemd_is_hardened(tmp_path: Path):
    """systemd-analyze finds it below 3, on its scale from 0 to 10."""
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd is not installed")
    unit = tmp_path / "pfpgraph.service"
    unit.write_text(re.search(r"```ini\n(.*?)```", README, re.S)[1])
    command = ["systemd-analyze", "security", "--offline=yes", "--threshold=30", "--no-pager"]
    done = subprocess.run([*command, unit], capture_output=True, text=True)

    assert "Overall exposure level" in done.stdout
    assert done.returncode == 0, done.stdout
