"""The service behind a real nginx: its links, its clients, its limits."""

import http.client
import json
import re
import shutil
import socket
import subprocess
from contextlib import contextmanager
from urllib.parse import quote

import pytest

from pfpgraph.resources import ROOT
from pfpgraph.settings import Settings
from tests.support.processes import ask, family, free_port, queries, serving, until

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
pytestmark = pytest.mark.skipif(not NGINX, reason="there is no nginx; .ci/run installs it")

OPERATING = (ROOT / "docs/operating.md").read_text("utf-8")
SITE = re.search(r"```nginx\n(.*?)```", OPERATING, re.DOTALL)[1]
UNIT = re.search(r"```ini\n(.*?)```", OPERATING, re.DOTALL)[1]
FRAME = """
daemon off;
pid {folder}/pid;
error_log stderr crit;
events {{ }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  client_body_buffer_size 4m; # so that its workers, who may be nobody, need no folder
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/a;
  uwsgi_temp_path {folder}/b;
  scgi_temp_path {folder}/c;
  {site}
}}
"""
PLAIN = """server {{
  listen 127.0.0.1:{front};
  location / {{ proxy_pass http://127.0.0.1:{port}; {header} }}
}}"""
STANDARD = 'proxy_set_header Forwarded "for=192.0.2.9;proto=https;host=kg.example";'
ADDING = "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?c > ?f + ?i) }"
LARGE = "SELECT ?a ?b ?c ?d ?e ?f { ?a ?b ?c . ?d ?e ?f } LIMIT 15000"


def documented(port, front):
    """The documented configuration, but for its ports and certificates."""
    site = SITE.replace("127.0.0.1:8000", f"127.0.0.1:{port}")
    site = re.sub(r"listen \S*443 ssl[^;]*;", f"listen 127.0.0.1:{front};", site)
    return re.sub(r"\s*(ssl_certificate\S* |listen \[::\]|http2 )[^;]*;", "", site)


@contextmanager
def behind(site, folder):
    """Nginx with a site, running."""
    folder.mkdir()
    (folder / "nginx.conf").write_text(FRAME.format(folder=folder, site=site), "utf-8")
    command = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")]
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert tested.returncode == 0, tested.stderr
    with subprocess.Popen(command) as process:
        try:
            yield process
        finally:
            process.terminate()


@contextmanager
def house(release, folder, site, **settings):
    """The service behind nginx: its process, its own port, the port of nginx."""
    folder.mkdir(exist_ok=True)
    (folder / "run").mkdir()
    front = free_port()
    with (
        serving(release, folder / "run", **settings) as (process, port, _),
        behind(site(port, front), folder / "nginx"),
    ):
        until(lambda: socket.create_connection(("127.0.0.1", front)).close() or True)
        yield process, port, front


@pytest.fixture(scope="module")
def front(small_release, tmp_path_factory):
    """The service behind nginx as documented: process, own port, port of nginx."""
    folder = tmp_path_factory.mktemp("front")
    limits = {"trusted_proxies": "127.0.0.1", "fast_seconds": 60.0, "query_seconds": 60.0}
    with house(small_release, folder, documented, **limits) as running:
        yield running


def test_links_lead_back_through_the_proxy(front):
    """Redirects, links and forms have the prefix, descriptions the address of the client."""
    status, headers, _ = ask(front[2], path="/kg/id/country/armenia")
    assert (status, headers["Location"]) == (303, "/kg/doc/country/armenia")
    status, headers, body = ask(front[2], path="/kg/doc/country/armenia", Accept="text/html")
    assert (status, headers["Content-Location"]) == (200, "/kg/doc/country/armenia.html")
    links = re.findall(rb'(?:href|src|action)="(/[^"]*)"', body)
    assert links and all(link.startswith(b"/kg/") for link in links)
    _, headers, _ = ask(front[2], path="/kg/doc/country/armenia")
    targets = re.findall(r"<(/[^>]*)>", ", ".join(headers.get_all("Link")))
    assert targets and all(target.startswith("/kg/") for target in targets)
    _, _, body = ask(front[2], path="/kg/sparql", Host="kg.example", Accept="text/turtle")
    assert b"://kg.example/kg/sparql>" in body


def test_names_of_things_do_not_change(front):
    """The IRIs in the graph are those of the base, whatever the address."""
    _, _, body = ask(front[2], path="/kg/doc/country/armenia.nt")
    assert b"<https://w3id.org/pfpgraph/id/country/armenia>" in body
    assert b"/kg/" not in body


