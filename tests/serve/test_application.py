"""The application of granian on real sockets: bodies, heads, slow clients, clients that leave."""

import asyncio
import http.client
import json
import socket
from types import SimpleNamespace
from urllib.parse import quote

import pytest

from pfpgraph.http.metrics import Metrics
from pfpgraph.http.rate_limit import RateLimit
from pfpgraph.query.pool.counters import Counters, PoolCounters
from pfpgraph.serve.application import RsgiApplication
from pfpgraph.settings import Settings
from tests.support.processes import ask, family, queries, serving, until

DOCUMENT = "/doc/country/armenia"
ASK = "ASK%20%7B%3Fs%20%3Fp%20%3Fo%7D"
FORM = "Content-Type: application/x-www-form-urlencoded"
# Slow enough to be left: every pair of pairs of statements.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?c > ?f + ?i) }"


@pytest.fixture(scope="module")
def server(small_release, tmp_path_factory):
    """A server that waits a second for bodies and gives queries much time: process and port."""
    temporary = tmp_path_factory.mktemp("application")
    limits = {"body_seconds": 1.0, "fast_seconds": 60.0, "query_seconds": 60.0}
    with serving(small_release, temporary, **limits) as (process, port, _):
        yield process, port


@pytest.fixture
def port(server):
    """The port of the server."""
    return server[1]


def start(port, *lines, body=b""):
    """A connection on which a request has been sent as it stands."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=10)
    connection.sendall("\r\n".join((*lines, "Host: a.example", "", "")).encode() + body)
    return connection


def answer(connection):
    """The answer on a connection: status, headers, body."""
    with connection:
        response = http.client.HTTPResponse(connection)
        response.begin()
        return response.status, response.headers, response.read()


@pytest.mark.parametrize("path", [DOCUMENT, "/sparql?query=" + ASK, "/nothing", "/id/country/x"])
def test_head_is_get_without_its_body(port, path):
    """Same status, same headers, the length included."""
    kept = ("Content-Length", "Content-Type", "ETag", "Vary", "Location", "Cache-Control")
    status, headers, body = ask(port, path=path)
    bare_status, bare, nothing = ask(port, "HEAD", path)

    assert (status, [headers.get_all(name) for name in kept]) == (
        bare_status,
        [bare.get_all(name) for name in kept],
    )
    assert headers.get_all("Content-Length") == [str(len(body))]
    assert nothing == b""


def test_an_answer_keeps_every_link(port):
    """Headers of one name stay apart."""
    (links,) = ask(port, path=DOCUMENT)[1].get_all("Link")
    assert links.count('rel="') > 3


def test_a_chunked_body_is_read(port):
    """Whatever the pieces."""
    pieces = (piece.encode() for piece in ("que", "ry=", ASK))
    assert ask(port, "POST", "/sparql", pieces, Content_Type=FORM.split()[1])[0] == 200


def test_a_client_that_expects_to_be_asked_is_asked(port):
    """Expect: 100-continue has its 100, then its answer."""
    body = f"query={ASK}".encode()
    lines = ("POST /sparql HTTP/1.1", FORM, "Expect: 100-continue", f"Content-Length: {len(body)}")
    connection = start(port, *lines)
    assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
    connection.sendall(body)
    assert answer(connection)[0] == 200


def test_a_header_that_comes_twice_is_one_list(port):
    """The second of two Accept headers counts too."""
    lines = ("Accept: text/html;q=0.5", "Accept: text/turtle", "Connection: close")
    _, headers, _ = answer(start(port, f"GET {DOCUMENT} HTTP/1.1", *lines))
    assert headers["Content-Type"].startswith("text/turtle")


def test_a_path_beyond_ascii_is_decoded_once(port):
    """The problem names it as it was asked for."""
    _, _, body = ask(port, path="/doc/pays/" + quote("%C3%A9é"), Accept="application/json")
    assert json.loads(body)["instance"] == "/doc/pays/%C3%A9é"


def sent(port, head, body=b""):
    """The answer to a request of HTTP/1.1 of which each byte is as given, but for its end."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=10)
    connection.sendall(head + b"\r\nConnection: close\r\n\r\n" + body)
    return answer(connection)


