"""The dataset: its graphs in every format, and its description whole in one answer (DCAT 3, VoID):
what the graph says of it, and what each download is, which no graph can say of its own file."""

from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from pfpgraph.formats import NTRIPLES, RDF, Format
from pfpgraph.graph import serialisation
from pfpgraph.graph.metadata import RELEASE
from pfpgraph.query import queries
from pfpgraph.web.request import site

# A graph without a name is the same in the formats that could name it.
SAME = {"nq": "nt", "trig": "ttl"}
Facts = Iterator[tuple[str, str, NamedNode | Literal]]


def graph(iri: str, format: Format) -> bytes:
    """A graph in one of the RDF formats, "" being the union of all. Raises Problem."""
    if not iri and copy_of(format).exists():
        return copy_of(format).read_bytes()
    return _named(site.release.folder, iri, format)


def copy_of(format: Format) -> Path:
    """Where the release may have the default graph in a format."""
    return site.release.copy(SAME.get(format.name, format.name))


@lru_cache(64)  # a client that asks again and again takes no more than reading takes
def _named(folder: Path, iri: str, format: Format) -> bytes:
    """A graph of the release in a folder, the one that is served. Raises Problem."""
    named = [iri] if iri else ()
    data = site.store.query(queries.text("graph", site.base), NTRIPLES, default_graphs=named)
    if format is NTRIPLES and b"_:" not in data:
        return b"".join(sorted(data.splitlines(keepends=True)))
    return serialisation.rewrite(data, format, site.prefixes)


def name() -> str:
    """The name of the dataset."""
    return f"{site.base}dataset"


def write(format: Format) -> bytes:
    """The description in one of the RDF formats. Raises Problem."""
    return _written(site.release.folder, format)


@lru_cache(16)
def _written(folder: Path, format: Format) -> bytes:
    """That of the release in a folder, the one that is served. Raises Problem."""
    data = site.store.query(queries.text("dataset", site.base), NTRIPLES)
    found = [quad.triple for quad in parse(data, format=RdfFormat.N_TRIPLES)]
    dataset = name()
    licence = next((t.object for t in found if t.predicate.value == _iri("dcterms:license")), None)
    facts = [(dataset, "rdf:type", NamedNode(_iri("dcat:Dataset"))), *_downloads(dataset, licence)]
    found += [Triple(NamedNode(s), NamedNode(_iri(p)), value) for s, p, value in facts]
    return serialisation.write(found, format, site.prefixes, dataset)


def _downloads(dataset: str, licence: NamedNode | Literal | None) -> Facts:
    """Size and checksum of each download, byte for byte."""
    release = site.release
    sizes = {f"#{format.name}": _measured(graph("", format)) for format in RDF}
    sizes[RELEASE] = release.dump.stat().st_size, release.checksum
    for name, (size, checksum) in sizes.items():
        distribution = f"{dataset}{name}"
        if licence:
            yield distribution, "dcterms:license", licence
        yield distribution, "dcat:byteSize", _typed(str(size), "nonNegativeInteger")
        yield distribution, "spdx:checksum", NamedNode(f"{distribution}-checksum")
        yield f"{distribution}-checksum", "rdf:type", NamedNode(_iri("spdx:Checksum"))
        algorithm = NamedNode(_iri("spdx:checksumAlgorithm_sha256"))
        yield f"{distribution}-checksum", "spdx:algorithm", algorithm
        yield f"{distribution}-checksum", "spdx:checksumValue", _typed(checksum, "hexBinary")


def _measured(data: bytes) -> tuple[int, str]:
    """The size and the SHA-256 of a file."""
    return len(data), sha256(data).hexdigest()


def _typed(value: str, name: str) -> Literal:
    """A literal of one of the datatypes of XML Schema."""
    return Literal(value, datatype=NamedNode(_iri(f"xsd:{name}")))


def _iri(name: str) -> str:
    """The IRI of a term written as in Turtle."""
    prefix, _, local = name.partition(":")
    return site.prefixes[prefix] + local
