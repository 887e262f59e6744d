"""The three protocols of SPARQL 1.1 that read, asked of the whole service.

Query, Service Description, Graph Store. The facts are those of W3C's test suites: its 20 protocol
tests of queries, its 3 of service descriptions, the reads of its Graph Store tests; and each of
its writes is refused.
"""

import http.client
import json
from contextlib import closing
from typing import NamedTuple
from urllib.parse import urlencode

import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef

from pfpgraph.iris import PUBLIC_BASE
from pfpgraph.model.service_description import LIMITS
from pfpgraph.settings import SETTINGS

ENDPOINT = "/sparql"
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
TURTLE = "text/turtle; charset=utf-8"
SD = "http://www.w3.org/ns/sparql-service-description#"

# A graph and a thing whose type it alone states, three times; and a graph that holds nothing
# of them.
MALTA = f"<{PUBLIC_BASE}id/country/malta>"
FRAMEWORK = f"<{PUBLIC_BASE}id/framework/partnership-for-peace>"
DOCUMENT = f"<{PUBLIC_BASE}id/document/pfp-framework-document>"
COUNTRIES = f"{PUBLIC_BASE}graph/data/countries"
FRAMEWORKS = f"{PUBLIC_BASE}graph/data/frameworks"
DOCUMENTS = f"{PUBLIC_BASE}graph/data/documents"
NOTHING = f"{PUBLIC_BASE}graph/ontology/time"

IN_DEFAULT = f"ASK {{ {MALTA} a ?c . {FRAMEWORK} a ?f }}"
IN_NAMED = f"{{ GRAPH ?g {{ {MALTA} a ?c }} GRAPH ?h {{ {FRAMEWORK} a ?f }} }}"
IN_BOTH = f"ASK {{ {DOCUMENT} a ?d . {IN_NAMED} }}"
DEFAULTS = [("default-graph-uri", COUNTRIES), ("default-graph-uri", FRAMEWORKS)]
NAMED = [("named-graph-uri", COUNTRIES), ("named-graph-uri", FRAMEWORKS)]
EMPTY = [("default-graph-uri", NOTHING)]


class Sent(NamedTuple):
    """A request: parameters stand in the address, a body has its type or none."""

    method: str
    parameters: list[tuple[str, str]]
    body: str | None = None
    type: str | None = None


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def type(self) -> str:
        """Its media type."""
        return self.headers["Content-Type"]


@pytest.fixture
def send(service):
    """Send a request as it is given, with no header of a library's own, and read the answer."""

    def send(sent: Sent, path: str = ENDPOINT, **headers: str) -> Answer:
        """The answer to a request."""
        target = f"{path}?{urlencode(sent.parameters)}" if sent.parameters else path
        if sent.type:
            headers["Content-Type"] = sent.type
        body = None if sent.body is None else sent.body.encode()
        # One connection each: a server may close one whose body it had no need to read.
        with closing(http.client.HTTPConnection("127.0.0.1", service, timeout=20)) as connection:
            connection.request(sent.method, target, body, headers)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())

    return send


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(Sent("GET", [("query", "ASK {}"), *EMPTY]), id="GET"),
        pytest.param(Sent("POST", EMPTY, "query=ASK%20%7B%7D", FORM), id="POST-form"),
        pytest.param(Sent("POST", [], "ASK {}", QUERY), id="POST-direct"),
        pytest.param(Sent("GET", [("query", IN_DEFAULT), *DEFAULTS]), id="GET-default-graphs"),
        pytest.param(Sent("POST", DEFAULTS, IN_DEFAULT, QUERY), id="POST-default-graphs"),
        pytest.param(Sent("GET", [("query", f"ASK {IN_NAMED}"), *NAMED]), id="GET-named-graphs"),
        pytest.param(Sent("POST", NAMED, f"ASK {IN_NAMED}", QUERY), id="POST-named-graphs"),
        pytest.param(
            Sent("POST", [("default-graph-uri", DOCUMENTS), *NAMED], IN_BOTH, QUERY),
            id="whole-dataset",
        ),
        pytest.param(
            Sent("POST", NAMED, f"ASK FROM <{DOCUMENTS}> {IN_NAMED}", QUERY),
            id="dataset-wins-over-FROM",
        ),
    ],
)
def test_an_asked_query_is_true(send, sent):
    """Each way of asking, and each way of giving the dataset."""
    answer = send(sent)
    assert answer.status == 200, answer.body
    assert answer.type == "application/sparql-results+json"
    assert json.loads(answer.body)["boolean"] is True


