"""The files of the ontology and the shapes in a release: the whole vocabulary or one module, in
every RDF format."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pyoxigraph
from pyoxigraph import CanonicalizationAlgorithm, Dataset
from rdflib import OWL, RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from pfpgraph.formats import NTRIPLES, TURTLE, Format
from pfpgraph.graph import serialisation
from pfpgraph.graph.load import SUFFIXES
from pfpgraph.model import jsonld
from pfpgraph.model.snapshot import Snapshot, per_release
from pfpgraph.problems import Problem

UMBRELLA = "pfpgraph"
_EARLIER = "released"  # the folder, in that of a vocabulary, of its earlier versions


def write(snapshot: Snapshot, part: str, module: str, fmt: Format, version: str = "") -> bytes:
    """A vocabulary ("ontology" or "shapes") in an RDF format, whole (module "") or one of its
    modules; of an earlier version or the current one (""). A module in Turtle is the file as it was
    authored, all else is serialised. Raises Problem (not-found) without such a part, and KeyError
    without such a module."""
    if not module:
        return serialise(snapshot, merged(snapshot, part, version), fmt)
    path = files(snapshot, part, version)[module]
    if fmt is TURTLE and (written := _as_authored(snapshot, path)):
        return written
    return serialise(snapshot, _parse(snapshot, (path,)), fmt)


def _as_authored(snapshot: Snapshot, path: Path) -> bytes:
    """A Turtle file of a module as it was authored, with @base in front if it has relative IRIs;
    empty where the file is not Turtle."""
    if SUFFIXES[path.suffix] is not TURTLE:
        return b""
    text = path.read_bytes()
    try:
        list(pyoxigraph.parse(text, format=TURTLE.rdf))
    except SyntaxError:  # it has relative IRIs
        return f"@base <{_base(snapshot, path)}> .\n".encode() + text
    return text


def serialise(snapshot: Snapshot, graph: Graph, fmt: Format) -> bytes:
    """A vocabulary in a format. Turtle is written by rdflib, which nests lists and restrictions, if
    the result can be read back to the same graph; all else by pyoxigraph, since rdflib's order
    differs between processes."""
    data = graph.serialize(format="nt", encoding="utf-8")
    quads = list(pyoxigraph.parse(data, format=NTRIPLES.rdf))
    if fmt.name == "jsonld":
        return jsonld.alone(quads, snapshot.prefixes)
    if fmt.name not in ("ttl", "trig"):
        return serialisation.write(quads, fmt, snapshot.prefixes)
    turtle = graph.serialize(format="longturtle", encoding="utf-8")
    if _canonical(turtle) == _canonical(data):
        return turtle
    return serialisation.write(quads, TURTLE, snapshot.prefixes)


def _canonical(turtle: bytes) -> Dataset | None:
    """The dataset in Turtle in its canonical form (RDFC-1.0), for comparison; None where it is not
    Turtle."""
    try:
        found = Dataset(pyoxigraph.parse(turtle, format=TURTLE.rdf, rename_blank_nodes=True))
    except SyntaxError:
        return None
    found.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return found


def _folder(snapshot: Snapshot, part: str) -> Path:
    """The folder of a vocabulary in the release. Raises Problem (not-found) when the release has
    none, and FileNotFoundError when the release's own folder is missing."""
    folder = snapshot.release.folder / "sources" / part
    if not folder.is_dir():
        snapshot.release.folder.stat()
        raise Problem("not-found", "no-part", part=part)
    return folder


def files(snapshot: Snapshot, part: str, version: str = "") -> dict[str, Path]:
    """The file of each module of a vocabulary, in an earlier version or the current one (""), by
    the module's name. Raises Problem (not-found) when there is no such part."""
    folder = _folder(snapshot, part)
    if version:
        folder /= f"{_EARLIER}/{version}"
    paths = (path for path in sorted(folder.rglob("*")) if path.suffix in SUFFIXES)
    names = {path.relative_to(folder).with_suffix("").as_posix(): path for path in paths}
    return {name: path for name, path in names.items() if not name.startswith(f"{_EARLIER}/")}


def earlier(snapshot: Snapshot, part: str, module: str = "") -> list[str]:
    """The earlier versions of a vocabulary, whole (module "") or of those that have the module,
    that are kept, oldest first. Raises Problem (not-found) when there is no such part."""
    kept = (path.name for path in (_folder(snapshot, part) / _EARLIER).glob("*"))
    found = (name for name in kept if not module or module in files(snapshot, part, name))
    return sorted(found, key=lambda name: [int(n) if n.isdigit() else -1 for n in name.split(".")])


