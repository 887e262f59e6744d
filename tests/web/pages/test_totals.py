"""Totals: a number says what it counts, and leads to a list of exactly so many."""

import csv
import io
import re
from pathlib import Path
from urllib.parse import urlencode

import pytest

from pfpgraph.iris import PUBLIC_BASE
from pfpgraph.kinds import KINDS
from pfpgraph.query import query_files

MIXED = [name for name, kind in KINDS.items() if kind.is_mixed]
COUNT = (Path(__file__).parent / "of-a-class.rq").read_text("utf-8")
BESIDE = r'>(?:<b>([^<]*)</b>|[^<]*</a> <span class="count">([^<]*)<)'
NEVER = {
    "participation": {"InvitationToJoin"},
    "membership": {"Observership"},
    "tool": {"OfferToJoin", "PlannedParticipation", "AllegedParticipation"},
    "act": {"NationalStep", "PlannedAct"},
    "affiliation": {"Observership", "Associateship", "Commitment"},
    "organisation": {"Pact", "Stance"},
    "area": {"ConceptScheme"},
}


def lines(client, path):
    """The rows of a CSV."""
    answer = client.get(path, headers={"Accept": "text/csv"})
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text)))


def counted(client, name):
    """How many things the endpoint counts of a class."""
    text = COUNT.replace("$class", f"pfp:{name}")
    text = query_files.prologue(text, PUBLIC_BASE) + text
    (row,) = lines(client, "/sparql?" + urlencode({"query": text}))
    return int(row["count"])


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_a_number_of_the_front_page_is_that_of_the_class_and_of_its_list(real, kind):
    """In CSV and on the page, in both languages."""
    number = counted(real, kind.type)
    (line,) = [row for row in lines(real, "/?format=csv") if row["kind"] == kind.name]
    assert int(line["count"]) == number
    assert len(lines(real, f"/doc/{kind.name}/?format=csv")) == number
    for language in ("en", "fr"):
        html = real.get(f"/?lang={language}", headers={"Accept": "text/html"}).text
        href = re.escape(f'href="/doc/{kind.name}/?lang={language}"')
        big, small = re.search(href + BESIDE, html).groups()
        shown = big or small
        assert int(re.sub(r"\D", "", shown)) == number
        page = real.get(f"/doc/{kind.name}/?lang={language}", headers={"Accept": "text/html"}).text
        told = re.search(r'<p class="note">\D*([\d,\u202f\u00a0]+) ', page)[1]
        assert int(re.sub(r"\D", "", told)) == number


@pytest.mark.parametrize("kind", MIXED)
def test_what_never_counts_is_listed_by_its_class_alone(real, kind):
    """An invitation is in no list of participations, but in that of invitations, and both are in
    that of any class."""
    whole = {row["iri"] for row in lines(real, f"/doc/{kind}/?type=any&format=csv")}
    parts = [{row["iri"] for row in lines(real, f"/doc/{kind}/?format=csv")}]
    for name in sorted(NEVER[kind]):
        found = lines(real, f"/doc/{kind}/?type={name}&format=csv")
        assert found and not {"member", "organization"} & set(found[0]), name
        parts.append({row["iri"] for row in found})
    assert sum(map(len, parts)) == len(whole) and set().union(*parts) == whole


def test_every_class_that_never_counts_is_known_here(real):
    """No other class is kept under the kinds that count some of their things only."""
    for kind in MIXED:
        html = real.get(f"/doc/{kind}/", headers={"Accept": "text/html"}).text
        offered = set(re.findall(rf'href="/doc/{kind}/\?type=(\w+)"', html)) - {"any"}
        assert offered - {KINDS[kind].type} == NEVER[kind]


def test_a_source_has_as_many_participations_as_rest_on_it(real):
    """An invitation that rests on it stands apart, under its own name."""
    html = real.get("/sources/national-ici-2019", headers={"Accept": "text/html"}).text
    groups = dict(re.findall(r"<h3>([^<]*)</h3> <b>(\d+)</b>", html))
    assert int(groups["Invitation to join"]) == 2
