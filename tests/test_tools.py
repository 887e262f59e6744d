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
