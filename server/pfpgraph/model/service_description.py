"""The service description (SPARQL 1.1 Service Description), made from the formats and settings in
use."""

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Quad

from pfpgraph.formats import RDF_FORMATS, RESULT_FORMATS
from pfpgraph.http.headers import LICENCE
from pfpgraph.i18n.catalogues import DEFAULT_LANGUAGE
from pfpgraph.model.snapshot import Snapshot
from pfpgraph.namespaces import DCTERMS, FORMATS, RDF, SCHEMA, SD, VOID, XSD
from pfpgraph.settings import SETTINGS

_TYPE = RDF + "type"
_INTEGER = NamedNode(XSD + "integer")
# The settings that limit a query from outside.
LIMITS = (
    "query_seconds",
    "query_megabytes",
    "result_megabytes",
    "result_rows",
    "query_kilobytes",
    "query_nesting",
)
PredicateObject = tuple[str, NamedNode | Literal]  # a property and its value
PREFIXES = {"sd": SD, "formats": FORMATS}


def description(endpoint: str, snapshot: Snapshot) -> list[Quad]:
    """The statements that describe the service at an endpoint, whose IRI is given."""
    return (
        _service(endpoint)
        + _limits(endpoint, snapshot)
        + _dataset(endpoint, snapshot)
        + _named_graphs(endpoint, snapshot)
    )


def _service(endpoint: str) -> list[Quad]:
    """The statements about the service itself: its language, formats and default dataset."""
    facts = [
        (_TYPE, NamedNode(SD + "Service")),
        (SD + "endpoint", NamedNode(endpoint)),
        (SD + "supportedLanguage", NamedNode(SD + "SPARQL11Query")),
        (SD + "feature", NamedNode(SD + "UnionDefaultGraph")),
        (SD + "defaultEntailmentRegime", NamedNode("http://www.w3.org/ns/entailment/Simple")),
        (SD + "defaultDataset", NamedNode(f"{endpoint}#dataset")),
        (DCTERMS + "license", NamedNode(LICENCE)),
    ]
    facts += [
        (SD + "resultFormat", NamedNode(FORMATS + f.iri)) for f in (*RESULT_FORMATS, *RDF_FORMATS)
    ]
    return _about(endpoint, facts)


def _limits(endpoint: str, snapshot: Snapshot) -> list[Quad]:
    """The statements about each limit on queries: the setting's name, its value here, and its
    description."""
    quads = []
    for row in SETTINGS:
        if row.name in LIMITS:
            node = f"{endpoint}#{row.name.replace('_', '-')}"
            facts: list[PredicateObject] = [
                (_TYPE, NamedNode(SCHEMA + "PropertyValue")),
                (SCHEMA + "propertyID", Literal(row.name)),
                (SCHEMA + "value", Literal(getattr(snapshot.settings, row.name))),
                (SCHEMA + "description", Literal(row.sentence, language=DEFAULT_LANGUAGE)),
            ]
            quads += _about(endpoint, [(SCHEMA + "additionalProperty", NamedNode(node))])
            quads += _about(node, facts)
    return quads


def _dataset(endpoint: str, snapshot: Snapshot) -> list[Quad]:
    """The statements about the default dataset and its default graph, which is the union of all
    named graphs."""
    graphs = snapshot.release.graphs
    dataset = [
        (_TYPE, NamedNode(SD + "Dataset")),
        (_TYPE, NamedNode(VOID + "Dataset")),
        (SD + "defaultGraph", NamedNode(f"{endpoint}#default-graph")),
        (VOID + "sparqlEndpoint", NamedNode(endpoint)),
    ]
    dataset += [
        (SD + "namedGraph", NamedNode(_node(endpoint, iri, snapshot))) for iri in sorted(graphs)
    ]
    triples = _number(sum(graphs.values()))
    default: list[PredicateObject] = [(_TYPE, NamedNode(SD + "Graph")), (VOID + "triples", triples)]
    return _about(f"{endpoint}#dataset", dataset) + _about(f"{endpoint}#default-graph", default)


def _named_graphs(endpoint: str, snapshot: Snapshot) -> list[Quad]:
    """The statements about each named graph with its number of triples."""
    quads = []
    for iri, size in sorted(snapshot.release.graphs.items()):
        node = _node(endpoint, iri, snapshot)
        quads += _about(
            node,
            [
                (_TYPE, NamedNode(SD + "NamedGraph")),
                (SD + "name", NamedNode(iri)),
                (SD + "graph", NamedNode(f"{node}-graph")),
            ],
        )
        quads += _about(
            f"{node}-graph", [(_TYPE, NamedNode(SD + "Graph")), (VOID + "triples", _number(size))]
        )
    return quads


def _node(endpoint: str, graph: str, snapshot: Snapshot) -> str:
    """The IRI by which a named graph is described here, a fragment of the endpoint."""
    return f"{endpoint}#{graph.removeprefix(snapshot.base).replace('/', '-')}"


def _number(size: int) -> Literal:
    return Literal(str(size), datatype=_INTEGER)


def _about(subject: str, facts: Iterable[PredicateObject]) -> list[Quad]:
    """Statements about one subject, from pairs of property and value."""
    return [Quad(NamedNode(subject), NamedNode(predicate), value) for predicate, value in facts]
