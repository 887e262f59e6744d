"""The page of a thing: its sentence, its records on a day, what refers to it, and its evidence."""

import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize

from pfpgraph.formats import RDF_FORMATS
from pfpgraph.graph.export import export
from pfpgraph.i18n.catalogues import catalogues
from pfpgraph.i18n.words import has_word
from pfpgraph.iris import PUBLIC_BASE, tail
from pfpgraph.kinds import KINDS
from pfpgraph.model.thing_index import ASIDE_ROLE_NAMES
from pfpgraph.query.store import EmbeddedStore
from pfpgraph.resources import ROOT
from pfpgraph.settings import Settings
from pfpgraph.span import ENDED, HOLDS, LATER, UNKNOWN
from pfpgraph.web import create_app
from pfpgraph.web.pages.naming import Name
from pfpgraph.web.pages.thing import citation

THING, PFP = f"{PUBLIC_BASE}id/", f"{PUBLIC_BASE}ontology#"
NTRIPLES = next(fmt for fmt in RDF_FORMATS if fmt.name == "nt")
PARTNERSHIP = "/doc/framework/partnership-for-peace"


def page(client, path, language="en", **asked):
    """The HTML of a page, unescaped."""
    suffix = "&".join(f"{key}={value}" for key, value in {**asked, "lang": language}.items())
    answer = client.get(f"{path}.html?{suffix}")
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def words(html):
    """The words of some HTML, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def lead(client, path, language="en", **asked):
    """The sentence at the head of a page."""
    return words(re.search(r'<p class="lead">(.*?)</p>', page(client, path, language, **asked))[1])


def rows(html, kind, state):
    """The words of the rows of one kind of record that are in one state."""
    sections = html.split(f'<section class="records {kind}"')[1:]
    bodies = [
        section.partition("</section>")[0].partition(f'<tbody class="{state}">')[2]
        for section in sections
    ]
    found = [re.findall(r"<tr>(.*?)</tr>", b.partition("</tbody>")[0], re.DOTALL) for b in bodies]
    return [words(row) for part in found for row in part]


SENTENCES = [
    ("country/georgia", "en", "Partner (Partnership for Peace) since 23 March 1994."),
    ("country/georgia", "fr", "Partenaire (Partenariat pour la paix) depuis le 23 mars 1994."),
    (
        "country/czechia",
        "en",
        "Ally since 12 March 1999; earlier partner (Partnership for Peace), "
        "10 March 1994 – 12 March 1999.",
    ),
    (
        "signature/armenia-pfp-framework-document",
        "en",
        "Partnership for Peace: Framework Document, signed for Armenia by Vahan Papazyan as "
        "foreign minister on 5 October 1994.",
    ),
    (
        "signature/north-macedonia-pfp-framework-document",
        "en",
        "Partnership for Peace: Framework Document, signed for the former Yugoslav Republic of "
        "Macedonia by Branko Crvenkovski as head of government on 15 November 1995.",
    ),
    (
        "person/branko-crvenkovski",
        "en",
        "Signatory for North Macedonia, born 12 October 1962. Partnership for Peace: Framework "
        "Document, signed for the former Yugoslav Republic of Macedonia by Branko Crvenkovski as "
        "head of government on 15 November 1995.",
    ),
    ("country/cyprus", "en", "Country in Western Asia."),
    ("country/cyprus", "fr", "Pays d’Asie de l’Ouest."),
    (
        "participation/malta-partnership-for-peace-1995",
        "en",
        "Participation: Malta, Partnership for Peace, 26 April 1995 – October 1996. "
        "Ended by: withdrawal.",
    ),
]


@pytest.mark.parametrize(("path", "language", "expected"), SENTENCES)
def test_a_thing_is_told_in_a_sentence(real, path, language, expected):
    """Made by rule from its facts, as precise as they are, in both languages."""
    assert lead(real, f"/doc/{path}", language) == expected


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "A state since 16 February 1918, independent again since 11 March 1990."),
        ("fr", "État depuis le 16 février 1918, de nouveau indépendant depuis le 11 mars 1990."),
    ],
)
def test_a_state_of_long_standing_is_told_so(real, language, told):
    """Lithuania did not begin in 1990."""
    assert told in words(page(real, "/doc/country/lithuania", language))


def test_the_sentence_follows_the_day(real):
    """Malta was no partner in 2000, and nothing of it was suspended then; a dialogue with Russia
    was."""
    told = lead(real, "/doc/country/malta", on="2000-01-01")
    assert told == "Earlier partner (Partnership for Peace), 26 April 1995 – October 1996."

    told = lead(real, "/doc/country/russia", on="2000-01-01")
    assert "Suspended, 24 March 1999 – 16 February 2000: Dialogue" in told


@pytest.mark.parametrize(
    ("country", "kind", "name"),
    [
        ("albania", "mission", "Mission of Albania to NATO"),
        ("north-macedonia", "mission", "Mission of Macedonia to NATO"),
        ("slovenia", "tool", "Presentation Document"),
        ("slovakia", "tool", "Presentation Document"),
        ("russia", "tool", "Individual Partnership Programme"),
        ("ukraine", "tool", "NATO-Ukraine Action Plan"),
        ("russia", "suspension", "Partnership for Peace"),
        ("malta", "membership", "North Atlantic Cooperation Council"),
    ],
)
def test_what_cannot_hold_any_more_is_over(real, country, kind, name):
    """Where nobody knows the end, what has certainly ended is over, neither now nor perhaps."""
    html = page(real, f"/doc/country/{country}")
    assert any(name in row for row in rows(html, kind, ENDED))
    assert not any(name in row for state in (HOLDS, UNKNOWN) for row in rows(html, kind, state))


def test_a_framework_lists_those_in_it_on_the_day(real, release):
    """Twenty-two partners on 11 July 2014, as the query behind the page answers too."""
    html = page(real, PARTNERSHIP, on="2014-07-11")
    holding, over = (rows(html, "participation", state) for state in (HOLDS, ENDED))

    assert len(holding) == 22
    assert "Montenegro partner 14 December 2006 – 5 June 2017" in " ".join(holding)
    assert any(row.startswith("Poland Ally 2 February 1994 – 12 March 1999") for row in over)
    behind = re.search(r"<pre[^>]*><code>(.*?)</code></pre>", html, re.DOTALL)[1]
    found = {row["record"].value for row in EmbeddedStore(release).rows(behind)}
    assert len([iri for iri in found if "/id/participation/" in iri]) == 22


def test_a_country_has_the_name_of_the_day(real):
    """In 1995 North Macedonia had another name; its page says so, and what it is now."""
    html = page(real, "/doc/country/north-macedonia", on="1995-06-01")
    title = re.search(r"<h1.*?</h1>", html, re.DOTALL)[0]

    assert words(title) == "the former Yugoslav Republic of Macedonia"
    assert "The name in use on 1 June 1995; now North Macedonia." in html
    assert "the former Yugoslav Republic" not in page(real, "/doc/country/armenia")
    assert "the former Yugoslav Republic of Macedonia" in page(real, PARTNERSHIP, on="2014-07-11")


def test_a_name_of_another_language_says_so(real):
    """Where only English has a name of then, a French page has that, marked; not one of today."""
    html = page(real, "/doc/country/north-macedonia", "fr", on="1995-06-01")
    assert '<bdi lang="en">the former Yugoslav Republic of Macedonia</bdi></h1>' in html
    assert (
        "Le nom en usage le 1er juin 1995\N{NARROW NO-BREAK SPACE}; aujourd’hui Macédoine" in html
    )
    assert ">Turquie</bdi></h1>" in page(real, "/doc/country/turkiye", "fr", on="1996-01-01")
    rows = page(real, PARTNERSHIP, "fr", on="2014-07-11")
    assert '" lang="en"><bdi>the former Yugoslav Republic of Macedonia</bdi>' in rows


def test_todays_name_is_called_so(real):
    """Where a name is known to be of later and none of then is recorded, the page says it."""
    html = page(real, "/doc/country/north-macedonia", on="1990-06-01")
    assert "Today’s name; the one in use on 1 June 1990 is not recorded." in html
    assert "Today’s name" not in page(real, "/doc/country/north-macedonia")
    assert "The name in use" not in page(real, "/doc/country/slovakia", on="1996-01-01")


def test_a_framework_that_was_not_yet(real):
    """Before it began, and after it ended, its page says so; the day alone brings that."""
    told = lead(real, PARTNERSHIP, on="1990-01-01")
    assert "Did not exist yet on 1 January 1990 (start: 10 January 1994)." in told
    assert "since 10 January 1994" not in told and "since" in lead(real, PARTNERSHIP)
    union = lead(real, "/doc/country/soviet-union", "fr", on="1996-01-01")
    assert "N’existait plus le 1er janvier 1996" in union
    assert "N’existait" not in lead(real, "/doc/country/soviet-union", "fr", on="1980-01-01")


@pytest.mark.parametrize(
    ("country", "day", "state"),
    [
        ("armenia", "1980-01-01", "Soviet Union"),
        ("armenia", "1991-09-21", ""),
        ("latvia", "1980-01-01", ""),
        ("latvia", "1996-01-01", ""),
        ("serbia", "2000-01-01", "Federal Republic of Yugoslavia"),
        ("serbia", "2005-01-01", "Serbia and Montenegro"),
        ("slovenia", "1985-01-01", "Yugoslavia"),
        ("slovenia", "1991-06-24", "Yugoslavia"),
        ("slovenia", "1991-06-25", ""),
        ("slovenia", "1996-01-01", ""),
        ("montenegro", "1992-04-26", "Yugoslavia"),
        ("montenegro", "1992-04-27", "Federal Republic of Yugoslavia"),
        ("czechia", "1990-01-01", "Czechoslovakia"),
    ],
)
def test_a_country_before_its_state(real, country, day, state):
    """The page names the state of the day of which the country is a successor."""
    html = page(real, f"/doc/country/{country}", on=day)
    note = html.partition("recorded as a successor:")[2].partition("</p>")[0]
    assert words(note) == state


@pytest.mark.parametrize(
    ("country", "day", "since"),
    [
        ("estonia", "1980-01-01", "20 August 1991"),
        ("latvia", "1991-08-20", "21 August 1991"),
        ("lithuania", "1990-03-10", "11 March 1990"),
        ("latvia", "1991-08-21", ""),
        ("latvia", "1920-01-01", ""),
        ("armenia", "1980-01-01", ""),
    ],
)
def test_a_country_under_the_rule_of_another(real, country, day, since):
    """A country that was a state before is no successor: its page says when it was so again."""
    html = page(real, f"/doc/country/{country}", on=day)
    note = html.partition("it regained its independence on ")[2].partition("</p>")[0]
    assert words(note) == (f"{since}: Soviet Union" if since else "")


@pytest.mark.parametrize(
    ("language", "day", "expected"),
    [
        ("en", "1995-06-01", "none on 1 June 1995 (1 in all)"),
        ("fr", "1995-06-01", "0 le 1er juin 1995 (1 au total)"),
        ("en", "2005-06-01", "1 · 1 June 2005"),
        ("en", "", "none today (1 in all)"),
    ],
)
def test_a_heading_counts_what_holds(real, language, day, expected):
    """Over the participations of North Macedonia: how many hold on the day, and how many in all."""
    asked = {"on": day} if day else {}
    html = page(real, "/doc/country/north-macedonia", language, **asked)
    heading = re.search(r'"records participation".*?<small>(.*?)</small>', html, re.DOTALL)
    assert heading[1].strip() == expected


def test_what_is_not_known_stands_apart(real):
    """Whether Malta observed a council in 1995 is not known: it is in neither list; in 2000, when
    the council had ended, it is over."""
    council = [
        "North Atlantic Cooperation Council not known "
        "record : North Atlantic Cooperation Council 1 source"
    ]
    html = page(real, "/doc/country/malta", on="1995-06-01")
    assert rows(html, "membership", UNKNOWN) == council

    html = page(real, "/doc/country/malta", on="2000-01-01")
    assert rows(html, "membership", UNKNOWN) == []
    assert rows(html, "membership", ENDED) == council
    assert rows(html, "participation", HOLDS) == []
    assert len(rows(html, "participation", LATER)) == len(rows(html, "participation", ENDED)) == 1


def test_a_record_in_a_list_shows_its_evidence(real):
    """How many sources it rests on, whether they disagree, why it ended; it leads to its page."""
    html = page(real, "/doc/country/malta")

    (ended,) = rows(html, "participation", ENDED)
    assert ended == (
        "Partnership for Peace 26 April 1995 – October 1996 withdrawal "
        "record : Partnership for Peace 3 sources sources disagree"
    )
    assert "/doc/participation/malta-partnership-for-peace-1995" in html


def test_what_is_no_day_is_refused(real):
    """In every format, with the form that is wanted."""
    for suffix in ("html", "ttl"):
        answer = real.get(f"/doc/country/malta.{suffix}?on=2000-13-01")
        assert answer.status_code == 400
        assert "1996-01-01" in answer.text


def test_the_formats_hold_what_holds_on_the_day(real, release):
    """The RDF of a page on a day has the records that an export on the day has, and says so."""
    data = real.get(f"{PARTNERSHIP}.nt?on=2014-07-11").data
    name = "framework:partnership-for-peace"
    exported = export(release, NTRIPLES, resource=name, on="2014-07-11")

    def records(text):
        """The records that a text in N-Triples names as subjects."""
        found = {quad.subject.value for quad in parse(text, format=RdfFormat.N_TRIPLES)}
        return {iri for iri in found if re.search("/id/(participation|signature|claim)/", iri)}

    assert records(data) == records(exported)
    assert len([iri for iri in records(data) if "/participation/" in iri]) == 22
    assert b'terms/temporal> "2014-07-11"' in data
    assert len(records(real.get(f"{PARTNERSHIP}.nt").data)) > len(records(data))
    assert f'{PARTNERSHIP}.ttl?on=2014-07-11"' in page(real, PARTNERSHIP, on="2014-07-11")


def test_the_states_of_records(small_app):
    """A record holds from its first day until before its end; in the month of its end it may."""
    index = small_app.extensions["pfpgraph"].thing_index
    malta = index.get(f"{THING}participation/malta-partnership-for-peace-1995")
    hostile = index.get(f"{THING}participation/hostile-partnership-for-peace")
    signature = index.get(f"{THING}signature/armenia-pfp-framework-document")

    days = ("1995-04-25", "1995-04-26", "1996-09-30", "1996-10-01", "1996-10-31", "1996-11-01")
    states = [LATER, HOLDS, HOLDS, UNKNOWN, UNKNOWN, ENDED]
    assert [malta.state(day) for day in days] == states
    assert hostile.state("2020-01-01") == UNKNOWN
    assert [signature.state(day) for day in ("1994-10-04", "1994-10-05")] == [LATER, HOLDS]


def test_an_act_of_no_known_day_happened_between_its_bounds(real):
    """As the facet of its list has it: before the earliest it is to come, from the latest on it has
    happened, and in between that is not known."""
    index = real.application.extensions["pfpgraph"].thing_index
    latvia = index.get(f"{THING}signature/latvia-pfp-sofa")
    earliest, latest = latvia.first("earliestDate"), latvia.first("latestDate")
    for day, state in (("1990-01-01", LATER), (earliest, UNKNOWN), (latest, HOLDS)):
        assert latvia.state(day) == state
        rows = real.get(f"/doc/signature/?on={day}&time={state}&format=csv").text
        assert "/signature/latvia-pfp-sofa," in rows


def test_what_refers_to_a_thing_is_counted_and_paged(real):
    """A source's claims come fifty to a page; together they are as many as is said."""
    html = page(real, "/doc/source/nato-pfp-signatures")
    link, count = re.search(r'href="([^"]+from=[^"]+claim[^"]*)"[^>]*>all (\d+)<', html).groups()
    found = []
    for number in range(1, -(-int(count) // 50) + 1):
        part = real.get(f"{link}&page={number}", headers={"Accept": "text/html"})
        assert part.status_code == 200 and 'content="noindex"' in part.text
        found += re.findall(r'<li><span><a href="(/doc/claim/[^"?]+)', part.text)

    assert len(found) == len(set(found)) == int(count) > 100
    after = real.get(f"{link}&page={number + 1}", headers={"Accept": "text/html"})
    assert after.status_code == 404


@pytest.mark.parametrize(
    "asked", ["from=nonsense", "from=pfp:a%20b/claim", "from=pfp:about/thing", "from=&page=1"]
)
def test_a_list_that_cannot_be_is_refused(client, asked):
    """Whatever is no property and no kind is a 400 with the form that is wanted."""
    answer = client.get(f"/doc/country/armenia.html?{asked}")

    assert answer.status_code == 400
    assert "prefix:property/kind" in answer.text


def test_pages_are_numbers(client):
    """A page that is no number is refused."""
    answer = client.get("/doc/country/armenia.html?from=pfp:about/passage&page=0")

    assert answer.status_code == 400


@pytest.fixture
def crowded(small_release, tmp_path):
    """A client of the small graph with 1,100 passages about Armenia."""
    about, armenia = NamedNode(f"{PFP}about"), NamedNode(f"{THING}country/armenia")
    graph = NamedNode(f"{PUBLIC_BASE}graph/data/passages")
    quads = [
        Quad(NamedNode(f"{THING}passage/number-{number}"), about, armenia, graph)
        for number in range(1100)
    ]
    dump = tmp_path / "crowded.nq"
    more = serialize(quads, format=RdfFormat.N_QUADS)
    dump.write_bytes(small_release.dump.read_bytes() + more)
    app = create_app(Settings(), EmbeddedStore(dump), small_release)
    return app.test_client()


def test_nothing_is_cut_in_silence(crowded):
    """Of more referring things than are read at once the page says the true number."""
    html = page(crowded, "/doc/country/armenia")
    last = page(crowded, "/doc/country/armenia", **{"from": "pfp:about/passage", "page": 22})

    assert "all 1,100" in html
    assert last.count("/doc/passage/number-") == 50
    assert "Page 22 of 22" in last
    assert "more statements point to" in crowded.get("/doc/country/armenia.ttl").text


def test_the_states_that_followed_stand_in_one_place(real):
    """The succession has all that came out of Yugoslavia; of what refers to it none stands
    beside that as if it were the only one."""
    html = page(real, "/doc/country/yugoslavia")
    succession = html.partition('id="succession"')[2].partition("</section>")[0]

    for slug in ("croatia", "slovenia", "montenegro", "serbia", "federal-republic-of-yugoslavia"):
        assert f'href="/doc/country/{slug}' in succession
    assert "States that followed it" not in html


def test_a_property_without_a_source_says_so(real):
    """The label of a document that rests on no source is marked, the others lead to theirs."""
    html = page(real, "/doc/document/pfp-framework-document")

    assert 'href="#sources"' in html and 'id="sources"' in html


def test_a_disputed_label_is_a_fact(real):
    """Where sources differ on a name, both spellings stand behind it."""
    html = page(real, "/doc/person/zhelyu-zhelev")
    facts = words(html.partition('<h2 id="facts">')[2].partition("</section>")[0])

    assert facts.count("Zhelyu Zhelev") >= 1 and "sources disagree" in facts


@pytest.mark.parametrize(
    "path",
    [
        "/doc/country/hostile?on=2000-01-01",
        "/doc/framework/partnership-for-peace?on=2000-01-01&lang=fr",
        "/doc/country/hostile?from=org:member/participation",
        "/doc/source/table?from=dcterms:source/country",
        "/doc/country/armenia?from=%3Cscript%3Ealert(1)%3C/script%3E/claim",
        "/doc/country/armenia?on=%3Cscript%3Ealert(1)",
    ],
)
def test_hostile_data_and_addresses_are_harmless(client, path):
    """Neither a label nor a parameter becomes markup, on any part of the page."""
    text = client.get(path, headers={"Accept": "text/html"}).text

    assert "<script>alert" not in text and "<img src=x" not in text
    assert 'href="javascript:' not in text


def test_a_citation_is_sound_tex(small_reader):
    """What TeX would take for its own is escaped; the day asked for is in the address."""
    iri = f"{THING}country/armenia"
    reader = replace(small_reader, asked=date(1995, 1, 1))
    entry = citation.bibtex(iri, Name(r"50% {of} A&B_\x"), reader)
    line = citation.text(Name("Arménie"), reader.speaking("fr"))

    assert r"title = {{50\% \{of\} A\&B\_\textbackslash{}x}}" in entry
    assert f"url = {{{iri}?on=1995-01-01}}" in entry
    assert line.startswith("The pfpgraph contributors. «\u00a0Arménie\u00a0». pfpgraph")


def test_the_largest_pages_are_small(real):
    """Under 60 kB compressed, drawings included."""
    import gzip

    largest = ("framework/partnership-for-peace", "document/pfp-sofa", "operation/isaf")
    for path in ("country/russia", "country/ukraine", "organisation/nato", *largest):
        assert len(gzip.compress(real.get(f"/doc/{path}.html").data)) < 60_000, path


def test_a_claim_names_its_parts_in_french(real):
    """What OWL does not let anybody declare has labels all the same."""
    claim = page(real, "/doc/claim/unsourced-malta-dbpedia", "fr")
    for words in ("dit de", "de la propriété", "valeur affirmée"):
        assert f">{words}</a></dt>" in claim
    assert ">subject<" not in claim and ">predicate<" not in claim and ">object<" not in claim


def test_a_record_as_a_whole_rests_on_its_sources(real):
    """The data ties no source to a single fact, unless a claim does; so no fact names a number."""
    html = page(real, "/doc/country/malta")
    facts = html.partition('<h2 id="facts">')[2].partition("</section>")[0]
    assert re.search(r'<a href="#sources">This record as a whole rests on \d+ sources</a>', facts)
    assert not re.search(r"<a[^>]*>\d+ sources?</a>", facts)
    assert "repose sur" in page(real, "/doc/country/malta", "fr")


def test_a_record_says_how_many_independent_sources_back_it(real):
    """Beside the number of its sources, with the definition; and where that does not tell all."""
    path = "/doc/participation/malta-partnership-for-peace-1995"
    html = page(real, path)
    facts = html.partition('<h2 id="facts">')[2].partition("<dl")[0]
    assert re.search(r'<a href="[^"]+#independentSources">\d independent sources back', facts)
    assert "contested" in facts
    assert "sources indépendantes l’appuient" in page(real, path, "fr")
    latvia = page(real, "/doc/participation/latvia-partnership-for-peace")
    facts = latvia.partition('<h2 id="facts">')[2].partition("<dl")[0]
    assert "independent sources back it" in facts and "contested" not in facts


def test_a_claim_without_a_source_says_so(real):
    """Where the source of a claim would stand, with our note: in French marked as English."""
    claim = '<span class="by">{}</span>\n<div class="reason"><bdi lang="en">by naming rule'
    assert claim.format("sans source") in page(real, "/doc/country/malta", "fr")
    english = page(real, "/doc/country/malta")
    assert '<span class="by">no source</span>\n<div class="reason"><bdi>by naming' in english
    computed = page(real, "/doc/count/partnership-for-peace-partners-2012")
    assert '<span class="by">computed from the records here</span>' in computed


def test_notes_stay_english_and_say_so(real):
    """Short ones with a remark, long ones folded; an English reader sees them as they are."""
    claim = "/doc/claim/unsourced-malta-dbpedia"
    assert '<bdi lang="en">by naming rule, IRI not seen</bdi> <small>(en anglais)</small>' in page(
        real, claim, "fr"
    )
    assert "<bdi>by naming rule, IRI not seen</bdi>\n" in page(real, claim)
    long = page(real, "/doc/accession/sweden-nato", "fr")
    assert '<summary>Note en anglais</summary><bdi lang="en">' in long


def test_sources_disagree_is_a_link(real):
    """The mark leads to the disagreement, at a record in a list, at a fact and at a referrer."""
    html = page(real, "/doc/country/malta")
    marks = re.findall(r'<a class="mark" href="(/doc/disagreement/[^"]+)">sources disagree', html)
    assert marks and '<b class="mark">' not in html
    assert real.get(marks[0]).status_code == 200
    facts = page(real, "/doc/participation/malta-partnership-for-peace-1995")
    assert '<a class="mark" href="/doc/disagreement/' in facts


def test_an_organisation_tells_its_members_from_what_it_is_in(real):
    """NATO has its Allies, and sits in councils itself; accessions only repeat the members."""
    html = page(real, "/doc/organisation/nato")
    members, own = re.findall(r'<section class="records membership".*?</section>', html, re.DOTALL)

    assert words(members).startswith("Members 32 ") and "Latvia" in members
    assert words(own).startswith("Member of 1 of 3 ") and "NATO-Georgia Commission" in own
    acceded = html.partition('<section class="records accession"')[2].partition("</section>")[0]
    assert acceded.index("<details") < acceded.index("<table")
    assert html.index("records membership") < html.index("records accession")
    assert "<details" not in page(real, "/doc/country/latvia").partition("accession")[2][:2000]


@pytest.mark.parametrize(
    ("path", "english", "french"),
    [
        ("country/latvia", "Its signatories", "Ses signataires"),
        ("country/latvia", "Claims that name it", "Affirmations qui y renvoient"),
        ("event/summit-madrid-1997", "Documents adopted there", "Documents adoptés à cette"),
        ("source/nato-pfp-signatures", "Signatures that rest on it", "Signatures qui s’y appuient"),
    ],
)
def test_what_refers_to_a_thing_is_a_saying(real, path, english, french):
    """Not the name of a property after that of a kind."""
    for language, expected in (("en", english), ("fr", french)):
        html = page(real, f"/doc/{path}", language)
        assert any(expected in h for h in re.findall(r"<h[23][^>]*>(.*?)</h", html)), expected


def test_every_way_to_refer_in_the_graph_has_a_saying(real):
    """No group of the pages is called by a property."""
    site = real.application.extensions["pfpgraph"]
    rows = [r for r in site.rows("referrer-counts") if r["thing"].value.startswith(THING)]
    ways = {(row["kind"].value, tail(row["property"].value)) for row in rows}
    assert len(ways) > 80
    assert not {
        f"{kind}-{name}"
        for kind, name in ways
        if kind and name != "source" and name not in (*KINDS[kind].role_names, *ASIDE_ROLE_NAMES)
        if not has_word(f"refers-{kind}-{name}")
    }


def test_a_title_in_the_head_is_not_cut_within_a_word(real):
    """What a list of results shows ends with a whole word."""
    html = page(real, "/doc/signature/north-macedonia-pfp-framework-document", on="1995-12-01")
    title = re.search(r"<title>(.*?)</title>", html)[1]

    assert title.startswith("North Macedonia — Partnership for Peace:") and "-" not in title
    cut = title.partition("…")[0]
    assert f"{cut} " in words(html) or f"{cut}, " in words(html)


def section(html, name):
    """The section of a class on a page."""
    return re.search(rf'<section class="{name}[ "].*?</section>', html, re.DOTALL)[0]


@pytest.mark.parametrize(
    ("path", "member", "marks"),
    [
        ("/doc/body/euro-atlantic-partnership-council", "Armenia", {"1998-01-01": "partner"}),
        (
            "/doc/body/euro-atlantic-partnership-council",
            "Poland",
            {"1998-01-01": "partner", "2000-01-01": "Ally"},
        ),
        (PARTNERSHIP, "Hungary", {"1995-01-01": "partner", "2000-01-01": "Ally"}),
    ],
)
def test_members_are_marked_as_of_the_day(real, path, member, marks):
    """An Ally or a partner, by a word and a sign; in French too."""
    for on, mark in marks.items():
        html = page(real, path, on=on)
        (row,) = re.findall(rf"<tr><th scope=\"row\"><a [^>]*><bdi>{member}<.*?</th>", html)
        assert re.search(rf'<small class="chip (ally|partner)">{mark}</small>', row)
    french = real.get(f"{path}?on=2000-01-01&lang=fr", headers={"Accept": "text/html"}).text
    assert '<small class="chip ally">Allié</small>' in french


def test_the_members_of_the_alliance_are_not_marked(real):
    """They are all the same."""
    assert 'class="chip' not in page(real, "/doc/organisation/nato")


@pytest.mark.parametrize(
    ("path", "dispute"),
    [
        ("/doc/body/euro-atlantic-partnership-council", "euro-atlantic-partnership-council-start"),
        ("/doc/event/summit-madrid-2022", "summit-madrid-2022-start"),
        ("/doc/framework/partnership-for-peace", "partnership-for-peace-start"),
    ],
)
def test_a_dispute_on_a_date_stands_where_the_date_is(real, path, dispute):
    """In the head of the page, under the sentence that names the date."""
    head = page(real, path).partition("<h1")[2].partition("</header>")[0]
    assert re.search(
        rf'<a class="mark" href="/doc/disagreement/{dispute}[^>]*>Sources disagree: ', head
    )
    assert 'class="mark"' not in page(real, "/doc/country/france").partition("</header>")[0]


def test_the_whole_chain_of_successors_is_shown(real):
    """What came before what came before, each with what it came after."""
    html = section(page(real, "/doc/body/science-and-technology-organization"), "succession")
    chain = [words(one) for one in re.findall(r"<li.*?</li>", html, re.DOTALL)]
    assert chain[0].startswith("NATO Research and Technology Organisation 1996–2012 after ")
    assert "Advisory Group for Aerospace Research and Development 1952–1998" in chain[0]
    assert chain[-1].startswith("NATO Science and Technology Organization since 2012 after ")
    later = words(section(page(real, "/doc/body/agard"), "succession"))
    assert "NATO Science and Technology Organization since 2012" in later
    assert 'class="succession' not in page(real, "/doc/body/north-atlantic-council")


def test_key_facts_stand_above_the_lists_of_a_country(real):
    """When, where and by whom it signed, as what it took part and acceded; its capital, region and
    code; the record of each is called that, and a disputed date is marked."""
    html = page(real, "/doc/country/romania")
    assert (
        html.index('class="keys"') < html.index('class="over-time"') < html.index('class="records')
    )
    keys = section(html, "keys")
    found = [words(one) for one in re.findall(r"<div>.*?</div>", keys, re.DOTALL)]
    assert found[0].startswith(
        "Signed: Partnership for Peace: Framework Document 26 January 1994 , "
        "NATO Headquarters, Brussels , Teodor Meleșcanu , foreign minister record"
    )
    assert re.search(r'<a class="record" href="/doc/signature/romania-[^"]+">record<', keys)
    assert any(one.startswith("Accession to NATO 29 March 2004") for one in found)
    assert any(one == "ISO 3166-1 alpha-3 code ROU" for one in found)
    latvia = section(page(real, "/doc/country/malta"), "keys")
    assert "place not known" in latvia and 'class="mark" href="/doc/disagreement/' in latvia
    assert "</a> sources" not in html and not re.search(r"<a [^>]*>\d+ sources?</a>", html)


def test_a_signature_has_its_place_on_the_page_of_its_country(real):
    """Beside its day."""
    html = section(page(real, "/doc/country/romania"), "records acts")
    assert "NATO Headquarters, Brussels" in words(html)


def test_the_author_is_cited_one_way(real, store):
    """The line to cite, BibTeX, schema.org, CITATION.cff and the graph name the same."""
    html = page(real, "/doc/country/latvia")
    assert "The pfpgraph contributors. “Latvia”." in html
    assert "author = {{The pfpgraph contributors}}" in html
    assert (
        '"name": "The pfpgraph contributors"' in real.get("/", headers={"Accept": "text/html"}).text
    )
    cff = (ROOT / "CITATION.cff").read_text("utf-8")
    assert 'name: "The pfpgraph contributors"' in cff
    rows = store.rows(
        "SELECT ?who ?name { ?s <http://purl.org/dc/terms/creator> ?who "
        "OPTIONAL { ?who <http://xmlns.com/foaf/0.1/name> ?name } }"
    )
    assert {row["name"].value for row in rows} == {"The pfpgraph contributors"}


def test_framework_documents_are_written_one_way_in_french(store):
    """With a hyphen, in every text of ours."""
    texts = store.rows(
        "SELECT ?text { ?s ?p ?text FILTER (LANG(?text) = 'fr' "
        "&& REGEX(?text, 'documents? cadres?', 'i') && ?p != <http://purl.org/dc/terms/title>) }",
    )
    assert [row["text"].value for row in texts] == []
    french = catalogues()["fr"].texts.values()
    assert french and not any("document cadre" in text.lower() for text in french)
