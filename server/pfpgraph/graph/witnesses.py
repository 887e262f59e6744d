"""The data sets that are independent witnesses of who belonged to what, and how their files are
read."""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from pfpgraph.graph import load
from pfpgraph.problems import Problem

# Bytes of a file; the largest of those named here has half a million.
_MOST = 64 << 20
_TIME = re.compile(r"\d{4}(-\d\d-\d\d)?")
# The word of a data set for no value.
_NONE = ("", "NA")
_MEMBERS = frozenset({"full", "member", "new member", "signatory"})
# How data sets write the names of states, where the graph has no such name.
_STATES = {
    "bosnia": "bosnia-and-herzegovina",
    "czechrep": "czechia",
    "fyromacedonia": "north-macedonia",
    "germany, federal republic of": "germany",
    "kazakstan": "kazakhstan",
    "korea, south": "republic-of-korea",
    "macedonia,": "north-macedonia",
    "macedonia, the former yugoslav republic of": "north-macedonia",
    "saudiarabia": "saudi-arabia",
    "turkey (turkiye)": "turkiye",
    "turkiye": "turkiye",
    "uae": "united-arab-emirates",
    "united states of america": "united-states",
    "wgermany": "germany",
    "yugoslavia": "serbia",
    "yugoslaviaserb": "serbia",
}
# Yearly data sets have one state from Yugoslavia to Serbia, and from the Soviet Union to Russia.
CONTINUED = {
    "federal-republic-of-yugoslavia": "serbia",
    "serbia-and-montenegro": "serbia",
    "soviet-union": "russia",
    "yugoslavia": "serbia",
}


class Misreading(NamedTuple):
    """Rows of a file that are no statement of the data set: of a whole (a prefixed name) and a
    state (a slug), in some years, and why."""

    whole: str
    state: str
    years: range
    reason: str


class Witness(NamedTuple):
    """A data set: the slug of its source, its file, its columns, and how it is to be compared.

    `wholes` has a prefixed name for each word in the column `whole`; without such a column the data
    set is about its only whole. A row counts where the column `status` has a word of members. A
    member is listed in the year in which it joins, or at most `lag` years later. Where `ends` is
    false, nothing follows from a state's being listed still. What is `misread` is left out.
    """

    source: str
    file: str
    wholes: Mapping[str, str]
    state: str
    first: str
    last: str = ""
    whole: str = ""
    status: str = ""
    lag: int = 0
    ends: bool = True
    misread: tuple[Misreading, ...] = ()

    @property
    def columns(self) -> list[str]:
        """The columns that the file must have."""
        named = (self.whole, self.state, self.first, self.last, self.status)
        return [name for name in named if name]

    def misreads(self, whole: str, state: str, year: int) -> bool:
        """Whether the row of a whole, a state and a year is no statement of the data set."""
        return any(
            (whole, state) == (row.whole, row.state) and year in row.years for row in self.misread
        )


class Spell(NamedTuple):
    """The time in which a data set has a state as a member: its first and last year or day, the
    last empty where it goes on; and the line of the file."""

    first: str
    last: str
    line: int


class Reading(NamedTuple):
    """What a data set says: its spells by prefixed name of the whole and slug of the state, in
    order of time, and the years in which it has any row of a state."""

    spells: Mapping[tuple[str, str], list[Spell]]
    years: Mapping[str, set[int]]


_CANDIDATE = "a note of the field calls the state a candidate, which is read as a member"
_NEUTRAL = "a note of the field calls the state neutral and no member, which is read as a member"
_MISREAD = (
    Misreading("organisation:eu", "albania", range(2022, 2026), _CANDIDATE),
    Misreading("organisation:eu", "austria", range(1990, 1991), _NEUTRAL),
    Misreading("organisation:eu", "bosnia-and-herzegovina", range(2022, 2026), _CANDIDATE),
    Misreading("organisation:eu", "montenegro", range(2022, 2026), _CANDIDATE),
    Misreading("organisation:eu", "republic-of-moldova", range(2022, 2026), _CANDIDATE),
    Misreading("organisation:eu", "ukraine", range(2022, 2026), _CANDIDATE),
    Misreading("organisation:nato", "austria", range(1990, 1991), _NEUTRAL),
)

