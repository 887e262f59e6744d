"""SHACL engines that others wrote: how each is run, what it must be given instead of the shapes as
they are, and what it does not tell."""

import json
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import pyrudof
import pyshacl
import pyshacl_turbo
import pytest
import rdflib
from pyoxigraph import RdfFormat, Store
from rdflib import RDF, RDFS, SH, XSD, BNode, Graph, Literal
from rdflib.plugins.sparql import processor
from rdflib.term import Node

from tests.support import jena
from tests.support.examples import ontology_files, read

SCRIPT = Path(__file__).with_name("javascript.mjs")
MEMBERS = (
    *(SH.sourceConstraintComponent, SH.focusNode, SH.resultPath, SH.value, SH.resultSeverity),
)


class Case(NamedTuple):
    """Something to validate, in N-Triples files, and a folder for what an engine needs."""

    shapes: Path
    data: Path
    folder: Path


class Row(NamedTuple):
    """One result, each term as in N-Triples, "" where there is none."""

    source: str  # the constraint in SPARQL, or else the shape
    component: str
    focus: str
    path: str
    value: str
    severity: str


class Engine(NamedTuple):
    """An engine: its name and version; the function that gives its report on a case; the shapes as
    it can read them; whether it runs constraints in SPARQL, and says which of a shape it was."""

    name: str
    version: Callable[[], str]
    report: Callable[[Case], Graph]
    written_for: Callable[[Graph], Graph] = lambda shapes: shapes
    sparql: bool = True
    names_constraints: bool = True


def rows(report: Graph) -> Counter[Row]:
    """The results of a report, without those that only detail another."""

    def row(result: Node) -> Row:
        source = report.value(result, SH.sourceConstraint) or report.value(result, SH.sourceShape)
        return Row(*(_written(t) for t in (source, *(report.value(result, m) for m in MEMBERS))))

    found = report.subjects(RDF.type, SH.ValidationResult)
    return Counter(row(one) for one in found if not any(report.subjects(SH.detail, one)))


def _written(term: Node | None) -> str:
    """A term as in N-Triples; of strings some engines say the type, others not."""
    if term is None or isinstance(term, BNode):
        return ""
    if isinstance(term, Literal) and term.datatype == XSD.string:
        term = Literal(str(term))
    return term.n3()


def core(shapes: Graph) -> Graph:
    """The shapes without constraints in SPARQL."""
    return _without(shapes, ((None, SH.sparql, None),))


def with_one_message(shapes: Graph) -> Graph:
    """The shapes with one message only in each constraint in SPARQL."""
    messages = (
        (constraint, SH.message, message)
        for constraint in shapes.objects(None, SH.sparql)
        for message in sorted(shapes.objects(constraint, SH.message))[1:]
    )
    return _without(shapes, messages)


def with_classes(shapes: Graph) -> Graph:
    """The shapes, which say too of which classes others are sub-classes."""
    changed = Graph() + shapes
    for triple in read(ontology_files()).triples((None, RDFS.subClassOf, None)):
        changed.add(triple)
    return changed


def _without(
    shapes: Graph, patterns: Iterable[tuple[Node | None, Node | None, Node | None]]
) -> Graph:
    changed = Graph() + shapes
    for pattern in patterns:
        changed.remove(pattern)
    return changed


def _turbo(case: Case) -> Graph:
    store = Store()
    store.bulk_load(path=case.data, format=RdfFormat.N_TRIPLES)
    compiled = pyshacl_turbo.compile_shapes(Graph().parse(case.shapes), advanced=True)
    report: Graph = compiled.validate(store)[1]
    return report


def _pyshacl(case: Case) -> Graph:
    with parsed_once(), pytest.MonkeyPatch.context() as patch:
        # Else rdflib drops the zone of a date.
        patch.setattr(rdflib, "NORMALIZE_LITERALS", False)
        data, shapes = Graph().parse(case.data), Graph().parse(case.shapes)
        report: Graph = pyshacl.validate(data, shacl_graph=shapes, advanced=True)[1]
    return report


@contextmanager
def parsed_once() -> Iterator[None]:
    """Have rdflib read the text of a query once, not once a record: 30 times faster."""
    translate, translated = processor.translateQuery, {}

    def once(query, base=None, names=None):
        if id(query) not in translated:
            translated[id(query)] = (query, translate(query, base, names))
        return translated[id(query)][1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(processor, "parseQuery", cache(processor.parseQuery))
        patch.setattr(processor, "translateQuery", once)
        yield


def _rudof(case: Case) -> Graph:
    rudof = pyrudof.Rudof(pyrudof.RudofConfig())
    rudof.read_shacl(case.shapes.read_text("utf-8"), format=pyrudof.ShaclFormat.NTriples)
    rudof.read_data(case.data.read_text("utf-8"), format=pyrudof.RDFFormat.NTriples)
    rudof.validate_shacl()
    form = pyrudof.ResultShaclValidationFormat.NTriples
    report = rudof.serialize_shacl_validation_results(format=form)
    return Graph().parse(data=report, format="nt")


def _jena(case: Case) -> Graph:
    java = ("java", "-cp", jena.class_path(case.folder), "shacl.shacl", "validate")
    return Graph().parse(data=_printed(*java, "--shapes", case.shapes, "--data", case.data))


def _javascript(name: str) -> Callable[[Case], Graph]:
    """The function that gives the report of a package from npm."""

    def report(case: Case) -> Graph:
        script, found = case.folder / SCRIPT.name, case.folder / "report.nt"
        shutil.copy(SCRIPT, script)
        (case.folder / "node_modules").symlink_to(_packages())
        _printed("node", script, name, case.shapes, case.data, found)
        return Graph().parse(found)

    return report


def _packages() -> Path:
    """The folder of packages from npm, which `.ci/run` makes."""
    folder = Path(os.environ.get("CLIENTS", "/"), "node_modules")
    if not (folder / "shacl-engine").is_dir():
        pytest.skip("CLIENTS names no folder with engines from npm")
    return folder


def _released(name: str) -> Callable[[], str]:
    """The function that gives the version of a package from npm."""

    def released() -> str:
        found: str = json.loads((_packages() / name / "package.json").read_text("utf-8"))["version"]
        return found

    return released


def _printed(*command: object) -> str:
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _from_npm(name: str, written_for: Callable[[Graph], Graph]) -> Engine:
    return Engine(name, _released(name), _javascript(name), written_for, sparql=False)


TURBO = Engine("pyshacl-turbo", lambda: version("pyshacl-turbo"), _turbo)
ENGINES = (
    Engine("pyshacl", lambda: version("pyshacl"), _pyshacl),
    Engine("rudof", lambda: version("pyrudof"), _rudof, names_constraints=False),
    Engine("Jena", jena.version, _jena, with_one_message, names_constraints=False),
    _from_npm("rdf-validate-shacl", core),
    _from_npm("shacl-engine", lambda shapes: with_classes(core(shapes))),
)
