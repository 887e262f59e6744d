"""The history: the status of each country on any day, from all dated records; read once for a
release."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from pyoxigraph import Literal

from pfpgraph import iris
from pfpgraph.i18n.dates import Bound, ended
from pfpgraph.iris import tail
from pfpgraph.kinds import KINDS
from pfpgraph.query.results import GraphRow
from pfpgraph.span import UNKNOWN, Span

PRESENT_STATUSES = ("ally", "partner", "other")
STATUSES = (*PRESENT_STATUSES, "former", "")


class CountryRecord(NamedTuple):
    """A dated record of a country: its IRI and kind, the IRI of the country, and that of what the
    record relates it to (an organisation, body, framework or tool; "" for none).

    `start` and `end` are as readers say them, with their precisions; `span` tells when it certainly
    holds, and when it may.
    """

    iri: str
    kind: str
    country: str
    of: str
    start: Bound
    end: Bound
    span: Span

    def holds(self, day: str) -> bool:
        """Whether it certainly holds on an ISO day."""
        return self.span.certain(day)

    def unknown(self, day: str) -> bool:
        """Whether it may hold on an ISO day, since a bound is not known precisely enough."""
        return self.span.phase(day) == UNKNOWN


class CountryName(NamedTuple):
    """A name of a country: its text and language tag, whether it is an official name, whether its
    start and its end are dated, and its span."""

    text: str
    language: str
    official: bool
    begun: bool
    ended: bool
    span: Span

    def held(self, day: str) -> bool:
        """Whether its start is dated, and it was certainly in use on an ISO day."""
        return self.begun and self.span.certain(day)

    def may(self, day: str) -> bool:
        """Whether its start is not dated, and it may have been in use on an ISO day."""
        return not self.begun and self.span.possible(day)


class Standing(NamedTuple):
    """The standing of a country on a day: one of STATUSES, the IRIs of its frameworks, and whether
    anything of it was suspended."""

    status: str
    frameworks: tuple[str, ...] = ()
    suspended: bool = False


class History:
    """All dated records of countries, by country and by what they relate to; and the names of
    countries."""

    def __init__(self, base: str, rows: Iterable[GraphRow], names: Iterable[GraphRow]) -> None:
        """Take the base of the IRIs, the rows of history.rq and those of names-in-use.rq."""
        self._alliance, self._partnership = (
            iris.thing(base, *which) for which in (iris.ALLIANCE, iris.PARTNERSHIP)
        )
        self._by_country: dict[str, list[CountryRecord]] = defaultdict(list)
        self._by_whole: dict[str, list[CountryRecord]] = defaultdict(list)
        for record in _records(rows, base):
            self._by_country[record.country].append(record)
            self._by_whole[record.of].append(record)
        self._forms: dict[str, list[CountryName]] = defaultdict(list)
        for row in names:
            self._forms[row["country"].value].append(_form(row))

    def __iter__(self) -> Iterator[CountryRecord]:
        """Every record, country by country, earlier ones first."""
        for country in sorted(self._by_country):
            yield from self._by_country[country]

    def countries(self) -> list[str]:
        """The IRIs of all countries that were ever an Ally or in a framework, sorted."""
        return sorted(
            country
            for country, records in self._by_country.items()
            if any(self.status(record) for record in records)
        )

    def of(self, country: str) -> list[CountryRecord]:
        """The records of a country, earlier ones first."""
        return self._by_country.get(country, [])

    def within(self, whole: str) -> list[CountryRecord]:
        """The records of all countries in an organisation, body or framework, or with a tool,
        earlier ones first."""
        return self._by_whole.get(whole, [])

    def standing(self, country: str, day: date) -> Standing:
        """The standing of a country on a day, from the records that certainly hold then."""
        now, once, iso = set(), False, day.isoformat()
        frameworks, suspended = set(), False
        for record in self.of(country):
            status = self.status(record)
            if record.holds(iso):
                now.add(status)
                suspended = suspended or record.kind == "suspension"
                if record.kind == "participation":
                    frameworks.add(record.of)
            elif status and record.span.over(iso):
                once = True
        past = "former" if once else ""
        found = next((status for status in PRESENT_STATUSES if status in now), past)
        return Standing(found, tuple(sorted(frameworks)), suspended)

    def name(
        self, country: str, day: date, labels: dict[str, list[str]], language: str
    ) -> tuple[str, str]:
        """The name that a country is known to have had on a day, and its language tag; "" and ""
        where its present label serves. `labels` are the present labels by language. The name is in
        the reader's language, or in another one in which the present label is known to be later."""
        iso = day.isoformat()
        for tag in self._languages(country, language):
            later = self._is_later(country, iso, labels, tag)
            if tag == language or later:
                best = self._plainest_name(country, iso, labels, tag, later)
                if best and (later or best.ended):
                    return best.text, tag
        return "", ""

    def is_later(self, country: str, day: date, labels: dict[str, list[str]]) -> bool:
        """Whether the present label of a country, in any language, is known to have come into use
        after a day."""
        tags = self._languages(country, "")
        return any(self._is_later(country, day.isoformat(), labels, tag) for tag in tags)

    def official(self, country: str, day: date, language: str) -> list[str]:
        """The official names in a language that a country certainly had on a day; without any,
        those that it may have had and whose start is not dated."""
        iso = day.isoformat()
        forms = [form for form in self._in(country, language) if form.official]
        return [f.text for f in forms if f.held(iso)] or [f.text for f in forms if f.may(iso)]

    def _languages(self, country: str, language: str) -> list[str]:
        """The language tags of a country's names, the reader's first."""
        found = {form.language for form in self._forms.get(country, ())}
        return sorted(found, key=lambda tag: (tag != language, tag))

    def _in(self, country: str, language: str) -> list[CountryName]:
        """The names of a country in a language."""
        return [form for form in self._forms.get(country, ()) if form.language == language]

    def _is_later(self, country: str, day: str, labels: dict[str, list[str]], tag: str) -> bool:
        """Whether a present label in a language is a name that certainly came into use after an ISO
        day."""
        present = labels.get(tag, ())
        forms = self._in(country, tag)
        return any(form.text in present and form.span.to_come(day) for form in forms)

    def _plainest_name(
        self, country: str, day: str, labels: dict[str, list[str]], tag: str, later: bool
    ) -> CountryName | None:
        """The shortest name in use on an ISO day, short names before official ones; None where the
        present label was in use. With `later`, when no name is known for the day, names without a
        dated start count too."""
        forms = self._in(country, tag)
        found = [f for f in forms if f.held(day)] or [f for f in forms if later and f.may(day)]
        if any(form.text in labels.get(tag, ()) for form in found):
            return None
        return min(found, key=lambda f: (f.official, len(f.text), f.text), default=None)

    def status(self, record: CountryRecord) -> str:
        """The status that a record gives its country: "ally", "partner", "other", or "" for
        none."""
        if record.kind == "membership" and record.of == self._alliance:
            return "ally"
        if record.kind != "participation":
            return ""
        return "partner" if record.of == self._partnership else "other"


