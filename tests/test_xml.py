"""What is sent as XML is read by every parser, as it was said; what cannot be is refused."""

from xml.etree import ElementTree

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QueryResultsFormat, parse_query_results

from pfpgraph.formats import RDF_FORMATS, RESULT_FORMATS, named
from pfpgraph.graph import release as releases
from pfpgraph.graph import serialisation
from pfpgraph.iris import prefixes
from pfpgraph.problems import Problem
from pfpgraph.query.store import EmbeddedStore
from pfpgraph.settings import Settings
from pfpgraph.web import create_app

XML, RDF_XML = named("xml", RESULT_FORMATS), named("rdf", RDF_FORMATS)
RDFS = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
NOT_CHARACTERS = [*(chr(code) for code in range(32) if code not in (9, 10, 13)), "\ufffe", "\uffff"]
NOT_PROPERTIES = (
    *("http://e.example/1", "http://e.example/", "http://e.example/p(1)", "urn:"),
    *("https://schema.org/", f"{RDFS}li", f"{RDFS}Description", "http://www.w3.org/2000/xmlns/a"),
)


def graph(predicate, value):
    """RDF/XML of one statement."""
    quad = Quad(NamedNode("http://e.example/s"), NamedNode(predicate), Literal(value))
    return serialisation.write([quad], RDF_XML, prefixes())


def is_refused(call, *arguments):
    """Whether a call ends in a problem that names other formats."""
    with pytest.raises(Problem) as caught:
        call(*arguments)
    assert (caught.value.row.slug, caught.value.row.status) == ("format", 406)
    assert "cannot hold this" in caught.value.detail
    return caught.value.members["offered"]


def escaped(text):
    """A string of SPARQL."""
    return "".join(f"\\u{ord(character):04X}" for character in text)


@pytest.mark.parametrize("character", NOT_CHARACTERS, ids=ascii)
def test_characters_that_xml_has_not(store, character):
    """In results, in graphs, and in what a query makes."""
    value = f'"{escaped(f"a{character}b")}"'
    assert "text/csv" in is_refused(store.query, f"SELECT ({value} AS ?x) {{}}", XML)
    made = f"CONSTRUCT {{ <urn:s> <urn:p> {value} }} WHERE {{}}"
    assert "text/turtle" in is_refused(store.query, made, RDF_XML)
    assert "text/turtle" in is_refused(graph, "http://e.example/p", f"a{character}b")


@pytest.mark.parametrize("text", ["\r", "a\r\nb", "\n\r\t", "\x7f\x85\u2028", "]]>&<\"'", "&#13;"])
def test_characters_that_xml_changes(store, text):
    """Carriage returns are written such that they stay."""
    answer = store.query(f'SELECT ("{escaped(text)}" AS ?x) {{}}', XML)
    literal = ElementTree.fromstring(answer).find(".//{*}literal")
    assert literal.text == text
    results = parse_query_results(answer, format=QueryResultsFormat.XML)
    assert [row["x"].value for row in results] == [text]
    made = f'CONSTRUCT {{ <urn:s> <urn:p> "{escaped(text)}" }} WHERE {{}}'
    for data in (store.query(made, RDF_XML), graph("http://e.example/p", text)):
        assert ElementTree.fromstring(data).find(".//{*}p").text == text


@pytest.mark.parametrize("predicate", NOT_PROPERTIES)
def test_properties_that_xml_has_no_name_for(store, predicate):
    """They are no reason for XML that no parser reads."""
    assert "application/n-triples" in is_refused(graph, predicate, "a")
    made = f'CONSTRUCT {{ <urn:s> <{predicate}> "a" }} WHERE {{}}'
    assert "application/n-triples" in is_refused(store.query, made, RDF_XML)


@pytest.mark.parametrize("name", [*NOT_PROPERTIES[:5], f"{RDFS}bagID", NOT_PROPERTIES[-1]])
@pytest.mark.parametrize("subject", ["<urn:s>", "_:s"])
def test_classes_that_xml_has_no_name_for(store, subject, name):
    """The engine writes the class as an element where nothing else is said before."""
    made = f"CONSTRUCT {{ {subject} a <{name}> }} WHERE {{}}"
    assert "text/turtle" in is_refused(store.query, made, RDF_XML)


def test_a_statement_in_a_statement_that_xml_has_no_name_for(store):
    """However deep it stands (RDF 1.2)."""
    made = "CONSTRUCT { <urn:s> <urn:p> <<( <urn:s> <http://e.example/1> 1 )>> } WHERE {}"
    assert "text/turtle" in is_refused(store.query, made, RDF_XML)


def test_text_that_looks_like_an_element_is_text():
    """Only what the engine writes is looked at."""
    text = "\n\t\t<oxprefix: xmlns:a>"
    assert ElementTree.fromstring(graph("http://e.example/p", text)).find(".//{*}p").text == text


def test_graph_that_xml_cannot_hold_is_served_in_all_other_formats(tmp_path):
    """The release has no file of it, and whoever asks for it is told."""
    (tmp_path / "a.ttl").write_text('<urn:s> <urn:p> "a\\u0001" .', "utf-8")
    settings = Settings(data=str(tmp_path), out=str(tmp_path / "out"))
    made = releases.build(settings)
    client = create_app(settings, EmbeddedStore(made), made).test_client()
    assert not made.copy("rdf").exists()
    for fmt in RDF_FORMATS:
        for path in ("/graph?default", "/graph/data/a", "/doc?iri=urn:s"):
            mark = "&" if "?" in path else "?"
            answer = client.get(f"{path}{mark}format={fmt.name}")
            assert answer.status_code == (406 if fmt is RDF_XML else 200)
    query = "/sparql?query=SELECT%20*%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D&format=xml"
    answer = client.get(query)
    assert answer.status_code == 406 and "text/csv" in answer.text
