"""Messages between clients and the query processes, over Unix sockets that keep them whole.

The sockets have abstract names, which the kernel gives and takes back, so that no cleaner of
folders finds them; since such a name has no owner, each end checks the user of the process at the
other.

A request is one message: a head (number, seconds, those waited already, turn, length of the
client's name), the client's name, a line of JSON, the text of the query. An answer is a head (kind,
number of the request, length) with the first piece of the body, then the further pieces; since the
length goes first, one that breaks off is never taken for whole.
"""

import contextlib
import errno
import json
import os
import socket
import sys
from collections.abc import Callable
from math import inf
from struct import Struct

from pyoxigraph import Literal, NamedNode

from pfpgraph.formats import RDF_FORMATS, RESULT_FORMATS, Format
from pfpgraph.problems import Problem
from pfpgraph.query.query import Query

PIECE = 1 << 17  # bytes that the kernel surely takes as one message
LARGEST = 1 << 18  # bytes received at once; the kernel may allow more or less
RESULT, PROBLEM = 0, 1
_ASKED = Struct("!IdddH")
_HEAD = Struct("!BIQ")
_CREDENTIALS = Struct("3i")  # process, user, group
_TIME = Struct("ll")  # seconds, microseconds
_GRACE = 2.0  # seconds after a limit in which the query processes may still answer
_POLL = 0.5  # seconds that a blocking call waits at a time
_ONE_DESCRIPTOR = socket.CMSG_SPACE(4)
_FORMATS = {fmt.name: fmt for fmt in (*RDF_FORMATS, *RESULT_FORMATS)}
_KIND = (socket.AF_UNIX, socket.SOCK_SEQPACKET)


def pack(number: int, query: Query, fmt: Format) -> bytes:
    """A request as a message: its number, a query, and the format of the answer. Raises TypeError
    when a bound term is neither an IRI nor a literal."""
    bindings = {name: _pack_term(term) for name, term in query.bindings.items()}
    dataset = query.default_graphs or query.named_graphs or bindings
    line = (
        json.dumps((fmt.name, query.default_graphs, query.named_graphs, bindings))
        if dataset
        else f'["{fmt.name}", [], [], {{}}]'
    )
    client = query.client.encode()
    head = _ASKED.pack(number, query.limit(inf), query.waited, query.turn, len(client))
    return b"%b%b%b\n%b" % (head, client, line.encode(), query.text.encode())


def peek(message: bytes) -> tuple[int, str, float, float]:
    """The number of a request, its client, its limit in seconds, and the seconds of it that have
    passed."""
    number, seconds, waited, _, length = _ASKED.unpack_from(message)
    return number, message[_ASKED.size : _ASKED.size + length].decode(), seconds, waited


def with_limits(message: bytes, seconds: float, turn: float) -> bytes:
    """A request with another limit in seconds and another turn; its length is unchanged."""
    number, _, waited, _, length = _ASKED.unpack_from(message)
    return _ASKED.pack(number, seconds, waited, turn, length) + message[_ASKED.size :]


def unpack(message: bytes) -> tuple[int, Query, Format]:
    """The number of a request, its query, and the format of the answer."""
    number, seconds, waited, turn, length = _ASKED.unpack_from(message)
    client, rest = message[_ASKED.size :][:length], message[_ASKED.size + length :]
    line, _, text = rest.partition(b"\n")
    fmt, default_graphs, named_graphs, bindings = json.loads(line)
    query = Query(
        text.decode(),
        default_graphs=default_graphs,
        named_graphs=named_graphs,
        bindings={name: _unpack_term(*term) for name, term in bindings.items()},
        client=client.decode(),
        seconds=seconds,
        waited=waited,
        turn=turn,
    )
    return number, query, _FORMATS[fmt]


def listen() -> socket.socket:
    """A listening socket under an abstract name that the kernel chooses."""
    listener = socket.socket(*_KIND)
    listener.bind("")
    listener.listen(1024)
    return listener


def name(listener: socket.socket) -> str:
    """The name under which a socket listens, with an at sign in the place of the zero byte."""
    address: bytes = listener.getsockname()
    return "@" + address[1:].decode()


def is_ours(connection: socket.socket) -> bool:
    """Whether the process at the other end runs as the same user (SO_PEERCRED)."""
    found = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    return bool(_CREDENTIALS.unpack(found)[1] == os.geteuid())


def from_descriptor(descriptor: int) -> socket.socket:
    """A socket of the kind used here, by its descriptor."""
    return socket.socket(*_KIND, fileno=descriptor)


def pair() -> tuple[socket.socket, socket.socket]:
    """Two sockets of the kind used here, connected with each other."""
    return socket.socketpair(*_KIND)


def send_answer(to: int, kind: int, number: int, body: bytes) -> None:
    """Send an answer to a descriptor, blocking while the client does not read. Raises OSError when
    it has gone."""
    with memoryview(body) as view:
        os.writev(to, (_HEAD.pack(kind, number, len(body)), view[:PIECE]))
        for start in range(PIECE, len(body), PIECE):
            os.write(to, view[start : start + PIECE])


def send_problem(to: socket.socket, number: int, problem: Problem) -> None:
    """Send a problem as the answer, without blocking. Raises OSError when the client does not take
    it."""
    body = pack_problem(problem)
    head = _HEAD.pack(PROBLEM, number, len(body))
    to.sendmsg((head, body), (), socket.MSG_DONTWAIT)


def is_late(seconds: float, limit: float, down: float) -> bool:
    """Whether to stop waiting for an answer: `seconds` of waiting exceed the limit and a grace, or
    no supervisor has been up for longer than that grace (`down`)."""
    return seconds > limit + _GRACE or down > _GRACE


