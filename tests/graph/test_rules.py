"""What the rules derive from a few statements, and how they are run."""

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, parse

from pfpgraph.graph import load
from pfpgraph.graph.rules import Rule, infer
from pfpgraph.iris import PUBLIC_BASE, prefixes, shorten
from pfpgraph.problems import Problem
from pfpgraph.settings import Settings

PREFIXES = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in prefixes().items())
DATASET = '<https://w3id.org/pfpgraph/dataset> pfp:dataDate "2026-11-22"^^xsd:date .\n'


@pytest.fixture(scope="session")
def tree():
    """The checkout's ontology and rules."""
    return load.read(Settings())


@pytest.fixture(scope="session")
def ontology(tree):
    """The statements of the ontology."""
    return [quad for file in tree.files if file.folder == "ontology" for quad in load.quads(file)]


@pytest.fixture
def derive(tree, ontology):
    """A function from Turtle to what the rules derive of it, a set of Turtle-like triples."""

    def derived(turtle):
        stated = list(parse(PREFIXES + DATASET + turtle, format=RdfFormat.TURTLE))
        found = infer(load.merged(ontology + stated, PUBLIC_BASE), tree.rules, PUBLIC_BASE)
        return {f"{short(q.subject)} {short(q.predicate)} {short(q.object)}" for q in found}

    return derived


def short(term):
    """A term as one would write it in Turtle, dates and numbers bare."""
    if isinstance(term, NamedNode):
        return shorten(term.value)
    return str(term) if isinstance(term, Literal) and term.language else term.value


def file(text, name="rule"):
    """A rule that is not in a folder."""
    graph = NamedNode(f"{PUBLIC_BASE}graph/ontology/rules/{name}")
    return load.File(f"{name}.rq", graph, text, ".rq")


def participation(bounds):
    """A participation with the bounds, as Turtle."""
    return f"participation:p a pfp:Participation ; {bounds} ."


def test_type_of_wider_classes(derive):
    """A signature is a record, and an activity and event for those who know only PROV or schema."""
    found = derive("signature:s a pfp:Signature .")
    wider = {"pfp:Record", "prov:Activity", "schema:Event"}
    assert {f"signature:s a {name}".replace(" a ", " rdf:type ") for name in wider} <= found


def test_what_is_stated_is_not_derived(derive):
    """The inferred graph has no statement of the others."""
    assert "signature:s rdf:type pfp:Record" not in derive(
        "signature:s a pfp:Signature , pfp:Record ."
    )


def test_wider_property(derive):
    """A date is also a dcterms:date."""
    assert "accession:a dcterms:date 2004-03-29" in derive(
        'accession:a pfp:date "2004-03-29"^^xsd:date .'
    )


def test_inverse_property_in_both_directions(derive):
    """What replaces is replaced, whichever is stated."""
    assert "body:old pfp:replacedBy body:new" in derive("body:new pfp:replaces body:old .")
    assert "body:new pfp:replaces body:old" in derive("body:old pfp:replacedBy body:new .")


@pytest.mark.parametrize(
    ("stated", "about"),
    [
        (
            "a pfp:Signature ; pfp:signedFor country:malta ; pfp:document document:d",
            ("country:malta", "document:d"),
        ),
        (
            "a pfp:Participation ; org:member country:malta ; org:organization framework:f",
            ("country:malta", "framework:f"),
        ),
        (
            "a pfp:Accession ; pfp:country country:malta ; pfp:accedesTo organisation:o",
            ("country:malta", "organisation:o"),
        ),
        (
            "a pfp:Suspension ; pfp:country country:malta ; pfp:suspends participation:p",
            ("country:malta", "participation:p"),
        ),
        (
            "a pfp:Observership ; pfp:country country:malta ; pfp:inRelationTo body:b",
            ("country:malta", "body:b"),
        ),
        (
            "a pfp:ToolParticipation ; pfp:country country:malta ; pfp:tool programme:p",
            ("country:malta", "programme:p"),
        ),
        (
            "a pfp:Contribution ; pfp:country country:malta ; pfp:operation operation:o",
            ("country:malta", "operation:o"),
        ),
        (
            "a pfp:TermOfOffice ; pfp:country country:malta ; pfp:post post:p",
            ("country:malta", "post:p"),
        ),
    ],
)
def test_every_record_says_alike_whose_and_of_what_it_is(derive, stated, about):
    """One property leads to the country and one to what it concerns, whatever the class."""
    found = derive(f"country:malta a pfp:Country . name:r {stated} .")
    assert {f"name:r pfp:forCountry {about[0]}", f"name:r pfp:concerns {about[1]}"} <= found


