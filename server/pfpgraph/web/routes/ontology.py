"""The ontology, the shapes and the JSON-LD context: whole and by module, documented for readers."""

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from urllib.parse import quote

import pyoxigraph
from flask import Blueprint, Response, render_template
from pyoxigraph import CanonicalizationAlgorithm, Dataset
from rdflib import OWL, RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from pfpgraph.formats import HTML, NTRIPLES, TURTLE, Format
from pfpgraph.graph import serialisation
from pfpgraph.graph.load import SUFFIXES
from pfpgraph.http.headers import Link
from pfpgraph.model import jsonld
from pfpgraph.problems import Problem
from pfpgraph.web import addresses
from pfpgraph.web.pages import ontology_terms
from pfpgraph.web.request import site
from pfpgraph.web.responses import answer, choose, language

bp = Blueprint("vocabulary", __name__)

UMBRELLA = "pfpgraph"


@addresses.route(bp, "/ontology")
def ontology() -> Response:
    """Give the whole ontology in one answer. Raises Problem."""
    return _answer("ontology", "", lambda: merged(_folder("ontology")))


@addresses.route(bp, "/ontology/<path:name>")
def ontology_part(name: str) -> Response:
    """Give a version of the ontology, or one module of it. Raises Problem."""
    return _part("ontology", name)


@addresses.route(bp, "/shapes")
def shapes() -> Response:
    """Give all shapes in one answer. Raises Problem."""
    return _answer("shapes", "", lambda: merged(_folder("shapes")))


@addresses.route(bp, "/shapes/<path:name>")
def shapes_part(name: str) -> Response:
    """Give a version of the shapes, or those of one module. Raises Problem."""
    return _part("shapes", name)


@addresses.route(bp, "/context.jsonld")
def context() -> Response:
    """Give the JSON-LD context that our JSON-LD is compacted with."""
    return answer(lambda: json.dumps(site.context.document, indent=2) + "\n", "application/ld+json")


def _part(part: str, name: str) -> Response:
    """A vocabulary in a version, one module of it, or that in a version. Raises Problem."""
    module, _, version = name.rpartition("/")
    if not module and not name[0].isdigit():
        return _module(part, name)
    known = site.release.version
    if version != known:
        raise Problem(
            "not-found",
            "no-version",
            version=version[:40],
            known=known,
            versions=[known],
        )
    if module:
        return _module(part, module)
    return _answer(part, "", lambda: merged(_folder(part)))


def _module(part: str, name: str) -> Response:
    """One module: Turtle as it was written, other formats made from it. Raises Problem."""
    module, _, suffix = name.partition(".")
    files = _files(_folder(part))
    if module not in files:
        raise Problem("not-found", "no-module", module=module[:40], known=[*files])
    return _answer(part, module, lambda: _parse((files[module],)), suffix)


def _answer(part: str, module: str, graph: Callable[[], Graph], suffix: str = "") -> Response:
    """A vocabulary in the format asked for. Raises Problem."""
    format = choose(suffix)
    spoken = language() if format is HTML else ""
    return answer(
        lambda: _write(part, module, graph, format, spoken),
        format.content_type,
        links=_links(part, module),
        spoken=spoken,
    )


def _write(part: str, module: str, graph: Callable[[], Graph], format: Format, spoken: str):
    """A vocabulary in a format."""
    if format is HTML:
        return _page(part, module, spoken)
    if format is TURTLE and module and (written := _as_authored(part, module)):
        return written
    return serialise(graph(), format)


def _as_authored(part: str, module: str) -> bytes:
    """The Turtle of a module as it was written, under its base where it has names that need one;
    nothing where it was written in another format."""
    path = _files(_folder(part))[module]
    if SUFFIXES[path.suffix] is not TURTLE:
        return b""
    text = path.read_bytes()
    try:
        list(pyoxigraph.parse(text, format=TURTLE.writer))
    except SyntaxError:  # it has been read with a base
        return f"@base <{_base(path)}> .\n".encode() + text
    return text


