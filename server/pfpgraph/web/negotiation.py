"""Content negotiation: the format and the language of an answer, from its address and its headers.

Both follow from the route table alone, so that the cache can be looked up before the application
runs; the application decides by the same functions.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl

from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header, parse_options_header

from pfpgraph.formats import HTML, RDF_FORMATS, Format, named, negotiate
from pfpgraph.http.headers import FORMAT_PARAMETERS
from pfpgraph.http.messages import AcceptHeaders
from pfpgraph.http.sparql_protocol import OFFERS_BY_FORM
from pfpgraph.i18n.catalogues import DEFAULT_LANGUAGE
from pfpgraph.i18n.words import languages
from pfpgraph.web import route_table
from pfpgraph.web.reader import LANGUAGE
from pfpgraph.web.route_table import Route

EXPANDED = "http://www.w3.org/ns/json-ld#expanded"
# The formats offered at addresses that answer a query: for each form of query, and last those of
# the service description.
_BY_FORM = tuple((*offers, HTML) for offers in (*OFFERS_BY_FORM.values(), RDF_FORMATS))
# Stands for the default of a route whose default depends on the answer: a client without a
# preference must not look like one that no format suits.
_DEFAULT = Format("default", "", (), ("",), "")
_USUAL = 4 << 10  # characters of a request that are worth remembering


class Variant(NamedTuple):
    """The variant of an answer, as a part of cache keys. `format` is the name of the chosen format
    (for a query one name for each form of query), the same for all Accept headers that lead to it;
    it is "" where the address alone decides. `language` is a language tag."""

    format: str
    language: str


def asked_format(arguments: Mapping[str, str]) -> str:
    """The format named by a parameter of the address (?format= and its synonyms), "" without
    one."""
    return next((arguments[name] for name in FORMAT_PARAMETERS if arguments.get(name)), "")


def choose(offers: Iterable[Format], default: Format, wanted: str, accept: str) -> Format | None:
    """The offer named `wanted`; without a name the offer that suits an Accept header best, which is
    `default` when the header is absent or only `*/*`. None when no offer does."""
    return named(wanted, offers) if wanted else negotiate(accept, offers, default)


def is_expanded(accept: str) -> bool:
    """Whether an Accept header asks for expanded JSON-LD, by the profile parameter of one of its
    ranges (JSON-LD 1.1, IANA considerations)."""
    return any(
        EXPANDED in parse_options_header(part)[1].get("profile", "") for part in accept.split(",")
    )


def choose_language(wanted: str, accepted: str) -> str:
    """The language of an answer: the tag `wanted` if there is such a language, else the best match
    for an Accept-Language header, else English."""
    if wanted in languages():
        return wanted
    found = parse_accept_header(accepted, LanguageAccept)
    return found.best_match(languages(), DEFAULT_LANGUAGE) or DEFAULT_LANGUAGE


def variant(path: str, query: str, choices: AcceptHeaders) -> Variant:
    """The variant that a request means, by its path, its raw query string and its Accept headers.
    Requests of usual length are remembered."""
    usual = len(path) + len(query) + len(choices.accept) + len(choices.language) <= _USUAL
    decide = _decided if usual else _decided.__wrapped__
    return decide(path, query, choices.accept, choices.language)


@lru_cache(1024)
def _decided(path: str, query: str, accept: str, accepted: str) -> Variant:
    """The variant of a request. Remembered, since clients repeat the same headers."""
    route = route_table.find(path)
    names = any(f"{name}=" in query for name in (*FORMAT_PARAMETERS, LANGUAGE))
    arguments = _arguments(query) if names else {}
    fmt = _format(route, path, asked_format(arguments), accept) if route else ""
    if is_expanded(accept):
        fmt += " expanded"
    return Variant(fmt, _language(arguments.get(LANGUAGE, ""), accepted))


def _arguments(query: str) -> dict[str, str]:
    """The first value of each parameter, as Flask's `request.args` gives it."""
    return dict(reversed(parse_qsl(query, keep_blank_values=True)))


def _format(route: Route, path: str, wanted: str, accept: str) -> str:
    """The name of the format that an Accept header leads to at a path, "" where the address alone
    decides."""
    if route.is_query:
        return _by_form(accept)
    _, dot, suffix = path.rpartition("/")[2].rpartition(".")
    has_suffix = dot and suffix in [offer.name for offer in route.offers]
    if wanted or has_suffix or len(route.offers) < 2:
        return ""
    return _name(negotiate(accept, route.offers, route.default or _DEFAULT))


# Remembered apart: a client sends the same headers with every query.
@lru_cache(256)
def _by_form(accept: str) -> str:
    """The names of the formats that an Accept header leads to, one for each form of query."""
    return " ".join(_name(negotiate(accept, offers, offers[0])) for offers in _BY_FORM)


_language = lru_cache(256)(choose_language)


def _name(fmt: Format | None) -> str:
    """The name of a format, "-" for None: no offer suits."""
    return fmt.name if fmt else "-"
