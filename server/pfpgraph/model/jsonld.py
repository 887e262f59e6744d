"""JSON-LD 1.1, compacted: statements as plain JSON under a context made from the ontology.

The context has a plain term for each of our properties and classes, and prefix:name for those of
others; things keep their whole IRI, so that a reader of plain JSON can follow them.
"""

import json
from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from copy import copy
from functools import cached_property

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from pfpgraph.graph.serialisation import triples
from pfpgraph.iris import expand
from pfpgraph.model.terms import Terms
from pfpgraph.namespaces import RDF, XSD
from pfpgraph.query.results import Term, text

# Properties of others whose values are words in several languages: written as {"en": …, "fr": …},
# as those of ours are whose range says so, but for the ones that were released otherwise.
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
    "skosxl:literalForm",
)
RELEASED_PLAIN = (
    "pfp:decidedByText",
    "pfp:joinedBy",
    "pfp:membershipRule",
    "pfp:nativeName",
    "pfp:periodInWords",
)


JsonObject = dict[str, object]
ContextEntry = str | dict[str, str]  # where a context stands, or its prefixes


class Context:
    """The terms of the context, and the way from an IRI to its key."""

    def __init__(self, terms: Terms, prefixes: dict[str, str]) -> None:
        """Take our terms from the ontology and the prefixes of others; ours are plain."""
        self.ours = prefixes["pfp"]
        kinds = {p for p, namespace in prefixes.items() if "/id/" in namespace}
        self.prefixes = {p: n for p, n in prefixes.items() if p not in kinds}
        links = {*terms.links(), RDF + "subject", RDF + "predicate"}
        self.links = {iri for iri in links if "://" not in self._named(iri)}
        self.dates = {iri for iri in terms.dates if "://" not in self._named(iri)}
        self.known = [t for t in (*terms.properties(), *terms.classes()) if t.startswith(self.ours)]
        ours = {iri for iri in terms.worded if iri in self.known}
        ours -= {self.expand(name) for name in RELEASED_PLAIN}
        self.worded = ours | {self.expand(name) for name in WORDED}
        # What the context defines, and by which key: any other term is no plain key.
        self.keys = {iri: self._named(iri) for iri in {*self.known, *self.links, *self.worded}}

    def expand(self, name: str) -> str:
        """The IRI of a prefix:name."""
        return expand(name, self.prefixes)

    def _named(self, iri: str) -> str:
        """The key that a term has if it is one of the context: plain, prefix:name, or the IRI."""
        local = iri.removeprefix(self.ours)
        if local != iri and local.isalnum() and local not in self.prefixes:
            return local
        return self._prefixed(iri)

    def _prefixed(self, iri: str) -> str:
        """An IRI as prefix:name where a prefix fits, else as it is."""
        for prefix, namespace in self.prefixes.items():
            local = iri.removeprefix(namespace)
            if local != iri and local.isalnum():
                return f"{prefix}:{local}"
        return iri

    def key(self, iri: str) -> str:
        """The key of a property or class: that of the context, prefix:name, or the IRI itself."""
        return self.keys.get(iri) or self._prefixed(iri)

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
        key = self._named(iri)
        return key if ":" in key else f"pfp:{key}"

    @cached_property
    def document(self) -> JsonObject:
        """The context as it is served."""
        rows: JsonObject = {self.keys[iri]: self.term(iri) for iri in sorted(self.keys)}
        return {"@context": {"@version": 1.1, **self.prefixes, **rows}}

    def mistaken(self, triples: Iterable[Triple]) -> frozenset[str]:
        """The names of the context that are the scheme of an IRI in the statements, as in
        <geo:59.43,24.75>, or all of it: whoever reads the document would take it for a name."""
        found = {iri for triple in triples for iri in iris(triple)}
        parts = (iri.partition(":") for iri in found)
        schemes = {scheme for scheme, _, rest in parts if not rest.startswith("//")}
        return frozenset((found | schemes) & {*self.prefixes, *self.keys.values()})

    def without(self, names: Container[str] = ()) -> "Context":
        """A context of the prefixes alone, but for those names."""
        found = copy(self)
        found.prefixes = {name: space for name, space in self.prefixes.items() if name not in names}
        found.keys = {}
        return found

    def compact(self, triples: Iterable[Triple], link: ContextEntry) -> JsonObject:
        """The statements as one JSON-LD document whose context is given, or stands at a link."""
        nodes: dict[str, JsonObject] = {}
        values: dict[tuple[str, str], list[Term]] = defaultdict(list)
        for triple in triples:
            subject = _id(triple.subject)
            nodes.setdefault(subject, {"@id": subject})
            values[subject, triple.predicate.value].append(triple.object)
        for (subject, predicate), objects in values.items():
            nodes[subject].update(self._property(predicate, objects))
        graph = list(nodes.values())
        body = graph[0] if len(graph) == 1 else {"@graph": graph}
        return {"@context": link, **body}

    def _property(self, predicate: str, objects: list[Term]) -> JsonObject:
        """One property of a node with its values."""
        if predicate == RDF + "type":
            return self._types(objects)
        key = self.key(predicate)
        if key != self.keys.get(predicate):  # then the context says nothing of its values
            return {key: _one([_plain(value) for value in objects])}
        if predicate in self.worded:
            return self._worded(key, predicate, objects)
        return {key: _one([self._value(predicate, o) for o in objects])}

    def _types(self, objects: list[Term]) -> JsonObject:
        """The classes of a node; a literal can be none, and stands under the whole IRI."""
        keys = [
            self.key(o.value) if isinstance(o, NamedNode) else _id(o)
            for o in objects
            if not isinstance(o, Literal)
        ]
        others = [_expanded(o) for o in objects if isinstance(o, Literal)]
        found = {"@type": _one(keys)} if keys else {}
        return found | ({RDF + "type": _one(others)} if others else {})

    def _worded(self, key: str, predicate: str, objects: list[Term]) -> JsonObject:
        """Words under their languages; a value of another type stands under the whole IRI."""
        words = defaultdict(list)
        others = []
        for value in objects:
            plain = isinstance(value, Literal) and value.datatype.value == XSD + "string"
            if isinstance(value, Literal) and (value.language or plain) and not value.direction:
                words[value.language or "@none"].append(value.value)
            else:
                others.append(_expanded(value))
        found = {key: {tag: _one(texts) for tag, texts in words.items()}} if words else {}
        return found | ({predicate: _one(others)} if others else {})

    def _value(self, predicate: str, value: Term) -> object:
        """One value, as short as the context allows."""
        if isinstance(value, NamedNode | BlankNode) and predicate in self.links:
            return _id(value)
        if predicate in self.dates:
            if isinstance(value, Literal) and value.datatype.value == XSD + "date":
                return value.value
            return _expanded(value)
        return _expanded(value) if predicate in self.links else _plain(value)


