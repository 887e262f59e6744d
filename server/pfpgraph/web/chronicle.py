"""The chronicle: who was what on which day, from all dated records, read once for a release."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from pfpgraph.web.dates import HOLDS, UNKNOWN, Bound, Span
from pfpgraph.web.terms import by_language, choose

ALLIANCE = "id/organisation/nato"
PARTNERSHIP = "id/framework/partnership-for-peace"
STATUSES = ("ally", "partner", "other", "former", "")
# Records that hold of a country only in passing: an event or mission is not a state it is in.
KINDS = ("participation", "membership", "suspension", "tool", "affiliation", "name")


class Record(NamedTuple):
    """A dated record: its IRI and kind, the country, what it is in or of, and when.

    `start` and `end` are as stated, with their precisions; the record certainly holds from
    `holds_from` until before `holds_until` (ISO days, comparable as text).
    """

    iri: str
    kind: str
    country: str
    of: str
    start: Bound
    end: Bound
    holds_from: str
    holds_until: str

    @property
    def span(self) -> Span:
        """Its time."""
        return Span(self.start, self.end, self.holds_from, self.holds_until)

    def holds(self, day: str) -> bool:
        """Whether it certainly holds on an ISO day."""
        return self.span.phase(day) == HOLDS

    def unknown(self, day: str) -> bool:
        """Whether it may hold on an ISO day, but a bound that decides it is not known."""
        return self.span.phase(day) == UNKNOWN


class Standing(NamedTuple):
    """What a country was on a day: one of STATUSES, in which frameworks, whether suspended."""

    status: str
    frameworks: tuple[str, ...] = ()
    suspended: bool = False


class Chronicle:
    """All dated records of countries, by country and by what they are in."""

    def __init__(self, base: str, rows: Iterable[dict], names: Iterable[dict]) -> None:
        """Take the base of the IRIs, the rows of chronicle.rq and those of names-in-use.rq."""
        self._alliance, self._partnership = base + ALLIANCE, base + PARTNERSHIP
        self._frameworks = f"{base}id/framework/"
        self._by_country, self._by_whole = defaultdict(list), defaultdict(list)
        for record in _records(rows, f"{base}id/"):
            self._by_country[record.country].append(record)
            self._by_whole[record.of].append(record)
        self._names = defaultdict(lambda: defaultdict(set))
        for row in names:
            span = (row["from"].value, row["until"].value, row["kind"].value)
            self._names[row["country"].value][span].add(row["form"])

    def __iter__(self) -> Iterator[Record]:
        """Every record, country by country, earlier ones first."""
        for country in sorted(self._by_country):
            yield from self._by_country[country]

    def countries(self) -> list[str]:
        """Every country that was ever an Ally or in a framework, sorted."""
        return sorted(
            country
            for country, records in self._by_country.items()
            if any(self.status(record) for record in records)
        )

    def of(self, country: str) -> list[Record]:
        """The records of a country, earlier ones first."""
        return self._by_country.get(country, [])

    def within(self, whole: str) -> list[Record]:
        """The records of being in an organisation, body or framework, or of using a tool."""
        return self._by_whole.get(whole, [])

    def standing(self, country: str, day: date) -> Standing:
        """What a country certainly was on a day."""
        now, once, iso = set(), False, day.isoformat()
        frameworks, suspended = set(), False
        for record in self.of(country):
            status = self.status(record)
            if record.holds(iso):
                now.add(status)
                suspended = suspended or record.kind == "suspension"
                if record.kind == "participation":
                    frameworks.add(record.of)
            elif status and record.holds_until <= iso:
                once = True
        found = next((status for status in STATUSES[:3] if status in now), "former" if once else "")
        return Standing(found, tuple(sorted(frameworks)), suspended)

    def name(self, country: str, day: date, language: str) -> str:
        """The short name that a country certainly had on a day, else the official one; empty
        where no name of that day is recorded, and the present label serves."""
        spans = [
            (not kind.endswith("ShortName"), forms)
            for (start, end, kind), forms in self._names.get(country, {}).items()
            if start <= day.isoformat() < end
        ]
        found = [by_language(sorted(forms, key=str)) for _, forms in sorted(spans, key=_first)]
        return next((choose(f, language)[0] for f in found if language in f or "" in f), "")

    def status(self, record: Record) -> str:
        """What a record makes of its country."""
        if record.kind == "membership" and record.of == self._alliance:
            return "ally"
        if record.kind != "participation":
            return ""
        return "partner" if record.of == self._partnership else "other"


def _first(pair: tuple) -> bool:
    """The first of two, to sort by."""
    return pair[0]


def _records(rows: Iterable[dict], things: str) -> list[Record]:
    """The records of the kinds that say what a country is in, earlier ones first."""
    found = {}
    for row in rows:
        iri = row["record"].value
        kind = iri.removeprefix(things).partition("/")[0]
        if kind in KINDS:
            found[iri, row["country"].value] = Record(
                iri,
                kind,
                row["country"].value,
                row["of"].value if row.get("of") is not None else "",
                _bound(row, "start"),
                _bound(row, "end"),
                row["from"].value,
                row["until"].value,
            )
    return sorted(found.values(), key=lambda record: (record.start.day or "9", record.iri))


def _bound(row: dict, key: str) -> Bound:
    """An end of a period with its precision."""
    day, precision = row.get(key), row.get(f"{key}Precision")
    tail = precision.value.rpartition("#")[2] if precision is not None else "Unknown"
    return Bound(day.value if day is not None else "", tail)
