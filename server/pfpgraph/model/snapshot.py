"""The snapshot of a release: its store, and everything derived from it, each part computed once."""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache, partial, wraps
from hashlib import sha256
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import quote

from pyoxigraph import NamedNode

from pfpgraph import iris
from pfpgraph.graph.release import Release
from pfpgraph.kinds import KINDS
from pfpgraph.model.country_facts import CountryFacts
from pfpgraph.model.history import History
from pfpgraph.model.jsonld import Context
from pfpgraph.model.labels import Labels, labels
from pfpgraph.model.search_index import SearchIndex
from pfpgraph.model.term_usage import TermUsage, usages
from pfpgraph.model.terms import Terms
from pfpgraph.model.thing_index import ThingIndex
from pfpgraph.model.withdrawals import Withdrawal, withdrawals
from pfpgraph.problems import Problem
from pfpgraph.query import query_files
from pfpgraph.query.query import Term
from pfpgraph.query.query_files import Filling
from pfpgraph.query.results import GraphRow
from pfpgraph.query.store import Store
from pfpgraph.settings import Settings
from pfpgraph.span import iso_day

DESCRIBED = "/doc"  # the path of the documents about things whose IRIs belong to others
P = ParamSpec("P")
T = TypeVar("T")
_FAR = "9999"  # the year that stands for an open end
_UNDATED = date(2000, 1, 1)  # data without dates is the same on every day


