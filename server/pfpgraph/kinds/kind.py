"""The fields of a kind of things, records or evidence.

Properties and classes are written prefix:name. Fields have no default, so that Python names the one
that a row lacks; fields that do not apply to things, records or evidence are fixed in the class for
these.
"""

from dataclasses import dataclass, field
from functools import cached_property

# The roles and the title of a record that is not of the class of its kind and is never counted with
# those that are, such as an invitation.
ASIDE_ROLES = ("pfp:country", "pfp:inRelationTo", "pfp:tool", "pfp:affiliationStatus")
ASIDE_TITLE = ("pfp:country", "pfp:inRelationTo|pfp:tool")
PERIOD = "period"  # a column that stands for start and end together


def local_name(name: str) -> str:
    """The local part of prefix:name; a name without a prefix unchanged."""
    return name.partition(":")[2] or name


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind: the choices for its lists, pages and searches, whether of things, records or
    evidence."""

    name: str  # in IRIs and addresses, and as a prefix
    type: str  # the local name of its class
    file: str  # under data/, without its suffix
    rank: int  # its place wherever kinds are listed
    others: tuple[str, ...]  # classes of things of the kind, besides its own
    aside: tuple[str, ...]  # classes under its name whose members are never counted as one
    columns: tuple[str, ...]  # of its list, beside the name
    csv_columns: tuple[str, ...]  # further columns in CSV alone
    order: str  # the column that its list is sorted by, empty for the name
    facets: tuple[str, ...]  # of its list: columns, or what web/pages/lists/facets.py works out
    day: str  # the property with its day, for a kind that has no period
    lasts: bool  # whether pages say that one did not exist yet, or no more, on a day
    roles: tuple[str, ...]  # the properties that say what it joins, in the order shown
    title: tuple[str, ...]  # roles that its title names; of several with |, the first it has
    group: int  # the rank of its group on the pages of things that it joins
    country: str  # the role that is its country
    whole: str  # the role that the country is in, or that it is about
    joins: bool  # whether its country comes to be in that whole
    history: bool  # whether it says what a country is in, for the map and the timeline
    drawn: bool  # whether it is drawn over time on the page of its country
    first: tuple[str, ...]  # the facts of its page after the names and before the days
    told: tuple[str, ...]  # properties that its first sentence names, beside its class
    succession: bool  # whether one replaces or succeeds another
    neighbours: bool  # whether its page shows who governs it and what is below it
    nameless: bool  # whether a name would only repeat its columns
    search: int  # its rank among search results, 0 when it is not searched
    listed: bool  # whether its list and things stand in the sitemap
    offered: bool  # whether the editor completes its names
    front: int  # its rank among the numbers of the front page, 0 for after them
    examples: str  # the group of the example queries about it

    @property
    def is_mixed(self) -> bool:
        """Whether its list leaves out things under its name that never count as one (`aside`)."""
        return bool(self.aside)

    @property
    def is_dated(self) -> bool:
        """Whether its list has a column for start and end."""
        return PERIOD in self.columns

    @cached_property
    def role_names(self) -> tuple[str, ...]:
        """The local names of its roles."""
        return tuple(map(local_name, self.roles))


@dataclass(frozen=True, kw_only=True)
class ThingKind(Kind):
    """A kind of things, such as countries; things join nothing, so it has no roles."""

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
    """A kind of records: dated and sourced, each joins several things."""

    others: tuple[str, ...] = field(init=False, default=())
    lasts: bool = field(init=False, default=False)
    told: tuple[str, ...] = field(init=False, default=())
    succession: bool = field(init=False, default=False)
    neighbours: bool = field(init=False, default=False)
    listed: bool = field(init=False, default=True)
    offered: bool = field(init=False, default=False)


@dataclass(frozen=True, kw_only=True)
class EvidenceKind(Kind):
    """A kind of evidence: sources, what they say, and what is not known."""

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
