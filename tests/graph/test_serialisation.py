"""What is written is read back: random graphs in every format, by readers that we did not write."""

import json
from xml.parsers import expat

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from pyld import jsonld as pyld
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    parse,
)

from pfpgraph.formats import RDF_FORMATS, named
from pfpgraph.graph import serialisation
from pfpgraph.iris import prefixes
from pfpgraph.model import jsonld
from pfpgraph.model.jsonld import Context
from pfpgraph.model.terms import Terms
from pfpgraph.problems import Problem

PREFIXES = prefixes()
PFP, RDFS, OWL = PREFIXES["pfp"], PREFIXES["rdfs"], PREFIXES["owl"]
TYPE = PREFIXES["rdf"] + "type"
XSD = PREFIXES["xsd"]
LINK = "http://context.example/context.jsonld"
# Declared as the ontology would: a property that links, one that has days, one of words, a class.
ROWS = [
    {"term": NamedNode(PFP + "document"), "type": NamedNode(OWL + "ObjectProperty")},
    {"term": NamedNode(PFP + "date"), "type": NamedNode(OWL + "DatatypeProperty"), "date": True},
    {"term": NamedNode(PFP + "reason"), "type": NamedNode(OWL + "DatatypeProperty")},
    {"term": NamedNode(PFP + "Country"), "type": NamedNode(OWL + "Class")},
]
CONTEXT = Context(Terms(ROWS), PREFIXES)
IRIS = (
    "http://e.example/a",
    "http://e.example/",
    "http://e.example/a?b=c&d='e'#f(g)",
    "http://e.example/é/%20.",
    "http://e.example/a/../b",
    "http://e.example/1a",
    "urn:isbn:123",
    "geo:59.43,24.75",
    "date:2001",
    "document:x",
    "reason:because",
    "pfp:Country",
    "rdfs:label",
    "schema:name",
    "tag:e.example,2026:x",
    "mailto:a@e.example",
    "https://schema.org/name",
    "https://schema.org/",
    "http://schema.org/name",
    PREFIXES["geo"] + "asWKT",
    PREFIXES["country"] + "latvia",
    PFP + "document",
    PFP + "date",
    PFP + "reason",
    PFP + "Country",
    PFP + "undeclared",
    PFP + "Undeclared",
    PFP + "id",
    PFP + "type",
    PFP + "geo",
    PFP + "a.b-c_d",
    PFP,
    RDFS + "label",
    PREFIXES["rdf"] + "nil",
    PREFIXES["rdf"] + "_1",
    PREFIXES["rdf"] + "subject",
    PREFIXES["rdf"] + "value",
)
PROPERTIES = (*IRIS, TYPE, PREFIXES["rdf"] + "first", PREFIXES["rdf"] + "rest")
TEXTS = ("", " ", "a", '"', "\\", "\r", "\r\n", "\n\t", "é\u2028", "<&>'", "@id", "\x7f\x85")
LEXICALS = ("1", "01", "+1", "1.0", "1.", "1e0", "1.0E0", "INF", "true", "2001-01-01", "x", "")
DATATYPES = ("integer", "decimal", "double", "boolean", "date", "string", "anyURI", "float")

nodes = st.sampled_from(IRIS).map(NamedNode)
blank = st.sampled_from("abc").map(BlankNode)
texts = st.one_of(
    st.sampled_from(TEXTS),
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")),
)
typed = st.builds(
    lambda text, kind: Literal(text, datatype=NamedNode(kind)),
    st.sampled_from(LEXICALS),
    st.sampled_from([*(XSD + name for name in DATATYPES), "geo:type", PFP + "Point"]),
)
literals = st.one_of(
    texts.map(Literal),
    st.builds(
        lambda text, tag: Literal(text, language=tag),
        texts,
        st.sampled_from(("en", "fr", "en-gb", "zh-hant-tw", "x-none")),
    ),
    typed,
)
graphs = st.lists(
    st.builds(
        Quad,
        st.one_of(nodes, blank),
        st.sampled_from(PROPERTIES).map(NamedNode),
        st.one_of(nodes, blank, literals),
    ),
    min_size=1,
    max_size=8,
)
many = settings(max_examples=150, deadline=None, derandomize=True)


def canonical(quads):
    """The statements, without graphs, such that the same are equal."""
    dataset = Dataset(Quad(*quad.triple) for quad in quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


def by_engine(data, fmt):
    """What the engine reads."""
    return canonical(parse(data, format=fmt.writer, base_iri="http://base.example/"))


def has_numbers(quads):
    """Whether Turtle may have a number without quotes, whose zeros rdflib does not keep."""
    return any(XSD in str(q.object) and "string" not in str(q.object) for q in quads)


READERS = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "trig": "turtle", "nq": "nt"}


def by_rdflib(data, name):
    """What rdflib reads of a graph without a name."""
    graph = rdflib.Graph().parse(data=data, format=name, publicID="http://base.example/")
    return canonical(parse(graph.serialize(format="nt"), format=RdfFormat.N_TRIPLES))


@pytest.fixture(autouse=True, scope="module")
def literal_terms():
    """rdflib reads literals as they are written, not as it would write their values."""
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    yield
    rdflib.NORMALIZE_LITERALS = before


@pytest.mark.parametrize("fmt", RDF_FORMATS, ids=lambda fmt: fmt.name)
@many
@given(graphs)
def test_every_format_is_read_back(fmt, quads):
    """By the engine and by rdflib; RDF/XML may say that it cannot hold a graph."""
    try:
        data = serialisation.write(quads, fmt, PREFIXES)
    except Problem as problem:
        assert (fmt.name, problem.row.status) == ("rdf", 406)
        return
    assert by_engine(data, fmt) == canonical(quads)
    if fmt.name in READERS and not (fmt.name in ("ttl", "trig") and has_numbers(quads)):
        assert by_rdflib(data, READERS[fmt.name]) == canonical(quads)
    if fmt.name == "rdf":
        expat.ParserCreate().Parse(data, True)


# PyLD writes the value of a double anew, even where it is a string.
without_doubles = graphs.map(
    lambda quads: [q for q in quads if XSD + "double" not in str(q.object)]
).filter(bool)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@many
@given(without_doubles)
def test_json_ld_expands_to_the_graph(quads):
    """Under the context of the ontology, as PyLD expands it, and with the context in it by the
    engine."""
    document = json.loads(jsonld.write(quads, CONTEXT, LINK))
    assert canonical(quads) == by_pyld(document)
    inline = json.dumps(with_context(document))
    assert canonical(quads) == by_engine(inline.encode(), named("jsonld", RDF_FORMATS))
    assert canonical(quads) == by_rdflib(inline, "json-ld")


@many
@given(without_doubles)
def test_json_ld_that_stands_alone(quads):
    """With its prefixes in it, as vocabularies are served."""
    data = jsonld.alone(quads, PREFIXES)
    assert canonical(quads) == by_pyld(json.loads(data))
    assert canonical(quads) == by_engine(data, named("jsonld", RDF_FORMATS))


def with_context(document):
    """A document with the context in the place of its address."""
    context = document["@context"]
    links = context if isinstance(context, list) else [context]
    found = [CONTEXT.document["@context"] if link == LINK else link for link in links]
    return document | {"@context": found}


def by_pyld(document):
    """What PyLD makes of a document."""

    def load(address, _options):
        assert address == LINK
        return {"contextUrl": None, "documentUrl": address, "document": CONTEXT.document}

    options = {"documentLoader": load, "format": "application/n-quads"}
    data = pyld.to_rdf(document, options | {"base": "http://base.example/"})
    return canonical(parse(data, format=RdfFormat.N_QUADS))
