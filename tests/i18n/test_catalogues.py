"""The catalogues: every word is in every language, as it is in English today, and is used."""

import ast
import re
from io import BytesIO
from string import Formatter

import pytest
from babel.messages.pofile import read_po, write_po

from pfpgraph.i18n.catalogues import (
    DEFAULT_LANGUAGE,
    LOCALES,
    TEMPLATE,
    TRANSLATION,
    messages,
    read,
)
from pfpgraph.i18n.typography import spaced
from pfpgraph.i18n.words import languages, locale, plural, territory, word
from pfpgraph.resources import ROOT

FILES = {path.relative_to(LOCALES).parts[0]: path for path in LOCALES.glob(f"*/{TRANSLATION}")}


def parts(text):
    """The places in words where something is put, those without a name by their number."""
    names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    return sorted(name or str(at) for at, name in enumerate(names))


def forms(words):
    """The words of an entry: one, or one for each form of a number."""
    return words if isinstance(words, tuple) else (words,)


def faults(translation, template):
    """What is wrong with a translation of a template, each with the key that it is wrong with."""
    ours = {(message.context, message.id): message for message in messages(template)}
    theirs = {(message.context, message.id): message for message in messages(translation)}
    yield from ((key, "missing") for key, _ in ours.keys() - theirs.keys())
    yield from ((key, "stale") for key, _ in theirs.keys() - ours.keys())
    yield from ((message.context, "obsolete") for message in translation.obsolete.values())
    for message in theirs.values():
        words = forms(message.string)
        if message.fuzzy:
            yield message.context, "in doubt"
        if message.pluralizable and not all(words):
            yield message.context, "forms"
        elif not all(words):
            yield message.context, "empty"
        elif {tuple(parts(text)) for text in words} != {tuple(parts(forms(message.id)[-1]))}:
            yield message.context, "parts"


@pytest.mark.parametrize("language", FILES)
def test_a_language_has_every_word(language):
    """None is missing, empty, in doubt, of another English, or without a part that English has."""
    assert list(faults(read(FILES[language]), read(LOCALES / TEMPLATE))) == []


def test_there_are_english_and_french():
    """A set of languages that is empty would pass the tests above."""
    assert languages() == (DEFAULT_LANGUAGE, *sorted(FILES)) and {"en", "fr"} <= set(languages())


GOOD = """
msgctxt "home"
msgid "Home"
msgstr "Heim"

msgctxt "since"
msgid "since {}"
msgstr "seit {}"

msgctxt "rows"
msgid "{} row"
msgid_plural "{} rows"
msgstr[0] "{} Zeile"
msgstr[1] "{} Zeilen"
"""
BAD = {
    "missing": ('msgctxt "home"\nmsgid "Home"\nmsgstr "Heim"', "", "home"),
    "empty": ('"Heim"', '""', "home"),
    "in doubt": ('msgctxt "home"', '#, fuzzy\nmsgctxt "home"', "home"),
    "stale": ('"since {}"', '"from {}"', "since"),
    "obsolete": ("", '\n#~ msgctxt "away"\n#~ msgid "Away"\n#~ msgstr "Fort"\n', "away"),
    "parts": ('"seit {}"', '"seit {day}"', "since"),
    "forms": ('msgstr[1] "{} Zeilen"\n', "", "rows"),
}
HEAD = 'msgid ""\nmsgstr ""\n"Language: de\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'


def german(entries):
    """Entries as a catalogue in German."""
    return read_po(BytesIO((HEAD + entries).encode()), abort_invalid=True)


@pytest.mark.parametrize("kind", BAD)
def test_each_kind_of_fault_is_found(kind):
    """The test of the catalogues sees it, and nothing where there is none."""
    before, after, key = BAD[kind]
    broken = GOOD.replace(before, after, 1) if before else GOOD + after
    assert (key, kind) in list(faults(german(broken), german(GOOD)))
    assert list(faults(german(GOOD), german(GOOD))) == []


@pytest.mark.parametrize("path", [LOCALES / TEMPLATE, *FILES.values()], ids=str)
def test_a_catalogue_is_as_the_tools_write_it(path):
    """Babel writes what it reads, so that a change of one word is a change of one entry; no key
    stands twice, and the language is that of the folder."""
    file, written = read(path), BytesIO()
    write_po(written, file, width=76)
    text = path.read_text("utf-8")
    assert written.getvalue().decode() == text
    keys = [message.context for message in messages(file)]
    assert len(keys) == len(set(keys)) == text.count("\nmsgctxt ") and None not in keys
    assert path.name == TEMPLATE or file.locale_identifier == path.relative_to(LOCALES).parts[0]


@pytest.mark.parametrize("language", FILES)
def test_the_spaces_of_a_language_are_in_its_words(language):
    """French has those that do not break."""
    for message in messages(read(FILES[language])):
        for text in forms(message.string):
            assert text == spaced(text, language), message.context


def test_what_a_language_is_called_and_where_it_is_written():
    """Its conventions are those of CLDR; English is that of Britain."""
    assert [territory(language) for language in ("en", "fr")] == ["en_GB", "fr_FR"]
    assert str(locale("en")) == "en_GB"
    assert word("home", "fr") == "Accueil" and plural("rows", 2, "fr") == "2 lignes"
    with pytest.raises(KeyError):
        word("no-such-word", "fr")


def patterns():
    """What every key that the program asks for looks like: the texts in its code and templates,
    and those that it puts together, with anything where a part is put in."""
    for path in (ROOT / "server/pfpgraph").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield re.escape(node.value)
            elif isinstance(node, ast.JoinedStr):
                yield "".join(
                    re.escape(part.value) if isinstance(part, ast.Constant) else ".+"
                    for part in node.values
                )
    for path in (ROOT / "server/pfpgraph/web/templates").rglob("*.html"):
        text = path.read_text("utf-8")
        yield from (re.escape(found) for found in re.findall(r"'([\w-]+)'", text))
        yield from (re.escape(found) + ".+" for found in re.findall(r"'([^'\n]+-)' ~", text))


def unused(keys):
    """The keys that nothing asks for."""
    asked = {*patterns()}
    plain = {re.sub(r"\\(.)", r"\1", one) for one in asked if ".+" not in one}
    told = (one for one in asked if ".+" in one and "-" in one and re.search("[a-z]{2}", one))
    composed = re.compile("|".join(told))
    return [key for key in keys if key not in plain and not composed.fullmatch(key)]


def test_every_word_is_used():
    """A key that no code or template names, whole or in parts, is nobody's."""
    keys = [message.context for message in messages(read(LOCALES / TEMPLATE))]
    assert len(keys) > 700 and unused(keys) == []
    assert unused([*keys, "nobodys", "no-body-says-it"]) == ["nobodys", "no-body-says-it"]
