"""Proxies and rates: who is asking, as far as it can be known, and how often."""

import json
import subprocess
import sys
from types import SimpleNamespace

import pytest

from pfpgraph.http.proxies import Origin, Proxies
from pfpgraph.http.rate_limit import RateLimit
from pfpgraph.problems import Problem
from pfpgraph.settings import Settings
from tests.support.processes import ask, serving

OURS = {"trusted_proxies": "10.0.0.0/8, 127.0.0.1"}


class Headers(list):
    """The headers of a request as granian gives them."""

    def get(self, name, default=None):
        """The first value of a name."""
        return next((value for key, value in self if key == name), default)

    def __contains__(self, name):
        """Whether there is a value of a name, readable or not."""
        return any(key == name for key, _ in self)

    def items(self):
        """All of them."""
        return [pair for pair in self if pair[1] is not None]


def origin(*headers, peer="10.0.0.1:5", **settings):
    """The origin of a request that comes from a peer with headers; nothing for None."""
    scope = SimpleNamespace(
        client=peer, scheme="http", authority=None, headers=Headers([("host", "in"), *headers])
    )
    return Proxies(Settings(**(OURS | settings))).origin(scope)


@pytest.mark.parametrize(
    ("values", "client"),
    [
        ((), "10.0.0.1"),
        (("192.0.2.1",), "192.0.2.1"),
        (("203.0.113.9, 192.0.2.1",), "192.0.2.1"),
        (("203.0.113.9", "192.0.2.1"), "192.0.2.1"),
        (("192.0.2.1, 10.1.1.1",), "192.0.2.1"),
        (("192.0.2.1:99, 10.1.1.1:8",), "192.0.2.1"),
        (("[2001:db8::1]:99",), "2001:db8::1"),
        (("2001:DB8::1",), "2001:db8::1"),
        (("unknown",), "10.0.0.1"),
        (("192.0.2.1, <script>",), "10.0.0.1"),
    ],
)
def test_the_client_is_the_first_that_is_no_proxy_of_ours(values, client):
    """Counted from here, so that nobody can invent a client for himself."""
    assert origin(*(("x-forwarded-for", value) for value in values)).client == client


def test_what_a_stranger_tells_is_not_believed():
    """Without trust in the peer its headers are nothing."""
    headers = [("x-forwarded-for", "192.0.2.1"), ("x-forwarded-host", "b"), ("forwarded", "for=b")]
    assert origin(*headers, peer="10.0.0.1:5", trusted_proxies="") == Origin(
        "10.0.0.1", "http", "in", ""
    )
    assert origin(*headers, peer="[2001:db8::2]:5") == Origin("2001:db8::2", "http", "in", "")


@pytest.mark.parametrize("trusted", ["", "127.0.0.1"])
@pytest.mark.parametrize("name", ["x-forwarded-for", "forwarded", "x-real-ip", "via"])
@pytest.mark.parametrize("value", ["unknown", "127.0.0.1", None])
def test_who_was_passed_on_is_not_on_this_machine(name, value, trusted):
    """However wrong the settings or the header, None for one not in ASCII, which granian leaves
    out: its rights are not those of loopback."""
    found = origin((name, value), peer="127.0.0.1:5", trusted_proxies=trusted)
    assert found.client == "behind 127.0.0.1"
    assert origin(peer="127.0.0.1:5", trusted_proxies=trusted).client == "127.0.0.1"


def test_the_address_that_the_client_used():
    """Scheme, host and prefix as the nearest proxy tells them."""
    headers = {"for": "192.0.2.1", "proto": "https", "host": "kg.example:8443", "prefix": "/kg"}
    told = [(f"x-forwarded-{name}", value) for name, value in headers.items()]
    assert origin(*told) == Origin("192.0.2.1", "https", "kg.example:8443", "/kg")


@pytest.mark.parametrize(
    ("name", "value"),
    [("proto", "javascript"), ("host", "a/b"), ("host", ""), ("prefix", "//b"), ("prefix", "kg")],
)
def test_what_cannot_be_is_left_out(name, value):
    """The connection's own counts."""
    assert origin((f"x-forwarded-{name}", value)) == Origin("10.0.0.1", "http", "in", "")


def test_the_standard_header_where_it_is_chosen():
    """Of RFC 7239, as the farthest proxy of ours tells it; the other kind is not read."""
    told = ("forwarded", 'for=9.9.9.9;host=evil, for="[2001:db8::1]:9";proto=https;host=kg.example')
    nearer = ("forwarded", "for=10.2.2.2;proto=http;host=inner")
    found = origin(told, nearer, ("x-forwarded-for", "8.8.8.8"), proxy_headers="forwarded")
    assert found == Origin("2001:db8::1", "https", "kg.example", "")


