"""Compare who belongs to what, year by year, with data sets that are independent witnesses."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from pfpgraph.graph import witnesses
from pfpgraph.graph.load import Tree
from pfpgraph.graph.statements import Statements
from pfpgraph.graph.witnesses import CONTINUED, Reading, Spell, Witness, year_of
from pfpgraph.iris import prefixes, shorten, tail

_LENGTHS = {"Year": 4, "Month": 7, "Day": 10}


class Record(NamedTuple):
    """A record of a member: its IRI, its start and its last day as far as they are known (a year, a
    month or a day, else empty), and the years between which it may hold."""

    iri: str
    start: str
    last: str
    years: tuple[int, int]

    def overlaps(self, spell: Spell) -> bool:
        """Whether there is a year in which both may hold."""
        first, last = self.years
        return first <= year_of(spell.last, 9999) and year_of(spell.first) <= last


class Difference(NamedTuple):
    """What a data set says otherwise than the graph: the line of its file (1 where it has none),
    the sentence, and the subject, property and value of the claim that would state it; without a
    property, the subject of the gap."""

    line: int
    sentence: str
    subject: str
    predicate: str = ""
    value: str = ""


class WitnessResult(NamedTuple):
    """What was found in one data set: its source, the number of members compared, the records whose
    start has the same year, the differences that the graph states, a line for each other one."""

    source: str
    members: int
    agreeing: tuple[str, ...]
    stated: int
    differences: tuple[str, ...]


def check(tree: Tree, folder: Path) -> list[WitnessResult]:
    """Compare the memberships of a graph with each data set, see `compare`. Raises Problem."""
    return compare(Statements(tree.quads(), tree.base), folder)


def compare(statements: Statements, folder: Path) -> list[WitnessResult]:
    """Compare memberships with each data set, whose files stand in a folder.

    A difference is stated in the graph by a claim of the data set or, where it does not list a
    member, by a gap. Raises Problem (turtle) when a file is missing or cannot be read.
    """
    records, countries = _records(statements), _countries(statements)
    return [
        _checked(statements, witness, witnesses.read(witness, folder, countries), records)
        for witness in witnesses.WITNESSES
    ]


def agreements(results: Sequence[WitnessResult], base: str) -> str:
    """The statements, in Turtle, of which records have the same year in which data set."""
    names = prefixes(base)
    head = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in names.items())
    return head + "".join(
        f"<{record}> pfp:sameYearIn source:{result.source} .\n"
        for result in results
        for record in result.agreeing
    )


def _checked(
    statements: Statements,
    witness: Witness,
    reading: Reading,
    records: Mapping[tuple[str, str], list[Record]],
) -> WitnessResult:
    """Compare one data set."""
    source = statements.iri(f"source:{witness.source}")
    elsewise = statements.values(source, "pfp:countsOtherwise")
    wholes = {statements.iri(name): name for name in witness.wholes.values()}
    found: list[Difference] = []
    agreeing: list[str] = []
    members = 0
    for whole in sorted(wholes.keys() - elsewise):
        comparison = _Comparison(statements, witness, whole, reading)
        said = {state for name, state in reading.spells if name == wholes[whole]}
        ours = {state for other, state in records if other == whole}
        for state in sorted(said | ours):
            found += comparison.differences(state, records.get((whole, state), []))
        agreeing += comparison.agreeing
        members += len(said)
    open_ = [difference for difference in found if not _is_stated(statements, source, difference)]
    return WitnessResult(
        witness.source,
        members,
        tuple(iri for iri in agreeing if not _rests_on(statements, iri, source)),
        len(found) - len(open_),
        tuple(f"{witness.file}:{found.line}: {found.sentence}" for found in open_),
    )


class _Comparison:
    """The comparison of the members of one whole: what differs, and the records that agree."""

    def __init__(
        self, statements: Statements, witness: Witness, whole: str, reading: Reading
    ) -> None:
        """Take what is compared."""
        self._statements, self._witness, self._whole = statements, witness, whole
        name = shorten(whole, statements.base)
        self._spells = {
            state: rows for (other, state), rows in reading.spells.items() if other == name
        }
        self._years = reading.years
        every = [spell for rows in self._spells.values() for spell in rows]
        self._since = min((year_of(spell.first) for spell in every), default=10000)
        self._until = max((year_of(spell.last, 9999) for spell in every), default=0)
        self.agreeing: list[str] = []

    def differences(self, state: str, records: list[Record]) -> Iterator[Difference]:
        """Every difference between the spells of a state in the data set and its records."""
        spells = self._spells.get(state, [])
        for spell in spells:
            if not any(record.overlaps(spell) for record in records):
                yield from self._unmatched(state, spell, records)
        shared: set[Spell] = set()
        for at, record in enumerate(records):
            mine = [spell for spell in spells if record.overlaps(spell)]
            yield from self._matched(state, record, mine, shared)
            later = records[at + 1 :]
            yield from self._ended(record, mine, later)
            shared.update(mine)

    def _unmatched(self, state: str, spell: Spell, records: list[Record]) -> Iterator[Difference]:
        """A member when no record has one: before a record, after the last, or without any."""
        later = [record for record in records if year_of(spell.first) < record.years[0]]
        if later:
            yield self._start(later[0], spell)
        elif not records:
            country = self._statements.iri(f"country:{state}")
            sentence = f"{self._name(country)} is in {self._name(self._whole)} in {spell.first}"
            sentence += ", in the graph never"
            member = self._statements.iri("org:hasMember")
            yield Difference(spell.line, sentence, self._whole, member, country)
        elif self._witness.ends:
            yield self._end(records[-1], spell)

    def _matched(
        self, state: str, record: Record, spells: list[Spell], shared: set[Spell]
    ) -> Iterator[Difference]:
        """The differences of a record but for its end; what an earlier record shares has begun
        before."""
        if not spells:
            if self._is_covered(record):
                yield Difference(1, f"{self._name(record.iri)} is not listed", record.iri)
            return
        if spells[0] not in shared and self._since < self._until:
            yield from self._begun(record, spells[0])
        for before, after in pairwise(spells):
            missed = range(year_of(before.last) + 1, year_of(after.first))
            if not self._years[state].isdisjoint(missed):
                sentence = f"{self._name(record.iri)} is not listed in {_span(missed)}"
                yield Difference(after.line, sentence, record.iri)

    def _ended(
        self, record: Record, spells: list[Spell], later: list[Record]
    ) -> Iterator[Difference]:
        """Whether the ends differ, where anything follows from that. The last year of all says only
        that the end is not before it; a state that leaves during a year is counted in it or not."""
        if not spells or not self._witness.ends:
            return
        spell = spells[-1]
        last, ours = year_of(spell.last, 9999), year_of(record.last, 9999)
        if any(record.overlaps(spell) for record in later):
            yield Difference(spell.line, f"{self._name(record.iri)} does not end", record.iri)
        elif last not in (ours, ours - 1) and not (last == self._until and ours >= last):
            yield self._end(record, spell)

    def _begun(self, record: Record, spell: Spell) -> Iterator[Difference]:
        """Whether the starts differ. The first year of all says only that the start is not after
        it, and a year that may be late says nothing of a start that is not known."""
        year, ours = year_of(spell.first), year_of(record.start)
        size = min(len(spell.first), len(record.start))
        if not record.start:
            if not self._witness.lag and year > self._since:
                yield self._start(record, spell)
        elif spell.first[:size] == record.start[:size] or 0 < year - ours <= self._witness.lag:
            self.agreeing.append(record.iri)
        elif year > self._since or ours >= year:
            yield self._start(record, spell)

    def _is_covered(self, record: Record) -> bool:
        """Whether the data set should list a record, as it covers a year in which it holds."""
        first, last = record.years
        return first + self._witness.lag <= self._until and self._since <= last

    def _start(self, record: Record, spell: Spell) -> Difference:
        ours = record.start or "a day not known"
        sentence = f"{self._name(record.iri)} begins in {spell.first}, in the graph on {ours}"
        start = self._statements.iri("pfp:start")
        return Difference(spell.line, sentence, record.iri, start, spell.first)

    def _end(self, record: Record, spell: Spell) -> Difference:
        said, ours = spell.last or "no year", record.last or "no day"
        sentence = f"{self._name(record.iri)} ends in {said}, in the graph on {ours}"
        last = self._statements.iri("pfp:lastDay")
        return Difference(spell.line, sentence, record.iri, last, spell.last)

    def _name(self, iri: str) -> str:
        return shorten(iri, self._statements.base)


def _is_stated(statements: Statements, source: str, difference: Difference) -> bool:
    """Whether a claim or a gap of the data set states a difference."""
    if not difference.predicate:
        gaps = statements.subjects("pfp:silentAbout", difference.subject)
        return any(source in statements.values(gap, "dcterms:source") for gap in gaps)
    return any(
        source in statements.values(claim, "dcterms:source")
        and difference.predicate in statements.values(claim, "rdf:predicate")
        and statements.value(claim, "rdf:object").startswith(difference.value)
        for claim in statements.subjects("rdf:subject", difference.subject)
    )


def _rests_on(statements: Statements, record: str, source: str) -> bool:
    """Whether a record has a source, or a copy of it, among its own."""
    own = statements.values(record, "dcterms:source")
    return source in own or any(
        source in statements.values(one, "prov:wasDerivedFrom") for one in own
    )


def _records(statements: Statements) -> dict[tuple[str, str], list[Record]]:
    """The records of members by whole and slug of the country, in order of time."""
    found: defaultdict[tuple[str, str], list[Record]] = defaultdict(list)
    for country in _states(statements):
        slug = tail(country)
        for record in statements.subjects("org:member", country):
            for whole in statements.values(record, "org:organization"):
                key = whole, CONTINUED.get(slug, slug)
                found[key].append(_record(statements, record))
    return {key: sorted(records, key=lambda record: record.years) for key, records in found.items()}


def _states(statements: Statements) -> list[str]:
    """The IRIs of all countries, those that are no more included."""
    classes = map(statements.iri, ("pfp:Country", "pfp:HistoricalState"))
    return [state for name in classes for state in statements.subjects("rdf:type", name)]


def _record(statements: Statements, iri: str) -> Record:
    """A record with its bounds as far as they are known."""
    start, end = statements.value(iri, "pfp:start"), statements.value(iri, "pfp:end")
    last = (date.fromisoformat(end) - timedelta(days=1)).isoformat() if end else ""
    earliest = start or statements.value(iri, "pfp:earliestStart")
    latest = last or statements.value(iri, "pfp:latestEnd")
    return Record(
        iri,
        start[: _length(statements, iri, "pfp:startPrecision")],
        last[: _length(statements, iri, "pfp:endPrecision")],
        (year_of(earliest), year_of(latest, 9999)),
    )


def _length(statements: Statements, iri: str, name: str) -> int:
    """How many characters of a date are known."""
    return _LENGTHS.get(tail(statements.value(iri, name)), 0)


def _countries(statements: Statements) -> dict[str, str]:
    """The slug of each country by its names in small letters."""
    found = {}
    for country in _states(statements):
        names = statements.subjects("pfp:country", country)
        forms = [form for name in names for form in statements.values(name, "skosxl:literalForm")]
        for form in (*forms, *statements.values(country, "rdfs:label")):
            found[form.casefold()] = tail(country)
    return found


def _span(years: range) -> str:
    """The first and the last of some years."""
    return f"{years[0]} to {years[-1]}" if len(years) > 1 else f"{years[0]}"
