"""Exports: the whole, a graph, a resource, a day, in every format."""

import pytest
from pyoxigraph import RdfFormat, parse

from pfpgraph import formats
from pfpgraph.formats import Format
from pfpgraph.graph.export import export
from pfpgraph.iris import PUBLIC_BASE, prefixes
from pfpgraph.problems import Problem

NAMES = prefixes()
NQ = formats.named("nq", formats.RDF_FORMATS)


def quads(release, **part):
    """The quads of an export."""
    return set(parse(export(release, NQ, **part), format=RdfFormat.N_QUADS))


@pytest.fixture(scope="module")
def everything(release):
    """Every quad of the release."""
    return set(parse(release.dump.read_bytes(), format=RdfFormat.N_QUADS))


def test_whole_is_the_dump(release, everything):
    """Without a part wanted, the quads are those of the release."""
    assert quads(release) == everything


@pytest.mark.parametrize("fmt", formats.RDF_FORMATS, ids=lambda fmt: fmt.name)
def test_every_format_says_the_same(release, fmt: Format):
    """A resource has the same statements in every format, the same bytes each time."""
    wanted = {quad.triple for quad in quads(release, resource="country:armenia")}
    written = export(release, fmt, resource="country:armenia")
    assert {quad.triple for quad in parse(written, format=fmt.writer)} == wanted
    assert export(release, fmt, resource="country:armenia") == written


def test_graph_by_prefix_or_iri(release):
    """A graph is named as in Turtle or in full."""
    short = quads(release, graph="graph:data/countries")
    assert {quad.graph_name.value for quad in short} == {f"{NAMES['graph']}data/countries"}
    assert short == quads(release, graph=f"{NAMES['graph']}data/countries")


def test_resource_has_what_points_at_it(release):
    """A country comes with the signature that names it."""
    found = quads(release, resource="country:armenia")
    signature = f"{NAMES['signature']}armenia-pfp-framework-document"
    assert signature in {quad.subject.value for quad in found}


def members(found, organisation):
    """The countries with a record of being in an organisation."""
    whole = f"<{PUBLIC_BASE}id/{organisation}>"
    predicate = NAMES["org"]
    records = {
        quad.subject
        for quad in found
        if quad.predicate.value == f"{predicate}organization" and str(quad.object) == whole
    }
    return {
        quad.object.value.rsplit("/", 1)[1]
        for quad in found
        if quad.subject in records and quad.predicate.value == f"{predicate}member"
    }


def test_day_keeps_the_records_that_hold(release):
    """On 29 March 2004 seven countries left the partnership and joined NATO, until then of 19."""
    seven = {"bulgaria", "estonia", "latvia", "lithuania", "romania", "slovakia", "slovenia"}
    before, after = (quads(release, on=f"2004-03-{day}") for day in (28, 29))
    allies = members(before, "organisation/nato")
    assert len(allies) == 19
    assert members(after, "organisation/nato") - allies == seven
    assert seven <= members(before, "framework/partnership-for-peace")
    assert seven.isdisjoint(members(after, "framework/partnership-for-peace"))


def test_day_leaves_nothing_hanging(release, everything):
    """What is left out is nowhere in the export, and things stay."""
    found = quads(release, on="1995-01-01")
    subjects = {quad.subject for quad in found}
    assert f"<{NAMES['signature']}montenegro-pfp-framework-document>" not in map(str, subjects)
    gone = {quad.subject for quad in everything} - subjects
    assert gone
    assert not [quad for quad in found if quad.object in gone]
    assert f"<{NAMES['country']}armenia>" in map(str, subjects)


@pytest.mark.parametrize("day", ["1995-02-30", "yesterday", "1995-1-1", "1995-W01-1", "19950101"])
def test_day_that_is_none_is_refused(release, day):
    """A day is a date of the calendar."""
    with pytest.raises(Problem, match="write it as YYYY-MM-DD"):
        export(release, NQ, on=day)


@pytest.mark.parametrize("part", [{"graph": "graph:data/nothing"}, {"resource": "country:oz"}])
def test_unknown_part_is_refused(release, part):
    """A name that the release has not is named."""
    with pytest.raises(Problem, match="the release has nothing of that name"):
        export(release, NQ, **part)