WITNESSES = (
    Witness(
        source="cia-world-factbook",
        file="cia-factbook-membership-1990-2025.csv",
        wholes={
            "CE": "organisation:council-of-europe",
            "CIS": "organisation:cis",
            "CSCE": "organisation:osce",
            "CSTO": "organisation:csto",
            "EAPC": "body:euro-atlantic-partnership-council",
            "EC": "organisation:eu",
            "EU": "organisation:eu",
            "GCC": "organisation:gulf-cooperation-council",
            "NACC": "body:north-atlantic-cooperation-council",
            "NAM": "organisation:non-aligned-movement",
            "NATO": "organisation:nato",
            "OSCE": "organisation:osce",
            "PFP": "framework:partnership-for-peace",
        },
        whole="organisation",
        state="country",
        first="year",
        last="year",
        status="status",
        lag=2,
        ends=False,
        misread=_MISREAD,
    ),
    Witness(
        source="cow-igo-v3",
        file="cow-igo-spells.csv",
        wholes={
            "CIS": "organisation:cis",
            "COE": "organisation:council-of-europe",
            "CSTO": "organisation:csto",
            "EAPC": "body:euro-atlantic-partnership-council",
            "EU": "organisation:eu",
            "GCC": "organisation:gulf-cooperation-council",
            "NATO": "organisation:nato",
            "OSCE": "organisation:osce",
        },
        whole="igo",
        state="state",
        first="first_year",
        last="last_year",
        status="code",
    ),
    Witness(
        source="country-converter",
        file="coco-country_data.tsv",
        wholes={"": "organisation:un"},
        state="name_short",
        first="UNmember",
    ),
    Witness(
        source="eums",
        file="eums-member_states.csv",
        wholes={"": "organisation:eu"},
        state="member_state",
        first="accession_date",
        last="exit_date",
    ),
    Witness(
        source="iigo-2",
        file="iigo-memberships-eapc-nrc.csv",
        wholes={
            "EAPC": "body:euro-atlantic-partnership-council",
            "NORDEFCO": "organisation:nordefco",
            "NRC": "body:nato-russia-council",
        },
        whole="igoID",
        state="StateName",
        first="Year",
        last="Year",
    ),
)


def read(witness: Witness, folder: Path, countries: Mapping[str, str]) -> Reading:
    """What the file of a data set says of the states that have a slug in `countries`, which is by
    their names in small letters. Spells that follow on each other are one.

    Raises Problem (turtle) where the file cannot be read, lacks a column, has something other than
    a year or day, or says nothing of these states.
    """
    found: defaultdict[tuple[str, str], list[Spell]] = defaultdict(list)
    years: defaultdict[str, set[int]] = defaultdict(set)
    for line, row in _rows(witness, folder):
        whole = witness.wholes.get(row[witness.whole] if witness.whole else "")
        name = row[witness.state].casefold()
        state = _STATES.get(name) or countries.get(name)
        spell = _spell(witness, line, row)
        if not (state and spell):
            continue
        state, year = CONTINUED.get(state, state), year_of(spell.first)
        years[state].add(year)
        member = not witness.status or row[witness.status] in _MEMBERS
        if whole and member and not witness.misreads(whole, state, year):
            found[whole, state].append(spell)
    if not found:
        what = "says nothing of a state and an organisation of the graph"
        raise Problem("turtle", f"{witness.file}: {what}: name the folder of the extracts")
    return Reading({key: _joined(sorted(spells)) for key, spells in found.items()}, years)


def year_of(time: str, unknown: int = 0) -> int:
    """The year of a year, month or day; `unknown` where there is none."""
    return int(time[:4]) if time else unknown


def _rows(witness: Witness, folder: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The line and the columns of each row of the file. Raises Problem (turtle)."""
    text = load.decoded(folder / witness.file, witness.file, _MOST)
    delimiter = "\t" if witness.file.endswith(".tsv") else ","
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, restval="")
    try:
        missing = [name for name in witness.columns if name not in (rows.fieldnames or ())]
        if missing:
            what = f"no column {', '.join(missing)}: name the folder of the extracts"
            raise Problem("turtle", f"{witness.file}: {what}")
        for row in rows:
            yield rows.line_num, row
    except csv.Error as error:
        what = f"{error}: correct the file"
        raise Problem("turtle", f"{witness.file}:{rows.line_num}: {what}") from None


def _spell(witness: Witness, line: int, row: Mapping[str, str]) -> Spell | None:
    """The spell of a row, None where it has no first year. Raises Problem (turtle)."""
    first, last = row[witness.first], row[witness.last] if witness.last else ""
    if first in _NONE:
        return None
    last = "" if last in _NONE else last
    for time in (first, last):
        if time and not _TIME.fullmatch(time):
            what = f"{time!r} is neither a year nor a day: correct the file"
            raise Problem("turtle", f"{witness.file}:{line}: {what}")
    return Spell(first, last, line)


def _joined(spells: list[Spell]) -> list[Spell]:
    """The spells, sorted, with those that follow on each other year by year as one."""
    joined = spells[:1]
    for spell in spells[1:]:
        before = joined[-1]
        if before.last and year_of(spell.first) > year_of(before.last) + 1:
            joined.append(spell)
        else:
            joined[-1] = before._replace(last=before.last and spell.last)
    return joined
