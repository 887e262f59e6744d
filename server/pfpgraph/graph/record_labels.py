"""Labels of records and evidence, made by one rule from the things that each joins and its time, in
each language that has words for it."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache, cached_property
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Quad, Store

from pfpgraph.i18n.dates import Bound, ended, in_words, years
from pfpgraph.i18n.texts import Texts, by_language, choose
from pfpgraph.i18n.typography import capitalised, shortened
from pfpgraph.i18n.words import language_of, languages, word
from pfpgraph.iris import expand, prefixes, spell, tail, value_of
from pfpgraph.kinds import ASIDE_TITLE, KINDS, Kind, RecordKind

Value = NamedNode | Literal
# Roles whose values are properties, and roles that a label may lack.
PROPERTY_ROLES = ("rdf:predicate", "pfp:missingProperty", "pfp:disputedProperty")
_PARTY = "pfp:country|pfp:onBehalfOf"
OPTIONAL = ("pfp:value", "dcterms:source", _PARTY)
# Properties with the name of a thing; the second group only where it has none of the first.
_NAMES = (("rdfs:label", "dcterms:title", "foaf:name"), ("skos:prefLabel", "schema:name"))
_LONGEST = 60  # characters of the title of a source within a label


class Record(NamedTuple):
    """A record or a piece of evidence: its IRI, kind, and classes as stated."""

    iri: str
    kind: Kind
    types: tuple[str, ...]

    @property
    def is_usual(self) -> bool:
        """Whether it is of the class of its kind or states no class; not an invitation or an
        observership."""
        return not self.types or self.kind.type in map(tail, self.types)


def label(store: Store, base: str) -> list[Quad]:
    """Make labels, in the graph of inferred statements, for the records and evidence under a base
    that state none; they are added to the store, which holds one graph, too."""
    facts = RecordFacts(store, base)
    graph = NamedNode(f"{base}graph/inferred/rules")
    records = [one for one in facts.records() if not facts.values(one.iri, "rdfs:label")]
    found = [
        Quad(
            NamedNode(record.iri), facts.node("rdfs:label"), Literal(text, language=language), graph
        )
        for language in languages()
        for record in records
        if (text := Labelling(facts, language).label(record))
    ]
    store.bulk_extend(Quad(*quad.triple) for quad in found)
    return found


class RecordFacts:
    """The statements of a store of one graph about records, and the names of things and terms in
    it."""

    def __init__(self, store: Store, base: str) -> None:
        """Take the store and the base of its IRIs."""
        self._store, self._things = store, f"{base}id/"
        self._spaces = prefixes(base)
        self.values: Callable[[str, str], list[Value]] = cache(self._values)
        self.record: Callable[[str], Record | None] = cache(self._record)
        self.texts: Callable[..., Texts] = cache(self._texts)

    def records(self) -> Iterator[Record]:
        """The records and evidence that labels may be made for, in order of IRI."""
        typed = self._store.quads_for_pattern(None, self.node("rdf:type"), None)
        for iri in sorted({value_of(quad.subject) for quad in typed}):
            if record := self.record(iri):
                yield record

    @cached_property
    def signed_twice(self) -> set[str]:
        """The IRIs of signatures of a party that has more than one of the same document."""
        kind, roles = self.node("pfp:Signature"), ("document", "signedFor", "onBehalfOf")
        found: defaultdict[tuple[Value, ...], list[str]] = defaultdict(list)
        for quad in self._store.quads_for_pattern(None, self.node("rdf:type"), kind):
            iri = value_of(quad.subject)
            joined = (one for role in roles for one in self.values(iri, f"pfp:{role}"))
            found[tuple(joined)].append(iri)
        return {iri for iris in found.values() if len(iris) > 1 for iri in iris}

    def bound(self, record: Record, name: str) -> Bound:
        """A date of a record with its precision; `name` is start, end (as readers say it) or
        date."""
        days = self.values(record.iri, f"pfp:{name}")
        precisions = self.values(record.iri, f"pfp:{name}Precision")
        how = tail(precisions[0].value) if precisions else "Day" if days else ""
        return (ended if name == "end" else Bound)(days[0].value if days else "", how)

    def node(self, name: str) -> NamedNode:
        """The property with a name written prefix:name. Raises KeyError for an unknown prefix."""
        return NamedNode(expand(name, self._spaces))

    def _values(self, iri: str, name: str) -> list[Value]:
        """The values of a property, written prefix:name, of a thing, sorted."""
        found = self._store.quads_for_pattern(NamedNode(iri), self.node(name), None)
        values = (quad.object for quad in found)
        return sorted((one for one in values if isinstance(one, Value)), key=str)

    def _record(self, iri: str) -> Record | None:
        """The record with an IRI, None where labels are not made for it."""
        name, _, slug = iri.removeprefix(self._things).partition("/")
        kind = KINDS.get(name)
        if not iri.startswith(self._things) or "#" in slug or kind is None or not kind.title:
            return None
        types = (term.value for term in self.values(iri, "rdf:type"))
        return Record(iri, kind, tuple(one for one in types if tail(one) != "Withdrawn"))

    def _texts(self, iri: str, *names: str) -> Texts:
        """The texts of all the given properties of a thing, by language."""
        return by_language(
            term for name in names for term in self.values(iri, name) if isinstance(term, Literal)
        )

    def called(self, iri: str, language: str) -> str:
        """The name of a thing for a reader of a language, "" when it has none."""
        texts = (choose(self.texts(iri, *names), language)[0] for names in _NAMES)
        return next(filter(None, texts), "")


class Labelling:
    """Makes labels in one language."""

    def __init__(self, facts: RecordFacts, language: str) -> None:
        """Take the facts of the graph, and the language."""
        self._facts, self._language = facts, language

    def label(self, record: Record, within: bool = False) -> str:
        """The label of a record, "" where a part of it is not known or the language has no words
        for it. `within` another label, the label of an act has no day."""
        parts = self._parts(record)
        if not _is_whole(parts):
            return ""
        key = _key(record.kind.name, parts)
        if language_of(key, self._language) != self._language:
            return ""
        # An optional part that is missing, such as the number of a count, leaves two blanks.
        named = word(key, self._language).format(*parts.values()).replace("  ", " ")
        is_act = isinstance(record.kind, RecordKind) and record.kind.day
        time = "" if within and is_act else self._time(record)
        beside = self._signer(record) + self._class(record)
        return ", ".join(filter(None, (capitalised(named.strip()) + beside, time)))

    def _parts(self, record: Record) -> dict[str, str]:
        """The words for the parts of a label by role: those that the title of its kind names, else,
        where a record that is not of the usual class lacks one, those of an invitation."""
        parts = {roles: self._part(record, roles) for roles in record.kind.title}
        if not record.kind.roles or record.is_usual or _is_whole(parts):
            return parts
        return {roles: self._part(record, roles) for roles in ASIDE_TITLE}

    def _part(self, record: Record, roles: str) -> str:
        """The words for one part of a label: the values of the first of some roles (separated by |)
        that the record has."""
        found = (self._facts.values(record.iri, role) for role in roles.split("|"))
        terms: list[Value] = next(filter(None, found), [])
        if literals := [term for term in terms if isinstance(term, Literal)]:
            return choose(by_language(literals), self._language)[0]
        if roles in PROPERTY_ROLES:
            return ", ".join(self._property(term.value, roles) for term in terms)
        called = sorted(self._called(record, term.value) for term in terms)
        text = ", ".join(called) if all(called) else ""
        return shortened(text, _LONGEST) if roles == "dcterms:source" else text

    def _property(self, iri: str, role: str) -> str:
        """A property as a heading, or in its interrogative form where it is in dispute."""
        worded = "pfp:interrogative" if role == "pfp:disputedProperty" else "pfp:heading"
        text, _ = choose(self._facts.texts(iri, worded), self._language)
        return text or self._facts.called(iri, self._language) or spell(iri)

    def _called(self, record: Record, iri: str) -> str:
        """The name of a thing; for a record, its label."""
        about = self._facts.record(iri)
        if about and about.kind.roles and about != record:
            return self.label(about, within=True)
        return self._facts.called(iri, self._language)

    def _signer(self, record: Record) -> str:
        """Who signed, in brackets, where its party has another signature of the document, and the
        rest of the label would be the same."""
        if record.iri not in self._facts.signed_twice:
            return ""
        signer = self._part(record, "pfp:signedBy")
        return f" ({signer})" if signer else ""

    def _class(self, record: Record) -> str:
        """The class, in brackets, of a record that is not of the usual class of its kind, such as
        an invitation."""
        if record.is_usual:
            return ""
        return f" ({self._facts.called(record.types[0], self._language) or spell(record.types[0])})"

    def _time(self, record: Record) -> str:
        """The time of a record in words: the years of a period, or the day of an act; "" for
        neither."""
        if self._facts.values(record.iri, "pfp:startPrecision"):
            start, end = (self._facts.bound(record, name) for name in ("start", "end"))
            return years(start, end, self._language)
        day = self._facts.bound(record, "date")
        return in_words(day, self._language) if day.day else ""


def _is_whole(parts: dict[str, str]) -> bool:
    """Whether no part of a label is missing that it cannot lack."""
    return all(text or roles in OPTIONAL for roles, text in parts.items())


def _key(kind: str, parts: dict[str, str]) -> str:
    """The key of the label in the catalogues: evidence without a source, an act of nobody in
    particular, and a count whose unit names what is counted, have keys of their own."""
    if not parts.get("dcterms:source", kind):
        return f"title-{kind}-unsourced"
    if not parts.get(_PARTY, kind):
        return f"title-{kind}-general"
    if kind == "count" and parts["pfp:countOf"] in parts["pfp:countedAs"]:
        return "title-count-said"
    return f"title-{kind}"
