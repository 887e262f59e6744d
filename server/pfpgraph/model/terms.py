"""The terms of the vocabularies in use: what they are called, and which of them link things."""

import unicodedata
from collections import defaultdict
from functools import lru_cache

from pfpgraph.i18n.typography import spaced

OWL = "http://www.w3.org/2002/07/owl#"
FALLBACK = ("en", "", "fr")

# Letters that do not fall apart into a base and an accent (Unicode normalisation form KD).
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "’": "'"}
)


def choose(labels: dict[str, list[str]], language: str) -> tuple[str, str]:
    """The label for a reader of a language, and the language it is in."""
    for tag in (language, *FALLBACK, *sorted(labels)):
        if tag in labels:
            return spaced(min(labels[tag]), tag), tag
    return "", ""


def by_language(literals) -> dict[str, list[str]]:
    """The values of literals under their language tags, "" for none."""
    found = defaultdict(list)
    for literal in literals:
        tag = (literal.language or "").split("-")[0].lower()
        found[tag].append(literal.value)
    return dict(found)


@lru_cache(1 << 14)  # lists are sorted by the same texts at every page
def folded(text: str) -> str:
    """A text without case, accents and the differences between kindred letters: for order and
    search."""
    letters = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return bare.translate(_LETTERS)


def spell(iri: str) -> str:
    """The last part of an IRI as words, for things without a label."""
    tail = iri.rstrip("/#").replace("#", "/").rpartition("/")[2]
    return tail.replace("-", " ").replace("_", " ") or iri


def tail(iri: str) -> str:
    """The name at the end of an IRI."""
    return iri.replace("#", "/").rpartition("/")[2]


class Terms:
    """The labels and types of terms, from rows of term, type and label."""

    def __init__(self, rows: list[dict]) -> None:
        """Sort the rows by term."""
        labels, self.types = defaultdict(set), defaultdict(set)
        self.dates = {row["term"].value for row in rows if row.get("date") is not None}
        for row in rows:
            term = row["term"].value
            if row.get("type") is not None:
                self.types[term].add(row["type"].value)
            if row.get("label") is not None:
                labels[term].add(row["label"])
        self._labels = {term: by_language(found) for term, found in labels.items()}

    def label(self, iri: str, language: str) -> str:
        """What a term is called in a language, or its name in words."""
        return choose(self._labels.get(iri, {}), language)[0] or spell(iri)

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
