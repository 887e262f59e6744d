"""How texts are set: the spaces of French, where what stands before ; : ? ! and within « » is never
torn from its word, and texts that are cut."""

import re
from functools import lru_cache

_NARROW, _FULL = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"
_HIGH = re.compile(r"[ \u00a0]+(?=[;?!])")
_BEFORE = re.compile(r" +(?=[:»])")
_AFTER = re.compile("« +")


@lru_cache(1 << 14)  # the same labels stand on many pages
def spaced(text: str, language: str = "fr") -> str:
    """A text with the spaces of its language: French has narrow ones before ; ? ! and full ones
    before : and within « ». Only spaces that are there change: none is put into an address."""
    if language != "fr":
        return text
    return _AFTER.sub("«" + _FULL, _BEFORE.sub(_FULL, _HIGH.sub(_NARROW, text)))


def capitalised(text: str) -> str:
    """A text with a capital at its beginning, the rest as it is."""
    return text[:1].upper() + text[1:]


def shortened(text: str, length: int) -> str:
    """A text that is cut between two words where it is too long."""
    if len(text) <= length:
        return text
    whole = text[:length].rpartition(" ")[0] or text[: length - 1]  # one word alone
    return whole.rstrip(" ,;:.(—–-") + "…"
