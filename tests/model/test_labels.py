"""The titles of records: one rule for all pages, in both languages, with dates in words."""

import json
import re
from html import unescape

import pytest

from pfpgraph.graph.record_labels import PROPERTY_ROLES
from pfpgraph.i18n.typography import shortened
from pfpgraph.kinds import local_name

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


def test_the_index_has_each_statement_once(real):
    """What a page lists has no value twice."""
    index = real.application.extensions["pfpgraph"].thing_index
    bounds = [entry for entry in index if "latestDate" in entry.values]
    assert bounds
    assert not [e.iri for e in index if any(len(set(v)) < len(v) for v in e.values.values())]


def test_every_property_in_question_has_its_words(real):
    """What claims, gaps and disagreements are about has a noun, and words that ask for it."""
    site = real.application.extensions["pfpgraph"]
    names = [local_name(role) for role in PROPERTY_ROLES]
    asked = {t.value for e in site.thing_index for name in names for t in e.values.get(name, ())}
    assert asked
    for language in ("en", "fr"):
        for worded in (site.terms.heading, site.terms.interrogative):
            assert not {iri for iri in asked if not worded(iri, language)}


@pytest.mark.parametrize(("path", "english", "french"), TITLES)
def test_data_has_the_labels_of_pages(real, path, english, french):
    """Clients that read JSON-LD are told what readers are."""
    found = json.loads(real.get(f"/doc/{path}.jsonld").data)
    called = [node["rdfs:label"] for node in found.get("@graph", [found]) if "rdfs:label" in node]
    assert {"en": english, "fr": french} in called


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
