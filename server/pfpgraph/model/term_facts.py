"""What a release says of each term of its ontology, in an earlier version or the current one: the
same for every reader."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from pfpgraph.iris import tail
from pfpgraph.model.snapshot import Snapshot, per_release
from pfpgraph.model.vocabulary import statements
from pfpgraph.namespaces import RDF, RDFS
from pfpgraph.query.results import GraphTerm

Facts = dict[str, list[GraphTerm]]  # the values of a term by property


class TermFacts(NamedTuple):
    """What a release says of the terms of its ontology: the values of each by property; those of
    ours by module, "" having all; the subjects by property and value; the messages of the shapes
    that name each, by shape."""

    facts: dict[str, Facts]
    modules: dict[str, list[str]]
    subjects: dict[tuple[str, str], list[str]]
    shapes: dict[str, dict[str, list[Literal]]]


@per_release()
def of_version(snapshot: Snapshot, version: str = "") -> TermFacts:
    """What is said of the terms of the current version (""), or of an earlier one, whose shapes are
    not looked up."""
    facts: dict[str, Facts] = defaultdict(lambda: defaultdict(list))
    subjects: dict[tuple[str, str], list[str]] = defaultdict(list)
    for term, prop, value in _said(snapshot, version):
        if value not in facts[term][prop]:
            facts[term][prop].append(value)
            if isinstance(value, NamedNode):
                subjects[prop, value.value].append(term)
    modules = _modules(facts, snapshot.prefixes["pfp"])
    return TermFacts(facts, modules, subjects, {} if version else _shapes(snapshot))


def _said(snapshot: Snapshot, version: str) -> Iterator[tuple[str, str, GraphTerm]]:
    """The statements of the ontology on named terms: subject, property and value."""
    if not version:
        for row in snapshot.rows("vocabulary"):
            yield row["term"].value, row["property"].value, row["value"]
        return
    for quad in statements(snapshot, "ontology", version):
        subject, value = quad.subject, quad.object
        if isinstance(subject, NamedNode) and isinstance(value, NamedNode | Literal):
            yield subject.value, quad.predicate.value, value


def _shapes(snapshot: Snapshot) -> dict[str, dict[str, list[Literal]]]:
    """The shapes that name each class or property, with their messages."""
    found: dict[str, dict[str, list[Literal]]] = defaultdict(lambda: defaultdict(list))
    for row in snapshot.rows("term-shapes"):
        if isinstance(row["message"], Literal):
            found[row["term"].value][row["shape"].value].append(row["message"])
    return found


def _modules(facts: dict[str, Facts], ours: str) -> dict[str, list[str]]:
    """Our terms by the module that defines them, and all of them under "", sorted."""
    found: dict[str, list[str]] = defaultdict(list)
    for iri in sorted(facts, key=str.casefold):
        if iri.startswith(ours) and (defined := facts[iri].get(RDFS + "isDefinedBy")):
            for module in ("", *(tail(value.value) for value in defined)):
                found[module].append(iri)
    return found


def group_of(facts: Facts) -> str:
    """The group of a term: classes, properties or individuals."""
    types = {value.value for value in facts.get(RDF + "type", ())}
    if any(iri.endswith("#Class") for iri in types):
        return "classes"
    return "properties" if any(iri.endswith("Property") for iri in types) else "individuals"


def iris(facts: Facts, properties: Iterable[str]) -> set[str]:
    """The IRIs that are values of some properties."""
    found = (value for name in properties for value in facts.get(name, ()))
    return {value.value for value in found if isinstance(value, NamedNode)}
