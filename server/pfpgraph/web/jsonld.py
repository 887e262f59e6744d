"""JSON-LD 1.1, compacted: statements as plain JSON under a context made from the ontology.

The context has a plain term for each of our properties and classes, and prefix:name for those of
others; things keep their whole IRI, so that a reader of plain JSON can follow them.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from pfpgraph.graph.serialisation import triples
from pfpgraph.web.terms import Terms

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
# Properties whose values are words in several languages: written as {"en": …, "fr": …}.
WORDED = (
    "dcterms:description",
    "dcterms:title",
    "rdfs:comment",
    "rdfs:label",
    "sh:message",
    "skos:altLabel",
    "skos:definition",
    "skos:editorialNote",
    "skos:prefLabel",
    "skos:scopeNote",
    "pfp:acronym",
    "pfp:officialName",
    "pfp:reason",
    "pfp:scope",
    "pfp:countedAs",
    "pfp:regionScope",
    "skosxl:literalForm",
)


class Context:
    """The terms of the context, and the way from an IRI to its key."""

    def __init__(self, terms: Terms, prefixes: dict[str, str]) -> None:
        """Take our terms from the ontology and the prefixes of others; ours are plain."""
        self.ours = prefixes["pfp"]
        kinds = {p for p, namespace in prefixes.items() if "/id/" in namespace}
        self.prefixes = {p: n for p, n in prefixes.items() if p not in kinds}
        links = {*terms.links(), RDF + "subject", RDF + "predicate"}
        self.links = {iri for iri in links if "://" not in self.key(iri)}
        self.dates = {iri for iri in terms.dates if "://" not in self.key(iri)}
        self.known = [t for t in (*terms.properties(), *terms.classes()) if t.startswith(self.ours)]
        self.worded = {self.expand(name) for name in WORDED}

    def expand(self, name: str) -> str:
        """The IRI of a prefix:name."""
        prefix, _, local = name.partition(":")
        return self.prefixes[prefix] + local

    def key(self, iri: str) -> str:
        """The key of a property or class: plain, prefix:name, or the IRI itself."""
        local = iri.removeprefix(self.ours)
        if local != iri and local.isalnum() and local not in self.prefixes:
            return local
        for prefix, namespace in self.prefixes.items():
            local = iri.removeprefix(namespace)
            if local != iri and local.isalnum():
                return f"{prefix}:{local}"
        return iri

    def term(self, iri: str) -> dict[str, str]:
        """What the context says of a property."""
        row = {"@id": self.shorten(iri)}
        if iri in self.worded:
            row["@container"] = "@language"
        elif iri in self.links:
            row["@type"] = "@id"
        elif iri in self.dates:
            row["@type"] = "xsd:date"
        return row

    def shorten(self, iri: str) -> str:
        """prefix:name, ours too: what a term definition stands for."""
        key = self.key(iri)
        return key if ":" in key else f"pfp:{key}"

    @cached_property
    def document(self) -> dict:
        """The context as it is served."""
        properties = {*self.known, *self.links, *self.worded}
        rows = {self.key(iri): self.term(iri) for iri in sorted(properties)}
        return {"@context": {"@version": 1.1, **self.prefixes, **rows}}

    def compact(self, triples: Iterable[Triple], link: str) -> dict:
        """The statements as one JSON-LD document that points to the context at a link."""
        nodes: dict[str, dict] = {}
        values = defaultdict(list)
        for triple in triples:
            subject = _id(triple.subject)
            nodes.setdefault(subject, {"@id": subject})
            values[subject, triple.predicate.value].append(triple.object)
        for (subject, predicate), objects in values.items():
            nodes[subject].update(self._property(predicate, objects))
        graph = list(nodes.values())
        body = graph[0] if len(graph) == 1 else {"@graph": graph}
        return {"@context": link, **body}

    def _property(self, predicate: str, objects: list) -> dict:
        """One property of a node with its values."""
        if predicate == RDF + "type":
            return {
                "@type": _one(
                    [self.key(o.value) if isinstance(o, NamedNode) else _id(o) for o in objects]
                )
            }
        key = self.key(predicate)
        if predicate in self.worded:
            return self._worded(key, predicate, objects)
        return {key: _one([self._value(predicate, o) for o in objects])}

    def _worded(self, key: str, predicate: str, objects: list) -> dict:
        """Words under their languages; a value of another type stands under the whole IRI."""
        words = defaultdict(list)
        others = []
        for value in objects:
            plain = isinstance(value, Literal) and value.datatype.value == XSD + "string"
            if isinstance(value, Literal) and (value.language or plain):
                words[value.language or "@none"].append(value.value)
            else:
                others.append(_expanded(value))
        found = {key: {tag: _one(texts) for tag, texts in words.items()}} if words else {}
        return found | ({predicate: _one(others)} if others else {})

    def _value(self, predicate: str, value) -> object:
        """One value, as short as the context allows."""
        if isinstance(value, NamedNode | BlankNode) and predicate in self.links:
            return _id(value)
        if predicate in self.dates:
            dated = isinstance(value, Literal) and value.datatype.value == XSD + "date"
            return value.value if dated else _expanded(value)
        if isinstance(value, Literal) and predicate not in self.links:
            return _native(value)
        return _expanded(value)


def _id(term) -> str:
    """The @id of a node."""
    return term.value if isinstance(term, NamedNode) else f"_:{term.value}"


def _native(literal: Literal) -> object:
    """A string, integer or boolean as JSON has it, else the expanded value."""
    datatype = literal.datatype.value
    if datatype == XSD + "string":
        return literal.value
    if datatype == XSD + "boolean" and literal.value in ("true", "false"):
        return literal.value == "true"
    # Only where the same digits come back (JSON-LD 1.1 API, section 8.6).
    if datatype == XSD + "integer" and literal.value == str(_integer(literal.value)):
        return int(literal.value)
    return _expanded(literal)


def _integer(text: str) -> int | None:
    """The number in the text when JSON keeps it exactly."""
    try:
        number = int(text)
    except ValueError:
        return None
    return number if abs(number) < 2**53 else None


def _expanded(term) -> dict:
    """A value that needs no context."""
    if not isinstance(term, Literal):
        return {"@id": _id(term)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if term.datatype.value == XSD + "string":
        return {"@value": term.value}
    return {"@value": term.value, "@type": term.datatype.value}


def _one(values: list) -> object:
    """A single value alone, several as a list."""
    return values[0] if len(values) == 1 else values


def write(quads: list[Quad], context: Context, link: str, first: str = "") -> bytes:
    """The statements as JSON-LD under the context that stands at a link."""
    document = context.compact(triples(quads, first), link)
    return json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"
