"""Whether the examples notice a mutant: those of the shapes it is part of, and the good fixture."""

from collections import Counter
from functools import cache, cached_property
from pathlib import Path

import pyshacl_turbo
from pyoxigraph import Store
from rdflib import Graph
from rdflib.term import Node

from tests.mutants.shapes import Mutant, closure
from tests.support.examples import (
    BAD,
    GOOD,
    beside,
    broken,
    good_store,
    parsed,
    results,
    shapes_graph,
    targeted,
)

# Shape or SPARQL constraint, component and focus of each result.
Said = Counter[tuple[Node, Node, Node | None]]
INVALID = "invalid"  # the engine refuses it, so whoever wrote it would notice


class Judge:
    """The shapes and their examples, in one process."""

    @cached_property
    def shapes(self) -> Graph:
        """All shapes, none changed."""
        return shapes_graph()

    @cached_property
    def store(self) -> Store:
        """The good fixture and the ontology."""
        return good_store()

    @cached_property
    def parts(self) -> dict[Node, Graph]:
        """Each shape that has targets, with all that it is made of."""
        return {shape: closure(self.shapes, shape) for shape in targeted(self.shapes)}

    @cache  # noqa: B019 (there is one judge a process)
    def examples(self, shape: Node) -> dict[Path, Said]:
        """What a shape says of each example that breaks it."""
        part = self.parts[shape]
        own = [path for path in BAD if (broken(path)[0], None, None) in part]
        program = pyshacl_turbo.compile_shapes(part, advanced=True)
        return {path: self._said(program, path) for path in own}

    @cache  # noqa: B019 (there is one judge a process)
    def together(self, shape: Node) -> tuple[Store, Said]:
        """The good fixture with all examples of a shape, and what the shape says of them."""
        store = Store()
        store.extend(self.store)
        for path in self.examples(shape):
            store.extend(parsed(path))
        program = pyshacl_turbo.compile_shapes(self.parts[shape], advanced=True)
        return store, _said(program, store)

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
        changed = Graph()
        changed += self.parts[shape]
        for triple in mutant.removed:
            changed.remove(triple)
        for triple in mutant.added:
            changed.add(triple)
        program = pyshacl_turbo.compile_shapes(changed, advanced=True)
        store, usual = self.together(shape)
        said = _said(program, store)
        foci = {focus for _, _, focus in (said - usual) + (usual - said)}
        if not foci:  # One look at all of them spares a look at each.
            return ""
        if _said(program, self.store):
            return GOOD.stem
        examples = self.examples(shape)
        for path in sorted(examples, key=lambda p: not foci & {row[2] for row in examples[p]}):
            if self._said(program, path) != examples[path]:
                return path.stem
        return ""

    def _said(self, program: pyshacl_turbo.CompiledShapes, path: Path) -> Said:
        with beside(self.store, path):
            return _said(program, self.store)


def _said(program: pyshacl_turbo.CompiledShapes, store: Store) -> Said:
    return Counter(result[:3] for result in results(program.validate(store)[1]))
