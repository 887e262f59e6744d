"""The map: who was what on a day, drawn, as a table and as data."""

import csv
import io
import re
from dataclasses import replace
from datetime import date, timedelta
from xml.dom.minidom import parseString

import pytest

from pfpgraph.resources import ROOT
from pfpgraph.span import FAR_FUTURE, FAR_PAST
from pfpgraph.web.pages import operations_map, world_map
from pfpgraph.web.pages.thing import drawings
from pfpgraph.web.reader import Reader
from pfpgraph.web.svg import maps

ANSWERS = ROOT / "tests/questions"
DAYS = ("1949-04-03", "1949-12-31", "1996-01-01", "2000-01-01", "2004-04-01", "2014-07-11")


@pytest.fixture
def site(real):
    """What the application knows of its release."""
    return real.application.extensions["pfpgraph"]


def page(real, path: str) -> str:
    """The text of a page."""
    answer = real.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    return answer.text


def statuses(real, day: str) -> dict[str, set[str]]:
    """The slugs of the countries of each status on a day."""
    found = {}
    reader = Reader(real.application.extensions["pfpgraph"], asked=date.fromisoformat(day))
    for entry in world_map.standings(reader):
        found.setdefault(entry.status, set()).add(entry.iri.rpartition("/")[2])
    return found


def test_every_country_of_the_graph_has_a_shape(site):
    """No country that is or was anything is missing on the map, or without a place."""
    for country in site.history.countries():
        code = site.country_facts.countries[country]
        assert maps.geometry()["countries"][code], code
        assert site.country_facts.at(country), code
    today = [
        c
        for c in site.country_facts.countries
        if c not in {s.iri for s in site.country_facts.states}
    ]
    assert len(today) >= 74
    assert all(site.country_facts.countries[c] in maps.geometry()["countries"] for c in today)


def test_the_shapes_are_one_file_that_may_be_kept(real):
    """The file of shapes is well-formed SVG with a shape for each code."""
    answer = real.get("/map/shapes.svg")
    document = parseString(answer.data)
    shapes = {path.getAttribute("id") for path in document.getElementsByTagName("path")}
    assert shapes >= {"MLT", "FRA", "XKX"} and "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("day", DAYS)
def test_the_page_shows_what_the_query_answers(real, day):
    """The countries of the page and of the query behind it are the same, status by status."""
    rows = csv.DictReader(io.StringIO(real.get(f"/map?on={day}&format=csv").text))
    found = {}
    for row in rows:
        if row["status"] != "suspended":
            found.setdefault(row["country"].rpartition("/")[2], set()).add(row["status"])
    order = ("ally", "partner", "other", "former")
    asked = {}
    for country, held in found.items():
        asked.setdefault(next(s for s in order if s in held), set()).add(country)
    assert statuses(real, day) == asked


def test_the_page_and_its_query_are_equal_on_every_day_of_change(real_reader):
    """Statuses, suspensions, and what is only possible: what the page has in memory is what the
    query says that it shows."""
    history, store = real_reader.snapshot.history, real_reader.snapshot.store
    kinds = ("membership", "participation", "suspension")
    records = [record for record in history if history.status(record) or record.kind == kinds[2]]
    days = {day for record in records for day in record.span} - {FAR_PAST, FAR_FUTURE}
    assert len(days) > 30
    for day in sorted(days):
        reader = replace(real_reader, asked=date.fromisoformat(day))
        rows = store.rows(world_map.view(reader).text)
        said = {(row["record"].value, row["status"].value) for row in rows}
        certain = {iri for iri, status in said if status not in ("former", "possible")}
        assert certain == {record.iri for record in records if record.holds(day)}, day
        possible = {iri for iri, status in said if status == "possible"}
        assert possible == {record.iri for record in records if record.unknown(day)}, day
        countries = {row["country"].value for row in rows if row["status"].value != "possible"}
        assert countries == {entry.iri for entry in world_map.standings(reader)}, day


