"""Requests made at random: queries by the grammar, and faults in every part of a request.

A sound request keeps to HTTP, whatever it asks; it must have an answer of the service. One that
breaks HTTP itself may be cut off by the server, in order.
"""

import gzip
from typing import NamedTuple
from urllib.parse import quote, quote_plus

from hypothesis import strategies as st

from tests.support.grammar import ASKED

COUNTRY = "/id/country/malta"
PATHS = (
    *("/", COUNTRY, "/doc/country/malta", "/doc/country/malta.ttl", "/doc/country/malta.html"),
    *("/doc/country/", "/doc/country.csv", "/ontology", "/ontology/0.1.0", "/ontology.ttl"),
    *("/shapes", "/graph", "/graph/data/countries", "/graph/data/countries.nq", "/dataset"),
    *("/sparql", "/health", "/metrics", "/problems", "/context.jsonld", "/.well-known/void"),
    *("/questions", "/questions/who-is-a-member-today", "/sources", "/static/site.css"),
    *("/robots.txt", "/no/such/place", "/doc/country/no-such-country", "/id/country/malta.ttl"),
)
PIECES = (
    *("/", "//", "/.", "/..", "/../", "%2e%2e/", "%2F", "%5c", "\\", "%00", "%", "%zz", "%ff"),
    *("%c3%28", "%ED%A0%80", "%u0041", "%25", "%E2%80%AE", "+", "%20", ";", ";a=b", ":", "@", "*"),
    *(
        ".ttl",
        ".html",
        ".json",
        ".",
        "..",
        "~",
        "'",
        '"',
        "<",
        "{",
        "|",
        "^",
        "`",
        "$",
        "é",
        "\x7f",
    ),
    *(
        "%0d%0aX-Injected:%20yes",
        "?",
        "??",
        "&",
        "&&",
        "=",
        "#",
        "#fragment",
        "a" * 300,
        "/a" * 200,
    ),
    *("http://a.example/", "//a.example/", "malta", "MALTA", "0", "-1", "%F0%9F%92%A3"),
)
PARAMETERS = (
    *("query", "default-graph-uri", "named-graph-uri", "format", "output", "results", "timeout"),
    *("update", "using-graph-uri", "_mediatype", "_profile", "on", "lang", "page", "q", "sort"),
    *("graph", "default", "from", "until", "in", "limit", "offset", "x", "", "year", "callback"),
)
VALUES = (
    *("", "0", "-1", "1", "1e999", "nan", "inf", "99999999999999999999", "٣", "2004-03-29", "now"),
    *("2004-02-30", "9999-12-31", "0000-00-00", "-0001-01-01", "fr", "en", "xx", "ttl", "json"),
    *("html", "csv", "text/turtle", "a:g", "https://w3id.org/pfpgraph/graph/data/countries"),
    *("no iri", "<>", "a" * 2000, "\0", "\r\nX: y", "'; --", "{{7*7}}", "<script>", "é", "💣"),
)
METHODS = (*("GET",) * 8, "HEAD", "HEAD", "OPTIONS", *("POST",) * 3, "QUERY", "PUT", "DELETE")
ODD_METHODS = ("PATCH", "TRACE", "get", "PROPFIND", "M-SEARCH", "A" * 40, "!#$%&'*+-.^_`|~")
TYPES = (
    *("text/turtle", "application/ld+json", "text/html", "application/json", "*/*", "text/*", "*"),
    *("application/sparql-results+json", "application/sparql-results+xml", "text/csv", "a/b"),
    *("application/rdf+xml", "application/n-quads", "application/trig", "application/problem+json"),
    *('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "/", "text/", "é/é"),
)
FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
BODY_TYPES = (
    *(FORM, QUERY, QUERY, f"{QUERY}; charset=utf-8", f"{QUERY};charset=utf-16", FORM.upper()),
    *("application/sparql-update", "multipart/form-data; boundary=b", "multipart/form-data", ""),
    *(
        "application/json",
        "text/plain",
        f"{QUERY}; charset=\xff",
        ";",
        "a" * 200,
        f"{FORM}, {FORM}",
    ),
)


class Sent(NamedTuple):
    """A request: method and target, the lines of its headers, its body as it goes out."""

    method: str
    target: bytes
    headers: tuple[bytes, ...]
    body: bytes
    is_sound: bool = True

    def __repr__(self) -> str:
        """Its beginning, which is what a reader of a failure can use."""
        return f"Sent({self.raw[:1000]!r}, is_sound={self.is_sound})"

    @property
    def raw(self) -> bytes:
        """Its bytes."""
        line = self.method.encode("latin-1") + b" " + self.target + b" HTTP/1.1"
        return b"\r\n".join((line, *self.headers, b"", b"")) + self.body


def bytes_of(text):
    """The bytes of a text, half characters among them."""
    return text.encode("utf-8", "surrogatepass")


def sound_target(target):
    """A target as it goes out: only what RFC 3986 lets stand there, but any percent sign."""
    return quote(bytes_of(target)[:20_000], safe="/?:@!$&'()*+,;=-._~%").encode()


@st.composite
def paths(draw):
    """A path of ours, mostly with faults."""
    path = draw(st.sampled_from(PATHS))
    for piece in draw(st.lists(st.sampled_from(PIECES), max_size=2)):
        place = draw(st.integers(0, len(path)))
        path = path[:place] + piece + path[place:]
    return path if path.startswith("/") else f"/{path}"


CODERS = (
    lambda text: quote(bytes_of(text), safe=""),
    lambda text: quote_plus(bytes_of(text)),
    lambda text: "".join(f"%{byte:02x}" for byte in bytes_of(text)),
    lambda text: quote(text.encode("latin-1", "replace")),
    lambda text: text.replace("&", "").replace("#", ""),
    lambda text: quote(quote(bytes_of(text))),
)
# By far the most are coded as they should be.
CODER = st.sampled_from((CODERS[0],) * 4 + CODERS)
PAIRS = st.tuples(
    st.sampled_from(PARAMETERS), st.one_of(st.sampled_from(VALUES), st.text(max_size=8))
)


@st.composite
def forms(draw, most=4):
    """Parameters in a row, in one coding; often a query is among them."""
    pairs = draw(st.lists(PAIRS, max_size=most))
    if draw(st.booleans()):
        pairs.append(("query", draw(ASKED)))
    coded = draw(CODER)
    return "&".join(f"{quote(name)}={coded(value)}" for name, value in pairs)


@st.composite
def targets(draw):
    """A target: a path, perhaps with parameters; often the endpoint."""
    path = "/sparql" if draw(st.booleans()) else draw(paths())
    return sound_target(f"{path}?{draw(forms())}" if draw(st.booleans()) else path)


QUALITIES = (
    "",
    ";q=1",
    ";q=0",
    ";q=0.5",
    ";q=-1",
    ";q=2",
    ";q=nan",
    ";q=",
    ";q=é",
    ";q=1e9",
    ";a=b",
)
RANGES = st.builds(lambda t, q: t + q, st.sampled_from(TYPES), st.sampled_from(QUALITIES))
NOISE = st.one_of(
    st.text(
        st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f"),
        max_size=30,
    ),
    st.sampled_from(
        ("", ",", ",,,", ";", '"', "=", "*", "a" * 5000, ", ".join(["a"] * 1000), "\t")
    ),
)
LISTS = st.lists(RANGES, max_size=4).map(", ".join)
CHOICES = {
    "Accept": st.one_of(LISTS, LISTS, LISTS, NOISE),
    "Accept-Language": st.one_of(st.sampled_from(("fr", "en;q=0.5, fr", "*", "xx-YY;q=é")), NOISE),
    "Accept-Encoding": st.one_of(
        st.sampled_from(("gzip", "br", "gzip;q=0", "identity;q=0", "*;q=0", "zstd, br;q=nan")),
        NOISE,
    ),
    "If-None-Match": st.one_of(st.sampled_from(("*", '"a"', 'W/"a"', '"', 'W/"a", "b')), NOISE),
    "If-Modified-Since": st.one_of(
        st.sampled_from(("Sat, 29 Oct 1994 19:43:31 GMT", "Sat, 99 Oct 99999 99:99:99 GMT")), NOISE
    ),
    "Range": st.one_of(st.sampled_from(("bytes=0-1", "bytes=-1", "bytes=9-1,a", "rows=1-")), NOISE),
    "Forwarded": st.one_of(st.sampled_from(('for="[::1]";host=a;proto=https', "for=_x")), NOISE),
    "X-Forwarded-For": st.one_of(st.sampled_from(("127.0.0.1", "::1, 1.2.3.4", "é")), NOISE),
    "X-Forwarded-Host": NOISE,
    "X-Forwarded-Prefix": st.one_of(st.sampled_from(("/a", "//a.example", "/../")), NOISE),
    "X-Http-Method-Override": st.sampled_from(("DELETE", "GET", "é")),
    "Expect": st.sampled_from(("100-continue", "100-CONTINUE", "200-ok")),
    "Connection": st.sampled_from(("keep-alive", "close", "TE", "Upgrade", "é")),
    "Upgrade": st.sampled_from(("h2c", "websocket", "TLS/1.0", "é")),
    "TE": st.sampled_from(("trailers", "chunked", "gzip;q=nan")),
    "Content-Encoding": st.sampled_from(("gzip", "identity", "br", "a", "")),
    "Cookie": NOISE,
    "Origin": st.one_of(st.sampled_from(("null", "https://a.example", "é")), NOISE),
    "Access-Control-Request-Method": st.sampled_from(("POST", "QUERY", "é", "")),
    "Authorization": NOISE,
    "Date": NOISE,
    "X": NOISE,
}
HEADER = st.sampled_from(sorted(CHOICES)).flatmap(
    lambda name: CHOICES[name].map(lambda value: line(name, value))
)
HOSTS = (
    "127.0.0.1",
    "a.example",
    "A.EXAMPLE:80",
    "[::1]:8000",
    "a:99999999",
    "",
    "a_b",
    "é",
    "a/b",
)


def line(name, value):
    """A line of a header: the characters of Latin-1 as its bytes, others as UTF-8."""
    try:
        return f"{name}: {value}".encode("latin-1")
    except UnicodeEncodeError:
        return f"{name}: {value}".encode()


@st.composite
def bodies(draw):
    """What a body holds: a query, a form, nothing that is either, packed or cut."""
    data = draw(
        st.one_of(
            ASKED.map(bytes_of),
            forms().map(bytes_of),
            st.binary(max_size=60),
            st.sampled_from(
                (b"", b"\0" * 20, b"\xff\xfe", b"query=%", b"query=%ff", b"a" * 300_000)
            ),
            st.just(b'--b\r\nContent-Disposition: form-data; name="query"\r\n\r\nASK {}\r\n--b--'),
        )
    )
    return gzip.compress(data[:100]) if draw(st.integers(0, 9)) == 0 else data


def chunked(data, size):
    """A body in chunks, with an extension and a trailer as HTTP allows them."""
    parts = [data[start : start + size] for start in range(0, len(data), size)]
    return b"".join(b"%x;a=b\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


@st.composite
def sound(draw):
    """A request that keeps to HTTP."""
    method = draw(st.sampled_from(METHODS * 3 + ODD_METHODS))
    headers = draw(st.lists(HEADER, max_size=4))
    host = draw(st.sampled_from(("127.0.0.1",) * 20 + HOSTS))
    headers.insert(0, line("Host", host))
    body = b""
    if method in ("POST", "QUERY", "PUT", "PATCH") or draw(st.integers(0, 19)) == 0:
        body = draw(bodies())
        headers.append(line("Content-Type", draw(st.sampled_from(BODY_TYPES))))
        if draw(st.booleans()):
            headers.append(line("Content-Length", len(body)))
        else:
            headers.append(b"Transfer-Encoding: chunked")
            body = chunked(
                body, draw(st.sampled_from((1 << 20, 4096, 7 if len(body) < 999 else 999)))
            )
    return Sent(method, draw(targets()), tuple(headers), body)


UNSOUND = {
    "longer than sent": ((b"Content-Length: 50",), b"ASK {}"),
    "shorter than sent": ((b"Content-Length: 3",), b"ASK {}\r\n\r\n"),
    "two lengths": ((b"Content-Length: 6", b"Content-Length: 7"), b"ASK {}"),
    "length of no number": ((b"Content-Length: six",), b"ASK {}"),
    "length below nothing": ((b"Content-Length: -6",), b"ASK {}"),
    "length of a list": ((b"Content-Length: 6, 6",), b"ASK {}"),
    "endless length": ((b"Content-Length: 99999999999999999999",), b"ASK {}"),
    "length too long": ((b"Content-Length: 9999999999",), b"ASK {}"),
    "both framings": ((b"Content-Length: 6", b"Transfer-Encoding: chunked"), b"0\r\n\r\n"),
    "other coding": ((b"Transfer-Encoding: gzip",), b"ASK {}"),
    "chunked is not last": ((b"Transfer-Encoding: chunked, gzip",), b"0\r\n\r\n"),
    "chunked twice": ((b"Transfer-Encoding: chunked, chunked",), b"0\r\n\r\n"),
    "chunk of no length": ((b"Transfer-Encoding: chunked",), b"zz\r\nASK {}\r\n0\r\n\r\n"),
    "chunk too long": ((b"Transfer-Encoding: chunked",), b"3\r\nASK {}\r\n0\r\n\r\n"),
    "chunk of endless length": ((b"Transfer-Encoding: chunked",), b"f" * 40 + b"\r\n"),
    "chunks that end early": ((b"Transfer-Encoding: chunked",), b"6\r\nASK {}\r\n"),
    "header without colon": ((b"Accept",), b""),
    "header with a blank name": ((b": a",), b""),
    "blank before colon": ((b"Accept : */*",), b""),
    "folded header": ((b"Accept: a,", b" b"), b""),
    "control in a header": ((b"Accept: \x01",), b""),
    "no byte in a header": ((b"Accept: \0",), b""),
    "end of line in a header": ((b"Accept: a\rX: b",), b""),
    "many headers": (tuple(b"X-%d: a" % n for n in range(200)), b""),
    "large header": ((b"X: " + b"a" * 1_000_000,), b""),
    "two hosts": ((b"Host: a.example", b"Host: b.example"), b""),
}
TARGETS = (
    b"*",
    b"a.example:80",
    b"",
    b"http://a.example/sparql",
    b"/" + b"a" * 70_000,
    b"/a b",
    b"/\x00",
)
SHARDS = (
    b"\r\n\r\n",
    b"GET\r\n\r\n",
    b"\x16\x03\x01\x02\0\x01\0",
    b"GET / HTTP/9.9\r\n\r\n",
    b"\0" * 99,
)


@st.composite
def unsound(draw):
    """Bytes that break HTTP, or that a server may well cut off."""
    which = draw(st.integers(0, 9))
    if which == 0:
        return Sent(
            draw(st.sampled_from(("GET", "CONNECT", "", "G T", "é"))),
            draw(st.sampled_from(TARGETS)),
            (b"Host: a",),
            b"",
            False,
        )
    if which == 1:
        return Sent(
            "", b"", (), draw(st.one_of(st.sampled_from(SHARDS), st.binary(max_size=99))), False
        )
    headers, body = UNSOUND[draw(st.sampled_from(sorted(UNSOUND)))]
    method = draw(st.sampled_from(("POST", "GET", "QUERY", "PUT")))
    common = (b"Host: a.example", b"Content-Type: application/sparql-query")
    return Sent(method, draw(targets()), (*common, *headers), body, False)


EXCHANGES = st.tuples(
    st.lists(sound(), min_size=1, max_size=6),
    st.one_of(st.none(), st.none(), st.none(), unsound()),
    st.booleans(),
)
