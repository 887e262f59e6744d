"""Describe a graph in DCAT and VoID: its content, its size, and where to get it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import chain
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat

from pfpgraph import __version__, formats, iris
from pfpgraph.graph.linksets import Rows, linksets
from pfpgraph.i18n.words import has_word, translations, word
from pfpgraph.iris import expand, prefixes, shorten
from pfpgraph.kinds import KINDS, kind_name

GRAPH = "graph/description/dataset"
RELEASE = "#release"  # the distribution that is the file of the release
_KIND_OF_FILE = {kind.file: name for name, kind in KINDS.items()}


class Statistics:
    """Counts over quads: statements by graph and by property, subjects by property, distinct
    objects, members by class, statements by property within each class."""

    def __init__(self, quads: Iterable[Quad], names: dict[str, str]) -> None:
        """Count the quads; `names` has the namespaces by prefix."""
        a = NamedNode(names["rdf"] + "type")
        quads = list(quads)
        self.graphs: Counter[Any] = Counter()
        self.properties: Counter[Any] = Counter()
        self.subjects: defaultdict[NamedNode, set[Any]] = defaultdict(set)
        self.members: defaultdict[NamedNode, set[Any]] = defaultdict(set)
        self.objects: set[Any] = set()
        for subject, predicate, value, graph in quads:
            self.graphs[graph] += 1
            self.properties[predicate] += 1
            self.subjects[predicate].add(subject)
            self.objects.add(value)
            if predicate == a and isinstance(value, NamedNode):
                self.members[value].add(subject)
        classes = defaultdict(list)
        for member, things in self.members.items():
            for thing in things:
                classes[thing].append(member)
        self.within: defaultdict[NamedNode, Counter[Any]] = defaultdict(Counter)
        for subject, predicate, _, _ in quads:
            for member in classes[subject]:
                self.within[member][predicate] += 1


def describe(quads: Iterable[Quad], checksum: str, base: str) -> list[Quad]:
    """The description of the quads, as quads of a graph of its own; `checksum` is the SHA-256 in
    hexadecimal of their canonical form.

    The size of the whole counts the description too; every other number in it is about the quads
    given. What is written by hand about the dataset (title, licence, date of the data) stands in
    data/dataset.ttl.
    """
    names = prefixes(base)
    graph = NamedNode(base + GRAPH)
    quads = list(quads)
    statistics = Statistics(quads, names)
    rows = [
        _whole(statistics, names, base),
        _distributions(names, base),
        _graphs(statistics, names, base),
    ]
    rows += [_classes(statistics, names, base), _properties(statistics, names, base)]
    rows += [linksets(quads, names, base), _described(statistics, checksum, names, base)]
    found = list(dict.fromkeys(chain.from_iterable(rows)))
    own = len(found) + len([*_sizes(0, 0, names, base)])
    found += _sizes(statistics.graphs.total() + own, own, names, base)
    return [
        Quad(NamedNode(subject), NamedNode(_expand(predicate, names)), value, graph)
        for subject, predicate, value in found
    ]


def partition(dataset: str, part: str, iri: str, base: str) -> str:
    """The IRI of the partition of a dataset by a class or property; `part` is class or property."""
    return f"{dataset}#{part}-{_name(iri, base)}"


def _name(iri: str, base: str) -> str:
    """A class or property as a part of an IRI: prefix-name, or 16 digits of its SHA-256 where no
    prefix fits."""
    short = shorten(iri, base)
    return short.replace(":", "-", 1) if short != iri else sha256(iri.encode()).hexdigest()[:16]


def _whole(statistics: Statistics, names: dict[str, str], base: str) -> Rows:
    """The dataset as a whole: size, endpoint, vocabulary."""
    dataset = f"{base}dataset"
    yield dataset, "a", NamedNode(names["void"] + "Dataset")
    yield dataset, "owl:versionInfo", Literal(__version__)
    yield dataset, "dcat:version", Literal(__version__)
    yield dataset, "void:distinctSubjects", Literal(len(set().union(*statistics.subjects.values())))
    yield dataset, "void:distinctObjects", Literal(len(statistics.objects))
    yield dataset, "void:sparqlEndpoint", NamedNode(f"{base}sparql")
    yield dataset, "void:uriSpace", Literal(iris.things(base))
    yield dataset, "void:vocabulary", NamedNode(f"{base}ontology")
    yield dataset, "dcat:landingPage", NamedNode(base)
    service = f"{base}sparql"
    yield service, "a", NamedNode(names["dcat"] + "DataService")
    yield from _called(service, "rdfs:label", "graph-endpoint")
    yield from _called(service, "dcterms:title", "graph-endpoint")
    yield service, "dcat:endpointURL", NamedNode(service)
    yield service, "dcat:servesDataset", NamedNode(dataset)


def _distributions(names: dict[str, str], base: str) -> Rows:
    """The distributions of the dataset: one for each RDF format, and the file of the release."""
    for row in formats.RDF_FORMATS:
        distribution = f"{base}dataset#{row.name}"
        address = NamedNode(f"{base}graph?default&format={row.name}")
        media_type = NamedNode(f"https://www.iana.org/assignments/media-types/{row.media_type}")
        yield f"{base}dataset", "dcat:distribution", NamedNode(distribution)
        yield f"{base}dataset", "void:dataDump", address
        yield distribution, "a", NamedNode(names["dcat"] + "Distribution")
        yield from _called(distribution, "rdfs:label", "graph-format", row.label)
        yield distribution, "dcat:accessURL", address
        yield distribution, "dcat:downloadURL", address
        yield distribution, "dcat:mediaType", media_type
    yield from _release(f"{base}dataset", names, base)


def _release(dataset: str, names: dict[str, str], base: str) -> Rows:
    """The file of the release: canonical N-Quads, with the names of the graphs."""
    distribution, address = f"{dataset}{RELEASE}", NamedNode(f"{base}download/pfpgraph.nq")
    yield dataset, "dcat:distribution", NamedNode(distribution)
    yield dataset, "void:dataDump", address
    yield distribution, "a", NamedNode(names["dcat"] + "Distribution")
    yield from _called(distribution, "rdfs:label", "graph-release")
    yield distribution, "dcat:accessURL", NamedNode(f"{base}download")
    yield distribution, "dcat:downloadURL", address
    media_type = "https://www.iana.org/assignments/media-types/application/n-quads"
    yield distribution, "dcat:mediaType", NamedNode(media_type)


def _graphs(statistics: Statistics, names: dict[str, str], base: str) -> Rows:
    """Each named graph, with its size and its name for readers."""
    for graph, size in sorted((node.value, size) for node, size in statistics.graphs.items()):
        yield from _graph(graph, size, names, base)


def _graph(graph: str, size: int, names: dict[str, str], base: str) -> Rows:
    """A named graph: its type, size and labels."""
    yield f"{base}dataset", "void:subset", NamedNode(graph)
    yield graph, "a", NamedNode(names["void"] + "Dataset")
    yield graph, "void:triples", Literal(size)
    for language, label in _labels(graph.removeprefix(f"{base}graph/")):
        yield graph, "rdfs:label", Literal(label, language=language)


def _sizes(whole: int, own: int, names: dict[str, str], base: str) -> Rows:
    """The number of all statements, and the graph of the description with its own number."""
    yield f"{base}dataset", "void:triples", Literal(whole)
    yield from _graph(base + GRAPH, own, names, base)


def _labels(name: str) -> Iterator[tuple[str, str]]:
    """The language and text of each label of a graph, made of its folder and what the file
    holds."""
    folder, _, file = name.partition("/")
    kind = _KIND_OF_FILE.get(file) if folder == "data" else None
    key = f"graph-{folder}"
    for language, named in translations("graph-named").items():
        part = word(key, language) if has_word(key) else folder
        yield language, named.format(part, kind_name(kind, language) if kind else file)


def _called(subject: str, predicate: str, key: str, *parts: str) -> Rows:
    """A property of a subject with a text of the catalogues in each language."""
    for language, text in translations(key).items():
        yield subject, predicate, Literal(text.format(*parts), language=language)


def _classes(statistics: Statistics, names: dict[str, str], base: str) -> Rows:
    """The class partitions (VoID): number of members, and statements by property."""
    yield f"{base}dataset", "void:classes", Literal(len(statistics.members))
    for iri, things in sorted((node.value, things) for node, things in statistics.members.items()):
        part = partition(f"{base}dataset", "class", iri, base)
        yield f"{base}dataset", "void:classPartition", NamedNode(part)
        yield part, "a", NamedNode(names["void"] + "Dataset")
        yield part, "void:class", NamedNode(iri)
        yield part, "void:entities", Literal(len(things))
        yield from _properties_within(part, statistics.within[NamedNode(iri)], names, base)


def _properties_within(part: str, counts: Counter[Any], names: dict[str, str], base: str) -> Rows:
    """The property partitions within a class: number of statements."""
    for iri, count in sorted((node.value, count) for node, count in counts.items()):
        within = f"{part}-{_name(iri, base)}"
        yield part, "void:propertyPartition", NamedNode(within)
        yield within, "a", NamedNode(names["void"] + "Dataset")
        yield within, "void:property", NamedNode(iri)
        yield within, "void:triples", Literal(count)


def _properties(statistics: Statistics, names: dict[str, str], base: str) -> Rows:
    """The property partitions (VoID): number of statements and of distinct subjects."""
    yield f"{base}dataset", "void:properties", Literal(len(statistics.properties))
    for iri, count in sorted((node.value, count) for node, count in statistics.properties.items()):
        part = partition(f"{base}dataset", "property", iri, base)
        yield f"{base}dataset", "void:propertyPartition", NamedNode(part)
        yield part, "a", NamedNode(names["void"] + "Dataset")
        yield part, "void:property", NamedNode(iri)
        yield part, "void:triples", Literal(count)
        yield part, "void:distinctSubjects", Literal(len(statistics.subjects[NamedNode(iri)]))


def _described(statistics: Statistics, value: str, names: dict[str, str], base: str) -> Rows:
    """The part of the dataset that is described, without the description: its size and the SHA-256
    of its canonical N-Quads (RDFC-1.0). A file cannot hold its own checksum, so no download has
    this one."""
    described, checksum = f"{base}dataset#described", f"{base}dataset#checksum"
    yield f"{base}dataset", "dcterms:hasPart", NamedNode(described)
    yield described, "a", NamedNode(names["void"] + "Dataset")
    yield from _called(described, "rdfs:label", "graph-described")
    yield described, "void:triples", Literal(statistics.graphs.total())
    yield described, "spdx:checksum", NamedNode(checksum)
    yield checksum, "a", NamedNode(names["spdx"] + "Checksum")
    yield checksum, "spdx:algorithm", NamedNode(names["spdx"] + "checksumAlgorithm_sha256")
    yield (
        checksum,
        "spdx:checksumValue",
        Literal(value, datatype=NamedNode(names["xsd"] + "hexBinary")),
    )


def _expand(name: str, names: dict[str, str]) -> str:
    """The IRI of a predicate written as in Turtle, where `a` is rdf:type."""
    return names["rdf"] + "type" if name == "a" else expand(name, names)


def canonical(quads: Iterable[Quad]) -> list[bytes]:
    """The lines of the quads in N-Quads, sorted by code point: canonical when blank nodes have
    RDFC-1.0 labels, which are kept."""
    return sorted(formats.serialised(quads, RdfFormat.N_QUADS).splitlines(keepends=True))
