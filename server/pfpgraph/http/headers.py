"""Headers that are the same at every address: CORS, security, content negotiation, licence (RFC
9110)."""

from typing import NamedTuple

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
FORMAT_PARAMETERS = ("format", "output", "_mediatype")
EXPOSED = (
    "Link, ETag, Location, Content-Location, Content-Language, Content-Disposition, "
    "Memento-Datetime, Allow, Retry-After, Server-Timing"
)
ALLOWED_HEADERS = (
    "Accept, Content-Type, Accept-Datetime, Accept-Language, If-None-Match, Authorization"
)
ALLOWED_METHODS = "GET, HEAD, POST, OPTIONS, QUERY"
# Nothing but our own files and forms: no script or style within a page, nothing from elsewhere.
POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; "
    "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
VARY = ("Accept", "Accept-Language", "Accept-Encoding")
# The headers of every answer, errors and redirects too: CORS and security.
COMMON = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", EXPOSED),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Content-Security-Policy", POLICY),
)


class Link(NamedTuple):
    """One link of a Link header: its target IRI, its relation to this answer, and its media
    type."""

    target: str
    rel: str
    type: str = ""

    def __str__(self) -> str:
        """The link as a value of the Link header (RFC 8288)."""
        kind = f'; type="{self.type}"' if self.type else ""
        return f'<{self.target}>; rel="{self.rel}"{kind}'


LICENCE_LINK = str(Link(LICENCE, "license"))


def disposition(name: str) -> str:
    """The value of Content-Disposition (RFC 6266) for an answer that is shown inline and saved
    under a file name."""
    return f'inline; filename="{name}"'