@pytest.mark.parametrize(
    "path",
    [
        "/search?q=é",
        "/suggest?q=日本",
        "/doc/country/armenia?é=ü",
        "/doc/country/?é",
        "/id/country/armenia?é",
        "/graph?graph=é",
        "/map?on=é",
        "/robots.txt?é",
        "/metrics?é",
        "/sparql?query=ASK%7B?s?p'é'%7D",
        "/sparql?query=ASK{}&é=%e9",
        "/q/é?é",
        "/é?é",
        "/static/é?é",
    ],
)
def test_a_query_string_may_hold_characters_as_they_are(port, path):
    """As curl sends them: the answer is that to the same address percent-encoded."""
    quoted = quote(path, safe="/?&=%{}'")
    head = b"GET %b HTTP/1.1\r\nHost: a.example"
    raw, encoded = (sent(port, head % text.encode()) for text in (path, quoted))

    assert raw[0] == encoded[0] < 500
    assert raw[1].get_all("Location") == encoded[1].get_all("Location")
    assert raw[1]["Access-Control-Allow-Origin"] == "*"
    assert raw[2]
    assert raw[2] == encoded[2] or path.startswith("/metrics")


def test_a_form_may_hold_characters_as_they_are(port):
    """Many programs encode only what they must."""
    head = b"POST /sparql HTTP/1.1\r\nHost: a.example\r\n%b\r\nContent-Length: %d"
    body = "query=SELECT ('é' AS ?x) {}".encode()
    status, _, found = sent(port, head % (FORM.encode(), len(body)), body)

    assert status == 200
    assert json.loads(found)["results"]["bindings"][0]["x"]["value"] == "é"


