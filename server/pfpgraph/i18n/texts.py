"""Texts in several languages, and the choice of one for a reader."""

from collections import defaultdict
from collections.abc import Iterable

from pyoxigraph import Literal

from pfpgraph.i18n.catalogues import DEFAULT_LANGUAGE
from pfpgraph.i18n.typography import spaced
from pfpgraph.i18n.words import languages

Texts = dict[str, list[str]]  # by language tag, "" for none


def choose(texts: Texts, language: str) -> tuple[str, str]:
    """The text for a reader of a language, and the tag of the language it is in: that language,
    else English, else untagged, else any other; two empty strings when there is no text."""
    for tag in (language, DEFAULT_LANGUAGE, "", *languages(), *sorted(texts)):
        if tag in texts:
            return spaced(min(texts[tag]), tag), tag
    return "", ""


def by_language(literals: Iterable[Literal]) -> Texts:
    """The values of literals by primary language subtag in lower case, "" for none."""
    found = defaultdict(list)
    for literal in literals:
        tag = (literal.language or "").split("-")[0].lower()
        found[tag].append(literal.value)
    return dict(found)
