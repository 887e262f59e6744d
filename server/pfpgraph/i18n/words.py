"""The texts of the interface by key, in the languages of its readers."""

from babel import Locale
from babel.core import get_global

from pfpgraph.i18n.catalogues import DEFAULT_LANGUAGE, catalogues

catalogues()  # read now: processes are forked from this one that may open no files


def languages() -> tuple[str, ...]:
    """The tags of the languages that readers can choose, English first."""
    return tuple(catalogues())


def word(key: str, language: str) -> str:
    """The text of a key in a language, else in English. Raises KeyError for an unknown key or
    language."""
    return catalogues()[language].texts[key]


def has_word(key: str) -> bool:
    """Whether the catalogues have a text, without plural forms, for a key."""
    return key in catalogues()[DEFAULT_LANGUAGE].texts


def plural(key: str, count: int, language: str) -> str:
    """The text of a key in the plural form for a count, with the count filled in. Raises KeyError
    for an unknown key or language."""
    counted = catalogues()[language].counted[key]
    return counted.texts[counted.form(count)].format(count)


def language_of(key: str, language: str) -> str:
    """The language in which a reader of a language gets the text of a key: that one or English."""
    return language if key in catalogues()[language].own else DEFAULT_LANGUAGE


def languages_of(key: str) -> list[str]:
    """The tags of the languages that have a text of their own for a key."""
    return [tag for tag, found in catalogues().items() if key in found.own]


def translations(key: str) -> dict[str, str]:
    """The texts of a key by language, without the languages that have none of their own."""
    return {tag: word(key, tag) for tag in languages_of(key)}


def decimal(language: str) -> str:
    """The decimal sign of a language (CLDR)."""
    return catalogues()[language].decimal


def locale(language: str) -> Locale:
    """The locale of a language: its conventions for dates and numbers (CLDR)."""
    return catalogues()[language].locale


def own_name(language: str) -> str:
    """The name of a language in that language (CLDR)."""
    return str(locale(language).languages.get(language, language))


def territory(language: str) -> str:
    """The locale of a language with a country, given or likely (CLDR): en_GB, fr_FR."""
    found = locale(language)
    country = found.territory or get_global("likely_subtags")[found.language].rpartition("_")[2]
    return f"{found.language}_{country}"
