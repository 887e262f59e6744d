"""JSON-LD 1.1 in compacted form: statements as plain JSON under a context made from the ontology.

The context has a plain term for each of our properties and classes, and prefix:name for those of
others. Things keep their full IRI, so that a reader of plain JSON can follow them.
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

# Properties of others whose values are texts in several languages, written as {"en": …, "fr": …}.
# So are our properties of range rdf:langString, except those first released in another form.
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
ContextEntry = str | dict[str, str]  # the IRI of a context, or prefixes


class Context:
    """The terms of the JSON-LD context, and the keys of IRIs under it."""

    def __init__(self, terms: Terms, prefixes: dict[str, str]) -> None:
        """Take the terms of the ontology and all prefixes; the terms under the prefix pfp are
        plain."""
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
        # The terms that the context defines, with their keys: no other term has a plain key.
        self.keys = {iri: self._named(iri) for iri in {*self.known, *self.links, *self.worded}}

    def expand(self, name: str) -> str:
        """The IRI of a prefix:name. Raises KeyError for an unknown prefix."""
        return expand(name, self.prefixes)

    def _named(self, iri: str) -> str:
        """The key of a term that the context defines: plain, prefix:name, or the IRI."""
        local = iri.removeprefix(self.ours)
        if local != iri and local.isalnum() and local not in self.prefixes:
            return local
        return self._prefixed(iri)

    def _prefixed(self, iri: str) -> str:
        """An IRI as prefix:name where a prefix fits, else unchanged."""
        for prefix, namespace in self.prefixes.items():
            local = iri.removeprefix(namespace)
            if local != iri and local.isalnum():
                return f"{prefix}:{local}"
        return iri

    def key(self, iri: str) -> str:
        """The key of a property or class: that of the context, else prefix:name, else the IRI."""
        return self.keys.get(iri) or self._prefixed(iri)

    def term(self, iri: str) -> dict[str, str]:
        """The expanded term definition (JSON-LD 1.1 section 9.15.1) of a property."""
        row = {"@id": self.shorten(iri)}
        if iri in self.worded:
            row["@container"] = "@language"
        elif iri in self.links:
            row["@type"] = "@id"
        elif iri in self.dates:
            row["@type"] = "xsd:date"
        return row

    def shorten(self, iri: str) -> str:
        """An IRI as prefix:name, also for our own terms: the @id of a term definition."""
        key = self._named(iri)
        return key if ":" in key else f"pfp:{key}"

    @cached_property
    def document(self) -> JsonObject:
        """The context as a document of its own, as it is served."""
        rows: JsonObject = {self.keys[iri]: self.term(iri) for iri in sorted(self.keys)}
        return {"@context": {"@version": 1.1, **self.prefixes, **rows}}

    def mistaken(self, triples: Iterable[Triple]) -> frozenset[str]:
        """The names of the context that a JSON-LD processor would wrongly expand in these
        statements: those that are the scheme of an IRI, as in <geo:59.43,24.75>, or a whole IRI."""
        found = {iri for triple in triples for iri in iris(triple)}
        parts = (iri.partition(":") for iri in found)
        schemes = {scheme for scheme, _, rest in parts if not rest.startswith("//")}
        return frozenset((found | schemes) & {*self.prefixes, *self.keys.values()})

    def without(self, names: Container[str] = ()) -> "Context":
        """A context that has only the prefixes, except for the given names."""
        found = copy(self)
        found.prefixes = {name: space for name, space in self.prefixes.items() if name not in names}
        found.keys = {}
        return found

    def compact(self, triples: Iterable[Triple], link: ContextEntry) -> JsonObject:
        """The statements as one JSON-LD document. `link` is its @context: the IRI of a context, or
        the prefixes themselves."""
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
        """The entries of a node for one property and its values."""
        if predicate == RDF + "type":
            return self._types(objects)
        key = self.key(predicate)
        if key != self.keys.get(predicate):  # the context does not define it
            return {key: _one([_plain(value) for value in objects])}
        if predicate in self.worded:
            return self._worded(key, predicate, objects)
        return {key: _one([self._value(predicate, o) for o in objects])}

    def _types(self, objects: list[Term]) -> JsonObject:
        """The classes of a node under @type; literals, which @type cannot hold, under the full IRI
        of rdf:type."""
        keys = [
            self.key(o.value) if isinstance(o, NamedNode) else _id(o)
            for o in objects
            if not isinstance(o, Literal)
        ]
        others = [_expanded(o) for o in objects if isinstance(o, Literal)]
        found = {"@type": _one(keys)} if keys else {}
        return found | ({RDF + "type": _one(others)} if others else {})

    def _worded(self, key: str, predicate: str, objects: list[Term]) -> JsonObject:
        """Texts under their language tags (a language map); values of other types under the full
        IRI of the property."""
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
        """One value, as short as the definition of its property allows."""
        if isinstance(value, NamedNode | BlankNode) and predicate in self.links:
            return _id(value)
        if predicate in self.dates:
            if isinstance(value, Literal) and value.datatype.value == XSD + "date":
                return value.value
            return _expanded(value)
        return _expanded(value) if predicate in self.links else _plain(value)


def _plain(value: Term) -> object:
    """A value of a property that the context does not define: native JSON where possible."""
    return _native(value) if isinstance(value, Literal) else _expanded(value)


def iris(triple: Triple) -> Iterable[str]:
    """Every IRI of a statement, including the datatype of its object."""
    for term in triple:
        if isinstance(term, NamedNode):
            yield term.value
        elif isinstance(term, Literal):
            yield term.datatype.value


def _id(term: Term) -> str:
    """The @id of a node: its IRI, or a blank node identifier."""
    return term.value if isinstance(term, NamedNode) else f"_:{text(term)}"


def _native(literal: Literal) -> object:
    """A string, an integer or a boolean as native JSON, any other literal as a value object."""
    datatype = literal.datatype.value
    if datatype == XSD + "string":
        return literal.value
    if datatype == XSD + "boolean" and literal.value in ("true", "false"):
        return literal.value == "true"
    # Only where the lexical form is preserved (JSON-LD 1.1 API, section 8.6).
    if datatype == XSD + "integer" and literal.value == str(_integer(literal.value)):
        return int(literal.value)
    return _expanded(literal)


def _integer(text: str) -> int | None:
    """The integer in a text, None where it is none or too large to be exact in JSON."""
    try:
        number = int(text)
    except ValueError:
        return None
    return number if abs(number) < 2**53 else None


def _expanded(term: Term) -> JsonObject:
    """A term as a node reference or value object, which needs no context."""
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
    """The statements as JSON-LD in UTF-8 under the context at a link; those with the IRI `first` as
    subject come first."""
    return _document(context, triples(quads, first), link)


def alone(quads: list[Quad], prefixes: dict[str, str]) -> bytes:
    """The statements as JSON-LD in UTF-8 with the prefixes as its context: nothing has to be
    fetched."""
    context = Context(Terms([]), prefixes).without()
    return _document(context, triples(quads), context.prefixes)


def _document(context: Context, statements: list[Triple], link: ContextEntry) -> bytes:
    """The bytes of a document; its context is embedded where the one at the link would have IRIs of
    the statements misread."""
    if names := context.mistaken(statements):
        context = context.without(names)
        link = context.prefixes
    document = context.compact(statements, link)
    return json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"
