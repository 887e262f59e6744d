"""Search: things by any of their names; suggestions; what may be meant."""

import csv
import io
import json
import re
import sqlite3

import pytest

from pfpgraph.kinds import KINDS, RecordKind
from pfpgraph.model.search_index import SearchIndex, asked_for


def slugs(answer):
    """The kinds and slugs of what a search found."""
    return ["/".join(row["iri"].split("/")[-2:]) for row in json.loads(answer.data)["results"]]


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("latvia", "country/latvia"),
        ("Lettonie", "country/latvia"),
        ("TURKIYE", "country/turkiye"),
        ("turkey", "country/turkiye"),
        ("fyrom", "country/north-macedonia"),
        ("former yugoslav republic", "country/north-macedonia"),
        ("pfp", "framework/partnership-for-peace"),
        ("partenariat paix", "framework/partnership-for-peace"),
        ("eapc", "body/euro-atlantic-partnership-council"),
        ("NATO", "organisation/nato"),
        ("ota", "organisation/nato"),
        ("madrid 1997", "event/summit-madrid-1997"),
        ("papazyan", "person/vahan-papazyan"),
        ("EST", "country/estonia"),
        ("ukraine charter", "document/nato-ukraine-charter"),
        ("charte ukraine", "document/nato-ukraine-charter"),
        ("Malta withdrew", "participation/malta-partnership-for-peace-1995"),
        ("Malta left", "participation/malta-partnership-for-peace-1995"),
        ("malte retrait", "participation/malta-partnership-for-peace-1995"),
        ("malta returned", "participation/malta-partnership-for-peace-2008"),
        ("sweden joined NATO", "accession/sweden-nato"),
        ("russia suspended", "event/nac-suspension-russia-2014"),
        # What a record is and when, though its label names neither class nor day.
        ("malta participation", "participation/malta-partnership-for-peace-2008"),
        ("appartenance hongrie", "membership/hungary-nato"),
        ("kazakhstan signed framework", "signature/kazakhstan-pfp-framework-document"),
        ("KFOR Georgia", "contribution/georgia-kfor"),
        ("isaf géorgie", "contribution/georgia-isaf"),
        ("disagreement russia", "disagreement/russia-country-spelling"),
        ("désaccord russie", "disagreement/russia-country-spelling"),
        ("malta 2008-04-03", "participation/malta-partnership-for-peace-2008"),
    ],
)
def test_the_thing_meant_comes_first(real, asked, first):
    """A name in any language, of any time, with or without accents, whole or begun."""
    assert slugs(real.get("/search", query_string={"q": asked}))[0] == first


def test_several_words_must_all_be_there(real):
    """Each word narrows."""
    both = slugs(real.get("/search?q=signed+estonia"))
    assert both and len(both) < len(slugs(real.get("/search?q=estonia")))


@pytest.mark.parametrize("asked", ["", "   ", "\"'*()-:^", "NEAR(", "a" * 5000, "\u202e", "\x00"])
def test_any_text_is_a_search(real, asked):
    """Nothing that is typed is an error, and the engine's own words are only words."""
    answer = real.get("/search", query_string={"q": asked, "format": "html"})
    assert answer.status_code == 200
    assert real.get("/suggest", query_string={"q": asked}).status_code == 200


def test_what_may_be_meant(real):
    """Where no name fits, the page offers near ones."""
    page = real.get("/search?q=Latvja&format=html").text
    assert "Perhaps you mean" in page and 'href="/doc/country/latvia"' in page


def test_kinds_narrow_the_page(real):
    """The page counts the kinds and shows one of them."""
    page = real.get("/search?q=latvia&kind=signature&format=html").text
    assert "/doc/signature/latvia-pfp-framework-document" in page
    assert 'href="/doc/country/latvia"' not in page


def test_suggestions_are_in_the_common_form(real):
    """The text, labels, kinds and addresses, in the reader's language, the day kept."""
    answer = real.get("/suggest?q=letton&lang=fr&on=1996-01-01")
    assert answer.mimetype == "application/x-suggestions+json"
    asked, labels, kinds, addresses = json.loads(answer.data)
    assert (asked, labels[0], kinds[0]) == ("letton", "Lettonie", "pays")
    assert addresses[0] == "/doc/country/latvia?on=1996-01-01&lang=fr"


