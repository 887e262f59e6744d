"""The endpoint: SPARQL 1.1 Protocol, formats by form, description, real clients."""

import json
import re

import pytest
from pyoxigraph import QueryResultsFormat, parse_query_results
from rdflib import RDF, Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, JSONLD, N3, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, XML
from SPARQLWrapper import SPARQLWrapper as Wrapper

from pfpgraph import formats
from pfpgraph.http import sparql_protocol
from pfpgraph.iris import PUBLIC_BASE
from tests.support.clients import BROWSER, QUERIES, SPARQL

SELECT = "SELECT ?c { ?c a <https://w3id.org/pfpgraph/ontology#Country> } ORDER BY ?c"
QUERY_TYPE = "application/sparql-query"
SD = "http://www.w3.org/ns/sparql-service-description#"
ASK_GRAPH = "ASK { <https://w3id.org/pfpgraph/id/country/armenia> a ?class }"
COUNTRIES = f"{PUBLIC_BASE}graph/data/countries"
SOURCES = f"{PUBLIC_BASE}graph/data/sources"


def yes(answer):
    """Whether an ASK was answered with yes."""
    assert answer.status_code == 200, answer.text
    return json.loads(answer.data)["boolean"]


def asked(client, how, query, **parameters):
    """The answer to a query sent in one of the protocol's ways."""
    if how == "get":
        return client.get("/sparql", query_string={"query": query, **parameters})
    if how == "form":
        return client.post("/sparql", data={"query": query, **parameters})
    method = "QUERY" if how == "query" else "POST"
    return client.open(
        "/sparql", method=method, data=query, content_type=QUERY_TYPE, query_string=parameters
    )


WAYS = ("get", "form", "direct", "query")


@pytest.mark.parametrize("how", WAYS)
def test_every_way_of_asking_gives_the_same(client, how):
    """GET, both POSTs and QUERY."""
    answer = asked(client, how, SELECT)
    assert answer.content_type == "application/sparql-results+json"
    rows = json.loads(answer.data)["results"]["bindings"]
    assert [row["c"]["value"].rpartition("/")[2] for row in rows] == ["armenia", "hostile", "malta"]


@pytest.mark.parametrize("how", WAYS)
def test_the_dataset_of_the_protocol(client, how):
    """default-graph-uri narrows the default graph, several are merged, and they win over FROM."""

    def ask(**parameters):
        return yes(asked(client, how, ASK_GRAPH, **parameters))

    assert ask()
    assert ask(**{"default-graph-uri": COUNTRIES})
    assert not ask(**{"default-graph-uri": SOURCES})
    assert ask(**{"default-graph-uri": [SOURCES, COUNTRIES]})
    assert not yes(
        asked(
            client,
            how,
            ASK_GRAPH.replace("{", f"FROM <{COUNTRIES}> {{"),
            **{"default-graph-uri": SOURCES},
        )
    )
    assert yes(
        asked(client, how, "ASK { GRAPH ?g { ?s ?p ?o } }", **{"named-graph-uri": COUNTRIES})
    )


@pytest.mark.parametrize(
    "pairs",
    [
        {"default-graph-uri": "urn:x-rdflib:default"},
        {"default-graph-uri": ["urn:x-rdflib:default", COUNTRIES]},
        {"default-graph-uri": "urn:x-rdflib:default", "named-graph-uri": COUNTRIES},
        {"default-graph-uri": "urn:x-arq:DefaultGraph"},
        {"default-graph-uri": "", "named-graph-uri": ""},
        {"timeout": "0"},
        {"timeout": ""},
    ],
)
@pytest.mark.parametrize("how", WAYS)
def test_what_clients_send_for_nothing_in_particular(client, how, pairs):
    """rdflib's and Jena's names of the default graph, and empty fields of forms."""
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    plain = json.loads(asked(client, how, count).data)

    assert plain["results"]["bindings"][0]["n"]["value"] > "0"
    assert json.loads(asked(client, how, count, **pairs).data) == plain


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
@pytest.mark.parametrize("how", WAYS)
def test_a_graph_that_is_not_there_is_refused(client, how, name):
    """Not a silent zero: the problem names it."""
    answer = asked(client, how, "ASK {}", **{name: [COUNTRIES, "http://nothing.example/"]})

    assert answer.status_code == 400
    assert "<http://nothing.example/>" in json.loads(answer.data)["detail"]


@pytest.mark.parametrize("seconds", ["-1", "1_0", "nan", "inf", "1e9", "soon", "٣", "9" * 40])
def test_a_time_limit_is_a_number_of_seconds(client, seconds):
    """Written as people write numbers."""
    answer = asked(client, "get", "ASK {}", timeout=seconds)

    assert answer.status_code == 400
    assert "timeout" in json.loads(answer.data)["detail"]


