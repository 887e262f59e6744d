"""What is known of countries besides their records: ISO codes, coordinates, independence, the
states that were there before; with the acronyms, scopes of suspensions, signatures and summits
that the map and the timeline name. Read once for a release.
"""

from collections import defaultdict
from typing import NamedTuple

from pyoxigraph import Literal

from pfpgraph.i18n.dates import Bound
from pfpgraph.i18n.texts import by_language, choose
from pfpgraph.model.thing_index import Entry, ThingIndex
from pfpgraph.query.results import GraphTerm
from pfpgraph.span import Span


class State(NamedTuple):
    """A state that is no more: its IRI, from when, until when (as readers say it), its time, and
    those that followed it."""

    iri: str
    start: str
    end: Bound
    span: Span
    successors: tuple[str, ...]

    def existed(self, day: str) -> bool:
        """Whether it existed on an ISO day, as far as that is known."""
        return bool(self.start) and self.span.possible(day)


def _ended(state: State | None, day: str) -> bool:
    """Whether something is a state that is no more on an ISO day."""
    return state is not None and state.span.over(day)


class CountryFacts:
    """What is known of countries and what drawings name, by IRI."""

    def __init__(self, thing_index: ThingIndex) -> None:
        """Take what is known of every thing."""
        self._thing_index = thing_index
        self.countries = {entry.iri: code for entry in thing_index if (code := entry.first("iso3"))}
        self.summits = _days(thing_index, "Summit", "start")
        self.signatures: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for iri, day in _days(thing_index, "Signature", "date"):
            self.signatures[self._one(iri, "signedFor")].append((iri, day))
        past = (entry for entry in thing_index if entry.is_a("HistoricalState") and entry.dated)
        self.states = sorted(map(_state, past))

    def _terms(self, iri: str, name: str) -> list[GraphTerm]:
        """The values of a property."""
        entry = self._thing_index.get(iri)
        return entry.values.get(name, []) if entry else []

    def _one(self, iri: str, name: str) -> str:
        """The value of a property, empty without one."""
        return next((term.value for term in self._terms(iri, name)), "")

    def independent(self, country: str, day: str) -> bool:
        """Whether a country had become independent of another state by an ISO day."""
        return "" < self.since(country) <= day

    def before(self, country: str, day: str) -> list[str]:
        """The states that existed on an ISO day and of which a country, not yet independent, is a
        successor, itself or by others."""
        if self.independent(country, day):
            return []
        found = []
        for state in self.states:
            if country in state.successors:
                earlier = self.before(state.iri, day) if day < state.start else []
                found += [state.iri] if state.existed(day) else earlier
        return found

    def regained(self, country: str, day: str) -> list[str]:
        """The states that existed on an ISO day and from which a country regained its independence
        later."""
        if self.independent(country, day):
            return []
        ruling = {term.value for term in self._terms(country, "regainedIndependenceFrom")}
        return [state.iri for state in self.states if state.iri in ruling and state.existed(day)]

    def since(self, country: str) -> str:
        """The ISO day from which a country was independent, or was so again; empty without one."""
        return self._one(country, "independentSince")

    def successors_on(self, state: State, then: str, day: str) -> list[str]:
        """The successors of a state, not yet independent on one ISO day, that exist on a later one;
        for one that is no more, its own."""
        past = {other.iri: other for other in self.states}
        return sorted(
            heir
            for iri in state.successors
            if not self.independent(iri, then)
            for heir in (
                self.successors_on(past[iri], then, day) if _ended(past.get(iri), day) else [iri]
            )
        )

    def at(self, country: str) -> tuple[float, float] | None:
        """The longitude and latitude of a country, where they are known."""
        longitude, latitude = self._one(country, "longitude"), self._one(country, "latitude")
        return (float(longitude), float(latitude)) if longitude and latitude else None

    def acronym(self, iri: str, language: str) -> str:
        """The short form of a name in a language, empty without one."""
        return self._said(iri, "acronym", language)

    def scope(self, suspension: str, language: str) -> str:
        """What a suspension covers."""
        return self._said(suspension, "scope", language)

    def _said(self, iri: str, name: str, language: str) -> str:
        """A text of a thing in a language, else in another."""
        texts = [term for term in self._terms(iri, name) if isinstance(term, Literal)]
        return choose(by_language(texts), language)[0] if texts else ""


def _days(thing_index: ThingIndex, kind: str, name: str) -> list[tuple[str, str]]:
    """The things of a class with their days, in the order of the days."""
    pairs = ((entry.iri, entry.first(name)) for entry in thing_index if entry.is_a(kind))
    return sorted((pair for pair in pairs if pair[1]), key=lambda pair: (pair[1], pair[0]))


def _state(entry: Entry) -> State:
    """A state that is no more."""
    successors = sorted(term.value for term in entry.values.get("successor", ()))
    start, end = entry.first("start"), entry.bound("end")
    return State(entry.iri, start, end, entry.span, tuple(successors))
