"""The headers for caches: the ETag of an answer, how long it stays fresh, and 304 for a client that
has it.

ETag (RFC 9110 section 8.8.3), 304 (section 15.4.5) and Cache-Control (RFC 9111 section 5.2) are
decided here alone.
"""

from hashlib import sha256

from werkzeug.http import parse_etags, remove_entity_headers, unquote_etag

from pfpgraph.http.messages import Reply

FRESH = "public, max-age=300, stale-while-revalidate=86400"
MOVED = "public, max-age=300"  # redirects
IMMUTABLE = "public, max-age=31536000, immutable"  # files whose address changes with their content
NO_STORE = "no-store"  # problems, and answers that differ each time


def cache_control(status: int, lifetime: str = FRESH) -> str:
    """The value of Cache-Control for a status; `lifetime` is that of a successful answer and of
    304."""
    if status >= 400:
        return NO_STORE
    return MOVED if status >= 300 and status != 304 else lifetime


def tag(*parts: bytes) -> str:
    """An opaque tag, 32 hexadecimal digits without quotation marks: a hash of the parts, which are
    the body or all that it depends on."""
    digest = sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()[:32]


def coded(etag: str, coding: str) -> str:
    """The ETag header of an answer in a content coding, from the ETag of the uncoded answer: each
    coding has its own."""
    return f'{etag[:-1]}-{coding}"'


def is_known(etag: str, known: str) -> bool:
    """Whether an ETag header is listed in If-None-Match, by the weak comparison (RFC 9110 section
    8.8.3.2)."""
    opaque, _ = unquote_etag(etag)
    return bool(opaque) and parse_etags(known).contains_weak(opaque)


def unchanged(reply: Reply, known: str) -> Reply:
    """The answer to a request with If-None-Match: 304 without a body and without its entity headers
    when the client has this answer, else the answer itself."""
    if reply.status != 200 or not is_known(reply.header("etag"), known):
        return reply
    headers = [*reply.headers]
    remove_entity_headers(headers)
    return Reply(304, headers, b"", reply.route)
