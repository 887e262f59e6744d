"""The cache of answers, tags and codings, in itself and on real sockets."""

import gzip
import json
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from urllib.parse import quote

import brotli
import pytest

from pfpgraph.formats import HTML, RDF_FORMATS, RESULT_FORMATS
from pfpgraph.http import cache, cache_headers
from pfpgraph.http.cache import Cache
from pfpgraph.http.compression import chosen, coded
from pfpgraph.http.messages import AcceptHeaders, Reply
from pfpgraph.http.proxies import Origin
from pfpgraph.serve import application
from tests.support.processes import ask, serving

DOCUMENT = "/doc/country/armenia"
ROWS = "/sparql?query=" + quote("SELECT * { ?s ?p ?o } ORDER BY ?s ?p LIMIT 200")
NOW = "/sparql?query=" + quote("SELECT (NOW() AS ?now) {}")


@pytest.fixture(scope="module")
def port(small_release, tmp_path_factory):
    """The port of a server with one web process, which has one cache."""
    with serving(small_release, tmp_path_factory.mktemp("cache"), workers=1) as (_, port, _):
        yield port


def a_key(path="/", query="", method="GET", **headers):
    """The key of a request, None where it has none."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    origin = Origin("192.0.2.1", "http", headers.pop("host", "a.example"), "")
    scope = SimpleNamespace(method=method, path=path, query_string=query, headers=headers)
    return application.key_of(scope, origin, AcceptHeaders.of(headers))


def a_reply(size=10, status=200, control="public, max-age=300", **headers):
    """An answer."""
    headers = [("Cache-Control", control), *headers.items()]
    return Reply(status, headers, b"x" * size)


def test_every_part_of_a_key_counts():
    """Two requests that differ in one of them share nothing."""
    keys = [
        a_key(),
        a_key("/a"),
        a_key(query="a"),
        a_key(host="b.example"),
        a_key(accept="text/turtle"),
        a_key(accept_language="fr"),
        a_key(accept_encoding="gzip"),
    ]
    assert len(set(keys)) == len(keys)
    assert a_key(method="HEAD") == a_key()
    assert a_key(accept_encoding="gzip, deflate") == a_key(accept_encoding="gzip;q=0.5")


@pytest.mark.parametrize(
    "other", [{"method": "POST"}, {"content_length": "3"}, {"range": "bytes=0-1"}]
)
def test_what_is_no_plain_reading_has_no_key(other):
    """It goes past the cache."""
    assert a_key(**other) is None


def test_the_least_recently_used_is_forgotten():
    """At the bound in bytes; what would fill too much of the cache is not kept at all."""
    kept = Cache(1)
    for number in range(20):
        kept.put(a_key(query=str(number)), a_reply(100_000))
        kept.get(a_key(query="0"))
    assert kept.get(a_key(query="0")) and kept.get(a_key(query="19"))
    assert not kept.get(a_key(query="1"))
    assert kept.size <= 1 << 20

    kept.put(a_key("/large"), a_reply(200_000))
    assert not kept.get(a_key("/large"))


def test_a_cache_of_no_size_keeps_nothing():
    """It is switched off by 0."""
    kept = Cache(0)
    kept.put(a_key(), a_reply())
    assert not kept.get(a_key())


@pytest.mark.parametrize(
    ("reply", "lasts"),
    [
        (a_reply(), True),
        (a_reply(status=303), True),
        (a_reply(status=404), False),
        (a_reply(control="no-store"), False),
        (a_reply(control="private, max-age=300"), False),
    ],
)
def test_only_what_all_may_keep_is_kept(reply, lasts):
    """The application says so in Cache-Control."""
    assert cache.is_lasting(reply) is lasts


@pytest.mark.parametrize(
    ("tags", "status"),
    [('"a"', 304), ('W/"a"', 304), ('"b", "a"', 304), ("*", 304), ('"b"', 200), ('"aa"', 200)],
)
def test_a_known_tag_is_304(tags, status):
    """By the weak comparison of RFC 9110, without the headers of a body."""
    found = cache_headers.unchanged(a_reply(ETag='"a"', **{"Content-Type": "text/html"}), tags)
    assert found.status == status
    assert bool(found.header("content-type")) is (status == 200)
    assert found.header("etag") == '"a"'


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", ""),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0.5, gzip", "gzip"),
        ("*", "br"),
        ("br;q=0, *", "gzip"),
        ("br;q=0, gzip;q=0", ""),
        ("identity", ""),
        ("gzip;q=much", ""),
    ],
)
def test_the_coding_is_the_one_preferred(accepted, coding):
    """Brotli where both are as good."""
    assert chosen(accepted) == coding


@pytest.mark.parametrize("fmt", [*RDF_FORMATS, *RESULT_FORMATS, HTML], ids=lambda fmt: fmt.name)
def test_every_format_is_coded(fmt):
    """They are all text, and shrink."""
    reply = coded(a_reply(5000, **{"Content-Type": fmt.content_type, "ETag": '"a"'}), "gzip")
    assert gzip.decompress(reply.body) == b"x" * 5000
    assert reply.header("etag") == '"a-gzip"'
    assert reply.header("content-length") == str(len(reply.body))


@pytest.mark.parametrize(
    "reply",
    [
        a_reply(1000, **{"Content-Type": "text/html"}),
        a_reply(5000, **{"Content-Type": "image/png"}),
        a_reply(5000, status=206, **{"Content-Type": "text/html"}),
        a_reply(5000, **{"Content-Type": "text/html", "Content-Encoding": "gzip"}),
    ],
    ids=["small", "no text", "a part", "coded already"],
)
def test_what_gains_nothing_is_left_alone(reply):
    """It is sent as it is."""
    assert coded(reply, "br") is reply


@pytest.mark.parametrize("path", [DOCUMENT, ROWS, "/"])
@pytest.mark.parametrize("coding", ["", "gzip", "br"])
def test_an_answer_from_the_cache_is_the_same(port, path, coding):
    """First and second time, by GET and HEAD, and 304 by its tag."""
    headers = {"Accept_Encoding": coding} if coding else {}
    status, first, body = ask(port, path=path, **headers)
    _, second, again = ask(port, path=path, **headers)
    _, bare, _ = ask(port, "HEAD", path, **headers)
    known, short, nothing = ask(port, path=path, If_None_Match=first["ETag"], **headers)

    assert (status, known, nothing) == (200, 304, b"")
    assert body == again
    for name in ("ETag", "Vary", "Content-Type", "Content-Length", "Content-Encoding", "Link"):
        assert first.get_all(name) == second.get_all(name) == bare.get_all(name)
    assert (first["Content-Encoding"] or "") == coding
    assert short["ETag"] == first["ETag"] and short["Vary"] == first["Vary"]
    plain = ask(port, path=path)
    decode = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}[coding]
    assert decode(body) == plain[2]
    assert (plain[1]["ETag"] == first["ETag"]) is (not coding)


def test_what_a_key_holds_is_counted():
    """Answers at many long addresses are no more than the cache may hold."""
    kept = Cache(1)
    for number in range(100):
        kept.put(a_key(query=f"{number}".ljust(90_000, "&")), a_reply())
    assert 0 < len(kept._kept) < 12


@pytest.mark.parametrize(
    ("reply", "others"),
    [
        (a_reply(5000, **{"Content-Type": "text/turtle"}), {"accept_language": "fr"}),
        (a_reply(**{"Content-Type": "text/turtle"}), {"accept_encoding": "gzip"}),
        (a_reply(5000, **{"Content-Type": "image/png"}), {"accept_encoding": "br"}),
    ],
    ids=["in no language", "short", "no text"],
)
def test_what_is_the_same_for_others_is_kept_once(reply, others):
    """Whatever language and coding it was asked for in."""
    kept = Cache(1)
    kept.put(a_key("/map"), reply)
    assert kept.get(a_key("/map", **others)) is reply
    kept.put(a_key("/map", **others), reply)
    assert [found for found, _ in kept._kept.values() if isinstance(found, Reply)] == [reply]


@pytest.mark.parametrize(
    ("reply", "others"),
    [
        (a_reply(**{"Content-Language": "en"}), {"accept_language": "fr"}),
        (a_reply(5000, **{"Content-Type": "text/turtle"}), {"accept_encoding": "gzip"}),
    ],
    ids=["in a language", "worth a coding"],
)
def test_what_is_another_for_others_is_not_shared(reply, others):
    """It is made for them."""
    kept = Cache(1)
    kept.put(a_key("/map"), reply)
    assert kept.get(a_key("/map")) is reply
    assert kept.get(a_key("/map", **others)) is None


def test_a_variant_does_not_stand_for_another(port):
    """Language and format are told apart, from the cache too."""
    answers = {
        ask(port, path=DOCUMENT, Accept=accept, Accept_Language=language)[2]
        for accept in ("text/html", "text/turtle")
        for language in ("en", "fr")
        for _ in range(2)
    }
    assert len(answers) == 3


def test_a_redirect_is_kept_for_its_host(port):
    """And another host has its own."""
    for _ in range(2):
        status, headers, _ = ask(port, path="/id/country/armenia", Accept="text/turtle")
        assert (status, headers["Location"]) == (303, "/doc/country/armenia")


def test_an_answer_that_changes_is_not_kept(port):
    """NOW() is asked for anew."""
    (_, headers, first), (_, _, second) = ask(port, path=NOW), ask(port, path=NOW)
    assert headers["Cache-Control"] == "no-store"
    assert first != second


def test_an_answer_to_a_post_is_coded_too(port):
    """It is no less long."""
    query = "query=" + ROWS.partition("=")[2]
    kind = "application/x-www-form-urlencoded"
    headers = {"Content_Type": kind, "Accept_Encoding": "gzip"}
    status, answer, body = ask(port, "POST", "/sparql", query, **headers)
    assert (status, answer["Cache-Control"]) == (200, "no-store")
    assert gzip.decompress(body).startswith(b"{")


def test_an_answer_is_kept_though_its_client_has_one(port):
    """The first to ask has it already: 304 for that client, the whole for the next."""
    path = f"{DOCUMENT}?format=nt"
    assert ask(port, path=path, If_None_Match="*")[0] == 304
    status, headers, _ = ask(port, path=path)
    assert (status, headers["Server-Timing"]) == (200, "cache;desc=hit")


def test_what_is_asked_for_twice_at_once_is_made_once(port):
    """Two long queries of one client would need two places, of which it may have one."""
    text = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    path = f"/sparql?timeout=1&query={quote(text)}"
    with ThreadPoolExecutor(2) as pool:
        answers = pool.map(lambda path: ask(port, path=path), [path] * 2)

    problems = [json.loads(body)["type"].partition("#")[2] for _, _, body in answers]
    assert problems == ["time", "time"]


def test_there_are_no_dates_to_compare(client):
    """A release has no moment of change, only tags: RFC 9110 section 13.1.3 has If-Modified-Since
    left aside then. (Two releases of one day would be taken for one.)"""
    answer = client.get("/doc/country/armenia.ttl")
    assert "Last-Modified" not in answer.headers
    later = {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}
    again = client.get("/doc/country/armenia.ttl", headers=later)
    assert (again.status_code, again.data) == (200, answer.data)
