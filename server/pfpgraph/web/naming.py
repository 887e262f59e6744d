"""What a thing is called: its title, its other names, and the name it had on the day."""

from typing import NamedTuple

from pyoxigraph import Literal, Quad

from pfpgraph.web import days, values
from pfpgraph.web.site import site
from pfpgraph.web.terms import choose, spell, tail

# Where names stand, in the order in which they are shown.
PROPERTIES = ("label", "title", "name", "acronym", "officialName", "nativeName", "altLabel")


class Name(NamedTuple):
    """A name and the language it is in, "" where none is said."""

    text: str
    language: str = ""

    @property
    def direction(self) -> str:
        """The direction of its script, where a language is written from right to left."""
        return "rtl" if self.language.partition("-")[0] in values.RIGHT_TO_LEFT else ""


def title(iri: str, language: str) -> Name:
    """The title of a thing's page; the language only where it is not the reader's."""
    text, tag = choose(site.labels.get(iri, {}), language)
    return Name(text, "" if tag == language else tag) if text else Name(spell(iri))


def then(iri: str, language: str) -> str:
    """The name that a country had on the day asked for, where it is another than its title."""
    if not days.kept() or values.split(iri)[0] != "country":
        return ""
    found = site.chronicle.name(iri, days.day(), language)
    return "" if found == title(iri, language).text else found


def others(stated: list[Quad], shown: str, language: str) -> list[Name]:
    """The other names stated of a thing, each once, in its own languages."""
    found = {}
    for quad in sorted(stated, key=_order):
        if _rank(quad) is not None and isinstance(quad.object, Literal):
            tag = (quad.object.language or "").lower()
            found.setdefault(quad.object.value, Name(quad.object.value, tag))
    return [name for text, name in found.items() if text != shown]


def _rank(quad: Quad) -> int | None:
    """Where a property stands among those that name, None for all others."""
    name = tail(quad.predicate.value)
    return PROPERTIES.index(name) if name in PROPERTIES else None


def _order(quad: Quad) -> tuple:
    """The order of the names: as the properties, then by language and text."""
    rank = _rank(quad)
    tag = getattr(quad.object, "language", None) or ""
    return len(PROPERTIES) if rank is None else rank, tag, quad.object.value if tag else ""
