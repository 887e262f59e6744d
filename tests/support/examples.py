"""The examples of the shapes, good and bad, and what a validation finds in them."""

from functools import cache
from itertools import chain
from pathlib import Path

import pyshacl_turbo
from pyoxigraph import Quad, RdfFormat, Store, parse
from rdflib import RDF, RDFS, SH, Graph, Namespace, URIRef
from rdflib.term import Node

from pfpgraph.resources import EXAMPLES, ROOT

GOOD = EXAMPLES / "good.ttl"  # what each bad example stands beside
MORE_GOOD = EXAMPLES / "good.more.ttl"  # what conforms beside it too: limits, touching periods
BAD = sorted(EXAMPLES.glob("*/*.ttl"))
SHAPE = Namespace("https://w3id.org/pfpgraph/shapes#")
PFP = Namespace("https://w3id.org/pfpgraph/ontology#")
ASKED_FOR = {str(term) for term in (RDF.type, RDFS.subClassOf, PFP.knownCharacters)}
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


@cache
def background() -> Store:
    """The good fixture, and of the ontology the statements that shapes rest on."""
    store = Store()
    store.extend(parsed(GOOD))
    for path in ontology_files():
        store.extend(quad for quad in parsed(path) if quad.predicate.value in ASKED_FOR)
    return store


@cache
def parsed(path: Path) -> list[Quad]:
    """The statements of a Turtle file."""
    return list(parse(path=path, format=RdfFormat.TURTLE))


def things(path: Path) -> set[str]:
    """What an example says something of."""
    return {quad.subject.value for quad in parsed(path)}


def found(program: pyshacl_turbo.CompiledShapes, *examples: list[Quad]) -> list[Result]:
    """What shapes find in examples beside the good fixture."""
    store = background()
    added = [quad for quad in chain(*examples) if quad not in store]
    store.extend(added)
    try:
        return results(program.validate(store)[1])
    finally:
        for quad in added:
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
    at_fault = {str(node) for _, _, focus, value in found for node in (focus, value)}
    return named and (len(found) == 1 if len(things(path)) == 1 else things(path) <= at_fault)


def at_odds(program: pyshacl_turbo.CompiledShapes, paths: list[Path]) -> list[Path]:
    """Those of several bad examples that do not break their constraint alone. They are looked at
    together; where others of them may be the fault, half of those with the other half away."""
    rows = found(program, *map(parsed, paths))
    if len(paths) == 1:
        return [] if breaks_only_its_own(paths[0], rows) else paths
    by_thing: dict[str, list[Result]] = {}
    for row in rows:
        for node in {str(node) for node in row[2:]}:
            by_thing.setdefault(node, []).append(row)
    odd = [p for p in paths if not breaks_only_its_own(p, _of(by_thing, p))]
    return at_odds(program, odd[::2]) + at_odds(program, odd[1::2]) if odd else []


def _of(by_thing: dict[str, list[Result]], path: Path) -> list[Result]:
    return [row for thing in things(path) for row in by_thing.get(thing, [])]


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
