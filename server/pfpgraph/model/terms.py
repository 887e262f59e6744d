"""The terms of the vocabularies in use: what they are called, and which of them link things."""

from collections import defaultdict

from pyoxigraph import Literal

from pfpgraph.i18n.texts import by_language, choose
from pfpgraph.iris import spell
from pfpgraph.namespaces import OWL
from pfpgraph.query.results import GraphRow


def _worded(rows: list[GraphRow], name: str) -> dict[str, dict[str, list[str]]]:
    """The texts in a column of rows, by term and language."""
    found: dict[str, set[Literal]] = defaultdict(set)
    for row in rows:
        if isinstance(text := row.get(name), Literal):
            found[row["term"].value].add(text)
    return {term: by_language(texts) for term, texts in found.items()}


class Terms:
    """The words and types of terms, from the rows of terms.rq."""

    def __init__(self, rows: list[GraphRow]) -> None:
        """Sort the rows by term."""
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
        """What a term is called in a language, or its name in words."""
        return choose(self._labels.get(iri, {}), language)[0] or spell(iri)

    def heading(self, iri: str, language: str) -> str:
        """A property as a noun, empty where there is none for it."""
        return choose(self._headings.get(iri, {}), language)[0]

    def interrogative(self, iri: str, language: str) -> str:
        """A property as one that is asked for (which date), empty where no words ask for it."""
        return choose(self._interrogatives.get(iri, {}), language)[0]

    def __contains__(self, iri: str) -> bool:
        """Whether the term is declared."""
        return iri in self.types

    def links(self) -> list[str]:
        """The properties whose values are things."""
        return sorted(t for t, types in self.types.items() if OWL + "ObjectProperty" in types)

    def properties(self) -> list[str]:
        """All properties."""
        return sorted(
            t for t, types in self.types.items() if any(kind.endswith("Property") for kind in types)
        )

    def classes(self) -> list[str]:
        """All classes."""
        return sorted(
            t for t, types in self.types.items() if any(kind.endswith("#Class") for kind in types)
        )