def test_a_search_is_also_csv(real):
    """The same in CSV, a row each."""
    rows = list(csv.reader(io.StringIO(real.get("/search?q=latvia&format=csv").text)))
    assert rows[0] == ["iri", "kind", "label", "name"] and rows[1][1] == "country"


def test_a_label_that_would_be_markup_is_text(client):
    """What a name holds is shown, never run."""
    page = client.get("/search?q=script&format=html").text
    assert "<script>alert" not in page


@pytest.mark.parametrize("asked", ["malta", "letton", "framework document"])
def test_things_come_before_records(real, asked):
    """A country or document is not hidden by what names it; a record has one name, its title."""
    answer = real.get("/suggest", query_string={"q": asked})
    _, labels, kinds, addresses = json.loads(answer.data)
    records = [isinstance(KINDS[address.split("/")[2]], RecordKind) for address in addresses]
    assert records == sorted(records) and not records[0] and records[-1]
    for label, kind, record in zip(labels, kinds, records, strict=True):
        assert not record or (" · " not in kind and not re.search(r"\d{4}-\d\d", label))


def test_a_record_is_found_by_the_date_in_its_title(real):
    """As it is said, and as data has it."""
    for asked in ("latvia 14 february 1994", "lettonie 14 février 1994", "latvia 1994-02-14"):
        assert slugs(real.get("/search", query_string={"q": asked}))[0].startswith("signature/lat")


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("malta withdrew", "disagreement/malta-participation-end-reason"),
        ("election doubtful", "disagreement/malta-participation-end"),
        ("came back Malta", "event/summit-bucharest-2008"),
        ("Malte élection douteux", "disagreement/malta-participation-end"),
    ],
)
def test_what_is_said_is_found_too(real, asked, wanted):
    """Descriptions of events, reasons of disagreements, notes on records, in both languages; names
    come first."""
    assert wanted in slugs(real.get("/search", query_string={"q": asked}))


def test_every_word_of_a_name_is_in_the_index(real_reader):
    """However long the name: the last word of each finds its thing, with the first."""
    index = real_reader.snapshot.search_index
    long = [m for m in index._names if len(m.name) > 120 and not m.is_said]
    assert len(long) > 50
    for match in long:
        words = asked_for(match.name[:60])[:2] + asked_for(match.name[-60:])[-2:]
        found = index.find(" ".join(words), 400)
        assert match.iri in {one.iri for one in found}, match.name


def test_a_name_comes_before_what_is_said(real_reader):
    """All that bear a word in their names stand before those of which it is only said."""
    said = [match.is_said for match in real_reader.snapshot.search_index.find("malta", 200)]
    assert said == sorted(said) and True in said and False in said


def test_the_page_says_by_what_a_thing_was_found(real):
    """A reason stands under the record that has it, and both queries behind."""
    page = real.get("/search?q=malta+withdrew&format=html").text
    assert "<bdi>withdrawal</bdi>" in page
    assert page.count('<pre tabindex="0">') == 2 and "pfp:endReason" in page


def test_what_is_said_in_another_language_is_marked(real):
    """An English note on the page of a French reader."""
    page = real.get("/search?q=malta+suspended&lang=fr&format=html").text
    assert re.search(r'<bdi lang="en">[^<]*[Mm]altese', page)
    page = real.get("/search?q=malta+withdrew&lang=fr&format=html").text
    assert '<bdi lang="en">withdrawal</bdi>' in page


def test_what_was_withdrawn_is_not_found(real_reader):
    """The reason of a withdrawal describes nothing that readers look for."""
    snapshot = real_reader.snapshot
    withdrawn = set(snapshot.withdrawn)
    found = {match.iri for match in snapshot.search_index.find("malta", 500)}
    assert withdrawn and found and not withdrawn & found


def test_a_title_in_another_language_is_marked(real):
    """An English source on the page of a French reader; in his own language nothing is."""
    page = real.get("/search?q=malta&lang=fr&format=html").text
    assert re.search(r'lang="en"><bdi>Malta re-engages', page)
    page = real.get("/search?q=malta&lang=en&format=html").text
    assert re.search(r'<a href="[^"]*"><bdi>Malta re-engages', page)


def test_an_index_that_is_dropped_closes_its_database():
    """Since 3.13 Python warns of one that is not closed."""
    index = SearchIndex("https://example.org/", (), {})
    tables = index._tables
    del index
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        tables.execute("SELECT 1")
