"""The catalogues of texts: English, and each language that has a translation of it (gettext PO).

`locales/messages.pot` is the source: the context (msgctxt) of an entry is its key, its msgid is the
English. `locales/<language>/LC_MESSAGES/messages.po` translates it. An entry that a translation
lacks, marks as fuzzy, or has for another English text than today's, is in English.
"""

from collections.abc import Callable
from functools import cache
from gettext import c2py
from pathlib import Path
from typing import Any, NamedTuple

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from babel.numbers import get_decimal_symbol

DEFAULT_LANGUAGE = "en"  # the language of msgid, and of entries without a translation
LOCALES = Path(__file__).parent / "locales"
TEMPLATE, TRANSLATION = "messages.pot", "LC_MESSAGES/messages.po"

Said = dict[str, Any]  # by key: a text, or the texts of its plural forms


class PluralForms(NamedTuple):
    """The texts of an entry that differ by number: their language, the function that gives the
    index of the form of a number, the text of each form."""

    language: str
    form: Callable[[int], int]
    texts: tuple[str, ...]


class Catalogue(NamedTuple):
    """The texts of a language by key, texts with plural forms in `counted`, both in English where
    it has none; the keys that it has itself; the function that gives the index of the form of a
    number; and its conventions for dates and numbers (CLDR)."""

    texts: dict[str, str]
    counted: dict[str, PluralForms]
    own: frozenset[str]
    form: Callable[[int], int]
    decimal: str  # the decimal sign
    locale: Locale


@cache
def catalogues() -> dict[str, Catalogue]:
    """The catalogue of each language by its tag, English first. Raises OSError when a file cannot
    be read, PoFileError or ValueError when it is not valid."""
    template = read(LOCALES / TEMPLATE)
    english = {str(message.context): message.id for message in messages(template)}
    found = {DEFAULT_LANGUAGE: _catalogue(DEFAULT_LANGUAGE, template, english)}
    for path in sorted(LOCALES.glob(f"*/{TRANSLATION}")):
        language, translation = path.relative_to(LOCALES).parts[0], read(path)
        own = _catalogue(language, translation, said(translation, template))
        found[language] = own._replace(
            texts=found[DEFAULT_LANGUAGE].texts | own.texts,
            counted=found[DEFAULT_LANGUAGE].counted | own.counted,
        )
    return found


def read(path: Path) -> Catalog:
    """Parse a PO or POT file. Raises OSError when it cannot be read, PoFileError or ValueError when
    it is not valid."""
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def messages(file: Catalog) -> list[Message]:
    """The entries of a PO file, without its header."""
    return [message for message in file if message.id]


def said(translation: Catalog, template: Catalog) -> Said:
    """The translated texts by key: of the entries of a template whose translation is complete, not
    fuzzy, and of the same English text."""
    found: Said = {}
    for message in messages(template):
        other = translation.get(message.id, message.context)
        if other and other.id == message.id and _is_whole(other):
            found[str(message.context)] = other.string
    return found


def _is_whole(message: Message) -> bool:
    """Whether an entry is translated in every plural form and not fuzzy."""
    return bool(message.string) and all(message.string or ()) and not message.fuzzy


def _catalogue(language: str, file: Catalog, said: Said) -> Catalogue:
    """The catalogue of a language with these texts alone, before English fills the gaps."""
    form = c2py(file.plural_expr)
    texts = {key: words for key, words in said.items() if isinstance(words, str)}
    counted = {
        key: PluralForms(language, form, tuple(words))
        for key, words in said.items()
        if not isinstance(words, str)
    }
    locale = file.locale or Locale.parse(language, sep="-")
    return Catalogue(texts, counted, frozenset(said), form, get_decimal_symbol(locale), locale)