@dataclass
class Snapshot:
    """The store and release of one application; what is derived from them is computed once."""

    settings: Settings
    store: Store
    release: Release
    # The cached functions of `per_release`.
    kept: dict[Callable[..., Any], Callable[..., Any]] = field(default_factory=dict, repr=False)

    @property
    def base(self) -> str:
        """The base of the IRIs in the release."""
        return self.release.base

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """Every prefix and its namespace."""
        return iris.prefixes(self.base)

    @cached_property
    def context(self) -> Context:
        """The JSON-LD context, made from the terms."""
        return Context(self.terms, self.prefixes)

    @cached_property
    def report(self) -> dict[str, Any]:
        """The report as the build wrote it. One that another version of the program wrote may lack
        what was checked."""
        found: dict[str, Any] = json.loads((self.release.folder / "report.json").read_bytes())
        return found

    @cached_property
    def terms(self) -> Terms:
        """The labels and types of all terms of the vocabularies."""
        return Terms(self.rows("terms"))

    @cached_property
    def term_usages(self) -> dict[str, TermUsage]:
        """The use of the terms of the ontology, by IRI."""
        return usages(self.rows("term-counts"), self.rows("term-examples"))

    @cached_property
    def labels(self) -> Labels:
        """The labels of everything, by IRI and language."""
        return labels(self.rows("labels"))

    @cached_property
    def history(self) -> History:
        """The dated records and names of countries, by country."""
        return History(self.base, self.rows("history"), self.rows("names-in-use"))

    @cached_property
    def others(self) -> frozenset[str]:
        """The IRIs outside the base that the graph describes, for which this service answers at an
        address that holds the whole IRI; empty where there are none."""
        found = (row["thing"].value for row in self.rows("others"))
        return frozenset(iri for iri in found if _is_elsewhere(iri, self.base))

    @cached_property
    def last_day(self) -> date:
        """The day of the data; where the release has none, the last day on which anything begins or
        ends."""
        if self.release.data_date:
            return date.fromisoformat(self.release.data_date)
        found = (day for entry in self.thing_index for day in entry.days if day < _FAR)
        return max((day for text in found if (day := iso_day(text))), default=_UNDATED)

    @cached_property
    def search_index(self) -> SearchIndex:
        """All names and descriptions that readers may search for."""
        names, accounts = self.rows("names"), self.rows("accounts")
        return SearchIndex(self.base, names, self.labels, accounts, self.others, self.thing_index)

    @cached_property
    def country_facts(self) -> CountryFacts:
        """The coordinates, codes, acronyms and predecessors of countries, and what drawings
        label."""
        return CountryFacts(self.thing_index, iris.thing(self.base, *iris.FRAMEWORK_DOCUMENT))

    @cached_property
    def disputes(self) -> list[tuple[str, int]]:
        """The IRI of each disagreement with the number of its claims, most claims first."""
        rows = self.rows("disagreements")
        return [(row["disagreement"].value, int(row["claims"].value)) for row in rows]

    @cached_property
    def thing_index(self) -> ThingIndex:
        """The class, dates, sources and disputes of every thing, and its records."""
        rows = (self.rows(name) for name in ("thing-index", "source-counts", "disputes"))
        return ThingIndex(self.base, *rows)

    @cached_property
    def program(self) -> str:
        """A hash of the program's own files, 16 hexadecimal digits: answers change with them too,
        even where the version does not."""
        digest = sha256()
        for path in sorted(Path(__file__).parents[1].rglob("*")):
            if path.suffix in (".py", ".html", ".css", ".js", ".svg", ".json", ".rq"):
                digest.update(path.read_bytes())
        return digest.hexdigest()[:16]

    @cached_property
    def counts(self) -> dict[str, int]:
        """The number of things of each kind."""
        return {row["kind"].value: int(row["count"].value) for row in self.rows("kind-counts")}

    def read(self) -> None:
        """Compute every derived part now, so that the first reader of a page need not wait. After a
        Problem the rest is computed when it is needed."""
        with suppress(Problem):
            for name, value in vars(Snapshot).items():
                if isinstance(value, cached_property):
                    getattr(self, name)

    def rows(self, query: str, **bindings: Term) -> list[GraphRow]:
        """The rows of one of our own queries, by the name of its file, with variables bound. Raises
        Problem."""
        return self.store.rows(query_files.text(query, self.base), **bindings)

    def filled(self, query: str, **terms: Filling | Sequence[Filling]) -> list[GraphRow]:
        """The rows of one of our own queries with terms in place of its `$name`: values that are
        the same in every row need not be in each. Raises Problem."""
        return self.store.rows(query_files.filled(query, self.base, **terms))

    def ask(self, query: str, **bindings: Term) -> bool:
        """The answer of one of our own ASK queries, by the name of its file. Raises Problem."""
        return self.store.ask(query_files.text(query, self.base), **bindings)

    @cached_property
    def withdrawn(self) -> dict[str, Withdrawal]:
        """The things of earlier releases that are withdrawn, by IRI."""
        return withdrawals(self.rows("withdrawn"))

    def has(self, iri: str) -> bool:
        """Whether the graph has any statement about a thing. Raises Problem."""
        return self.ask("exists", thing=NamedNode(iri))

    def split(self, iri: str) -> tuple[str, str]:
        """The kind and slug of a thing under the base, "" and "" for other IRIs."""
        kind, slug = iris.split(iri, self.base)
        return (kind, slug) if kind in KINDS else ("", "")

    def shorten(self, iri: str) -> str:
        """An IRI as prefix:name where a prefix fits, else unchanged."""
        return iris.shorten(iri, self.base)

    def local(self, iri: str) -> str | None:
        """The path at which this service answers for an IRI, which is under the base or is
        described in the graph; None for any other."""
        if iri in self.others:
            return f"{DESCRIBED}?iri={quote(iri, safe='')}"
        return iris.local(iri, self.base)


def per_release(
    most: int | None = None,
) -> Callable[[Callable[Concatenate[Snapshot, P], T]], Callable[Concatenate[Snapshot, P], T]]:
    """A decorator of functions of a snapshot: results are cached as long as the snapshot, for at
    most `most` combinations of the other arguments (None: for all), which must be hashable."""

    def decorate(
        make: Callable[Concatenate[Snapshot, P], T],
    ) -> Callable[Concatenate[Snapshot, P], T]:
        @wraps(make)
        def once(snapshot: Snapshot, /, *args: P.args, **kwargs: P.kwargs) -> T:
            call = snapshot.kept.get(once)
            if call is None:
                call = snapshot.kept.setdefault(once, lru_cache(most)(partial(make, snapshot)))
            found: T = call(*args, **kwargs)
            return found

        return once

    return decorate


def _is_elsewhere(iri: str, base: str) -> bool:
    """Whether an IRI has no address of its own here: it is not under our base, or is a fragment of
    a file's graph."""
    path = iris.local(iri, base)
    return path is None or (path.startswith("/graph/") and "#" in path)