def test_what_is_no_record_is_for_no_country(derive):
    """A place is of a country, yet no record of it."""
    found = derive("place:p a pfp:Place ; pfp:country country:malta .")
    assert not any("pfp:forCountry" in triple for triple in found)


def test_a_member_that_is_no_country(derive):
    """NATO itself belongs to some councils."""
    found = derive(
        "organisation:nato a pfp:Organisation . membership:m a pfp:Membership ;"
        "org:member organisation:nato ; org:organization body:b ."
    )
    assert "membership:m pfp:concerns body:b" in found
    assert not any("pfp:forCountry" in triple for triple in found)


def test_first_day_of_an_act_and_of_what_lasts(derive):
    """The date of the one, the start of the other."""
    found = derive(
        'signature:s a pfp:Signature ; pfp:date "1995-04-26"^^xsd:date . '
        'participation:p a pfp:Participation ; pfp:start "2008-04-03"^^xsd:date .'
    )
    assert "signature:s pfp:firstDay 1995-04-26" in found
    assert "participation:p pfp:firstDay 2008-04-03" in found


def test_identifiers_in_exact_matches_alone(derive):
    """Of Wikidata the letter and number, of GeoNames the number; a close match gives none."""
    found = derive(
        "country:malta skos:exactMatch <http://www.wikidata.org/entity/Q233> , "
        "<https://sws.geonames.org/2562770/> , <http://dbpedia.org/resource/Malta> . "
        "country:gozo skos:closeMatch <http://www.wikidata.org/entity/Q170488> ."
    )
    assert {t for t in found if "Id " in t and "schema" not in t} == {
        "country:malta pfp:wikidataId Q233",
        "country:malta pfp:geonamesId 2562770",
    }


DAY = 'pfp:start "{}"^^xsd:date ; pfp:startPrecision pfp:Day ; '
MONTH, YEAR = DAY.replace("Day", "Month"), DAY.replace("Day", "Year")
END = 'pfp:end "{}"^^xsd:date ; pfp:endPrecision pfp:{}'
UNKNOWN, DISPUTED = "pfp:startPrecision pfp:Unknown ; ", "pfp:startPrecision pfp:Disputed ; "
PAST, FUTURE = "0001-01-01", "9999-12-31"
NEITHER = UNKNOWN + "pfp:endPrecision pfp:Unknown ; "
SEEN = (
    'pfp:firstSeen "{}"^^xsd:date ; pfp:firstSeenPrecision pfp:{} ; '
    'pfp:lastSeen "{}"^^xsd:date ; pfp:lastSeenPrecision pfp:{}'
)


