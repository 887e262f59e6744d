"""What readers are told of bounds that are known to a month or year, or not at all, and of ends as
their sources say them."""

import csv
import io
import json
import re

import pytest
from pyoxigraph import Literal, NamedNode

from pfpgraph.query.results import Results
from pfpgraph.web.pages.results.result_table import labelled
from pfpgraph.web.pages.values import XSD

HAGUE = "event/summit-the-hague-2025"
END = "summit-the-hague-2025-end"
SAID = {"accepted": "25 June 2025", "overruled": "26 June 2025"}


def page(real, path: str, language: str = "en") -> str:
    """The text of a page without its tags."""
    answer = real.get(path, headers={"Accept": "text/html", "Accept-Language": language})
    assert answer.status_code == 200
    body = re.sub(r"(?s)<(script|style|svg)\b.*?</\1>", "", answer.text)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def lines(real, path: str) -> list[dict]:
    """The rows of a page as CSV."""
    return list(csv.DictReader(io.StringIO(real.get(path).text)))


# Ends as sources say them


def test_the_claims_of_a_disagreement_say_the_last_day(real):
    """The summit closed on 25 June: no format shows the day after it as accepted."""
    rows = lines(real, f"/doc/disagreement/{END}.csv")
    found = {(row["section"], row["property_label"], row["value_label"]) for row in rows}
    for status, day in SAID.items():
        assert (status, "last day", day) in found
    assert f"**accepted**: {SAID['accepted']}" in real.get(f"/doc/disagreement/{END}.md").text
    for path in (f"/doc/disagreement/{END}", "/disagreements?property=lastDay"):
        assert re.search("accepted [^,]{0,40}25 June 2025", page(real, path)), path


def test_a_claim_says_the_last_day(real):
    """Its page, its data and the reading of its source have the day of the source."""
    claim = f"einpress-hague-2025-event-{END}"
    document = json.loads(real.get(f"/doc/claim/{claim}.jsonld").text)
    assert "2025-06-25" in json.dumps(document) and "2025-06-26" not in json.dumps(document)
    text = page(real, f"/doc/claim/{claim}")
    assert "25 June 2025" in text and "26 June 2025" not in text
    assert re.search("last day ?: 25 June 2025", page(real, "/sources/einpress-hague-2025"))


def test_an_event_has_its_last_day(real):
    """With the sources that say so, and without those that were overruled."""
    (row,) = (r for r in lines(real, f"/doc/{HAGUE}.csv") if r["property"].endswith("#lastDay"))
    assert (row["value"], row["value_label"]) == ("2025-06-25", "25 June 2025")
    assert not [r for r in lines(real, f"/doc/{HAGUE}.csv") if r["property"].endswith("#end")]
    (told,) = (x for x in real.get(f"/doc/{HAGUE}.md").text.split("\n") if "**last day**" in x)
    assert "25 June 2025" in told and "act-summits" not in told
    assert "last day 25 June 2025" in page(real, f"/doc/{HAGUE}")


def test_claims_of_one_disagreement_may_be_of_end_and_of_last_day(real):
    """Each line of CSV has the property that its source speaks of."""
    rows = lines(real, "/doc/disagreement/malta-participation-end.csv")
    found = {row["section"]: (row["property_label"], row["value_label"]) for row in rows}
    assert found["accepted"] == ("last day", "October 1996")
    assert found["overruled"] == ("ends on", "27 October 1996")


# Bounds known to a month or year


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("participation/malta-partnership-for-peace-1995", "26 April 1995 – October 1996"),
        ("body/mediterranean-cooperation-group", "July 1997 – 2011"),
        ("body/political-committee", "not known – April 2010"),
        ("event/nac-partnership-reform-2021", "March 2021"),
    ],
)
def test_an_end_is_told_as_its_month_or_year(real, path, told):
    """Not as the first day after it, which the graph has."""
    markdown = real.get(f"/doc/{path}.md").text
    assert told in markdown.split("##")[0]
    assert f"**last day**: {told.rpartition('– ')[2]}" in markdown


