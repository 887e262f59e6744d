"""The tables of acts on documents, the drawings over time and the operations on the pages of
things."""

import re
from html import unescape

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize

from pfpgraph import iris
from pfpgraph.iris import PUBLIC_BASE
from pfpgraph.query.store import EmbeddedStore
from pfpgraph.settings import Settings
from pfpgraph.web import create_app

# What the small graph gets: acts of every sort on a document, and a contribution seen only.
MORE = """
act:malta-pfp-framework-document-ratification a pfp:TreatyAct ; pfp:country country:malta ;
  pfp:document document:pfp-framework-document ; pfp:actKind pfp:Ratification ;
  pfp:date "1996-02-03"^^xsd:date ; pfp:datePrecision pfp:Day ; pfp:presumedProperty pfp:date .
act:malta-pfp-framework-document-entry-into-force a pfp:TreatyAct ; pfp:country country:malta ;
  pfp:document document:pfp-framework-document ; pfp:actKind pfp:EntryIntoForce ;
  pfp:datePrecision pfp:Unknown ; pfp:earliestDate "1996-02-03"^^xsd:date ;
  pfp:latestDate "1997-01-01"^^xsd:date ; dcterms:source source:table .
act:armenia-pfp-framework-document-acceptance a pfp:TreatyAct ; pfp:country country:armenia ;
  pfp:document document:pfp-framework-document ; pfp:actKind pfp:Acceptance ;
  pfp:datePrecision pfp:Unknown ; pfp:latestDate "1999-01-01"^^xsd:date ;
  dcterms:source source:table .
act:armenia-pfp-framework-document-notice-of-withdrawal a pfp:PlannedAct ;
  pfp:country country:armenia ; pfp:document document:pfp-framework-document ;
  pfp:actKind pfp:NoticeOfWithdrawal ; pfp:date "2020-01-01"^^xsd:date ;
  pfp:datePrecision pfp:Year ; dcterms:source source:table .
act:malta-pfp-framework-document-parliamentary-approval a pfp:NationalStep ;
  pfp:country country:malta ; pfp:document document:pfp-framework-document ;
  pfp:actKind pfp:ParliamentaryApproval ; pfp:date "1995-12-24"^^xsd:date ;
  pfp:datePrecision pfp:Day ; dcterms:source source:table .
accession:armenia-nato a pfp:Accession ; pfp:country country:armenia ;
  pfp:accedesTo framework:partnership-for-peace ; pfp:document document:pfp-framework-document ;
  pfp:date "2001-01-01"^^xsd:date ; pfp:datePrecision pfp:Day ; dcterms:source source:table .
suspension:malta-2000-nato a pfp:Suspension ; pfp:country country:malta ;
  pfp:suspends organisation:nato ; pfp:scope "All contacts"@en , "Tous les contacts"@fr ;
  pfp:start "2000-01-01"^^xsd:date ; pfp:startPrecision pfp:Day ; pfp:endPrecision pfp:Open ;
  pfp:holdsFrom "2000-01-01"^^xsd:date ; pfp:holdsUntil "9999-12-31"^^xsd:date ;
  pfp:mayHoldFrom "2000-01-01"^^xsd:date ; pfp:mayHoldUntil "9999-12-31"^^xsd:date ;
  dcterms:source source:table .
act:pfp-framework-document-entry-into-force a pfp:TreatyAct ;
  pfp:document document:pfp-framework-document ; pfp:actKind pfp:EntryIntoForce ;
  pfp:date "1994-01-10"^^xsd:date ; pfp:datePrecision pfp:Day ; dcterms:source source:table .
"""
DOCUMENT = "/doc/document/pfp-framework-document"


def _graph(turtle, name):
    """Statements in Turtle, with our prefixes, as quads of a graph of data."""
    prefixes = "".join(f"PREFIX {key}: <{iri}>\n" for key, iri in iris.prefixes().items())
    graph = NamedNode(f"{PUBLIC_BASE}graph/data/{name}")
    found = parse(prefixes + turtle, format=RdfFormat.TURTLE)
    return [Quad(*one.triple, graph) for one in found]


