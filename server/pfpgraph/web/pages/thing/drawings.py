"""The drawings on a thing's page besides that of its time: its neighbours, and its location."""

from markupsafe import Markup
from pyoxigraph import NamedNode

from pfpgraph.i18n.words import word
from pfpgraph.kinds import KINDS
from pfpgraph.model.thing_index import Entry
from pfpgraph.web.pages import values, world_map
from pfpgraph.web.pages.thing.neighbourhood import neighbourhood
from pfpgraph.web.pages.values import Value
from pfpgraph.web.reader import Reader
from pfpgraph.web.svg import MapCountry, maps, world


def neighbours(iri: str, reader: Reader) -> tuple[list[tuple[str, list[Value]]], Markup]:
    """The neighbours of a body or programme by relation, and a drawing of them; empty for other
    kinds."""
    kind = reader.snapshot.split(iri)[0]
    if not (kind and KINDS[kind].neighbours):
        return [], Markup("")
    return neighbourhood(iri, reader)


def location_map(iri: str, reader: Reader) -> Markup:
    """A map around a country, or around the country of a place; "" for other things and where the
    location is not known."""
    country = _country(iri, reader)
    if not country:
        return Markup("")
    try:
        at = float(country.first("longitude")), float(country.first("latitude"))
    except ValueError:
        return Markup("")
    status = reader.snapshot.history.standing(country.iri, reader.day).status
    name = values.known(NamedNode(country.iri), reader).text
    title = word("where-it-is", reader.language)
    shown = {country.first("iso3"): MapCountry(status or "other", name, at=at)}
    source = world_map.shapes(reader)
    return world(shown, title, reader.language, source=source, window=maps.around(*at))


def _country(iri: str, reader: Reader) -> Entry | None:
    """The country itself, or the country of a place; None for other things."""
    entry = reader.snapshot.thing_index.get(iri)
    if entry is None or entry.kind not in ("country", "place"):
        return None
    if entry.kind == "country":
        return entry
    return reader.snapshot.thing_index.get(entry.first("country"))
