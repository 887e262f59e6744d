"""What caches are told: the tag of an answer, for how long it lasts, and that a client has it.

ETag (RFC 9110 section 8.8.3), 304 (section 15.4.5) and Cache-Control (RFC 9111 section 5.2) are
decided here alone.
"""

from hashlib import sha256

from werkzeug.http import parse_etags, remove_entity_headers, unquote_etag

from pfpgraph.http.messages import Reply

FRESH = "public, max-age=300, stale-while-revalidate=86400"
MOVED = "public, max-age=300"  # redirects
IMMUTABLE = "public, max-age=31536000, immutable"  # what has another address when it changes
NO_STORE = "no-store"  # problems, and what is different each time


def cache_control(status: int, lifetime: str = FRESH) -> str:
    """For how long an answer with a status lasts, where a whole one has a lifetime."""
    if status >= 400:
        return NO_STORE
    return MOVED if status >= 300 and status != 304 else lifetime


def tag(*parts: bytes) -> str:
    """The opaque tag of what an answer depends on, or of its bytes, without quotation marks."""
    digest = sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()[:32]


def coded(etag: str, coding: str) -> str:
    """The ETag header of an answer in a coding, from that of the answer itself."""
    return f'{etag[:-1]}-{coding}"'


def is_known(etag: str, known: str) -> bool:
    """Whether an ETag header is among those of If-None-Match, by the weak comparison."""
    opaque, _ = unquote_etag(etag)
    return bool(opaque) and parse_etags(known).contains_weak(opaque)


def unchanged(reply: Reply, known: str) -> Reply:
    """The answer to a client that sends If-None-Match: 304 when it has this one, without the
    headers that only say how a body is to be read, else the answer itself."""
    if reply.status != 200 or not is_known(reply.header("etag"), known):
        return reply
    headers = [*reply.headers]
    remove_entity_headers(headers)
    return Reply(304, headers, b"", reply.route)
