"""Every word of the interface, in English and French: one module of rows for each view."""

from importlib import import_module
from pkgutil import iter_modules

from pfpgraph.i18n.typography import spaced

LANGUAGES = ("en", "fr")


def _collected() -> dict[str, tuple[str, str]]:
    """The rows of all modules together. Raises ValueError when two have the same key."""
    found: dict[str, tuple[str, str]] = {}
    for module in iter_modules(__path__):
        rows = import_module(f"{__name__}.{module.name}").WORDS
        if twice := found.keys() & rows.keys():
            raise ValueError(f"{module.name}: said before: {', '.join(sorted(twice))}")
        found |= rows
    return {key: (english, spaced(french)) for key, (english, french) in found.items()}


WORDS = _collected()


def plural(key: str, count: int, language: str) -> str:
    """The words for one or for many, with the count in them."""
    return word(f"{key}-{'many' if is_many(count, language) else 'one'}", language).format(count)


def is_many(count: int, language: str) -> bool:
    """Whether so many stand in the plural: in French none does not."""
    return count > 1 or (count == 0 and language != "fr")


def word(key: str, language: str) -> str:
    """The words of a key in a language. Raises KeyError when there are none."""
    return WORDS[key][LANGUAGES.index(language)]
