"""The dataset: its graphs in every format, and its description whole in one answer (DCAT 3, VoID):
what the graph says of it, and what each download is, which no graph can say of its own file."""

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

# A graph without a name is the same in the formats that could name it.
SAME = {"nq": "nt", "trig": "ttl"}
Rows = Iterator[tuple[str, str, NamedNode | Literal]]


def graph(snapshot: Snapshot, iri: str, fmt: Format) -> bytes:
    """A graph in one of the RDF formats, "" being the union of all. Raises Problem."""
    copy = copy_of(snapshot, fmt)
    return _written(snapshot, iri, fmt) if iri or not copy.exists() else copy.read_bytes()


def copy_of(snapshot: Snapshot, fmt: Format) -> Path:
    """Where the release may have the default graph in a format."""
    return snapshot.release.copy(SAME.get(fmt.name, fmt.name))


@per_release(64)  # a client that asks again and again takes no more than reading takes
def _written(snapshot: Snapshot, iri: str, fmt: Format) -> bytes:
    """A graph as it is asked of the store. Raises Problem."""
    named = [iri] if iri else ()
    text = query_files.text("graph", snapshot.base)
    data = snapshot.store.query(text, NTRIPLES, default_graphs=named)
    if fmt is NTRIPLES and b"_:" not in data:
        return b"".join(sorted(data.splitlines(keepends=True)))
    return serialisation.rewrite(data, fmt, snapshot.prefixes)


def name(snapshot: Snapshot) -> str:
    """The name of the dataset."""
    return f"{snapshot.base}dataset"


@per_release(16)
def description(snapshot: Snapshot, fmt: Format) -> bytes:
    """The description in one of the RDF formats. Raises Problem."""
    data = snapshot.store.query(query_files.text("dataset", snapshot.base), NTRIPLES)
    found = [quad.triple for quad in parse(data, format=RdfFormat.N_TRIPLES)]
    licensed, kind = _iri(snapshot, "dcterms:license"), NamedNode(_iri(snapshot, "dcat:Dataset"))
    licence = next((t.object for t in found if t.predicate.value == licensed), None)
    facts = [(name(snapshot), "rdf:type", kind), *_downloads(snapshot, licence)]
    found += [Triple(NamedNode(s), NamedNode(_iri(snapshot, p)), value) for s, p, value in facts]
    return serialisation.write(found, fmt, snapshot.prefixes, name(snapshot))


def _downloads(snapshot: Snapshot, licence: NamedNode | Literal | None) -> Rows:
    """Size and checksum of each download, byte for byte."""
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
    """The size and the SHA-256 of a file."""
    return len(data), sha256(data).hexdigest()


def _typed(snapshot: Snapshot, value: str, datatype: str) -> Literal:
    """A literal of one of the datatypes of XML Schema."""
    return Literal(value, datatype=NamedNode(_iri(snapshot, f"xsd:{datatype}")))


def _iri(snapshot: Snapshot, term: str) -> str:
    """The IRI of a term written as in Turtle."""
    return expand(term, snapshot.prefixes)
