"""A store whose graph is in the query processes, for threads: async_client.py does the same for a
loop."""

import threading
from collections.abc import Callable, Iterable, Mapping
from math import inf

from pfpgraph.formats import Format
from pfpgraph.query.pool import cancellation, ipc
from pfpgraph.query.store import Store, Term


class WorkerStore(Store):
    """The graph in the query processes, reached through their socket; safe in many threads."""

    def __init__(
        self, socket: str, seconds: float = inf, down: Callable[[], float] = lambda: 0.0
    ) -> None:
        """Take the name of the socket, the seconds that a query may take, and what tells for how
        many there has been nobody to answer. Connections are made when needed, one a thread."""
        self._socket, self._seconds, self._down = socket, seconds, down
        self._local = threading.local()

    def is_up(self) -> bool:
        """Whether there is somebody to answer."""
        return not self._down()

    def query(
        self,
        text: str,
        format: Format,
        *,
        default_graphs: Iterable[str] = (),
        named_graphs: Iterable[str] = (),
        bindings: Mapping[str, Term] | None = None,
        client: str = "",
        seconds: float | None = None,
    ) -> bytes:
        """The whole answer, made by a query worker within its limits, of which a visit has spent
        some. Raises Problem, and Left when the client of this thread's visit has gone."""
        stay = cancellation.current()
        request = ipc.Request(
            client,
            seconds,
            format.name,
            tuple(default_graphs),
            tuple(named_graphs),
            dict(bindings or {}),
            text,
            waited=stay.seconds(),
        )
        limit = self._seconds if seconds is None else min(seconds, self._seconds)
        for _ in range(2):  # again after the query processes were restarted: reading does no harm
            try:
                connection = self._connection()
                with stay.asks(connection):
                    return connection.ask(
                        request, lambda: ipc.is_late(stay.seconds(), limit, self._down())
                    )
            except ConnectionError:
                self._local.connection = None
            except cancellation.Left:
                self._local.connection = None
                raise
            except OSError:  # nobody listens or answers, or there is no descriptor
                self._local.connection = None
                break
        raise ipc.restarting()

    def _connection(self) -> ipc.Connection:
        """The connection of this thread."""
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = ipc.Connection(self._socket)
        return connection
