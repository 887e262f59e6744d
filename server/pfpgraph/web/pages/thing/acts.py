"""What states and organisations did about documents: a table of states by act on the page of a
document, and of documents by act on the page of a country or an organisation."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from pyoxigraph import NamedNode

from pfpgraph.i18n import dates
from pfpgraph.i18n.folding import folded
from pfpgraph.i18n.words import word
from pfpgraph.iris import tail
from pfpgraph.kinds import kind_name
from pfpgraph.model.thing_index import Entry
from pfpgraph.query.results import text
from pfpgraph.span import HOLDS, LATER
from pfpgraph.web.pages import values
from pfpgraph.web.pages.thing import lists, records
from pfpgraph.web.pages.values import Value
from pfpgraph.web.reader import Reader

KIND_NAMES = ("signature", "accession", "act")
ON_DOCUMENT, OF_PARTY = ("document",), ("country", "organisation")
PARTIES = (*records.FOR_COUNTRY, records.ON_BEHALF)
# The columns, each with the kinds of acts in it; those of no kind named here are in the last.
SIGNED, CONSENT, IN_FORCE, OTHER = "signed", "consent", "force", "other"
COLUMNS = (SIGNED, CONSENT, IN_FORCE, OTHER)
STEPS = ("steps",)
_COLUMN_OF = {
    "Ratification": CONSENT,
    "Acceptance": CONSENT,
    "Approval": CONSENT,
    "AccessionByInstrument": CONSENT,
    "SuccessionToDocument": CONSENT,
    "ListedAsParty": CONSENT,
    "EntryIntoForce": IN_FORCE,
}


class Act(NamedTuple):
    """An act in a cell: its day, linked to the record; its kind in words, "" where the column says
    it; by whom and in which offices, and where; what is uncertain, in words; the address of a
    disagreement; and whether it is later than the day."""

    day: Value
    kind: str
    by: list[Value]
    marks: list[str]
    disputed: str
    is_later: bool


class ActRow(NamedTuple):
    """A row: the state or the document, and the acts in each column."""

    head: Value
    cells: list[list[Act]]


@dataclass
class ActTable:
    """A table of acts: its heading and that of its first column, the headings of the others, the
    rows by phase on the day, whether it is folded, and the lists that have all its records, as
    names and addresses."""

    heading: str
    first: str
    columns: list[str]
    parts: list[tuple[str, list[ActRow]]]
    folded: bool
    lists: list[tuple[str, str]]

    @property
    def divided(self) -> bool:
        """Whether the page must separate the rows without an act by the day."""
        return len(self.parts) > 1 or self.parts[0][0] != HOLDS

    @property
    def total(self) -> int:
        """The number of rows, on whatever day."""
        return sum(_parties(rows) for _, rows in self.parts)

    @property
    def holding(self) -> int:
        """The number of rows with an act by the day."""
        return sum(_parties(rows) for state, rows in self.parts if state == HOLDS)


def _parties(rows: list[ActRow]) -> int:
    """The number of rows, without that of the document in general."""
    return sum(bool(row.head.plain) for row in rows)


def tables(iri: str, reader: Reader) -> list[ActTable]:
    """The table of the acts on a document or of a party, then that of the steps at home; empty for
    other things and without acts."""
    kind = reader.snapshot.split(iri)[0]
    if kind not in (*ON_DOCUMENT, *OF_PARTY):
        return []
    found = acts(iri, reader)
    steps = [entry for entry in found if _is_step(entry)]
    others = [entry for entry in found if not _is_step(entry)]
    return [
        _table(iri, kind, entries, columns, reader)
        for entries, columns in ((others, COLUMNS), (steps, STEPS))
        if entries
    ]


def shown(kind: str) -> tuple[str, ...]:
    """The kinds of records for which the tables stand on the page of a thing of a kind; an
    accession to NATO has a group of its own on the page of its country."""
    return KIND_NAMES if kind in ON_DOCUMENT else ("signature", "act")


def acts(iri: str, reader: Reader) -> list[Entry]:
    """The acts on a document, or those of a party on documents, the earliest first."""
    found = {entry.iri: entry for entry in reader.snapshot.thing_index.records(iri)}.values()
    told = (entry for entry in found if entry.kind in KIND_NAMES and "document" in entry.values)
    return sorted(told, key=lambda entry: (entry.day or "9", entry.iri))


def column(entry: Entry) -> str:
    """The column of an act, one of COLUMNS."""
    if entry.kind != "act":
        return SIGNED if entry.kind == "signature" else CONSENT
    return _COLUMN_OF.get(tail(entry.first("actKind")), OTHER) if entry.usual else OTHER


def _is_step(entry: Entry) -> bool:
    """Whether a record is a step at home, which is no act towards others."""
    return entry.is_a("NationalStep")


def _table(
    iri: str, kind: str, entries: list[Entry], columns: tuple[str, ...], reader: Reader
) -> ActTable:
    """A table of acts, in those of the columns that have any."""
    by_row: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for head in _heads(entry, kind):
            by_row[head].append(entry)
    used = [one for one in columns if columns is STEPS or any(column(e) == one for e in entries)]
    rows = [
        (_state(by_row[head], reader), _row(head, by_row[head], used, reader))
        for head in sorted(by_row, key=lambda head: _place(head, by_row[head], reader))
    ]
    parts = [(state, [row for own, row in rows if own == state]) for state in (HOLDS, LATER)]
    of = "document" if kind in ON_DOCUMENT else "party"
    sort = "steps" if columns is STEPS else "signed" if used == [SIGNED] else "acts"
    return ActTable(
        word(f"{sort}-of-{of}", reader.language),
        word(f"act-{'party' if kind in ON_DOCUMENT else 'document'}", reader.language),
        [word(f"act-{one}", reader.language) for one in used],
        [part for part in parts if part[1]],
        columns is STEPS or (kind in OF_PARTY and len(by_row) >= records.FOLDED_FROM),
        lists.of(iri, entries, reader),
    )


def _heads(entry: Entry, kind: str) -> list[str]:
    """The IRIs of the rows in which an act stands: its parties, "" for the document in general, or
    its documents."""
    names = PARTIES if kind in ON_DOCUMENT else ("document",)
    return [text(term) for name in names for term in entry.values.get(name, ())] or [""]


def _place(head: str, entries: list[Entry], reader: Reader) -> tuple[bool, str, str]:
    """The sort key of a row: the document in general first, then by the first day, then by
    name."""
    day = min(entry.day or "9" for entry in entries)
    return head != "", day, folded(values.known(NamedNode(head), reader).text) if head else ""


def _state(entries: Iterable[Entry], reader: Reader) -> str:
    """LATER where every act of a row is certainly later than the day, else HOLDS."""
    day = str(reader.day)
    return LATER if all(entry.state(day) == LATER for entry in entries) else HOLDS


def _row(head: str, entries: list[Entry], columns: list[str], reader: Reader) -> ActRow:
    """The acts of one party or on one document."""
    if head:
        (named,) = records.called([NamedNode(head)], reader)
    else:
        named = Value(word("act-general", reader.language))
    cells = [
        [_act(e, reader) for e in entries if columns == [*STEPS] or column(e) == one]
        for one in columns
    ]
    return ActRow(named, cells)


def _act(entry: Entry, reader: Reader) -> Act:
    """An act as a cell shows it."""
    bound, href = entry.bound("date"), reader.href(entry.iri)
    day = Value(_when(entry, bound, reader), href, machine=bound.machine, plain=entry.iri)
    by = [
        value
        for name in ("signedBy", "signedAs", "venue")
        for value in records.called(entry.values.get(name, []), reader)
    ]
    later = entry.state(str(reader.day)) == LATER
    disputed = records.disputed(entry, reader)
    return Act(day, _kind(entry, reader), by, marks(entry, reader), disputed, later)


def _when(entry: Entry, bound: dates.Bound, reader: Reader) -> str:
    """The day of an act in words; where there is none, the days between which it was."""
    first, last = entry.first("earliestDate"), entry.first("latestDate")
    if bound.day or not (first or last):
        return dates.in_words(bound, reader.language)
    key = "act-between" if first and last else "act-after" if first else "act-before"
    named = (dates.in_words(dates.Bound(day), reader.language) for day in (first, last) if day)
    return word(key, reader.language).format(*named)


def _kind(entry: Entry, reader: Reader) -> str:
    """The kind of an act in words, "" for a signature and an entry into force, which have columns
    of their own."""
    if entry.kind == "accession":
        return kind_name("accession", reader.language, count=1)
    kind = entry.first("actKind")
    own = column(entry) in (SIGNED, IN_FORCE)
    return "" if own or not kind else reader.snapshot.terms.label(kind, reader.language)


def marks(entry: Entry, reader: Reader) -> list[str]:
    """What is uncertain of a record, in words: that it is only announced, presumed in part, or
    without a source."""
    found = {
        "planned": entry.is_a("PlannedAct"),
        "presumed": "presumedProperty" in entry.values,
        "unsourced": not entry.sources or "unsourcedProperty" in entry.values,
    }
    return [word(key, reader.language) for key, holds in found.items() if holds]
