"""Texts without case and accents, for sorting and search in any language."""

import unicodedata
from functools import lru_cache

# Letters that Unicode normalisation form KD does not decompose into a base and an accent.
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "’": "'"}
)


@lru_cache(1 << 14)  # lists are sorted by the same texts at every page
def folded(text: str) -> str:
    """A text without case, accents and the differences between kindred letters (ł and l)."""
    letters = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return bare.translate(_LETTERS)
