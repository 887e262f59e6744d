"""The description of a graph: its numbers are those that counting gives."""

from collections import Counter
from hashlib import sha256

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

from pfpgraph.graph.metadata import canonical, describe, partition
from pfpgraph.iris import PUBLIC_BASE, prefixes

NAMES = prefixes()
DATASET = f"{PUBLIC_BASE}dataset"
DESCRIPTION = f"{PUBLIC_BASE}graph/description/dataset"


@pytest.fixture(scope="session")
def quads(release):
    """Every quad of the release."""
    return list(parse(release.dump.read_bytes(), format=RdfFormat.N_QUADS))


@pytest.fixture(scope="session")
def described(quads):
    """What the description is about."""
    return [quad for quad in quads if quad.graph_name.value != DESCRIPTION]


@pytest.fixture(scope="session")
def values(quads):
    """The values of a property of a subject in the description."""
    found = {}
    for quad in quads:
        if quad.graph_name.value == DESCRIPTION:
            key = quad.subject.value, quad.predicate.value
            found.setdefault(key, []).append(quad.object.value)
    return lambda subject, prefix, name: found.get((subject, NAMES[prefix] + name), [])


def test_triples_are_counted(values, quads, described):
    """The dataset has as many triples as it has, and what is described as all other graphs."""
    assert values(DATASET, "void", "triples") == [str(len(quads))]
    assert values(DATASET, "dcterms", "hasPart") == [f"{DATASET}#described"]
    assert values(f"{DATASET}#described", "void", "triples") == [str(len(described))]


def test_each_graph_is_a_subset_with_its_size(values, quads):
    """Every named graph is listed, the description too, with its size and names."""
    sizes = Counter(quad.graph_name.value for quad in quads)
    assert set(values(DATASET, "void", "subset")) == set(sizes)
    for graph, size in sizes.items():
        assert values(graph, "void", "triples") == [str(size)]
        assert len(values(graph, "rdfs", "label")) == 2


def test_class_partition_counts_things(values, described):
    """Each class has the number of its things; signatures are among them."""
    rdf_type = NAMES["rdf"] + "type"
    pairs = {(q.subject, q.object) for q in described if q.predicate.value == rdf_type}
    counts = Counter(value.value for _, value in pairs if isinstance(value, NamedNode))
    assert len(values(DATASET, "void", "classPartition")) == len(counts)
    for iri, count in counts.items():
        part = partition(DATASET, "class", iri, PUBLIC_BASE)
        assert values(part, "void", "class") == [iri]
        assert values(part, "void", "entities") == [str(count)]
    assert counts[NAMES["pfp"] + "Signature"] == 803


def test_linksets_count_the_links_to_each_data_set(values, described):
    """Each property and data set that links lead to has a link set with its number; together they
    are all links."""
    graph = f"{PUBLIC_BASE}graph/data/links"
    links = [quad for quad in described if quad.graph_name.value == graph]
    linksets = values(graph, "void", "subset")
    assert len(linksets) > 5
    for linkset in linksets:
        assert values(linkset, "rdf", "type") == [NAMES["void"] + "Linkset"]
        assert values(linkset, "void", "subjectsTarget") == [DATASET]
        (target,) = values(linkset, "void", "objectsTarget")
        spaces = tuple(values(target, "void", "uriSpace"))
        (predicate,) = values(linkset, "void", "linkPredicate")
        counted = [q for q in links if q.predicate.value == predicate]
        counted = [q for q in counted if q.object.value.startswith(spaces)]
        assert values(linkset, "void", "triples") == [str(len(counted))]
        assert len(values(linkset, "rdfs", "label")) == 2
    assert sum(int(values(each, "void", "triples")[0]) for each in linksets) == len(links)
    wikidata = f"{DATASET}#at-wikidata"
    assert values(wikidata, "rdfs", "label") == ["Wikidata", "Wikidata"]
    assert f"{wikidata}-skos-exactMatch" in linksets


