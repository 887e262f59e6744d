"""The table of a kind: its things with their columns, read once per release and language."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Quad

from pfpgraph import iris
from pfpgraph.i18n import dates
from pfpgraph.i18n.folding import folded
from pfpgraph.i18n.texts import choose
from pfpgraph.i18n.words import languages_of, word
from pfpgraph.iris import spell, tail
from pfpgraph.kinds import KINDS, PERIOD, Kind, kind_name, local_name
from pfpgraph.model.snapshot import Snapshot, per_release
from pfpgraph.namespaces import OWL, RDF, RDFS
from pfpgraph.query.results import GraphTerm, text
from pfpgraph.span import BOUNDS, Span, happened, happened_between, span
from pfpgraph.web.pages import values
from pfpgraph.web.pages.values import Value
from pfpgraph.web.reader import Reader

# Columns headed by the kinds of the things in them, since their properties are not nouns.
CALLED_BY_KIND = ("org:organization", "pfp:accedesTo", "pfp:country", "pfp:tool")
# In CSV, columns of things and terms have a second column with labels. So have the parts of a
# statement, though OWL declares nothing of them; web addresses have none, as they have no labels.
STATEMENT = ("rdf:subject", "rdf:predicate", "rdf:object")
ADDRESSES = ("foaf:homepage", "schema:url")
CODE = "iso3"  # stands among columns for the ISO code of a record's country

# The bounds between which a thing certainly holds, and the bounds between which it may hold.
BOUND_PROPERTIES = tuple(f"pfp:{name}" for name in BOUNDS)

Cells = dict[str, list[Value]]  # by thing
Objects = dict[str, dict[GraphTerm, None]]  # the values of each thing, in order


class Column(NamedTuple):
    """A column: its property as prefix:name, its key in CSV and in ?sort=, its heading, and whether
    CSV has a second column with the labels of its values."""

    property: str
    key: str
    heading: str
    has_labels: bool = False


class ListRow(NamedTuple):
    """A thing in the table.

    `cells` holds the values of each column, `span` its period and `began` the ISO day on which it
    began or happened. `remark` is a remark on its label when the page is about another day, and
    `language` the label's language where it is not the reader's. `sources` counts its sources,
    `disputed` is the address of a disagreement about its dates, and `standing` the status of its
    member on the day.
    """

    iri: str
    label: str
    href: str
    cells: list[list[Value]]
    classes: tuple[str, ...] = ()
    span: Span | None = None
    began: str = ""
    remark: str = ""
    language: str = ""
    sources: int = 0
    disputed: str = ""
    standing: str = ""


@dataclass
class KindTable:
    """The table of a kind: its columns, its rows in the order of the list, the statements that it
    shows, and the codes of every row for each facet that has been used and does not depend on the
    day."""

    columns: list[Column]
    rows: list[ListRow]
    quads: list[Quad] = field(default_factory=list)
    codes: dict[str, list[dict[str, str]]] = field(default_factory=dict)

    def sorted(self, key: str) -> "KindTable":
        """The table sorted by the column with this key, descending with "-" in front. Raises
        ValueError for an unknown key."""
        backwards = key.startswith("-")
        at = [column.key for column in self.columns].index(key.removeprefix("-"))
        rows = sorted(self.rows, key=lambda row: _sort_key(row.cells[at]), reverse=backwards)
        return KindTable(self.columns, rows, self.quads)


def table(kind: Kind, reader: Reader) -> KindTable:
    """The table of a kind in the reader's language. Its links are paths without the reader's
    parameters, since it is shared by all readers."""
    return _read(reader.snapshot, kind, reader.language)


@per_release()
def _read(snapshot: Snapshot, kind: Kind, language: str) -> KindTable:
    """Query the things of a kind and each of their columns."""
    reader = Reader(snapshot, language)
    prefix = Literal(iris.of_kind(snapshot.base, kind.name))
    columns = [_column(name, reader) for name in kind.columns + kind.csv_columns]
    classes = _things(prefix, reader)
    found = [_cells(prefix, column, reader) for column in columns]
    spans, began = _spans(kind, prefix, reader), _one(prefix, kind.day or "pfp:start", reader)
    rows = []
    for iri in classes:
        label = choose(reader.snapshot.labels.get(iri, {}), reader.language)[0] or spell(iri)
        cells = [cells.get(iri, []) for cells, _ in found]
        time = spans.get(iri), began.get(iri, "")
        kinds = _ours(classes[iri], reader)
        rows.append(ListRow(iri, label, reader.snapshot.local(iri) or "", cells, kinds, *time))
    rows.sort(key=lambda row: (folded(row.label), row.iri))
    quads = _named(classes, reader) + [quad for _, quads in found for quad in quads]
    pairs = zip(columns, found, strict=True)
    headed = [_headed(column, cells, reader) for column, (cells, _) in pairs]
    whole = KindTable(headed, rows, quads)
    return whole.sorted(kind.order) if kind.order else whole


def _ours(classes: set[GraphTerm], reader: Reader) -> tuple[str, ...]:
    """The classes of a thing from our ontology, or else its classes from other vocabularies."""
    named = sorted(c.value for c in classes if not c.value.startswith(OWL))
    return tuple(c for c in named if c.startswith(reader.snapshot.prefixes["pfp"])) or tuple(named)


def _headed(column: Column, cells: Cells, reader: Reader) -> Column:
    """The column with the names of the kinds of its values as heading, where the name of its
    property is not a noun."""
    if column.property not in CALLED_BY_KIND or not cells:
        return column
    kinds = {reader.snapshot.split(value.plain)[0] for found in cells.values() for value in found}
    named = [kind_name(kind, reader.language, count=1) for kind in KINDS if kind in kinds]
    return column._replace(heading=", ".join(named) or column.heading)


def _column(name: str, reader: Reader) -> Column:
    """A column by its name in the kind's row: a property, PERIOD or CODE."""
    terms, language = reader.snapshot.terms, reader.language
    if name == PERIOD:
        return Column(name, name, word("period", language))
    if name == CODE:
        return Column(name, name, terms.label(reader.snapshot.prefixes["pfp"] + name, language))
    iri = reader.snapshot.context.expand(name)
    has_labels = name in STATEMENT or (iri in terms.links() and name not in ADDRESSES)
    return Column(name, local_name(name), terms.label(iri, language), has_labels)


