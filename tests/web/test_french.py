"""French readers: every kind of page of the real graph in French, with the spaces of French."""

import re
from html.parser import HTMLParser
from itertools import chain

import pytest

from pfpgraph.i18n.catalogues import catalogues
from pfpgraph.i18n.typography import spaced
from tests.support.views import VIEWS, of_each_kind

UNSPOKEN = ("script", "style", "pre", "code", "textarea", "time")
EMPTY = ("input", "img", "link", "meta", "br", "hr", "path", "use", "line", "rect", "circle")
INLINE = ("a", "b", "bdi", "small", "span", "q", "i", "em", "label")
QUOTED = re.compile("«\u00a0.*?\u00a0»")  # titles of sources, as they have them
ENGLISH, FRENCH = (
    {*found.texts.values(), *chain.from_iterable(one.texts for one in found.counted.values())}
    for found in map(catalogues().get, ("en", "fr"))
)


class Reader(HTMLParser):
    """What a page says in French: its lines, and each piece of them by itself."""

    def __init__(self, page):
        """Read a page."""
        super().__init__()
        self.lines, self.pieces, self._open = [""], [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        """Go into an element, if it is one with an end; a block begins a line."""
        said = dict(attributes)
        lines = [said.get(name) for name in ("aria-label", "title", "placeholder", "alt")]
        exempt = bool(self._open) and self._open[-1][1]
        exempt = exempt or tag in UNSPOKEN or said.get("lang", "fr") != "fr"
        if tag == "meta" and said.get("name") == "description":
            lines.append(said["content"])
        exempt = exempt or "outside" in said.get("class", "").split()
        if not exempt:
            self.lines[-1:-1] = [line for line in lines if line]
        if tag not in INLINE:
            self.lines.append("")
        if tag not in EMPTY:
            self._open.append((tag, exempt))

    def handle_endtag(self, tag):
        """Leave an element."""
        while self._open and self._open.pop()[0] != tag:
            pass
        if tag not in INLINE:
            self.lines.append("")

    def handle_data(self, data):
        """Take some words; those in another language stand for a word."""
        exempt = bool(self._open) and self._open[-1][1]
        self.lines[-1] += "x" if exempt else data
        self.pieces += [] if exempt else [data.strip()]


def said(real, path):
    """What the page at an address says in French."""
    address = path + ("&" if "?" in path else "?") + "lang=fr"
    return Reader(real.get(address, headers={"Accept": "text/html"}).text)


def torn(line):
    """The places in a line where a mark has no space, or one that breaks, before it."""
    marks = re.findall(r"\S*[^\s\u00a0\u202f][;:?!](?=\s|$)|\S* [;:?!](?=\s|$)", line)
    return marks + re.findall(r"\S*[^\u00a0]»|«[^\u00a0]\S*", line)


def test_marks_keep_their_spaces_in_french(real, untagged):
    """Before ; : ? ! » there is a space that does not break, on every kind of page."""
    read = 0
    for path in (*VIEWS, *of_each_kind(real)):
        for line in said(real, path).lines:
            ours = line
            if torn(line):
                ours = re.sub(untagged, "x", QUOTED.sub("«\u00a0x\u00a0»", line))
            assert not torn(ours), (path, torn(ours), ours[:300])
            read += bool(line.strip())
    assert read > 5000


def test_quotation_marks_keep_their_words(client):
    """Those that the style sheet puts around what a source writes."""
    style = client.get("/static/style.css").text
    assert r':lang(fr) q { quotes: "«\00a0" "\00a0»"; }' in style


def test_no_word_of_ours_stays_english(real):
    """Nothing that the tables have in both languages is shown in English."""
    for path in (*VIEWS, *of_each_kind(real)):
        if path in ("/ontology", "/shapes"):  # which show the names of terms as queries have them
            continue
        found = (ENGLISH - FRENCH) & set(said(real, path).pieces)
        assert not found, (path, found)


@pytest.fixture(scope="module")
def untagged(store):
    """What finds the texts of the data that are in no language or another, and the titles of
    sources: they stand as their sources have them."""
    query = (
        "SELECT DISTINCT ?text { ?thing ?property ?text . "
        "FILTER (ISLITERAL(?text) && REGEX(STR(?text), '[;:?!»]( |$)|«')) "
        "FILTER (LANG(?text) != 'fr' || ?property = <http://purl.org/dc/terms/title>) }"
    )
    texts = {row["text"].value for row in store.rows(query)}
    texts |= {spaced(text) for text in texts}
    found = sorted(texts, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, found)), re.IGNORECASE)


def test_the_reader_sees_what_is_torn():
    """The test above would find each kind of fault."""
    assert torn("Statut: ouvert") and torn("Statut : ouvert") and torn("« oui »")
    assert not torn("Statut\u00a0: «\u00a0oui\u00a0»\u202f; à 10:30, https://a.example/?b")
