"""The records of a thing: grouped by class, and by whether they hold on the day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from pyoxigraph import NamedNode

from pfpgraph import iris
from pfpgraph.i18n import dates
from pfpgraph.i18n.folding import folded
from pfpgraph.i18n.words import word
from pfpgraph.iris import tail
from pfpgraph.kinds import KINDS, kind_name, local_name
from pfpgraph.model.history import PRESENT_STATUSES
from pfpgraph.model.thing_index import Entry
from pfpgraph.query.results import GraphTerm, Term
from pfpgraph.span import HOLDS, PHASES
from pfpgraph.web.pages import naming, values
from pfpgraph.web.pages.lists import kind_table
from pfpgraph.web.pages.thing import contributions, lists
from pfpgraph.web.pages.values import Value
from pfpgraph.web.reader import Reader

NEEDED = ("value",)  # roles shown as disputed or not known when empty
TIMES = ("start", "end", "date", "issued")
# Acts are for a country or on behalf of an organisation, which stand in one column.
FOR_COUNTRY, ON_BEHALF = ("signedFor", "country"), "onBehalfOf"
# The kinds whose records are folded from this number on, unless the page is about their whole.
_FOLDED = ("signature", "contribution", "term")
FOLDED_FROM = 7
# The columns of a kind besides those of its roles.
_BESIDE: dict[str, dict[str, Callable[[Entry, Reader], list[Value]]]] = {
    "contribution": {"people": contributions.people},
}


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
    """The records of one class: the headings of their columns, and their rows by phase. `folded` is
    what is said in place of a group that is long and beside the point of the page, or that another
    says nearly as well ("" for others), `more` the address of the list with all its records."""

    kind: str
    heading: str
    columns: list[str]
    parts: list[tuple[str, list[RecordRow]]]
    dated: bool
    folded: str = ""
    more: str = ""

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


def groups(iri: str, reader: Reader, but: tuple[str, ...] = ()) -> list[RecordGroup]:
    """The groups of records in which a thing has a role, with their phases on the reader's day; but
    for records of some kinds."""
    found = (one for one in reader.snapshot.thing_index.records(iri) if one.kind not in but)
    unique = {entry.iri: entry for entry in found}.values()

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
    if len(set(roles) & {ON_BEHALF, *FOR_COUNTRY}) > 1:
        roles.remove(ON_BEHALF)
    roles += [name for name, of in _BESIDE.get(first.kind, {}).items() if _any(of, entries, reader)]
    found = [(entry.day or "9", _row(entry, thing, roles, day, reader)) for entry in entries]
    rows = [row for _, row in sorted(found, key=_place)]
    parts = [(state, [row for row in rows if row.state == state]) for state in PHASES]
    columns = [_heading(role, entries, reader) for role in roles]
    parts = [part for part in parts if part[1]]
    heading, folded = _named(thing, first, reader), _folded(thing, entries, reader)
    more = lists.narrowed(thing, first.kind, entries, reader) if folded else ""
    return RecordGroup(first.kind, heading, columns, parts, first.dated, folded, more)


def _any(of: Callable[[Entry, Reader], list[Value]], entries: list[Entry], reader: Reader) -> bool:
    """Whether any of some records has something in a column."""
    return any(of(entry, reader) for entry in entries)


def _folded(thing: str, entries: list[Entry], reader: Reader) -> str:
    """What is said in place of the records of a thing where they are folded, "" where they are
    not."""
    first = entries[0]
    if _repeats(thing, first):
        return word("accessions-of", reader.language)
    whole = local_name(KINDS[first.kind].whole)
    beside = all(term.value != thing for term in first.values.get(whole, ()))
    long = first.kind in _FOLDED and beside and len(entries) >= FOLDED_FROM
    return word("acts-fold", reader.language) if long else ""


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
        ", ".join(_remarks(entry, reader)),
        entry.sources,
        reader.href(entry.disputes[0].iri) if entry.disputes else "",
        entry.state(day),
        standing(entry, reader) if _has_members(entry, thing, reader) else "",
    )


def _remarks(entry: Entry, reader: Reader) -> list[str]:
    """What is remarked on the time of a record: why it ended, that its office was held in the place
    of another, that it is presumed in part."""
    found = [values.known(term, reader).text for term in entry.values.get("endReason", ())]
    if entry.first("acting") == "true":
        found.append(word("acting", reader.language))
    if "presumedProperty" in entry.values:
        found.append(word("presumed", reader.language))
    return found


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
    if beside := _BESIDE.get(entry.kind, {}).get(role):
        return beside(entry, reader)
    found = _values(entry, role)
    terms = [term for term in found if term.value != thing]
    if not found and role in FOR_COUNTRY and entry.kind == "act":
        return [Value(word("act-general", reader.language))]
    if not found:
        key = "date-Disputed" if entry.disputes else "date-Unknown"
        return [Value(word(key, reader.language))] if role in NEEDED else []
    return called(terms, reader)


def _values(entry: Entry, role: str) -> list[GraphTerm]:
    """The values of a record in one role; where an act is for no country, what it is on behalf
    of."""
    found = [*entry.values.get(role, ())]
    return found or [*entry.values.get(ON_BEHALF, ())] if role in FOR_COUNTRY else found


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
    if role in _BESIDE.get(entries[0].kind, {}):
        return word(f"column-{role}", reader.language)
    kinds = {
        reader.snapshot.split(term.value)[0]: None
        for entry in entries
        for term in _values(entry, role)
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
