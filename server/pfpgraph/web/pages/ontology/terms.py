"""The documentation of the terms of the ontology in one language: what each is, how it is used,
what the shapes demand, what it is in other vocabularies, and since which version."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from pyoxigraph import Literal

from pfpgraph.i18n.texts import by_language, choose
from pfpgraph.i18n.typography import spaced
from pfpgraph.i18n.words import plural, word
from pfpgraph.iris import spell, tail, terms_named
from pfpgraph.kinds import KINDS
from pfpgraph.model import node_shapes, term_facts
from pfpgraph.model.snapshot import Snapshot, per_release
from pfpgraph.model.term_facts import Facts, TermFacts, group_of, iris
from pfpgraph.model.term_usage import TermUsage
from pfpgraph.model.vocabulary import disjoint, earlier
from pfpgraph.namespaces import DCTERMS, OWL, RDF, RDFS, SCHEMA, SKOS
from pfpgraph.web.pages import naming, values
from pfpgraph.web.pages.results import examples
from pfpgraph.web.pages.values import Value
from pfpgraph.web.reader import Reader

GROUPS = ("classes", "properties", "individuals")
# The links of a term by the key of their heading, those from it and those to it.
OUTGOING: dict[str, tuple[str, ...]] = {
    "one-of": (RDF + "type",),
    "kind-of": (RDFS + "subClassOf", RDFS + "subPropertyOf"),
    "domain": (RDFS + "domain", SCHEMA + "domainIncludes"),
    "range": (RDFS + "range", SCHEMA + "rangeIncludes"),
    "inverse": (OWL + "inverseOf",),
    "replaced-by": (DCTERMS + "isReplacedBy",),
}
INCOMING: dict[str, tuple[str, ...]] = {
    "has-kinds": OUTGOING["kind-of"],
    "has-properties": OUTGOING["domain"],
    "given-by": OUTGOING["range"],
    "has-individuals": (RDF + "type",),
}
# What a term is in another vocabulary, by the key of the words that say it.
ELSEWHERE: dict[str, tuple[str, ...]] = {
    "same-as": (
        OWL + "equivalentClass",
        OWL + "equivalentProperty",
        OWL + "sameAs",
        SKOS + "exactMatch",
    ),
    "narrower-than": (*OUTGOING["kind-of"], SKOS + "broadMatch"),
    "broader-than": (SKOS + "narrowMatch",),
    "close-to": (SKOS + "closeMatch", SKOS + "relatedMatch", RDFS + "seeAlso"),
}
TEXTS: dict[str, tuple[str, ...]] = {
    "note": (SKOS + "scopeNote", SKOS + "note", RDFS + "comment"),
    "example": (SKOS + "example",),
    "history": (SKOS + "changeNote", SKOS + "historyNote"),
}
_ASKED = 5  # questions named with a term; of the others only the number is told


class Row(NamedTuple):
    """A row of the documentation of a term: the key of its heading, and its values."""

    key: str
    values: list[Value]


@dataclass
class DocumentedTerm:
    """A term: its IRI, name, label, definition, what it is and how much it is used in words, and
    the rows of its documentation."""

    iri: str
    name: str
    label: str
    definition: str
    summary: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


@per_release()
def _questions(snapshot: Snapshot) -> dict[str, list[examples.Example]]:
    """The questions whose query names each of our terms, by the term's IRI."""
    found: dict[str, list[examples.Example]] = defaultdict(list)
    for group in examples.grouped(snapshot, "en").values():
        for example in group:
            for name in terms_named(example.text):
                found[snapshot.prefixes["pfp"] + name].append(example)
    return found


@per_release()
def _kinds(snapshot: Snapshot) -> dict[str, set[str]]:
    """The kinds with a list by class that have things of each class, by its IRI."""
    found: dict[str, set[str]] = defaultdict(set)
    for entry in snapshot.thing_index:
        if entry.row and "type" in entry.row.facets:
            for iri in entry.types:
                found[iri].add(entry.kind)
    return found


def terms(module: str, reader: Reader, version: str = "") -> list[tuple[str, list[DocumentedTerm]]]:
    """The terms of a module ("" for all), in an earlier version or the current one (""), under the
    keys of GROUPS, each group sorted by name and none empty."""
    known = term_facts.of_version(reader.snapshot, version)
    writer = _Writer(reader, known, module, version)
    groups: dict[str, list[DocumentedTerm]] = {group: [] for group in GROUPS}
    for iri in known.modules.get(module, ()):
        groups[group_of(known.facts[iri])].append(writer.term(iri))
    return [(name, found) for name, found in groups.items() if found]


def texts(facts: Facts, properties: Iterable[str], language: str) -> list[str]:
    """The texts of some properties in a language, or where there is none in another."""
    found = []
    for name in properties:
        literals = [value for value in facts.get(name, ()) if isinstance(value, Literal)]
        words = by_language(literals)
        tag = choose(words, language)[1]
        found += [spaced(text, tag) for text in sorted(words.get(tag, ()))]
    return found


