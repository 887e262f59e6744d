"""SHACL engines that others wrote find in the examples and in the data what the build finds, and
the shapes are shapes by the specification's own."""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pytest
from pyoxigraph import Quad, RdfFormat, Store, parse, serialize
from pyshacl.entrypoints import meta_validate
from rdflib import SH, Graph

from pfpgraph.resources import ROOT
from tests.engines.engines import ENGINES, TURBO, Case, Engine, Row, rows
from tests.support.examples import (
    BAD,
    MORE_GOOD,
    SHAPE,
    background,
    broken,
    component,
    parsed,
    shapes_graph,
)

pytestmark = pytest.mark.long


class Judged(NamedTuple):
    """A file of statements, and what the engine that the build uses says of them."""

    file: Path
    results: Counter[Row]


@pytest.fixture(scope="module")
def shapes() -> Graph:
    """All shapes."""
    return shapes_graph()


@pytest.fixture(scope="module")
def examples(shapes: Graph, tmp_path_factory: pytest.TempPathFactory) -> Judged:
    """The examples, good and bad, in one graph."""
    quads = [*background(), *(quad for path in (MORE_GOOD, *BAD) for quad in parsed(path))]
    return judged(quads, shapes, tmp_path_factory.mktemp("examples"))


@pytest.fixture(scope="module")
def data(release, shapes: Graph, tmp_path_factory: pytest.TempPathFactory) -> Judged:
    """Every statement of the release."""
    quads = parse(path=release.dump, format=RdfFormat.N_QUADS)
    return judged(quads, shapes, tmp_path_factory.mktemp("data"))


def judged(quads: Iterable[Quad], shapes: Graph, folder: Path) -> Judged:
    """Statements in a file, their numbers as the store of the build writes them, and judged."""
    store, path = Store(), folder / "data.nt"
    store.extend(Quad(*quad.triple) for quad in quads)
    path.write_bytes(serialize((quad.triple for quad in store), format=RdfFormat.N_TRIPLES))
    return Judged(path, reported(TURBO, shapes, path, folder))


def reported(engine: Engine, shapes: Graph, data: Path, folder: Path) -> Counter[Row]:
    """The results of an engine on a file."""
    path = folder / "shapes.nt"
    engine.written_for(shapes).serialize(path, format="nt", encoding="utf-8")
    return rows(engine.report(Case(path, data, folder)))


def told_by(engine: Engine, usual: Counter[Row], shapes: Graph) -> Counter[Row]:
    """Of the results of the usual engine, and of what they say, all that another can tell."""
    constraint = SH.SPARQLConstraintComponent.n3()
    owners = {one.n3(): shape.n3() for shape, one in shapes.subject_objects(SH.sparql)}
    told: Counter[Row] = Counter()
    for row, number in usual.items():
        if engine.sparql or row.component != constraint:
            shape = row.source if engine.names_constraints else owners.get(row.source, row.source)
            told[row._replace(source=shape)] += number
    return told


def test_every_bad_example_is_noticed_beside_all_others(examples: Judged) -> None:
    """What each example is named for is found in it though all stand in one graph: engines that
    agree on that graph agree on each of them."""
    at_fault: dict[tuple[str, str], set[str]] = {}
    for row in examples.results:
        at_fault.setdefault((row.source, row.component), set()).update({row.focus, row.value})
    for path in BAD:
        shape, parameter = broken(path)
        terms = {str(term) for quad in parsed(path) for term in (quad.subject, quad.object)}
        assert terms & at_fault[shape.n3(), component(parameter).n3()], path.stem


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
def test_engine_agrees_on_every_example(engine, shapes, examples, tmp_path) -> None:
    """The same results, each as often."""
    theirs = reported(engine, shapes, examples.file, tmp_path)
    assert len(theirs) > len(BAD)
    assert theirs == told_by(engine, examples.results, shapes)


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
def test_engine_agrees_on_the_data(engine, shapes, data, tmp_path) -> None:
    """The same results over every statement of the release: warnings, and nothing else."""
    theirs = reported(engine, shapes, data.file, tmp_path)
    assert {row.severity for row in theirs} == {SH.Warning.n3()}
    assert theirs == told_by(engine, data.results, shapes)


def test_the_shapes_are_shapes(shapes: Graph) -> None:
    """By the shapes of SHACL itself, which find one that is none."""
    assert meta_validate(shapes, inference="none")[0]
    without_path = Graph() + shapes
    without_path.remove((SHAPE["Dated-start"], SH.path, None))
    assert not meta_validate(without_path, inference="none")[0]


def test_readme_tells_of_every_engine(examples: Judged) -> None:
    """Its table has each engine and whether it runs constraints in SPARQL; what it says of numbers
    still holds."""
    text = (ROOT / "shapes/README.md").read_text("utf-8")
    told = re.findall(r"^\| ([\w-]+) \| [\d.]+ \| (all|core) \|", text, re.MULTILINE)
    assert told == [(one.name, "all" if one.sparql else "core") for one in (TURBO, *ENGINES)]
    few = re.search(r"than (\d+) bad examples, more than ([\d,]+) results", " ".join(text.split()))
    assert few and int(few[1]) < len(BAD)
    assert int(few[2].replace(",", "")) < examples.results.total()
