"""The checks of FOOPS! that need no network: each test is named for the check it stands for.

FIND1 to FIND3 ask prefix.cc and Linked Open Vocabularies whether the ontology is registered there.
Of OM3, the ontology has no DOI, logo or source, and no prior version before its second one.
"""

import pytest
from flask.testing import FlaskClient
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from pfpgraph.iris import PUBLIC_BASE, prefixes
from pfpgraph.resources import ROOT

ONTOLOGY = URIRef(f"{PUBLIC_BASE}ontology")
BIBO = Namespace("http://purl.org/ontology/bibo/")
VANN = Namespace(prefixes()["vann"])
MODULES = sorted((ROOT / "ontology").glob("*.ttl"))


@pytest.fixture(scope="module")
def header() -> Graph:
    """The umbrella, which holds the header of the whole."""
    return Graph().parse(ROOT / "ontology" / "pfpgraph.ttl")


@pytest.fixture(scope="module")
def ontology() -> Graph:
    """All modules."""
    graph = Graph()
    for path in MODULES:
        graph.parse(path)
    return graph


@pytest.fixture(scope="module")
def terms(ontology: Graph) -> list[Node]:
    """The classes and properties that the modules define."""
    found = sorted(set(ontology.subjects(RDFS.isDefinedBy)))
    assert found
    return found


def lacking(header: Graph, *properties: URIRef) -> list[URIRef]:
    """Which of some properties the ontology has no value of."""
    return [name for name in properties if header.value(ONTOLOGY, name) is None]


def test_purl1_persistent_address(terms: list[Node]) -> None:
    """The ontology and its terms are named under w3id.org."""
    assert all(str(name).startswith("https://w3id.org/") for name in [ONTOLOGY, *terms])


def test_uri1_dereferenceable(real: FlaskClient) -> None:
    """The IRI of the ontology answers."""
    assert real.get("/ontology").status_code == 200


def test_uri2_one_identifier(header: Graph) -> None:
    """The header names the ontology by the address at which it is served."""
    assert list(header.subjects(RDF.type, OWL.Ontology)) == [ONTOLOGY]


def test_ver1_version_iri(header: Graph) -> None:
    """The version has an IRI of its own, beside the ontology's."""
    version = header.value(ONTOLOGY, OWL.versionIRI)
    assert version == URIRef(f"{ONTOLOGY}/{header.value(ONTOLOGY, OWL.versionInfo)}")


def test_om1_minimum_metadata(header: Graph) -> None:
    """Title, description, licence, version IRI, creator, date of creation, namespace."""
    wanted = (DCTERMS.title, DCTERMS.description, DCTERMS.license, OWL.versionIRI)
    also = (DCTERMS.creator, DCTERMS.created, VANN.preferredNamespaceUri)
    assert lacking(header, *wanted, *also) == []


def test_om2_recommended_metadata(header: Graph) -> None:
    """Prefix, version, dates, citation, contributor."""
    wanted = (VANN.preferredNamespacePrefix, OWL.versionInfo, DCTERMS.created, DCTERMS.modified)
    assert lacking(header, *wanted, DCTERMS.bibliographicCitation, DCTERMS.contributor) == []


def test_om3_detailed_metadata(header: Graph) -> None:
    """Status, publisher, date of issue."""
    assert lacking(header, BIBO.status, DCTERMS.publisher, DCTERMS.issued) == []
    assert header.value(ONTOLOGY, BIBO.status).startswith(BIBO["status/"])


def test_om4_1_licence(ontology: Graph) -> None:
    """Each module has one licence, the same for all."""
    for module in ontology.subjects(RDF.type, OWL.Ontology):
        assert len(list(ontology.objects(module, DCTERMS.license))) == 1, module
    assert len(set(ontology.objects(None, DCTERMS.license))) == 1


def test_om4_2_licence_by_iri(header: Graph) -> None:
    """The licence is named by the address at which it can be read."""
    licence = header.value(ONTOLOGY, DCTERMS.license)
    assert isinstance(licence, URIRef) and licence.startswith("https://creativecommons.org/")


def test_om5_1_basic_provenance(ontology: Graph) -> None:
    """Each module says who made it and when."""
    for module in ontology.subjects(RDF.type, OWL.Ontology):
        assert ontology.value(module, DCTERMS.created) is not None, module
        assert isinstance(ontology.value(module, DCTERMS.creator), URIRef), module


def test_om5_2_detailed_provenance(header: Graph) -> None:
    """Creator, contributor and publisher have an IRI, as LOV asks, and a name."""
    foaf = Namespace(prefixes()["foaf"])
    for role in (DCTERMS.creator, DCTERMS.contributor, DCTERMS.publisher):
        agent = header.value(ONTOLOGY, role)
        assert (agent, RDF.type, foaf.Agent) in header
        assert isinstance(header.value(agent, foaf.name), Literal)


def test_voc1_known_vocabularies_for_metadata(header: Graph) -> None:
    """The header is written in vocabularies of others."""
    names = [prefixes()[name] for name in ("dcterms", "vann", "owl")]
    assert {space for space in names for name in header.predicates(ONTOLOGY) if space in name} == {
        *names
    }


def test_voc2_reuse(ontology: Graph, terms: list[Node]) -> None:
    """Terms of ours are tied to terms of other vocabularies."""
    ties = (RDFS.subClassOf, RDFS.subPropertyOf)
    others = {
        wide
        for tie in ties
        for term, wide in ontology.subject_objects(tie)
        if term in terms and not str(wide).startswith(PUBLIC_BASE)
    }
    assert len(others) > 20


def test_voc3_labels(ontology: Graph, terms: list[Node]) -> None:
    """Every term has a label."""
    assert [term for term in terms if ontology.value(term, RDFS.label) is None] == []


def test_voc4_definitions(ontology: Graph, terms: list[Node]) -> None:
    """Every term has a definition."""
    assert [term for term in terms if ontology.value(term, SKOS.definition) is None] == []


def test_doc1_page(real: FlaskClient) -> None:
    """People get a page."""
    answer = real.get("/ontology", headers={"Accept": "text/html"})
    assert answer.status_code == 200 and answer.mimetype == "text/html"


@pytest.mark.parametrize("media_type", ["text/turtle", "application/rdf+xml"])
def test_rdf1_cn1_negotiated_rdf(real: FlaskClient, media_type: str) -> None:
    """The same address gives programs RDF, in which the ontology and its licence are found."""
    answer = real.get("/ontology", headers={"Accept": media_type}, follow_redirects=True)
    assert answer.mimetype == media_type
    graph = Graph().parse(data=answer.data, format=media_type)
    assert graph.value(ONTOLOGY, DCTERMS.license) is not None