@pytest.mark.parametrize(
    ("bounds", "certain", "possible"),
    [
        (
            DAY.format("1994-10-05") + END.format("2004-03-29", "Day"),
            ("1994-10-05", "2004-03-29"),
            ("1994-10-05", "2004-03-29"),
        ),
        (
            DAY.format("1994-10-05") + "pfp:endPrecision pfp:Open",
            ("1994-10-05", FUTURE),
            ("1994-10-05", FUTURE),
        ),
        (
            MONTH.format("1996-02-01") + "pfp:endPrecision pfp:Open",
            ("1996-02-29", FUTURE),
            ("1996-02-01", FUTURE),
        ),
        (
            YEAR.format("1994-01-01") + "pfp:endPrecision pfp:Open",
            ("1994-12-31", FUTURE),
            ("1994-01-01", FUTURE),
        ),
        (
            DAY.format("1995-04-26") + END.format("1996-11-01", "Month"),
            ("1995-04-26", "1996-10-01"),
            ("1995-04-26", "1996-11-01"),
        ),
        (
            DAY.format("1995-04-26") + END.format("2000-01-01", "Year"),
            ("1995-04-26", "1999-01-01"),
            ("1995-04-26", "2000-01-01"),
        ),
        (
            MONTH.format("2021-03-01") + END.format("2021-04-01", "Month"),
            ("2021-03-31", "2021-03-02"),
            ("2021-03-01", "2021-04-01"),
        ),
        (
            YEAR.format("1994-01-01") + END.format("1994-03-10", "Day"),
            ("1994-03-09", "1994-03-10"),
            ("1994-01-01", "1994-03-10"),
        ),
        (
            DAY.format("2004-05-20") + END.format("2005-01-01", "Year"),
            ("2004-05-20", "2004-05-21"),
            ("2004-05-20", "2005-01-01"),
        ),
        (
            DAY.format("2004-02-28") + "pfp:endPrecision pfp:Unknown",
            ("2004-02-28", "2004-02-29"),
            ("2004-02-28", FUTURE),
        ),
        (
            MONTH.format("2004-02-01") + "pfp:endPrecision pfp:Unknown",
            ("2004-02-29", "2004-02-02"),
            ("2004-02-01", FUTURE),
        ),
        (
            DISPUTED + END.format("1997-05-01", "Day"),
            ("1997-04-30", "1997-05-01"),
            (PAST, "1997-05-01"),
        ),
        (
            UNKNOWN + END.format("1997-05-01", "Month"),
            ("1997-04-30", "1997-04-01"),
            (PAST, "1997-05-01"),
        ),
        (
            DISPUTED + "pfp:endPrecision pfp:Open",
            ("2026-11-22", FUTURE),
            (PAST, FUTURE),
        ),
        (
            UNKNOWN + "pfp:endPrecision pfp:Disputed",
            (FUTURE, PAST),
            (PAST, FUTURE),
        ),
        (
            UNKNOWN + 'pfp:earliestStart "1994-01-11"^^xsd:date ; '
            'pfp:endPrecision pfp:Disputed ; pfp:latestEnd "2004-03-29"^^xsd:date',
            ("2004-03-28", "1994-01-12"),
            ("1994-01-11", "2004-03-29"),
        ),
        (
            NEITHER + SEEN.format("2005-06-07", "Day", "2010-11-12", "Day"),
            ("2005-06-07", "2010-11-13"),
            (PAST, FUTURE),
        ),
        (
            NEITHER + SEEN.format("2005-02-01", "Month", "2010-01-01", "Year"),
            ("2005-02-28", "2010-01-02"),
            (PAST, FUTURE),
        ),
        (
            NEITHER + SEEN.format("2017-02-01", "Month", "2017-02-01", "Month"),
            ("2017-02-28", "2017-02-02"),
            (PAST, FUTURE),
        ),
        (
            NEITHER + 'pfp:lastSeen "2010-11-12"^^xsd:date',
            ("2010-11-12", "2010-11-13"),
            (PAST, FUTURE),
        ),
        (
            YEAR.format("1999-01-01") + "pfp:endPrecision pfp:Unknown ; "
            'pfp:lastSeen "2022-08-01"^^xsd:date ; pfp:lastSeenPrecision pfp:Month',
            ("1999-12-31", "2022-08-02"),
            ("1999-01-01", FUTURE),
        ),
        (
            UNKNOWN + END.format("2008-04-16", "Day") + " ; "
            'pfp:firstSeen "2003-01-01"^^xsd:date ; pfp:firstSeenPrecision pfp:Year',
            ("2003-12-31", "2008-04-16"),
            (PAST, "2008-04-16"),
        ),
    ],
    ids=[
        *("both days", "open", "month, open", "year, open", "until a month", "until a year"),
        *("one month", "year, day in it", "day, year about it", "end unknown"),
        *("month, end unknown", "start disputed", "start unknown, month"),
        *("start disputed, open", "neither", "neither, limits stated"),
        *("seen on days", "seen in a month and a year", "seen once in a month", "seen once"),
        *("year, last seen", "first seen, until a day"),
    ],
)
def test_certain_and_possible_interval(derive, bounds, certain, possible):
    """A dated record certainly holds from the last possible start until the first possible end,
    and may hold from the first possible start until the last possible end."""
    found = derive(participation(bounds))
    names = ("holdsFrom", "holdsUntil", "mayHoldFrom", "mayHoldUntil")
    wanted = zip(names, certain + possible, strict=True)
    assert {line for line in found if " pfp:holds" in line or " pfp:mayHold" in line} == {
        f"participation:p pfp:{name} {day}" for name, day in wanted
    }


