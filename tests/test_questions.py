"""The competency questions: asked in two languages, answered, and the answers as kept here."""

import random
import re
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, QueryResultsFormat, RdfFormat, Store, parse

from pfpgraph.formats import RESULT_FORMATS, named
from pfpgraph.iris import prefixes, shorten
from pfpgraph.kinds import KINDS
from pfpgraph.resources import ROOT

ANSWERS = Path(__file__).with_name("questions")
QUESTIONS = {path.stem: path for path in sorted((ROOT / "data/questions").glob("*.rq"))}
# Questions whose right answer is that there is none.
WITHOUT_ROWS = {"who-signed-the-framework-document-and-another-document"}
# What is invited, planned, observing and the like: records that never count as membership.
ASIDE = sorted({name for kind in KINDS.values() if kind.roles for name in kind.aside})
# Questions on the sources of records, of whatever class these are.
OF_EVERY_RECORD = {
    "claims-overruled-and-why",
    "countries-on-which-sources-disagree-most",
    "disputed-bounds",
    "ends-that-are-not-known",
    "open-disagreements",
    "records-on-weak-sources-only",
    "records-with-several-independent-sources",
    "sources-that-back-most-records",
    "sources-that-disagree-by-more-than-a-month",
    "values-presumed",
    "statements-of-less-than-full-confidence",
}

each_question = pytest.mark.parametrize("question", QUESTIONS)


def text_of(question: str) -> str:
    """The file of a question."""
    return QUESTIONS[question].read_text(encoding="utf-8")


def answer_to(question: str) -> str:
    """The answer kept for a question, as CSV with plain line ends."""
    return (ANSWERS / f"{question}.csv").read_text(encoding="utf-8")


def plain(csv: bytes) -> str:
    """CSV as text with plain line ends."""
    return csv.decode().replace("\r\n", "\n")


@pytest.fixture(scope="module")
def shuffled(release) -> Store:
    """The release as one graph, its statements loaded in another order."""
    with (release.folder / "graph.nq").open("rb") as file:
        quads = list(parse(file, format=RdfFormat.N_QUADS))
    random.Random(1994).shuffle(quads)
    store = Store()
    store.extend(Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in quads)
    return store


def test_there_are_enough_questions():
    """The graph is asked at least two hundred questions."""
    assert len(QUESTIONS) >= 200


def test_questions_and_answers_go_in_pairs():
    """Every question has an answer and every answer a question."""
    assert {path.stem for path in ANSWERS.glob("*")} == set(QUESTIONS)


def test_no_two_questions_are_the_same():
    """No words of a question, in either language, are asked twice."""
    words = [line for name in QUESTIONS for line in text_of(name).splitlines()[:2]]

    assert len(set(words)) == len(words)


@each_question
def test_question_stands_in_both_languages(question: str):
    """The first comment asks in English, the second in French with a no-break space."""
    assert re.match(r"# \w[^\n]*[^\s]\?\n# \w[^\n]*\u00a0\?\n(?!#)", text_of(question))


@each_question
def test_question_declares_the_prefixes_it_uses(question: str):
    """A file can be pasted anywhere: it declares our prefixes, those it uses and no others."""
    declared = dict(re.findall(r"^PREFIX (\w+): <(.+)>$", text_of(question), re.MULTILINE))
    body = re.sub(r'"[^"]*"|<[^>]*>|#.*|PREFIX \w+:', "", text_of(question))

    assert set(declared) == set(re.findall(r"\b([a-z]+\d?):", body))
    assert declared.items() <= prefixes().items()


@each_question
def test_question_has_its_answer(question: str, store):
    """The graph answers as it did when the answer was checked against the sources."""
    given = store.query(text_of(question), named("csv", RESULT_FORMATS))

    assert plain(given) == answer_to(question)


@each_question
def test_order_of_an_answer_is_total(question: str, shuffled: Store):
    """The rows come in the same order however the statements were loaded."""
    given = shuffled.query(text_of(question)).serialize(format=QueryResultsFormat.CSV)

    assert plain(given) == answer_to(question)


def test_who_is_no_member_counts_in_no_answer(shuffled: Store):
    """Without the invited, the planned and the observing, answers are the same, but where they are
    asked for by their class, or where any record is."""
    aside = {
        quad.subject
        for quad in shuffled.quads_for_pattern(None, NamedNode(f"{prefixes()['rdf']}type"), None)
        if shorten(getattr(quad.object, "value", "")) in ASIDE
    }
    assert len(aside) > 40
    store = Store()
    store.extend(quad for quad in shuffled if not aside & {quad.subject, quad.object})
    other = {
        name
        for name in QUESTIONS
        if plain(store.query(text_of(name)).serialize(format=QueryResultsFormat.CSV))
        != answer_to(name)
    }
    assert {name for name in other if not any(c in text_of(name) for c in ASIDE)} == OF_EVERY_RECORD


@each_question
def test_answer_says_something(question: str):
    """An answer has rows, unless that there are none is the answer."""
    assert (len(answer_to(question).splitlines()) > 1) != (question in WITHOUT_ROWS)


def test_questions_are_published(store):
    """The graph offers every question: its words in both languages and its query."""
    names = prefixes()
    rows = store.rows(
        "SELECT ?question ?query ?words WHERE { "
        f"?question <{names['sh']}select> ?query ; <{names['rdfs']}label> ?words }}"
    )
    found = {(row["question"].value, row["query"].value, row["words"].value) for row in rows}

    assert found == {
        (names["question"] + name, text_of(name), words.removeprefix("# "))
        for name in QUESTIONS
        for words in text_of(name).splitlines()[:2]
    }
