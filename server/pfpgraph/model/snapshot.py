"""The snapshot of a release: its store, and what follows from it, each part read once."""

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

DESCRIBED = "/doc"  # the path of the documents about things whose names are of others
P = ParamSpec("P")
T = TypeVar("T")
_FAR = "9999"  # the year of what goes on
_UNDATED = date(2000, 1, 1)  # what has no date is the same on every day


@dataclass
class Snapshot:
    """One application's store and release; what follows from them is read once."""

    settings: Settings
    store: Store
    release: Release
    # What functions that are called once `per_release` have given.
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
    def terms(self) -> Terms:
        """The names and types of all terms, read once: they do not change within a release."""
        return Terms(self.rows("terms"))

    @cached_property
    def labels(self) -> Labels:
        """What everything is called by language, read once: that does not change within a
        release."""
        return labels(self.rows("labels"))

    @cached_property
    def history(self) -> History:
        """Who was what on which day, read once."""
        return History(self.base, self.rows("history"), self.rows("names-in-use"))

    @cached_property
    def others(self) -> frozenset[str]:
        """The things described under names of others, for which this service answers at addresses
        that hold the whole name; none where the graph is ours alone. Read once."""
        found = (row["thing"].value for row in self.rows("others"))
        return frozenset(iri for iri in found if _is_elsewhere(iri, self.base))

    @cached_property
    def last_day(self) -> date:
        """The day of the data; of data without one, the last on which anything begins or ends."""
        if self.release.data_date:
            return date.fromisoformat(self.release.data_date)
        found = (day for entry in self.thing_index for day in entry.days if day < _FAR)
        return max((day for text in found if (day := iso_day(text))), default=_UNDATED)

    @cached_property
    def search_index(self) -> SearchIndex:
        """All names and accounts that readers may look for, read once."""
        names, accounts = self.rows("names"), self.rows("accounts")
        return SearchIndex(self.base, names, self.labels, accounts, self.others, self.thing_index)

    @cached_property
    def country_facts(self) -> CountryFacts:
        """Where countries lie and how things are called in short, read once."""
        return CountryFacts(self.thing_index)

    @cached_property
    def disputes(self) -> list[tuple[str, int]]:
        """Each disagreement with the number of its claims, most first, read once."""
        rows = self.rows("disagreements")
        return [(row["disagreement"].value, int(row["claims"].value)) for row in rows]

    @cached_property
    def thing_index(self) -> ThingIndex:
        """The class, dates, sources and disputes of every thing, and its records, read once."""
        rows = (self.rows(name) for name in ("thing-index", "source-counts", "disputes"))
        return ThingIndex(self.base, *rows)

    @cached_property
    def program(self) -> str:
        """A hash of the program's own files: answers change with it too, whatever its version."""
        digest = sha256()
        for path in sorted(Path(__file__).parents[1].rglob("*")):
            if path.suffix in (".py", ".html", ".css", ".js", ".svg", ".json", ".rq"):
                digest.update(path.read_bytes())
        return digest.hexdigest()[:16]

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many things there are of each kind."""
        return {row["kind"].value: int(row["count"].value) for row in self.rows("kind-counts")}

    def read(self) -> None:
        """Read at once what is read once, so that the first reader of a page has not to wait. What
        cannot be read now will be when it is wanted."""
        with suppress(Problem):
            for name, value in vars(Snapshot).items():
                if isinstance(value, cached_property):
                    getattr(self, name)

    def rows(self, query: str, **bindings: Term) -> list[GraphRow]:
        """The rows of a trusted query, named as its file."""
        return self.store.rows(query_files.text(query, self.base), **bindings)

    def filled(self, query: str, **terms: Filling | Sequence[Filling]) -> list[GraphRow]:
        """The rows of a trusted query with terms in the places of their `$name`: what is the same
        in every row need not travel in each."""
        return self.store.rows(query_files.filled(query, self.base, **terms))

    def ask(self, query: str, **bindings: Term) -> bool:
        """The answer of a trusted yes-or-no query, named as its file."""
        return self.store.ask(query_files.text(query, self.base), **bindings)

    @cached_property
    def withdrawn(self) -> dict[str, Withdrawal]:
        """What earlier releases named and this one withdrew, read once."""
        return withdrawals(self.rows("withdrawn"))

    def has(self, iri: str) -> bool:
        """Whether the graph states anything of a thing."""
        return self.ask("exists", thing=NamedNode(iri))

    def split(self, iri: str) -> tuple[str, str]:
        """The kind and slug of a thing of ours, empty for other IRIs."""
        kind, slug = iris.split(iri, self.base)
        return (kind, slug) if kind in KINDS else ("", "")

    def shorten(self, iri: str) -> str:
        """An IRI as prefix:name where a prefix fits."""
        return iris.shorten(iri, self.base)

    def local(self, iri: str) -> str | None:
        """The path at which this service answers for an IRI: one of ours, or one of others that
        the graph describes."""
        if iri in self.others:
            return f"{DESCRIBED}?iri={quote(iri, safe='')}"
        return iris.local(iri, self.base)


def per_release(
    most: int | None = None,
) -> Callable[[Callable[Concatenate[Snapshot, P], T]], Callable[Concatenate[Snapshot, P], T]]:
    """A decorator of functions of a snapshot: what they give is kept as long as the snapshot, for
    `most` of the other arguments, which are hashable and given by position."""

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
    """Whether no address of ours is made for a name: of others, or below a file of theirs."""
    path = iris.local(iri, base)
    return path is None or (path.startswith("/graph/") and "#" in path)
