"""The files of the ontology and the shapes in a release: whole and by module, in every format."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pyoxigraph
from pyoxigraph import CanonicalizationAlgorithm, Dataset
from rdflib import OWL, RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from pfpgraph.formats import NTRIPLES, TURTLE, Format
from pfpgraph.graph import serialisation
from pfpgraph.graph.load import SUFFIXES
from pfpgraph.model import jsonld
from pfpgraph.model.snapshot import Snapshot, per_release
from pfpgraph.problems import Problem

UMBRELLA = "pfpgraph"


def write(snapshot: Snapshot, part: str, module: str, fmt: Format) -> bytes:
    """A vocabulary in an RDF format, whole ("") or one of its modules: Turtle of a module as it was
    written, the rest made from it. Raises Problem."""
    if not module:
        return serialise(snapshot, merged(snapshot, part), fmt)
    if fmt is TURTLE and (written := _as_authored(snapshot, part, module)):
        return written
    graph = _parse(snapshot, (files(snapshot, part)[module],))
    return serialise(snapshot, graph, fmt)


def _as_authored(snapshot: Snapshot, part: str, module: str) -> bytes:
    """The Turtle of a module as it was written, under its base where it has names that need one;
    nothing where it was written in another format."""
    path = files(snapshot, part)[module]
    if SUFFIXES[path.suffix] is not TURTLE:
        return b""
    text = path.read_bytes()
    try:
        list(pyoxigraph.parse(text, format=TURTLE.rdf))
    except SyntaxError:  # it has been read with a base
        return f"@base <{_base(snapshot, path)}> .\n".encode() + text
    return text


def serialise(snapshot: Snapshot, graph: Graph, fmt: Format) -> bytes:
    """A vocabulary in a format: Turtle by rdflib, which nests lists and restrictions, where it can
    be read back; all others as everything else, since rdflib writes them in an order that differs
    by process."""
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
    """What Turtle states, in a form in which the same is equal; None where it is no Turtle."""
    try:
        found = Dataset(pyoxigraph.parse(turtle, format=TURTLE.rdf, rename_blank_nodes=True))
    except SyntaxError:
        return None
    found.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return found


def _folder(snapshot: Snapshot, part: str) -> Path:
    """Where the files of a vocabulary stand in the release. Raises Problem when it has none, and
    FileNotFoundError while its own folder is away."""
    folder = snapshot.release.folder / "sources" / part
    if not folder.is_dir():
        snapshot.release.folder.stat()
        raise Problem("not-found", "no-part", part=part)
    return folder


def files(snapshot: Snapshot, part: str) -> dict[str, Path]:
    """The modules of a vocabulary and their files. Raises Problem when there is no such part."""
    folder = _folder(snapshot, part)
    paths = (path for path in sorted(folder.rglob("*")) if path.suffix in SUFFIXES)
    return {path.relative_to(folder).with_suffix("").as_posix(): path for path in paths}


def _base(snapshot: Snapshot, path: Path) -> str:
    """The IRI on which the names in a file of the release rest: that of its graph."""
    name = path.relative_to(snapshot.release.folder / "sources").with_suffix("").as_posix()
    return f"{snapshot.base}graph/{quote(name)}"


@per_release()
def merged(snapshot: Snapshot, part: str) -> Graph:
    """All that a vocabulary holds as one graph: for the ontology what its umbrella imports.

    The headers of the modules and the imports of them are left out: whoever reads this has them,
    and a tool that followed them would load every term twice.
    """
    paths = files(snapshot, part)
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


def _parse(snapshot: Snapshot, paths: tuple[Path, ...]) -> Graph:
    """The files as one graph, whose blank nodes have the same names in every process."""
    dataset = Dataset(quad for path in paths for quad in _read(snapshot, path))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in serialisation.used(snapshot.prefixes, dataset).items():
        graph.bind(prefix, namespace)
    # In order: rdflib writes in that of adding, and the engine's differs by process.
    for quad in sorted(dataset, key=serialisation.order):
        graph.add((_term(quad.subject), _term(quad.predicate), _term(quad.object)))
    return graph


def _read(snapshot: Snapshot, path: Path) -> Iterator[pyoxigraph.Quad]:
    """The statements of a file, in no graph."""
    quads = pyoxigraph.parse(
        path=path,
        format=SUFFIXES[path.suffix].rdf,
        base_iri=_base(snapshot, path),
        without_named_graphs=False,
        rename_blank_nodes=True,
    )
    return (pyoxigraph.Quad(*quad.triple) for quad in quads)


def _term(term: pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal) -> Node:
    """A term of pyoxigraph as one of rdflib. Raises TypeError for any other."""
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
