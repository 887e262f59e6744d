"""A client that takes nothing on trust: it reads the bytes of answers by the letter of HTTP."""

import re
import socket
from contextlib import suppress
from typing import NamedTuple

STATUS = re.compile(rb"HTTP/1\.[01] ([1-5]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?")
FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)")


class Malformed(Exception):
    """What came is not HTTP."""


class Short(Malformed):
    """What came ends too early."""


class Closed(Exception):
    """The connection ended where an answer should have begun."""


class Answer(NamedTuple):
    """An answer: status, headers by their names in small letters, body."""

    status: int
    headers: dict[str, list[str]]
    body: bytes

    def header(self, name: str) -> str:
        """The one value of a header, or nothing. Raises Malformed when there are several."""
        values = self.headers.get(name, [""])
        if len(values) > 1:
            raise Malformed(f"{name}: {values}")
        return values[0]


class Conversation:
    """A connection to a port of this machine."""

    def __init__(self, port: int, seconds: float) -> None:
        """Connect; no answer may take longer than so many seconds."""
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=seconds)
        self._rest = b""

    def send(self, data: bytes) -> None:
        """Send bytes; the other end may have hung up."""
        with suppress(BrokenPipeError, ConnectionResetError):
            self._socket.sendall(data)

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def answer(self, method: str) -> Answer:
        """The next answer but interim ones. Raises Closed, Malformed, TimeoutError."""
        while True:
            status, headers = self._head()
            if status >= 200:
                return Answer(status, headers, self._body(method, status, headers))

    def _more(self) -> bool:
        """Whether more has come."""
        try:
            part = self._socket.recv(1 << 16)
        except ConnectionResetError:
            part = b""
        self._rest += part
        return bool(part)

    def _until(self, end: bytes) -> bytes:
        """The bytes before an end. Raises Closed or Malformed."""
        while end not in self._rest:
            if not self._more():
                raise Short(f"cut short: {self._rest[:200]!r}") if self._rest else Closed
        found, _, self._rest = self._rest.partition(end)
        return found

    def _exactly(self, size: int) -> bytes:
        """So many bytes. Raises Malformed."""
        while len(self._rest) < size:
            if not self._more():
                raise Short(f"{len(self._rest)} bytes of {size}")
        found, self._rest = self._rest[:size], self._rest[size:]
        return found

    def _head(self) -> tuple[int, dict[str, list[str]]]:
        """Status and headers. Raises Malformed."""
        line, *lines = self._until(b"\r\n\r\n").split(b"\r\n")
        status = STATUS.fullmatch(line)
        fields = [FIELD.fullmatch(field) for field in lines]
        if not status or not all(fields):
            raise Malformed(f"{line!r} {lines!r}"[:500])
        headers: dict[str, list[str]] = {}
        for field in fields:
            name, value = (part.decode("latin-1") for part in field.groups())
            headers.setdefault(name.lower(), []).append(value.strip())
        return int(status[1]), headers

    def _body(self, method: str, status: int, headers: dict[str, list[str]]) -> bytes:
        """The body. Raises Malformed unless its length is said in exactly one way."""
        lengths, codings = headers.get("content-length", []), headers.get("transfer-encoding", [])
        if method == "HEAD" or status in (204, 304):
            return b""
        if len(lengths) + len(codings) != 1 or (lengths and not lengths[0].isdecimal()):
            raise Malformed(f"framing: {lengths} {codings}")
        if lengths:
            return self._exactly(int(lengths[0]))
        body = b""
        while size := int(self._until(b"\r\n").partition(b";")[0], 16):
            body += self._exactly(size)
            self._exactly(2)
        self._until(b"\r\n")
        return body

    def nothing_more(self) -> bool:
        """Whether the other end hangs up and has sent nothing more."""
        return not self._more() and not self._rest