@pytest.mark.parametrize(
    ("question", "day", "status"),
    [
        ("partners-on-1-january-1996", "1996-01-01", "partner"),
        ("partners-on-11-july-2014", "2014-07-11", "partner"),
        ("partners-today", "2026-11-22", "partner"),
        ("allies-today", "2026-11-22", "ally"),
    ],
)
def test_the_map_agrees_with_the_questions(real, question, day, status):
    """On the days of questions the map shows the countries that they answer."""
    text = (ANSWERS / f"{question}.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(io.StringIO(text))
    assert statuses(real, day)[status] == {row["country"].rpartition("/")[2] for row in rows}


def test_the_days_of_the_alliance(real):
    """In 1949 there were twelve Allies; on 1 April 2004 twenty-six."""
    assert statuses(real, "1949-04-03") == {}
    assert len(statuses(real, "1949-12-31")["ally"]) == 12
    assert len(statuses(real, "2004-04-01")["ally"]) == 26


def test_a_country_has_the_name_it_had(real):
    """The table has the name of the day, and the present one beside it."""
    text = page(real, "/map?on=1996-01-01&lang=en")
    assert "the former Yugoslav Republic of Macedonia" in text and "now North Macedonia" in text
    assert "now Czechia" in text and "now Russia" not in text and "now Slovakia" not in text
    early = page(real, "/map?on=1975-01-01&lang=en")
    assert "<bdi>Turkey</bdi></a> <small>now Türkiye</small>" in early


def test_states_that_are_no_more_are_named(real):
    """Where the borders were others, the map says so."""
    before, after = page(real, "/map?on=1991-01-01&lang=en"), page(real, "/map?lang=en")
    assert "Soviet Union" in before and "Soviet Union" not in after
    assert "the Federal Republic of Germany alone (West)" in before


def test_states_that_are_no_more_lead_to_those_of_today(real):
    """The successors of Yugoslavia that exist are named, not one that is no more itself."""
    yugoslavia = former(real, "1975-01-01")["yugoslavia"]
    assert {"serbia", "montenegro", "slovenia"} < yugoslavia
    assert not {"serbia-and-montenegro", "federal-republic-of-yugoslavia"} & yugoslavia


YUGOSLAVS = {"bosnia-and-herzegovina", "montenegro", "serbia"}
REPUBLICS = {
    *("armenia", "azerbaijan", "belarus", "georgia", "kazakhstan", "kyrgyz-republic"),
    *("republic-of-moldova", "russia", "tajikistan", "turkmenistan", "ukraine", "uzbekistan"),
}


@pytest.mark.parametrize(
    ("day", "states"),
    [
        ("1991-04-08", {"soviet-union": REPUBLICS}),
        ("1991-04-09", {"soviet-union": REPUBLICS - {"georgia"}}),
        ("1991-12-16", {"soviet-union": {"russia"}}),
        ("1991-12-25", {"soviet-union": {"russia"}, "yugoslavia": YUGOSLAVS}),
        ("1991-12-26", {"yugoslavia": YUGOSLAVS, "czechoslovakia": {"czechia", "slovakia"}}),
        ("1991-06-24", {"yugoslavia": YUGOSLAVS | {"croatia", "north-macedonia", "slovenia"}}),
        ("1991-06-25", {"yugoslavia": YUGOSLAVS | {"north-macedonia"}}),
        ("1991-09-08", {"yugoslavia": YUGOSLAVS}),
        ("1992-03-01", {"yugoslavia": {"montenegro", "serbia"}}),
        ("1992-04-26", {"yugoslavia": {"montenegro", "serbia"}}),
        ("1992-04-27", {"federal-republic-of-yugoslavia": {"montenegro", "serbia"}}),
        ("1992-12-31", {"czechoslovakia": {"czechia", "slovakia"}}),
        ("1999-06-01", {"federal-republic-of-yugoslavia": {"montenegro", "serbia"}}),
        ("2003-02-03", {"federal-republic-of-yugoslavia": {"montenegro", "serbia"}}),
        ("2003-02-04", {"serbia-and-montenegro": {"montenegro", "serbia"}}),
        ("2006-06-02", {"serbia-and-montenegro": {"montenegro", "serbia"}}),
        ("2006-06-03", {}),
    ],
)
def test_a_state_of_a_day_leads_to_those_that_it_still_held(real, day, states):
    """What was independent on a day is not named under the state of which it had been part."""
    found = former(real, day)
    assert states.items() <= found.items()
    if day >= "1993":
        assert found == states


def test_on_every_day_on_which_a_state_changed_nobody_stands_twice(real, site):
    """On each day on which a state that is no more began or ended or a country left it, and on the
    day before, a country is under at most one state, and under none once it is independent."""
    own = {
        iri.rpartition("/")[2]: site.country_facts.since(iri)
        for iri in site.country_facts.countries
    }
    turns = {*filter(None, own.values())}
    turns |= {day for state in site.country_facts.states for day in (state.start, state.end.day)}
    days = {
        str(date.fromisoformat(turn) - timedelta(days=back)) for turn in turns for back in (0, 1)
    }
    assert len(turns) > 20
    for day in sorted(days):
        found = former(real, day)
        named = [country for held in found.values() for country in held]
        assert len(named) == len(set(named)), day
        assert not [country for country in named if "" < own.get(country, "") <= day], day
        assert not {"estonia", "latvia", "lithuania"} & {*named}, day
        listed = real.get(f"/doc/country/?on={day}&lang=en&format=csv").text
        there = {*re.findall(r"/id/country/([a-z-]+)", listed)}
        assert not {*named} & there and {*found} <= there, day
        assert {country for country, since in own.items() if "" < since <= day} <= there, day


def former(client, day: str) -> dict[str, set[str]]:
    """The states that the map of a day names as no more, each with the countries of today in it."""
    text = page(client, f"/map?on={day}&lang=en").partition("no longer exist:")[2]
    lines = [
        re.findall(r"/country/([a-z-]+)", line) for line in text.split("</ul>")[0].split("<li>")
    ]
    return {line[0]: {*line[1:]} for line in lines if line}


def test_what_is_not_known_stands_apart(real):
    """A suspension whose end nobody knows is neither shown as in force nor left out."""
    text = page(real, "/map?on=2001-01-01&lang=en")
    apart = text.partition('id="unknown"')[2]
    assert "russia-1999-partnership-for-peace" in apart
    assert "russia-1999-partnership-for-peace" not in text.partition('id="unknown"')[0]


@pytest.mark.parametrize("path", ["/map?on=1999-06-01", "/timeline", "/doc/country/russia"])
def test_a_suspension_is_named_as_the_graph_names_it(real, path):
    """Also where what it covers begins with a name, which keeps its capital."""
    text = page(real, path)
    assert "Russia’s participation in the Partnership" in text
    assert "russia’s" not in text


def test_who_suspends_a_treaty_is_not_suspended(real):
    """Cooperation of NATO with a country is; the United States, which stopped applying a treaty,
    stays an Ally on the map, in its list and in the sentence on its page."""
    reader = Reader(real.application.extensions["pfpgraph"], asked=date(2024, 6, 1))
    found = {entry.iri.rpartition("/")[2]: entry for entry in world_map.standings(reader)}
    stopped = {slug for slug, entry in found.items() if entry.suspended}
    assert stopped == {"belarus", "russia"} and found["united-states"].status == "ally"
    listed = real.get("/doc/country/?suspended=yes&on=2024-06-01&format=csv").text
    assert "/country/russia," in listed and "/country/united-states," not in listed
    told = real.get("/doc/country/united-states?on=2024-06-01&format=html&lang=en").text
    assert "Ally since" in told and "Suspended" not in told.partition("<h2")[0]


def test_every_count_leads_to_its_list(real):
    """Each number of the legend is a link to rows of the table that stand on the page."""
    text = page(real, "/map?on=1996-01-01&lang=fr")
    for target in ("ally", "partner", "other", "former", "suspended"):
        assert f'href="#{target}"' in text and f'id="{target}"' in text


def test_every_year_is_a_link(real):
    """From 1949 to the year of the data there is a link for each year, without script."""
    text = page(real, "/map?lang=en")
    assert all(f'href="/map?on={year}-12-31&amp;lang=en"' in text for year in range(1949, 2026))
    assert 'href="/map?lang=en"' in text


def test_an_invitation_is_no_participation(site):
    """Those who were invited or watch are not in the history, not even as not known."""
    records = {record.iri.rpartition("/")[2] for record in site.history}
    assert "algeria-mediterranean-dialogue" in records
    assert records.isdisjoint(
        {"libya-mediterranean-dialogue", "oman-istanbul-cooperation-initiative", "serbia-csto"}
    )


def test_the_map_around_one_country(real_reader):
    """A thing's page has the map around its country; a state without a shape has none."""
    countries = f"{real_reader.snapshot.base}id/country/"
    drawn = drawings.location_map(f"{countries}malta", real_reader)
    assert "#MLT" in drawn and parseString(drawn)
    assert drawings.location_map(f"{countries}soviet-union", real_reader) == ""


def test_the_drawing_can_be_passed_by(real):
    """A link before its many links leads to the table after them."""
    page = real.get("/map", headers={"Accept": "text/html"}).text
    skip = page.index('<a class="skip" href="#countries">')
    assert skip < page.index('class="world"') < page.index('id="countries"')


def test_the_layer_of_operations_shows_who_took_part(real):
    """Of one operation all that ever did, on a day who did then; where it was; as data too."""
    text = page(real, "/map?operation=isaf&lang=en")
    assert "International Security Assistance Force: who took part" in text
    assert re.search(r'class="contributor".*?href="/doc/country/georgia', text, re.DOTALL)
    assert re.search(r'class="theatre"[^>]*>.*?href="/doc/country/afghanistan', text, re.DOTALL)
    rows = [*csv.DictReader(io.StringIO(real.get("/map?operation=isaf&format=csv").text))]
    assert {row["operation"].rpartition("/")[2] for row in rows} == {"isaf"}
    before = page(real, "/map?operation=isaf&on=2003-01-01&lang=en")
    assert "/doc/country/georgia" not in before
    assert 'href="/doc/country/afghanistan' in before


def test_the_layer_on_a_day_has_what_went_on(real):
    """All operations of the day; the years lead to the same layer."""
    text = page(real, "/map?layer=operations&on=2010-06-01&lang=en")
    assert "Operations on 1 June 2010" in text
    assert ">Kosovo Force<" in text and ">International Security Assistance Force<" in text
    assert "/map?layer=operations&amp;on=2009-12-31" in text
    after = page(real, "/map?layer=operations&on=2016-06-01&lang=en").partition("<table")[2]
    assert ">Kosovo Force<" in after and ">International Security Assistance Force<" not in after


def test_the_layer_and_its_query_are_equal(real_reader):
    """What the page has in memory is what the query says, on a day and of an operation."""
    store, base = real_reader.snapshot.store, real_reader.snapshot.base
    days = [None, *map(date.fromisoformat, ("2003-01-01", "2010-06-01", "2017-02-15"))]
    for day in days:
        reader = replace(real_reader, asked=day)
        for slug in ("", "isaf", "kfor"):
            operation = f"{base}id/operation/{slug}" if slug else ""
            rows = store.rows(operations_map.view(reader, operation).text)
            shown = [
                (row.operation.plain, country.plain)
                for row in operations_map.rows(reader, operation)
                for country, _, _ in row.contributors
            ]
            said = [(row["operation"].value, row["country"].value) for row in rows]
            assert sorted(shown) == sorted(said), (day, slug)


@pytest.mark.parametrize("query", ["layer=roads", "operation=atlantis", "layer=operations&on=now"])
def test_a_layer_that_is_none_is_refused(real, query):
    """In every format."""
    for accept in ("text/html", "text/csv"):
        assert real.get(f"/map?{query}", headers={"Accept": accept}).status_code == 400


def test_links_of_the_layer_of_operations_stay_in_it(real):
    assert 'href="/map?layer=operations&amp;lang=fr"' in page(real, "/map?layer=operations")


def test_the_title_names_the_day_once(real):
    """The titles of both layers name the day themselves, so the frame does not add it."""
    for query in ("", "layer=operations&", "operation=kfor&"):
        title = re.search("<title>(.*?)</title>", page(real, f"/map?{query}on=2000-01-01&lang=en"))
        assert title[1].count("1 January 2000") == 1, title[1]


def test_an_operation_is_named_once_for_a_country(real):
    """Also where it took part twice, as Armenia did in the Kosovo Force."""
    text = page(real, "/map?operation=kfor&lang=en")
    assert "Armenia: Kosovo Force</title>" in text and "Force, Kosovo Force" not in text