@pytest.mark.parametrize(
    ("end", "last"),
    [
        (END.format("2025-06-26", "Day"), "2025-06-25"),
        (END.format("1996-11-01", "Month"), "1996-10-31"),
        (END.format("2004-01-01", "Year"), "2003-12-31"),
        ("pfp:endPrecision pfp:Open", None),
        ("pfp:endPrecision pfp:Unknown", None),
    ],
    ids=["day", "month", "year", "open", "unknown"],
)
def test_last_day_is_the_one_before_the_end(derive, end, last):
    """What sources call the last day follows from the end, which is excluded."""
    found = derive(participation(DAY.format("1990-01-01") + end))
    wanted = {f"participation:p pfp:lastDay {last}"} if last else set()
    assert {line for line in found if " pfp:lastDay " in line} == wanted


@pytest.mark.parametrize(
    ("bounds", "en", "fr"),
    [
        (
            'pfp:start "1994-10-01"^^xsd:date ; pfp:startPrecision pfp:Month ; '
            'pfp:end "2005-01-01"^^xsd:date ; pfp:endPrecision pfp:Year',
            "from 1994-10 until 2004",
            "de 1994-10 à 2004",
        ),
        (
            'pfp:start "1994-10-05"^^xsd:date ; pfp:startPrecision pfp:Day ; '
            "pfp:endPrecision pfp:Open",
            "since 1994-10-05",
            "depuis 1994-10-05",
        ),
        (
            "pfp:startPrecision pfp:Unknown ; pfp:endPrecision pfp:Unknown",
            "dates not known",
            "dates non connues",
        ),
        (
            NEITHER + SEEN.format("2005-02-01", "Month", "2010-01-01", "Year"),
            "seen from 2005-02 to 2010",
            "attesté de 2005-02 à 2010",
        ),
        (
            NEITHER + SEEN.format("2017-02-01", "Month", "2017-02-01", "Month"),
            "seen 2017-02",
            "attesté 2017-02",
        ),
        (
            NEITHER + 'pfp:lastSeen "2010-11-12"^^xsd:date',
            "seen 2010-11-12",
            "attesté 2010-11-12",
        ),
        (
            YEAR.format("1999-01-01") + "pfp:endPrecision pfp:Unknown ; "
            'pfp:lastSeen "2022-08-01"^^xsd:date ; pfp:lastSeenPrecision pfp:Month',
            "from 1999, last seen 2022-08",
            "à partir de 1999, attesté en dernier 2022-08",
        ),
        (
            UNKNOWN + END.format("2008-04-16", "Day") + " ; "
            'pfp:firstSeen "2003-01-01"^^xsd:date ; pfp:firstSeenPrecision pfp:Year',
            "until 2008-04-16, first seen 2003",
            "jusqu’à 2008-04-16, attesté d’abord 2003",
        ),
    ],
    ids=[
        *("imprecise", "open", "unknown", "seen in a month and a year", "seen once in a month"),
        *("seen once", "year, last seen", "first seen, until a day"),
    ],
)
def test_period_in_words(derive, bounds, en, fr):
    """The words say each bound as exactly as it is known."""
    found = derive(participation(bounds))
    assert {line for line in found if " pfp:periodInWords " in line} == {
        f'participation:p pfp:periodInWords "{en}"@en',
        f'participation:p pfp:periodInWords "{fr}"@fr',
    }


