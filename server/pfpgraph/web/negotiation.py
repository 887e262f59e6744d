"""What an address and the headers of a request mean: the format and the language of its answer.

It is decided from the table of routes alone, so that the cache can be asked before anything is
made; the application decides by the same functions.
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
# What the answers offer whose query decides it: each form of query, and a question to the endpoint.
_BY_FORM = tuple((*offers, HTML) for offers in (*OFFERS_BY_FORM.values(), RDF_FORMATS))
# Stands for the default of an answer that has its own: no wish is not a wish that nothing suits.
_DEFAULT = Format("default", "", (), ("",), "")
_USUAL = 4 << 10  # characters of a request that are worth remembering


class Variant(NamedTuple):
    """The format of an answer, as a name that equal wishes share, "" where the address decides it;
    and its language, if it is in one."""

    format: str
    language: str


def asked_format(arguments: Mapping[str, str]) -> str:
    """The format named among the arguments of an address, "" for none."""
    return next((arguments[name] for name in FORMAT_PARAMETERS if arguments.get(name)), "")


def choose(offers: Iterable[Format], default: Format, wanted: str, accept: str) -> Format | None:
    """The offer with a name, or else the one that suits an Accept header; None when none does."""
    return named(wanted, offers) if wanted else negotiate(accept, offers, default)


def is_expanded(accept: str) -> bool:
    """Whether an Accept header wants JSON-LD expanded, by the profile of one of its ranges."""
    return any(
        EXPANDED in parse_options_header(part)[1].get("profile", "") for part in accept.split(",")
    )


def choose_language(wanted: str, accepted: str) -> str:
    """The language named in an address, else by an Accept-Language header, else English."""
    if wanted in languages():
        return wanted
    found = parse_accept_header(accepted, LanguageAccept)
    return found.best_match(languages(), DEFAULT_LANGUAGE) or DEFAULT_LANGUAGE


def variant(path: str, query: str, choices: AcceptHeaders) -> Variant:
    """The variant that a request for an address by its path and query string means."""
    usual = len(path) + len(query) + len(choices.accept) + len(choices.language) <= _USUAL
    decide = _decided if usual else _decided.__wrapped__
    return decide(path, query, choices.accept, choices.language)


@lru_cache(1024)
def _decided(path: str, query: str, accept: str, accepted: str) -> Variant:
    """The variant, remembered since readers ask for the same with the same headers."""
    route = route_table.find(path)
    names = any(f"{name}=" in query for name in (*FORMAT_PARAMETERS, LANGUAGE))
    arguments = _arguments(query) if names else {}
    fmt = _format(route, path, asked_format(arguments), accept) if route else ""
    if is_expanded(accept):
        fmt += " expanded"
    return Variant(fmt, _language(arguments.get(LANGUAGE, ""), accepted))


def _arguments(query: str) -> dict[str, str]:
    """The first value of each argument, as the application reads them."""
    return dict(reversed(parse_qsl(query, keep_blank_values=True)))


def _format(route: Route, path: str, wanted: str, accept: str) -> str:
    """What an Accept header comes to at an address."""
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
    """What an Accept header comes to for the answer to a query of any form."""
    return " ".join(_name(negotiate(accept, offers, offers[0])) for offers in _BY_FORM)


_language = lru_cache(256)(choose_language)


def _name(fmt: Format | None) -> str:
    """The name of a format; that of none where nothing suits."""
    return fmt.name if fmt else "-"
