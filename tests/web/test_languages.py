"""The reader's language: answers of questions follow it, in pages and in data, as its labels do."""

import json
import re

import pytest

from pfpgraph.formats import RESULT_FORMATS
from pfpgraph.i18n.catalogues import catalogues
from pfpgraph.i18n.words import plural
from pfpgraph.kinds import kind_name
from pfpgraph.resources import ROOT
from pfpgraph.web.pages.results import examples
from tests.support.clients import BROWSER

QUESTIONS = sorted((ROOT / "data" / "questions").glob("*.rq"))
SLUGS = [path.stem for path in QUESTIONS]
FRENCH, ENGLISH = {"Accept-Language": "fr"}, {"Accept-Language": "en"}
WORDED = [path.stem for path in QUESTIONS if examples.ENGLISH in path.read_text("utf-8")]
# Where English is what is asked for, or what there is: names as they were given or written.
ASKED_IN_ENGLISH = {
    "labels-without-a-french-form": {"english"},
    "name-of-north-macedonia-in-1995": {"name"},
    "name-of-turkiye-in-2020-and-2023": {"name"},
    "names-at-signature-and-now": {"nameThen"},
    "names-of-north-macedonia-over-time": {"name"},
    "other-names-of-countries": {"form"},
    "attributions-that-data-sets-ask-for": {"attribution"},
    "sources-that-back-most-records": {"title"},
}


def rows(real, slug, headers):
    """The rows of a question's answer as SPARQL's JSON."""
    return json.loads(real.get(f"/q/{slug}.json", headers=headers).data)["results"]["bindings"]


@pytest.fixture(scope="module")
def both(store):
    """The texts in English that have a French fellow: of the same thing by the same property."""
    query = (
        "SELECT DISTINCT ?text { ?thing ?property ?text , ?french . "
        "FILTER (LANG(?text) = 'en' && LANG(?french) = 'fr') }"
    )
    return {row["text"].value for row in store.rows(query)}


def test_most_questions_are_worded():
    """The line by which a question takes a language stands in nearly all of them, once."""
    assert len(WORDED) > 120
    for path in QUESTIONS:
        text = path.read_text("utf-8")
        assert text.count("VALUES ?lang") == text.count(examples.ENGLISH) <= 1, path.stem


@pytest.mark.parametrize("slug", SLUGS)
def test_a_question_asked_in_french_is_answered_in_french(real, both, slug):
    """As many rows and cells as in English; no English label where there is a French one."""
    english, french = (rows(real, slug, headers) for headers in (ENGLISH, FRENCH))
    assert len(french) == len(english)
    assert sum(map(len, french)) == sum(map(len, english))
    left = ASKED_IN_ENGLISH.get(slug, set())
    for row in french:
        cells = (cell for column, cell in row.items() if column not in left)
        assert not [c for c in cells if c.get("xml:lang") == "en" and c["value"] in both]


@pytest.mark.parametrize("slug", WORDED)
def test_the_language_of_an_answer_is_said(real, slug):
    """By ?lang= or Accept-Language alike, with Vary and a tag for each language."""
    path = f"/q/{slug}.csv"
    asked = real.get(f"{path}?lang=fr", headers=ENGLISH)
    accepted, english = real.get(path, headers=FRENCH), real.get(path, headers=ENGLISH)
    assert asked.data == accepted.data
    assert accepted.headers["Content-Language"] == "fr"
    assert english.headers["Content-Language"] == "en"
    assert "Accept-Language" in accepted.headers["Vary"]
    assert (accepted.get_etag() == english.get_etag()) == (accepted.data == english.data)


def test_a_question_that_is_in_no_language_says_none(real):
    """Numbers are the same for all."""
    answer = real.get("/q/partners-at-the-end-of-each-year.csv", headers=FRENCH)
    assert "Content-Language" not in answer.headers


