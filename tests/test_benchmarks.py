"""The benchmarks: the graphs that they generate can be relied on."""

import pytest
from pyoxigraph import RdfFormat, parse

from pfpgraph.graph.release import current
from tests.benchmarks import gen

SIZE = 2_000


@pytest.fixture(scope="module")
def dump(tmp_path_factory):
    """A small generated graph."""
    return gen.write(SIZE, tmp_path_factory.mktemp("generated"))


def test_the_same_arguments_give_the_same_bytes(dump, tmp_path):
    """A graph can be generated again anywhere; another seed is another graph."""
    assert gen.write(SIZE, tmp_path / "again").read_bytes() == dump.read_bytes()
    assert gen.write(SIZE, tmp_path / "other", seed=7).read_bytes() != dump.read_bytes()


def test_a_generated_graph_is_a_release(dump):
    """It says what it is, has as many statements as it was asked for, each once, in our graphs."""
    release = current(dump.parents[2])
    quads = list(parse(path=dump, format=RdfFormat.N_QUADS))

    assert release.dump == dump
    assert release.checksum.startswith(dump.parent.name)
    assert SIZE <= len(quads) < SIZE + 20
    assert sum(release.graphs.values()) == len(quads) == len({quad.triple for quad in quads})