def statements(snapshot: Snapshot, part: str, version: str) -> Iterator[pyoxigraph.Quad]:
    """The statements of a vocabulary in an earlier version or the current one (""), each in the
    graph of its module."""
    for module, path in files(snapshot, part, version).items():
        graph = pyoxigraph.NamedNode(f"{snapshot.base}graph/{part}/{module}")
        for quad in _read(snapshot, path):
            yield pyoxigraph.Quad(quad.subject, quad.predicate, quad.object, graph)


def _base(snapshot: Snapshot, path: Path) -> str:
    """The base IRI of a file of the release: that of its graph."""
    name = path.relative_to(snapshot.release.folder / "sources").with_suffix("").as_posix()
    return f"{snapshot.base}graph/{quote(name)}"


@per_release()
def merged(snapshot: Snapshot, part: str, version: str = "") -> Graph:
    """A whole vocabulary as one graph, in an earlier version or the current one (""): for the
    ontology the umbrella file and what it imports, else all files.

    The ontology headers and imports of the modules are left out: this graph contains them already,
    and a tool that followed them would load every term twice.
    """
    paths = files(snapshot, part, version)
    umbrella = _parse(snapshot, (paths[UMBRELLA],)) if UMBRELLA in paths else Graph()
    base = next(umbrella.subjects(RDF.type, OWL.Ontology), None)
    if base is None or not any(umbrella.triples((base, OWL.imports, None))):
        return _parse(snapshot, tuple(paths.values()))
    names = [str(iri).removeprefix(f"{base}/") for iri in umbrella.objects(base, OWL.imports)]
    graph = _parse(snapshot, (paths[UMBRELLA], *(paths[name] for name in names if name in paths)))
    for name in names:
        graph.remove((URIRef(f"{base}/{name}"), None, None))
        graph.remove((None, OWL.imports, URIRef(f"{base}/{name}")))
    return graph


@per_release()
def namespaces(snapshot: Snapshot, part: str, module: str, version: str = "") -> dict[str, str]:
    """The prefixes that a vocabulary, whole (module "") or one of its modules, needs, with their
    namespaces. Raises Problem and KeyError as `write` does."""
    paths = files(snapshot, part, version)
    chosen = (paths[module],) if module else tuple(paths.values())
    return serialisation.used(
        snapshot.prefixes, [quad for path in chosen for quad in _read(snapshot, path)]
    )


@per_release()
def disjoint(snapshot: Snapshot, version: str = "") -> list[list[str]]:
    """The classes or individuals of the ontology of which nothing is two, by axiom
    (owl:AllDisjointClasses, owl:AllDifferent); of an earlier version or the current one ("")."""
    graph = merged(snapshot, "ontology", version)
    axioms = ((OWL.AllDisjointClasses, OWL.members), (OWL.AllDifferent, OWL.distinctMembers))
    found = [
        [str(member) for member in Collection(graph, members)]
        for axiom, prop in axioms
        for node in graph.subjects(RDF.type, axiom)
        for members in graph.objects(node, prop)
    ]
    return sorted(found, key=len, reverse=True)


def _parse(snapshot: Snapshot, paths: tuple[Path, ...]) -> Graph:
    """The files as one graph, whose blank nodes have the same labels in every process
    (RDFC-1.0)."""
    dataset = Dataset(quad for path in paths for quad in _read(snapshot, path))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in serialisation.used(snapshot.prefixes, dataset).items():
        graph.bind(prefix, namespace)
    # Sorted: rdflib writes in the order of adding, and pyoxigraph's differs between processes.
    for quad in sorted(dataset, key=serialisation.order):
        graph.add((_term(quad.subject), _term(quad.predicate), _term(quad.object)))
    return graph


def _read(snapshot: Snapshot, path: Path) -> Iterator[pyoxigraph.Quad]:
    """The statements of a file, without graph names."""
    quads = pyoxigraph.parse(
        path=path,
        format=SUFFIXES[path.suffix].rdf,
        base_iri=_base(snapshot, path),
        without_named_graphs=False,
        rename_blank_nodes=True,
    )
    return (pyoxigraph.Quad(*quad.triple) for quad in quads)


def _term(term: pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal) -> Node:
    """A pyoxigraph term as an rdflib term. Raises TypeError for a term of another class."""
    if isinstance(term, pyoxigraph.NamedNode):
        return URIRef(term.value)
    if isinstance(term, pyoxigraph.BlankNode):
        return BNode(term.value)
    if not isinstance(term, pyoxigraph.Literal):
        raise TypeError(f"unexpected term: {term!r}")
    if term.language:
        return Literal(term.value, lang=term.language)
    plain = term.datatype.value == str(XSD.string)
    datatype = None if plain else URIRef(term.datatype.value)
    return Literal(term.value, datatype=datatype, normalize=False)
