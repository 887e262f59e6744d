"""Responses: the choice of a format, and the headers that every response carries (RFC 9110)."""

import re
from collections.abc import Callable, Iterable
from typing import Protocol

from flask import Response, g, request

from pfpgraph.formats import HTML, JSONLD, Format
from pfpgraph.http import cache_headers
from pfpgraph.http.headers import (
    ALLOWED_HEADERS,
    ALLOWED_METHODS,
    COMMON,
    LICENCE_LINK,
    VARY,
    Link,
    disposition,
)
from pfpgraph.http.messages import LONG, READING_METHODS, ROUTE_KEY
from pfpgraph.problems import Problem
from pfpgraph.web import addresses, negotiation
from pfpgraph.web.negotiation import EXPANDED
from pfpgraph.web.reader import Reader
from pfpgraph.web.request import current_reader, current_snapshot

_NAMES = re.compile(r"[\w!#$%&'*+.^`|~-]+([ \t]*,[ \t]*[\w!#$%&'*+.^`|~-]+)*", re.ASCII)


def choose(suffix: str = "", default: Format | None = None) -> Format:
    """The format asked for among those that the route table offers here. `default` is for routes
    whose default depends on the answer. Raises Problem (404 or 406) when the format is not offered,
    and LookupError when the address has no route or no default."""
    row = addresses.current()
    usual = row.default or default if row else None
    if row is None or usual is None:
        raise LookupError(f"no format is usual at {request.path}")
    return chosen(row.offers, usual, suffix)


def chosen(offers: Iterable[Format], default: Format, suffix: str = "") -> Format:
    """The offer that the request asks for: by suffix, else ?format=, else the Accept header. Raises
    Problem: 404 for an unknown suffix, 406 when no offer suits."""
    offers = tuple(offers)
    suffix = g.suffix = suffix or g.get("suffix", "")
    if suffix:
        found = next((offer for offer in offers if offer.name == suffix), None)
        if not found:
            formats = _listed(offers)
            raise Problem("not-found", "no-suffix", suffix=suffix, formats=formats)
        return found
    wanted = negotiation.asked_format(request.args)
    found = negotiation.choose(offers, default, wanted, request.headers.get("Accept", ""))
    if not found:
        raise impossible(offers, wanted)
    return found


def impossible(offers: Iterable[Format], asked: str = "") -> Problem:
    """The problem (406) to raise when no offered format is acceptable; `asked` is the format named
    in the address, else the Accept header is quoted."""
    wanted = asked or request.headers.get("Accept", "")
    offers = tuple(offers)
    names = [offer.media_type for offer in offers]
    formats = _listed(offers)
    return Problem("format", "no-format", wanted=wanted, offered=names, formats=formats)


def _listed(offers: Iterable[Format]) -> list[dict[str, str]]:
    """The offered formats as dicts of name, media type and address, for the `formats` member of a
    problem."""
    return [
        {"name": o.name, "type": o.media_type, "url": current_reader().in_format(o)} for o in offers
    ]


def expanded() -> bool:
    """Whether expanded JSON-LD is asked for, by a profile in Accept or in ?profile= (or
    ?_profile=)."""
    if (request.args.get("profile") or request.args.get("_profile", "")) in ("expanded", EXPANDED):
        return True
    return negotiation.is_expanded(request.headers.get("Accept", ""))


def tag(*parts: str) -> str:
    """The ETag of a variant. It depends on the release, the program and the full address, and on
    `parts`, such as media type and language."""
    snapshot = current_snapshot()
    release, program = snapshot.release, snapshot.program
    whole = (release.checksum, release.folder.name, program, request.full_path, *parts)
    return cache_headers.tag("\n".join(whole).encode())


def answer(
    make: Callable[[], bytes | str],
    content_type: str,
    *,
    links: Iterable[Link] = (),
    in_format: Callable[[Format], str] | None = None,
    location: str = "",
    language: str = "",
    etag: str = "",
) -> Response:
    """A response with its ETag and links. `make` is not called when the client already has this
    variant, for which `finish` then sends 304.

    `links` are added as Link headers, and so are the other formats of this route, at the addresses
    that `in_format` gives (by default the current address with ?format=). `etag` replaces the ETag
    computed from type and language.
    """
    response = Response(content_type=content_type)
    response.set_etag(etag or tag(content_type, language))
    if location:
        response.headers["Content-Location"] = location
    if language:
        response.headers["Content-Language"] = language
    links = [*links, *_alternates(content_type, in_format or current_reader().in_format)]
    for link in (*map(str, links), LICENCE_LINK):
        response.headers.add("Link", link)
    if not _is_known(response):
        response.set_data(make())
    return response


