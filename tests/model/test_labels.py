"""The titles of records: one rule for all pages, in both languages, with dates as spoken."""

import json
import re
from html import unescape

import pytest

from pfpgraph.iris import PUBLIC_BASE
from pfpgraph.kinds import KINDS
from pfpgraph.model.labels import PROPERTIES, Titling, shortened
from pfpgraph.model.record_index import Entry

TITLES = [
    (
        "signature/latvia-pfp-framework-document",
        "Latvia — Partnership for Peace: Framework Document, 14 February 1994",
        "Lettonie — Document-cadre du Partenariat pour la paix, 14 février 1994",
    ),
    (
        "participation/malta-partnership-for-peace-1995",
        "Malta — Partnership for Peace, 1995–1996",
        "Malte — Partenariat pour la paix, 1995–1996",
    ),
    (
        "accession/latvia-nato",
        "Latvia — accession to NATO, 29 March 2004",
        "Lettonie — adhésion (OTAN), 29 mars 2004",
    ),
    (
        "disagreement/malta-participation-end",
        "Malta — Partnership for Peace, 1995–1996: which end date?",
        "Malte — Partenariat pour la paix, 1995–1996\u00a0: quelle date de fin\u202f?",
    ),
    (
        "claim/nato-pfp-signatures-latvia-pfp-framework-document-date",
        "Latvia — Partnership for Peace: Framework Document: date, according to “Signatures of "
        "Partnership for Peace Framework Document”",
        "Lettonie — Document-cadre du Partenariat pour la paix\u00a0: date, selon «\u00a0"
        "Signatures of Partnership for Peace Framework Document\u00a0»",
    ),
]


def heading(real, path, language):
    """The first heading of a page."""
    html = real.get(f"/doc/{path}.html?lang={language}").text
    return unescape(re.sub(r"<[^>]+>", "", re.search(r"<h1.*?</h1>", html, re.DOTALL)[0]))


@pytest.mark.parametrize(("path", "english", "french"), TITLES)
def test_a_record_is_called_as_people_say_it(real, path, english, french):
    """What it joins and when, on its page and wherever it is found."""
    assert heading(real, path, "en") == english
    assert heading(real, path, "fr") == french


def test_no_page_calls_a_record_by_an_iso_date(real):
    """Every record has a title, and none has a date for machines in it."""
    site = real.application.extensions["pfpgraph"]
    titled = {name for name, kind in KINDS.items() if kind.title}
    records = [entry for entry in site.record_index if entry.kind in titled]
    assert {entry.kind for entry in records} == titled
    for entry in (one for one in records if one.joins):
        for language in ("en", "fr"):
            (title,) = site.labels[entry.iri][language]
            assert not re.search(r"\d{4}-\d\d", title), title


def test_every_property_in_question_has_its_words(real):
    """What claims, gaps and disagreements are about has a noun, and words that ask for it."""
    site = real.application.extensions["pfpgraph"]
    asked = {
        t.value for e in site.record_index for name in PROPERTIES for t in e.values.get(name, ())
    }
    assert asked
    for language in ("en", "fr"):
        for worded in (site.terms.heading, site.terms.interrogative):
            assert not {iri for iri in asked if not worded(iri, language)}


def test_data_keeps_the_labels_of_the_graph(real):
    """Clients that read Turtle or JSON-LD have the label that a rule gives."""
    path = "participation/malta-partnership-for-peace-1995"
    found = json.loads(real.get(f"/doc/{path}.jsonld").data)
    assert "from 1995-04-26 until 1996-10" in json.dumps(found)


def test_what_lacks_a_part_has_no_title(small_app):
    """A claim about nothing keeps the label that it has, if any."""
    site = small_app.extensions["pfpgraph"]
    claim = site.record_index.get(f"{PUBLIC_BASE}id/claim/table-armenia-date")
    titling = Titling(site.labels, site.record_index, site.terms, "en")
    assert titling.title(claim)
    assert titling.title(Entry("x", "claim", [], {**claim.values, "subject": []})) == ""


@pytest.mark.parametrize(
    ("text", "length", "expected"),
    [
        ("the former Yugoslav Republic of Macedonia", 58, None),
        ("the former Yugoslav Republic of Macedonia", 38, "the former Yugoslav Republic of…"),
        ("Framework Document, 14 February", 20, "Framework Document…"),
        ("Unendlichkeitswort", 10, "Unendlich…"),
    ],
)
def test_a_text_is_cut_between_words(text, length, expected):
    """With no comma or dash left at its end; one word alone is cut within."""
    assert shortened(text, length) == (expected or text)
    assert len(shortened(text, length)) <= length
