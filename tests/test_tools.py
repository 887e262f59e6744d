"""The tools: what runs before a commit is what `make test` runs first."""

import re

from pfpgraph.resources import ROOT

HOOKS = (ROOT / ".pre-commit-config.yaml").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def test_what_runs_before_a_commit_is_what_is_checked_first():
    """The hooks are targets of make, on which its test depends; nothing is downloaded for them."""
    entries = re.findall(r"entry: make (\w+)\n\s+language: system", HOOKS)

    assert entries
    assert HOOKS.count("- id:") == len(entries)
    assert re.search(rf"^test: {' '.join(entries)}$", MAKEFILE, re.MULTILINE)


def test_what_the_longer_checks_name_is_there():
    """Every test and module of tests that a script outside them names."""
    scripts = [MAKEFILE, *(path.read_text("utf-8") for path in (ROOT / ".ci").iterdir())]
    named = {name for script in scripts for name in re.findall(r"\btests[/.][\w/.]+", script)}
    paths = {name if "/" in name else name.replace(".", "/") for name in named}

    assert len(paths) > 8
    missing = {p for p in paths if not ((ROOT / p).exists() or (ROOT / f"{p}.py").exists())}
    assert missing == set()
