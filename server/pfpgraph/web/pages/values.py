"""One value as a reader sees it: words, never a bare IRI, and a link where there is one."""

from datetime import date as Day
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlencode

from babel.numbers import format_decimal
from flask import request
from markupsafe import Markup, escape
from pyoxigraph import BlankNode, Literal, NamedNode

from pfpgraph import iris
from pfpgraph.i18n.typography import spaced
from pfpgraph.i18n.words import languages, locale, word
from pfpgraph.kinds import KINDS, OTHER, kind_name
from pfpgraph.model import periods
from pfpgraph.model.terms import choose, spell
from pfpgraph.span import FAR_FUTURE, FAR_PAST
from pfpgraph.web import days
from pfpgraph.web.request import site

# How readers call those whose identifiers we link to, by the beginning of the IRI.
AUTHORITIES = {
    "www.wikidata.org/entity/": "Wikidata",
    "www.wikidata.org/wiki/": "Wikidata",
    "sws.geonames.org/": "GeoNames",
    "dbpedia.org/resource/": "DBpedia",
    "eurovoc.europa.eu/": "EuroVoc",
    "publications.europa.eu/resource/authority/": "EU",
    "id.loc.gov/": "Library of Congress",
    "viaf.org/viaf/": "VIAF",
    "d-nb.info/gnd/": "GND",
    "data.bnf.fr/ark:/12148/": "BnF",
}
CHOSEN = "pfpgraph.chosen"
RIGHT_TO_LEFT = ("ar", "fa", "he", "ps", "ur")
FAR = (FAR_FUTURE, FAR_PAST)
XSD = "http://www.w3.org/2001/XMLSchema#"


class Value(NamedTuple):
    """A value: its text, where it leads, the text's language, its date for machines, itself."""

    text: str
    href: str = ""
    language: str = ""
    machine: str = ""
    plain: str = ""
    outside: bool = False


def here(path: str, on: Day | str | None = None, **arguments: str) -> str:
    """A path of ours as a link with arguments, that keeps the language and the day the reader
    chose.

    Another day can be given, or none by an empty text.
    """
    root, kept = _chosen()
    if on is not None:
        kept = _kept(str(on), request.args.get("lang", ""))
    if arguments:
        kept = f"{urlencode(arguments)}{'&' if kept else ''}{kept}"
    if not kept:
        return root + path
    path, mark, fragment = path.partition("#")
    return f"{root}{path}{'&' if '?' in path else '?'}{kept}{mark}{fragment}"


def _chosen() -> tuple[str, str]:
    """Where this application stands, and the day and language of this request as parameters, made
    once: a page has many links."""
    environ = request.environ
    if CHOSEN not in environ:
        kept = _kept(days.kept(), request.args.get("lang", ""))
        environ[CHOSEN] = request.script_root, kept
    return environ[CHOSEN]


def _kept(day: str, spoken: str) -> str:
    """A day and a language as parameters, each where there is one."""
    kept = {"on": day} if day else {}
    return urlencode(kept | ({"lang": spoken} if spoken in languages() else {}))


def href(iri: str) -> str:
    """Where an IRI leads: ours to its page here, the web's to itself, all others nowhere."""
    path = site.local(iri)
    if path is not None:
        return here(path)
    return iri if iri.startswith(("https://", "http://")) else ""


def linked(value: Value) -> Value:
    """A value that was kept from an earlier request, its link as this one's reader has it."""
    return value._replace(href=href(value.plain)) if value.href else value


def shown(term, labels: dict[str, list[str]], language: str, precision: str = "") -> Value:
    """A term as a value; labels are those of the thing it names, by language."""
    if isinstance(term, NamedNode):
        return named(term.value, labels, language)
    if isinstance(term, BlankNode):
        return Value("…", plain=str(term))
    return literal(term, language, precision)


def known(term, language: str, precision: str = "") -> Value:
    """A term as a value, under the labels that the graph has for it.

    What has labels is put in words once for a release; only its link differs by request.
    """
    if not isinstance(term, NamedNode):
        return shown(term, {}, language, precision)
    iri = term.value
    release = site._get_current_object()  # asked of once, not at every turn
    made = release.tables.setdefault(("values", language), {})
    if iri not in made:
        labels = release.labels.get(iri)
        if not labels:
            return named(iri, {}, language)
        text, tag = choose(labels, language)
        path = release.local(iri)
        value = Value(text, path or "", "" if tag == language else tag, plain=iri)
        made[iri] = value if path else named(iri, labels, language)
    value = made[iri]
    link = here(value.href) if value.href[:1] == "/" else value.href
    return value if link == value.href else value._replace(href=link)


