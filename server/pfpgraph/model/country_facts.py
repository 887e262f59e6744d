"""Facts about countries besides their records: ISO codes, coordinates, independence, predecessor
states; with the acronyms, scopes of suspensions, signatures and summits that the map and the
timeline show. Read once for a release."""

from collections import defaultdict
from typing import NamedTuple

from pyoxigraph import Literal

from pfpgraph.i18n.dates import Bound
from pfpgraph.i18n.texts import by_language, choose
from pfpgraph.model.thing_index import Entry, ThingIndex
from pfpgraph.query.results import GraphTerm
from pfpgraph.span import Span


class State(NamedTuple):
    """A historical state: its IRI, the ISO day of its start, its end as readers say it, its span,
    and the IRIs of its successors."""

    iri: str
    start: str
    end: Bound
    span: Span
    successors: tuple[str, ...]

    def existed(self, day: str) -> bool:
        """Whether it existed, or may have existed, on an ISO day; False when its start is not
        known."""
        return bool(self.start) and self.span.possible(day)


def _ended(state: State | None, day: str) -> bool:
    """Whether there is a state and it had certainly ended by an ISO day."""
    return state is not None and state.span.over(day)


class CountryFacts:
    """Facts about countries, and what drawings label, by IRI: `countries` are ISO 3166-1 alpha-3
    codes, `summits` pairs of IRI and ISO day, `signatures` those of the framework document by the
    country that it was signed for, `states` the historical states, sorted."""

    def __init__(self, thing_index: ThingIndex, framework_document: str) -> None:
        """Take the index of all things, and the IRI of the document that partners sign."""
        self._thing_index = thing_index
        self.countries = {entry.iri: code for entry in thing_index if (code := entry.first("iso3"))}
        self.summits = _days(thing_index, "Summit", "start")
        self.signatures: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for iri, day in _days(thing_index, "Signature", "date"):
            if self._one(iri, "document") == framework_document:
                self.signatures[self._one(iri, "signedFor")].append((iri, day))
        past = (entry for entry in thing_index if entry.is_a("HistoricalState") and entry.dated)
        self.states = sorted(map(_state, past))

    def _terms(self, iri: str, name: str) -> list[GraphTerm]:
        """The values of a property of a thing, by the local name of the property."""
        entry = self._thing_index.get(iri)
        return entry.values.get(name, []) if entry else []

    def _one(self, iri: str, name: str) -> str:
        """The first value of a property of a thing as text, "" without one."""
        return next((term.value for term in self._terms(iri, name)), "")

    def independent(self, country: str, day: str) -> bool:
        """Whether a country had become independent of another state by an ISO day."""
        return "" < self.since(country) <= day

    def before(self, country: str, day: str) -> list[str]:
        """The IRIs of the states that existed on an ISO day and that the country, not independent
        by then, succeeded, directly or through later states."""
        if self.independent(country, day):
            return []
        found = []
        for state in self.states:
            if country in state.successors:
                earlier = self.before(state.iri, day) if day < state.start else []
                found += [state.iri] if state.existed(day) else earlier
        return found

    def regained(self, country: str, day: str) -> list[str]:
        """The IRIs of the states that existed on an ISO day and from which the country regained its
        independence later."""
        if self.independent(country, day):
            return []
        ruling = {term.value for term in self._terms(country, "regainedIndependenceFrom")}
        return [state.iri for state in self.states if state.iri in ruling and state.existed(day)]

    def since(self, country: str) -> str:
        """The ISO day of a country's independence, or of its regained independence; "" without
        one."""
        return self._one(country, "independentSince")

    def successors_on(self, state: State, then: str, day: str) -> list[str]:
        """The IRIs of the successors of a state, not independent by the ISO day `then`, that exist
        on the later ISO day `day`; a successor that has ended by then is replaced by its own
        successors. Sorted."""
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
        """The longitude and latitude of a country in degrees, None where they are not known."""
        longitude, latitude = self._one(country, "longitude"), self._one(country, "latitude")
        return (float(longitude), float(latitude)) if longitude and latitude else None

    def acronym(self, iri: str, language: str) -> str:
        """The acronym of a thing in a language, else in another; "" without one."""
        return self._said(iri, "acronym", language)

    def scope(self, suspension: str, language: str) -> str:
        """The scope of a suspension in a language, else in another; "" without one."""
        return self._said(suspension, "scope", language)

    def _said(self, iri: str, name: str, language: str) -> str:
        """A text of a thing in a language, else in another; "" without one."""
        texts = [term for term in self._terms(iri, name) if isinstance(term, Literal)]
        return choose(by_language(texts), language)[0] if texts else ""


def _days(thing_index: ThingIndex, kind: str, name: str) -> list[tuple[str, str]]:
    """The IRIs of the things of a class with the ISO days of a property, sorted by day; those
    without a day are left out."""
    pairs = ((entry.iri, entry.first(name)) for entry in thing_index if entry.is_a(kind))
    return sorted((pair for pair in pairs if pair[1]), key=lambda pair: (pair[1], pair[0]))


def _state(entry: Entry) -> State:
    """A historical state from its entry in the index."""
    successors = sorted(term.value for term in entry.values.get("successor", ()))
    start, end = entry.first("start"), entry.bound("end")
    return State(entry.iri, start, end, entry.span, tuple(successors))