@pytest.mark.parametrize("value", ["é", "\u00ff", "é" * 700])
@pytest.mark.parametrize(
    "name",
    [
        *("Accept", "Accept-Language", "Accept-Encoding", "If-None-Match", "If-Modified-Since"),
        *("Range", "Referer", "Origin", "Cookie", "Authorization", "User-Agent", "Expect", "Via"),
        *("X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "Content-Type", "Content-Encoding"),
    ],
)
def test_a_header_may_hold_any_character(port, name, value):
    """It counts as absent where it says nothing; in UTF-8 and in Latin 1."""
    for coding in ("utf-8", "latin-1"):
        head = f"GET {DOCUMENT} HTTP/1.1\r\nHost: a.example\r\n{name}: {value}"
        status, headers, body = sent(port, head.encode(coding))

        assert status in (200, 406)
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert body


@pytest.mark.parametrize(
    "host",
    [
        *("é", "a/b", "a b", "/", "", "a:b", "a:99999", "[::1", "[:::]", "<x>", "a,b", "?", "a@b"),
        *("a" * 64, "a." * 127, "..", "-", "a..b", "a:", "[::1]x"),
    ],
)
@pytest.mark.parametrize("path", ["/doc/country", "/id/country/armenia", "/sparql", "/nothing"])
def test_what_is_no_host_is_refused(port, path, host):
    """Links and redirects would be made with it."""
    status, headers, body = sent(port, f"GET {path} HTTP/1.1\r\nHost: {host}".encode())

    assert status == 400
    assert "Host" in json.loads(body)["detail"]
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Location"] is None


@pytest.mark.parametrize("host", ["a.example", "A.example.:80", "[::1]:8000", "127.0.0.1", "a_b"])
def test_what_is_a_host_is_taken(port, host):
    """With a port or without one, by name or address."""
    assert sent(port, f"GET /health HTTP/1.1\r\nHost: {host}".encode())[0] == 200


def test_an_old_client_names_no_host(port):
    """HTTP/1.0 has no Host: a redirect leads to the address that the client used."""
    status, headers, _ = sent(port, b"GET /doc/country HTTP/1.0")

    assert status == 308
    assert headers["Location"] == f"http://127.0.0.1:{port}/doc/country/"


class Names(dict):
    """The headers of a request as granian has them."""

    def get_all(self, name):
        """All values of a header."""
        return [self[name]] if name in self else []


def test_a_fault_outside_the_application_is_an_answer(small_app, caplog):
    """It is sent, with CORS and a body; a trace is there for whoever runs the server."""
    settings, sent_to = Settings(), []
    metrics = Metrics(0, [Counters()], PoolCounters())
    application = RsgiApplication(small_app, settings, metrics, RateLimit(0))
    application._made = lambda *_: 1 / 0
    scope = SimpleNamespace(
        path="/a",
        method="GET",
        query_string="",
        http_version="1.1",
        client="127.0.0.1:9",
        scheme="http",
        authority=None,
        headers=Names(host="a.example"),
    )
    protocol = SimpleNamespace(response_bytes=lambda *parts: sent_to.append(parts))
    asyncio.run(application.__rsgi__(scope, protocol))
    application.__rsgi_del__(None)

    ((status, headers, body),) = sent_to
    assert (status, dict(headers)["Access-Control-Allow-Origin"]) == (500, "*")
    assert json.loads(body)["type"].endswith("#internal")
    assert "fault at /a" in caplog.text


def test_parameters_that_mean_nothing_are_not_repeated(port):
    """A page does not grow with them, and an address has a length."""
    for path in (
        "/",
        "/timeline",
        "/map",
        "/doc/country/armenia",
        "/search",
        "/sparql",
        "/nothing",
    ):
        plain = ask(port, path=f"{path}?q=a", Accept="text/html")
        junk = "&".join(f"x{n}=y" for n in range(580))
        junked = ask(port, path=f"{path}?q=a&{junk}", Accept="text/html")

        assert plain[0] == junked[0]
        assert b"x579" not in junked[2]
        assert len(junked[2]) < len(plain[2]) + 100
        if path != "/sparql":
            status, headers, _ = ask(port, path=f"{path}?q={'a' * 5000}")
            assert (status, headers["Access-Control-Allow-Origin"]) == (414, "*")


def test_slow_bodies_hold_no_thread(port):
    """Many more of them than there are threads: others are answered, and they are told."""
    lines = ("POST /sparql HTTP/1.1", FORM, "Content-Length: 100")
    slow = [start(port, *lines, body=b"query=") for _ in range(80)]
    assert ask(port, path=DOCUMENT)[0] == 200

    for connection in slow:
        status, _, body = answer(connection)
        assert (status, json.loads(body)["type"].partition("#")[2]) == (408, "slow")


@pytest.mark.parametrize("chunked", [False, True], ids=["announced", "in chunks"])
def test_a_body_over_the_limit_is_not_taken(port, chunked):
    """It is refused when it is announced, else when the limit is reached."""
    lines = ["POST /sparql HTTP/1.1", FORM]
    lines.append("Transfer-Encoding: chunked" if chunked else "Content-Length: 1000000")
    size = 256 * 1024 + 1
    status, headers, body = answer(
        start(port, *lines, body=b"%x\r\n%b" % (size, b"x" * size) if chunked else b"")
    )
    assert (status, json.loads(body)["type"].partition("#")[2]) == (413, "too-long")
    assert headers["Connection"] == "close"  # what is left of it would be taken for a request


def test_a_body_over_the_limit_takes_no_answer_with_it(port):
    """All of it may be on its way, and its client may read slowly: the answers before its own, and
    its own, come whole."""
    lines = ("GET /ontology HTTP/1.1", "Host: a.example", "", "POST / HTTP/1.1", "Host: a.example")
    request = "\r\n".join((*lines, "Content-Length: 300000", "", "")).encode() + b"x" * 300_000
    for _ in range(10):
        with socket.socket() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.connect(("127.0.0.1", port))
            connection.sendall(request)
            received = b"".join(iter(lambda: connection.recv(4096), b""))
        assert received.startswith(b"HTTP/1.1 200 ") and received.endswith(b'"unit": "KiB"\n}\n')


def test_a_body_that_breaks_off_is_not_taken_for_whole(port):
    """The start of a query may be a query too."""
    lines = ("POST /sparql HTTP/1.1", "Content-Type: application/sparql-query")
    connection = start(port, *lines, "Content-Length: 99", body=b"ASK {}")
    connection.shutdown(socket.SHUT_WR)
    status, _, body = answer(connection)
    assert (status, json.loads(body)["type"].partition("#")[2]) == (400, "request")


@pytest.mark.parametrize("name", ["Accept", "Accept_Language", "Accept_Encoding"])
def test_long_headers_are_not_weighed(port, name):
    """They are refused, with the limit, as problem+json whatever they ask for."""
    status, headers, body = ask(port, path=DOCUMENT, **{name: "text/html,".ljust(3000, ",")})
    assert (status, headers["Access-Control-Allow-Origin"]) == (431, "*")
    assert json.loads(body)["type"].endswith("#headers")


def test_pages_of_queries_hold_no_thread(small_release, tmp_path):
    """More of them run than there are threads, and other pages are made."""
    limits = {"workers": 1, "threads": 1, "query_workers": 8, "fast_seconds": 60.0}
    with serving(small_release, tmp_path, query_seconds=60.0, **limits) as (_, port, _):
        path = f"/sparql?query={quote(ENDLESS)}%23"
        lines = ("Accept: text/html",)
        asking = [start(port, f"GET {path}{n} HTTP/1.1", *lines) for n in range(6)]
        until(lambda: queries(port, "running") == 6)
        for other in (f"/sparql?query={ASK}", DOCUMENT):
            status, headers, _ = ask(port, path=other, Accept="text/html")
            assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        for connection in asking:
            connection.close()


def test_the_time_of_a_query_counts_while_it_waits(small_release, tmp_path):
    """Behind as many of its client as a web process hands on at once: it is told so in time."""
    limits = {"workers": 1, "query_workers": 1, "fast_seconds": 60.0, "query_seconds": 60.0}
    with serving(small_release, tmp_path, **limits) as (_, port, _):
        path = f"/sparql?query={quote(ENDLESS)}%23"
        asking = [start(port, f"GET {path}{n} HTTP/1.1") for n in range(16)]
        until(lambda: queries(port, "waiting") == 15)
        status, headers, body = ask(port, path=f"/sparql?query={ASK}&timeout=0.3")
        assert (status, headers["Retry-After"]) == (503, "1")
        assert json.loads(body)["type"].endswith("#busy")
        for connection in asking:
            connection.close()


def test_a_full_disk_takes_no_answer(small_release, tmp_path):
    """Whose line in the access log cannot be written, small or large."""
    with serving(small_release, tmp_path, access_log="/dev/full") as (_, port, _):
        for path in ("/health", "/graph?default&format=nt"):
            assert ask(port, path=path)[0] == 200


@pytest.mark.parametrize("coding", ["gzip", "br", "unknown"])
def test_a_packed_body_is_not_unpacked(port, coding):
    """It is refused as such, not as a query in no known letters."""
    headers = {"Content_Type": "application/sparql-query", "Content_Encoding": coding}
    assert ask(port, "POST", "/sparql", b"ASK {}", **headers)[0] == 415


@pytest.mark.parametrize("path", [DOCUMENT, "/sparql"])
@pytest.mark.parametrize("hosts", [(), ("Host: a.example", "Host: a.example")])
def test_a_request_says_once_at_which_host_it_asks(port, path, hosts):
    """Several, or none, are refused (RFC 9112 section 3.2), whatever the cache holds."""
    ask(port, path=path)
    connection = socket.create_connection(("127.0.0.1", port), timeout=10)
    lines = (f"GET {path} HTTP/1.1", "Connection: close", *hosts)
    connection.sendall("\r\n".join((*lines, "", "")).encode())
    assert answer(connection)[0] == 400


def test_a_connection_is_not_made_a_web_socket(port):
    """The wish for it is a problem like any other, not an answer of the server's own."""
    lines = ("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13")
    status, headers, body = answer(start(port, "GET /health HTTP/1.1", *lines))
    assert (status, headers["Access-Control-Allow-Origin"]) == (400, "*")
    assert json.loads(body)["type"].endswith("#request")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST", "GET"])
def test_a_connection_lives_on_after_a_body(port, method):
    """Whatever becomes of its request, and when it comes, the next one has its answer."""
    lines = (f"{method} / HTTP/1.1", "Content-Length: 5")
    with start(port, *lines) as connection:
        for body in (b"first", b"other"):
            connection.sendall(body)
            response = http.client.HTTPResponse(connection)
            response.begin()
            assert response.status == (200 if method == "GET" else 405)
            assert response.read()
            connection.sendall("\r\n".join((*lines, "Host: a.example", "", "")).encode())


def test_the_query_of_a_client_that_leaves_is_stopped(server):
    """Its worker is killed and replaced long before the time is up."""
    process, port = server
    before = family(process.pid)["workers"]
    connection = start(port, f"GET /sparql?query={quote(ENDLESS)} HTTP/1.1")
    until(lambda: queries(port, "running") == 1)
    connection.close()

    until(lambda: len(before - family(process.pid)["workers"]) == 1)
    until(lambda: len(family(process.pid)["workers"]) == len(before))
    assert ask(port, path=DOCUMENT)[0] == 200
