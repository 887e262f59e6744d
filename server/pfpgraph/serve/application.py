"""The RSGI application: what is done for a request in the event loop of a web process, in front of
Flask.

It reads bodies from slow clients without a thread, answers from the cache, passes complete requests
to Flask in threads, and notices clients that leave, so that their queries are cancelled.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.test import create_environ

from pfpgraph.http import cache, cache_headers, messages, short_codes, sparql_protocol
from pfpgraph.http.access_log import AccessLog
from pfpgraph.http.cache import Cache, Key
from pfpgraph.http.coalescing import Coalescing
from pfpgraph.http.compression import chosen, coded
from pfpgraph.http.fair_queue import FairThreadPool
from pfpgraph.http.messages import ANSWER_KEY, READING_METHODS, AcceptHeaders, Reply
from pfpgraph.http.metrics import Metrics
from pfpgraph.http.proxies import Networks, Origin, Proxies, is_host
from pfpgraph.http.rate_limit import RateLimit
from pfpgraph.http.slow_clients import LARGE, SlowClients, TooSlow
from pfpgraph.http.sparql_protocol import ENDPOINT, SENDING, Operation, Request
from pfpgraph.problems import Problem
from pfpgraph.query.pool import cancellation
from pfpgraph.serve.endpoint import SparqlEndpoint
from pfpgraph.serve.granian_internals import reset_connection
from pfpgraph.settings import Settings
from pfpgraph.web import negotiation
from pfpgraph.web.routes import sparql
from pfpgraph.web.routes.problems import REFUSAL_KEY, SAID

METRICS = "/metrics"
_ASKED = 4 << 10  # bytes of a query string without a query: a page repeats parts of it in links
_BODILESS = ("GET", "HEAD", "OPTIONS")
_WITHOUT_BODY = (204, 304)
# A body that is too long is read all the same, up to this many times the limit: a connection that
# is closed with unread bytes is reset, and the client may lose the answer.
_SPARE = 16
_SUBMISSIONS = 8  # that may be read or wait in a web process at once: each is held whole
_UNREAD = (408, 413, 429, 431)  # with these the rest of the request may still be to come


@dataclass(slots=True)
class Exchange:
    """A request being answered: granian's scope and protocol, its origin, its Accept headers, the
    problem for which it is refused, its key in the cache (None where its answer is not cached), and
    its body."""

    scope: Any
    protocol: Any
    origin: Origin
    choices: AcceptHeaders
    refusal: Problem | None
    key: Key | None
    body: bytes = b""

    @property
    def query(self) -> Request:
        """The parts of the request that the SPARQL protocol needs."""
        return Request(
            self.scope.method,
            messages.query_string(self.scope).encode(),
            self.scope.headers.get("content-type", ""),
            self.choices.accept,
            self.body,
            self.origin.party,
        )

    @property
    def is_submission(self) -> bool:
        """Whether the request submits RDF to be checked."""
        return (self.scope.path, self.scope.method) == (messages.VALIDATION, "POST")

    @property
    def is_query(self) -> bool:
        """Whether the request may hold a query: it is for the endpoint, or reads a short link."""
        path, method = self.scope.path, self.scope.method
        if path == ENDPOINT:
            return method in (*READING_METHODS, *SENDING)
        return path.startswith(short_codes.SHORT_LINKS) and method in READING_METHODS

    def environment(self, answered: tuple[Operation, bytes] | None) -> dict[str, Any]:
        """The WSGI environment, with `answered` (operation and data) for a query that is answered
        already. A request whose answer is cached becomes a GET without If-None-Match, so that the
        answer suits all clients."""
        variables = messages.environment(self.scope, self.origin, self.choices, self.body)
        variables |= {REFUSAL_KEY: self.refusal, ANSWER_KEY: answered}
        if self.key:
            variables["REQUEST_METHOD"] = "GET"
            variables.pop("HTTP_IF_NONE_MATCH", None)
        return variables


class RsgiApplication:
    """The application of one release, for granian's RSGI interface."""

    def __init__(
        self,
        app: Flask,
        settings: Settings,
        metrics: Metrics,
        rates: RateLimit,
        down: Callable[[], float] = lambda: 0.0,
    ) -> None:
        """Take the Flask application, the settings, the metrics, the rate limit, and a function
        that gives the seconds for which the query processes have been down. Raises Problem
        (setting), and RuntimeError when a thread cannot be started."""
        self._app, self._settings, self._metrics = app, settings, metrics
        self._limit = app.config["MAX_CONTENT_LENGTH"]
        self._proxies = Proxies(settings)
        self._rates = rates
        self._readers = Networks("metrics_readers", settings.metrics_readers)
        self._access_log = AccessLog(settings.access_log)
        self._cache = Cache(settings.cache_megabytes)
        self._coalescing = Coalescing()
        self._slow_clients = SlowClients(
            settings.send_seconds, settings.sending_megabytes, reset_connection
        )
        self._sparql = SparqlEndpoint(settings, down)
        self._threads = FairThreadPool(settings.threads)
        self._validations = FairThreadPool(1)
        self._submissions = 0  # under way
        # In a thread of the pool: to query processes, a thread that ends is a client that leaves.
        self._threads.submit(app.extensions["pfpgraph"].read)

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Stop the threads, when the web process stops or the release is replaced."""
        self._threads.close()
        self._validations.close()

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answer a request, unless its client leaves before; count it and write its line of the
        access log."""
        begun, reply, large = time.perf_counter(), None, False
        origin = self._proxies.origin(scope)
        choices = AcceptHeaders.of(scope.headers)
        refusal = self._rates.count(origin.party, begun) or _unfit(scope, origin, choices)
        key = None if refusal else key_of(scope, origin, choices)
        kept = self._cache.get(key) if key else None
        try:
            reply = kept or await self._made(
                Exchange(scope, protocol, origin, choices, refusal, key)
            )
            if scope.method in READING_METHODS and (tags := scope.headers.get("if-none-match")):
                reply = cache_headers.unchanged(reply, tags)
        except cancellation.Disconnected:
            pass
        except Exception:  # any fault: the client must get an answer
            reply = self._internal_error(scope)
        if reply and not (large := is_large(scope.method, reply)):
            send(protocol, scope.method, reply)
        seconds, hit = time.perf_counter() - begun, bool(kept)
        self._metrics.count(reply, seconds, hit, self._cache.size)
        if self._access_log:
            self._access_log.write(scope, origin, reply, seconds, hit)
        if reply and large:
            await self._deliver(protocol, scope.client, reply)

    def _internal_error(self, scope: Any) -> Reply:
        """The answer to an unexpected exception outside Flask, which is logged with its traceback.
        Granian's own answer would have no body, and no page of another origin could read its
        status."""
        self._app.logger.exception("fault at %s", scope.path)
        variables = create_environ("/") | {REFUSAL_KEY: Problem("internal", SAID[500])}
        return messages.call(self._app, variables)

    async def _deliver(self, protocol: Any, client: str, reply: Reply) -> None:
        """Send a large answer; count a client that leaves or is cut off before it has it all."""
        try:
            await self._slow_clients.send(protocol, client, reply)
        except TooSlow:
            self._metrics.cut_off()
        except ConnectionError:
            self._metrics.disconnected()

    async def _made(self, exchange: Exchange) -> Reply:
        """An answer that the cache does not have, put into it if it may be cached. Raises
        Disconnected when the client leaves."""
        begun, key, origin = time.perf_counter(), exchange.key, exchange.origin
        if key and exchange.scope.path == METRICS and self._readers.holds(origin.client):
            return self._metrics.page()
        self._metrics.started()
        try:
            reply = await self._coalescing.reply(
                key,
                origin.party,
                lambda: self._answer(exchange),
                exchange.protocol.client_disconnect,
                exchange.choices,
            )
        finally:
            self._metrics.finished()
        if key and cache.is_lasting(reply):
            self._cache.put(key, reply.timed("cache;desc=hit"))
        return reply.timed(f"app;dur={1000 * (time.perf_counter() - begun):.1f}")

    async def _answer(self, exchange: Exchange) -> Reply:
        """An answer by the endpoint or by Flask. Raises Disconnected when the client leaves."""
        if not exchange.is_submission or exchange.refusal:
            return await self._answer_now(exchange, self._limit, self._threads)
        if self._submissions >= _SUBMISSIONS:  # read all the same, as with one that is too long
            await self._body(exchange.scope, exchange.protocol, self._limit)
            exchange.refusal = Problem("busy", "no-validation", retry_after=1)
            return await self._answer_now(exchange, self._limit, self._threads)
        self._submissions += 1
        try:
            most = self._settings.validation_kilobytes << 10
            return await self._answer_now(exchange, most, self._validations)
        finally:
            self._submissions -= 1

    async def _answer_now(self, exchange: Exchange, most: int, threads: FairThreadPool) -> Reply:
        """An answer to a request whose body has at most so many bytes; Flask runs in one of the
        threads. Raises Disconnected when the client leaves."""
        answered = None
        if not exchange.refusal:
            body = await self._body(exchange.scope, exchange.protocol, most)
            exchange.body, exchange.refusal = body
        if not exchange.refusal and exchange.is_query:
            try:
                answered = await self._query(exchange)
            except Problem as problem:
                exchange.refusal = problem
        if isinstance(answered, Reply):
            return answered
        threads = self._threads if exchange.refusal else threads
        return await self._flask(exchange.environment(answered), exchange.protocol, threads)

    async def _query(self, exchange: Exchange) -> Reply | tuple[Operation, bytes] | None:
        """The answer to a query: complete, or its operation and data where Flask makes a page of
        them; None where the request holds no query that is answered here. Raises Problem, and
        Disconnected when the client leaves."""
        request, path = exchange.query, exchange.scope.path
        if path == ENDPOINT:
            query = sparql_protocol.read(request)
        else:
            query = short_codes.read(path, request, self._settings)
        if not query:
            return None
        coding = chosen(exchange.choices.coding)
        disconnect = exchange.protocol.client_disconnect
        reply = await self._sparql.answer(request, query, coding, disconnect)
        if isinstance(reply, Reply) and path != ENDPOINT:
            return reply._replace(route=sparql.SHORT)
        return reply

    async def _body(self, scope: Any, protocol: Any, most: int) -> tuple[bytes, Problem | None]:
        """The body of a request, of at most so many bytes, and None; or no body and the problem for
        which it is refused."""
        headers = scope.headers
        length = headers.get(messages.LENGTH)
        if scope.method in _BODILESS and not length and messages.CODING not in headers:
            return b"", None
        announced = int(length or 0)  # granian refuses a value that is no number
        if announced > most and ("expect" in headers or announced > most * _SPARE):
            return b"", _too_long(most)
        seconds, body, size = self._settings.body_seconds, bytearray(), 0
        try:
            async with asyncio.timeout(seconds):
                async for part in protocol:
                    size += len(part)
                    if size <= most:
                        body += part
                    elif size > most * _SPARE:
                        break
        except TimeoutError:
            if max(size, announced) <= most:
                return b"", Problem("slow", "slow", limit=seconds, unit="seconds")
        if max(size, announced) > most:
            return b"", _too_long(most)
        return bytes(body), _unusable(headers, size)

    async def _flask(
        self, variables: dict[str, Any], protocol: Any, threads: FairThreadPool
    ) -> Reply:
        """An answer made by Flask in one of the threads. Raises Disconnected when the client
        leaves."""
        token, seconds = cancellation.Cancellation(), self._settings.query_seconds
        work = threads.run(variables["REMOTE_ADDR"], seconds, self._call, token, variables)
        try:
            reply: Reply = await cancellation.until_disconnect(
                asyncio.ensure_future(work), protocol.client_disconnect
            )
        except cancellation.Disconnected:
            token.cancel()
            raise
        except TimeoutError:  # all threads are busy; the loop's own executor refuses
            problem = Problem("busy", "no-place", seconds=seconds, retry_after=1)
            if threads is self._validations:
                problem = Problem("busy", "no-validation", retry_after=1)
            refused = variables | {REFUSAL_KEY: problem, ANSWER_KEY: None}
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(None, self._call, token, refused)
        return reply

    def _call(self, token: cancellation.Cancellation, variables: dict[str, Any]) -> Reply:
        """The answer of Flask, compressed as the client accepts it; for a worker thread."""
        cancellation.use(token)
        reply = messages.call(self._app, variables)
        return coded(reply, chosen(variables.get("HTTP_ACCEPT_ENCODING", "")))


