"""The statements of a graph, found by subject or by value."""

from collections import defaultdict
from collections.abc import Iterable

from pyoxigraph import Quad

from pfpgraph.iris import expand, prefixes, value_of


class Statements:
    """The statements of a graph: values by subject and property, subjects by property and value."""

    def __init__(self, quads: Iterable[Quad], base: str) -> None:
        """Take the quads and the base of their IRIs."""
        self.base = base
        self._names = prefixes(base)
        self._values: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        self._subjects: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for quad in quads:
            subject, value = value_of(quad.subject), value_of(quad.object)
            self._values[subject, quad.predicate.value].append(value)
            self._subjects[quad.predicate.value, value].append(subject)

    def values(self, subject: str, name: str) -> list[str]:
        """The values of a property, named as in Turtle, of a subject."""
        return self._values.get((subject, self.iri(name)), [])

    def value(self, subject: str, name: str) -> str:
        """The first value of a property, named as in Turtle, of a subject; "" where there is
        none."""
        return next(iter(self.values(subject, name)), "")

    def subjects(self, name: str, value: str) -> list[str]:
        """The subjects that have a value of a property, named as in Turtle."""
        return self._subjects.get((self.iri(name), value), [])

    def objects(self, name: str) -> list[str]:
        """Every value of a property, named as in Turtle."""
        return [value for predicate, value in self._subjects if predicate == self.iri(name)]

    def iri(self, name: str) -> str:
        """The IRI of a name written as in Turtle."""
        return expand(name, self._names)
