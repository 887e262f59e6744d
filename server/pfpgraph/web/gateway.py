"""The way from granian's RSGI to the application's WSGI: a request taken apart, an answer whole."""

import io
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

LENGTH, CODING = "content-length", "transfer-encoding"


class Reply(NamedTuple):
    """A whole answer: status, headers with their repetitions, body."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        """The value of the first header of a name in small letters, or nothing."""
        return next((value for key, value in self.headers if key.lower() == name), "")


def environment(scope: Any, body: bytes) -> dict[str, Any]:
    """The environment of WSGI (PEP 3333) for a request whose body has come in."""
    server, _, port = scope.server.rpartition(":")
    variables = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": server,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
    }
    if scope.authority:  # HTTP/2 has it in place of Host
        variables["HTTP_HOST"] = scope.authority
    return variables | _headers(scope.headers.items())


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


def call(application: Callable, variables: dict[str, Any]) -> Reply:
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
    return Reply(head[0], head[1], body)
