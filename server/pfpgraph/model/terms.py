"""The terms of the vocabularies in use: their labels, their types, and which properties link
things."""

from collections import defaultdict

from pyoxigraph import Literal

from pfpgraph.i18n.texts import by_language, choose
from pfpgraph.iris import spell
from pfpgraph.namespaces import OWL
from pfpgraph.query.results import GraphRow


def _worded(rows: list[GraphRow], name: str) -> dict[str, dict[str, list[str]]]:
    """The texts in a column of rows, by term and language tag."""
    found: dict[str, set[Literal]] = defaultdict(set)
    for row in rows:
        if isinstance(text := row.get(name), Literal):
            found[row["term"].value].add(text)
    return {term: by_language(texts) for term, texts in found.items()}


class Terms:
    """The labels and types of terms, from the rows of terms.rq. `dates` are properties with the
    range xsd:date alone, `worded` those with the range rdf:langString."""

    def __init__(self, rows: list[GraphRow]) -> None:
        """Take the rows of terms.rq."""
        self.types: dict[str, set[str]] = defaultdict(set)
        self.dates = {row["term"].value for row in rows if row.get("date") is not None}
        self.worded = {row["term"].value for row in rows if row.get("worded") is not None}
        for row in rows:
            term = row["term"].value
            if row.get("type") is not None:
                self.types[term].add(row["type"].value)
        self._labels, self._headings, self._interrogatives = (
            _worded(rows, name) for name in ("label", "heading", "interrogative")
        )

    def label(self, iri: str, language: str) -> str:
        """The label of a term in a language, else the last part of its IRI in words."""
        return choose(self._labels.get(iri, {}), language)[0] or spell(iri)

    def heading(self, iri: str, language: str) -> str:
        """The heading of a property in a language, a noun; "" without one."""
        return choose(self._headings.get(iri, {}), language)[0]

    def interrogative(self, iri: str, language: str) -> str:
        """The words that ask for a property in a language ("which date"); "" without any."""
        return choose(self._interrogatives.get(iri, {}), language)[0]

    def __contains__(self, iri: str) -> bool:
        """Whether the term is declared."""
        return iri in self.types

    def links(self) -> list[str]:
        """The IRIs of all object properties, sorted."""
        return sorted(t for t, types in self.types.items() if OWL + "ObjectProperty" in types)

    def properties(self) -> list[str]:
        """The IRIs of all properties, sorted."""
        return sorted(
            t for t, types in self.types.items() if any(kind.endswith("Property") for kind in types)
        )

    def classes(self) -> list[str]:
        """The IRIs of all classes, sorted."""
        return sorted(
            t for t, types in self.types.items() if any(kind.endswith("#Class") for kind in types)
        )