class _Writer:
    """Writes the documentation of the terms of a module ("" for all) for a reader. Terms of the
    page are linked by their anchors, the others of ours on the page of the whole."""

    def __init__(self, reader: Reader, known: TermFacts, module: str, version: str) -> None:
        self.reader, self.known, self.module, self.version = reader, known, module, version
        self.questions = {} if version else _questions(reader.snapshot)
        self.here = frozenset(known.modules.get(module, ()))
        self.whole = reader.here(f"/ontology/{version}" if version else "/ontology")
        self.ours = reader.snapshot.prefixes["pfp"]

    def term(self, iri: str) -> DocumentedTerm:
        """A term with its documentation."""
        facts, language = self.known.facts[iri], self.reader.language
        usages = {} if self.version else self.reader.snapshot.term_usages
        usage = usages.get(iri, TermUsage())
        rows = (
            Row("deprecated", self._deprecated(facts)),
            self._texts("note", facts),
            Row("example", self._examples(facts)),
            Row("in-the-data", self._example(usage) if self.module else []),
            *(Row(key, self._outgoing(facts, OUTGOING[key])) for key in OUTGOING),
            *(Row(key, self._incoming(iri, INCOMING[key])) for key in INCOMING),
            Row("apart", self._apart(iri)),
            *(Row(key, self._elsewhere(facts, ELSEWHERE[key])) for key in ELSEWHERE),
            *self._used(iri, facts, usage),
            Row("listed", self._listed(iri, usage)),
            self._texts("history", facts),
            Row("first-in", self._first_in(iri)),
            Row("defined-before", self._defined_before(iri, facts)),
        )
        return DocumentedTerm(
            iri,
            iri.removeprefix(self.ours),
            next(iter(texts(facts, (RDFS + "label",), language)), spell(iri)),
            next(iter(texts(facts, (SKOS + "definition",), language)), ""),
            self._summary(facts, usage),
            [row for row in rows if row.values],
        )

    def _used(self, iri: str, facts: Facts, usage: TermUsage) -> list[Row]:
        """What the shapes demand of a term, and which questions name it; on the page of the whole
        ontology only how many there are, with a link to the page of its module, where the example
        from the data is too."""
        if self.module:
            return [Row("demanded", self._demanded(iri)), Row("asked", self._asked(iri))]
        module = next((tail(value.value) for value in facts.get(RDFS + "isDefinedBy", ())), "")
        address = f"{self.reader.here(f'/ontology/{module}')}#{iri.removeprefix(self.ours)}"
        counts = {
            "more-shapes": len(self.known.shapes.get(iri, ())),
            "more-questions": len(self.questions.get(iri, ())),
        }
        found = [
            Value(plural(key, count, self.reader.language).format(count), address)
            for key, count in counts.items()
            if count
        ]
        if usage.example:
            found.append(Value(word("more-example", self.reader.language), address))
        return [Row("more", found)]

    def _summary(self, facts: Facts, usage: TermUsage) -> list[str]:
        """What a term is, and how much it is used."""
        group, language = group_of(facts), self.reader.language
        count = plural(f"used-{group}", usage.count, language)
        number = values.number(str(usage.count), language)
        return [word(f"one-of-{group}", language), *([count.format(number)] if usage.count else ())]

    def _texts(self, key: str, facts: Facts) -> Row:
        """A row of texts in the reader's language."""
        return Row(key, [Value(text) for text in texts(facts, TEXTS[key], self.reader.language)])

    def _examples(self, facts: Facts) -> list[Value]:
        """Examples in words, and those in Turtle, which `machine` names; on the page of the whole
        ontology these only where there are no words."""
        found = facts.get(SKOS + "example", ())
        turtle = [e.value for e in found if isinstance(e, Literal) and not e.language]
        worded = {SKOS + "example": [e for e in found if getattr(e, "language", "")]}
        words = [Value(text) for text in texts(worded, TEXTS["example"], self.reader.language)]
        code = [Value(text, machine="text/turtle") for text in sorted(turtle)]
        return words + (code if self.module or not words else [])

    def _named(self, iris: Iterable[str]) -> list[Value]:
        """Terms of ours by their names, others by their short forms, sorted."""
        return [self._link(iri) for iri in sorted(set(iris), key=str.casefold)]

    def _link(self, iri: str) -> Value:
        """A term as a link: to its anchor, or to where others define it."""
        if iri.startswith(self.ours):
            name = iri.removeprefix(self.ours)
            return Value(f"pfp:{name}", f"{'' if iri in self.here else self.whole}#{name}")
        return Value(self.reader.snapshot.shorten(iri), iri, outside=True)

    def _outgoing(self, facts: Facts, properties: Iterable[str]) -> list[Value]:
        """The terms that a term leads to; of what it is one or a kind of, those of ours alone."""
        found = iris(facts, properties)
        if {RDF + "type", RDFS + "subClassOf"} & set(properties):
            found = {iri for iri in found if iri.startswith(self.ours)}
        return self._named(found)

    def _incoming(self, iri: str, properties: Iterable[str]) -> list[Value]:
        """The terms of ours that lead to a term."""
        found = (self.known.subjects.get((name, iri), ()) for name in properties)
        return self._named(one for some in found for one in some if one.startswith(self.ours))

    def _apart(self, iri: str) -> list[Value]:
        """How many other terms no thing can be of together with it, with the list of them."""
        found = enumerate(disjoint(self.reader.snapshot, self.version), 1)
        whole = self.whole if self.module else ""
        language = self.reader.language
        return [
            Value(plural("apart-others", count, language).format(count), f"{whole}#apart-{number}")
            for number, members in found
            if iri in members and (count := len(members) - 1)
        ]

    def _elsewhere(self, facts: Facts, properties: Iterable[str]) -> list[Value]:
        """The terms of other vocabularies that a term leads to."""
        return self._named(i for i in iris(facts, properties) if not i.startswith(self.ours))

    def _example(self, usage: TermUsage) -> list[Value]:
        """The first thing that is of a class, or has a property, with the property's value."""
        if not usage.example:
            return []
        reader = self.reader
        title = naming.title(usage.example, reader)
        found = [Value(title.text, reader.href(usage.example), title.language)]
        shown = values.readable([values.known(value, reader) for value in usage.values])
        return found + shown[:1]

    def _demanded(self, iri: str) -> list[Value]:
        """What the shapes say of a class or property, each with a link to its shape."""
        found = sorted(self.known.shapes.get(iri, {}).items())
        language = self.reader.language
        return [
            Value(choose(by_language(said), language)[0], self._shape(shape))
            for shape, said in found
        ]

    def _shape(self, iri: str) -> str:
        """The page of the node shape that a shape is part of, by its name; where there is none, its
        place among all shapes."""
        node = tail(iri).partition("-")[0]
        if node in node_shapes.names(self.reader.snapshot):
            return self.reader.here(f"/shapes/{node}")
        return self.reader.href(iri)

    def _asked(self, iri: str) -> list[Value]:
        """The first questions that name a term, and how many others do."""
        found = self.questions.get(iri, [])
        here, language = self.reader.here, self.reader.language
        named = [Value(one.label(language), here(f"/questions/{one.slug}")) for one in found]
        rest = len(found) - _ASKED
        if rest <= 0:
            return named
        others = plural("asked-others", rest, language).format(rest)
        return [*named[:_ASKED], Value(others, here("/questions"))]

    def _listed(self, iri: str, usage: TermUsage) -> list[Value]:
        """The list of the things of a class, where there is one; one of each kind that has some."""
        kind = KINDS.get(self.reader.snapshot.split(usage.example)[0])
        name, language = iri.removeprefix(self.ours), self.reader.language
        if kind is None or usage.values or group_of(self.known.facts[iri]) != "classes":
            return []
        if kind.type == name:
            path = f"/doc/{kind.name}/"
            return [Value(values.sort_name(kind.name, self.reader), self.reader.here(path))]
        entry = self.reader.snapshot.thing_index.get(usage.example)
        if "type" not in kind.facets or entry is None or not entry.is_a(name):
            return []
        label = self.reader.snapshot.terms.label(iri, language)
        kinds = sorted(_kinds(self.reader.snapshot)[iri])
        return [
            Value(
                values.sort_name(one, self.reader) if len(kinds) > 1 else label,
                self.reader.here(f"/doc/{one}/", type=name),
            )
            for one in kinds
        ]

    def _first_in(self, iri: str) -> list[Value]:
        """The first version that has a term, unless the page is that of an earlier one."""
        if self.version:
            return []
        snapshot = self.reader.snapshot
        kept = earlier(snapshot, "ontology")
        has = (version for version in kept if iri in term_facts.of_version(snapshot, version).facts)
        return [Value(next(has, snapshot.release.version))] if kept else []

    def _defined_before(self, iri: str, facts: Facts) -> list[Value]:
        """How earlier versions defined a term where they did otherwise; on the pages of modules."""
        if self.version or not self.module:
            return []
        snapshot, language = self.reader.snapshot, self.reader.language
        definition = (SKOS + "definition",)
        now = texts(facts, definition, language)
        before = (
            (version, term_facts.of_version(snapshot, version).facts.get(iri, {}))
            for version in earlier(snapshot, "ontology")
        )
        return [
            Value(f"{text} ({version})")
            for version, then in before
            for text in texts(then, definition, language)
            if text not in now
        ]

    def _deprecated(self, facts: Facts) -> list[Value]:
        """That a term is not to be used any more."""
        said = any(value.value == "true" for value in facts.get(OWL + "deprecated", ()))
        return [Value(word("deprecated-note", self.reader.language))] if said else []
