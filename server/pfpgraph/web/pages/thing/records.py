"""The records of a thing: grouped by class, and by whether they hold on the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from pyoxigraph import NamedNode

from pfpgraph import iris
from pfpgraph.i18n import dates
from pfpgraph.i18n.folding import folded
from pfpgraph.i18n.words import word
from pfpgraph.iris import tail
from pfpgraph.kinds import KINDS, kind_name
from pfpgraph.model.history import PRESENT_STATUSES
from pfpgraph.model.thing_index import Entry
from pfpgraph.query.results import Term
from pfpgraph.span import HOLDS, PHASES
from pfpgraph.web.pages import naming, values
from pfpgraph.web.pages.lists import kind_table
from pfpgraph.web.pages.values import Value
from pfpgraph.web.reader import Reader

NEEDED = ("value",)  # roles shown as disputed or not known when empty
TIMES = ("start", "end", "date", "issued")


@dataclass
class RecordRow:
    """A record as a row: what it joins (`cells`), when, why it ended (`note`), its number of
    sources, the address of a disagreement about it, its phase on the day (`state`), and the status
    of its member on the day (`standing`)."""

    entry: Entry
    href: str
    cells: list[list[Value]]
    when: str
    note: str
    sources: int
    disputed: str
    state: str
    standing: str


@dataclass
class RecordGroup:
    """The records of one class: the headings of their columns, and their rows by phase; `folded`
    when another group says nearly the same."""

    kind: str
    heading: str
    columns: list[str]
    parts: list[tuple[str, list[RecordRow]]]
    dated: bool
    folded: bool = False

    @property
    def divided(self) -> bool:
        """Whether the page must separate the records that hold from the others."""
        return len(self.parts) > 1 or self.parts[0][0] != HOLDS

    @property
    def total(self) -> int:
        """The number of records, on whatever day."""
        return sum(len(rows) for _, rows in self.parts)

    @property
    def holding(self) -> int:
        """The number of records that certainly hold on the day."""
        return sum(len(rows) for state, rows in self.parts if state == HOLDS)


def groups(iri: str, reader: Reader) -> list[RecordGroup]:
    """The groups of records in which a thing has a role, with their phases on the reader's day."""
    unique = {entry.iri: entry for entry in reader.snapshot.thing_index.records(iri)}.values()

    def key(entry: Entry) -> tuple[bool, int, bool, list[str], bool]:
        return _class(iri, entry)

    grouped = groupby(sorted(unique, key=key), key=key)
    return [_group(iri, list(entries), reader) for _, entries in grouped]


def _class(thing: str, entry: Entry) -> tuple[bool, int, bool, list[str], bool]:
    """The sort and group key of a record: groups that repeat others last, then by kind; classes
    such as invitations after the main class; members of the thing before what it is a member of."""
    whole = _is_whole(thing, entry)
    return (
        _repeats(thing, entry),
        KINDS[entry.kind].group,
        not entry.usual,
        entry.types,
        not whole,
    )


def _is_whole(thing: str, entry: Entry) -> bool:
    """Whether the thing is the organisation or framework of a record, rather than its member."""
    return any(term.value == thing for term in entry.wholes)


def _repeats(thing: str, entry: Entry) -> bool:
    """Whether a record only repeats what the membership records tell: an accession to the thing."""
    return entry.kind == "accession" and _is_whole(thing, entry)


def _group(thing: str, entries: list[Entry], reader: Reader) -> RecordGroup:
    """A group made from the records of one class."""
    first, day = entries[0], str(reader.day)
    roles = [
        role
        for role in first.roles
        if any(v.value != thing for entry in entries for v in entry.values.get(role, ()))
    ]
    if first.kind == "mission":
        roles.insert(0, "")
    found = [(entry.day or "9", _row(entry, thing, roles, day, reader)) for entry in entries]
    rows = [row for _, row in sorted(found, key=_place)]
    parts = [(state, [row for row in rows if row.state == state]) for state in PHASES]
    columns = [_heading(role, entries, reader) for role in roles]
    parts = [part for part in parts if part[1]]
    heading, repeats = _named(thing, first, reader), _repeats(thing, first)
    return RecordGroup(first.kind, heading, columns, parts, first.dated, repeats)


