"""The words of the interface in the languages of its readers, by key."""

from babel import Locale
from babel.core import get_global

from pfpgraph.i18n.catalogues import DEFAULT_LANGUAGE, catalogues

catalogues()  # read now: processes are forked from this one that may open no files


def languages() -> tuple[str, ...]:
    """The tags of the languages that readers can choose, English first."""
    return tuple(catalogues())


def word(key: str, language: str) -> str:
    """The words of a key in a language, else in English. Raises KeyError when there are none."""
    return catalogues()[language].texts[key]


def has_word(key: str) -> bool:
    """Whether there are words of a key."""
    return key in catalogues()[DEFAULT_LANGUAGE].texts


def plural(key: str, count: int, language: str) -> str:
    """The words for so many, with the count in them. Raises KeyError when there are none."""
    counted = catalogues()[language].counted[key]
    return counted.texts[counted.form(count)].format(count)


def language_of(key: str, language: str) -> str:
    """The language in which the words of a key are for a reader of a language."""
    return language if key in catalogues()[language].own else DEFAULT_LANGUAGE


def languages_of(key: str) -> list[str]:
    """The languages that have words of their own for a key."""
    return [tag for tag, found in catalogues().items() if key in found.own]


def translations(key: str) -> dict[str, str]:
    """The words of a key by language, without the languages that have none of their own."""
    return {tag: word(key, tag) for tag in languages_of(key)}


def decimal(language: str) -> str:
    """What stands before fractions in a language (CLDR)."""
    return catalogues()[language].decimal


def locale(language: str) -> Locale:
    """The conventions of a language for dates and numbers (CLDR)."""
    return catalogues()[language].locale


def own_name(language: str) -> str:
    """What a language calls itself (CLDR)."""
    return str(locale(language).languages.get(language, language))


def territory(language: str) -> str:
    """The locale of a language with the country whose conventions it has: en_GB, fr_FR."""
    found = locale(language)
    country = found.territory or get_global("likely_subtags")[found.language].rpartition("_")[2]
    return f"{found.language}_{country}"