def test_who_holds_a_post_today(derive):
    """Whoever certainly fills a post of an organisation on the day of the data: no former holder,
    none whose end is not known, and none of a post of no organisation."""
    since, former = DAY.format("2024-10-01"), END.format("2024-10-01", "Day")
    found = derive(
        "post:p a pfp:Post ; org:postIn organisation:o . post:q a pfp:Post . "
        f"term:a a pfp:TermOfOffice ; pfp:holder person:a ; pfp:post post:p ; "
        f"{DAY.format('2014-10-01')} {former} . "
        f"term:b a pfp:TermOfOffice ; pfp:holder person:b ; pfp:post post:p ; {since} "
        "pfp:endPrecision pfp:Open . "
        f"term:c a pfp:TermOfOffice ; pfp:holder person:c ; pfp:post post:q ; {since} "
        "pfp:endPrecision pfp:Open . "
        f"term:d a pfp:TermOfOffice ; pfp:holder person:d ; pfp:post post:p ; {since} "
        "pfp:endPrecision pfp:Unknown ."
    )
    assert {line for line in found if " org:" in line} == {
        "person:b org:holds post:p",
        "post:p org:heldBy person:b",
        "post:p rdf:type org:Post",
        "post:p rdf:type org:Role",
        "post:q rdf:type org:Role",
    }


def test_rank_counts_the_days_before(derive):
    """Signatures of one day share a rank and the next follows after all of them; where the day of
    one of them is not known, none has a rank."""
    days = {"a": "1994-01-26", "b": "1994-01-27", "c": "1994-01-27", "d": "1994-02-02"}
    turtle = "".join(
        f"signature:{name} a pfp:Signature ; pfp:document document:d ;"
        f' pfp:date "{day}"^^xsd:date ; pfp:datePrecision pfp:Day .\n'
        for name, day in days.items()
    )
    undated = """signature:undated a pfp:Signature ; pfp:document document:d ;
        pfp:datePrecision pfp:Unknown .\n"""
    assert not [line for line in derive(turtle + undated) if "signatureRank" in line]
    found = derive(turtle + undated.replace("document:d", "document:other"))
    assert {line for line in found if "signatureRank" in line} == {
        "signature:a pfp:signatureRank 1",
        "signature:b pfp:signatureRank 2",
        "signature:c pfp:signatureRank 2",
        "signature:d pfp:signatureRank 4",
    }


def test_a_document_is_in_force_from_its_entry_into_force_in_general(derive):
    """That for a country, or another act, says nothing of it."""
    turtle = """act:g a pfp:TreatyAct ; pfp:actKind pfp:EntryIntoForce ; pfp:document document:d ;
        pfp:date "1996-01-13"^^xsd:date ; pfp:datePrecision pfp:Day ."""
    assert {line for line in derive(turtle) if " pfp:inForceFrom" in line} == {
        "document:d pfp:inForceFrom 1996-01-13",
        "document:d pfp:inForceFromPrecision pfp:Day",
    }
    for other in (
        turtle.replace("pfp:date ", "pfp:country country:a ; pfp:date "),
        turtle.replace("pfp:date ", "pfp:onBehalfOf organisation:nato ; pfp:date "),
        turtle.replace("EntryIntoForce", "Denunciation"),
    ):
        assert not [line for line in derive(other) if "inForceFrom" in line]