@pytest.fixture(scope="module")
def acts(small_release, tmp_path_factory):
    """A client of the small graph with the acts."""
    dump = tmp_path_factory.mktemp("acts") / "acts.nq"
    more = serialize(_graph(MORE, "acts"), format=RdfFormat.N_QUADS)
    dump.write_bytes(small_release.dump.read_bytes() + more)
    return create_app(Settings(), EmbeddedStore(dump), small_release).test_client()


def page(client, path, language="en", **asked):
    """The HTML of a page, unescaped."""
    suffix = "&".join(f"{key}={value}" for key, value in {**asked, "lang": language}.items())
    answer = client.get(f"{path}.html?{suffix}")
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def words(html):
    """The words of some HTML, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def tables(html):
    """The sections with tables of acts: for each the words of its heading and, by their first
    cell, of the other cells of its rows."""
    found = []
    for part in html.split('<section class="records acts"')[1:]:
        section = part.partition("</section>")[0]
        rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', section, re.DOTALL)
        cells = {
            words(head): [words(one) for one in re.findall(r"<td[^>]*>(.*?)</td>", rest, re.DOTALL)]
            for head, rest in rows
        }
        found.append((words(re.search(r"<h2.*?</h2>", section, re.DOTALL)[0]), cells))
    return found


def drawing(html):
    """The drawing over time."""
    return html.partition('id="over-time"')[2].partition("</section>")[0]


def test_a_document_shows_states_by_act(acts):
    """A row for each state, the document in general first, then by the first day; the columns that
    have any; signer and office, kinds, bounds of unknown days, marks."""
    (heading, cells), steps = tables(page(acts, DOCUMENT))

    assert heading == "Signatures, ratifications and other acts 2"
    assert [*cells] == ["in general", "Armenia", "Malta"]
    assert cells["in general"] == ["", "", "10 January 1994", ""]
    signed, accepted, _, other = cells["Armenia"]
    assert signed.startswith("5 October 1994 Vahan Papazyan")
    assert accepted == "1 January 2001 accession on or before 1 January 1999 acceptance"
    assert other == "2020 notice of withdrawal announced"
    assert cells["Malta"][1] == "3 February 1996 ratification presumed no source"
    assert cells["Malta"][2] == "between 3 February 1996 and 1 January 1997"
    assert steps[1] == {"Malta": ["24 December 1995 vote in parliament"]}


def test_steps_at_home_are_folded(acts):
    """They are no acts towards others."""
    html = page(acts, DOCUMENT)
    steps = html.split('<section class="records acts"')[2].partition("</section>")[0]

    assert "<details" in steps and "<details" not in html.split('class="records acts"')[1]
    assert 'href="/doc/act/?document=pfp-framework-document&type=NationalStep' in steps


def test_what_came_after_the_day_stands_apart(acts):
    """Of a day before, rows without an act are last, and an act of a row that has one is dim."""
    html = page(acts, DOCUMENT, on="1995-06-01")
    parts = dict(re.findall(r'<tbody class="(\w+)">(.*?)</tbody>', html, re.DOTALL))

    assert "Armenia" in parts["holds"] and "later" not in words(parts["holds"]).split()
    assert 'class="later"' in parts["holds"]  # what is announced for 2020


def test_a_country_shows_documents_by_act(acts):
    """The same table, turned: a row for each document."""
    (heading, cells), _ = tables(page(acts, "/doc/country/malta"))

    assert heading == "Treaties and agreements 1"
    ((document, found),) = cells.items()
    assert "Framework Document" in document
    assert found[0] == "3 February 1996 ratification presumed no source"


def test_what_stops_all_of_nato_stops_cooperation_with_it(acts):
    """The sentence on the page of the country says so, as the map does."""
    told = words(page(acts, "/doc/country/malta").partition("<h2")[0])
    assert "Suspended since 1 January 2000: All contacts" in told
    rows = acts.get("/map.csv?on=2001-01-01").text.splitlines()
    assert any("/country/malta," in row and ",suspended," in row for row in rows)


def test_the_table_speaks_french(acts):
    """Headings and marks."""
    (heading, cells), _ = tables(page(acts, DOCUMENT, "fr"))

    assert heading == "Signatures, ratifications et autres actes 2"
    assert next(iter(cells)) == "en général" and cells["Malte"][1].endswith("présumé sans source")


def test_other_formats_have_every_act(acts):
    """The records stand in CSV and Markdown as those of any kind do."""
    sheet, text = (acts.get(f"{DOCUMENT}.{name}?lang=en").text for name in ("csv", "md"))

    assert sheet.count("/id/act/") == 6 and text.count("/id/act/") == 6
    assert "/id/signature/armenia-pfp-framework-document" in sheet


def test_signatures_and_consents_are_drawn(acts):
    """A row of marks for each, an act that is alone on its day linked to its record."""
    found = drawing(page(acts, DOCUMENT))

    assert [words(one) for one in re.findall(r"<th scope=\"row\">.*?</th>", found)] == [
        "signature",
        "consent to be bound",
        "entry into force",
    ]
    assert 'href="/doc/act/malta-pfp-framework-document-ratification' in found
    assert "parliamentary" not in found


def test_a_real_agreement(real):
    """Latvia's ratification of the agreement on forces, and when it came into force for it."""
    (_, cells), *_ = tables(page(real, "/doc/document/pfp-sofa"))
    assert "19 April 1996 ratification" in cells["Latvia"]
    assert "19 May 1996" in cells["Latvia"]
    (_, treaty), *_ = tables(page(real, "/doc/document/north-atlantic-treaty"))
    assert "24 August 1949" in treaty["in general"]