def serialise(graph: Graph, format: Format) -> bytes:
    """A vocabulary in a format: Turtle by rdflib, which nests lists and restrictions, where it can
    be read back; all others as everything else, since rdflib writes them in an order that differs
    by process."""
    data = graph.serialize(format="nt", encoding="utf-8")
    quads = list(pyoxigraph.parse(data, format=NTRIPLES.writer))
    if format.name == "jsonld":
        return jsonld.alone(quads, site.prefixes)
    if format.name not in ("ttl", "trig"):
        return serialisation.write(quads, format, site.prefixes)
    turtle = graph.serialize(format="longturtle", encoding="utf-8")
    if _canonical(turtle) == _canonical(data):
        return turtle
    return serialisation.write(quads, TURTLE, site.prefixes)


def _canonical(turtle: bytes) -> Dataset | None:
    """What Turtle states, in a form in which the same is equal; None where it is no Turtle."""
    try:
        found = Dataset(pyoxigraph.parse(turtle, format=TURTLE.writer, rename_blank_nodes=True))
    except SyntaxError:
        return None
    found.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return found


def _page(part: str, module: str, spoken: str) -> str:
    """The documentation of a vocabulary."""
    modules = [name for name in _files(_folder(part)) if name != UMBRELLA]
    template = "shapes.html" if part == "shapes" else "ontology.html"
    read = ontology_terms.shapes if part == "shapes" else ontology_terms.terms
    return render_template(
        template, part=part, module=module, modules=modules, groups=read(module, spoken)
    )


def _folder(part: str) -> Path:
    """Where the files of a vocabulary stand in the release. Raises Problem when it has none, and
    FileNotFoundError while its own folder is away."""
    folder = site.release.folder / "sources" / part
    if not folder.is_dir():
        site.release.folder.stat()
        raise Problem("not-found", "no-part", part=part)
    return folder


def _files(folder: Path) -> dict[str, Path]:
    """The modules of a vocabulary and their files."""
    paths = (path for path in sorted(folder.rglob("*")) if path.suffix in SUFFIXES)
    return {path.relative_to(folder).with_suffix("").as_posix(): path for path in paths}


def _base(path: Path) -> str:
    """The IRI on which the names in a file of the release rest: that of its graph."""
    name = path.relative_to(site.release.folder / "sources").with_suffix("").as_posix()
    return f"{site.base}graph/{quote(name)}"


@cache
def merged(folder: Path) -> Graph:
    """All that a vocabulary holds as one graph: for the ontology what its umbrella imports.

    The headers of the modules and the imports of them are left out: whoever reads this has them,
    and a tool that followed them would load every term twice.
    """
    files = _files(folder)
    umbrella = _parse((files[UMBRELLA],)) if UMBRELLA in files else Graph()
    base = next(umbrella.subjects(RDF.type, OWL.Ontology), None)
    if base is None or not any(umbrella.triples((base, OWL.imports, None))):
        return _parse(tuple(files.values()))
    names = [str(iri).removeprefix(f"{base}/") for iri in umbrella.objects(base, OWL.imports)]
    graph = _parse((files[UMBRELLA], *(files[name] for name in names if name in files)))
    for name in names:
        graph.remove((URIRef(f"{base}/{name}"), None, None))
        graph.remove((None, OWL.imports, URIRef(f"{base}/{name}")))
    return graph


def _parse(paths: tuple[Path, ...]) -> Graph:
    """The files as one graph, whose blank nodes have the same names in every process."""
    dataset = Dataset(quad for path in paths for quad in _read(path))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in serialisation.used(site.prefixes, dataset).items():
        graph.bind(prefix, namespace)
    # In order: rdflib writes in that of adding, and the engine's differs by process.
    for quad in sorted(dataset, key=serialisation.order):
        graph.add((_term(quad.subject), _term(quad.predicate), _term(quad.object)))
    return graph


def _read(path: Path) -> Iterator[pyoxigraph.Quad]:
    """The statements of a file, in no graph."""
    quads = pyoxigraph.parse(
        path=path,
        format=SUFFIXES[path.suffix].writer,
        base_iri=_base(path),
        without_named_graphs=False,
        rename_blank_nodes=True,
    )
    return (pyoxigraph.Quad(*quad.triple) for quad in quads)


def _term(term: pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal) -> Node:
    """A term of pyoxigraph as one of rdflib. Raises ValueError for any other."""
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


def _links(part: str, module: str) -> list[Link]:
    """The relations of a vocabulary."""
    path = f"{part}/{module}" if module else part
    return [Link(f"{site.base}{path}", "canonical"), Link(f"{site.base}{path}", "describes")]