def _plain(value: Term) -> object:
    """A value of which the context says nothing."""
    return _native(value) if isinstance(value, Literal) else _expanded(value)


def iris(triple: Triple) -> Iterable[str]:
    """Every IRI of a statement, the datatype of its value included."""
    for term in triple:
        if isinstance(term, NamedNode):
            yield term.value
        elif isinstance(term, Literal):
            yield term.datatype.value


def _id(term: Term) -> str:
    """The @id of a node."""
    return term.value if isinstance(term, NamedNode) else f"_:{text(term)}"


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


def _expanded(term: Term) -> JsonObject:
    """A value that needs no context."""
    if not isinstance(term, Literal):
        return {"@id": _id(term)}
    if term.language:
        found: JsonObject = {"@value": term.value, "@language": term.language}
        return found | ({"@direction": str(term.direction)} if term.direction else {})
    if term.datatype.value == XSD + "string":
        return {"@value": term.value}
    return {"@value": term.value, "@type": term.datatype.value}


def _one(values: Sequence[object]) -> object:
    """A single value alone, several as a list."""
    return values[0] if len(values) == 1 else values


def write(quads: list[Quad], context: Context, link: str, first: str = "") -> bytes:
    """The statements as JSON-LD under the context that stands at a link."""
    return _document(context, triples(quads, first), link)


def alone(quads: list[Quad], prefixes: dict[str, str]) -> bytes:
    """The statements as JSON-LD with its prefixes in it, which needs nothing from elsewhere."""
    context = Context(Terms([]), prefixes).without()
    return _document(context, triples(quads), context.prefixes)


def _document(context: Context, statements: list[Triple], link: ContextEntry) -> bytes:
    """Statements as the bytes of a document, with a context of its own where that at the link
    would have them mistaken."""
    if names := context.mistaken(statements):
        context = context.without(names)
        link = context.prefixes
    document = context.compact(statements, link)
    return json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"
