"""The adapter from granian's RSGI to the application's WSGI: requests as an environment, answers as
one value."""

import io
import sys
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import quote

from pfpgraph.http.proxies import Origin, is_host

# The variables in which the application notes the route of an answer and the slug of its problem.
ROUTE_KEY, PROBLEM_KEY = "pfpgraph.route", "pfpgraph.problem"
ANSWER_KEY = "pfpgraph.answer"  # the variable of a query that is answered: operation and data
VALIDATION = "/validate"  # the path to which RDF is submitted
READING_METHODS = ("GET", "HEAD")  # the methods that only read
LENGTH, CODING = "content-length", "transfer-encoding"
LONG = 2 << 10  # characters of an Accept header at most: to parse a longer one takes too much time
_ASCII = "".join(map(chr, range(33, 127)))  # printable ASCII: it stays as it is, a stray "%" too
_CHOOSING = {"accept": 0, "accept-language": 1, "accept-encoding": 2}


class Reply(NamedTuple):
    """A complete answer: status, headers (a name may occur more than once), body, the route that
    made it, and the slug of its problem, each "" if there is none."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    route: str = ""
    problem: str = ""

    def timed(self, words: str) -> "Reply":
        """The answer with a Server-Timing header of these words."""
        return self._replace(headers=[*self.headers, ("Server-Timing", words)])

    def header(self, name: str) -> str:
        """The value of the first header with a name, which is given in lower case; "" without
        one."""
        return next((value for key, value in self.headers if key.lower() == name), "")


class AcceptHeaders(NamedTuple):
    """The headers for content negotiation: Accept, Accept-Language and Accept-Encoding, repetitions
    joined by commas."""

    accept: str
    language: str
    coding: str

    @classmethod
    def of(cls, headers: Any) -> "AcceptHeaders":
        """The Accept headers of a request, repetitions joined (RFC 9110 section 5.3)."""
        found = ["", "", ""]
        for name, value in headers.items():
            place = _CHOOSING.get(name)
            if place is not None:
                found[place] = f"{found[place]},{value}" if found[place] else value
        return cls(*found)

    @property
    def are_long(self) -> bool:
        """Whether any of them is longer than LONG."""
        return any(len(value) > LONG for value in self)


def query_string(scope: Any) -> str:
    """The query string of a request in ASCII: characters that a client sent raw are
    percent-encoded."""
    text = scope.query_string
    return text if text.isascii() else quote(text, safe=_ASCII)


def environment(scope: Any, origin: Origin, choices: AcceptHeaders, body: bytes) -> dict[str, Any]:
    """The WSGI environment (PEP 3333) of a request whose body has been read. Where an Accept header
    is too long, all of them are left out."""
    server, _, port = scope.server.rpartition(":")
    variables = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": origin.prefix,
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": query_string(scope),
        "SERVER_NAME": server,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": origin.party,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": origin.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
    }
    headers = scope.headers.items()
    if choices.are_long:
        headers = [header for header in headers if header[0] not in _CHOOSING]
    variables |= _headers(headers)
    # The host of the origin takes precedence: HTTP/2 and proxies tell it elsewhere. An invalid host
    # is refused, and must not get into a link.
    variables.pop("HTTP_HOST", None)
    if is_host(origin.host):
        variables["HTTP_HOST"] = origin.host
    return variables


def _headers(headers: list[tuple[str, str]]) -> dict[str, str]:
    """The headers as WSGI variables; the values of a repeated header are joined (RFC 9110 section
    5.3)."""
    variables: dict[str, str] = {}
    for name, value in headers:
        if name in (LENGTH, CODING):  # the body is whole: its own length counts
            continue
        key = name.upper().replace("-", "_")
        if key != "CONTENT_TYPE":
            key = f"HTTP_{key}"
        joint = ("; " if key == "HTTP_COOKIE" else ",") if key in variables else ""
        variables[key] = variables.get(key, "") + joint + value
    return variables


def call(application: Callable[..., Any], variables: dict[str, Any]) -> Reply:
    """The complete answer of a WSGI application. Raises what the application raises."""
    head: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
        """Take status and headers: the start_response of PEP 3333."""
        head[:] = int(status[:3]), headers

    parts = application(variables, start)
    try:
        body = b"".join(parts)
    finally:
        if close := getattr(parts, "close", None):
            close()
    more = (variables.get(name, "") for name in (ROUTE_KEY, PROBLEM_KEY))
    return Reply(head[0], head[1], body, *more)
