"""Snippets: what is copied from the page runs, and gives the answer that the page shows."""

import csv
import io
import subprocess
import sys

import pytest

from pfpgraph.web.pages.results import snippets

LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
# Quotes, backslashes, a line that would close a document of a shell, R's own bracket.
AWKWARD = """\
SELECT ?x WHERE {
  VALUES ?x { "it's" '''a "quote"''' "back\\\\slash" "\\u00e9\\U0001F600" ")-" "$HOME `id` é" }
}
#
SPARQL
ORDER BY ?x
""".replace("\nSPARQL\n", "\n# SPARQL\n")
CLOSING = "ASK {} #\n#\n".replace("#\n#", '#\'\'\'"""\\\n#)-"')
GRAPH = f"CONSTRUCT {{ ?s <{LABEL}> ?label }} WHERE {{ ?s <{LABEL}> ?label }}"


def written(text: str, form: str, label: str, address: str) -> str:
    """The program of a label."""
    return next(s.text for s in snippets.of(text, form, f"{address}/sparql") if s.label == label)


def run(*command: str, text: str = "") -> str:
    """What a program prints."""
    done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def curl(text: str, form: str, address: str) -> str:
    """What the snippet for curl prints."""
    return run("sh", text=written(text, form, "curl", address))


def python(text: str, form: str, address: str) -> str:
    """What the snippet for Python prints."""
    return run(sys.executable, "-", text=written(text, form, "Python", address))


def test_a_select_runs_from_the_shell_and_from_python(address: str):
    """Both give every value as it is, whatever signs it holds."""
    values = {"it's", 'a "quote"', "back\\slash", "é\U0001f600", ")-", "$HOME `id` é"}

    assert {row["x"] for row in csv.DictReader(io.StringIO(curl(AWKWARD, "SELECT", address)))} == (
        values
    )
    assert {eval(line)["x"] for line in python(AWKWARD, "SELECT", address).splitlines()} == values


@pytest.mark.parametrize("text", ["ASK {}", CLOSING], ids=["plain", "awkward"])
def test_an_ask_runs_from_the_shell_and_from_python(address: str, text: str):
    """The answer is yes."""
    assert '"boolean":true' in curl(text, "ASK", address).replace(" ", "")
    assert python(text, "ASK", address) == "True\n"


def test_a_construct_runs_from_the_shell_and_from_python(address: str):
    """A graph comes as Turtle, and as the statements of rdflib."""
    assert "rdf-schema#" in curl(GRAPH, "CONSTRUCT", address)
    assert LABEL in python(GRAPH, "CONSTRUCT", address)


def test_the_document_of_the_shell_ends_where_the_query_does():
    """A line of the query that is the closing word gets another closing word."""
    assert "<<'SPARQL__'" in snippets.of("SPARQL\nSPARQL_", "ASK", "http://x/sparql")[0].text


def test_the_literal_of_r_ends_where_the_query_does():
    """R's raw literal is closed by more dashes than the query has."""
    assert 'r"--(\nASK {} #)-\n)--"' in snippets.of("ASK {} #)-", "ASK", "http://x/sparql")[2].text