def test_a_month_in_which_a_partner_left_is_only_possible(real):
    """Malta is no partner for certain in October 1996, and not yet "no longer" one."""
    text = page(real, "/map?on=1996-10-15")
    assert "May have held on this day" in text
    assert "Malta , Partnership for Peace 26 April 1995 – October 1996" in text
    rows = lines(real, "/map?on=1996-10-15&format=csv")
    malta = {row["status"] for row in rows if row["country"].endswith("/malta")}
    assert "possible" in malta and not malta & {"partner", "former"}
    drawn = real.get("/map?on=1996-10-15", headers={"Accept": "text/html"}).text
    assert "Malta: may have been: Partnership for Peace" in drawn
    assert "Malta: may have been" not in page(real, "/map?on=1996-11-01")


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("1996-09-30", "Partner (Partnership for Peace), 26 April 1995 – October 1996."),
        ("1996-10-15", "May have been: partner (Partnership for Peace), 26 April 1995 – October"),
        ("1996-11-01", "Earlier partner (Partnership for Peace), 26 April 1995 – October 1996."),
    ],
)
def test_a_sentence_says_what_a_country_may_have_been(real, day, told):
    """Was, may have been and had been are told apart."""
    assert told in real.get(f"/doc/country/malta.md?on={day}").text


def test_a_record_of_a_year_may_hold_in_it(real):
    """The affiliation of 2006 is told as possible on a day of that year, certain after it."""
    path = "/doc/country/montenegro?on={}&format=html"
    before, after = (
        re.search(
            r'(?s)<section class="records affiliation".*?</section>',
            real.get(path.format(day), headers={"Accept": "text/html"}).text,
        )[0].lower()
        for day in ("2006-01-15", "2007-01-01")
    )
    assert "may have held on this day" in before
    assert "may have held on this day" not in after


# Words in place of far days, durations and two languages


@pytest.mark.parametrize(
    ("thing", "language", "told"),
    [
        ("body/senior-level-group-on-pfp-enhancement", "en", "may hold from start not known"),
        ("mission/mission-of-russia-to-nato", "en", "may hold from 26 December 1991"),
        ("mission/mission-of-russia-to-nato", "en", "holds from certain on no day"),
        (
            "body/senior-level-group-on-pfp-enhancement",
            "fr",
            "peut-être vrai à partir du début non connu",
        ),
        ("participation/latvia-partnership-for-peace", "en", "may hold until 29 March 2004"),
        ("participation/austria-partnership-for-peace", "en", "may hold until no end"),
        ("participation/austria-partnership-for-peace", "fr", "peut-être vrai jusqu’au sans fin"),
        (
            "participation/oman-istanbul-cooperation-initiative",
            "en",
            "may hold until end not known",
        ),
    ],
)
def test_a_derived_bound_is_a_day_or_says_what_it_is(real, thing, language, told):
    """No far day is told as "no end" where a start or an end is not known."""
    assert told in page(real, f"/doc/{thing}", language)


@pytest.mark.parametrize(
    ("column", "day", "told"),
    [
        ("until", "9999-12-31", "no end"),
        ("holdsUntil", "9999-12-31", "no end"),
        ("mayHoldUntil", "9999-12-31", "no known end"),
        ("holdsFrom", "9999-12-31", "start not known"),
        ("mayHoldFrom", "0001-01-01", "start not known"),
        ("holdsUntil", "0001-01-01", "end not known"),
    ],
)
def test_a_far_day_of_an_answer_is_told_by_its_column(small_reader, column, day, told):
    """The same day means another thing as a beginning than as an end."""
    found = Results([column], [{column: Literal(day, datatype=NamedNode(f"{XSD}date"))}])
    ((value,),) = labelled(found, small_reader).rows
    assert value.text == told


@pytest.mark.parametrize(("language", "told"), [("en", "1 year"), ("fr", "1 an")])
def test_a_duration_is_told_in_words(real, language, told):
    """On pages, in lists, in CSV and Markdown."""
    path = "/doc/programme/individual-partnership-programme"
    headers = {"Accept-Language": language}
    text = page(real, path, language)
    assert told in text and "P1Y" not in text
    assert told in real.get(f"{path}.md", headers=headers).text
    rows = csv.DictReader(io.StringIO(real.get(f"{path}.csv", headers=headers).text))
    assert [r["value_label"] for r in rows if r["property"].endswith("#period")] == [told]


@pytest.mark.parametrize(
    ("path", "english", "french"),
    [
        (
            "tool/albania-annual-national-programme",
            "until 2009-04-01, start not known",
            "début non connu",
        ),
        ("suspension/russia-2008-nato-russia-council", "cooperation in some", "dans certains"),
        ("framework/contact-countries", "Worldwide", "Monde entier"),
    ],
)
def test_words_are_told_in_one_language(real, path, english, french):
    """Names stand in all languages that there are, other words only in the reader's."""
    for language, own, other in (("en", english, french), ("fr", french, english)):
        assert own in page(real, f"/doc/{path}", language)
        assert other not in page(real, f"/doc/{path}", language)
        told = real.get(f"/doc/{path}.md", headers={"Accept-Language": language}).text
        assert other not in told