def restarting() -> Problem:
    """The problem (busy) of a request while no query process can answer."""
    return Problem("busy", "restarting", retry_after=1)


def pack_problem(problem: Problem) -> bytes:
    """A problem as the body of an answer, in JSON."""
    return json.dumps((problem.row.slug, problem.said, problem.members)).encode()


class Buffer:
    """A buffer that messages are received into: allocating one for each would take longer, since a
    large one is requested from the kernel and given back."""

    def __init__(self, size: int = LARGEST) -> None:
        """Allocate it for messages of at most `size` bytes."""
        self._view = memoryview(bytearray(size))

    def receive(self, source: socket.socket) -> bytes:
        """The next message; empty when the other end has closed. Raises OSError."""
        return bytes(self._view[: source.recv_into(self._view)])

    def receive_with_descriptor(self, source: socket.socket) -> tuple[bytes, int]:
        """The next message and the descriptor that came with it, -1 without one. Raises OSError."""
        size, parts, _, _ = source.recvmsg_into([self._view], _ONE_DESCRIPTOR)
        descriptor = int.from_bytes(parts[0][2], sys.byteorder) if parts else -1
        return bytes(self._view[:size]), descriptor


class Connection:
    """A connection to the query processes, for one request at a time."""

    _socket: socket.socket

    def __init__(self, name: str, blocking: bool = True) -> None:
        """Connect to an abstract name; a blocking connection waits for half a second at most.
        Raises OSError when no process listens, too many wait to be accepted, or another user's
        process listens."""
        self._socket = socket.socket(*_KIND)
        self._socket.setblocking(blocking)
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            self._socket.setsockopt(socket.SOL_SOCKET, option, _TIME.pack(0, int(_POLL * 1e6)))
        self._socket.connect(name.replace("@", "\0", 1))
        if not is_ours(self._socket):
            raise ConnectionRefusedError(errno.ECONNREFUSED, "another user listens")
        self._number = 0
        self._buffer = Buffer(_HEAD.size + PIECE)
        self._body, self._kind, self._filled = bytearray(), RESULT, 0

    def __del__(self) -> None:
        """Close the connection when the thread that has it ends."""
        if hasattr(self, "_socket"):  # missing when there was no descriptor for it
            self._socket.close()

    def close(self) -> None:
        """Close; the query processes stop working for it."""
        self._socket.close()

    def fileno(self) -> int:
        """The descriptor, to wait for several at once."""
        return self._socket.fileno()

    def abort(self) -> None:
        """Make the request under way end in ConnectionError, from another thread; the query
        processes see it and stop working for it."""
        with contextlib.suppress(OSError):  # the other end may be quicker
            self._socket.shutdown(socket.SHUT_RDWR)

    def ask(self, query: Query, fmt: Format, is_late: Callable[[], bool]) -> bytes:
        """The body of the answer in a format. Raises the answer's Problem, ConnectionError, or
        TimeoutError when nothing comes and `is_late` gives True."""
        self.send(query, fmt)
        while True:
            try:
                if (body := self.receive()) is not None:
                    return body
            except BlockingIOError:
                if is_late():
                    raise TimeoutError from None

    def send(self, query: Query, fmt: Format) -> None:
        """Send a query with the format of its answer. Raises Problem (too-long) when it is too long
        to send, OSError."""
        self._number = (self._number + 1) % (1 << 32)
        message = pack(self._number, query, fmt)
        try:
            if len(message) <= LARGEST:
                self._socket.send(message)
                return
        except OSError as error:
            if error.errno != errno.EMSGSIZE:
                raise
        raise Problem("too-long", "long-message")

    def receive(self) -> bytes | None:
        """Receive the next piece; the body of the answer when it is whole, else None. Raises the
        answer's Problem, ConnectionError when it breaks off, BlockingIOError."""
        if self._body:
            return self._receive_more()
        first = self._buffer.receive(self._socket)
        if not first:
            raise ConnectionResetError
        self._kind, number, length = _HEAD.unpack_from(first)
        # A worker may die between its answer and its report; the supervisor then answers too.
        if number != self._number:
            return None
        if length <= PIECE:
            return self._whole(first[_HEAD.size :])
        self._body, self._filled = bytearray(length), PIECE
        self._body[:PIECE] = first[_HEAD.size :]
        return None

    def _receive_more(self) -> bytes | None:
        """Receive a further piece of a long answer; its body when it is whole, else None."""
        with memoryview(self._body) as view:
            size = self._socket.recv_into(view[self._filled : self._filled + PIECE])
        if not size:
            raise ConnectionResetError
        self._filled += size
        if self._filled < len(self._body):
            return None
        body, self._body = self._body, bytearray()
        return self._whole(bytes(body))

    def _whole(self, body: bytes) -> bytes:
        """The body of a result. Raises Problem when the answer is one."""
        if self._kind == PROBLEM:
            slug, said, members = json.loads(body)
            raise Problem(slug, said, **members)
        return body


def _pack_term(term: NamedNode | Literal) -> tuple[str, ...]:
    """A term as its value, and for a literal also its language and datatype. Raises TypeError for
    other terms."""
    if isinstance(term, NamedNode):
        return (term.value,)
    if isinstance(term, Literal):
        return term.value, term.language or "", term.datatype.value
    raise TypeError(f"only IRIs and literals can be bound, not {term!r}")


def _unpack_term(value: str, language: str = "", datatype: str = "") -> NamedNode | Literal:
    """The term that was packed."""
    if not datatype:
        return NamedNode(value)
    if language:
        return Literal(value, language=language)
    return Literal(value, datatype=NamedNode(datatype))
