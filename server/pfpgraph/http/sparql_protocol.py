"""The SPARQL 1.1 Protocol, reading: what a request asks for, and the answer's bytes and headers.

It knows nothing of Flask: the application and what stands before it both answer by it.
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
METHODS = ("GET", "POST", "QUERY")  # and HEAD and OPTIONS, which every address has
# What each form can be answered as; results of ASK have no CSV or TSV in the standard.
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
_USUAL = 256  # bytes of an Accept header that is worth remembering


class Request(NamedTuple):
    """What of a request counts here."""

    method: str
    query_string: bytes
    content_type: str
    accept: str
    body: bytes
    client: str


class Operation(NamedTuple):
    """A query operation (Protocol section 2.1): what was requested, the examined query, and the
    format of its answer, None where there is none that would do."""

    request: Request
    query: Query
    format: Format | None

    @property
    def offers(self) -> tuple[Format, ...]:
        """The formats that the answer can have."""
        return offers(self.request, self.query.form)

    @property
    def carrier(self) -> Format:
        """The format in which the answer is asked of the engine: a page is made from plain rows or
        statements, which can be read as far as they are shown."""
        if self.format and self.format is not HTML:
            return self.format
        return NTRIPLES if OFFERS_BY_FORM[self.query.form] is RDF_FORMATS else RESULT_FORMATS[0]

    def reply(self, data: bytes, language: str = "") -> Reply:
        """The answer, in a language if it is in one, with the checksum of its bytes as ETag; one
        that may change is not kept."""
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
    """The operation by which a query is answered, once it is seen that it may be run. Raises
    Problem."""
    query = query.examined(settings)
    return Operation(request, query, _choose(request, query))


def read(request: Request) -> Query | None:
    """The query in a request, None for a GET without one. Raises Problem."""
    if request.method in READING_METHODS:
        arguments = pairs(request.query_string)
        _check_charset(request)
        return _query(arguments, request) if _has(arguments, "query", "update") else None
    media_type, arguments = _check_charset(request), pairs(request.query_string)
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


def _check_charset(request: Request) -> str:
    """The media type of the body. Raises Problem when it is not in UTF-8."""
    if not request.content_type:
        return ""
    media_type, options = parse_options_header(request.content_type)
    charset = options.get("charset", "utf-8").lower()
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise Problem("media-type", "charset", charset=charset)
    return media_type.lower()


def _text(data: bytes) -> str:
    """Text from UTF-8. Raises Problem."""
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise Problem("request", "query-bytes", byte=error.start) from None


def pairs(data: bytes) -> list[tuple[str, str]]:
    """The parameters of a query string or form, decoded once. Raises Problem."""
    parts = (part.partition(b"=") for part in data.split(b"&") if part)
    try:
        return [(_decoded(name), _decoded(value)) for name, _, value in parts]
    except UnicodeDecodeError:
        raise Problem("request", "parameters") from None


def _decoded(part: bytes) -> str:
    """A name or value without its percent-encoding; in a form many programs send characters as
    they are, in UTF-8. Raises UnicodeDecodeError.

    Quoted-printable is the same code with another sign, and its decoder is many times as fast as
    that of urllib.
    """
    if not part.isascii() or _NO_CODE.search(part):
        return unquote_plus(part.decode(), errors="strict")
    quoted = part.replace(b"+", b" ").replace(b"=", b"%3D").replace(b"%", b"=")
    return a2b_qp(quoted).decode()


def _has(pairs: list[tuple[str, str]], *names: str) -> bool:
    """Whether one of the parameters is there."""
    return any(name in names for name, _ in pairs)


def _query(pairs: list[tuple[str, str]], request: Request) -> Query:
    """The query that parameters ask for. Raises Problem unless there is one."""
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
    """The values of parameters that are not empty."""
    return tuple(value for name, value in pairs if name in names and value)


def _seconds(asked: list[str]) -> float | None:
    """The client's own time limit, if it sets one: empty or 0 is none. Raises Problem."""
    if not asked or not asked[0]:
        return None
    if not _SECONDS.fullmatch(asked[0]):
        raise Problem("request", "timeout")
    return float(asked[0]) or None


def offers(request: Request, form: str) -> tuple[Format, ...]:
    """The formats of the answers to a form of query; QUERY is no method of browsers."""
    return OFFERS_BY_FORM[form] if request.method == "QUERY" else (*OFFERS_BY_FORM[form], HTML)


def _choose(request: Request, query: Query) -> Format | None:
    """The format: a named one that fits the form of the query, else by Accept; None for none."""
    there = offers(request, query.form)
    for name in query.formats:
        if found := named(name, there):
            return found
    chosen = _chosen if len(request.accept) <= _USUAL else _chosen.__wrapped__
    return chosen(request.accept, there)


@lru_cache(1024)
def _chosen(accept: str, offers: tuple[Format, ...]) -> Format | None:
    """The format by Accept, remembered since a client sends the same with every query."""
    return negotiate(accept, offers, offers[0])


@lru_cache(32)
def _saved(content_type: str) -> str:
    """The value of Content-Disposition for an answer of a type."""
    suffix = next(
        f.name for f in (*RESULT_FORMATS, *RDF_FORMATS, HTML) if f.content_type == content_type
    )
    return disposition(f"{ENDPOINT[1:]}.{suffix}")