def test_acts_of_a_country_are_one_pattern(derive):
    """Signatures, accessions and treaty acts, not a step at home."""
    turtle = """signature:s a pfp:Signature ; pfp:signedFor country:a ; pfp:document document:d .
    accession:c a pfp:Accession ; pfp:country country:a ; pfp:document document:d .
    act:r a pfp:TreatyAct ; pfp:country country:a ; pfp:document document:d .
    act:n a pfp:NationalStep ; pfp:country country:a ; pfp:document document:d .
    country:a a pfp:Country ."""
    found = derive(turtle)
    acts = ["signature:s", "accession:c", "act:r"]
    for name in (*acts, "act:n"):
        assert f"{name} pfp:forCountry country:a" in found
        assert f"{name} pfp:concerns document:d" in found
    assert {f"{name} rdf:type pfp:Act" for name in acts} == {
        line for line in found if line.endswith("rdf:type pfp:Act")
    }


def test_days_from_the_first_signature_to_accession(derive):
    """The days count from the first signature of the framework document."""
    turtle = "".join(
        f"""signature:{day} a pfp:Signature ; pfp:signedFor country:a ;
            pfp:document document:pfp-framework-document ; pfp:date "{day}"^^xsd:date .\n"""
        for day in ("1994-01-26", "1996-01-26")
    )
    turtle += """accession:a a pfp:Accession ; pfp:country country:a ;
        pfp:accedesTo organisation:nato ; pfp:date "1995-01-26"^^xsd:date .\n"""
    assert "accession:a pfp:daysFromSignature 365" in derive(turtle)


def test_succession_reaches_back(derive):
    """The successor of a successor succeeds the first one."""
    found = derive("body:c pfp:replaces body:b . body:b pfp:replaces body:a .")
    assert {line for line in found if " pfp:succeeds " in line} == {
        "body:b pfp:succeeds body:a",
        "body:c pfp:succeeds body:a",
        "body:c pfp:succeeds body:b",
    }


BOUNDS = """pfp:start "{}"^^xsd:date ; pfp:startPrecision pfp:Day ;
    pfp:end "{}"^^xsd:date ; pfp:endPrecision pfp:Day ."""


def test_standing_and_seat(derive):
    """Allies and partners of the PfP have a seat in the EAPC if they were so while it existed."""
    found = derive(
        "body:euro-atlantic-partnership-council a pfp:Council ; "
        'pfp:start "1997-05-30"^^xsd:date ; pfp:startPrecision pfp:Day ; '
        "pfp:endPrecision pfp:Open .\n"
        "framework:partnership-for-peace a pfp:Framework . framework:other a pfp:Framework .\n"
        "membership:a a pfp:Membership ; org:member country:a ; "
        "org:organization organisation:nato ; "
        + BOUNDS.format("1949-08-24", "1999-01-01")
        + "participation:p a pfp:Participation ; org:member country:b ; "
        "org:organization framework:partnership-for-peace ; "
        + BOUNDS.format("1994-01-26", "1997-05-30")
        + "participation:q a pfp:Participation ; org:member country:b ; "
        "org:organization framework:other ; " + BOUNDS.format("1999-01-26", "2000-05-30")
    )
    assert {line for line in found if " pfp:standing " in line} == {
        "membership:a pfp:standing pfp:Ally",
        "participation:p pfp:standing pfp:Partner",
        "participation:q pfp:standing pfp:Partner",
    }
    assert {line for line in found if " pfp:givesSeatIn " in line} == {
        "membership:a pfp:givesSeatIn body:euro-atlantic-partnership-council"
    }
    assert {line for line in found if " pfp:everInFramework " in line} == {
        "country:b pfp:everInFramework framework:partnership-for-peace",
        "country:b pfp:everInFramework framework:other",
    }


def test_invitation_is_no_participation(derive):
    """Invited, offered, planned and observing give no standing, seat or framework."""
    kinds = ("InvitationToJoin", "OfferToJoin", "PlannedParticipation", "Observership")
    found = derive(
        "framework:partnership-for-peace a pfp:Framework .\n"
        + "".join(
            f"participation:{kind} a pfp:{kind} ; org:member country:a ; "
            "org:organization framework:partnership-for-peace ; "
            + BOUNDS.format("1999-01-01", "2010-01-01")
            for kind in kinds
        )
    )
    assert not [line for line in found if "standing" in line or "givesSeat" in line]
    assert not [line for line in found if "everInFramework" in line]