def precision(predicate: str, snapshot: Snapshot) -> str:
    """The property, as prefix:name, that states the precision of a date property; "" without
    one."""
    name = f"{local_name(predicate)}Precision"
    return f"pfp:{name}" if snapshot.prefixes["pfp"] + name in snapshot.terms else ""


def _things(prefix: Literal, reader: Reader) -> dict[str, set[GraphTerm]]:
    """The classes of every thing whose IRI begins with the prefix."""
    classes: dict[str, set[GraphTerm]] = defaultdict(set)
    for row in reader.snapshot.filled("things", prefix=prefix):
        classes[row["thing"].value].add(row["class"])
    return classes


def _cells(prefix: Literal, column: Column, reader: Reader) -> tuple[Cells, list[Quad]]:
    """The values of a column by thing, and the statements that they come from."""
    if column.property == PERIOD:
        return _periods(prefix, reader)
    if column.property == CODE:
        return _codes(prefix, reader), []
    found, quads = _ask(prefix, column.property, reader)
    exact = precision(column.property, reader.snapshot)
    precisions, more = _precisions(prefix, exact, reader)
    cells = {
        thing: values.readable(
            [
                values.known(term, reader, precisions.get(thing, ""))
                for term in sorted(terms, key=str)
            ]
        )
        for thing, terms in found.items()
    }
    unknown = {
        thing: [Value(dates.unsaid(precision, reader.language))]
        for thing, precision in precisions.items()
        if thing not in cells
    }
    return cells | unknown, quads + more


def _codes(prefix: Literal, reader: Reader) -> Cells:
    """The ISO 3166-1 alpha-3 code of the country that each record is about."""
    about, _ = _ask(prefix, "pfp:forCountry", reader)
    countries = {
        thing: [reader.snapshot.thing_index.get(c.value) for c in found]
        for thing, found in about.items()
    }
    return {
        thing: [Value(code, plain=code) for one in found if one and (code := one.first("iso3"))]
        for thing, found in countries.items()
    }


def _periods(prefix: Literal, reader: Reader) -> tuple[Cells, list[Quad]]:
    """The period of each thing from its start and end with their precisions, and the statements."""
    names = ("pfp:start", "pfp:startPrecision", "pfp:end", "pfp:endPrecision")
    asked = [_ask(prefix, name, reader) for name in names]
    parts = [_first(found) for found, _ in asked]
    cells = {}
    for thing in {thing for part in parts for thing in part}:
        start, how, end, until = (part.get(thing, "") for part in parts)
        cells[thing] = [
            period(thing, dates.Bound(start, tail(how)), dates.ended(end, tail(until)), reader)
        ]
    return cells, [quad for _, quads in asked for quad in quads]


