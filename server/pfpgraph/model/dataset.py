"""The dataset: its graphs in every RDF format, and its description (DCAT 3, VoID) as one document.
That joins what the graph states of the dataset with the size and checksum of each download, which
no graph can state of its own file."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from pfpgraph.formats import NTRIPLES, RDF_FORMATS, Format
from pfpgraph.graph import serialisation
from pfpgraph.graph.metadata import RELEASE
from pfpgraph.iris import expand
from pfpgraph.model.snapshot import Snapshot, per_release
from pfpgraph.query import query_files

# Without named graphs N-Quads is N-Triples and TriG is Turtle.
SAME = {"nq": "nt", "trig": "ttl"}
Rows = Iterator[tuple[str, str, NamedNode | Literal]]


def graph(snapshot: Snapshot, iri: str, fmt: Format) -> bytes:
    """A graph in one of the RDF formats, "" being the union of all graphs. Raises Problem."""
    copy = copy_of(snapshot, fmt)
    return _written(snapshot, iri, fmt) if iri or not copy.exists() else copy.read_bytes()


def copy_of(snapshot: Snapshot, fmt: Format) -> Path:
    """The path at which the release may have a copy of the union of all graphs in a format."""
    return snapshot.release.copy(SAME.get(fmt.name, fmt.name))


@per_release(64)  # cached, so that repeated requests cost no more than sending the bytes
def _written(snapshot: Snapshot, iri: str, fmt: Format) -> bytes:
    """A graph in a format, queried from the store. Raises Problem."""
    named = [iri] if iri else ()
    text = query_files.text("graph", snapshot.base)
    data = snapshot.store.query(text, NTRIPLES, default_graphs=named)
    if fmt is NTRIPLES and b"_:" not in data:
        return b"".join(sorted(data.splitlines(keepends=True)))
    return serialisation.rewrite(data, fmt, snapshot.prefixes)


def name(snapshot: Snapshot) -> str:
    """The IRI of the dataset."""
    return f"{snapshot.base}dataset"


@per_release(16)
def description(snapshot: Snapshot, fmt: Format) -> bytes:
    """The description of the dataset in one of the RDF formats. Raises Problem."""
    data = snapshot.store.query(query_files.text("dataset", snapshot.base), NTRIPLES)
    found = [quad.triple for quad in parse(data, format=RdfFormat.N_TRIPLES)]
    licensed, kind = _iri(snapshot, "dcterms:license"), NamedNode(_iri(snapshot, "dcat:Dataset"))
    licence = next((t.object for t in found if t.predicate.value == licensed), None)
    facts = [(name(snapshot), "rdf:type", kind), *_downloads(snapshot, licence)]
    found += [Triple(NamedNode(s), NamedNode(_iri(snapshot, p)), value) for s, p, value in facts]
    return serialisation.write(found, fmt, snapshot.prefixes, name(snapshot))


def _downloads(snapshot: Snapshot, licence: NamedNode | Literal | None) -> Rows:
    """The statements about each download: its licence, its size in bytes and its SHA-256."""
    release = snapshot.release
    sizes = {f"#{fmt.name}": _measured(graph(snapshot, "", fmt)) for fmt in RDF_FORMATS}
    sizes[RELEASE] = release.dump.stat().st_size, release.checksum
    for part, (size, checksum) in sizes.items():
        distribution = f"{name(snapshot)}{part}"
        if licence:
            yield distribution, "dcterms:license", licence
        yield distribution, "dcat:byteSize", _typed(snapshot, str(size), "nonNegativeInteger")
        checked = f"{distribution}-checksum"
        yield distribution, "spdx:checksum", NamedNode(checked)
        yield checked, "rdf:type", NamedNode(_iri(snapshot, "spdx:Checksum"))
        algorithm = NamedNode(_iri(snapshot, "spdx:checksumAlgorithm_sha256"))
        yield checked, "spdx:algorithm", algorithm
        yield checked, "spdx:checksumValue", _typed(snapshot, checksum, "hexBinary")


def _measured(data: bytes) -> tuple[int, str]:
    """The size in bytes and the SHA-256, in hexadecimal, of a file's content."""
    return len(data), sha256(data).hexdigest()


def _typed(snapshot: Snapshot, value: str, datatype: str) -> Literal:
    """A literal with a datatype of XML Schema, by its local name."""
    return Literal(value, datatype=NamedNode(_iri(snapshot, f"xsd:{datatype}")))


def _iri(snapshot: Snapshot, term: str) -> str:
    """The IRI of a term written as prefix:name."""
    return expand(term, snapshot.prefixes)
