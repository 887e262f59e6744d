"""The layout of Turtle: data/ is exactly rdflib's longturtle, the rest keeps a few habits."""

import pytest
from rdflib import Graph

from pfpgraph.graph import load, turtle_layout
from pfpgraph.problems import Problem


def test_this_checkout_is_in_layout(settings):
    """Every file of ontology/, data/ and shapes/ is laid out as agreed."""
    assert turtle_layout.check(settings) == []


def test_layout_is_longturtle(tiny_settings, countries):
    """Canonical text is what rdflib writes of the file, to the byte."""
    (file,) = (f for f in load.read(tiny_settings).files if f.name == "data/countries.ttl")
    assert turtle_layout.format_text(file) == Graph().parse(countries).serialize(
        format="longturtle"
    )


def test_other_layout_is_found_and_mended(tiny_settings, countries):
    """A statement out of order is named by check, which changes nothing, and mended by apply."""
    canonical = countries.read_bytes()
    other = canonical.replace(b'"AR" ;\n.', b'"AR" .')
    countries.write_bytes(other)
    assert turtle_layout.check(tiny_settings) == [
        "data/countries.ttl: not in canonical layout: run pfpgraph format"
    ]
    assert countries.read_bytes() == other
    assert turtle_layout.apply(tiny_settings) == ["data/countries.ttl: formatted"]
    assert countries.read_bytes() == canonical
    assert turtle_layout.apply(tiny_settings) == []


def test_unreadable_file_is_left_alone(tiny_settings, countries):
    """A file with a syntax fault is reported by line and not written."""
    broken = countries.read_bytes() + b"country:nowhere a\n"
    countries.write_bytes(broken)
    with pytest.raises(Problem, match=r"data/countries\.ttl:"):
        turtle_layout.apply(tiny_settings)
    assert countries.read_bytes() == broken


@pytest.mark.parametrize(
    ("text", "line", "fault"),
    [
        ("a\r\nb\n", 1, "CR LF"),
        ("a\nb \n", 2, "blanks at its end"),
        ("a\n\tb\n", 2, "tab"),
        ("a\nb", 2, "add one"),
        ("a\nb\n\n", 3, "empty line"),
    ],
)
def test_line_that_breaks_a_habit_is_named(text, line, fault):
    """Line ends, blanks, tabs and the end of the file are looked at."""
    ((number, words),) = turtle_layout.line_faults(text)
    assert number == line
    assert fault in words


def test_good_lines_have_no_fault():
    """Comments and empty lines between blocks are fine."""
    assert list(turtle_layout.line_faults("# comment\n\na\n    b ;\n.\n")) == []