@pytest.mark.parametrize(
    ("parameters", "query"),
    [
        (DEFAULTS[:1], IN_DEFAULT),
        (EMPTY, IN_DEFAULT),
        (NAMED, IN_DEFAULT),
        (NAMED[:1], f"ASK {IN_NAMED}"),
        (DEFAULTS, f"ASK {IN_NAMED}"),
        (NAMED, IN_BOTH),
        (NAMED, f"ASK FROM <{DOCUMENTS}> {{ {DOCUMENT} a ?d }}"),
    ],
)
def test_a_graph_outside_the_dataset_is_not_seen(send, parameters, query):
    """The same questions are false when a graph that they need was not given."""
    answer = send(Sent("POST", parameters, query, QUERY))
    assert json.loads(answer.body)["boolean"] is False


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("SELECT (1 AS ?value) {}", "application/sparql-results+json"),
        ("ASK {}", "application/sparql-results+json"),
        ("DESCRIBE <http://a.example/>", TURTLE),
        ("CONSTRUCT { <s> <p> 1 } WHERE {}", TURTLE),
    ],
)
def test_each_form_of_query_has_its_type(send, query, kind):
    """A client that names no format gets one that holds the answer."""
    answer = send(Sent("POST", EMPTY, query, QUERY))
    assert (answer.status, answer.type) == (200, kind), answer.body


def test_a_relative_iri_is_under_the_base_of_the_graph(send):
    """The address at which the service happens to be reached does not come into it."""
    answer = send(Sent("POST", [], "CONSTRUCT { <s> <#p> 1 } WHERE {}", QUERY))
    triples = Graph().parse(data=answer.body, format="turtle")
    assert {p for _, p, _ in triples} == {URIRef(f"{PUBLIC_BASE}#p")}
    assert {s for s, _, _ in triples} == {URIRef(f"{PUBLIC_BASE}s")}


@pytest.mark.parametrize(
    ("status", "sent"),
    [
        pytest.param(405, Sent("PUT", [("query", "ASK {}"), *EMPTY], "", FORM), id="PUT"),
        pytest.param(400, Sent("GET", [("query", "ASK {}"), ("query", "SELECT * {}")]), id="two"),
        pytest.param(415, Sent("POST", [], "ASK {}", "text/plain"), id="wrong-type"),
        pytest.param(415, Sent("POST", [], "query=ASK%20%7B%7D"), id="form-without-type"),
        pytest.param(415, Sent("POST", [], "ASK {}"), id="direct-without-type"),
        pytest.param(415, Sent("POST", [], "ASK {}", f"{QUERY}; charset=UTF-16"), id="not-UTF-8"),
        pytest.param(400, Sent("GET", [("query", "ASK {")]), id="syntax"),
    ],
)
def test_a_bad_query_request_is_refused(send, status, sent):
    """Each fault that the protocol knows has its status; a wrong method says which are right."""
    answer = send(sent)
    assert answer.status == status, answer.body
    assert json.loads(answer.body)["status"] == status
    if status == 405:
        assert {"GET", "HEAD", "POST"} <= set(answer.headers["Allow"].split(", "))


INSERT = f"INSERT DATA {{ GRAPH <{NOTHING}> {{ <s> <p> <o> }} }}"
COPY = f"DROP SILENT GRAPH <{NOTHING}> ; INSERT {{ ?s <p> 1 }} WHERE {{ ?s ?p ?o }}"


@pytest.mark.parametrize(
    ("status", "sent"),
    [
        (403, Sent("POST", [], "update=CLEAR+ALL", FORM)),
        (403, Sent("POST", [], "CLEAR ALL", UPDATE)),
        (403, Sent("POST", [], INSERT, UPDATE)),
        (403, Sent("POST", [("using-graph-uri", COUNTRIES)], COPY, UPDATE)),
        (403, Sent("POST", [("using-graph-uri", g) for _, g in DEFAULTS], COPY, UPDATE)),
        (403, Sent("POST", [("using-named-graph-uri", g) for _, g in NAMED], COPY, UPDATE)),
        (
            403,
            Sent(
                "POST",
                [("using-graph-uri", COUNTRIES), ("using-named-graph-uri", FRAMEWORKS)],
                COPY,
                UPDATE,
            ),
        ),
        (403, Sent("GET", [("update", "CLEAR ALL")])),
        (403, Sent("POST", [], "update=CLEAR%20NAMED&update=CLEAR%20DEFAULT", FORM)),
        (415, Sent("POST", [], "CLEAR NAMED", "text/plain")),
        (415, Sent("POST", [], "update=CLEAR%20NAMED")),
        (415, Sent("POST", [], "CLEAR NAMED", f"{UPDATE}; charset=UTF-16")),
        (403, Sent("POST", [], "update=CLEAR%20XYZ", FORM)),
        (
            403,
            Sent(
                "POST",
                [("using-named-graph-uri", COUNTRIES)],
                f"WITH <{COUNTRIES}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}",
                UPDATE,
            ),
        ),
        (403, Sent("GET", [("query", "CLEAR ALL")])),
        (403, Sent("POST", [], INSERT, QUERY)),
        (403, Sent("POST", [("update", "CLEAR ALL")], "ASK {}", QUERY)),
    ],
)
def test_every_update_is_refused(send, status, sent):
    """Whatever way it comes, and the graph is as it was."""
    count = Sent("GET", [("query", "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")])
    before = send(count).body
    assert send(sent).status == status
    assert send(count).body == before
    assert int(json.loads(before)["results"]["bindings"][0]["n"]["value"]) > 100


