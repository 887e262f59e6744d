"""Checks of submitted RDF over the whole service: how many there may be, what happens to others
meanwhile, and what is left of one whose client has gone."""

import gzip
import json
import socket
from contextlib import ExitStack, contextmanager
from http.client import HTTPResponse
from pathlib import Path

import pytest

from tests.support.processes import ask, children, family, serving, until
from tests.support.submissions import MANY, SUBMISSIONS

pytestmark = pytest.mark.long
DOCUMENT = "/doc/country/armenia"
ASKING = "/sparql?query=ASK%7B%7D"
FORM = "multipart/form-data; boundary=part"
_, ENDLESS, _ = SUBMISSIONS["endless query"]


def form(**parts):
    """A form with files."""
    head = '--part\r\nContent-Disposition: form-data; name="{0}"; filename="{0}.ttl"\r\n\r\n{1}\r\n'
    return ("".join(head.format(*part) for part in parts.items()) + "--part--\r\n").encode()


@contextmanager
def submitting(port, body, kind=FORM):
    """A connection over which something is submitted, and whose answer has not come."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        head = f"POST /validate HTTP/1.1\r\nHost: a.example\r\nContent-Type: {kind}\r\n"
        connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        yield connection


def submit(port, body="", kind="text/turtle", **headers):
    """Status, headers and problem of the answer to a submission."""
    status, found, text = ask(port, "POST", "/validate", body, 20, Content_Type=kind, **headers)
    return status, found, status != 200 and json.loads(text)["type"].partition("#")[2]


def checks(server):
    """The processes of a server that check a submission."""
    process, _ = server
    below = [child for web in family(process.pid)["web"] for child in children(web)]
    return [
        one for one in below if b"validation_process" in Path(f"/proc/{one}/cmdline").read_bytes()
    ]


@pytest.fixture(scope="module")
def server(small_release, tmp_path_factory):
    """Process and port of a server with one web process, whose checks may take long."""
    limits = {"workers": 1, "validation_seconds": 60.0, "query_seconds": 60.0}
    with serving(small_release, tmp_path_factory.mktemp("checks"), **limits) as (process, port, _):
        yield process, port


def test_others_are_served_while_a_check_runs(server):
    """Pages and queries, as if there were none; the process ends with the client, and the next
    check begins."""
    _, port = server
    with submitting(port, form(data=MANY, shapes=ENDLESS)):
        until(lambda: checks(server))
        for path in (DOCUMENT, ASKING, "/validate"):
            assert ask(port, path=path, Accept="text/html")[0] == 200
        assert len(checks(server)) == 1
    until(lambda: not checks(server))
    assert submit(port, "<urn:a> <urn:p> 1 .")[0] == 200


def test_a_client_that_leaves_while_it_waits_is_not_checked(server):
    """Only the one before it is; then nothing is left."""
    _, port = server
    with submitting(port, form(data=MANY, shapes=ENDLESS)):
        until(lambda: checks(server))
        first = checks(server)
        with submitting(port, form(data=MANY, shapes=ENDLESS)):
            assert checks(server) == first
        assert checks(server) == first
    until(lambda: not checks(server))
    assert submit(port, "<urn:a> <urn:p> 1 .")[0] == 200
    assert not checks(server)


def test_eight_may_wait_and_no_more(server):
    """The ninth is told at once to come again, whatever it sends; others are served; when the eight
    have gone, there is room."""
    _, port = server
    with ExitStack() as waiting:
        for _ in range(8):
            waiting.enter_context(submitting(port, form(data=MANY, shapes=ENDLESS)))
        until(lambda: b"\npfpgraph_waiting 8.0\n" in ask(port, path="/metrics")[2])
        status, headers, slug = submit(port, "<urn:a> <urn:p> 1 .")
        assert (status, headers["Retry-After"], slug) == (503, "1", "busy")
        assert ask(port, path=DOCUMENT)[0] == ask(port, path=ASKING)[0] == 200
    until(lambda: submit(port, "<urn:a> <urn:p> 1 .")[0] == 200)
    until(lambda: not checks(server))


def test_a_packed_submission_is_not_unpacked(server):
    """A megabyte of it would be a gigabyte."""
    _, port = server
    packed = gzip.compress(b"#" * 10_000_000)
    status, _, slug = submit(port, packed, Content_Encoding="gzip")
    assert (status, slug) == (415, "media-type")


def test_more_may_be_submitted_than_asked(server):
    """More than a query may have, up to a limit of its own."""
    _, port = server
    body = "<urn:a> <urn:p> 1 . #" + "x" * (2 << 20)
    assert submit(port, body[: 2 << 20])[0] == 200
    assert submit(port, body)[::2] == (413, "too-long")


@pytest.mark.parametrize("name", SUBMISSIONS)
def test_whatever_is_submitted_the_service_goes_on(hostile, name):
    """It ends in an answer, and others are served meanwhile and after."""
    _, port = hostile
    (suffix, text), shapes, slugs = SUBMISSIONS[name]
    parts = {"data": text} | ({"shapes": shapes} if shapes else {})
    body = form(**parts).replace(b"data.ttl", f"data.{suffix}".encode(), 1)
    with submitting(port, body) as connection:
        assert ask(port, path=DOCUMENT)[0] == ask(port, path=ASKING)[0] == 200
        answer = HTTPResponse(connection)
        answer.begin()
        found = json.load(answer) if answer.status != 200 else {"type": ""}
    assert found["type"].partition("#")[2] in slugs and answer.status in (200, 422, 503)
    assert ask(port, path=DOCUMENT)[0] == ask(port, path=ASKING)[0] == 200
    until(lambda: not checks(hostile))


@pytest.fixture(scope="module")
def hostile(small_release, tmp_path_factory):
    """Process and port of a server whose checks must be short."""
    limits = {"workers": 1, "validation_seconds": 4.0, "validation_megabytes": 512}
    with serving(small_release, tmp_path_factory.mktemp("hostile"), **limits) as (process, port, _):
        yield process, port