def _spans(kind: Kind, prefix: Literal, reader: Reader) -> dict[str, Span]:
    """The span of each thing of a kind, from its bounds or from the one date on which it happened,
    or from the first and last day on which it can have."""
    if kind.is_dated or kind.lasts:
        parts = [_one(prefix, name, reader) for name in BOUND_PROPERTIES]
        things = {thing for part in parts for thing in part}
        return {thing: span(part.get(thing, "") for part in parts) for thing in things}
    if not kind.day:
        return {}
    precisions, _ = _precisions(prefix, precision(kind.day, reader.snapshot), reader)
    found = {
        thing: happened(day, precisions.get(thing, "Day"))
        for thing, day in _one(prefix, kind.day, reader).items()
    }
    first, last = (_one(prefix, f"pfp:{name}Date", reader) for name in ("earliest", "latest"))
    bounded = {
        thing: happened_between(first.get(thing, ""), last.get(thing, "")) for thing in first | last
    }
    return bounded | found


def _one(prefix: Literal, name: str, reader: Reader) -> dict[str, str]:
    """The text of the first value of a property, by thing."""
    return _first(_ask(prefix, name, reader)[0])


def _first(found: Objects) -> dict[str, str]:
    """The text of the first value of each thing."""
    return {thing: next(iter(terms)).value for thing, terms in found.items()}


def period(thing: str, start: dates.Bound, end: dates.Bound, reader: Reader) -> Value:
    """A period as a value; an event is shown with its last day, not with the day after it."""
    if reader.snapshot.split(thing)[0] == "event":
        end = dates.last_day(end)
    return Value(dates.period(start, end, reader.language), plain=dates.interval(start, end))


def _precisions(prefix: Literal, name: str, reader: Reader) -> tuple[dict[str, str], list[Quad]]:
    """The precision stated for the date of each thing, by local name, and the statements."""
    if not name:
        return {}, []
    found, quads = _ask(prefix, name, reader)
    return {thing: tail(next(iter(terms)).value) for thing, terms in found.items()}, quads


def _ask(prefix: Literal, name: str, reader: Reader) -> tuple[Objects, list[Quad]]:
    """The distinct values of a property by thing, in order, and the statements themselves."""
    predicate = NamedNode(reader.snapshot.context.expand(name))
    found: Objects = defaultdict(dict)  # each value once, in order
    quads = []
    for row in reader.snapshot.filled("column", prefix=prefix, property=predicate):
        found[row["thing"].value][row["value"]] = None
        quads.append(Quad(NamedNode(row["thing"].value), predicate, row["value"]))
    return found, quads


def _named(classes: dict[str, set[GraphTerm]], reader: Reader) -> list[Quad]:
    """The classes and labels of the things as statements."""
    quads = []
    for iri, found in classes.items():
        thing = NamedNode(iri)
        quads += [Quad(thing, NamedNode(RDF + "type"), c) for c in found]
        quads += [
            Quad(thing, NamedNode(RDFS + "label"), Literal(text, language=tag or None))
            for tag, texts in reader.snapshot.labels.get(iri, {}).items()
            for text in texts
        ]
    return quads


def quads(kind: Kind, found: KindTable, reader: Reader) -> list[Quad]:
    """The list of a kind as statements: its titles, its members, and what the table shows of
    them."""
    thing = NamedNode(f"{reader.snapshot.base}doc/{kind.name}/")
    member = NamedNode(RDFS + "member")
    members = [Quad(thing, member, NamedNode(row.iri)) for row in found.rows]
    shown = {row.iri for row in found.rows}
    label = NamedNode(RDFS + "label")
    titles = [
        Quad(thing, label, Literal(kind_name(kind.name, tag), language=tag))
        for tag in languages_of(f"kind-{kind.name}")
    ]
    return titles + members + [quad for quad in found.quads if text(quad.subject) in shown]


def _sort_key(cells: list[Value]) -> tuple[int, str]:
    """The sort key of a cell: dates and numbers first as text, then texts, then empty cells."""
    if not cells:
        return (2, "")
    first = cells[0]
    if first.machine or first.plain[:1].isdigit():
        return (0, first.plain)
    return (1, folded(first.text))
