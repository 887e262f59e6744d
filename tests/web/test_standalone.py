"""The application alone, under a server of WSGI that is not ours: a whole service."""

import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from pfpgraph.settings import Settings
from pfpgraph.web.route_table import ROUTES
from tests.support.clients import BROWSER
from tests.support.processes import ask, children, family, starting, until

FLASK = ("-m", "flask", "--app", "pfpgraph.web", "run", "--port", "0")
# An address for each row of the table, in the small graph; a new row needs one here.
SAMPLES = {
    "/doc/<kind>/": "/doc/country/",
    "/doc/<kind>/<name>": "/doc/country/armenia",
    "/doc": "/doc?iri=https%3A%2F%2Fw3id.org%2Fpfpgraph%2Fid%2Fcountry%2Farmenia",
    "/id/<kind>/": "/id/country/",
    "/id/<kind>/<slug>": "/id/country/armenia",
    "/questions/<name>": "/questions/nothing",
    "/sources/<slug>": "/sources/nothing",
    "/q/<name>": "/q/AXAAA",
    "/graph/<folder>/<name>": "/graph/ontology/time",
    "/ontology/<path:name>": "/ontology/time",
    "/shapes/<path:name>": "/shapes/time",
}
PATHS = [SAMPLES.get(route.path, route.path) for route in ROUTES]
# Without blank nodes, which each process names anew.
NAMED = "FILTER (isIRI(?s) && !isBlank(?o))"
ROWS = "/sparql?query=" + quote(f"SELECT * {{ ?s ?p ?o {NAMED} }} ORDER BY ?s ?p ?o LIMIT 20")
LONG = "/sparql?timeout=0.2&query=" + quote(
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
)
HOST = "a.example"
FORM = {"Content_Type": "application/x-www-form-urlencoded"}
# What each server says of itself, and of the connection.
THEIRS = {"date", "server", "server-timing", "connection", "content-length", "transfer-encoding"}


@contextmanager
def alone(release, folder, **settings):
    """The port of the application under Flask's server, and its process."""
    log = folder / "log"
    with log.open("w") as errors, starting(release, folder, errors, FLASK, **settings) as process:
        until(lambda: "Running on" in log.read_text() or process.poll() is not None)
        yield int(re.search(r"http://127.0.0.1:(\d+)", log.read_text())[1]), process


@pytest.fixture(scope="module")
def port(small_release, tmp_path_factory):
    """The port of the application alone."""
    with alone(small_release, tmp_path_factory.mktemp("alone")) as (port, _):
        yield port


def answers(port, method, path, body=None, **headers):
    """What counts of an answer: its status, its headers and its body."""
    status, found, content = ask(port, method, path, body, Host=HOST, **headers)
    kept = {name.lower(): value for name, value in found.items() if name.lower() not in THEIRS}
    return status, kept, content


def test_there_is_a_sample_of_every_route():
    """None escapes the comparison."""
    assert all("<" not in path for path in PATHS)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "DELETE"])
def test_every_address_answers_as_in_the_whole_service(port, service, path, method):
    """The layer before it adds nothing to what is said."""
    for headers in ({}, {"Accept": BROWSER, "Accept_Language": "fr"}, {"Accept": "text/csv"}):
        own = answers(port, method, path, **headers)
        assert own[0] < 500
        assert own == answers(service, method, path, **headers)


@pytest.mark.parametrize(
    ("method", "path", "body", "headers"),
    [
        ("GET", ROWS, None, {}),
        ("GET", ROWS, None, {"Accept": BROWSER}),
        ("GET", f"{ROWS}&format=csv", None, {}),
        ("POST", "/sparql", "query=ASK%20%7B%7D", FORM),
        ("POST", "/sparql", "ASK {}", {"Content_Type": "application/sparql-query"}),
        ("QUERY", "/sparql", "ASK {}", {"Content_Type": "application/sparql-query"}),
        ("POST", "/sparql", "update=CLEAR%20ALL", FORM),
        ("POST", "/sparql", "{}", {"Content_Type": "application/json"}),
        ("GET", "/sparql?query=SELEKT", None, {}),
        ("GET", "/sparql?query=SELEKT", None, {"Accept": BROWSER}),
        ("GET", "/map/", None, {}),
        ("GET", "/map?on=nonsense", None, {"Accept": BROWSER}),
        ("GET", "/map.docx", None, {}),
        ("GET", "/map", None, {"Accept": "image/png"}),
        ("GET", "/nothing", None, {"Accept": BROWSER}),
        ("GET", "/doc/country/nobody", None, {"Accept": "text/turtle"}),
        ("GET", "/doc/country/armenia.jsonld?lang=fr", None, {}),
        ("GET", "/doc/country/armenia.ttl", None, {"If_None_Match": "*"}),
        ("GET", ROWS, None, {"If_None_Match": '"other", *'}),
        ("GET", "/static/style.css", None, {}),
    ],
)
def test_requests_of_all_sorts_are_answered_alike(port, service, method, path, body, headers):
    """Queries, problems, conditions and what is sent on."""
    assert answers(port, method, path, body, **headers) == answers(
        service, method, path, body, **headers
    )


def test_a_known_answer_is_304_in_both(port, service):
    """By the tag that either has given."""
    for path in (ROWS, "/doc/country/armenia.ttl", "/map"):
        tag = answers(port, "GET", path)[1]["etag"]
        own = answers(port, "GET", path, If_None_Match=f'W/{tag}, "x"')
        assert own[0] == 304
        assert own == answers(service, "GET", path, If_None_Match=f'W/{tag}, "x"')


def test_a_query_is_ended_at_its_limit(port):
    """It runs in processes that can be killed."""
    status, headers, _ = answers(port, "GET", LONG)
    assert (status, headers["content-type"]) == (503, "application/problem+json")
    assert answers(port, "GET", "/health")[0] == 200


def test_the_query_processes_end_with_the_application(small_release, tmp_path):
    """At Ctrl-C, and when it is killed."""
    for ending in (signal.SIGINT, signal.SIGKILL):
        with alone(small_release, tmp_path) as (_, process):
            found = family(process.pid)
            supervisors = found["supervisor"]
            workers = found["workers"]
            assert len(supervisors) == 1 and len(workers) > 1
            os.kill(process.pid, ending)
            process.wait(20)
            until(lambda pids=supervisors | workers: not any(map(_is_alive, pids)))


def _is_alive(pid):
    """Whether there is a process that has not ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_query_processes_that_are_there_are_used(small_release, supervisor, tmp_path):
    """Those whose socket the settings name; none of its own are started."""
    with alone(small_release, tmp_path, socket=supervisor.socket) as (port, process):
        assert answers(port, "GET", ROWS)[0] == 200
        assert not children(process.pid)


def test_without_a_release_it_says_so(tmp_path):
    """In a line, without a trace."""
    environment = os.environ | Settings(out=str(tmp_path / "none")).environment()
    done = subprocess.run(
        [sys.executable, *FLASK], env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode != 0
    assert "run pfpgraph build" in done.stderr and "Traceback" not in done.stderr
