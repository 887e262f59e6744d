"""The layer of the map with operations: where they were, and who took part in one, or on a day."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import partial

from markupsafe import Markup
from pyoxigraph import Literal, NamedNode

from pfpgraph import iris
from pfpgraph.i18n import dates
from pfpgraph.i18n.folding import folded
from pfpgraph.i18n.texts import choose
from pfpgraph.i18n.words import plural, word
from pfpgraph.iris import tail
from pfpgraph.model.thing_index import Entry
from pfpgraph.problems import Problem
from pfpgraph.query.results import text
from pfpgraph.span import HOLDS, PHASES, UNKNOWN
from pfpgraph.web.pages import layout, naming, values, views, world_map
from pfpgraph.web.pages.thing import records
from pfpgraph.web.pages.values import Value
from pfpgraph.web.reader import Reader, with_arguments
from pfpgraph.web.svg import MapCountry
from pfpgraph.web.svg.maps import MapPoint
from pfpgraph.web.svg.textures import definitions

LAYER = "operations"
CONTRIBUTOR, MAY, THEATRE = "contributor", "may", "theatre"
CONTRIBUTION = "ontology#Contribution"


@dataclass
class OperationRow:
    """An operation of the table: its value and time in words, its theatre in words, and its
    contributors on the map, each with the record and whether that is certain."""

    operation: Value
    when: str
    theatre: str
    contributors: list[tuple[Value, str, bool]] = field(default_factory=list)


def asked(reader: Reader, layer: str, slug: str) -> tuple[bool, str]:
    """Whether the parameters ask for this layer, and the IRI of the operation they name, "" without
    one. Raises Problem (400) for an unknown layer or operation."""
    if layer not in ("", LAYER):
        raise Problem("request", "one-of", parameter="layer", known=[LAYER], given=layer[:40])
    if not slug:
        return bool(layer), ""
    iri = iris.thing(reader.snapshot.base, "operation", slug)
    known = sorted(tail(entry.iri) for entry in _operations(reader))
    if slug not in known:
        raise Problem("request", "one-of", parameter="operation", known=known, given=slug[:40])
    return True, iri


def view(reader: Reader, operation: str) -> views.View:
    """The view of the contributions shown: to an operation, on the day or where none is asked for
    at any time, or ("") to all on the day."""
    shown = views.view(
        reader,
        "/map",
        "map-operations",
        day=Literal(str(reader.day), datatype=world_map.XSD_DATE),
        whole=NamedNode(operation or reader.snapshot.base + CONTRIBUTION),
        phases=[Literal(phase) for phase in _phases(reader, operation)],
        language=Literal(reader.language),
    )
    return replace(shown, own=("operation" if operation else "layer",))


def _phases(reader: Reader, operation: str) -> tuple[str, ...]:
    """The phases of the contributions shown."""
    return PHASES if operation and not reader.asked else (HOLDS, UNKNOWN)


def page(shown: views.View, operation: str) -> str:
    """The page of the layer, of one operation or ("") of all on the day."""
    reader = shown.reader
    found = rows(reader, operation)
    day = dates.in_words(dates.Bound(str(reader.day)), reader.language)
    named = values.known(NamedNode(operation), reader) if operation else None
    return layout.render(
        reader,
        "operations_map.html",
        own=shown.own,
        view=shown,
        formats=reader.formats,
        title=_title(named, day, reader),
        operation=named,
        rows=found,
        pictures=pictures(found, reader),
        textures=definitions("key"),
        statuses=(CONTRIBUTOR, MAY, THEATRE),
        offers=_offers(reader),
        at=partial(address, reader),
        years=world_map.years(_path(operation), reader),
        counted=_counted(found, reader),
    )


def _title(operation: Value | None, day: str, reader: Reader) -> str:
    """The title of the page: the operations on a day, or one, on that day or at any time."""
    if operation is None:
        return word("operations-on", reader.language).format(day)
    key = "contributors-on" if reader.asked else "contributors-to"
    return word(key, reader.language).format(operation.text, day)


def _path(operation: str) -> str:
    """The address of the layer, of one operation or ("") of all."""
    asked = {"operation": tail(operation)} if operation else {"layer": LAYER}
    return with_arguments("/map", asked)


def address(reader: Reader, operation: str) -> str:
    """The link to the layer, of one operation or ("") of all."""
    return reader.here(_path(operation))


def _operations(reader: Reader) -> list[Entry]:
    """All operations, the earliest first."""
    found = (entry for entry in reader.snapshot.thing_index if entry.kind == "operation")
    return sorted(found, key=lambda entry: (entry.day or "9", entry.iri))


def _offers(reader: Reader) -> list[tuple[str, Value]]:
    """The operations that can be chosen, as IRI and value: those with contributions."""
    records = reader.snapshot.thing_index.records
    return [
        (entry.iri, values.known(NamedNode(entry.iri), reader))
        for entry in _operations(reader)
        if any(one.kind == "contribution" for one in records(entry.iri))
    ]


def rows(reader: Reader, operation: str) -> list[OperationRow]:
    """The operation chosen, or all that went on or may have gone on on the day."""
    day = str(reader.day)
    chosen = [
        entry
        for entry in _operations(reader)
        if entry.iri == operation or (not operation and entry.state(day) in (HOLDS, UNKNOWN))
    ]
    return [_row(entry, operation, reader) for entry in chosen]


def _row(entry: Entry, operation: str, reader: Reader) -> OperationRow:
    """An operation with its contributors, by name."""
    phases, day = _phases(reader, operation), str(reader.day)
    found = {
        one.iri: one
        for one in reader.snapshot.thing_index.records(entry.iri)
        if one.kind == "contribution" and one.state(day) in phases
    }
    contributors = [_contributor(one, len(phases) > 2, reader) for one in found.values()]
    contributors.sort(key=lambda one: folded(one[0].text))
    words = ", ".join(
        value.text
        for value in values.readable(
            [values.known(term, reader) for term in entry.values.get("theatreInWords", ())]
        )
    )
    named = values.known(NamedNode(entry.iri), reader)
    return OperationRow(named, records.when(entry, reader), words, contributors)


def _contributor(entry: Entry, ever: bool, reader: Reader) -> tuple[Value, str, bool]:
    """The country of a contribution, the address of the record, and whether it certainly took part
    on the day, or (`ever`) at any time."""
    country = values.known(NamedNode(entry.first("country")), reader)
    certain = ever or entry.state(str(reader.day)) == HOLDS
    return naming.with_name_of_day(country, reader), reader.href(entry.iri), certain


def _counted(found: list[OperationRow], reader: Reader) -> str:
    """How many countries certainly took part in any of some operations, and how many others may
    have."""
    all_of_them = [one for row in found for one in row.contributors]
    certain = {country.plain for country, _, is_certain in all_of_them if is_certain}
    others = {country.plain for country, _, _ in all_of_them} - certain
    told = plural("contributors", len(certain), reader.language)
    more = plural("contributors-may", len(others), reader.language) if others else ""
    return word("then", reader.language).join(filter(None, (told, more)))


def pictures(found: list[OperationRow], reader: Reader) -> tuple[Markup, Markup]:
    """Two maps: the world, and Europe enlarged; with contributors and theatres."""
    title = word("map-operations", reader.language)
    return world_map.drawn(_places(found, reader), title, reader, _spots(found, reader))


def _places(found: list[OperationRow], reader: Reader) -> dict[str, MapCountry]:
    """The countries on the map by ISO code: theatres, and contributors with what they took part
    in."""
    facts = reader.snapshot.country_facts
    joined: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for row in found:
        for country, _, certain in row.contributors:
            joined[country.plain].append((row.operation.text, certain))
    marks = {
        iri: MapCountry(
            THEATRE, _titled(iri, [row.operation.text], reader), reader.href(iri), facts.at(iri)
        )
        for row in found
        for iri in _theatres(row, reader)
    }
    for iri, operations in joined.items():
        status = CONTRIBUTOR if any(certain for _, certain in operations) else MAY
        title = _titled(iri, [name for name, _ in operations], reader)
        marks[iri] = MapCountry(status, title, reader.href(iri), facts.at(iri))
    return {facts.countries[iri]: mark for iri, mark in marks.items() if iri in facts.countries}


def _titled(iri: str, operations: list[str], reader: Reader) -> str:
    """A country with operations in one line, each once however often it took part."""
    name = choose(reader.snapshot.labels.get(iri, {}), reader.language)[0]
    return word("is", reader.language).format(name, ", ".join(dict.fromkeys(operations)))


def _theatres(row: OperationRow, reader: Reader) -> list[str]:
    """The IRIs of the countries and places where an operation was."""
    entry = reader.snapshot.thing_index.get(row.operation.plain)
    return [text(term) for term in entry.values.get("theatre", ())] if entry else []


def _spots(found: list[OperationRow], reader: Reader) -> list[MapPoint]:
    """The places where operations were, as far as their coordinates are known."""
    facts = reader.snapshot.country_facts
    return [
        MapPoint(at, _titled(iri, [row.operation.text], reader), reader.href(iri), THEATRE)
        for row in found
        for iri in _theatres(row, reader)
        if iri not in facts.countries and (at := facts.at(iri))
    ]
