"""A value as pages show it: its text, never a bare IRI, and a link where there is one."""

from functools import lru_cache
from typing import NamedTuple

from babel.numbers import format_decimal
from markupsafe import Markup, escape
from pyoxigraph import Literal, NamedNode

from pfpgraph.i18n import dates
from pfpgraph.i18n.texts import choose
from pfpgraph.i18n.typography import spaced
from pfpgraph.i18n.words import locale, word
from pfpgraph.iris import AUTHORITIES, spell
from pfpgraph.kinds import KINDS, OTHER, kind_name
from pfpgraph.model.snapshot import Snapshot, per_release
from pfpgraph.namespaces import XSD
from pfpgraph.query.results import Term
from pfpgraph.span import FAR_FUTURE, FAR_PAST
from pfpgraph.web.reader import Reader

RIGHT_TO_LEFT = ("ar", "fa", "he", "ps", "ur")
FAR = (FAR_FUTURE, FAR_PAST)


class Value(NamedTuple):
    """A value as pages show it: text, link ("" for none), the text's language ("" for the
    reader's), the date for a datetime attribute, the IRI or lexical form (`plain`), and whether the
    link leads to another site."""

    text: str
    href: str = ""
    language: str = ""
    machine: str = ""
    plain: str = ""
    outside: bool = False


def linked(value: Value, reader: Reader) -> Value:
    """A cached value with its link made for this reader, whose links keep the day and language
    asked for."""
    return value._replace(href=reader.href(value.plain)) if value.href else value


def shown(term: Term, labels: dict[str, list[str]], reader: Reader, precision: str = "") -> Value:
    """A term as a value. `labels` are the labels of the thing that it names, by language;
    `precision` is that of a date."""
    if isinstance(term, NamedNode):
        return named(term.value, labels, reader)
    if isinstance(term, Literal):
        return literal(term, reader, precision)
    return Value("…", plain=str(term))


def known(term: Term, reader: Reader, precision: str = "") -> Value:
    """A term as a value, with the label that the graph has for it.

    The text of a thing with a label is computed once per release and language; only its link
    differs by request.
    """
    if not isinstance(term, NamedNode):
        return shown(term, {}, reader, precision)
    value = _worded(reader.snapshot, reader.language).get(term.value) or _put(term.value, reader)
    if value is None:
        return named(term.value, {}, reader)
    link = reader.here(value.href) if value.href[:1] == "/" else value.href
    return value if link == value.href else value._replace(href=link)


@per_release()
def _worded(_snapshot: Snapshot, _language: str) -> dict[str, Value]:
    """The cache of things' values in a language, by IRI; `known` fills it."""
    return {}


def _put(iri: str, reader: Reader) -> Value | None:
    """The value of a thing, with its path as the link, added to the cache; None for a thing without
    a label."""
    labels = reader.snapshot.labels.get(iri)
    if not labels:
        return None
    text, tag = choose(labels, reader.language)
    path = reader.snapshot.local(iri)
    value = Value(text, path or "", "" if tag == reader.language else tag, plain=iri)
    found = value if path else named(iri, labels, reader)
    _worded(reader.snapshot, reader.language)[iri] = found
    return found


@lru_cache(1 << 13)  # the same things stand on many pages
def markup(value: Value) -> Markup:
    """A value as HTML: a link, a time element, preformatted text or plain words, with its language
    where that is not the reader's."""
    text, tag = escape(value.text), escape(value.language)
    lang = f' lang="{tag}"' if tag else ""
    if lang and value.language.partition("-")[0] in RIGHT_TO_LEFT:
        lang += ' dir="rtl"'
    if value.href:
        outside = ' class="outside" rel="nofollow noopener"' if value.outside else ""
        found = f'<a href="{escape(value.href)}"{lang}{outside}><bdi>{text}</bdi></a>'
    elif value.machine:
        found = f'<time datetime="{escape(value.machine)}">{text}</time>'
    elif "\n" in value.text:
        found = f"<pre>{text}</pre>"
    else:
        found = f"<bdi{lang}>{text}</bdi>"
    return Markup(f'{found} <small class="tag">{tag}</small>' if tag else found)


