"""Titles: what records are called on pages, by one rule from what they join and when.

Their labels in the graph are made for programs: ISO dates and names of properties stand in them.
"""

from pyoxigraph import Literal

from pfpgraph.i18n.words import languages, word
from pfpgraph.kinds import ASIDE_TITLE, KINDS, RecordKind, local_name
from pfpgraph.model import periods
from pfpgraph.model.record_index import Entry, RecordIndex
from pfpgraph.model.terms import Terms, by_language, choose

Labels = dict[str, dict[str, list[str]]]
PROPERTIES = ("predicate", "missingProperty", "disputedProperty")
OPTIONAL = ("value", "source")
_LONGEST = 60  # characters of the title of a source within another title


def titles(labels: Labels, record_index: RecordIndex, terms: Terms) -> Labels:
    """The titles of all records by language, from what things and terms are called."""
    found: Labels = {}
    for language in languages():
        titling = Titling(labels, record_index, terms, language)
        for entry in record_index:
            if entry.row and entry.row.title and (title := titling.title(entry)):
                found.setdefault(entry.iri, {})[language] = [title]
    return found


def shortened(text: str, length: int) -> str:
    """A text that is cut between two words where it is too long."""
    if len(text) <= length:
        return text
    whole = text[:length].rpartition(" ")[0] or text[: length - 1]  # one word alone
    return whole.rstrip(" ,;:.(—–-") + "…"


class Titling:
    """Makes titles in one language."""

    def __init__(
        self, labels: Labels, record_index: RecordIndex, terms: Terms, language: str
    ) -> None:
        """Take what things and terms are called, and what is known of them."""
        self._labels, self._record_index, self._terms = labels, record_index, terms
        self._language = language

    def title(self, entry: Entry, within: bool = False) -> str:
        """The title of a record, empty where a part of it is not known; within another title an
        act goes without its day."""
        row = KINDS[entry.kind]
        places = ASIDE_TITLE if entry.joins and not entry.usual else row.title
        parts = {roles[0]: self._part(entry, roles) for roles in map(_roles, places)}
        if not all(text or name in OPTIONAL for name, text in parts.items()):
            return ""
        named = word(_key(entry.kind, parts), self._language).format(*parts.values())
        is_act = isinstance(row, RecordKind) and row.day
        time = "" if within and is_act else self._time(entry)
        return ", ".join(filter(None, (_first_up(named) + self._class(entry), time)))

    def _part(self, entry: Entry, roles: list[str]) -> str:
        """What a record joins in the first of some roles that it has, in words."""
        name = roles[0]
        terms = next((entry.values[role] for role in roles if role in entry.values), [])
        if terms and isinstance(terms[0], Literal):
            return choose(by_language(terms), self._language)[0]
        if name in PROPERTIES:
            return ", ".join(self._property(term.value, name) for term in terms)
        found = sorted(self._called(entry, term.value) for term in terms)
        text = ", ".join(found) if all(found) else ""
        return shortened(text, _LONGEST) if name == "source" else text

    def _property(self, iri: str, name: str) -> str:
        """A property as a noun, or where it is in dispute as one that is asked for."""
        worded = self._terms.interrogative if name == "disputedProperty" else self._terms.heading
        return worded(iri, self._language) or self._terms.label(iri, self._language)

    def _called(self, entry: Entry, iri: str) -> str:
        """What a thing is called; a record that evidence is about, by its title."""
        about = self._record_index.get(iri)
        if about and not entry.joins and about.joins and KINDS[about.kind].title:
            return self.title(about, within=True)
        if iri in self._labels:
            return choose(self._labels[iri], self._language)[0]
        return self._terms.label(iri, self._language) if iri in self._terms else ""

    def _class(self, entry: Entry) -> str:
        """The class of a record that is not of the usual one of its kind, such as an invitation."""
        if entry.usual:
            return ""
        return f" ({self._terms.label(entry.types[0], self._language)})"

    def _time(self, entry: Entry) -> str:
        """When: the day of an act, the years of what lasts."""
        if entry.dated:
            return periods.years(entry.bound("start"), entry.bound("end"), self._language)
        return periods.spoken(entry.bound("date"), self._language) if entry.day else ""


def _roles(place: str) -> list[str]:
    """The roles of which the first that a record has stands in one place of its title."""
    return [local_name(role) for role in place.split("|")]


def _key(kind: str, parts: dict[str, str]) -> str:
    """The key of the words of a title: evidence may have no source, and what is counted may say
    itself in what."""
    if "source" in parts and not parts["source"]:
        return f"title-{kind}-unsourced"
    if kind == "count" and parts["countOf"] in parts["countedAs"]:
        return "title-count-said"
    return f"title-{kind}"


def _first_up(text: str) -> str:
    """A text with a capital at its beginning."""
    text = text.strip()
    return text[:1].upper() + text[1:]
