"""The query behind a list: its things with their columns, filtered by the chosen facets."""

from functools import partial

from pyoxigraph import Literal, NamedNode, Variable

from pfpgraph import iris
from pfpgraph.kinds import PERIOD, Kind, local_name
from pfpgraph.model.history import STATUSES
from pfpgraph.query import query_files
from pfpgraph.query.query_files import Filling, Pattern, PrefixedName
from pfpgraph.web.pages.lists.facets import code_of
from pfpgraph.web.pages.lists.kind_table import KindTable, precision
from pfpgraph.web.reader import Reader


def query(kind: Kind, table: KindTable, chosen: dict[str, str], reader: Reader) -> str:
    """The text of the SELECT whose first column is the things of a list: the things of a kind that
    match the chosen code of each facet on the reader's day, with labels in the reader's
    language."""
    snapshot, patterns = reader.snapshot, _Patterns(kind, table, reader)
    names = [name for name in kind.columns if name != PERIOD]
    if kind.is_dated:
        names += ["pfp:start", "pfp:end"]
    columns = {name: Variable(local_name(name)) for name in names}
    classes = sorted({snapshot.shorten(iri) for row in table.rows for iri in row.classes})
    choices = ((name, code) for name, code in chosen.items() if code)
    return query_files.filled(
        "list",
        snapshot.base,
        columns=list(columns.values()),
        classes=[PrefixedName(name) for name in classes],
        folder=Literal(iris.of_kind(snapshot.base, kind.name)),
        choices=[one for choice in choices for one in patterns.choice(*choice)],
        language=Literal(reader.language),
        values=[patterns.value(*column) for column in columns.items()],
    )


class _Patterns:
    """The graph patterns for the facets chosen in a list of a kind."""

    def __init__(self, kind: Kind, table: KindTable, reader: Reader) -> None:
        """Take the kind, its table, and the reader, for the day and the base of the IRIs."""
        self._kind, self._table, self._snapshot = kind, table, reader.snapshot
        self._day = PrefixedName(f'"{reader.day}"^^xsd:date')
        self._pattern = partial(query_files.pattern, base=reader.snapshot.base)

    def value(self, name: str, column: Variable) -> Pattern:
        """The pattern that binds the optional value of a property to a column."""
        return self._pattern("value", property=PrefixedName(name), column=column)

    def choice(self, name: str, code: str) -> list[Pattern]:
        """The patterns that a thing matches if it has this code of a facet."""
        if name == "type":
            return [self._pattern("type", ending=Literal(f"#{code}"))]
        if name == "decade":
            predicate = PrefixedName(self._kind.day or "pfp:start")
            return [self._pattern("decade", property=predicate, decade=Literal(code[:3]))]
        if name == "time":
            return [self._time(Literal(code))]
        if name == "framework":
            return [self._when(self._participant(PrefixedName(f"framework:{code}")))]
        if name == "suspended":
            return [self._when(self._pattern("suspended", day=self._day), code != "no")]
        return self._status(code) if name == "status" else [self._has(name, code)]

    def _has(self, name: str, code: str) -> Pattern:
        """The pattern for the value of a column that has this code."""
        at = self._kind.columns.index(name)
        cells = (value for row in self._table.rows for value in row.cells[at])
        plain = next(value.plain for value in cells if code_of(value) == code)
        if plain.startswith(("http://", "https://")):
            return self._pattern("has_thing", property=PrefixedName(name), value=NamedNode(plain))
        return self._pattern("has_text", property=PrefixedName(name), value=Literal(plain))

    def _time(self, wanted: Literal) -> Pattern:
        """The pattern for one of the PHASES on the day, by the existence, the period or the one
        date of a thing."""
        kind, day = self._kind, self._day
        if not kind.day:
            name = "existing" if kind.name == "country" else "lasting"
            return self._pattern(name, day=day, wanted=wanted)
        how = PrefixedName(precision(kind.day, self._snapshot))
        return self._pattern(
            "happened", day=day, wanted=wanted, property=PrefixedName(kind.day), precision=how
        )

    def _status(self, code: str) -> list[Pattern]:
        """The patterns for a country's status on the day: that of this status, and the negation of
        those that take precedence over it."""
        ways = [
            self._pattern("ally", day=self._day),
            self._participant(PrefixedName("framework:partnership-for-peace")),
            self._participant(Variable("any")),
            self._pattern("former", day=self._day),
        ]
        at = (*STATUSES[:-1], "none").index(code)
        is_so = [self._when(way) for way in ways[at : at + 1]]
        return is_so + [self._when(way, False) for way in ways[:at]]

    def _participant(self, framework: Filling) -> Pattern:
        """The pattern for a country that takes part in a framework on the day."""
        return self._pattern("participant", day=self._day, framework=framework)

    def _when(self, pattern: Pattern, is_so: bool = True) -> Pattern:
        """A pattern wrapped so that it must match, or must not; its variables are local to it."""
        return self._pattern("with" if is_so else "without", pattern=pattern)
