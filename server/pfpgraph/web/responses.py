"""Answers: the format asked for, and the headers that every answer carries (RFC 9110)."""

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
    """The format asked for, of those that the table has for the address, or its default, which is
    given here where the answer decides. Raises Problem."""
    row = addresses.current()
    usual = row.default or default if row else None
    if row is None or usual is None:
        raise LookupError(f"no format is usual at {request.path}")
    return chosen(row.offers, usual, suffix)


def chosen(offers: Iterable[Format], default: Format, suffix: str = "") -> Format:
    """The offer asked for: by suffix, else ?format=, else Accept. Raises Problem."""
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
    """The problem of an answer that no offered format can be."""
    wanted = asked or request.headers.get("Accept", "")
    offers = tuple(offers)
    names = [offer.media_type for offer in offers]
    formats = _listed(offers)
    return Problem("format", "no-format", wanted=wanted, offered=names, formats=formats)


def _listed(offers: Iterable[Format]) -> list[dict[str, str]]:
    """The formats on offer, for the members of a problem."""
    return [
        {"name": o.name, "type": o.media_type, "url": current_reader().in_format(o)} for o in offers
    ]


def expanded() -> bool:
    """Whether JSON-LD is wanted expanded: by a profile in Accept or ?profile=."""
    if (request.args.get("profile") or request.args.get("_profile", "")) in ("expanded", EXPANDED):
        return True
    return negotiation.is_expanded(request.headers.get("Accept", ""))


def tag(*parts: str) -> str:
    """The ETag of a variant: it changes with release, program, address, type and language."""
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
    """One variant, which is not made when the client has it: `finish` makes a 304 of it then.

    Its links are the relations given here and its other formats, at the addresses that `in_format`
    gives, or else those of this address.
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
    """Whether the client has an answer, which it needs no more then."""
    known = request.headers.get("If-None-Match", "")
    return cache_headers.is_known(response.headers.get("ETag", ""), known)


class DataPage(Protocol):
    """A page that is also data (`query_page.View`)."""

    reader: Reader

    @property
    def links(self) -> list[Link]:
        """Its relations."""

    def speaks(self, fmt: Format) -> bool:
        """Whether it is in the reader's language in a format."""

    def data(self, fmt: Format) -> bytes:
        """It in a format other than HTML. Raises Problem."""


def respond(
    view: DataPage, page: Callable[[], str], suffix: str = "", default: Format | None = None
) -> Response:
    """A view as the page that is made here or as data, as the request asks. Raises Problem."""
    fmt = choose(suffix, default)
    make = page if fmt is HTML else lambda: view.data(fmt)
    language = view.reader.language if view.speaks(fmt) else ""
    return answer(make, fmt.content_type, links=view.links, language=language)


def _allowed() -> str:
    """The headers that a page of another origin may send: whichever it asks for, since none of them
    gives it rights; else those that we read."""
    wanted = request.headers.get("Access-Control-Request-Headers", "").strip()
    return wanted if len(wanted) <= LONG and _NAMES.fullmatch(wanted) else ALLOWED_HEADERS


def _alternates(content_type: str, in_format: Callable[[Format], str]) -> list[Link]:
    """The links of an answer to its formats, where it has several. Of JSON-LD only that to the page
    for readers: PyLD looks for another form of what it has, and fails where there are several."""
    row = addresses.current()
    offers = row.offers if row and len(row.offers) > 1 else ()
    if content_type.startswith(JSONLD.media_type):
        offers = tuple(offer for offer in offers if offer is HTML)
    return [Link(in_format(offer), "alternate", offer.media_type) for offer in offers]


def _is_preflight() -> bool:
    """Whether a browser asks what a page may ask (Fetch, CORS-preflight): unless that is answered,
    the page cannot read that there is nothing here."""
    return "Access-Control-Request-Method" in request.headers


def finish(response: Response) -> Response:
    """The headers of every answer, all links in one, and what OPTIONS is told."""
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