def _is_known(response: Response) -> bool:
    """Whether the client already has this response, by If-None-Match (RFC 9110, section 13.1.2)."""
    known = request.headers.get("If-None-Match", "")
    return cache_headers.is_known(response.headers.get("ETag", ""), known)


class DataPage(Protocol):
    """What `respond` needs of a page that is also available as data; see `pages.views.View`."""

    reader: Reader

    @property
    def links(self) -> list[Link]:
        """The Link headers of the page."""

    def speaks(self, fmt: Format) -> bool:
        """Whether its text in a format is in the reader's language."""

    def data(self, fmt: Format) -> bytes:
        """The page's data in a format other than HTML. Raises Problem."""


def respond(
    view: DataPage, page: Callable[[], str], suffix: str = "", default: Format | None = None
) -> Response:
    """The response for a page that is also data: HTML made by `page`, or the view's data in the
    format that the request chooses. Raises Problem (404 or 406) when the format is not offered."""
    fmt = choose(suffix, default)
    make = page if fmt is HTML else lambda: view.data(fmt)
    language = view.reader.language if view.speaks(fmt) else ""
    return answer(make, fmt.content_type, links=view.links, language=language)


def _allowed() -> str:
    """The value of Access-Control-Allow-Headers: the headers the browser asked for, since none of
    them grants any rights; or the headers we read, when that list is too long or malformed."""
    wanted = request.headers.get("Access-Control-Request-Headers", "").strip()
    return wanted if len(wanted) <= LONG and _NAMES.fullmatch(wanted) else ALLOWED_HEADERS


def _alternates(content_type: str, in_format: Callable[[Format], str]) -> list[Link]:
    """The Link headers to all formats of this route, where it has several. A JSON-LD response links
    only to the HTML page: PyLD follows alternates to find another form of JSON-LD, and fails when
    there are several."""
    row = addresses.current()
    offers = row.offers if row and len(row.offers) > 1 else ()
    if content_type.startswith(JSONLD.media_type):
        offers = tuple(offer for offer in offers if offer is HTML)
    return [Link(in_format(offer), "alternate", offer.media_type) for offer in offers]


def _is_preflight() -> bool:
    """Whether this is a CORS preflight (Fetch standard). It must be answered even with an error
    status, since otherwise the calling script cannot read that error."""
    return "Access-Control-Request-Method" in request.headers


def finish(response: Response) -> Response:
    """Complete a response, as Flask's after_request: common headers, Link headers merged into one,
    Vary, Content-Disposition and Cache-Control; 304 when the client has the response already, and
    204 with Allow and CORS headers for OPTIONS."""
    request.environ[ROUTE_KEY] = request.url_rule.rule if request.url_rule else ""
    headers = response.headers
    if links := headers.getlist("Link"):
        headers["Link"] = ", ".join(links)
    for name, value in COMMON:
        headers.setdefault(name, value)
    response.vary.update(VARY)
    if response.status_code == 200 and (name := addresses.file_name(response.content_type or "")):
        headers["Content-Disposition"] = disposition(name)
    if request.method != "OPTIONS" or response.status_code >= 400:
        row = addresses.current()
        lifetime = row.lifetime if row else cache_headers.FRESH
        cache_control = cache_headers.cache_control(response.status_code, lifetime)
        headers.setdefault("Cache-Control", cache_control)
    if request.method in READING_METHODS and response.status_code == 200 and _is_known(response):
        response.status_code = 304
        response.set_data(b"")
    if request.method == "OPTIONS" and (response.status_code == 200 or _is_preflight()):
        response.status_code = 204
        response.set_data(b"")
        if response.allow:
            headers["Allow"] = ", ".join(sorted(response.allow))
        headers["Access-Control-Allow-Methods"] = ALLOWED_METHODS
        headers["Access-Control-Allow-Headers"] = _allowed()
        headers["Access-Control-Max-Age"] = "86400"
    return response
