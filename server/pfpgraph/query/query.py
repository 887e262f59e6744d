"""A query as it travels: its text with the dataset, the bindings and the limits it is run with."""

from collections.abc import Mapping
from math import inf
from types import MappingProxyType
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from pfpgraph import tokeniser
from pfpgraph.settings import Settings

Term = NamedNode | Literal


class Query(NamedTuple):
    """A SPARQL query and its limits.

    `form` and `is_volatile` are known once it is examined. Graphs named here (IRIs) stand in place
    of those that the text names; with neither, the default graph is the union of all. `formats` are
    the names of formats asked for, in order of preference. Bound variables of a SELECT must be in
    its SELECT clause. `client` is who asks, "" for our own pages. `seconds` is the limit it asks
    for, of which `waited` are over; `turn` is how many it may spend on a processor.
    """

    text: str
    form: str = ""
    is_volatile: bool = False
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    bindings: Mapping[str, Term] = MappingProxyType({})
    client: str = ""
    seconds: float | None = None
    waited: float = 0.0
    turn: float = inf

    def examined(self, settings: Settings) -> "Query":
        """The query with its form, once it is seen that it may be run; read only once. Raises
        Problem: too-long, nesting, service, update, syntax."""
        if self.form:
            return self
        found = tokeniser.examine(self.text, settings)
        return self._replace(form=found.form, is_volatile=found.is_volatile)

    def limit(self, most: float) -> float:
        """The seconds that it may take where nobody may have more than that."""
        return most if self.seconds is None else min(self.seconds, most)
