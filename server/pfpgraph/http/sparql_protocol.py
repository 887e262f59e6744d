"""The SPARQL 1.1 Protocol, query operation: reading requests, and the bytes and headers of answers.

It does not depend on Flask: the application and the event loop in front of it both use it.
"""

import re
from binascii import a2b_qp
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote_plus

from werkzeug.http import parse_options_header

from pfpgraph.formats import HTML, NTRIPLES, RDF_FORMATS, RESULT_FORMATS, Format, named, negotiate
from pfpgraph.http import cache_headers
from pfpgraph.http.headers import FORMAT_PARAMETERS, LICENCE_LINK, disposition
from pfpgraph.http.messages import READING_METHODS, Reply
from pfpgraph.problems import Problem
from pfpgraph.query.query import Query
from pfpgraph.settings import Settings

ENDPOINT = "/sparql"
METHODS = ("GET", "POST", "QUERY")  # and HEAD and OPTIONS, which every address accepts
# The formats of each form of query; the standard defines no CSV or TSV for ASK.
OFFERS_BY_FORM = {
    "SELECT": RESULT_FORMATS,
    "ASK": tuple(fmt for fmt in RESULT_FORMATS if fmt.name in ("json", "xml")),
    "CONSTRUCT": RDF_FORMATS,
    "DESCRIBE": RDF_FORMATS,
}
SENDING = ("POST", "QUERY")
FORM_TYPE = "application/x-www-form-urlencoded"
QUERY_TYPE = "application/sparql-query"
UPDATE_TYPE = "application/sparql-update"
_NAMES_OF_FORMATS = (*FORMAT_PARAMETERS, "results")
_NO_CODE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_SECONDS = re.compile(r"\d{1,9}(\.\d{1,9})?", re.ASCII)
_USUAL = 256  # characters of an Accept header at most, for its result to be cached


class Request(NamedTuple):
    """The parts of an HTTP request that the protocol needs; `client` is the party to which the
    query is counted."""

    method: str
    query_string: bytes
    content_type: str
    accept: str
    body: bytes
    client: str


class Operation(NamedTuple):
    """A query operation (Protocol section 2.1): the request, the examined query, and the format of
    its answer, None where no format is acceptable."""

    request: Request
    query: Query
    format: Format | None

    @property
    def offers(self) -> tuple[Format, ...]:
        """The formats that the answer can have."""
        return offers(self.request, self.query.form)

    @property
    def carrier(self) -> Format:
        """The format in which the answer is requested from the engine. A page is made from SPARQL
        JSON or N-Triples, of which only as much as is shown has to be read."""
        if self.format and self.format is not HTML:
            return self.format
        return NTRIPLES if OFFERS_BY_FORM[self.query.form] is RDF_FORMATS else RESULT_FORMATS[0]

    def reply(self, data: bytes, language: str = "") -> Reply:
        """The answer with status 200. `data` is its body, of which the ETag is a hash; `language`
        is its Content-Language, if it has one. A volatile query, or one by another method than GET
        and HEAD, is not to be stored."""
        content_type = (self.format or self.carrier).content_type
        changes = self.query.is_volatile or self.request.method not in READING_METHODS
        headers = [
            ("Content-Type", content_type),
            ("Content-Length", str(len(data))),
            ("ETag", f'"{cache_headers.tag(data, content_type.encode())}"'),
            ("Cache-Control", cache_headers.NO_STORE if changes else cache_headers.FRESH),
            ("Link", LICENCE_LINK),
            ("Content-Disposition", _saved(content_type)),
        ]
        if language:
            headers.append(("Content-Language", language))
        return Reply(200, headers, data, ENDPOINT)


def prepare(request: Request, query: Query, settings: Settings) -> Operation:
    """The operation for a query, once it is checked that the query may be run. Raises Problem:
    too-long, nesting, service, update, syntax."""
    query = query.examined(settings)
    return Operation(request, query, _choose(request, query))


def read(request: Request) -> Query | None:
    """The query in a request (Protocol section 2.1.1 to 2.1.3), None for a GET without one. Raises
    Problem: request, update, media-type."""
    if request.method in READING_METHODS:
        arguments = pairs(request.query_string)
        media_type_of(request.content_type)  # for its charset
        return _query(arguments, request) if _has(arguments, "query", "update") else None
    media_type, arguments = media_type_of(request.content_type), pairs(request.query_string)
    if media_type == FORM_TYPE and request.method == "POST":
        others = [pair for pair in arguments if pair[0] != "query"]
        return _query(pairs(request.body) + others, request)
    if media_type == QUERY_TYPE:
        if _has(arguments, "query"):
            raise Problem("request", "query-twice")
        return _query([*arguments, ("query", _text(request.body))], request)
    if media_type == UPDATE_TYPE:
        raise Problem("update", "read-only")
    accepted = [FORM_TYPE, QUERY_TYPE]
    raise Problem("media-type", "send-types", accepted=accepted, given=media_type or "–")