@pytest.fixture
def description(send):
    """The service description, as a client that names no format gets it."""
    answer = send(Sent("GET", []))
    assert (answer.status, answer.type) == (200, TURTLE)
    return Graph().parse(data=answer.body, format="turtle")


def test_the_description_names_the_endpoint_it_came_from(description, service):
    """Its sd:Service has the address that was asked."""
    (endpoint,) = description.objects(predicate=URIRef(f"{SD}endpoint"))
    assert str(endpoint) == f"http://127.0.0.1:{service}{ENDPOINT}"


def test_the_description_is_there_for_a_head_too(send):
    """The same headers, no body."""
    get, head = send(Sent("GET", [])), send(Sent("HEAD", []))
    assert (head.status, head.body) == (200, b"")
    assert head.type == get.type and head.headers["ETag"] == get.headers["ETag"]


# What the vocabulary says of each property: the classes of its subject and its object. Languages,
# features, formats and regimes are named, not described, so they have no class here.
SCHEMA = {
    "endpoint": ("Service", None),
    "supportedLanguage": ("Service", None),
    "feature": ("Service", None),
    "resultFormat": ("Service", None),
    "defaultEntailmentRegime": ("Service", None),
    "defaultDataset": ("Service", "Dataset"),
    "defaultGraph": ("Dataset", "Graph"),
    "namedGraph": ("Dataset", "NamedGraph"),
    "name": ("NamedGraph", None),
    "graph": ("NamedGraph", "Graph"),
}


def test_the_description_conforms_to_its_schema(description):
    """Every property of the vocabulary joins what it may join, and none stands that it lacks."""
    used = {p.removeprefix(SD) for p in set(description.predicates()) if p.startswith(SD)}
    assert used == set(SCHEMA)
    for predicate, (subject, value) in SCHEMA.items():
        for s, o in description.subject_objects(URIRef(SD + predicate)):
            assert isinstance(o, URIRef), predicate
            assert (s, RDF.type, URIRef(SD + subject)) in description, predicate
            if value:
                assert (o, RDF.type, URIRef(SD + value)) in description, predicate


def test_the_description_states_the_limits(description):
    """Each has its name, the value in force and a sentence."""
    schema = Namespace("https://schema.org/")
    stated = {
        str(description.value(limit, schema.propertyID)): (
            description.value(limit, schema.value).toPython(),
            description.value(limit, schema.description),
        )
        for limit in description.objects(predicate=schema.additionalProperty)
    }
    settings = {row.name: (row.default, Literal(row.sentence, lang="en")) for row in SETTINGS}
    assert stated == {name: settings[name] for name in LIMITS}
    assert set(LIMITS) == {name for name in settings if name.startswith(("query_", "result_"))} - {
        "query_workers"
    }


STORE = "/graph"
DIRECT = "/graph/data/countries"
WAYS = {
    "direct": (DIRECT, []),
    "indirect": (STORE, [("graph", COUNTRIES)]),
    "default": (STORE, [("default", "")]),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_graph_is_read(send, way):
    """By its own name, by ?graph= and as the default graph; HEAD says the same without a body."""
    path, parameters = WAYS[way]
    get = send(Sent("GET", parameters), path, Accept="text/turtle")
    head = send(Sent("HEAD", parameters), path, Accept="text/turtle")
    assert (get.status, get.type) == (head.status, head.type) == (200, TURTLE)
    assert head.body == b"" and head.headers["Content-Length"] == str(len(get.body))
    things = set(Graph().parse(data=get.body, format="turtle").subjects())
    assert URIRef(MALTA[1:-1]) in things
    assert (URIRef(FRAMEWORK[1:-1]) in things) == (way == "default")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_graph_that_is_not_there_is_404(send, method):
    """By its own name and by ?graph=."""
    assert send(Sent(method, []), "/graph/data/nothing").status == 404
    assert send(Sent(method, [("graph", f"{NOTHING}/nothing")]), STORE).status == 404


@pytest.mark.parametrize("name", ["urn:x-rdflib:default", "urn:x-arq:DefaultGraph"])
def test_clients_have_names_for_the_default_graph(send, name):
    """They are ?default."""
    plain = send(Sent("GET", [("default", "")]), STORE, Accept="text/turtle")
    assert send(Sent("GET", [("graph", name)]), STORE, Accept="text/turtle").body == plain.body


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
@pytest.mark.parametrize("way", WAYS)
def test_a_graph_is_not_written(send, way, method):
    """Every write is 405 with what is allowed, and the graph is as it was."""
    path, parameters = WAYS[way]
    before = send(Sent("GET", parameters), path).body
    answer = send(Sent(method, parameters, "<a:s> <a:p> <a:o> .", "text/turtle"), path)
    assert answer.status == 405, answer.body
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert send(Sent("GET", parameters), path).body == before
