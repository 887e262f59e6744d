"""On which days things certainly hold and may hold, in the graph of this checkout."""

import csv
import io

import pytest

from pfpgraph.formats import RESULT_FORMATS, named
from pfpgraph.iris import prefixes

CERTAIN, POSSIBLE = ("pfp:holdsFrom", "pfp:holdsUntil"), ("pfp:mayHoldFrom", "pfp:mayHoldUntil")


@pytest.fixture(scope="module")
def rows(store):
    """A function from a pattern with ?thing to its rows."""
    head = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in prefixes().items())

    def found(pattern, select="?thing"):
        text = f"{head}SELECT DISTINCT {select} WHERE {{ {pattern} }} ORDER BY STR(?thing)"
        answer = store.query(text, named("csv", RESULT_FORMATS)).decode()
        return list(csv.DictReader(io.StringIO(answer)))

    return found


@pytest.fixture(scope="module")
def on(rows):
    """A function from a pattern, a pair of bounds and a day to the slugs that are found."""

    def found(pattern, bounds, day):
        first, last = bounds
        held = (
            f'?record {first} ?from ; {last} ?until . FILTER (?from <= "{day}"^^xsd:date '
            f'&& "{day}"^^xsd:date < ?until)'
        )
        return [row["thing"].rpartition("/")[2] for row in rows(f"{pattern} {held}")]

    return found


MEMBERS = "?record a pfp:Affiliation ; org:member ?thing ; org:organization organisation:osce ."
ITSELF = "BIND (event:nac-partnership-reform-2021 AS ?thing) BIND (?thing AS ?record)"


def test_a_year_is_not_certain_before_it_is_over(on):
    """Montenegro joined the OSCE in 2006, on a day that the graph does not have."""
    assert "montenegro" not in on(MEMBERS, CERTAIN, "2006-01-15")
    assert "montenegro" in on(MEMBERS, POSSIBLE, "2006-01-15")
    assert "montenegro" not in on(MEMBERS, POSSIBLE, "2005-12-31")
    assert "montenegro" in on(MEMBERS, CERTAIN, "2006-12-31")


def test_what_began_in_a_year_is_only_possible_in_it(on):
    """Three founders of the Non-Aligned Movement are known by the year of its first conference."""
    founders = MEMBERS.replace("osce", "non-aligned-movement")
    certain = set(on(founders, CERTAIN, "1961-06-15"))
    only_possible = set(on(founders, POSSIBLE, "1961-06-15")) - certain
    assert only_possible >= {"afghanistan", "cyprus", "egypt"}


@pytest.mark.parametrize(
    ("day", "possible"),
    [("2021-02-28", 0), ("2021-03-01", 1), ("2021-03-31", 1), ("2021-04-01", 0)],
)
def test_an_event_of_a_month_may_hold_on_each_of_its_days(on, day, possible):
    """The reform of March 2021 is certain on no day, possible until the last of the month."""
    assert on(ITSELF, CERTAIN, day) == []
    assert len(on(ITSELF, POSSIBLE, day)) == possible


def test_what_is_certain_is_possible(rows):
    """Every dated thing has its four bounds, and no certain day outside the possible ones."""
    dated = rows("?thing a pfp:Dated")
    bounds = "pfp:holdsFrom ?a ; pfp:holdsUntil ?b ; pfp:mayHoldFrom ?c ; pfp:mayHoldUntil ?d"
    whole = rows(f"?thing a pfp:Dated ; {bounds}", "?thing ?a ?b ?c ?d")
    assert len(whole) == len(dated) > 500
    for row in whole:
        if row["a"] < row["b"]:
            assert row["c"] <= row["a"] and row["b"] <= row["d"], row["thing"]
        assert row["c"] < row["d"], row["thing"]


def test_ends_are_excluded_at_every_precision(rows):
    """Of a month or year the end is the first day of the next one."""
    found = rows(
        "VALUES (?precision ?first) { (pfp:Month '-01') (pfp:Year '-01-01') } "
        "?thing pfp:endPrecision ?precision ; pfp:end ?end",
        "?thing ?end ?first",
    )
    assert len(found) > 15
    assert [row["thing"] for row in found if not row["end"].endswith(row["first"])] == []


def test_no_claim_gives_our_bound_for_what_a_source_says(rows):
    """What a source says of the close of an event, or of a month or year, is the last day."""
    found = rows(
        "?thing rdf:predicate pfp:end ; rdf:subject ?about ; pfp:objectPrecision ?precision . "
        "FILTER (?precision != pfp:Day || EXISTS { ?about a pfp:Event })"
    )
    assert found == []
    last = rows("?thing rdf:predicate pfp:lastDay ; rdf:object ?day", "?thing ?day")
    days = {row["thing"].rpartition("/")[2]: row["day"] for row in last}
    assert days["einpress-hague-2025-event-summit-the-hague-2025-end"] == "2025-06-25"
    assert days["act-summits-event-summit-the-hague-2025-end"] == "2025-06-26"
    assert days["europediplomatic-2022-06-28-event-summit-madrid-2022-end"] == "2022-06-30"
    assert (
        days["nato-malta-2008-participation-malta-partnership-for-peace-1995-end"] == "1996-10-31"
    )