@pytest.mark.parametrize("name", SPARQL)
def test_each_client_gets_results_it_can_read(client, name):
    """What real clients send for each form brings the type that they need."""
    form, fmt, accept, expected = SPARQL[name]
    named = {"format": fmt, "output": fmt, "results": fmt} if fmt else {}
    answer = client.get(
        "/sparql", query_string={"query": QUERIES[form], **named}, headers={"Accept": accept}
    )
    assert answer.status_code == 200, answer.text
    assert answer.content_type == expected


@pytest.mark.parametrize("form", QUERIES)
def test_every_format_on_offer_is_what_it_says(client, form):
    """Each can be asked for by name and by type, and parses."""
    for fmt in sparql_protocol.OFFERS_BY_FORM[form]:
        for sent in ({"format": fmt.name}, {"format": fmt.media_type}):
            answer = client.get("/sparql", query_string={"query": QUERIES[form], **sent})
            assert answer.content_type == fmt.content_type
        if fmt.holds == "results" and fmt.name != "csv":
            assert isinstance(fmt.writer, QueryResultsFormat)
            parse_query_results(answer.data, format=fmt.writer)


def test_ask_has_no_csv(client):
    """The standard has none: 406."""
    answer = client.get("/sparql?query=ASK%20%7B%7D", headers={"Accept": "text/csv"})
    assert answer.status_code == 406
    assert "application/sparql-results+json" in answer.text


@pytest.mark.parametrize(
    ("status", "send"),
    [
        (400, {"method": "GET", "query_string": "query=ASK%20%7B%7D&query=ASK%20%7B%7D"}),
        (400, {"method": "POST", "data": {"query": ["ASK {}", "ASK {}"]}}),
        (400, {"method": "POST", "data": {"x": "1"}}),
        (400, {"method": "GET", "query_string": "query="}),
        (400, {"method": "GET", "query_string": "query=SELECT%20*"}),
        (400, {"method": "GET", "query_string": "query=%FF"}),
        (400, {"method": "POST", "data": "ASK {}".encode("utf-16"), "content_type": QUERY_TYPE}),
        (
            400,
            {
                "method": "POST",
                "data": "ASK {}",
                "content_type": QUERY_TYPE,
                "query_string": "query=ASK%20%7B%7D",
            },
        ),
        (400, {"method": "GET", "query_string": "query=ASK%20%7B%7D&timeout=never"}),
        (400, {"method": "GET", "query_string": "query=ASK%20%7B%7D&default-graph-uri=not an iri"}),
        (415, {"method": "POST", "data": "ASK {}", "content_type": "text/plain"}),
        (415, {"method": "POST", "data": "ASK {}"}),
        (
            415,
            {"method": "POST", "data": "ASK {}", "content_type": f"{QUERY_TYPE}; charset=utf-16"},
        ),
        (403, {"method": "POST", "data": {"update": "CLEAR ALL"}}),
        (403, {"method": "POST", "data": "CLEAR ALL", "content_type": "application/sparql-update"}),
        (403, {"method": "GET", "query_string": "update=CLEAR%20ALL"}),
        (403, {"method": "GET", "query_string": "query=CLEAR%20ALL"}),
        (
            403,
            {
                "method": "GET",
                "query_string": "query=ASK%20%7BSERVICE%20%3Chttp%3A%2F%2Fa.example%2F%3E%7B%7D%7D",
            },
        ),
        (405, {"method": "PUT", "data": "ASK {}"}),
        (405, {"method": "DELETE"}),
        (413, {"method": "GET", "query_string": "query=ASK%7B%7D%23" + "x" * 70_000}),
        (413, {"method": "POST", "data": {"query": "ASK {} #" + "x" * 400_000}}),
    ],
)
def test_wrong_requests_have_their_status(client, status, send):
    """The codes of the protocol, each with a body that says what is wrong."""
    answer = client.open("/sparql", **send)
    assert answer.status_code == status, answer.text
    problem = json.loads(answer.data)
    assert problem["status"] == status and len(problem["detail"]) > 10


def test_a_syntax_error_has_its_place(client):
    """Line and column are members and stand in the sentence."""
    answer = asked(client, "get", "SELECT ?x\nWHERE { ?x ?y }")
    problem = json.loads(answer.data)
    assert answer.status_code == 400 and problem["line"] == 2 and problem["column"] > 1


def test_parameters_are_decoded_once(client):
    """%2520 is %20, + is a blank, over-encoded letters are letters (roqet)."""
    answer = client.get('/sparql?query=SELECT+("a%2520b%2B"+AS+?x)+%7B%7D&format=csv')
    assert answer.text.split() == ["x", "a%20b+"]
    assert client.get("/sparql?query=%53E%4CEC%54+%2A+%7B%3F%73+a+%3F%6F%7D").status_code == 200


