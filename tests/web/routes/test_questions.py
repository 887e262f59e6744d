"""The questions: answered now, as pages and as data."""

import csv
import io
import json
import re
from functools import cache

import pytest

from pfpgraph.formats import RESULT_FORMATS
from pfpgraph.i18n.words import has_word
from pfpgraph.resources import ROOT
from pfpgraph.web.pages import questions
from pfpgraph.web.pages.questions import LISTS
from pfpgraph.web.pages.results import examples, result_table
from tests.support.clients import BROWSER

SLUGS = sorted(path.stem for path in (ROOT / "data" / "questions").glob("*.rq"))


@pytest.fixture(scope="module")
def unasked(real):
    """A function from a question to its answer for who has no wish; each is made once."""
    return cache(lambda slug: real.get(f"/questions/{slug}"))


def test_every_question_is_listed(real):
    """All of them, each once, in groups with words in both languages."""
    for language in ("en", "fr"):
        text = real.get(f"/questions?lang={language}", headers={"Accept": BROWSER}).text
        found = re.findall(r'href="/questions/([\w-]+)\?', text)
        assert sorted(found) == SLUGS
    rows = list(csv.DictReader(io.StringIO(real.get("/questions?format=csv").text)))
    assert sorted(row["question"] for row in rows) == SLUGS


def test_the_questions_are_to_be_had_as_rdf(real):
    """Turtle and JSON-LD have every question with its words and its query."""
    turtle = real.get("/questions", headers={"Accept": "text/turtle"})
    assert turtle.content_type.startswith("text/turtle")
    assert turtle.text.count("sh:select ") == len(SLUGS) and "sh:SPARQLExecutable" in turtle.text
    assert len(real.get("/questions?format=jsonld").get_json(force=True)) > len(SLUGS)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_question_is_answered_now(real, slug):
    """The page has a row for each row of the answer; no variable with Label is left over."""
    rows = real.get(f"/questions/{slug}.csv").text.splitlines()
    text = real.get(f"/questions/{slug}?view=table", headers={"Accept": BROWSER}).text
    table = text.partition("<tbody>")[2].partition("</tbody>")[0]
    if not any('"' in row for row in rows):  # a quoted cell may hold a line break
        assert table.count("<tr>") == len(rows) - 1
    assert "https://w3id.org/pfpgraph/id/" not in re.sub(r'href="[^"]*"', "", table)


@pytest.mark.parametrize("slug", SLUGS)
def test_who_has_no_wish_gets_an_answer_that_holds_something(real, unasked, slug):
    """Turtle of the things that it names, or results where it names none; RDF is there if asked."""
    plain = unasked(slug)
    turtle = real.get(f"/questions/{slug}", headers={"Accept": "text/turtle"})
    assert turtle.mimetype == "text/turtle"
    if " " in turtle.text:
        assert (plain.mimetype, plain.data) == ("text/turtle", turtle.data)
    else:
        assert plain.mimetype == "application/sparql-results+json"
        answer = (ROOT / "tests/questions" / f"{slug}.csv").read_text("utf-8").splitlines()[1:]
        found = plain.get_json(force=True)["results"]["bindings"]
        assert bool(found) == bool(answer)  # none, where that is the answer


def test_some_answers_name_nothing(unasked):
    """The rule is about something, and about few."""
    found = [unasked(slug).mimetype for slug in SLUGS]
    assert unasked("codes-of-the-partners").mimetype.endswith("results+json")
    assert 5 < sum(mimetype != "text/turtle" for mimetype in found) < len(SLUGS) / 2


def test_numbers_over_time_are_a_chart(real):
    """A question with days and numbers shows them as a chart first, the table below."""
    text = real.get("/questions/partners-at-the-end-of-each-year", headers={"Accept": BROWSER}).text
    assert '<div class="chart">' in text and "<tbody>" in text
    other = real.get("/questions/partners-at-the-end-of-each-year?view=table&format=html").text
    assert '<div class="chart">' not in other


