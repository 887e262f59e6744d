"""Facets: lists narrowed, counted, and told as queries."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date

import pytest

from pfpgraph.formats import RESULT_FORMATS
from pfpgraph.kinds import KINDS
from pfpgraph.problems import Problem
from pfpgraph.web.pages.lists import facet_queries, kind_table
from pfpgraph.web.pages.lists.facets import Facets

JSON = next(fmt for fmt in RESULT_FORMATS if fmt.name == "json")


def things(real, path):
    """The IRIs in the list at a path, as CSV."""
    answer = real.get(path + ("&" if "?" in path else "?") + "format=csv")
    assert answer.status_code == 200, answer.text
    return [row["iri"].rpartition("/")[2] for row in csv.DictReader(io.StringIO(answer.text))]


def test_facets_are_columns_or_worked_out():
    """Every facet that is a property is a column of its kind."""
    for kind in KINDS.values():
        assert all(name in kind.columns for name in kind.facets if ":" in name), kind.name


@pytest.mark.parametrize("kind", [name for name, kind in KINDS.items() if kind.facets])
@pytest.mark.parametrize("day", ["", "1996-01-01", "1996-10-15", "2021-03-31"])
def test_the_query_behind_a_list_finds_what_the_list_shows(real_reader, kind, day):
    """For each choice of each facet, the rows are those of the query, and as many as counted."""
    reader = replace(real_reader, asked=date.fromisoformat(day) if day else None)
    table = kind_table.table(KINDS[kind], reader)
    whole = Facets(KINDS[kind], table, reader, {"time": "any"})
    assert whole.rows()
    for facet in whole.shown():
        for choice in facet.choices[:5]:
            asked = {"time": "any"} | {facet.key: choice.code}
            facets = Facets(KINDS[kind], table, reader, asked)
            rows = facets.rows()
            assert len(rows) == choice.count
            text = facet_queries.query(KINDS[kind], table, facets.chosen, reader)
            found = json.loads(reader.snapshot.store.query(text, JSON))["results"]["bindings"]
            assert {row["thing"]["value"] for row in found} == {row.iri for row in rows}, text


@pytest.mark.parametrize("day", ["1980-01-01", "1992-06-01", "2000-01-01", "2004-01-01"])
@pytest.mark.parametrize("phase", ["holds", "ended", "later", "unknown"])
def test_the_states_of_a_day_are_those_of_the_query(real_reader, day, phase):
    """Which countries were states, are no more or came later: the page and its query agree."""
    reader = replace(real_reader, asked=date.fromisoformat(day))
    table = kind_table.table(KINDS["country"], reader)
    try:
        rows = Facets(KINDS["country"], table, reader, {"time": phase}).rows()
    except Problem:
        rows = []
    text = facet_queries.query(KINDS["country"], table, {"time": phase}, reader)
    found = json.loads(reader.snapshot.store.query(text, JSON))["results"]["bindings"]
    assert {row["thing"]["value"] for row in found} == {row.iri for row in rows}


def test_the_partners_of_a_day(real):
    """Status and day together are one address; the names are those of the day."""
    path = "/doc/country/?status=partner&on=1996-01-01"
    found = things(real, path)
    assert "latvia" in found and "france" not in found
    page = real.get(f"{path}&format=html").text
    assert "the former Yugoslav Republic of Macedonia" in page and "now North Macedonia" in page


def test_a_day_narrows_to_what_held_then(real):
    """?on= shows the records that held, unless the reader wants the others too."""
    then = things(real, "/doc/participation/?organization=partnership-for-peace&on=1996-01-01")
    ever = things(
        real, "/doc/participation/?organization=partnership-for-peace&on=1996-01-01&time=any"
    )
    assert len(then) < len(ever) == 35


def test_the_mediterranean_dialogue_as_csv(real):
    """The members of one framework, in one address."""
    found = things(real, "/doc/country/?framework=mediterranean-dialogue")
    assert sorted(found) == [
        "algeria",
        "egypt",
        "israel",
        "jordan",
        "mauritania",
        "morocco",
        "tunisia",
    ]


def test_an_unknown_value_is_refused_with_those_there_are(real):
    """A facet says what it has."""
    answer = real.get("/doc/country/?status=friend&format=csv", headers={"Accept": "*/*"})
    assert answer.status_code == 400 and "partner" in answer.text


def test_a_page_counts_and_links_its_choices(real):
    """Each choice is a link with the number of things that it would give."""
    page = real.get("/doc/participation/?format=html").text
    link = re.search(
        r'href="([^"]*organization=mediterranean-dialogue[^"]*)"[^>]*>.*?<b>(\d+)</b>', page
    )
    assert link and len(
        things(real, link[1].replace("&amp;", "&").replace("format=html", "page=1"))
    ) == int(link[2])


def test_rdf_holds_only_what_is_listed(real):
    """The Turtle of a narrowed list says nothing of the others."""
    turtle = real.get("/doc/country/?framework=mediterranean-dialogue&format=nt").text
    assert "country/egypt" in turtle and "country/france" not in turtle


def test_what_is_taken_back_leaves_no_trace_in_the_address(real):
    """Only a facet that has a choice of its own, the day or the class, says of itself that none is
    made; any other is left out, so that a list has one address."""
    page = real.get("/doc/participation/?organization=mediterranean-dialogue&format=html").text
    assert "type=any" in page
    assert "organization=any" not in page
