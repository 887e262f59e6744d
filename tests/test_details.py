"""The sentences of problems: both languages, and none raised on the web that is in neither."""

import ast
from string import Formatter

import pytest

from pfpgraph.details import DETAILS
from pfpgraph.problems import PROBLEMS, Problem
from pfpgraph.resources import ROOT

# The settings' problems, and those of a start, are told to those who run the program.
TOLD_AT_HOME = ("setting", "port")


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


def test_every_problem_of_the_service_has_its_sentence_in_the_table():
    """What is raised on the web names a row."""
    found = 0
    for module, (slug, said, *_) in raised():
        if getattr(slug, "value", "") not in TOLD_AT_HOME:
            found += len(sentences(said))
            assert set(sentences(said)) <= DETAILS.keys(), (module, ast.unparse(said))
            assert not isinstance(said, ast.JoinedStr), (module, ast.unparse(said))
    assert found > 40


@pytest.mark.parametrize("key", DETAILS)
def test_both_languages_have_the_same_parts(key):
    """A part that one of them lacks would be lost to its readers."""
    english, french = (sorted(f for _, f, _, _ in Formatter().parse(t) if f) for t in DETAILS[key])
    assert english == french


def test_a_sentence_is_told_with_its_parts():
    """Lists are joined and fractions have the comma of French; what a client sent stays as is."""
    problem = Problem("request", "one-of", parameter="sort", known=["a", "b"], given="{known}")
    assert problem.detail == "sort must be one of a, b; not “{known}”."
    assert problem.told("fr").endswith("valeurs\u00a0: a, b\u202f; non «\u00a0{known}\u00a0».")
    late = Problem("time", "late", limit=0.25)
    assert "after 0.25 seconds" in str(late) and "après 0,25 secondes" in late.told("fr")
    assert Problem("busy", "Full.").told("fr") == "Full."
    assert PROBLEMS["time"].status == late.row.status
