"""The way from granian's RSGI to the application's WSGI: a request taken apart, an answer whole."""

import io
import sys
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import quote

from pfpgraph.http.proxies import Origin, is_host

# The variables of the environment that say more of an answer: its route, and its kind of problem.
ROUTE_KEY, PROBLEM_KEY = "pfpgraph.route", "pfpgraph.problem"
ANSWER_KEY = "pfpgraph.answer"  # the variable for a query answered already: its operation and data
READING_METHODS = ("GET", "HEAD")  # the methods of reading
LENGTH, CODING = "content-length", "transfer-encoding"
LONG = 2 << 10  # bytes of a header by which an answer is chosen: to weigh more would take long
_ASCII = "".join(map(chr, range(33, 127)))  # what a query string may hold, broken codes too
_CHOOSING = {"accept": 0, "accept-language": 1, "accept-encoding": 2}


class Reply(NamedTuple):
    """A whole answer: status, headers with their repetitions, body; its route and problem."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    route: str = ""
    problem: str = ""

    def timed(self, words: str) -> "Reply":
        """The answer with a Server-Timing header."""
        return self._replace(headers=[*self.headers, ("Server-Timing", words)])

    def header(self, name: str) -> str:
        """The value of the first header of a name in small letters, or nothing."""
        return next((value for key, value in self.headers if key.lower() == name), "")


class AcceptHeaders(NamedTuple):
    """The headers by which an answer is chosen, each with its repetitions as one list."""

    accept: str
    language: str
    coding: str

    @classmethod
    def of(cls, headers: Any) -> "AcceptHeaders":
        """Those of a request."""
        found = ["", "", ""]
        for name, value in headers.items():
            place = _CHOOSING.get(name)
            if place is not None:
                found[place] = f"{found[place]},{value}" if found[place] else value
        return cls(*found)

    @property
    def are_long(self) -> bool:
        """Whether one is longer than it may be."""
        return any(len(value) > LONG for value in self)


def query_string(scope: Any) -> str:
    """The query string of a request, with what is not ASCII percent-encoded as it should have been:
    many programs send it raw."""
    text = scope.query_string
    return text if text.isascii() else quote(text, safe=_ASCII)


def environment(scope: Any, origin: Origin, choices: AcceptHeaders, body: bytes) -> dict[str, Any]:
    """The environment of WSGI (PEP 3333) for a request whose body has come in, without a choice
    that is too long to be weighed."""
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
    # HTTP/2 and proxies know better than the header. A wrong one is refused, and in no link.
    variables.pop("HTTP_HOST", None)
    if is_host(origin.host):
        variables["HTTP_HOST"] = origin.host
    return variables


def _headers(headers: list[tuple[str, str]]) -> dict[str, str]:
    """The headers as variables; a repeated one is one list (RFC 9110 section 5.3)."""
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
    """The whole answer of an application of WSGI. Raises what it raises."""
    head: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
        """Take status and headers."""
        head[:] = int(status[:3]), headers

    parts = application(variables, start)
    try:
        body = b"".join(parts)
    finally:
        if close := getattr(parts, "close", None):
            close()
    more = (variables.get(name, "") for name in (ROUTE_KEY, PROBLEM_KEY))
    return Reply(head[0], head[1], body, *more)