def test_the_description_is_rdf_for_any_rdf_accept(client):
    """It says what the service offers, from the tables that the service uses."""
    for fmt in formats.RDF_FORMATS:
        answer = client.get("/sparql", headers={"Accept": fmt.media_type})
        assert answer.content_type == fmt.content_type
    graph = Graph().parse(data=client.get("/sparql").data, format="turtle")
    service = graph.value(predicate=RDF.type, object=URIRef(SD + "Service"))
    assert graph.value(service, URIRef(SD + "endpoint")) == URIRef("http://localhost/sparql")
    offered = set(graph.objects(service, URIRef(SD + "resultFormat")))
    assert len(offered) == len(formats.RDF_FORMATS) + len(formats.RESULT_FORMATS)
    features = set(graph.objects(service, URIRef(SD + "feature")))
    assert features == {URIRef(SD + "UnionDefaultGraph")}
    assert URIRef(COUNTRIES) in set(graph.objects(predicate=URIRef(SD + "name")))


def test_comunica_finds_the_description(client):
    """The header that Comunica sends first brings RDF, not the form."""
    from tests.support.clients import COMUNICA

    answer = client.get("/sparql", headers={"Accept": COMUNICA})
    assert answer.content_type == "application/n-quads"


def test_browsers_get_a_form_and_results_in_it(client):
    """The form needs no script; results are a table, statements are Turtle."""
    form = client.get("/sparql", headers={"Accept": BROWSER}).text
    assert 'action="/sparql" method="get"' in form
    page = client.get("/sparql", query_string={"query": SELECT}, headers={"Accept": BROWSER}).text
    assert "3 rows" in page and 'href="/doc/country/armenia"' in page
    hostile = "SELECT ?l { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?l }"
    page = client.get(
        "/sparql", query_string={"query": hostile + " #<script>"}, headers={"Accept": BROWSER}
    ).text
    assert not re.search(r"<script(?! type| src=)", page) and "&lt;script&gt;alert(1)" in page
    links = "SELECT ?u { ?s <https://schema.org/url> ?u }"
    page = client.get("/sparql", query_string={"query": links}, headers={"Accept": BROWSER}).text
    assert "javascript:alert(4)" in page and 'href="javascript' not in page
    page = client.get(
        "/sparql", query_string={"query": QUERIES["DESCRIBE"]}, headers={"Accept": BROWSER}
    ).text
    assert "country:armenia a pfp:Country" in page
    page = client.get("/sparql?query=ASK%20%7B%7D&lang=fr", headers={"Accept": BROWSER}).text
    assert '<p class="answer">oui</p>' in page


def test_the_example_in_the_form_has_an_answer(client):
    """What the form holds at first can be sent as it is."""
    import html

    form = client.get("/sparql", headers={"Accept": BROWSER}).text
    query = html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", form, re.DOTALL)[1])
    assert "Armenia" in client.get("/sparql", query_string={"query": query, "format": "csv"}).text


def test_answers_are_kept_unless_they_may_change(client):
    """A GET has an ETag and 304; NOW and POST are not stored."""
    answer = asked(client, "get", SELECT)
    again = client.get(
        "/sparql", query_string={"query": SELECT}, headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304
    assert "max-age" in answer.headers["Cache-Control"]
    for other in (asked(client, "get", "SELECT (NOW() AS ?n) {}"), asked(client, "form", SELECT)):
        assert other.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("fmt", [JSON, XML, CSV, TSV])
def test_sparqlwrapper_select(address, fmt):
    """SPARQLWrapper reads each results format, by GET and both POSTs."""
    for method, request in (("GET", None), (POST, None), (POST, POSTDIRECTLY)):
        wrapper = Wrapper(f"{address}/sparql")
        wrapper.setQuery(SELECT)
        wrapper.setReturnFormat(fmt)
        wrapper.setMethod(method)
        if request:
            wrapper.setRequestMethod(request)
        result = wrapper.query()
        assert "armenia" in str(result.convert() if fmt != XML else result.convert().toxml())


@pytest.mark.parametrize("fmt", [TURTLE, RDFXML, N3, JSONLD])
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_sparqlwrapper_construct(address, fmt):
    """SPARQLWrapper reads statements in each RDF format it knows."""
    wrapper = Wrapper(f"{address}/sparql")
    wrapper.setQuery("CONSTRUCT { ?c a ?t } WHERE { ?c a ?t } LIMIT 5")
    wrapper.setReturnFormat(fmt)
    result = wrapper.query().convert()
    assert len(result if isinstance(result, Graph) else Graph().parse(data=result)) == 5


def test_rdflib_store_asks_and_counts(address):
    """rdflib's store, whose Accept names RDF for a SELECT too, gets results."""
    for method in ("GET", "POST", "POST_FORM"):
        store = SPARQLStore(f"{address}/sparql", method=method)
        graph = Graph(store=store)
        assert len(list(graph.query(SELECT))) == 3
        assert len(graph) > 100
        store.close()
