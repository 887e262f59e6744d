"""A SPARQL query as it is passed around: its text with the dataset, the bindings and the limits."""

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

    `form` and `is_volatile` are set by `examined`. Graphs named here (IRIs) replace those that the
    text names; with neither, the default graph is the union of all. `formats` are the names of
    formats asked for, in order of preference. Bound variables of a SELECT must be in its SELECT
    clause. `client` identifies who asks, "" for our own pages. `seconds` is the limit that the
    client asks for, None for none, of which `waited` have passed; `turn` is the limit of seconds on
    a processor.
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
        """The query with its form, once it is checked that it may be run; an examined one
        unchanged. Raises Problem: too-long, nesting, service, update, syntax."""
        if self.form:
            return self
        found = tokeniser.examine(self.text, settings)
        return self._replace(form=found.form, is_volatile=found.is_volatile)

    def limit(self, most: float) -> float:
        """The limit in seconds that it asks for, but no more than `most`."""
        return most if self.seconds is None else min(self.seconds, most)
