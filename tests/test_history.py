"""States, ends and days: what the graph says of when things were, checked over all records."""

import pytest

PREFIXES = """PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX pfp: <https://w3id.org/pfpgraph/ontology#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
UNTIL = "OPTIONAL { ?record pfp:mayHoldUntil ?may } ?record pfp:holdsUntil ?certain . " + (
    "BIND (COALESCE(?may, ?certain) AS ?until) "
)
FROM = "OPTIONAL { ?record pfp:mayHoldFrom ?may } ?record pfp:holdsFrom ?certain . " + (
    "BIND (COALESCE(?may, ?certain) AS ?from) "
)
# Claims of a number on another day than that of their source: the source says so itself, of an act
# (who signed as which, in 1994, at the first meeting) or of a year in the past.
OF_ANOTHER_DAY = {
    "cragg-parp-1995",
    "crs-pfp-1994",
    "factbook-json",
    "forsvarsmakten-2014-ptec",
    "hina-2000-05-24",
    "irish-times-1999-pfp",
    "kiwix-svn-2003",
    "macedonism-encyclopedia",
    "mfa-md-pfp",
    "nato-croatia-2000",
    "nato-eapc-pressinfo-1997",
    "nato-news-170688",
    "nato-nrc-website-fr",
    "rferl-2002-02-25",
    "roanoke-ap-1994-06-28",
    "taz-1994-05-11",
    "uzland-1994",
    "vienna-at-2006-12",
    "wiki-eapc-fr",
    "wikimili-svn-2003",
    "wikipedia-hu-2007",
}


@pytest.fixture
def found(store):
    """A function that gives the rows of a pattern, each the last parts of IRIs or the text."""

    def select(variables: str, pattern: str) -> set[tuple[str, ...]]:
        rows = store.rows(f"{PREFIXES}SELECT DISTINCT {variables} {{ {pattern} }}")
        names = variables.replace("?", "").split()
        return {tuple(row[name].value.rpartition("/")[2] for name in names) for row in rows}

    return select


def test_a_state_begins_where_the_one_before_ended(found):
    """The states between Serbia, Montenegro and the socialist federation follow day on day."""
    chain = "?state pfp:end ?day ; pfp:successor ?next . ?next pfp:start ?day"
    assert found("?state ?day ?next", chain) == {
        ("yugoslavia", "1992-04-27", "federal-republic-of-yugoslavia"),
        ("federal-republic-of-yugoslavia", "2003-02-04", "serbia-and-montenegro"),
    }


def test_every_successor_has_its_day(found):
    """A country of today that followed another state is dated, not later than two days after."""
    successors = found("?next", "?state pfp:successor ?next . ?next a pfp:Country")
    dated = found("?next", "?state pfp:successor ?next . ?next pfp:start|pfp:independentSince ?day")
    assert len(successors) == 22 and successors == dated
    late = "?state pfp:successor ?next ; pfp:end ?end . ?next pfp:independentSince ?day "
    assert found("?next", late + "FILTER (?day > ?end)") == {("serbia",)}


def test_the_baltic_states_follow_no_state(found):
    """They were states since 1918 and regained their independence."""
    assert found("?country ?since", "?country pfp:statehoodSince ?since") == {
        ("estonia", "1918-02-24"),
        ("latvia", "1918-11-18"),
        ("lithuania", "1918-02-16"),
    }
    assert not found("?state", "?country pfp:statehoodSince ?since . ?state pfp:successor ?country")


def test_nothing_of_a_partner_outlasts_its_accession(found):
    """Uses of partners' tools and missions of partners cannot hold once the country is an Ally."""
    pattern = (
        "?accession a pfp:Accession ; pfp:country|org:member ?country ; pfp:date ?day . "
        "?record ?of ?country . FILTER (?of != pfp:suspends) "
        "{ ?record a pfp:ToolParticipation } UNION "
        "{ ?record a pfp:Mission ; pfp:missionKind pfp:PartnerMission } "
    )
    assert len(found("?record", pattern)) > 40
    assert not found("?record", pattern + UNTIL + "FILTER (?until > ?day)")


def test_a_suspension_is_of_what_exists(found):
    """What is suspended has not ended before, and is what the country takes part in then."""
    late = (
        "?record a pfp:Suspension ; pfp:start ?start ; pfp:suspends ?whole . "
        "?whole pfp:end ?end . FILTER (?end <= ?start)"
    )
    assert found("?record ?whole", "?record a pfp:Suspension ; pfp:suspends ?whole")
    assert not found("?record ?whole", late)