@pytest.fixture(scope="session")
def quads(release):
    """Every quad of the release."""
    return list(parse(release.dump.read_bytes(), format=RdfFormat.N_QUADS))


def test_nothing_is_left_to_derive(quads, release, tree):
    """Every rule, run once more over the release, finds nothing new."""
    store = load.merged(quads, release.base)
    left = {rule.name: Rule(rule, release.base).run(store) for rule in tree.rules}
    assert left == {rule.name: [] for rule in tree.rules}


def test_every_rule_derives_something(quads, release, tree):
    """No rule is idle in the graph of this checkout."""
    store = load.merged(quads, release.base)
    graph = f"{release.base}graph/inferred/rules"
    inferred = {quad.triple for quad in quads if quad.graph_name.value == graph}
    assert inferred
    for rule in tree.rules:
        found = store.query(rule.text, prefixes=prefixes(release.base))
        assert not inferred.isdisjoint(found), rule.name


def test_every_rule_says_what_it_derives(tree):
    """The first line of a rule is a sentence about it."""
    assert tree.rules
    assert [rule.name for rule in tree.rules if not rule.text.startswith("# ")] == []


def test_every_name_that_rules_write_is_in_the_ontology(tree, ontology):
    """A property or individual of ours that a rule names is defined."""
    ours = prefixes()["pfp"]
    defined = {quad.subject.value for quad in ontology if quad.predicate.value.endswith("#type")}
    used = {
        name
        for rule in tree.rules
        for name in Rule(rule, PUBLIC_BASE).writes | Rule(rule, PUBLIC_BASE).reads
        if name.startswith(ours)
    }
    assert sorted(used - defined) == []


def test_what_is_said_to_be_derived_is_and_nothing_else(tree, ontology, quads, release):
    """The properties of ours that rules name in what they write are those whose note says so, and
    each is in the release, of a rule's making."""
    ours = prefixes()["pfp"]
    said = {
        quad.subject.value
        for quad in ontology
        if quad.predicate.value.endswith("#scopeNote")
        and quad.object.value.startswith("Derived by rule")
    }
    written = {name for rule in tree.rules for name in Rule(rule, PUBLIC_BASE).writes}
    assert said == {name for name in written if name.startswith(ours)}
    graph = f"{release.base}graph/inferred/rules"
    assert said <= {q.predicate.value for q in quads if q.graph_name.value == graph}


def test_no_text_is_in_the_period_of_a_programme(quads):
    """A period is a duration; the words for when something holds have a property of their own."""
    pfp = prefixes()["pfp"]
    kinds = {q.object.datatype.value for q in quads if q.predicate.value == f"{pfp}period"}
    assert kinds == {f"{prefixes()['xsd']}duration"}
    words = [q for q in quads if q.predicate.value == f"{pfp}periodInWords"]
    assert len(words) > 1000 and {q.object.language for q in words} == {"en", "fr"}


@pytest.mark.parametrize(
    ("evidence", "number", "support"),
    [
        ("", 0, "Unsupported"),
        ("participation:p dcterms:source source:page .", 1, "OneSource"),
        ("participation:p dcterms:source source:page , source:copy .", 1, "OneSource"),
        ("participation:p dcterms:source source:page , source:reprint .", 1, "OneSource"),
        ("participation:p dcterms:source source:reprint , source:book .", 2, "SeveralSources"),
        (
            "participation:p dcterms:source source:page ; pfp:sameYearIn source:data .",
            2,
            "SeveralSources",
        ),
        (
            "participation:p dcterms:source source:page , source:book ."
            " claim:c rdf:subject participation:p ; pfp:status pfp:Overruled .",
            2,
            "Contested",
        ),
        (
            "participation:p dcterms:source source:page , source:book ."
            " claim:c rdf:subject participation:p ; pfp:status pfp:Accepted .",
            2,
            "SeveralSources",
        ),
    ],
)
def test_support_counts_what_does_not_copy(derive, evidence, number, support):
    """One publisher is one source, with all that was derived from it, wherever it was read."""
    found = derive(
        participation("pfp:endPrecision pfp:Open")
        + """
    source:page dcterms:publisher "NATO" .
    source:copy dcterms:publisher "NATO (copy in an archive)" .
    source:reprint dcterms:publisher "The News" ; prov:wasDerivedFrom source:page .
    source:book dcterms:publisher "A. Writer" .
    source:data dcterms:publisher "A. Counter" .
    """
        + evidence
    )
    assert f"participation:p pfp:independentSources {number}" in found
    assert [row for row in found if " pfp:support " in row] == [
        f"participation:p pfp:support pfp:{support}"
    ]