def _named(thing: str, first: Entry, reader: Reader) -> str:
    """The heading of a group, by its first record."""
    if not first.usual:
        return reader.snapshot.terms.label(first.types[0], reader.language)
    if first.kind == "membership":
        return word("members" if _is_whole(thing, first) else "member-of", reader.language)
    return kind_name(first.kind, reader.language)


def _place(found: tuple[str, RecordRow]) -> tuple[str, str]:
    """The sort key of rows: by day, without one last; then by name."""
    day, row = found
    return day, folded(row.cells[0][0].text if row.cells and row.cells[0] else "")


def _row(entry: Entry, thing: str, roles: list[str], day: str, reader: Reader) -> RecordRow:
    """A record as a row."""
    return RecordRow(
        entry,
        reader.href(entry.iri),
        [_cell(entry, thing, role, reader) for role in roles],
        when(entry, reader),
        ", ".join(values.known(t, reader).text for t in entry.values.get("endReason", ())),
        entry.sources,
        reader.href(entry.disputes[0].iri) if entry.disputes else "",
        entry.state(day),
        standing(entry, reader) if _has_members(entry, thing, reader) else "",
    )


def _has_members(entry: Entry, thing: str, reader: Reader) -> bool:
    """Whether a record says who is a member of the thing; false for the Alliance, whose members all
    have the same status."""
    return (
        _is_whole(thing, entry)
        and entry.kind != "accession"
        and thing != iris.thing(reader.snapshot.base, *iris.ALLIANCE)
    )


def standing(entry: Entry, reader: Reader) -> str:
    """The status (one of PRESENT_STATUSES) on the reader's day of the member in a record, ""
    without one."""
    country = entry.first("member") or entry.first("country")
    status = reader.snapshot.history.standing(country, reader.day).status
    return status if status in PRESENT_STATUSES else ""


def disputed(entry: Entry, reader: Reader) -> str:
    """The address of a disagreement about the dates of a thing, "" without one."""
    found = (one.iri for one in entry.disputes if tail(one.property) in TIMES)
    return reader.href(next(found, ""))


def _cell(entry: Entry, thing: str, role: str, reader: Reader) -> list[Value]:
    """What a record joins in one role, without the thing itself."""
    if not role:
        return [values.known(NamedNode(entry.iri), reader)]
    terms = [term for term in entry.values.get(role, ()) if term.value != thing]
    if not terms and role not in entry.values:
        key = "date-Disputed" if entry.disputes else "date-Unknown"
        return [Value(word(key, reader.language))] if role in NEEDED else []
    return called(terms, reader)


def called(terms: Sequence[Term], reader: Reader) -> list[Value]:
    """Terms as values, in the reader's language if there are any; countries with their names on the
    day asked for."""
    found = values.readable([values.known(term, reader) for term in terms])
    return [naming.with_name_of_day(value, reader) for value in found]


def when(entry: Entry, reader: Reader) -> str:
    """The time of a thing in words: its period or its date; "" without one. The days on which it
    was seen follow a period, or stand for one of which no bound is known."""
    if entry.dated:
        start, end = entry.bound("start"), entry.bound("end")
        seen = dates.sightings(entry.bound("firstSeen"), entry.bound("lastSeen"), reader.language)
        said = kind_table.period(entry.iri, start, end, reader).text
        return ", ".join(filter(None, (said, seen))) if start.day or end.day else seen or said
    date = entry.bound("date")
    return dates.in_words(date, reader.language) if date.precision else ""


def _heading(role: str, entries: list[Entry], reader: Reader) -> str:
    """The heading of a column: the kinds of the things in it, else the label of its property."""
    kinds = {
        reader.snapshot.split(term.value)[0]: None
        for entry in entries
        for term in entry.values.get(role, ())
        if isinstance(term, NamedNode)
    }
    if role and (not kinds or "" in kinds):
        return reader.snapshot.terms.label(predicate(role, reader), reader.language)
    found = kinds or (entries[0].kind,)
    return ", ".join(kind_name(kind, reader.language, count=1) for kind in found)


_SPACES = {"literalForm": "skosxl", "member": "org", "organization": "org"}


def predicate(role: str, reader: Reader) -> str:
    """The IRI of the property of a role."""
    return reader.snapshot.prefixes[_SPACES.get(role, "pfp")] + role