def test_all_methods_pass(front):
    """HEAD, OPTIONS, POST and QUERY are answered as without a proxy."""
    port, query = front[2], b"ASK { ?s ?p ?o }"
    status, headers, body = ask(port, "HEAD", "/kg/doc/country/armenia")
    assert (status, body, int(headers["Content-Length"]) > 0) == (200, b"", True)
    status, headers, _ = ask(port, "OPTIONS", "/kg/sparql")
    assert (status, "QUERY" in headers["Access-Control-Allow-Methods"]) == (204, True)
    for method in ("POST", "QUERY"):
        sent = {"Content_Type": "application/sparql-query", "Accept": "application/json"}
        status, _, body = ask(port, method, "/kg/sparql", query, **sent)
        assert (status, json.loads(body)["boolean"]) == (200, True)


def test_what_is_submitted_passes_up_to_the_limit_of_the_service(front):
    """Which says in words, as nginx would not, that more is too long."""
    limit = Settings().validation_kilobytes << 10
    sent = {"Content_Type": "text/turtle", "timeout": 60}
    text = b"<urn:a> <urn:p> 1 . #".ljust(limit)
    assert ask(front[2], "POST", "/kg/validate", text, **sent)[0] == 200
    status, _, body = ask(front[2], "POST", "/kg/validate", text + b" ", **sent)
    assert (status, json.loads(body)["limit"]) == (413, limit >> 10)


def test_a_client_comes_back_with_its_tag(front):
    """A 304 passes, on the same connection, which stays."""
    connection = http.client.HTTPConnection("127.0.0.1", front[2], timeout=10)
    connection.request("GET", "/kg/doc/country/armenia.ttl")
    first = connection.getresponse()
    assert first.read()
    used = connection.sock
    connection.request(
        "GET", "/kg/doc/country/armenia.ttl", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert (connection.getresponse().status, connection.sock) == (304, used)
    connection.close()


def test_a_large_answer_passes(front):
    """Byte for byte."""
    path = f"/sparql?query={quote(LARGE)}&format=csv"
    direct, passed = ask(front[1], path=path), ask(front[2], path="/kg" + path)
    assert (passed[0], len(passed[2]) > 1 << 20) == (200, True)
    assert passed[2] == direct[2]


def test_metrics_are_not_for_the_world(front):
    """Through the proxy they are nowhere, on this machine they are there."""
    assert ask(front[2], path="/kg/metrics")[0] == 404
    assert ask(front[1], path="/metrics")[0] == 200


def test_the_query_of_a_client_that_leaves_the_proxy_is_stopped(front):
    """Nginx leaves with it, and the worker is killed and replaced."""
    process, _, port = front
    before = family(process.pid)["workers"]
    with socket.create_connection(("127.0.0.1", port)) as connection:
        path = f"/kg/sparql?query={quote(ENDLESS)}"
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        until(lambda: queries(front[1], "running") == 1)
    until(lambda: len(before - family(process.pid)["workers"]) == 1)


def site(header):
    """A function that gives a short site, as many have it: HTTP/1.0, no connection that stays."""
    return lambda port, front: PLAIN.format(port=port, front=front, header=header)


@pytest.mark.parametrize("header", ["192.0.2.7", "127.0.0.1", "é".encode("latin-1")], ids=str)
@pytest.mark.parametrize("trusted", ["", "127.0.0.1"], ids=["untrusted", "trusted"])
def test_a_proxy_does_not_lend_its_address(small_release, tmp_path, trusted, header):
    """Whether it is trusted or not, and whatever its client tells: no metrics, and a rate."""
    settings = {"trusted_proxies": trusted, "requests_per_minute": 2, "workers": 1}
    with house(small_release, tmp_path, site(ADDING), **settings) as (_, port, front):
        sent = {"X_Forwarded_For": header}
        assert [ask(front, path="/health", **sent)[0] for _ in range(3)] == [200, 200, 429]
        assert ask(front, path="/metrics", **sent)[0] in (404, 429)
        assert [ask(port, path="/health")[0] for _ in range(3)] == [200] * 3
        assert ask(port, path="/metrics")[0] == 200


def test_the_standard_header(small_release, tmp_path):
    """Forwarded says who asks, how, and at which host."""
    settings = {
        "trusted_proxies": "127.0.0.1",
        "proxy_headers": "forwarded",
        "requests_per_minute": 2,
        "workers": 1,
    }
    with house(small_release, tmp_path, site(STANDARD), **settings) as (_, _, front):
        assert b"<https://kg.example/sparql>" in ask(front, path="/sparql")[2]
        assert [ask(front, path="/health")[0] for _ in range(2)] == [200, 429]


def test_the_unit_of_the_readme(tmp_path):
    """Systemd finds no fault with it, where it is there to say so."""
    assert "ExecReload=" in UNIT and "NotifyAccess" not in UNIT
    if verify := shutil.which("systemd-analyze"):
        path = tmp_path / "pfpgraph.service"
        unit = re.sub(r"(?m)^ExecStart=\S+", f"ExecStart={shutil.which('true')}", UNIT)
        path.write_text(unit, "utf-8")
        done = subprocess.run([verify, "verify", path], capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")