@pytest.mark.parametrize(
    "settings", [{"trusted_proxies": "everybody"}, {"proxy_headers": "via"}], ids=str
)
def test_a_wrong_setting_is_said(settings):
    """By its name."""
    with pytest.raises(Problem, match=f"PFPGRAPH_{next(iter(settings)).upper()}"):
        origin(**settings)


def test_an_address_of_ipv4_is_one_on_a_socket_of_ipv6_too():
    """Whoever asks there, and whoever a trusted proxy names."""
    assert origin(peer="[::ffff:192.0.2.1]:5").client == "192.0.2.1"
    told = ("x-forwarded-for", "::ffff:8.8.8.8")
    assert origin(told, peer="[::ffff:10.0.0.1]:5").client == "8.8.8.8"


def test_who_has_one_address_of_a_network_of_ipv6_has_all():
    """Its places and rate are those of the network; the log has the address."""
    one, other, far = (
        Origin(client, "http", "", "") for client in ("2001:db8::1", "2001:db8::2:3", "2001:db9::1")
    )
    assert one.party == other.party != far.party
    assert Origin("::1", "", "", "").party == "::1"
    assert Origin("192.0.2.1", "", "", "").party == "192.0.2.1"


FORKED = """
import os
from pfpgraph.http.rate_limit import RateLimit
rates = RateLimit(6)
for _ in range(3):
    if not (child := os.fork()):
        os._exit(bool(rates.count("a", 1.0)))
    assert os.waitpid(child, 0)[1] == 0
    assert not rates.count("a", 1.0)
assert not any(rates.count(f"b{n}", 1.0) for n in range(1000))
assert rates.count("a", 1.0)
"""


def test_web_processes_count_together():
    """In memory that they share; many clients do not forget one who asks at its full rate."""
    assert subprocess.run([sys.executable, "-c", FORKED]).returncode == 0


def test_a_client_has_its_rate():
    """All of a minute at once, then at an even pace; others have their own; loopback is free."""
    rates = RateLimit(6)
    assert [rates.count("a", 0.0) for _ in range(6)] == [None] * 6
    refused = rates.count("a", 0.0)
    assert (refused.row.status, refused.members["retry_after"]) == (429, 11)
    assert rates.count("b", 0.0) is None
    assert rates.count("a", 9.0) and not rates.count("a", 10.5) and rates.count("a", 11.0)
    assert not any(rates.count("127.0.0.1", 0.0) for _ in range(99))
    assert not any(RateLimit(0).count("a", 0.0) for _ in range(99))


def test_a_server_behind_a_proxy(small_release, tmp_path):
    """Its links have the prefix, its descriptions the address, its clients their rate and line."""
    log = tmp_path / "access.json"
    (tmp_path / "run").mkdir()
    settings = {
        "workers": 1,
        "trusted_proxies": "127.0.0.1",
        "requests_per_minute": 2,
        "access_log": str(log),
    }
    told = {
        "X_Forwarded_For": "192.0.2.7",
        "X_Forwarded_Proto": "https",
        "X_Forwarded_Host": "kg.example",
        "X_Forwarded_Prefix": "/kg",
    }
    with serving(small_release, tmp_path / "run", **settings) as (_, port, _):
        status, _, body = ask(port, path="/sparql", **told)
        assert (status, b"<https://kg.example/kg/sparql>" in body) == (200, True)
        assert ask(port, path="/sparql", **told)[:1] == (200,)
        status, headers, body = ask(port, path="/sparql", **told)
        assert (status, int(headers["Retry-After"]) in range(20, 31)) == (429, True)
        assert json.loads(body)["type"].endswith("#too-many")
        assert ask(port, path="/metrics", **(told | {"X_Forwarded_For": "192.0.2.8"}))[0] == 404
        assert b"kg.example" not in ask(port, path="/sparql")[2]

    lines = [json.loads(line) for line in log.read_text().splitlines()]
    lines = [line for line in lines if line["client"] == "192.0.2.7"]
    assert [(line["status"], line["cache"]) for line in lines] == [
        (200, "miss"),
        (200, "hit"),
        (429, "miss"),
    ]
    assert {(line["host"], line["path"]) for line in lines} == {("kg.example", "/kg/sparql")}
