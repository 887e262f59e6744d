"""The report of a release: what validation found, and all that was checked, by which engines.

Its RDF is the sh:ValidationReport of SHACL; beside that an earl:Assertion (EARL 1.0) for each
check, and for the number of things checked a dqv:QualityMeasurement (Data Quality Vocabulary).

It does not say when it was made: the same files always give the same release, whatever the clock
says. What it is about is known by the checksum and by the date of the data.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Quad, Triple

from pfpgraph.formats import TURTLE
from pfpgraph.graph import serialisation
from pfpgraph.graph.load import Tree
from pfpgraph.graph.query_comments import sentences
from pfpgraph.graph.report import Report, statements
from pfpgraph.i18n.words import languages, translations
from pfpgraph.iris import expand, prefixes, terms_named, value_of
from pfpgraph.namespaces import EARL, SH, XSD

PREFIXES = {"dqv": "http://www.w3.org/ns/dqv#", "earl": EARL}
SHAPES, QUERIES, NAMES = "pyshacl-turbo", "pyoxigraph", "pfpgraph"  # what checks which
ENGINES = (SHAPES, "rdflib", QUERIES, NAMES)  # rdflib reads the shapes for the first
_INNER = {f"{SH}property", f"{SH}sparql"}
_FOCUS_NODES = "report-focus-nodes"  # the definition of the number, in each language


class Check(NamedTuple):
    """A check: the IRI of a shape, of a query of hygiene, or of the list of released names; what
    is right, by language (empty for a shape, which has a sentence for each constraint); the number
    of things checked, None where only the engine knows it; the number of results, None where they
    do not tell which shape they are of; the terms of ours that a query names."""

    iri: str
    messages: dict[str, str]
    things: int | None
    results: int | None
    terms: tuple[str, ...] = ()


class ReleaseReport(NamedTuple):
    """The report of validation, all checks, the number of questions, and the version of each
    engine by its name."""

    found: Report
    shapes: tuple[Check, ...]
    hygiene: tuple[Check, ...]
    released: Check
    questions: int
    engines: dict[str, str]

    def json(self) -> str:
        """The report as JSON: that of validation, and beside it what was checked."""
        rest = {
            "results": {check.iri: check.results for check in self.shapes},
            "hygiene": [_members(check) | {"terms": check.terms} for check in self.hygiene],
            "released": _members(self.released),
            "questions": self.questions,
            "engines": self.engines,
        }
        return json.dumps(self.found.members() | rest, ensure_ascii=False, indent=2) + "\n"

    def turtle(self) -> str:
        """The report as Turtle, that of validation first."""
        names = prefixes(self.found.base) | PREFIXES
        rows = (*statements(self.found), *_statements(self, names))
        first = self.found.iri
        return serialisation.write(list(rows), TURTLE, names, first).decode()


def report(tree: Tree, quads: Iterable[Quad], found: Report) -> ReleaseReport:
    """The report of a release made of a tree, with these statements, on which validation has found
    this."""
    of_shape = _results(found, quads)
    by_rule = Counter(fault.shape for fault in found.faults)
    lost = f"{found.base}shapes#released"
    names = sum(len(file.text.split()) for file in tree.released)
    return ReleaseReport(
        found,
        tuple(
            Check(iri, {}, things, None if of_shape is None else of_shape[iri])
            for iri, things in found.focus_nodes.items()
        ),
        tuple(
            Check(rule, sentences(query.text), None, by_rule[rule], tuple(terms_named(query.text)))
            for query in tree.hygiene
            for rule in [f"{found.base}shapes#{query.graph.value.rsplit('/', 1)[1]}"]
        ),
        Check(lost, translations("fault-released"), names, by_rule[lost]),
        len(tree.questions),
        {engine: version(engine) for engine in ENGINES},
    )


def _results(found: Report, quads: Iterable[Quad]) -> Counter[str] | None:
    """The number of results of each shape: its own and those of the constraints within it; None
    where a result is of a constraint without a name."""
    if any(fault.component and not fault.shape for fault in found.faults):
        return None
    outer = defaultdict(set)
    for quad in quads:
        if quad.predicate.value in _INNER:
            outer[value_of(quad.object)].add(value_of(quad.subject))
    return Counter(shape for fault in found.faults for shape in _around(fault.shape, outer))


def _around(shape: str, outer: dict[str, set[str]]) -> set[str]:
    """A shape and those that it is within."""
    shapes, pending = set(), {shape}
    while pending:
        shapes |= pending
        pending = {one for inner in pending for one in outer.get(inner, ())} - shapes
    return shapes


def _members(check: Check) -> dict[str, str | int | None]:
    """A check as a flat object: its sentence under a name for each language."""
    messages = {f"message_{tag}": check.messages.get(tag, "") for tag in languages()}
    return {"check": check.iri, **messages, "things": check.things, "results": check.results}


def _statements(report: ReleaseReport, names: dict[str, str]) -> Iterator[Triple]:
    """The statements on what was checked, and by what."""
    for subject, predicate, value in _rows(report):
        term = NamedNode(expand(value, names)) if isinstance(value, str) else value
        yield Triple(NamedNode(subject), NamedNode(expand(predicate, names)), term)


Rows = Iterator[tuple[str, str, str | NamedNode | Literal]]


def _rows(report: ReleaseReport) -> Rows:
    """Those statements with the properties, and the values that are terms, as prefixed names."""
    whole = report.found.iri
    yield whole, "foaf:primaryTopic", NamedNode(f"{report.found.base}dataset")
    for name, release in report.engines.items():
        agent = f"{whole}#{name}"
        yield whole, "prov:wasAttributedTo", NamedNode(agent)
        yield agent, "rdf:type", "earl:Software"
        yield agent, "rdf:type", "prov:SoftwareAgent"
        yield agent, "dcterms:title", Literal(name)
        yield agent, "schema:softwareVersion", Literal(release)
    metric = f"{whole}#focus-nodes"
    yield metric, "rdf:type", "dqv:Metric"
    yield metric, "dqv:expectedDataType", "xsd:nonNegativeInteger"
    for tag, text in translations(_FOCUS_NODES).items():
        yield metric, "skos:definition", Literal(text, language=tag)
    for number, (check, engine) in enumerate(_checks(report), 1):
        for tag, text in check.messages.items():
            yield check.iri, "dcterms:description", Literal(text, language=tag)
        yield from _assertion(check, engine, report.found.base, number)


def _checks(report: ReleaseReport) -> Iterator[tuple[Check, str]]:
    """Each check with the engine that made it."""
    yield from ((check, SHAPES) for check in report.shapes)
    yield from ((check, QUERIES) for check in report.hygiene)
    yield report.released, NAMES


def _assertion(check: Check, engine: str, base: str, number: int) -> Rows:
    """The statements on one check of the dataset by an engine, named by its number."""
    whole, dataset = f"{base}report", NamedNode(f"{base}dataset")
    assertion, result = f"{whole}#check-{number}", f"{whole}#outcome-{number}"
    yield assertion, "rdf:type", "earl:Assertion"
    yield assertion, "earl:assertedBy", NamedNode(f"{whole}#{engine}")
    yield assertion, "earl:mode", "earl:automatic"
    yield assertion, "earl:subject", dataset
    yield assertion, "earl:test", NamedNode(check.iri)
    yield assertion, "earl:result", NamedNode(result)
    yield result, "rdf:type", "earl:TestResult"
    yield result, "earl:outcome", _outcome(check)
    if check.things is not None:
        yield result, "rdf:type", "dqv:QualityMeasurement"
        yield result, "dqv:computedOn", dataset
        yield result, "dqv:isMeasurementOf", NamedNode(f"{whole}#focus-nodes")
        kind = NamedNode(f"{XSD}nonNegativeInteger")
        yield result, "dqv:value", Literal(str(check.things), datatype=kind)


def _outcome(check: Check) -> str:
    """The outcome of a check in EARL. A warning is a result, so that it fails (SHACL 3.6.1)."""
    if check.things == 0:
        return "earl:inapplicable"
    if check.results is None:
        return "earl:cantTell"
    return "earl:failed" if check.results else "earl:passed"
