"""The terms of the vocabularies in use: what they are called, and which of them link things."""

import unicodedata
from collections import defaultdict
from functools import lru_cache

from pfpgraph.i18n.catalogues import SOURCE
from pfpgraph.i18n.typography import spaced
from pfpgraph.i18n.words import languages

OWL = "http://www.w3.org/2002/07/owl#"

# Letters that do not fall apart into a base and an accent (Unicode normalisation form KD).
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "’": "'"}
)


def choose(labels: dict[str, list[str]], language: str) -> tuple[str, str]:
    """The label for a reader of a language, and the language it is in."""
    for tag in (language, SOURCE, "", *languages(), *sorted(labels)):
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


def _worded(rows: list[dict], name: str) -> dict[str, dict[str, list[str]]]:
    """The texts in a column of rows, by term and language."""
    found = defaultdict(set)
    for row in rows:
        if row.get(name) is not None:
            found[row["term"].value].add(row[name])
    return {term: by_language(texts) for term, texts in found.items()}


class Terms:
    """The words and types of terms, from the rows of terms.rq."""

    def __init__(self, rows: list[dict]) -> None:
        """Sort the rows by term."""
        self.types = defaultdict(set)
        self.dates = {row["term"].value for row in rows if row.get("date") is not None}
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
