"""Facets: how a list can be filtered, with counts; every combination of choices is an address."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from pfpgraph.i18n.texts import choose
from pfpgraph.i18n.words import word
from pfpgraph.iris import tail
from pfpgraph.kinds import Kind, local_name
from pfpgraph.model.history import STATUSES, Standing
from pfpgraph.problems import Problem
from pfpgraph.span import HOLDS, LATER, PHASES, UNKNOWN
from pfpgraph.web.pages import values
from pfpgraph.web.pages.lists.kind_table import KindTable, ListRow
from pfpgraph.web.reader import Reader

_MOST = 40  # choices of a facet that are shown; the others have few things
_DAILY = ("status", "framework", "suspended", "time")
ANY = "any"  # overrides the default choice of a facet that has one


@dataclass(frozen=True)
class Choice:
    """A value of a facet: its code in addresses, its label, and the number of things with it."""

    code: str
    label: str
    count: int


class Facet(NamedTuple):
    """A facet as a page shows it: its parameter, its heading, its choices, the code chosen ("" for
    none), and the code (`none`) that removes the choice."""

    key: str
    heading: str
    choices: list[Choice]
    chosen: str
    none: str = ""


Codes = dict[str, dict[str, str]]  # a thing's codes and their labels, by facet


def left(coded: list[Codes], chosen: dict[str, str], but: str = "") -> list[int]:
    """The positions in `coded` of the things that match all chosen codes, ignoring the facet
    `but`."""
    wanted = [(name, code) for name, code in chosen.items() if code and name != but]
    return [
        at for at, codes in enumerate(coded) if all(code in codes[name] for name, code in wanted)
    ]


def counted(coded: list[Codes], chosen: dict[str, str], name: str) -> list[Choice]:
    """The choices of a facet, largest count first; each count is the number of things if it were
    chosen, with the choices of the other facets kept."""
    found = [coded[at][name] for at in left(coded, chosen, name)]
    counts = Counter(code for codes in found for code in codes)
    labels = {code: label for codes in found for code, label in codes.items()}
    return sorted((Choice(code, labels[code], counts[code]) for code in counts), key=_by_count)


class Facets:
    """The facets of a kind's list for a reader on a day, with the choices made in the request."""

    def __init__(
        self, kind: Kind, table: KindTable, reader: Reader, asked: Mapping[str, str]
    ) -> None:
        """Take the whole table of the kind and the request's parameters. Raises Problem (400) when
        a parameter has a value that no row has."""
        self._kind, self.table, self.reader = kind, table, reader
        self._names = kind.facets
        columns = {name: self._column(name) for name in self._names}
        self._coded = [
            {name: column[at] for name, column in columns.items()} for at in range(len(table.rows))
        ]
        self.chosen = {name: self._choice(name, asked) for name in self._names}

    def _choice(self, name: str, asked: Mapping[str, str]) -> str:
        """The code chosen for a facet, by the request or by default; "" for none. Raises Problem
        (400) for a code that no row has."""
        parameter = local_name(name)
        code = asked.get(parameter, "")
        if name == "time" and not code and self.reader.asked:
            return "holds"  # a list on a day shows what holds on it
        if name == "type" and not code and self._kind.is_mixed:
            return self._kind.type  # without things that do not count as one of the kind
        if code in ("", ANY):
            return ""
        known = sorted({found for codes in self._coded for found in codes[name]})
        if code not in known:
            some = known[:20] + ["…"] * (len(known) > 20)
            raise Problem("request", "one-of", parameter=parameter, known=some, given=code[:40])
        return code

    def rows(self) -> list[ListRow]:
        """The rows that match all chosen codes."""
        return [self.table.rows[at] for at in left(self._coded, self.chosen)]

    def shown(self) -> list[Facet]:
        """The facets to show, at most 40 choices each: those with more than one value and those
        with a choice made."""
        found = []
        for name in self._names:
            choices, chosen = counted(self._coded, self.chosen, name), self.chosen[name]
            if len(choices) > 1 or chosen:
                choices.sort(key=_ORDERS.get(name, _by_count))
                own = name == "time" or (name == "type" and self._kind.is_mixed)
                none = ANY if own else ""
                found.append(
                    Facet(local_name(name), self._heading(name), choices[:_MOST], chosen, none)
                )
        return found

    def _heading(self, name: str) -> str:
        """The heading of a facet: that of its column, else the words of the interface for it."""
        if ":" in name:
            return next(c.heading for c in self.table.columns if c.property == name)
        return word(f"facet-{name}", self.reader.language)

    def _column(self, name: str) -> list[dict[str, str]]:
        """For each row the codes of a facet with their labels. They are cached with the table
        unless they depend on the day."""
        if name in _DAILY:
            return [self._codes(name, row) for row in self.table.rows]
        known = self.table.codes
        if name not in known:
            known[name] = [self._codes(name, row) for row in self.table.rows]
        return known[name]

    def _codes(self, name: str, row: ListRow) -> dict[str, str]:
        """The codes of a row for a facet, with their labels."""
        special = _SPECIAL.get(name)
        if special:
            return special(self, row)
        at = self._kind.columns.index(name)
        return {code_of(value): value.text for value in row.cells[at]}

    def _types(self, row: ListRow) -> dict[str, str]:
        """The classes of a thing, by local name."""
        terms, language = self.reader.snapshot.terms, self.reader.language
        return {tail(iri): terms.label(iri, language) for iri in row.classes}

    def _decade(self, row: ListRow) -> dict[str, str]:
        """The decade in which a thing began or happened; empty when not known."""
        decade = row.began[:3]
        if not decade:
            return {}
        return {
            f"{decade}0": word("decade", self.reader.language).format(f"{decade}0", f"{decade}9")
        }

    def _time(self, row: ListRow) -> dict[str, str]:
        """The phase (one of PHASES) of a thing on the day, with words for what it means for its
        kind."""
        day = self.reader.day.isoformat()
        if self._kind.name == "country":
            phase = row.span.phase(day) if row.span else _existence(row.iri, day, self.reader)
            return {phase: word(f"existing-{phase}", self.reader.language)}
        phase = row.span.phase(day) if row.span else UNKNOWN
        key = f"happened-{phase}" if self._kind.day else f"time-{phase}"
        return {phase: word(key, self.reader.language)}

    def _standing(self, row: ListRow) -> Standing:
        return self.reader.snapshot.history.standing(row.iri, self.reader.day)

    def _status(self, row: ListRow) -> dict[str, str]:
        """The status of a country on the day, "none" without one."""
        code = self._standing(row).status or "none"
        return {code: word(f"status-{code}", self.reader.language)}

    def _suspended(self, row: ListRow) -> dict[str, str]:
        """Whether a suspension of a country is in force on the day, as "yes" or "no"."""
        code = "yes" if self._standing(row).suspended else "no"
        return {code: word(code, self.reader.language)}

    def _frameworks(self, row: ListRow) -> dict[str, str]:
        """The frameworks in which a country takes part on the day, by slug."""
        labels, language = self.reader.snapshot.labels, self.reader.language
        return {
            tail(iri): choose(labels.get(iri, {}), language)[0]
            for iri in self._standing(row).frameworks
        }


def _existence(country: str, day: str, reader: Reader) -> str:
    """The phase on an ISO day of a country without a period of its own: LATER while a state that it
    succeeded still existed, else HOLDS."""
    return LATER if reader.snapshot.country_facts.before(country, day) else HOLDS


def code_of(value: values.Value) -> str:
    """The code of a value in addresses: the last part of an IRI, else its text."""
    if value.plain.startswith(("http://", "https://")):
        return tail(value.plain.rstrip("/"))
    return value.plain


def _by_count(choice: Choice) -> tuple[int, str]:
    """The sort key of choices: largest count first, then by label."""
    return (-choice.count, choice.label.casefold())


_SPECIAL: dict[str, Callable[[Facets, ListRow], dict[str, str]]] = {
    "type": Facets._types,
    "decade": Facets._decade,
    "time": Facets._time,
    "status": Facets._status,
    "framework": Facets._frameworks,
    "suspended": Facets._suspended,
}
_ORDERS: dict[str, Callable[[Choice], tuple[int, str] | str | int]] = {
    "decade": lambda choice: choice.code,
    "time": lambda choice: PHASES.index(choice.code),
    "status": lambda choice: (*STATUSES[:-1], "none").index(choice.code),
}
