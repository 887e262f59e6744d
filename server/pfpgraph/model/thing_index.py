"""The index of all things: what any page may need about any of them, read once for a release.

For each thing it has its class, dates, number of sources and disputes; for a record also the things
that it relates.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from pfpgraph import iris
from pfpgraph.i18n.dates import Bound, ended
from pfpgraph.iris import tail
from pfpgraph.kinds import ASIDE_ROLES, KINDS, Kind, RecordKind, local_name
from pfpgraph.query.results import GraphRow, GraphTerm
from pfpgraph.span import BOUNDS, HOLDS, LATER, Span, happened, happened_between, span

ASIDE_ROLE_NAMES = tuple(map(local_name, ASIDE_ROLES))
TO_JOIN = "inRelationTo"  # of an invitation and the like: what it is an invitation to
ABOUT = ("subject", "silentAbout", "about")


class Dispute(NamedTuple):
    """A disagreement between sources: its IRI, the disputed property, the reasons for accepting a
    claim, one per language, and whether a claim was accepted."""

    iri: str
    property: str
    reason: tuple[Literal, ...]
    accepted: bool


@dataclass
class Entry:
    """A thing in the index; `values` are those of its properties, by the local name of the
    property."""

    iri: str
    kind: str
    types: list[str] = field(default_factory=list)
    values: dict[str, list[GraphTerm]] = field(default_factory=lambda: defaultdict(list))
    sources: int = 0
    disputes: list[Dispute] = field(default_factory=list)

    @property
    def row(self) -> Kind | None:
        """The description of its kind, None for an unknown kind."""
        return KINDS.get(self.kind)

    @property
    def joins(self) -> bool:
        """Whether it relates several things: a record or a count."""
        return self.row is not None and bool(self.row.roles)

    def is_a(self, name: str) -> bool:
        """Whether it is stated to be of a class, given by its local name."""
        return any(iri.endswith(f"#{name}") for iri in self.types)

    @property
    def usual(self) -> bool:
        """Whether it has the main class of its kind, and is not an invitation or an
        observership."""
        return not self.types or self.is_a(KINDS[self.kind].type)

    @property
    def sort(self) -> str:
        """The name under which it is counted: its kind, or the local name of its class where that
        is not the main one of its kind."""
        beside = self.joins and not self.usual
        return tail(self.types[0]) if beside else self.kind

    @property
    def roles(self) -> tuple[str, ...]:
        """The local names of the properties by which a record relates things, in the order in which
        pages show them; empty for anything else."""
        row = self.row
        if row is None or not row.roles:
            return ()
        if self.usual:
            return row.role_names
        return tuple(dict.fromkeys((*ASIDE_ROLE_NAMES, *row.role_names)))

    @property
    def wholes(self) -> list[GraphTerm]:
        """The organisations, bodies or frameworks in which its country is a member, or is to become
        one."""
        row = self.row
        names = (local_name(row.whole), TO_JOIN) if row and row.joins else (TO_JOIN,)
        return [term for name in names for term in self.values.get(name, ())]

    @property
    def dated(self) -> bool:
        """Whether it has a start and an end, and not a single date."""
        return "startPrecision" in self.values

    def bound(self, name: str) -> Bound:
        """One of its dates with its precision, by name: "start", "end" (as readers say it) or
        "date"."""
        day, how = self.first(name), tail(self.first(f"{name}Precision"))
        return (ended if name == "end" else Bound)(day, how or ("Day" if day else ""))

    def first(self, name: str) -> str:
        """The first value of a property as text, "" without one."""
        return self.values[name][0].value if name in self.values else ""

    @property
    def day(self) -> str:
        """The ISO day by which it is sorted: its date, its start, or that of the first sight; ""
        when none is known."""
        names = ("date", "start", "firstSeen", "lastSeen")
        return next(filter(None, map(self.first, names)), "")

    @property
    def days(self) -> list[str]:
        """Its date, start and end as they are stated; missing ones are left out."""
        return [day for name in ("date", "start", "end") if (day := self.first(name))]

    def state(self, day: str) -> str:
        """The phase of an ISO day for it, one of span.PHASES. What has a single date holds from
        then on; an act without one from some day between its earliest and latest; a thing without
        one, always."""
        if self.dated:
            return self.span.phase(day)
        if self.first("date"):
            return happened(*self.bound("date")).phase(day)
        is_act = isinstance(self.row, RecordKind) and "datePrecision" in self.values
        bounds = map(self.first, ("earliestDate", "latestDate"))
        return happened_between(*bounds).phase(day) if is_act else HOLDS

    @property
    def span(self) -> Span:
        """When a thing with a start and an end certainly holds, and when it may."""
        return span(map(self.first, BOUNDS))


class ThingIndex:
    """The entries of all things under the base of the release by IRI, and the records of each."""

    def __init__(
        self,
        base: str,
        rows: Iterable[GraphRow],
        counts: Iterable[GraphRow],
        disputes: Iterable[GraphRow],
    ) -> None:
        """Take the base of the IRIs and the rows of thing-index.rq, source-counts.rq and
        disputes.rq."""
        self._base = base
        self._entries: dict[str, Entry] = {}
        self._records: dict[str, list[Entry]] = defaultdict(list)
        for row in rows:
            name = tail(row["property"].value)
            self._add(row["thing"].value, name, row["value"])
        for row in counts:
            if entry := self.get(row["thing"].value):
                entry.sources = int(row["count"].value)
        for (thing, _), found in _merged(disputes).items():
            if entry := self.get(thing):
                entry.disputes.append(found)
        for entry in self._entries.values():
            for role in entry.roles:
                for value in entry.values.get(role, ()):
                    if isinstance(value, NamedNode):
                        self._records[value.value].append(entry)

    def _add(self, iri: str, name: str, value: GraphTerm) -> None:
        """Add one statement to the entry of its thing; things outside the base have no entry."""
        kind, slug = iris.split(iri, self._base)
        if not kind or "#" in slug:
            return
        entry = self._entries.setdefault(iri, Entry(iri, kind))
        if name == "type":
            entry.types.append(value.value)
        else:
            entry.values[name].append(value)

    def get(self, iri: str) -> Entry | None:
        """The entry of a thing, None without one."""
        return self._entries.get(iri)

    def __iter__(self) -> Iterator[Entry]:
        """Every entry."""
        return iter(self._entries.values())

    def records(self, iri: str) -> list[Entry]:
        """The records in which a thing has a role."""
        return self._records.get(iri, [])

    def gone(self, iri: str, day: str) -> bool:
        """Whether a record does not certainly hold on an ISO day, or a piece of evidence is about
        such a record: the things that an export for that day leaves out."""
        entry = self.get(iri)
        if entry is None:
            return False
        if isinstance(entry.row, RecordKind):
            state = entry.state(day)
            return state != HOLDS if entry.dated else state == LATER
        about = [value.value for name in ABOUT for value in entry.values.get(name, ())]
        return any(self.gone(thing, day) for thing in about)


def _merged(rows: Iterable[GraphRow]) -> dict[tuple[str, str], Dispute]:
    """The disputes by thing and disagreement; a dispute has a row for each language of its
    reason."""
    found: dict[tuple[str, str], Dispute] = {}
    for row in rows:
        key = row["thing"].value, row["disagreement"].value
        before = found[key].reason if key in found else ()
        reason = row.get("reason")
        said = (reason,) if isinstance(reason, Literal) else ()
        accepted = row.get("accepted") is not None
        found[key] = Dispute(key[1], row["property"].value, before + said, accepted)
    return found
