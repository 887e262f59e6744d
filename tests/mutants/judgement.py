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
    MORE_GOOD,
    Result,
    beside,
    breaks_only_its_own,
    broken,
    good_store,
    parsed,
    results,
    shapes_graph,
    targeted,
)

Said = Counter[Result]
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
    def together(self, shape: Node) -> tuple[Store, Said, dict[Path, Said]]:
        """The good fixture with all examples of a shape, what the shape says of them, and what it
        says of each."""
        part = self.parts[shape]
        program = pyshacl_turbo.compile_shapes(part, advanced=True)
        own = [path for path in BAD if (broken(path)[0], None, None) in part]
        store, each = Store(), {}
        store.extend([*self.store, *parsed(MORE_GOOD)])
        for path in own:
            with beside(self.store, path):
                each[path] = _said(program, self.store)
            store.extend(parsed(path))
        return store, _said(program, store), each

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
        store, usual, each = self.together(shape)
        said = _said(program, store)
        different = {row for row in {**said, **usual} if said[row] != usual[row]}
        if not different:  # One look at all of them spares a look at each.
            return ""
        with beside(self.store, MORE_GOOD):
            if _said(program, self.store):
                return GOOD.stem
        for path in sorted(each, key=lambda path: not different & {*each[path]}):
            with beside(self.store, path):
                found = results(program.validate(self.store)[1])
            if not breaks_only_its_own(path, found):
                return path.stem
        return ""


def _said(program: pyshacl_turbo.CompiledShapes, store: Store) -> Said:
    return Counter(results(program.validate(store)[1]))
