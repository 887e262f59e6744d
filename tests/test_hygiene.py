"""The hygiene of the graph: queries that find nothing in it, and find a seeded fault."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

from pfpgraph.iris import PUBLIC_BASE, prefixes
from pfpgraph.resources import FOLDERS, ROOT

HYGIENE = ROOT / "shapes" / "hygiene"
RULES = sorted(HYGIENE.glob("*.rq"))
FAULTS = {path.stem: path for path in sorted((Path(__file__).parent / "hygiene").iterdir())}
FORMATS = {".ttl": RdfFormat.TURTLE, ".trig": RdfFormat.TRIG}


def load(folders: tuple[str, ...]) -> Store:
    """The Turtle of some folders, each file in the graph of its name."""
    store = Store()
    for folder in folders:
        for path in sorted((ROOT / folder).glob("*.ttl")):
            graph = NamedNode(f"{PUBLIC_BASE}graph/{folder}/{path.stem}")
            store.bulk_load(path=path, format=RdfFormat.TURTLE, to_graph=graph)
    return store


def found(store: Store, rule: Path) -> list[str]:
    """What a rule finds, a line a row."""
    head = "".join(f"PREFIX {name}: <{space}>\n" for name, space in prefixes().items())
    rows = store.query(head + rule.read_text(encoding="utf-8"), use_default_graph_as_union=True)
    names = [variable.value for variable in rows.variables]
    return [", ".join(f"{name} {row[name]}" for name in names) for row in rows]


def faulty(path: Path) -> Iterator[Quad]:
    """The quads of a fault; those without a graph of their own are in one beside the data."""
    for quad in parse(path=path, format=FORMATS[path.suffix]):
        graph = quad.graph_name
        if isinstance(graph, DefaultGraph):
            graph = NamedNode(f"{PUBLIC_BASE}graph/faults/{path.stem}")
        yield Quad(quad.subject, quad.predicate, quad.object, graph)


@pytest.fixture(scope="module")
def graph() -> Store:
    """The whole graph as authored: ontology, data and shapes."""
    return load(FOLDERS)


@pytest.fixture(scope="module")
def built(release) -> Store:
    """The whole graph as published: with what rules derive and what describes the dataset."""
    store = Store()
    store.bulk_load(path=release.dump, format=RdfFormat.N_QUADS)
    return store


@pytest.fixture(scope="module")
def terms() -> Store:
    """Ontology and shapes, to which a fault is added for a while."""
    return load(("ontology", "shapes"))


def test_there_is_something_to_check(graph: Store) -> None:
    """Every folder gives statements, so that no rule passes over nothing."""
    graphs = [name.value for name in graph.named_graphs()]
    for folder in FOLDERS:
        assert sum(f"/graph/{folder}/" in name for name in graphs) > 5, folder


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.stem)
def test_rule_finds_nothing(rule: Path, graph: Store) -> None:
    """The graph keeps every rule; a row is a breach, printed with the rule."""
    rows = found(graph, rule)
    assert not rows, "\n".join([rule.read_text(encoding="utf-8").split("\nSELECT")[0], *rows[:20]])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.stem)
def test_rule_finds_nothing_in_what_is_published(rule: Path, built: Store) -> None:
    """What rules derive and what describes the dataset keeps every rule too."""
    rows = found(built, rule)
    assert not rows, "\n".join([rule.read_text(encoding="utf-8").split("\nSELECT")[0], *rows[:20]])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.stem)
def test_rule_finds_its_fault(rule: Path, terms: Store) -> None:
    """Each rule finds the fault that is kept for it, so none passes whatever is wrong."""
    before = found(terms, rule)
    fault = [quad for quad in faulty(FAULTS[rule.stem]) if quad not in terms]
    terms.extend(fault)
    after = found(terms, rule)
    for quad in fault:
        terms.remove(quad)
    assert set(after) - set(before)


def test_every_fault_has_its_rule() -> None:
    """No fault is kept for a rule that has gone."""
    assert sorted(rule.stem for rule in RULES) == sorted(FAULTS)


def test_every_rule_says_what_is_right() -> None:
    """The first line of a rule is its sentence."""
    for rule in RULES:
        assert rule.read_text(encoding="utf-8").startswith("# "), rule