def _too_long(most: int) -> Problem:
    """The problem of a body over the limit, in bytes."""
    return Problem("too-long", "long-body", limit=most >> 10, unit="KiB")


def key_of(scope: Any, origin: Origin, choices: AcceptHeaders) -> Key | None:
    """The cache key of a request, by the variant that is negotiated; None where the cache is not
    used."""
    if not cache.has_key(scope):
        return None
    variant = negotiation.variant(scope.path, scope.query_string, choices)
    return cache.key(scope, origin, *variant, chosen(choices.coding))


def _unfit(scope: Any, origin: Origin, choices: AcceptHeaders) -> Problem | None:
    """The problem of a request whose Accept headers are too long (to parse them would hold up all
    others), whose query string is too long, or that does not name exactly one valid host (RFC 9112
    section 3.2)."""
    if choices.are_long:
        return Problem("headers", "long-headers", limit=messages.LONG >> 10, unit="KiB")
    hosts = len(scope.headers.get_all("host"))
    if hosts > 1 or (not hosts and scope.http_version == "1.1"):
        return Problem("request", "one-host")
    if (hosts or origin.host) and not is_host(origin.host):
        return Problem("request", "no-host")
    if scope.path != ENDPOINT and len(scope.query_string) > _ASKED:
        return Problem("address", "long-address", limit=_ASKED >> 10, unit="KiB")
    return None


def _unusable(headers: Any, size: int) -> Problem | None:
    """The problem of a body that was broken off after `size` bytes, or that has a content
    coding."""
    length = headers.get(messages.LENGTH)
    if length and int(length) != size:
        return Problem("request", "broken-off", size=size, length=length)
    if headers.get("content-encoding", "identity").lower() not in ("", "identity"):
        return Problem("media-type", "coded")
    return None


def is_large(method: str, reply: Reply) -> bool:
    """Whether an answer has a body large enough to be sent by SlowClients."""
    return len(reply.body) > LARGE and method != "HEAD" and reply.status not in _WITHOUT_BODY


def send(protocol: Any, method: str, reply: Reply) -> None:
    """Send an answer, without its body to HEAD or with a status that has none. After some errors
    the connection is closed."""
    if reply.status in _UNREAD:
        reply.headers.append(("Connection", "close"))
    if reply.status in _WITHOUT_BODY or method == "HEAD":
        protocol.response_empty(reply.status, reply.headers)
    else:
        protocol.response_bytes(reply.status, reply.headers, reply.body)