PART = (
    "VALUES ?kind { pfp:Membership pfp:Participation pfp:Observership pfp:Responsibility } "
    "VALUES ?class { pfp:Body pfp:Framework } "
    "?record a ?kind . GRAPH ?graph { ?record ?in ?whole } ?whole a/rdfs:subClassOf* ?class . "
    "FILTER CONTAINS(STR(?graph), '/graph/data/') "
)


def test_nothing_outlasts_what_it_is_in(found):
    """A part in a body or framework cannot hold after its last possible day."""
    ended = PART + "?whole pfp:end ?end ; pfp:endPrecision pfp:Day . "
    assert len(found("?record", ended)) > 50
    assert not found("?record", ended + UNTIL + "FILTER (?until > ?end)")


def test_nothing_is_older_than_what_it_is_in(found):
    """Nor before its first day, whatever is known of its own beginning."""
    begun = PART + "?whole pfp:start ?start ; pfp:startPrecision pfp:Day . "
    assert len(found("?record", begun)) > 100
    assert not found("?record", begun + FROM + "FILTER (?from < ?start)")


@pytest.mark.parametrize(
    ("record", "until"),
    [
        ("mission-of-albania-to-nato", "2009-04-01"),
        ("mission-of-macedonia-to-nato", "2020-03-27"),
        ("slovenia-presentation-document", "2004-03-29"),
        ("uzbekistan-individual-partnership-programme", "2014-01-01"),
        ("russia-individual-partnership-programme", "2023-08-16"),
        ("ukraine-nato-ukraine-action-plan", "2023-07-11"),
        ("russia-1999-partnership-for-peace", "2002-05-28"),
        ("malta-north-atlantic-cooperation-council", "1997-05-30"),
    ],
)
def test_an_end_that_no_source_gives_is_bounded(found, record, until):
    """What ended is not said to go on: the end is not known, its latest day is."""
    pattern = "?record pfp:endPrecision pfp:Unknown ; pfp:latestEnd ?end ; pfp:mayHoldUntil ?end"
    assert (record, until) in found("?record ?end", pattern)


def test_malta_was_not_suspended(found):
    """That Malta suspended its participation is overruled: a claim says it and no record."""
    assert not found("?record", "?record a pfp:Suspension ; pfp:country/rdfs:label 'Malta'@en")
    claim = "?claim rdf:object pfp:EndSuspension ; pfp:status pfp:Overruled ; rdf:subject ?record"
    assert found("?record", claim) == {("malta-partnership-for-peace-1995",)}


def test_a_count_is_of_the_day_of_its_source(found):
    """A claim of a number is of the day of its source or of none, unless the source says another:
    an undated page speaks of no year, that of 2014 not of 2012."""
    claims = (
        "?claim rdf:subject ?count ; rdf:predicate pfp:value ; dcterms:source ?source . "
        "?count pfp:date ?day ; pfp:datePrecision/pfp:knownCharacters ?known . "
        "OPTIONAL { ?source dcterms:issued ?issued } "
        "BIND (SUBSTR(STR(?issued), 1, ?known) AS ?written) "
    )
    assert len(found("?claim", claims)) > 40
    other = "FILTER (!BOUND(?issued) || ?written != SUBSTR(STR(?day), 1, ?known))"
    assert {source for (source,) in found("?source", claims + other)} == OF_ANOTHER_DAY
    undated = "?count a pfp:Count ; pfp:date ?day . FILTER CONTAINS(STR(?count), 'undated')"
    assert not found("?count", undated)


@pytest.mark.parametrize(
    ("organisation", "start"),
    [
        ("un", "1945-10-24"),
        ("nato", "1949-04-04"),
        ("eu", "1958-01-01"),
        ("osce", "1973-06-25"),
        ("gulf-cooperation-council", "1981-05-25"),
        ("cis", "1991-12-08"),
        ("csto", "2002-10-07"),
    ],
)
def test_an_organisation_is_not_younger_than_its_members(found, organisation, start):
    """Organisations have their beginnings, and nobody belonged to one before, to the year."""
    assert (organisation, start) in found(
        "?whole ?start", "?whole a pfp:Organisation ; pfp:start ?start"
    )
    early = (
        "?record a pfp:Affiliation ; ?in ?whole ; pfp:start ?own . ?whole pfp:start ?start . "
        "FILTER (YEAR(?own) < YEAR(?start))"
    )
    assert not found("?record", early)


def test_who_belonged_is_told(found):
    """Turkmenistan was in the CIS from its founding protocol, Libya is in the United Nations."""
    pattern = "?record a pfp:Affiliation ; pfp:affiliationStatus pfp:FullMember ; pfp:start ?start"
    assert {("turkmenistan-cis-1991", "1991-12-21"), ("libya-un", "1955-12-14")} <= found(
        "?record ?start", pattern
    )
