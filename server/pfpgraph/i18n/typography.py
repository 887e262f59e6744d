"""Typography: no-break spaces in French, which stand before ; : ? ! and within « », capitals, and
texts that are shortened."""

import re
from functools import lru_cache

_NARROW, _FULL = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"
_HIGH = re.compile(r"[ \u00a0]+(?=[;?!])")
_BEFORE = re.compile(r" +(?=[:»])")
_AFTER = re.compile("« +")


@lru_cache(1 << 14)  # the same labels stand on many pages
def spaced(text: str, language: str = "fr") -> str:
    """A text with the no-break spaces of French: narrow ones before ; ? ! and full ones before :
    and within « ». Only existing spaces change, so that none gets into an address. Texts in other
    languages unchanged."""
    if language != "fr":
        return text
    return _AFTER.sub("«" + _FULL, _BEFORE.sub(_FULL, _HIGH.sub(_NARROW, text)))


def capitalised(text: str) -> str:
    """A text with its first letter in upper case, the rest unchanged."""
    return text[:1].upper() + text[1:]


def shortened(text: str, length: int) -> str:
    """A text of at most `length` characters: a longer one is cut between two words and ends in an
    ellipsis."""
    if len(text) <= length:
        return text
    whole = text[:length].rpartition(" ")[0] or text[: length - 1]  # one word alone
    return whole.rstrip(" ,;:.(—–-") + "…"
