"""The disagreements: all claims side by side."""

import csv
import io
import re

from tests.support.clients import BROWSER


def page(real, path):
    """The text of a page."""
    answer = real.get(path, headers={"Accept": BROWSER})
    assert answer.status_code == 200, answer.text
    return answer.text


def titles(text):
    """The slugs of the disagreements on a page."""
    return re.findall(r'<article class="disagreement" id="([^"]+)"', text)


def pages(real, path="/disagreements?x="):
    """Every page of the disagreements at a path."""
    first = page(real, path)
    last = int(re.search(r"Page 1 of (\d+)", first)[1])
    return [first, *(page(real, f"{path}&page={number}") for number in range(2, last + 1))]


def test_every_disagreement_is_there(real, store):
    """Each once on one of the pages, as an anchor, with all its claims and the reason."""
    found = pages(real)
    (row,) = store.rows(
        "PREFIX pfp: <https://w3id.org/pfpgraph/ontology#> SELECT (COUNT(DISTINCT ?d) AS ?all) "
        "(COUNT(?c) AS ?claims) { ?d a pfp:Disagreement ; pfp:claim ?c }"
    )
    slugs = [slug for text in found for slug in titles(text)]
    assert len(slugs) == len(set(slugs)) == int(row["all"].value) > 100
    claims = sum(len(re.findall(r'<tr class="\w+"', text)) for text in found)
    assert claims == int(row["claims"].value)
    assert real.get("/disagreements?page=99", headers={"Accept": BROWSER}).status_code == 404


def test_dates_come_before_spellings(real):
    """What matters most comes first: days, numbers, who belongs where, and names at the end."""
    slugs = [slug for text in pages(real) for slug in titles(text)]
    at = slugs.index
    assert at("malta-participation-end") < at("malta-participation-end-reason")
    names = titles(page(real, "/disagreements?property=name"))
    assert names and at("malta-participation-end-reason") < min(map(at, names))


def test_those_of_one_country(real):
    """What sources say differently of Malta: two dates of its end, the accepted one first."""
    text = page(real, "/disagreements?country=malta")
    article = text.partition('id="malta-participation-end"')[2].partition("</article>")[0]
    assert article.index("accepted") < article.index("overruled")
    assert (
        'id="malta-participation-end"' in text and "Kazakhstan" not in text.partition("<article")[2]
    )


def test_they_are_narrowed_by_property_and_status(real):
    """Each choice is a link with as many disagreements as it says, as a page and as data."""
    text = page(real, "/disagreements")
    for link, count in re.findall(r'<li><a href="([^"]+)"[^>]*>.*?<b>(\d+)</b>', text):
        path = link.replace("&amp;", "&")
        assert f"{count} question" in page(real, path)
        rows = csv.DictReader(io.StringIO(real.get(f"{path}&format=csv").text))
        assert len({row["disagreement"] for row in rows}) == int(count)
    assert re.findall(r"\?property=(\w+)", text) and re.findall(r"\?status=(\w+)", text)


def test_its_own_page_shows_the_same_claims(real):
    """A disagreement has the claims side by side on its page, as the list has them: value, words,
    place, source, status and the reason."""
    listed = page(real, "/disagreements?country=malta")
    table = listed.partition('id="malta-participation-end"')[2]
    rows = re.findall(r'<tr class="\w+">.*?</tr>', table.partition("</article>")[0], re.DOTALL)
    own = page(real, "/doc/disagreement/malta-participation-end")
    assert len(rows) > 1 and all(row in own for row in rows)
    reason = re.search('<p class="reason">(.*?)</p>', table)[1]
    assert reason in own and "27 October 1996" in own and "October 1996" in own
    assert re.search(r"characters [\d,]+–", page(real, "/disagreements?property=name"))


def test_the_view_narrows_as_data_too(real):
    """CSV has the same disagreements as the page."""
    rows = list(
        csv.DictReader(io.StringIO(real.get("/disagreements?country=malta&format=csv").text))
    )
    assert rows and {row["party"].rpartition("/")[2] for row in rows} == {"malta"}
    assert "pfp:Disagreement" in real.get("/disagreements?country=malta&format=ttl").text


def test_what_is_none_is_refused(real):
    """Nothing from the address reaches the query."""
    for country in ("atlantis", "malta> } #", "../x"):
        for facet in ("country", "property", "status"):
            answer = real.get("/disagreements", query_string={facet: country, "format": "csv"})
            assert answer.status_code == 400


def test_a_disagreement_asks_in_plain_words(real):
    """Which date? In both languages, never by the name of a property."""
    for language, asked in (("en", "Which date?"), ("fr", "Quelle date\u202f?")):
        text = page(real, f"/disagreements?lang={language}")
        found = re.findall(r'<small><a href="/doc/disagreement/[^"]+">([^<]+)</a></small>', text)
        assert asked in found and len(found) == 20
        assert all(one.endswith("?") and one[0].isupper() for one in found)
    choices = re.findall(r"<bdi>([^<]+)</bdi> <b>", page(real, "/disagreements"))
    assert "Start date" in choices and len(choices) == len(set(choices))