@pytest.mark.parametrize("slug", LISTS)
def test_a_number_leads_to_those_it_counts(real, slug):
    """The list of that day has as many as the number says."""
    text = real.get(f"/questions/{slug}", headers={"Accept": BROWSER}).text
    links = re.findall(r'<a href="(/doc/[^"]+on=[^"]+)"[^>]*><bdi>(\d+)</bdi>', text)
    assert len(links) > 2
    for link, number in (links[0], links[len(links) // 2], links[-1]):
        listed = real.get(link.replace("&amp;", "&"), headers={"Accept": BROWSER}).text
        assert f"{number} in all" in listed, link


def test_a_question_that_is_none(real):
    """404, with where to look."""
    answer = real.get("/questions/what-is-love?format=html")
    assert answer.status_code == 404 and "/questions" in answer.text


def test_every_column_has_a_heading_in_both_languages(real, real_reader):
    """Columns are named by the variables of the queries, which are English words."""
    snapshot = real_reader.snapshot
    questions = [one for group in examples.grouped(snapshot, "en").values() for one in group]
    columns = [
        (question.slug, column.removesuffix("Label"))
        for question in questions
        for column in result_table.readable(
            json.loads(snapshot.store.query(question.text, RESULT_FORMATS[0]))["head"]["vars"]
        )
    ]
    assert columns
    assert [column for column in columns if not has_word(f"column-{column[1]}")] == []
    page = real.get(
        "/questions/partners-at-the-end-of-each-year?lang=fr", headers={"Accept": BROWSER}
    ).text
    assert '<th scope="col">Jour</th><th scope="col">Partenaires</th>' in page
    assert re.search(r">Partenaires \d+</text>", page)


def test_the_words_of_a_query_are_the_readers(real):
    """What a query itself puts into its answer is English; the page has it in French too."""
    path = "/questions/what-changed-on-29-march-2004"
    for language, words in (("en", "began"), ("fr", "a commencé")):
        page = real.get(f"{path}?lang={language}", headers={"Accept": BROWSER}).text
        assert re.search(rf"<td[^>]*><bdi>{words}</bdi></td>", page)
    assert "began" in real.get(f"{path}.csv").text


def listed(page):
    """The questions of a page that are not hidden."""
    return re.findall(r'<li><a href="/questions/([\w-]+)', page)


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("malta", "participations-of-malta"),
        ("Malta questions", "questions-about-malta"),
        ("traité", ""),
        ("", "partners-today"),
    ],
)
def test_the_questions_can_be_narrowed_without_a_script(real, asked, wanted):
    """A form asks for those with every word; the rest is hidden, groups without any too."""
    page = real.get("/questions", query_string={"q": asked, "format": "html"}).text
    assert re.search(r'<form[^>]* id="filter" action="/questions" method="get">', page)
    found = listed(page)
    if not asked:
        assert sorted(found) == SLUGS
        return
    assert 0 <= len(found) < 10 and (wanted in found if wanted else not found)
    assert ('role="status" hidden' in page) == bool(found)
    assert page.count('<section class="card"') - page.count("hidden>\n<h2") <= len(found)
    rows = list(csv.DictReader(io.StringIO(real.get(f"/questions?q={asked}&format=csv").text)))
    assert sorted(row["question"] for row in rows) == sorted(found)


def test_the_questions_are_narrowed_in_french(real):
    """By the words of the reader's language, without accents."""
    page = real.get("/questions?q=traite+parties&lang=fr", headers={"Accept": BROWSER}).text
    assert listed(page) == [
        "parties-to-the-treaty-on-conventional-armed-forces-in-europe",
        "parties-to-the-north-atlantic-treaty-of-1949",
    ]
    assert '<input type="hidden" name="lang" value="fr">' in page


def test_the_groups_are_even(real_reader):
    """None has more than twice as many questions as another."""
    groups = examples.grouped(real_reader.snapshot, "en")
    sizes = [len(found) for found in groups.values()]
    assert len(sizes) == 10 and sum(sizes) == len(SLUGS)
    assert max(sizes) <= 2 * min(sizes)


