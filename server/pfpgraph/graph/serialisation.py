"""Statements written in a format, sorted first, so that the same statements give the same bytes."""

import itertools
from collections.abc import Iterable
from typing import Any

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple

from pfpgraph import xml_output
from pfpgraph.formats import Format, serialised
from pfpgraph.graph.load import labelled
from pfpgraph.namespaces import RDF

_TYPE = NamedNode(RDF + "type")


def order(quad: Quad | Triple) -> tuple[Any, ...]:
    """The sort key of a statement: subject, rdf:type before other properties, property, value."""
    return (str(quad.subject), quad.predicate != _TYPE, quad.predicate.value, str(quad.object))


def triples(quads: Iterable[Quad], first: str = "") -> list[Triple]:
    """The statements without their graphs and without repetitions, sorted; statements about the IRI
    `first` come first."""
    found = {quad.triple if isinstance(quad, Quad) else quad for quad in quads}
    return sorted(found, key=lambda triple: (str(triple.subject) != f"<{first}>", *order(triple)))


def used(prefixes: dict[str, str], quads: Iterable[Quad | Triple]) -> dict[str, str]:
    """The prefixes that the statements need, with their namespaces."""
    terms = set(itertools.chain.from_iterable(quads))  # each term once: most stand in many
    iris = {term.value for term in terms if isinstance(term, NamedNode)}
    iris |= {term.datatype.value for term in terms if isinstance(term, Literal)}
    namespaces = set(map(_namespace, iris))
    return {prefix: space for prefix, space in prefixes.items() if space in namespaces}


def _namespace(iri: str) -> str:
    """The IRI up to its last hash or slash."""
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]


def write(
    quads: list[Quad] | list[Triple], fmt: Format, prefixes: dict[str, str], first: str = ""
) -> bytes:
    """The statements as bytes in one of the RDF formats, with their graphs where the format has
    graphs and any of them is named; those about the IRI `first` come first. Raises Problem (format)
    when the format cannot hold them.

    Blank nodes get the labels of RDFC-1.0, since the labels in a store differ by process.
    """
    quads = labelled([one if isinstance(one, Quad) else Quad(*one) for one in quads])
    named = fmt.holds == "dataset" and any(map(_is_named, quads))
    return written(in_graphs(quads) if named else triples(quads, first), fmt, prefixes)


def _is_named(statement: Quad | Triple) -> bool:
    """Whether a statement stands in a named graph."""
    return isinstance(getattr(statement, "graph_name", None), NamedNode)


def in_graphs(quads: Iterable[Quad]) -> list[Quad]:
    """The statements with their graphs, without repetitions, sorted."""
    return sorted(set(quads), key=lambda quad: (str(quad.graph_name), *order(quad)))


def written(statements: list[Quad] | list[Triple], fmt: Format, prefixes: dict[str, str]) -> bytes:
    """Statements as bytes in one of the RDF formats, in the order given. Raises Problem (format)
    when the format cannot hold them."""
    if fmt.writer in (RdfFormat.TURTLE, RdfFormat.TRIG):
        prefixes = used(prefixes, statements)
        data = serialised(statements, fmt.rdf, prefixes)
        return _prefixes_in_order(data)
    if fmt.writer is RdfFormat.RDF_XML:
        return xml_output.write(statements, fmt, used(prefixes, statements))
    return serialised(statements, fmt.rdf)


def _prefixes_in_order(data: bytes) -> bytes:
    """Turtle with its prefixes sorted: the engine writes them in an arbitrary order."""
    lines = data.splitlines(keepends=True)
    head = list(itertools.takewhile(lambda line: line.startswith(b"@prefix "), lines))
    return b"".join(sorted(head) + lines[len(head) :])


def convert(turtle: bytes, fmt: Format, prefixes: dict[str, str]) -> bytes:
    """Turtle in another format, sorted and with prefixes. Raises Problem (format), SyntaxError."""
    return write(list(pyoxigraph.parse(turtle, format=RdfFormat.TURTLE)), fmt, prefixes)


def rewrite(ntriples: bytes, fmt: Format, prefixes: dict[str, str]) -> bytes:
    """N-Triples in another format, sorted and with prefixes. Raises Problem (format),
    SyntaxError."""
    quads = list(pyoxigraph.parse(ntriples, format=RdfFormat.N_TRIPLES))
    return write(quads, fmt, prefixes)
