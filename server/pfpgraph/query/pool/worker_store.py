"""A store whose graph is in the query processes, for threads; async_client.py does the same for an
event loop."""

import threading
from collections.abc import Callable
from math import inf

from pfpgraph.formats import Format
from pfpgraph.query.pool import cancellation, ipc
from pfpgraph.query.query import Query
from pfpgraph.query.store import Store


class WorkerStore(Store):
    """The graph in the query processes, reached through their socket; safe to use in many
    threads."""

    def __init__(
        self, socket: str, seconds: float = inf, down: Callable[[], float] = lambda: 0.0
    ) -> None:
        """Take the name of the socket, the seconds that a query may take, and a function that gives
        the seconds for which no supervisor has been up. Connections are made when needed, one per
        thread."""
        self._socket, self._seconds, self._down = socket, seconds, down
        self._local = threading.local()

    def is_up(self) -> bool:
        """Whether a supervisor is up."""
        return not self._down()

    def answer(self, query: Query, fmt: Format) -> bytes:
        """The whole answer, made by a query worker within its limits; the time since the client's
        token was made counts as waited. Raises Problem, and Disconnected when the client has
        left."""
        token = cancellation.current()
        query, limit = query._replace(waited=token.seconds()), query.limit(self._seconds)
        for _ in range(2):  # again after the query processes were restarted: reading does no harm
            try:
                connection = self._connection()
                with token.under_way(connection):
                    return connection.ask(
                        query, fmt, lambda: ipc.is_late(token.seconds(), limit, self._down())
                    )
            except ConnectionError:
                self._local.connection = None
            except cancellation.Disconnected:
                self._local.connection = None
                raise
            except OSError:  # no process listens or answers, or there is no descriptor
                self._local.connection = None
                break
        raise ipc.restarting()

    def _connection(self) -> ipc.Connection:
        """The connection of this thread, made on first use. Raises OSError."""
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = ipc.Connection(self._socket)
        return connection