def named(iri: str, labels: dict[str, list[str]], reader: Reader) -> Value:
    """The value of an IRI: a thing by its label, a term by its label in the ontology, an IRI of
    another site by a short form of itself, any other IRI of this service by its slug in words."""
    target = reader.href(iri)
    if labels:
        text, tag = choose(labels, reader.language)
        return Value(text, target, "" if tag == reader.language else tag, plain=iri)
    if iri in reader.snapshot.terms:
        return Value(reader.snapshot.terms.label(iri, reader.language), target, plain=iri)
    if reader.snapshot.local(iri) is None:
        return Value(_outside(iri, reader), target, plain=iri, outside=bool(target))
    return Value(_own(iri, reader), target, plain=iri)


def _own(iri: str, reader: Reader) -> str:
    """A name for an IRI of this service that has no label: a place in a text, a slug in words, or a
    graph's path."""
    kind, slug = reader.snapshot.split(iri)
    slug, _, place = slug.partition("#char=")
    if place:
        start, _, end = place.partition(",")
        return f"{spell(slug)}, {word('characters', reader.language).format(start, end)}"
    if kind:
        return spell(slug)
    return iri.removeprefix(reader.snapshot.base).removeprefix("graph/")


def sort(iri: str, reader: Reader) -> str:
    """The group in which a thing is counted: its kind, or the local name of its class for a record
    of another class than its kind's; "" for other IRIs."""
    entry = reader.snapshot.thing_index.get(iri)
    return entry.sort if entry else reader.snapshot.split(iri)[0]


def sort_name(sort: str, reader: Reader, count: int = 2) -> str:
    """The name of a sort for `count` things of it; of a class, its label."""
    if sort in KINDS or sort == OTHER:
        return kind_name(sort, reader.language, count)
    return reader.snapshot.terms.label(reader.snapshot.prefixes["pfp"] + sort, reader.language)


def order(sort: str) -> tuple[int, str]:
    """The sort key of a sort: kinds by rank, then classes by name."""
    return (KINDS[sort].rank if sort in KINDS else 1 << 16), sort


def _outside(iri: str, reader: Reader) -> str:
    """A short form of an IRI of another site: authority and identifier (Wikidata Q399), or
    prefix:name, or the IRI without its scheme."""
    address = iri.partition("://")[2]
    for space, name in AUTHORITIES.items():
        if address.startswith(space):
            return f"{name} {address.removeprefix(space).strip('/')}"
    short = reader.snapshot.shorten(iri)
    if short != iri:
        return short
    return iri.removeprefix("https://").removeprefix("http://").rstrip("/")


def readable(values: list[Value]) -> list[Value]:
    """The values in the reader's language if there are any, else all values."""
    return [value for value in values if not value.language] or values


def literal(term: Literal, reader: Reader, precision: str = "") -> Value:
    """A literal as a value in the reader's language: dates at the given precision (Day by default),
    durations, booleans, large numbers and web addresses in readable form, anything else as its
    text."""
    kind = term.datatype.value.removeprefix(XSD)
    if kind == "date":
        return date(term.value, precision or "Day", reader.language)
    if kind in ("duration", "yearMonthDuration", "dayTimeDuration"):
        return Value(dates.duration(term.value, reader.language), plain=term.value)
    if kind == "boolean":
        return Value(
            word("yes" if term.value in ("true", "1") else "no", reader.language), plain=term.value
        )
    tag = (term.language or "").lower()
    if kind == "integer" and len(term.value) > 4:
        return Value(number(term.value, reader.language), plain=term.value)
    if kind == "anyURI" and term.value.startswith(("https://", "http://")):
        return Value(_outside(term.value, reader), term.value, plain=term.value, outside=True)
    text = spaced(term.value, tag)
    return Value(text, language="" if tag == reader.language else tag, plain=term.value)


def date(day: str, precision: str, language: str) -> Value:
    """An ISO day as a value in words, at its precision (Day, Month, Year); the two far days of the
    ontology as an open end or an unknown beginning."""
    if day in FAR:
        key = "far-future" if day == FAR_FUTURE else "start-unknown"
        return Value(word(key, language), plain=day)
    bound = dates.Bound(day, precision)
    return Value(dates.in_words(bound, language), machine=bound.machine, plain=day)


@lru_cache(1 << 12)  # the same counts stand on many pages
def number(text: str, language: str) -> str:
    """An integer with its thousands separated as in the language: 12,345 or 12 345. Any other text
    is returned as it is."""
    try:
        return format_decimal(int(text), locale=locale(language))
    except ValueError:
        return text
