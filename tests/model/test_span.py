"""Whether a thing holds on a day: Python and SPARQL agree over all that is dated in the graph, on
every day on which something changes and on the day before it."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

import pytest
from pyoxigraph import Literal, NamedNode

from pfpgraph.graph import export
from pfpgraph.iris import PUBLIC_BASE, prefixes
from pfpgraph.kinds import KINDS
from pfpgraph.kinds.kind import RecordKind
from pfpgraph.problems import Problem
from pfpgraph.query import query_files
from pfpgraph.query.query_files import PrefixedName
from pfpgraph.span import BOUNDS, FAR_FUTURE, FAR_PAST, Span
from pfpgraph.web.pages.lists import facet_queries, kind_table
from pfpgraph.web.pages.lists.facets import Facets

HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in prefixes().items())
DATED = "?record " + " ; ".join(
    f"pfp:{name} ?{short}"
    for name, short in zip(BOUNDS, ("from", "until", "mayFrom", "mayUntil"), strict=True)
)
AT_ONCE = 300  # days of one query
COUNTRY = KINDS["country"]


@pytest.fixture(scope="module")
def spans(store):
    """The time of every dated thing of the graph, by IRI."""
    rows = store.rows(f"{HEAD}SELECT * {{ {DATED} }}")
    names = ("from", "until", "mayFrom", "mayUntil")
    found = {row["record"].value: Span(*(row[name].value for name in names)) for row in rows}
    assert len(found) == len(rows) > 500
    return found


@pytest.fixture
def site(real_reader):
    """What the pages of the graph have in memory."""
    return real_reader.snapshot


def changes(spans):
    """Each day on which something begins or ends, and the day before it, as ISO days."""
    found = {day for span in spans for day in span} - {FAR_PAST, FAR_FUTURE}
    assert len(found) > 100
    return with_days_before(found)


def with_days_before(found):
    """Days and those before them, in order."""
    return sorted(found | {str(date.fromisoformat(day) - timedelta(1)) for day in found})


def parts(days):
    """The days in parts that one query takes, as rows of VALUES."""
    rest = iter(days)
    while some := [f'"{day}"^^xsd:date' for day in islice(rest, AT_ONCE)]:
        yield " ".join(some)


def test_the_phase_of_every_day_is_the_same(store, spans):
    """Of each thing: on how many of the days it holds, may hold, has ended and is to come."""
    every, pattern = (
        changes(spans.values()),
        query_files.pattern("phase", PUBLIC_BASE, day=PrefixedName("?day")),
    )
    found = Counter()
    for some in parts(every):
        text = f"{{ VALUES ?day {{ {some} }} {DATED} . {pattern} }} GROUP BY ?record ?phase"
        for row in store.rows(f"{HEAD}SELECT ?record ?phase (COUNT(*) AS ?days) {text}"):
            found[row["record"].value, row["phase"].value] += int(row["days"].value)
    assert found == Counter((iri, s.phase(day)) for iri, s in spans.items() for day in every)


@pytest.mark.parametrize("bound", ["from", "until", "mayFrom", "mayUntil"])
@pytest.mark.parametrize("before", [0, 1])
def test_the_phase_of_a_changing_day_is_the_same(store, spans, bound, before):
    """On each bound of each thing, and on the day before it."""
    pattern = query_files.pattern("phase", PUBLIC_BASE, day=PrefixedName("?day"))
    shift = f'?{bound} - "P{before}D"^^xsd:dayTimeDuration'
    text = f"{HEAD}SELECT ?record ?day ?phase {{ {DATED} . BIND ({shift} AS ?day) {pattern} }}"
    rows = [row for row in store.rows(text) if "day" in row]
    assert len(rows) > 400
    for row in rows:
        assert row["phase"].value == spans[row["record"].value].phase(row["day"].value), row


def test_what_certainly_holds_is_the_same(store, spans):
    """On every day the same things, one of each time: the pattern that most queries have."""
    every, pattern = (
        changes(spans.values()),
        query_files.pattern("certain", PUBLIC_BASE, day=PrefixedName("?day")),
    )
    one = {span: iri for iri, span in spans.items()}
    things = " ".join(f"<{iri}>" for iri in one.values())
    found = set()
    for some in parts(every):
        values = f"VALUES ?record {{ {things} }} VALUES ?day {{ {some} }}"
        text = f"SELECT ?record ?day {{ {values} {pattern} }}"
        found |= {(row["record"].value, row["day"].value) for row in store.rows(HEAD + text)}
    assert found == {(iri, day) for s, iri in one.items() for day in every if s.certain(day)}


def test_an_export_leaves_out_what_a_page_leaves_out(site):
    """The same records on their own days and on those before them, also those that happen once."""
    records = [entry for entry in site.thing_index if isinstance(entry.row, RecordKind)]
    assert len(records) > 500
    for entry in records:
        said = {name: entry.first(name) for name in (*BOUNDS, "date") if entry.first(name)}
        for day in with_days_before(set(said.values()) - {FAR_PAST, FAR_FUTURE}):
            gone = site.thing_index.gone(entry.iri, day)
            assert export._is_gone(said, day) == gone, (entry.iri, day)


def test_the_states_of_every_day_are_those_of_the_query(real_reader, site):
    """Which countries existed on each day on which a state began or ended, and before it."""
    for day in changes_of_states(site):
        reader = replace(real_reader, asked=date.fromisoformat(day))
        table = kind_table.table(COUNTRY, reader)
        try:
            rows = Facets(COUNTRY, table, reader, {"time": "holds"}).rows()
        except Problem:
            rows = []
        text = facet_queries.query(COUNTRY, table, {"time": "holds"}, reader)
        found = {row["thing"].value for row in site.store.rows(text)}
        assert found == {row.iri for row in rows}, day


def changes_of_states(site):
    """The days on which a state that is no more began or ended, and those before them."""
    found = {day for state in site.country_facts.states for day in state.span}
    found -= {FAR_PAST, FAR_FUTURE}
    assert len(found) > 4
    return with_days_before(found)


def test_the_records_of_a_day_are_those_of_the_query(site, spans):
    """What a page holds true of a country on a day, and the query that it shows."""
    countries = [iri for iri in site.history.countries() if len(site.history.of(iri)) > 3][:6]
    assert len(countries) == 6
    for iri in countries:
        own = [entry for entry in site.thing_index.records(iri) if entry.iri in spans]
        for day in changes_of(entry.span for entry in own):
            on = Literal(day, datatype=NamedNode(f"{prefixes()['xsd']}date"))
            terms = {"thing": NamedNode(iri), "day": on, "language": Literal("en")}
            text = query_files.filled("records-on-day", PUBLIC_BASE, **terms)
            found = {row["record"].value for row in site.store.rows(text)}
            held = {entry.iri for entry in own if entry.state(day) == "holds"}
            assert found == held, (iri, day)


def changes_of(spans):
    """The days on which something of a country begins or ends."""
    return sorted({day for span in spans for day in span} - {FAR_PAST, FAR_FUTURE})
