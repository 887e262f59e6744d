"""The query behind a list: its things with their columns, and each facet's choice as a pattern."""

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
    """The text of the query whose first column is the things that a list shows: those of a kind
    with the chosen codes of facets, on the reader's day, with labels in their language."""
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
    """The patterns of what is chosen in a list of a kind, for a reader."""

    def __init__(self, kind: Kind, table: KindTable, reader: Reader) -> None:
        """Take the kind, its table, and whom the list is for."""
        self._kind, self._table, self._snapshot = kind, table, reader.snapshot
        self._day = PrefixedName(f'"{reader.day}"^^xsd:date')
        self._pattern = partial(query_files.pattern, base=reader.snapshot.base)

    def value(self, name: str, column: Variable) -> Pattern:
        """The value of a column, if there is one."""
        return self._pattern("value", property=PrefixedName(name), column=column)

    def choice(self, name: str, code: str) -> list[Pattern]:
        """That a thing has the chosen code of a facet."""
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
        """That a thing has the chosen value of a column."""
        at = self._kind.columns.index(name)
        cells = (value for row in self._table.rows for value in row.cells[at])
        plain = next(value.plain for value in cells if code_of(value) == code)
        if plain.startswith(("http://", "https://")):
            return self._pattern("has_thing", property=PrefixedName(name), value=NamedNode(plain))
        return self._pattern("has_text", property=PrefixedName(name), value=Literal(plain))

    def _time(self, wanted: Literal) -> Pattern:
        """That a thing holds on the day, has ended, comes later, or that this is not known."""
        kind, day = self._kind, self._day
        if not kind.day:
            name = "existing" if kind.name == "country" else "lasting"
            return self._pattern(name, day=day, wanted=wanted)
        how = PrefixedName(precision(kind.day, self._snapshot))
        return self._pattern(
            "happened", day=day, wanted=wanted, property=PrefixedName(kind.day), precision=how
        )

    def _status(self, code: str) -> list[Pattern]:
        """That a country is on the day what was chosen, and nothing that comes before it."""
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
        """That a country is in a framework on the day."""
        return self._pattern("participant", day=self._day, framework=framework)

    def _when(self, pattern: Pattern, is_so: bool = True) -> Pattern:
        """That a pattern is found, or that it is not; its variables are its own."""
        return self._pattern("with" if is_so else "without", pattern=pattern)