def test_the_framework_document_has_its_signers(real):
    """In the one column that it has, with place and office; on a day before, only who had
    signed."""
    (heading, cells), *_ = tables(page(real, "/doc/document/pfp-framework-document"))
    assert heading == "Signatures 34" and len(cells) == 34
    assert cells["Romania"] == [
        "26 January 1994 Teodor Meleșcanu , foreign minister , NATO Headquarters, Brussels"
    ]
    (heading, _), *_ = tables(page(real, "/doc/document/pfp-framework-document", on="1994-02-01"))
    assert heading == "Signatures 2 on 1 February 1994 (34 in all)"


def test_an_operation_shows_who_took_part(real):
    """Mandate, theatre and command; bars within its time; when each was seen."""
    html = page(real, "/doc/operation/kfor")
    keys = words(html.partition('id="keys"')[2].partition("</section>")[0])
    assert "resolution 1244 (1999)" in keys and "Kosovo" in keys and "Naples" in keys
    found = drawing(html)
    assert 'href="/doc/contribution/austria-kfor' in found
    table = html.partition('<section class="records contribution"')[2].partition("</section>")[0]
    moldova = next(row for row in table.split("<tr>") if "Moldova" in row)
    assert "February 2017" in words(moldova)


def test_a_post_and_a_person_show_terms_over_time(real):
    """The holders of a post as bars, and the posts of a person."""
    post = drawing(page(real, "/doc/post/secretary-general"))
    person = drawing(page(real, "/doc/person/javier-solana"))
    for found in (post, person):
        assert 'href="/doc/term/javier-solana-secretary-general' in found


def test_an_event_shows_its_documents(real):
    """Before its facts, with the number of signatures."""
    html = page(real, "/doc/event/summit-brussels-1994")
    assert html.index("Documents adopted there") < html.index('id="facts"')
    documents = html.partition('id="first-1"')[2].partition("</section>")[0]
    assert re.search(r"Framework Document (sources disagree )?34 signatures", words(documents))


@pytest.mark.parametrize("path", ["place/brussels", "post/secretary-general"])
def test_no_act_is_of_nobody(real, path):
    """Where acts of countries stand with those of NATO, each row begins with the party."""
    html = page(real, f"/doc/{path}")
    heads = [words(head) for head in re.findall(r'<th scope="row">(.*?)</th>', html, re.DOTALL)]
    assert "NATO" in heads and all(heads)


@pytest.mark.parametrize("path", ["country/latvia", "country/georgia"])
def test_a_country_keeps_to_the_signatures_that_it_joined_with(real, path):
    """Of all that it signed, its key facts have what began its participation."""
    html = page(real, f"/doc/{path}")
    keys = html.partition('id="keys"')[2].partition("</section>")[0]
    assert keys.count("/doc/signature/") == 1
