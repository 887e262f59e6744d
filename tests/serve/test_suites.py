"""W3C's tests of SPARQL queries, asked of the whole service: it passes what its engine passes.

One server holds the data of all tests as named graphs, and each request names its dataset. The
folder with the suites is named by W3C_SUITES; `.ci/run` takes them from the source of rdflib.
"""

import http.client
import json
import os
import re
from collections import Counter
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, serialize

from pfpgraph.graph import release
from pfpgraph.iris import PUBLIC_BASE
from tests.support.processes import serving
from tests.support.suites import BASE, Suites, alike, read, written

pytestmark = pytest.mark.long

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
TYPES = {
    "srj": "application/sparql-results+json",
    "srx": "application/sparql-results+xml",
    "tsv": "text/tab-separated-values",
    "csv": "text/csv",
    "nt": "application/n-triples",
    "ttl": "text/turtle",
}
NOTHING = [("default-graph-uri", f"{BASE}nothing")]  # holds a statement about itself alone
# Each way of sending a query goes with one of the formats of each form of query.
WAYS = {
    "GET": {"rows": "srj", "truth": "srj", "graph": "ttl"},
    "form": {"rows": "srx", "truth": "srx", "graph": "nt"},
    "direct": {"rows": "tsv", "truth": "srx", "graph": "ttl"},
    "QUERY": {"rows": "srj", "truth": "srj", "graph": "nt"},
}


@pytest.fixture(scope="module")
def suites():
    """The suites on this machine."""
    folder = os.environ.get("W3C_SUITES")
    if not folder:
        pytest.skip("W3C_SUITES names no folder")
    return Suites(Path(folder))


def evaluations(suites):
    """The tests that have an answer."""
    return [case for case in suites.cases if case.kind == "evaluation"]


@pytest.fixture(scope="module")
def asked(suites, tmp_path_factory):
    """Send a query in one of the ways, with its dataset and the format wanted: status and body."""
    iris = {
        iri
        for case in evaluations(suites)
        for iri in (*case.defaults, *case.named, *suites.graphs(case))
    }
    quads = [quad for iri in sorted(iris) for quad in suites.quads(iri)]
    graph = NamedNode(NOTHING[0][1])
    quads.append(Quad(graph, graph, graph, graph))
    folder = tmp_path_factory.mktemp("suites")
    temporary = tmp_path_factory.mktemp("suites-server")
    with serving(write(folder, quads), temporary) as (_, port, line):
        assert line
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        yield lambda *request: send(connection, *request)
        connection.close()


def write(folder, quads):
    """A release of statements as a build leaves it."""
    dump = b"".join(sorted(set(serialize(quads, format=RdfFormat.N_QUADS).splitlines(True))))
    facts = {
        "version": "0",
        "checksum": sha256(dump).hexdigest(),
        "data_date": "",
        "fingerprint": "suites",
        "base": PUBLIC_BASE,
        "quads": len(quads),
        "graphs": dict(Counter(quad.graph_name.value for quad in quads)),
    }
    place = folder / "releases" / "suites"
    place.mkdir(parents=True)
    (place / "graph.nq").write_bytes(dump)
    (place / "release.json").write_text(json.dumps(facts), "utf-8")
    (folder / "current").symlink_to("releases/suites")
    return release.current(folder)


def send(connection, way, text, dataset, kind):
    """The status and the body of an answer."""
    parameters, query = urlencode(dataset), urlencode({"query": text})
    method, target, body, headers = {
        "GET": ("GET", f"/sparql?{query}&{parameters}", None, {}),
        "form": ("POST", "/sparql", f"{query}&{parameters}".encode(), {"Content-Type": FORM}),
        "direct": ("POST", f"/sparql?{parameters}", text.encode(), {"Content-Type": QUERY}),
        "QUERY": ("QUERY", f"/sparql?{parameters}", text.encode(), {"Content-Type": QUERY}),
    }[way]
    connection.request(method, target, body, {**headers, "Accept": kind})
    response = connection.getresponse()
    return response.status, response.read()