@lru_cache(1 << 13)  # the same things stand on many pages
def markup(value: Value) -> Markup:
    """A value as HTML: a link, a time, a block of text, or words; its language where another."""
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


def named(iri: str, labels: dict[str, list[str]], language: str) -> Value:
    """A thing by its label, a term by its name, an address of the web by itself."""
    target = href(iri)
    if labels:
        text, tag = choose(labels, language)
        return Value(text, target, "" if tag == language else tag, plain=iri)
    if iri in site.terms:
        return Value(site.terms.label(iri, language), target, plain=iri)
    if site.local(iri) is None:
        return Value(_outside(iri), target, plain=iri, outside=bool(target))
    return Value(_own(iri, language), target, plain=iri)


def _own(iri: str, language: str) -> str:
    """A name for a thing of ours that has no label: a place in a text, a graph, else its slug."""
    kind, slug = split(iri)
    slug, _, place = slug.partition("#char=")
    if place:
        start, _, end = place.partition(",")
        return f"{spell(slug)}, {word('characters', language).format(start, end)}"
    if kind:
        return spell(slug)
    return iri.removeprefix(site.base).removeprefix("graph/")


def split(iri: str) -> tuple[str, str]:
    """The kind and slug of a thing, empty for other IRIs."""
    kind, _, slug = iri.removeprefix(f"{site.base}id/").partition("/")
    return (kind, slug) if kind in KINDS and slug else ("", "")


def sort(iri: str) -> str:
    """What a thing of ours is counted with: its kind, or the name of its class where it is a record
    of another than its kind's; empty for others."""
    entry = site.register.get(iri)
    return entry.sort if entry else split(iri)[0]


def sort_name(sort: str, language: str, count: int = 2) -> str:
    """What so many things of a sort are called; those of a class by its name."""
    if sort in KINDS or sort == OTHER:
        return kind_name(sort, language, count)
    return site.terms.label(site.prefixes["pfp"] + sort, language)


def order(sort: str) -> tuple[int, str]:
    """Where a sort stands among others: kinds as in their table, then classes by name."""
    return (KINDS[sort].rank if sort in KINDS else 1 << 16), sort


def _outside(iri: str) -> str:
    """An IRI of others: by its authority (Wikidata Q399), as prefix:name, else without scheme."""
    address = iri.partition("://")[2]
    for space, name in AUTHORITIES.items():
        if address.startswith(space):
            return f"{name} {address.removeprefix(space).strip('/')}"
    short = iris.shorten(iri, site.base)
    if short != iri:
        return short
    return iri.removeprefix("https://").removeprefix("http://").rstrip("/")


def readable(values: list[Value]) -> list[Value]:
    """The values in the reader's language where there are any, else all."""
    return [value for value in values if not value.language] or values


def literal(term: Literal, language: str, precision: str = "") -> Value:
    """A literal: a date as precise as it is, a number or boolean as the language has it."""
    kind = term.datatype.value.removeprefix(XSD)
    if kind == "date":
        return date(term.value, precision or "Day", language)
    if kind in ("duration", "yearMonthDuration", "dayTimeDuration"):
        return Value(periods.duration(term.value, language), plain=term.value)
    if kind == "boolean":
        return Value(
            word("yes" if term.value in ("true", "1") else "no", language), plain=term.value
        )
    tag = (term.language or "").lower()
    if kind == "integer" and len(term.value) > 4:
        return Value(number(term.value, language), plain=term.value)
    if kind == "anyURI" and term.value.startswith(("https://", "http://")):
        return Value(_outside(term.value), term.value, plain=term.value, outside=True)
    text = spaced(term.value, tag)
    return Value(text, language="" if tag == language else tag, plain=term.value)


def date(day: str, precision: str, language: str) -> Value:
    """A day in words, only as precise as it is known."""
    if day in FAR:
        key = "far-future" if day == FAR_FUTURE else "start-unknown"
        return Value(word(key, language), plain=day)
    bound = periods.Bound(day, precision)
    return Value(periods.spoken(bound, language), machine=bound.machine, plain=day)


@lru_cache(1 << 12)  # the same counts stand on many pages
def number(text: str, language: str) -> str:
    """An integer with its thousands apart: 12,345 or 12 345."""
    try:
        return format_decimal(int(text), locale=locale(language))
    except ValueError:
        return text


def shorten(iri: str) -> str:
    """An IRI as prefix:name where a prefix fits."""
    return iris.shorten(iri, site.base)
