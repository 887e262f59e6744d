"""The examples of the shapes, good and bad, and what a validation finds in them."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from pyoxigraph import Literal, Quad, RdfFormat, Store, parse
from rdflib import RDF, SH, Graph, Namespace, URIRef
from rdflib.term import Node

from pfpgraph.resources import ROOT

EXAMPLES = ROOT / "tests/shapes"
GOOD = EXAMPLES / "good.ttl"  # what each bad example stands beside
MORE_GOOD = EXAMPLES / "good.more.ttl"  # what conforms beside it too: limits, touching periods
BAD = sorted(EXAMPLES.glob("*/*.ttl"))
SHAPE = Namespace("https://w3id.org/pfpgraph/shapes#")
TARGETS = (SH.targetClass, SH.targetNode, SH.targetObjectsOf, SH.targetSubjectsOf)

Result = tuple[Node, Node, Node | None, Node | None]


def ontology_files() -> list[Path]:
    """The modules of the ontology; the alignments say nothing that a shape asks for."""
    return [path for path in sorted((ROOT / "ontology").glob("*.ttl")) if path.stem != "alignments"]


def read(paths: list[Path]) -> Graph:
    """One graph of several Turtle files."""
    graph = Graph()
    for path in paths:
        graph.parse(path)
    return graph


def shapes_graph() -> Graph:
    """All shapes."""
    return read(sorted((ROOT / "shapes").glob("*.ttl")))


def good_store() -> Store:
    """The good fixture and the ontology, whose sub-classes the targets of shapes rest on; without
    the labels and definitions of its terms, which no shape asks for."""
    store = Store()
    store.bulk_load(path=GOOD, format=RdfFormat.TURTLE)
    for path in ontology_files():
        quads = parse(path=path, format=RdfFormat.TURTLE)
        store.extend(quad for quad in quads if not _wording(quad))
    return store


def _wording(quad: Quad) -> bool:
    return isinstance(quad.object, Literal) and quad.object.language is not None


@cache
def parsed(path: Path) -> list[Quad]:
    """The quads of an example."""
    return list(parse(path=path, format=RdfFormat.TURTLE))


@contextmanager
def beside(store: Store, path: Path) -> Iterator[None]:
    """A store that holds an example too for as long as this lasts."""
    quads = [quad for quad in parsed(path) if quad not in store]
    store.extend(quads)
    try:
        yield
    finally:
        for quad in quads:
            store.remove(quad)


def results(report: Graph) -> list[Result]:
    """Shape or SPARQL constraint, component, focus and value of each result of a report."""
    found = []
    for result in report.subjects(RDF.type, SH.ValidationResult):
        if not any(report.subjects(SH.detail, result)):
            source = report.value(result, SH.sourceConstraint) or report.value(
                result, SH.sourceShape
            )
            component = report.value(result, SH.sourceConstraintComponent)
            focus, value = report.value(result, SH.focusNode), report.value(result, SH.value)
            found.append((source, component, focus, value))
    return found


def breaks_only_its_own(path: Path, found: list[Result]) -> bool:
    """Whether the results beside a bad example are of the constraint alone that it is named for:
    one result, or where it has several things, each of them the focus or the value of one."""
    shape, parameter = broken(path)
    named = all(result[:2] == (shape, component(parameter)) for result in found)
    things = {quad.subject.value for quad in parsed(path)}
    at_fault = {str(node) for _, _, focus, value in found for node in (focus, value)}
    return named and (len(found) == 1 if len(things) == 1 else things <= at_fault)


def targeted(shapes: Graph) -> list[Node]:
    """The node shapes that say themselves what they apply to."""
    return sorted({shape for target in TARGETS for shape in shapes.subjects(target)})


def component(parameter: str) -> URIRef:
    """The constraint component that a parameter belongs to."""
    name = "SPARQL" if parameter == "sparql" else parameter[0].upper() + parameter[1:]
    return SH[f"{name}ConstraintComponent"]


def broken(path: Path) -> tuple[URIRef, str]:
    """The shape or SPARQL constraint and the parameter that a bad example is named for."""
    shape, parameter, *_ = path.stem.split(".")
    return SHAPE[shape], parameter