def dataset(case, suites):
    """The dataset of a test as the protocol has it; nothing when the query names its own."""
    if not case.defaults and suites.graphs(case):
        return []
    names = {"default-graph-uri": case.defaults, "named-graph-uri": case.named}
    # A graph without a statement is none here, and would be refused.
    found = [(name, iri) for name in names for iri in names[name] if [*suites.quads(iri)]]
    return found or NOTHING


def by_engine(case, suites, suffix):
    """The engine's answer over a store with the test's own data."""
    store = Store()
    for iri in case.defaults:
        store.extend(Quad(*quad.triple, DefaultGraph()) for quad in suites.quads(iri))
    for iri in (*case.named, *suites.graphs(case)):
        store.extend(suites.quads(iri))
    return written(store.query(suites.text(case)), suffix)


def passes(case, wanted, suffix, ask):
    """Whether what is asked answers a test as wanted."""
    try:
        return alike(read(ask(), suffix), wanted, case.is_lax)
    except (SyntaxError, ValueError, TypeError, RuntimeError):
        return False


@pytest.mark.parametrize("way", WAYS)
def test_the_service_answers_as_its_engine_does(suites, asked, way):
    """Right where the engine is right, in each way of asking; all but a few tests are passed."""
    ours, engines, cases = set(), set(), evaluations(suites)
    for case in cases:
        wanted = suites.wanted(case)
        suffix = "csv" if case.result.endswith("csv") else WAYS[way][wanted.form]

        def ask(case=case, suffix=suffix):
            """Our answer."""
            status, body = asked(way, suites.text(case), dataset(case, suites), TYPES[suffix])
            if status != 200:
                raise ValueError(f"{status} {body!r}")
            return body

        if not passes(case, wanted, suffix, ask):
            ours.add(case.name)
        if not passes(case, wanted, suffix, lambda c=case, s=suffix: by_engine(c, suites, s)):
            engines.add(case.name)

    print(f"{len(cases) - len(ours)} of {len(cases)}; not by the engine: {sorted(engines)}")
    assert ours == engines
    assert len(cases) > 400 and len(ours) < len(cases) / 10


def reading(status, body):
    """Whether the service found a query right, even if it calls a function that is not there."""
    slug = json.loads(body)["type"].partition("#")[2] if status == 400 else ""
    return {"syntax": "wrong", "request": "right"}.get(slug, "right" if status == 200 else status)


def reading_by_engine(text):
    """The same of its engine."""
    try:
        Store().query(text)
    except SyntaxError:
        return "wrong"
    except RuntimeError as error:  # as above
        assert "custom function" in str(error)
    return "right"


def test_the_service_reads_what_its_engine_reads(suites, asked):
    """A query of the tests of syntax is refused just where the engine finds a fault in it."""
    cases = [case for case in suites.cases if case.kind in ("right", "wrong")]
    ours = {
        case.name: reading(*asked("direct", suites.text(case), NOTHING, "*/*")) for case in cases
    }
    engines = {case.name: reading_by_engine(suites.text(case)) for case in cases}

    missed = sorted(case.name for case in cases if ours[case.name] != case.kind)
    print(f"{len(cases) - len(missed)} of {len(cases)}; not: {missed}")
    assert ours == engines
    assert len(cases) > 200 and len(missed) < len(cases) / 10


@pytest.mark.usefixtures("suites")
def test_a_query_of_the_suites_that_calls_a_service_is_refused(asked):
    """Federation is the one part of the language that is not offered."""
    folder = Path(os.environ["W3C_SUITES"])
    texts = [path.read_text("utf-8") for path in sorted(folder.rglob("service*/*.rq"))]
    calling = [text for text in texts if re.search(r"\bSERVICE\b", text)]
    assert len(calling) >= 5
    for text in calling:
        assert asked("direct", text, [], "*/*")[0] == 403, text
