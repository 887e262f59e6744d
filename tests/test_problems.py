"""The table of problems."""

import re
from http import HTTPStatus

import pytest

from pfpgraph.problems import PROBLEMS, Problem


def test_every_row_has_a_true_status_and_titles():
    """Statuses of RFC 9110, exit codes of one byte, both languages."""
    for row in PROBLEMS.values():
        assert HTTPStatus(row.status).value >= 400
        assert 0 < row.exit < 128
        assert row.en and row.fr and not row.en.endswith(".")


def test_slugs_are_fit_for_addresses():
    """Lower-case words with hyphens."""
    assert all(re.fullmatch("[a-z-]+", slug) for slug in PROBLEMS)


def test_a_problem_carries_its_row_and_members():
    """What it is raised with can be read."""
    problem = Problem("busy", "The lane is full.", retry_after=1)
    assert problem.row.status == 503
    assert str(problem) == problem.detail == "The lane is full."
    assert problem.members == {"retry_after": 1}


def test_an_unknown_slug_is_our_fault():
    """It cannot be raised."""
    with pytest.raises(KeyError):
        Problem("nothing", "x")