def test_nothing_is_derived_about_blank_nodes():
    """A rule that would make or move blank nodes adds nothing."""
    store = Store()
    store.load(b"<urn:a> <urn:p> _:b . _:b <urn:p> <urn:c> .", RdfFormat.TURTLE)
    rule = file("CONSTRUCT { ?s <urn:q> ?o , [] } WHERE { ?s <urn:p> ?o }")
    assert infer(store, [rule], PUBLIC_BASE) == []


def test_rules_run_to_a_fixpoint_in_any_order():
    """A rule that feeds an earlier one, and itself, is followed to the end."""
    rules = [
        file("CONSTRUCT { ?a <urn:r> ?c } WHERE { ?a <urn:r> ?b . ?b <urn:r> ?c }", "chain"),
        file("CONSTRUCT { ?a <urn:r> ?b } WHERE { ?a <urn:p> ?b }", "copy"),
    ]
    for ordered in (rules, rules[::-1]):
        store = Store()
        steps = "".join(f"<urn:{n}> <urn:p> <urn:{n + 1}> .\n" for n in range(9))
        store.load(steps.encode(), RdfFormat.N_TRIPLES)
        assert len(infer(store, ordered, PUBLIC_BASE)) == 45


def test_rule_without_end_is_stopped():
    """A rule that makes a new value from each value it made is refused by name."""
    store = Store()
    store.load(b"<urn:a> <urn:p> 1 .", RdfFormat.TURTLE)
    rule = file("CONSTRUCT { ?s <urn:p> ?next } WHERE { ?s <urn:p> ?n BIND (?n + 1 AS ?next) }")
    with pytest.raises(Problem, match=r"rule\.rq: still finds something new after 100 runs"):
        infer(store, [rule], PUBLIC_BASE)


@pytest.mark.parametrize(
    "text", ["CONSTRUCT { ?s ?p } WHERE {}", "SELECT * WHERE { ?s ?p ?o }", "ASK { ?s ?p ?o }"]
)
def test_faulty_rule_is_named(text):
    """A rule with a syntax fault, or of another form, is refused by name."""
    store = Store()
    store.load(b"<urn:a> <urn:p> <urn:b> .", RdfFormat.N_TRIPLES)
    with pytest.raises(Problem) as caught:
        infer(store, [file(text, "faulty")], PUBLIC_BASE)
    assert caught.value.row.slug == "rule"
    assert caught.value.detail.startswith("faulty.rq: ")


@pytest.mark.parametrize("text", ["SELECT * { ?s ?p ?o }", "ASK {}"])
def test_a_rule_of_another_form_keeps_no_results(collected_elsewhere, text):
    """Its problem may be dropped by any thread."""
    store = load.merged(parse("<a:s> <a:p> 1, 2 .", format=RdfFormat.TURTLE), PUBLIC_BASE)
    rule = Rule(file(text), PUBLIC_BASE)

    def run():
        """Leave the problem in a cycle."""
        with pytest.raises(Problem, match="not a CONSTRUCT query") as caught:
            rule.run(store)
        caught.value.cycle = caught

    assert collected_elsewhere(run) == []
