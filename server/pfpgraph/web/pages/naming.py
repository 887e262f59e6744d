"""Names of a thing: its title, its other names, and its name on a day."""

from datetime import date
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Quad

from pfpgraph.i18n import dates
from pfpgraph.i18n.texts import choose
from pfpgraph.i18n.words import word
from pfpgraph.iris import spell, tail
from pfpgraph.query.results import text
from pfpgraph.web.pages import values
from pfpgraph.web.pages.values import Value
from pfpgraph.web.reader import Reader

# The properties that hold names, in the order in which names are shown.
_PROPERTIES = ("label", "title", "name", "acronym", "officialName", "nativeName", "altLabel")


class Name(NamedTuple):
    """A name and its language tag, "" where none is stated; for titles also "" where it is the
    reader's language."""

    text: str
    language: str = ""

    @property
    def direction(self) -> str:
        """The value of the HTML attribute dir: "rtl" for languages written from right to left, else
        ""."""
        return "rtl" if self.language.partition("-")[0] in values.RIGHT_TO_LEFT else ""


def title(iri: str, reader: Reader) -> Name:
    """The title of a thing's page: its label, or else its name spelled from the IRI. The language
    is "" when it is the reader's."""
    text, tag = choose(reader.snapshot.labels.get(iri, {}), reader.language)
    return Name(text, "" if tag == reader.language else tag) if text else Name(spell(iri))


def name_on(iri: str, day: date, reader: Reader) -> Name:
    """The name of a thing on a day: the name that a country is known to have had then, if it was
    another one, else its title."""
    text, tag = reader.snapshot.history.name(
        iri, day, reader.snapshot.labels.get(iri, {}), reader.language
    )
    return Name(text, "" if tag == reader.language else tag) if text else title(iri, reader)


def remark(iri: str, day: date, reader: Reader) -> str:
    """A remark on the name of a country on a day, "" when none is needed. It says that another
    state existed before or ruled the country, or gives today's name, or says that the name shown is
    today's because the earlier one is not recorded."""
    now, states = title(iri, reader), states_before(iri, day, reader)
    if states:
        named = ", ".join(state.text for state in states)
        return word("state-before", reader.language).format(named)
    if ruling_states(iri, day, reader):
        return word("independent-again", reader.language).format(independent_since(iri, reader))
    if name_on(iri, day, reader) != now:
        return word("now", reader.language).format(now.text)
    later = reader.snapshot.history.is_later(iri, day, reader.snapshot.labels.get(iri, {}))
    return word("todays-name", reader.language) if later else ""


def states_before(iri: str, day: date, reader: Reader) -> list[Value]:
    """The states that existed on a day and that the country, not yet independent, later
    succeeded."""
    return _states(reader.snapshot.country_facts.before(iri, str(day)), reader)


def ruling_states(iri: str, day: date, reader: Reader) -> list[Value]:
    """The states that existed on a day and from which the country later regained independence."""
    return _states(reader.snapshot.country_facts.regained(iri, str(day)), reader)


def independent_since(iri: str, reader: Reader) -> str:
    """The day from which a country has been independent, or independent again, in words; "" when
    none is stated."""
    day = reader.snapshot.country_facts.since(iri)
    return dates.in_words(dates.Bound(day), reader.language) if day else ""


def _states(found: list[str], reader: Reader) -> list[Value]:
    """States, by IRI, as values with their names on the day asked for."""
    return [with_name_of_day(values.known(NamedNode(one), reader), reader) for one in found]


def with_name_of_day(value: Value, reader: Reader) -> Value:
    """A value; for a country, with the name that it had on the day asked for."""
    if not reader.on or reader.snapshot.split(value.plain)[0] != "country":
        return value
    return value._replace(**name_on(value.plain, reader.day, reader)._asdict())


def other_names(stated: list[Quad], shown: str) -> list[Name]:
    """All names stated of a thing besides `shown`, each once, with their languages."""
    found: dict[str, Name] = {}
    for quad in sorted(stated, key=_order):
        if _rank(quad) is not None and isinstance(quad.object, Literal):
            tag = (quad.object.language or "").lower()
            found.setdefault(quad.object.value, Name(quad.object.value, tag))
    return [name for text, name in found.items() if text != shown]


def _rank(quad: Quad) -> int | None:
    """The rank of a property that holds names, None for any other."""
    name = tail(quad.predicate.value)
    return _PROPERTIES.index(name) if name in _PROPERTIES else None


def _order(quad: Quad) -> tuple[int, str, str]:
    """The sort key of names: by property, then language, then text."""
    rank = _rank(quad)
    tag = getattr(quad.object, "language", None) or ""
    return len(_PROPERTIES) if rank is None else rank, tag, text(quad.object) if tag else ""
