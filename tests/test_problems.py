"""The table of problems."""

import ast
import re
from http import HTTPStatus

import pytest

from pfpgraph.i18n.words import has_word
from pfpgraph.problems import PROBLEMS, Problem
from pfpgraph.resources import ROOT

# The settings' problems, and those of a start, are told to those who run the program.
TOLD_AT_HOME = ("setting", "port")


def test_every_row_has_a_true_status_and_titles():
    """Statuses of RFC 9110, exit codes of one byte."""
    for row in PROBLEMS.values():
        assert HTTPStatus(row.status).value >= 400
        assert 0 < row.exit < 128
        assert row.title("en") and not row.title("en").endswith(".")


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


def raised():
    """The slug and sentences of every problem that a module of the service raises."""
    for folder in ("query", "http", "model", "web", "serve"):
        for path in sorted((ROOT / "server/pfpgraph" / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Problem":
                    yield path.name, node.args


def sentences(node):
    """The texts that an argument may be."""
    if isinstance(node, ast.IfExp):
        return sentences(node.body) + sentences(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) else []


def test_every_problem_of_the_service_has_its_sentence_in_the_catalogues():
    """What is raised on the web names words."""
    found = 0
    for module, (slug, said, *_) in raised():
        if getattr(slug, "value", "") not in TOLD_AT_HOME:
            found += len(sentences(said))
            for detail in sentences(said):
                assert has_word(f"detail-{detail}"), (module, ast.unparse(said))
            assert not isinstance(said, ast.JoinedStr), (module, ast.unparse(said))
    assert found > 40


def test_a_sentence_is_told_with_its_parts():
    """Lists are joined and fractions have the comma of French; what a client sent stays as is."""
    problem = Problem("request", "one-of", parameter="sort", known=["a", "b"], given="{known}")
    assert problem.detail == "sort must be one of a, b; not “{known}”."
    assert problem.told("fr").endswith("valeurs\u00a0: a, b\u202f; non «\u00a0{known}\u00a0».")
    late = Problem("time", "late", limit=0.25)
    assert "after 0.25 seconds" in str(late) and "après 0,25 secondes" in late.told("fr")
    assert Problem("busy", "Full.").told("fr") == "Full."
    assert PROBLEMS["time"].status == late.row.status
