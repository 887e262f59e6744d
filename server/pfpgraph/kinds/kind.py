"""What the program must know of a kind of things, records or evidence: one row for each.

Properties and classes are written prefix:name. A field has no default, so that a row that lacks
one says which; what no kind of a sort can have is fixed for its class.
"""

from dataclasses import dataclass, field
from functools import cached_property

# Of a record that is not of the class of its kind and never counts with those that are, such as an
# invitation: what it joins, and what its title names.
ASIDE_ROLES = ("pfp:country", "pfp:inRelationTo", "pfp:tool", "pfp:affiliationStatus")
ASIDE_TITLE = ("pfp:country", "pfp:inRelationTo|pfp:tool")
PERIOD = "period"  # stands among columns for a start and an end together


def local_name(name: str) -> str:
    """The local part of prefix:name; a word without a prefix is itself."""
    return name.partition(":")[2] or name


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind: what its lists, pages and searches show, whatever sort of thing it is."""

    name: str  # in IRIs and addresses, and as a prefix
    type: str  # the local name of its class
    file: str  # under data/, without its suffix
    rank: int  # its place wherever kinds stand in order
    others: tuple[str, ...]  # classes of things of the kind, besides its own
    aside: tuple[str, ...]  # classes of what stands under its name, but never counts as one
    columns: tuple[str, ...]  # of its list, beside the name
    csv_columns: tuple[str, ...]  # in CSV alone, after those
    order: str  # the column in whose order its list is, empty for that of the names
    facets: tuple[str, ...]  # of its list: columns, or what web/pages/lists/facets.py works out
    day: str  # the property of the one day of what happens rather than lasts
    lasts: bool  # whether it is told that one did not exist yet, or no more, on a day
    roles: tuple[str, ...]  # what it joins, in the order in which a reader is told
    title: tuple[str, ...]  # what its title names; where there are several, the first that it has
    group: int  # the place of its group on the page of what it joins
    country: str  # the role that is its country
    whole: str  # the role that the country is in, or that it is about
    joins: bool  # whether its country comes to be in that whole
    history: bool  # whether it says what a country is in, for the map and the timeline
    drawn: bool  # whether it is drawn over time on the page of its country
    first: tuple[str, ...]  # the facts of its page after the names and before the days
    told: tuple[str, ...]  # what its first sentence names, beside its class
    succession: bool  # whether one replaces or succeeds another
    neighbours: bool  # whether its page shows who governs it and what is below it
    nameless: bool  # whether a name would only repeat its columns
    search: int  # its place among what is found, 0 for what is not looked for
    listed: bool  # whether its list and things stand in the sitemap
    offered: bool  # whether the editor completes its names
    front: int  # its place among the numbers of the front page, 0 for after them
    examples: str  # the group of the example queries that speak of it

    @property
    def is_mixed(self) -> bool:
        """Whether its list leaves out some of what stands under its name."""
        return bool(self.aside)

    @property
    def is_dated(self) -> bool:
        """Whether its list tells since when and until when."""
        return PERIOD in self.columns

    @cached_property
    def role_names(self) -> tuple[str, ...]:
        """The local names of its roles."""
        return tuple(map(local_name, self.roles))


@dataclass(frozen=True, kw_only=True)
class ThingKind(Kind):
    """A kind of things: they are found before what tells of them."""

    csv_columns: tuple[str, ...] = field(init=False, default=())
    roles: tuple[str, ...] = field(init=False, default=())
    title: tuple[str, ...] = field(init=False, default=())
    group: int = field(init=False, default=0)
    country: str = field(init=False, default="")
    whole: str = field(init=False, default="")
    joins: bool = field(init=False, default=False)
    history: bool = field(init=False, default=False)
    drawn: bool = field(init=False, default=False)
    nameless: bool = field(init=False, default=False)
    listed: bool = field(init=False, default=True)
    offered: bool = field(init=False, default=True)


@dataclass(frozen=True, kw_only=True)
class RecordKind(Kind):
    """A kind of records: dated and sourced, each binds several things together."""

    others: tuple[str, ...] = field(init=False, default=())
    lasts: bool = field(init=False, default=False)
    told: tuple[str, ...] = field(init=False, default=())
    succession: bool = field(init=False, default=False)
    neighbours: bool = field(init=False, default=False)
    listed: bool = field(init=False, default=True)
    offered: bool = field(init=False, default=False)


@dataclass(frozen=True, kw_only=True)
class EvidenceKind(Kind):
    """A kind of evidence: what is known from where, and what is not known."""

    others: tuple[str, ...] = field(init=False, default=())
    aside: tuple[str, ...] = field(init=False, default=())
    csv_columns: tuple[str, ...] = field(init=False, default=())
    lasts: bool = field(init=False, default=False)
    country: str = field(init=False, default="")
    whole: str = field(init=False, default="")
    joins: bool = field(init=False, default=False)
    history: bool = field(init=False, default=False)
    drawn: bool = field(init=False, default=False)
    succession: bool = field(init=False, default=False)
    neighbours: bool = field(init=False, default=False)
