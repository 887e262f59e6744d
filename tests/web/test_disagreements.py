"""The disagreements: all claims side by side."""

import csv
import io
import re

from clients import BROWSER


def test_every_disagreement_is_there(real, store):
    """Each once, as an anchor, with all its claims and the reason."""
    text = real.get("/disagreements", headers={"Accept": BROWSER}).text
    (row,) = store.rows(
        "PREFIX pfp: <https://w3id.org/pfpgraph/ontology#> SELECT (COUNT(DISTINCT ?d) AS ?all) "
        "(COUNT(?c) AS ?claims) { ?d a pfp:Disagreement ; pfp:claim ?c }"
    )
    assert len(re.findall('<article class="disagreement"', text)) == int(row["all"].value) > 100
    assert len(re.findall(r'<tr class="\w+"', text)) == int(row["claims"].value)


def test_those_of_one_country(real):
    """What sources say differently of Malta: two dates of its end, the accepted one first."""
    text = real.get("/disagreements?country=malta", headers={"Accept": BROWSER}).text
    article = text.partition('id="malta-participation-end"')[2].partition("</article>")[0]
    assert article.index("accepted") < article.index("overruled")
    assert (
        'id="malta-participation-end"' in text and "Kazakhstan" not in text.partition("<article")[2]
    )


def test_the_view_narrows_as_data_too(real):
    """CSV has the same disagreements as the page."""
    rows = list(
        csv.DictReader(io.StringIO(real.get("/disagreements?country=malta&format=csv").text))
    )
    assert rows and {row["party"].rpartition("/")[2] for row in rows} == {"malta"}
    assert "pfp:Disagreement" in real.get("/disagreements?country=malta&format=ttl").text


def test_a_country_that_is_none_is_refused(real):
    """Nothing from the address reaches the query."""
    for country in ("atlantis", "malta> } #", "../x"):
        answer = real.get("/disagreements", query_string={"country": country, "format": "csv"})
        assert answer.status_code == 400