def media_type_of(content_type: str) -> str:
    """The media type of a Content-Type in lower case, "" without one. Raises Problem (media-type)
    when its charset is not UTF-8 or a part of it."""
    if not content_type:
        return ""
    media_type, options = parse_options_header(content_type)
    charset = options.get("charset", "utf-8").lower()
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise Problem("media-type", "charset", charset=charset)
    return media_type.lower()


def _text(data: bytes) -> str:
    """Bytes in UTF-8 as text. Raises Problem (request)."""
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise Problem("request", "query-bytes", byte=error.start) from None


def pairs(data: bytes) -> list[tuple[str, str]]:
    """The names and values of a query string or form (application/x-www-form-urlencoded), decoded
    once. Raises Problem (request) when they are not in UTF-8."""
    parts = (part.partition(b"=") for part in data.split(b"&") if part)
    try:
        return [(_decoded(name), _decoded(value)) for name, _, value in parts]
    except UnicodeDecodeError:
        raise Problem("request", "parameters") from None


def _decoded(part: bytes) -> str:
    """A name or value without its percent-encoding; programs often send characters of a form raw,
    in UTF-8. Raises UnicodeDecodeError.

    Quoted-printable is the same encoding with "=" in place of "%", and its decoder is many times as
    fast as that of urllib.
    """
    if not part.isascii() or _NO_CODE.search(part):
        return unquote_plus(part.decode(), errors="strict")
    quoted = part.replace(b"+", b" ").replace(b"=", b"%3D").replace(b"%", b"=")
    return a2b_qp(quoted).decode()


def _has(pairs: list[tuple[str, str]], *names: str) -> bool:
    """Whether a parameter of any of the names is present."""
    return any(name in names for name, _ in pairs)


def _query(pairs: list[tuple[str, str]], request: Request) -> Query:
    """The query that the parameters describe. Raises Problem unless there is exactly one and no
    update."""
    if _has(pairs, "update"):
        raise Problem("update", "read-only")
    texts = [value for name, value in pairs if name == "query"]
    if len(texts) != 1:
        raise Problem("request", "one-query", count=len(texts))
    return Query(
        texts[0],
        default_graphs=_values(pairs, "default-graph-uri"),
        named_graphs=_values(pairs, "named-graph-uri"),
        formats=_values(pairs, *_NAMES_OF_FORMATS),
        client=request.client,
        seconds=_seconds([value for name, value in pairs if name == "timeout"]),
    )


def _values(pairs: list[tuple[str, str]], *names: str) -> tuple[str, ...]:
    """The values of the parameters of these names, without empty ones."""
    return tuple(value for name, value in pairs if name in names and value)


def _seconds(asked: list[str]) -> float | None:
    """The time limit that the client sets, in seconds; None where it sets none, or sets it empty or
    to 0. Raises Problem (request)."""
    if not asked or not asked[0]:
        return None
    if not _SECONDS.fullmatch(asked[0]):
        raise Problem("request", "timeout")
    return float(asked[0]) or None


def offers(request: Request, form: str) -> tuple[Format, ...]:
    """The formats of the answers to a form of query (SELECT, ASK, CONSTRUCT, DESCRIBE), HTML among
    them unless the method is QUERY, which browsers do not send."""
    return OFFERS_BY_FORM[form] if request.method == "QUERY" else (*OFFERS_BY_FORM[form], HTML)


def _choose(request: Request, query: Query) -> Format | None:
    """The format: the first of the named ones that fits the form of the query, else by Accept; None
    where none is acceptable."""
    there = offers(request, query.form)
    for name in query.formats:
        if found := named(name, there):
            return found
    chosen = _chosen if len(request.accept) <= _USUAL else _chosen.__wrapped__
    return chosen(request.accept, there)


@lru_cache(1024)
def _chosen(accept: str, offers: tuple[Format, ...]) -> Format | None:
    """The format by Accept; cached, since a client sends the same header with every query."""
    return negotiate(accept, offers, offers[0])


@lru_cache(32)
def _saved(content_type: str) -> str:
    """The value of Content-Disposition for an answer with a content type."""
    suffix = next(
        f.name for f in (*RESULT_FORMATS, *RDF_FORMATS, HTML) if f.content_type == content_type
    )
    return disposition(f"{ENDPOINT[1:]}.{suffix}")
