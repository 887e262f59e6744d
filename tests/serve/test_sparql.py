"""The direct way: what it answers is what the application answers; the rest it leaves to it."""

import string
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pfpgraph.http import sparql_protocol
from pfpgraph.problems import Problem
from tests.support.clients import QUERIES
from tests.support.processes import ask

SELECT = "SELECT ?s ?o { ?s a ?o FILTER(!isBlank(?s)) } ORDER BY STR(?s) STR(?o) LIMIT 300"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}
NEVER_THE_SAME = ("date", "server", "server-timing", "connection")


def get(text=SELECT, **arguments):
    """The path of a query by GET."""
    return "/sparql?" + urlencode({"query": text, **arguments})


REQUESTS = {
    "select": ("GET", get(), None, {}),
    "large": (
        "GET",
        get(
            "SELECT * { ?s ?p ?o FILTER(!isBlank(?s) && !isBlank(?o)) } ORDER BY "
            "STR(?s) STR(?p) STR(?o) LANG(?o)"
        ),
        None,
        {},
    ),
    "ask": ("GET", get(QUERIES["ASK"]), None, {"Accept": "application/sparql-results+xml"}),
    "describe": ("GET", get(QUERIES["DESCRIBE"]), None, {"Accept": "text/turtle"}),
    "named format": ("GET", get(format="csv"), None, {"Accept": "text/turtle"}),
    "a dataset": ("GET", get(**{"default-graph-uri": "http://a.example/"}), None, {}),
    "head": ("HEAD", get(), None, {}),
    "volatile": ("GET", get("SELECT (IF(NOW() > 0, 1, 2) AS ?x) {}"), None, {}),
    "by form": ("POST", "/sparql", urlencode({"query": SELECT}), FORM),
    "by form and address": ("POST", "/sparql?format=xml", urlencode({"query": SELECT}), FORM),
    "by body": ("POST", "/sparql", SELECT, DIRECT),
    "by QUERY": ("QUERY", "/sparql", SELECT, DIRECT | {"Accept": "text/csv"}),
    "no query": ("GET", "/sparql?default-graph-uri=http://a.example/", None, {}),
    "description": ("GET", "/sparql", None, {"Accept": "application/n-triples"}),
    "syntax": ("GET", get("SELECT * {"), None, {}),
    "service": ("GET", get("ASK { SERVICE <http://a.example/> {} }"), None, {}),
    "update": ("POST", "/sparql", "update=x", FORM),
    "no such format": ("GET", get(), None, {"Accept": "image/png"}),
    "media type": ("POST", "/sparql", SELECT, {"Content-Type": "text/plain"}),
    "not UTF-8": ("GET", "/sparql?query=%ff", None, {}),
    "page": ("GET", get(), None, {"Accept": "text/html"}),
    "known": ("GET", get(), None, {"If-None-Match": "*"}),
    "known too late": ("POST", "/sparql", SELECT, DIRECT | {"If-None-Match": "*"}),
}


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
def test_both_ways_answer_alike(service, client, request_):
    """Status, headers and body of the service are those of the application by itself."""
    method, path, body, headers = request_
    names = {name.replace("-", "_"): value for name, value in headers.items()}
    status, found, data = ask(service, method, path, body, **names)
    address = f"http://127.0.0.1:{service}"
    alone = client.open(path, method=method, data=body, headers=headers, base_url=address)

    def told(headers):
        """The headers that say something of the answer."""
        pairs = {(name.lower(), value) for name, value in headers}
        return {pair for pair in pairs if pair[0] not in NEVER_THE_SAME}

    assert (status, data) == (alone.status_code, alone.data)
    assert told(found.items()) == told(alone.headers)


@given(st.lists(st.tuples(st.text(), st.text()), max_size=4), st.data())
def test_parameters_are_decoded_as_by_urllib(wanted, data):
    """Whatever is in them, however it is encoded, also where percent signs stand for themselves."""
    safe = data.draw(st.text(string.ascii_letters + "=/?%:;!", max_size=9))
    text = "&".join(f"{quote(name, safe)}={quote(value, safe)}" for name, value in wanted)
    text += data.draw(st.text("%&=+a0_\n\r", max_size=12))
    try:
        found = sparql_protocol.pairs(text.encode())
    except Problem:
        found = None
    try:
        wanted = parse_qsl(text, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        wanted = None

    assert found == wanted


@pytest.mark.parametrize("data", [b"query=\xe9", b"\xe9=a", b"query=%ff", b"%e9=a"])
def test_parameters_that_are_no_utf8_are_refused(data):
    """Raw bytes of other codes too: they would have to be guessed."""
    with pytest.raises(Problem) as caught:
        sparql_protocol.pairs(data)
    assert caught.value.row.slug == "request"
