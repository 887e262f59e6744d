"""The records of a thing: grouped by what they mean, and by whether they hold on the day."""

from dataclasses import dataclass
from itertools import groupby

from pyoxigraph import NamedNode

from pfpgraph.i18n.words import word
from pfpgraph.kinds import KINDS, kind_name
from pfpgraph.model import periods
from pfpgraph.model.history import ALLIANCE
from pfpgraph.model.record_index import Entry
from pfpgraph.model.terms import folded, tail
from pfpgraph.span import HOLDS, PHASES
from pfpgraph.web import days
from pfpgraph.web.pages import names, values
from pfpgraph.web.pages.lists import table
from pfpgraph.web.pages.values import Value
from pfpgraph.web.request import site

NEEDED = ("value",)  # said to be disputed or not known where none is accepted
TIMES = ("start", "end", "date", "issued")
MARKED = ("ally", "partner", "other")  # what members are marked as


@dataclass
class Row:
    """One record: what it joins, when, why it ended, on how many sources it rests,
    where it stands that they disagree, and whether it holds; of a member what it is on the day."""

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
class Group:
    """Records of one class: the headings of their columns, and their rows by state; folded where
    another group tells nearly the same."""

    kind: str
    heading: str
    columns: list[str]
    parts: list[tuple[str, list[Row]]]
    dated: bool
    folded: bool = False

    @property
    def divided(self) -> bool:
        """Whether what holds must be told from what does not."""
        return len(self.parts) > 1 or self.parts[0][0] != HOLDS

    @property
    def total(self) -> int:
        """How many records there are, on any day."""
        return sum(len(rows) for _, rows in self.parts)

    @property
    def holding(self) -> int:
        """How many certainly hold on the day."""
        return sum(len(rows) for state, rows in self.parts if state == HOLDS)


def groups(iri: str, language: str) -> list[Group]:
    """The records in which a thing has a role, as they stand on the day asked for."""
    unique = {entry.iri: entry for entry in site.register.records(iri)}.values()

    def key(entry: Entry) -> tuple:
        return _class(iri, entry)

    grouped = groupby(sorted(unique, key=key), key=key)
    return [_group(iri, list(entries), language) for _, entries in grouped]


def _class(thing: str, entry: Entry) -> tuple:
    """The order of the groups: by meaning; what never holds, like an invitation, after it. Those
    that are in a thing come before what it is in itself; what repeats others comes last."""
    whole = _is_whole(thing, entry)
    return (
        _repeats(thing, entry),
        KINDS[entry.kind].group,
        not entry.usual,
        entry.types,
        not whole,
    )


def _is_whole(thing: str, entry: Entry) -> bool:
    """Whether a thing is what others are in by a record, and not one of those."""
    return any(term.value == thing for term in entry.wholes)


def _repeats(thing: str, entry: Entry) -> bool:
    """Whether a record tells of a thing what its members tell too: those that acceded to it."""
    return entry.kind == "accession" and _is_whole(thing, entry)


def _group(thing: str, entries: list[Entry], language: str) -> Group:
    """The group of some records of one class."""
    first, day = entries[0], str(days.day())
    roles = [
        role
        for role in first.roles
        if any(v.value != thing for entry in entries for v in entry.values.get(role, ()))
    ]
    if first.kind == "mission":
        roles.insert(0, "")
    found = [(entry.day or "9", _row(entry, thing, roles, day, language)) for entry in entries]
    rows = [row for _, row in sorted(found, key=_place)]
    parts = [(state, [row for row in rows if row.state == state]) for state in PHASES]
    columns = [_heading(role, entries, language) for role in roles]
    parts = [part for part in parts if part[1]]
    heading, repeats = _named(thing, first, language), _repeats(thing, first)
    return Group(first.kind, heading, columns, parts, first.dated, repeats)


def _named(thing: str, first: Entry, language: str) -> str:
    """What a group of records is called, from its first."""
    if not first.usual:
        return site.terms.label(first.types[0], language)
    if first.kind == "membership":
        return word("members" if _is_whole(thing, first) else "member-of", language)
    return kind_name(first.kind, language)


def _place(found: tuple[str, Row]) -> tuple[str, str]:
    """The order of rows: the earlier first, those without a day last, by name on one day."""
    day, row = found
    return day, folded(row.cells[0][0].text if row.cells and row.cells[0] else "")


def _row(entry: Entry, thing: str, roles: list[str], day: str, language: str) -> Row:
    """One record as a row."""
    return Row(
        entry,
        values.href(entry.iri),
        [_cell(entry, thing, role, language) for role in roles],
        when(entry, language),
        ", ".join(values.known(t, language).text for t in entry.values.get("endReason", ())),
        entry.sources,
        values.href(entry.disputes[0].iri) if entry.disputes else "",
        entry.state(day),
        standing(entry) if _has_members(entry, thing) else "",
    )


def _has_members(entry: Entry, thing: str) -> bool:
    """Whether a record tells who is in a thing, and that is not the Alliance, whose members are all
    the same."""
    return _is_whole(thing, entry) and entry.kind != "accession" and thing != site.base + ALLIANCE


def standing(entry: Entry) -> str:
    """Whether the member in a record is an Ally or a partner on the day, nothing where neither."""
    country = entry.first("member") or entry.first("country")
    status = site.chronicle.standing(country, days.day()).status
    return status if status in MARKED else ""


def disputed(entry: Entry) -> str:
    """Where it stands that sources differ on when a thing was, nothing where they do not."""
    found = (one.iri for one in entry.disputes if tail(one.property) in TIMES)
    return values.href(next(found, ""))


def _cell(entry: Entry, thing: str, role: str, language: str) -> list[Value]:
    """What a record joins in one role, the thing itself left out."""
    if not role:
        return [values.known(NamedNode(entry.iri), language)]
    terms = [term for term in entry.values.get(role, ()) if term.value != thing]
    if not terms and role not in entry.values:
        key = "date-Disputed" if entry.disputes else "date-Unknown"
        return [Value(word(key, language))] if role in NEEDED else []
    return called(terms, language)


def called(terms: list, language: str) -> list[Value]:
    """Terms as values in the reader's language where there are any; countries by the names they
    had on the day asked for."""
    found = values.readable([values.known(term, language) for term in terms])
    return [names.then(value, language) for value in found]


def when(entry: Entry, language: str) -> str:
    """The time of a thing in words: its period, its date, or nothing."""
    if entry.dated:
        start, end = entry.bound("start"), entry.bound("end")
        return table.period(entry.iri, start, end, language).text
    date = entry.bound("date")
    return periods.spoken(date, language) if date.precision else ""


def _heading(role: str, entries: list[Entry], language: str) -> str:
    """The heading of a column: what kinds of things stand in it, else its property."""
    kinds = {
        values.split(term.value)[0]: None
        for entry in entries
        for term in entry.values.get(role, ())
        if isinstance(term, NamedNode)
    }
    if role and (not kinds or "" in kinds):
        return site.terms.label(property(role), language)
    return ", ".join(kind_name(kind, language, count=1) for kind in kinds or (entries[0].kind,))


_SPACES = {"literalForm": "skosxl", "member": "org", "organization": "org"}


def property(role: str) -> str:
    """The IRI of the property that is a role."""
    return site.prefixes[_SPACES.get(role, "pfp")] + role