@pytest.mark.parametrize("path", ["/questions/codes-of-the-partners", "/map", "/timeline"])
@pytest.mark.parametrize("kind", [fmt.media_type for fmt in RESULT_FORMATS])
def test_a_view_in_two_languages_has_two_tags(real, path, kind):
    """Bytes that differ by Accept-Language have different strong tags, and say their language."""
    answers = [real.get(path, headers={"Accept": kind, **one}) for one in (ENGLISH, FRENCH)]
    assert answers[0].data != answers[1].data
    assert answers[0].get_etag() != answers[1].get_etag()
    assert [one.headers["Content-Language"] for one in answers] == ["en", "fr"]


def test_the_page_of_a_question_is_french(real):
    """Cells, the query shown, and the query in the editor; no cell is marked as English."""
    page = real.get("/questions/codes-of-the-partners?lang=fr", headers={"Accept": BROWSER}).text
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert "Autriche" in table and "Austria" not in table and 'lang="en"' not in table
    assert "VALUES ?lang { &#34;fr&#34; }" in page
    english = real.get("/questions/codes-of-the-partners", headers={"Accept": BROWSER}).text
    assert "VALUES ?lang { &#34;en&#34; }" in english


def test_a_label_that_is_missing_in_french_says_its_language(real):
    """The name of a person that is known in English alone is there, marked as English."""
    path = "/questions/people-in-their-own-script"
    page = real.get(f"{path}?lang=fr", headers={"Accept": BROWSER}).text
    assert re.search(r'<bdi lang="en">Vahan Papazyan</bdi>|Vahan Papazyan', page)
    (row,) = [
        row
        for row in rows(real, "people-in-their-own-script", FRENCH)
        if row["name"]["value"] == "Vahan Papazyan"
    ]
    assert row["name"]["xml:lang"] == "en"


def test_a_question_in_french_keeps_its_short_link(real):
    """The editor knows the question in either language, and its links lead to the same answer."""
    for headers, name in ((FRENCH, "Autriche"), (ENGLISH, "Austria")):
        options = {"headers": {"Accept": BROWSER, **headers}}
        page = real.get("/q/codes-of-the-partners", **options).text
        (csv,) = re.findall(r'href="(/q/[^"]+\.csv[^"]*)"', page)
        assert csv.startswith("/q/codes-of-the-partners.csv")
        assert name in real.get(csv.replace("&amp;", "&"), headers={"Accept-Language": "de"}).text
    for path in ("/sparql", "/doc/question/codes-of-the-partners"):
        page = real.get(path, headers={"Accept": BROWSER, **FRENCH}).text
        assert "%22fr%22" in page or "&#34;fr&#34;" in page


def test_the_query_behind_a_country_is_the_readers(real):
    """The labels of its records are in French for a French reader."""
    page = real.get("/doc/country/malta?lang=fr", headers={"Accept": BROWSER}).text
    assert "LANG(?label) = &#34;fr&#34;" in page


def test_the_text_of_a_query_is_kept(real):
    """A query sent to the endpoint answers as it is written, whatever its sender speaks."""
    text = (ROOT / "data" / "questions" / "codes-of-the-partners.rq").read_text("utf-8")
    answer = real.get("/sparql", query_string={"query": text, "format": "csv"}, headers=FRENCH)
    assert "Austria" in answer.text


def test_none_is_singular_in_french_and_plural_in_english():
    """0 ligne, 0 rows: the French of one can say each number below two."""
    assert plural("rows", 0, "fr") == "0 ligne" and plural("rows", 0, "en") == "0 rows"
    kinds = [[kind_name("place", tag, n) for n in (0, 1, 2)] for tag in ("en", "fr")]
    assert kinds == [["places", "place", "places"], ["lieu", "lieu", "lieux"]]
    counted = [key for key in catalogues()["fr"].counted if not key.startswith(("key-", "kind-"))]
    assert len(counted) > 10
    for key in counted:
        assert "0" in plural(key, 0, "fr"), key


def test_a_question_without_rows_is_singular_in_french(real):
    """On a page that counts."""
    page = real.get("/disagreements?country=japan&lang=fr", headers={"Accept": BROWSER}).text
    assert "0 question qui divise" in page
