"""Pages of the real graph: one of each kind, in both languages, in words and not in IRIs."""

import re
from html import unescape

import pytest

from pfpgraph.kinds import KINDS


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_of_each_kind_is_in_words(real, kind, language):
    """Facts show labels: no IRI of ours, no name of a property as it stands in IRIs."""
    links = real.get(f"/doc/{kind}/?format=csv").text.splitlines()[1:]
    assert links, f"the graph has no {kind}"
    path = links[len(links) // 2].partition(",")[0].partition("/id/")[2]
    answer = real.get(f"/doc/{path}.html?lang={language}")
    assert answer.status_code == 200
    shown = answer.text.split("<main")[1].split('<p class="cite">')[0]
    shown = re.sub(r"<pre.*?</pre>", "", shown, flags=re.DOTALL)
    text = re.sub(r"<[^>]+>", " ", shown)
    assert "w3id.org" not in text and "pfp:" not in text
    assert not re.search(r">(starts?Precision|holdsFrom|datePrecision)<", shown)


def test_a_signature_is_told_with_its_place_in_the_text(real):
    """The first thing that a reader wants to check."""
    page = real.get("/doc/signature/armenia-pfp-framework-document.html").text
    assert "Vahan Papazyan" in page and "5 October 1994" in page
    assert "as written <q><bdi>05.10.94</bdi></q>" in page
    assert re.search(r'href="/sources/[\w-]+#c-\d+-\d+"', page)


def test_the_form_offers_the_questions(real):
    """Who comes to write SPARQL is led to the questions that stand in the graph."""
    page = real.get("/sparql", headers={"Accept": "text/html"}).text
    assert 'href="/q/who-signed-for-estonia"' in page


def test_a_question_can_be_asked(real):
    """The page of a question leads to its answer."""
    page = real.get("/doc/question/who-signed-for-estonia.html").text
    link = re.search(r'href="(/sparql\?query=[^"]+)"', page)[1]

    assert "Jüri Luik" in real.get(unescape(link)).text


def test_a_signature_shows_the_name_of_then(real):
    """The page of a signature of 1995 has the name of the country then and the one it has now."""
    page = real.get("/doc/signature/north-macedonia-pfp-framework-document.html").text

    assert "North Macedonia" in page
    assert "the former Yugoslav Republic of Macedonia" in page


def test_the_front_answers_its_questions(real):
    """Twenty-two partners on 11 July 2014, and Croatia the latest of those that became Allies."""
    page = real.get("/?on=2014-07-11", headers={"Accept": "text/html"}).text
    page = page.rpartition("</svg>")[2]
    assert "22 countries." in page
    assert page.index(">Croatia<") < page.index("1 April 2009") < page.index("29 March 2004")
    assert "The graph holds no answer" not in page


def test_pages_are_small(real):
    """A page weighs under 60 kB compressed."""
    import gzip

    for path in (
        "/",
        "/doc/organisation/nato.html",
        "/doc/source/nato-pfp-signatures.html",
        "/ontology?format=html",
        "/doc/claim/?format=html",
    ):
        answer = real.get(path)
        assert answer.status_code == 200, path
        assert len(gzip.compress(answer.data)) < 60_000, path
