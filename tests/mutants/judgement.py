"""Whether the examples notice a mutant: those of the shapes it is part of, and the good things."""

from collections import Counter
from functools import cache, cached_property
from pathlib import Path

import pyshacl_turbo
from pyoxigraph import Quad
from rdflib import Graph, URIRef
from rdflib.term import Node

from tests.mutants.shapes import Mutant, closure
from tests.support.examples import (
    BAD,
    GOOD,
    MORE_GOOD,
    Result,
    breaks_only_its_own,
    broken,
    found,
    ontology_files,
    parsed,
    read,
    shapes_graph,
    targeted,
)

INVALID = "invalid"  # the engine refuses it, so whoever wrote it would notice


class Judge:
    """The shapes and their examples, in one process."""

    @cached_property
    def shapes(self) -> Graph:
        """All shapes, none changed."""
        return shapes_graph()

    @cached_property
    def parts(self) -> dict[Node, Graph]:
        """Each shape that has targets, with all that it is made of."""
        return {shape: closure(self.shapes, shape) for shape in targeted(self.shapes)}

    @cached_property
    def good(self) -> dict[Node, list[Quad]]:
        """What else is good, by the shapes that look at it."""
        program = pyshacl_turbo.compile_shapes(self.shapes, advanced=True)
        targets = pyshacl_turbo.prepare_target_data(read([*ontology_files(), MORE_GOOD]))
        good: dict[Node, list[Quad]] = {shape: [] for shape in self.parts}
        for quad in parsed(MORE_GOOD):
            for shape in program.targeting(targets, URIRef(quad.subject.value)):
                good[shape].append(quad)
        return good

    @cache  # noqa: B019 (there is one judge a process)
    def own(self, shape: Node) -> list[Path]:
        """The bad examples of a shape."""
        return [path for path in BAD if (broken(path)[0], None, None) in self.parts[shape]]

    @cache  # noqa: B019
    def usual(self, shape: Node) -> Counter[Result]:
        """What a shape says of all its examples together."""
        program = pyshacl_turbo.compile_shapes(self.parts[shape], advanced=True)
        return Counter(found(program, self.good[shape], *map(parsed, self.own(shape))))

    def noticed_by(self, mutant: Mutant) -> str:
        """The name of an example of which a shape says something else when it is a mutant;
        INVALID, or "" where no example notices it."""
        for shape, part in self.parts.items():
            if (mutant.shape, None, None) in part:
                try:
                    if name := self._noticed(shape, mutant):
                        return name
                except (ValueError, pyshacl_turbo.ValidationFailure):
                    return INVALID
        return ""

    def _noticed(self, shape: Node, mutant: Mutant) -> str:
        part = _changed(self.parts[shape], mutant)
        program = pyshacl_turbo.compile_shapes(part, advanced=True)
        if found(program, self.good[shape]):
            return GOOD.stem
        named = [path for path in self.own(shape) if broken(path)[0] == mutant.shape]
        return _first(program, named) or _first(program, self._suspects(shape, program))

    def _suspects(self, shape: Node, program: pyshacl_turbo.CompiledShapes) -> list[Path]:
        """The examples in which something else is found, when all are looked at together."""
        usual = self.usual(shape)
        said = Counter(found(program, self.good[shape], *map(parsed, self.own(shape))))
        rows = [row for row in said.keys() | usual.keys() if said[row] != usual[row]]
        nodes = {str(node) for row in rows for node in row[2:]}
        return [path for path in self.own(shape) if _named(path) & nodes]


def _named(path: Path) -> set[str]:
    """What an example speaks of, and all that it says of it."""
    return {node.value for quad in parsed(path) for node in (quad.subject, quad.object)}


def _first(program: pyshacl_turbo.CompiledShapes, paths: list[Path]) -> str:
    """The name of the first example that does not break its constraint alone, or ""."""
    at_odds = (p for p in paths if not breaks_only_its_own(p, found(program, parsed(p))))
    return next((path.stem for path in at_odds), "")


def _changed(part: Graph, mutant: Mutant) -> Graph:
    """What a shape is made of, with a mutant in it."""
    graph = Graph()
    graph += part
    for triple in mutant.removed:
        graph.remove(triple)
    for triple in mutant.added:
        graph.add(triple)
    return graph