def _form(row: GraphRow) -> CountryName:
    """A name from its row of names-in-use.rq."""
    text, official = row["form"], not row["kind"].value.endswith("ShortName")
    language = (text.language or "").lower() if isinstance(text, Literal) else ""
    begun, ended = (row.get(key) is not None for key in ("start", "end"))
    return CountryName(text.value, language, official, begun, ended, _span(row))


def _records(rows: Iterable[GraphRow], base: str) -> list[CountryRecord]:
    """The records of the kinds that belong to the history, from the rows of history.rq; earlier
    ones first."""
    found = {}
    for row in rows:
        iri = row["record"].value
        kind = iris.split(iri, base)[0]
        if kind in KINDS and KINDS[kind].history:
            found[iri, row["country"].value] = CountryRecord(
                iri,
                kind,
                row["country"].value,
                row["of"].value if row.get("of") is not None else "",
                Bound(*_stated(row, "start")),
                ended(*_stated(row, "end")),
                _span(row),
            )
    return sorted(found.values(), key=lambda record: (record.start.day or "9", record.iri))


def _span(row: GraphRow) -> Span:
    return Span(*(row[key].value for key in ("from", "until", "mayFrom", "mayUntil")))


def _stated(row: GraphRow, key: str) -> tuple[str, str]:
    """The stated ISO day of a bound, "" without one, and the local name of its precision."""
    day, precision = row.get(key), row.get(f"{key}Precision")
    known = tail(precision.value) if precision is not None else "Unknown"
    return day.value if day is not None else "", known