@pytest.mark.parametrize(
    "slug", ["changes-in-the-number-of-partners", "members-of-the-eapc-over-time"]
)
def test_counts_over_time_are_steps(real, slug):
    """A number holds until the next: nothing lies between them."""
    page = real.get(f"/questions/{slug}", headers={"Accept": BROWSER}).text
    paths = re.findall(r'<path d="([^"]+)" class="curve', page)
    assert paths
    for path in paths:
        assert path.endswith("H1000") and path.count("V") == path.count("L") > 2
        steps = path.partition("L")[2].removesuffix("H1000").split("L")
        assert all(step.count("V") == 1 for step in steps)


ABOUT = "what-a-country-belonged-to-on-a-day"


def test_a_question_can_be_asked_about_another_thing_and_day(real):
    """Parameters of the address stand in the query in place of the published values."""
    asked = real.get(f"/questions/{ABOUT}.csv?country=malta&day=1996-01-01").text
    assert "Partnership for Peace" in asked and "2010" not in asked
    published = real.get(f"/questions/{ABOUT}.csv").text
    assert real.get(f"/questions/{ABOUT}.csv?country=georgia&day=2010-01-01").text == published
    assert asked != published


def test_the_page_of_a_question_offers_what_it_can_be_asked_about(real):
    """Every country once, the one asked about chosen; the query shown is the one that was asked."""
    text = real.get(
        f"/questions/{ABOUT}?country=malta&day=1996-01-01", headers={"Accept": BROWSER}
    ).text
    assert '<option value="malta" selected>Malta</option>' in text
    assert text.count(" selected>") == 1 and text.count('<option value="latvia"') == 1
    assert 'type="date" name="day" value="1996-01-01"' in text
    assert "VALUES ?country { country:malta } # parameter" in text
    assert "country:georgia" not in text.partition("<main")[2]


def test_the_query_that_was_asked_can_be_edited(real):
    """About what was asked; the published question has its short link."""
    asked, published = (
        real.get(f"/questions/{ABOUT}{given}", headers={"Accept": BROWSER}).text
        for given in ("?country=malta", "?country=georgia")
    )
    heading = asked.partition('<header class="title"')[2].partition("</header>")[0]
    assert "country%3Amalta" in heading and "/q/" not in heading
    heading = published.partition('<header class="title"')[2].partition("</header>")[0]
    assert f"/q/{ABOUT}" in heading and "query=" not in heading


def test_links_keep_what_a_question_is_asked_about(real):
    """Such as those to other formats and languages, for every parameter that there is."""
    site = real.application.extensions["pfpgraph"]
    found = [
        (slug, parameter) for slug in SLUGS for parameter in examples.named(slug, site).parameters
    ]
    assert found
    for slug, parameter in found:
        asked = f"{parameter.name}={parameter.value}"
        page = real.get(f"/questions/{slug}?{asked}", headers={"Accept": BROWSER}).text
        assert re.search(rf'href="/questions/{slug}[^"]*{asked}', page), asked


@pytest.mark.parametrize(
    "given",
    ["country=atlantis", "country=malta%20%7D", "day=1996", "day=1996-13-01", "country=nato"],
)
def test_a_question_cannot_be_asked_about_what_is_not_there(real, given):
    """400, naming parameter and value: what is no day, or no thing of the kind."""
    response = real.get(f"/questions/{ABOUT}?{given}")
    assert response.status_code == 400
    assert given.partition("=")[0] in response.get_json(force=True)["detail"]


def test_what_is_kept_of_a_question_does_not_grow_with_the_days_asked_about(real):
    snapshot = real.application.extensions["pfpgraph"]
    for day in ("", "?day=1949-01-01", "?day=1950-01-01", "?day=1951-01-01"):
        assert real.get(f"/questions/operations-on-a-day{day}").status_code == 200
    kept = snapshot.kept[questions.default_format]
    size = kept.cache_info().currsize
    assert size
    assert real.get("/questions/operations-on-a-day?day=1952-01-01").status_code == 200
    assert kept.cache_info().currsize == size
