"""The documentation pages of the ontology and the shapes: their terms in one language."""

from collections import defaultdict
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from pfpgraph.i18n.texts import by_language, choose
from pfpgraph.iris import spell
from pfpgraph.model import vocabulary
from pfpgraph.model.vocabulary import UMBRELLA
from pfpgraph.namespaces import RDF, RDFS, SCHEMA, SKOS
from pfpgraph.query.results import GraphTerm
from pfpgraph.web.pages import layout, values
from pfpgraph.web.pages.values import Value
from pfpgraph.web.reader import Reader

# The properties shown in each row of a term's documentation, by the key of the row's heading.
LINKS: dict[str, tuple[str, ...]] = {
    "kind-of": (RDFS + "subClassOf", RDFS + "subPropertyOf"),
    "domain": (RDFS + "domain", SCHEMA + "domainIncludes"),
    "range": (RDFS + "range", SCHEMA + "rangeIncludes"),
}
TEXTS: dict[str, tuple[str, ...]] = {
    "note": (SKOS + "scopeNote", SKOS + "note", RDFS + "comment"),
    "example": (SKOS + "example",),
}


@dataclass
class DocumentedTerm:
    """A term or a shape: its name, label and definition; its links and its further texts by the
    keys of LINKS and TEXTS."""

    iri: str
    name: str
    label: str
    definition: str
    links: dict[str, list[Value]] = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=dict)


def page(reader: Reader, part: str, module: str) -> str:
    """The documentation page of a part, "ontology" or "shapes": the whole (module "") or one
    module."""
    modules = [name for name in vocabulary.files(reader.snapshot, part) if name != UMBRELLA]
    read, template = {"shapes": (shapes, "shapes.html")}.get(part, (terms, "ontology.html"))
    groups = read(module, reader)
    return layout.render(reader, template, part=part, module=module, modules=modules, groups=groups)


def terms(module: str, reader: Reader) -> list[tuple[str, list[DocumentedTerm]]]:
    """The terms of a module ("" for all) under the headings classes, properties and individuals,
    each sorted by name."""
    groups: dict[str, list[DocumentedTerm]] = {"classes": [], "properties": [], "individuals": []}
    for iri, facts in _described("vocabulary", reader).items():
        defined = [o.value for o in facts.get(RDFS + "isDefinedBy", ())]
        if iri.startswith(reader.snapshot.prefixes["pfp"]) and _within(defined, module):
            groups[_group(facts)].append(_term(iri, facts, reader))
    return [
        (name, sorted(found, key=lambda term: term.name.casefold()))
        for name, found in groups.items()
        if found
    ]


def shapes(module: str, reader: Reader) -> list[tuple[str, list[DocumentedTerm]]]:
    """The shapes of a module ("" for all) with their messages, grouped by the first part of their
    names, which is that of their class."""
    groups = defaultdict(list)
    for row in _merged_shapes(module, reader):
        iri, literals = row
        node = iri.removeprefix(reader.snapshot.prefixes["shape"]).partition("-")[0]
        message = choose(by_language(literals), reader.language)[0]
        groups[node].append(
            DocumentedTerm(iri, iri.removeprefix(reader.snapshot.prefixes["shape"]), "", message)
        )
    return [
        (node, sorted(found, key=lambda term: term.name)) for node, found in sorted(groups.items())
    ]


def _merged_shapes(module: str, reader: Reader) -> list[tuple[str, list[Literal]]]:
    """The shapes that have a message, each with its message in all languages."""
    found: dict[str, list[Literal]] = defaultdict(list)
    for row in reader.snapshot.rows("shapes"):
        message = row["message"]
        if isinstance(message, Literal) and _within([row["graph"].value], module):
            found[row["shape"].value].append(message)
    return sorted(found.items())


def _described(query: str, reader: Reader) -> dict[str, dict[str, list[GraphTerm]]]:
    """The values stated of each term, by property."""
    found: dict[str, dict[str, list[GraphTerm]]] = defaultdict(lambda: defaultdict(list))
    for row in reader.snapshot.rows(query):
        found[row["term"].value][row["property"].value].append(row["value"])
    return found


def _within(iris: list[str], module: str) -> bool:
    """Whether one of the IRIs is that of the module; always true for "", which means the whole."""
    return not module or any(iri.rpartition("/")[2] == module for iri in iris)


def _group(facts: dict[str, list[GraphTerm]]) -> str:
    """The heading under which a term is listed: classes, properties or individuals."""
    types = {o.value for o in facts.get(RDF + "type", ())}
    if any(iri.endswith("#Class") for iri in types):
        return "classes"
    return "properties" if any(iri.endswith("Property") for iri in types) else "individuals"


def _term(iri: str, facts: dict[str, list[GraphTerm]], reader: Reader) -> DocumentedTerm:
    """A term with its documentation in the reader's language."""
    term = DocumentedTerm(
        iri,
        iri.removeprefix(reader.snapshot.prefixes["pfp"]),
        _words(facts, RDFS + "label", reader.language) or spell(iri),
        _words(facts, SKOS + "definition", reader.language),
    )
    for key, properties in LINKS.items():
        found = {o.value for p in properties for o in facts.get(p, ()) if isinstance(o, NamedNode)}
        if found:
            term.links[key] = [values.named(i, {}, reader) for i in sorted(found)]
    for key, properties in TEXTS.items():
        words = [_words(facts, p, reader.language) for p in properties if facts.get(p)]
        if any(words):
            term.texts[key] = [text for text in words if text]
    return term


def _words(facts: dict[str, list[GraphTerm]], predicate: str, language: str) -> str:
    """The text of a property in a language, or else in another; "" when there is none."""
    literals = [o for o in facts.get(predicate, ()) if isinstance(o, Literal)]
    return choose(by_language(literals), language)[0]