def test_link_to_an_unknown_site_has_the_root_of_the_site():
    """The data set that it leads to is named for the host."""
    graph = NamedNode(f"{PUBLIC_BASE}graph/data/links")
    same = NamedNode(NAMES["skos"] + "exactMatch")
    link = Quad(NamedNode("http://a.example/"), same, NamedNode("http://b.example/c/d"), graph)
    target = f"{DATASET}#at-b.example"
    found = {(q.subject.value, q.object.value) for q in describe([link], "", PUBLIC_BASE)}
    assert (target, "http://b.example/") in found
    assert (f"{target}-skos-exactMatch", "1") in found


def test_property_partition_counts_triples(values, described):
    """Each property has the number of its triples and of their subjects."""
    counts = Counter(quad.predicate.value for quad in described)
    subjects = Counter(p for _, p in {(q.subject, q.predicate.value) for q in described})
    assert len(values(DATASET, "void", "propertyPartition")) == len(counts)
    for iri, count in counts.items():
        part = partition(DATASET, "property", iri, PUBLIC_BASE)
        assert values(part, "void", "property") == [iri]
        assert values(part, "void", "triples") == [str(count)]
        assert values(part, "void", "distinctSubjects") == [str(subjects[iri])]


def test_class_partition_counts_properties(values, described):
    """Within the class of signatures each property has the number of its triples."""
    signature = NamedNode(NAMES["pfp"] + "Signature")
    rdf_type = NAMES["rdf"] + "type"
    typed = [quad for quad in described if quad.predicate.value == rdf_type]
    signatures = {quad.subject for quad in typed if quad.object == signature}
    counts = Counter(q.predicate.value for q in described if q.subject in signatures)
    part = partition(DATASET, "class", signature.value, PUBLIC_BASE)
    within = values(part, "void", "propertyPartition")
    found = {values(p, "void", "property")[0]: values(p, "void", "triples")[0] for p in within}

    assert found == {iri: str(count) for iri, count in counts.items()}


def test_checksum_is_that_of_the_canonical_form(values, described):
    """Sorting the other lines of the dump and hashing them gives the checksum."""
    (checksum,) = values(f"{DATASET}#described", "spdx", "checksum")
    assert values(checksum, "spdx", "checksumValue") == [
        sha256(b"".join(canonical(described))).hexdigest()
    ]


def test_description_has_no_blank_node(quads):
    """Everything in the description can be named."""
    own = [quad for quad in quads if quad.graph_name.value == DESCRIPTION]
    assert own
    assert not [q for q in own if BlankNode in (type(q.subject), type(q.object))]


def test_class_of_an_unknown_vocabulary_has_a_part_too():
    """A class that no prefix shortens is named by a hash of its IRI."""
    a = NamedNode(NAMES["rdf"] + "type")
    quad = Quad(NamedNode("urn:s"), a, NamedNode("urn:odd:class"), NamedNode("urn:g"))
    found = describe([quad], "00", PUBLIC_BASE)
    (part,) = (q.object.value for q in found if q.predicate.value.endswith("classPartition"))
    assert part.startswith(f"{DATASET}#class-")
    assert set(part.removeprefix(f"{DATASET}#class-")) <= set("0123456789abcdef")


def test_canonical_form_is_sorted_and_escaped():
    """Lines stand in code point order, with the escapes of canonical N-Quads."""
    graph = NamedNode("urn:g")
    quads = [
        Quad(NamedNode("urn:s"), NamedNode("urn:p"), Literal(text), graph)
        for text in ("é", "a\nb\t\u007f", "Z")
    ]
    assert b"".join(canonical(quads)).decode() == (
        '<urn:s> <urn:p> "Z" <urn:g> .\n'
        '<urn:s> <urn:p> "a\\nb\\t\\u007F" <urn:g> .\n'
        '<urn:s> <urn:p> "é" <urn:g> .\n'
    )
