"""Lists of terms computed from the kinds, which queries include in the place of `$$name`."""

from collections.abc import Iterable

from pfpgraph.kinds.kind import ASIDE_ROLES, Kind, RecordKind

# Roles whose values are literals, not things.
WORDED_ROLES = ("pfp:scope", "pfp:countedAs", "pfp:value", "skosxl:literalForm")
SOURCE_ROLE = "dcterms:source"  # of all evidence and records, so that only titles ask for it


def term_lists(kinds: Iterable[Kind]) -> dict[str, list[str]]:
    """The terms by name of the list, written as in SPARQL, in the order of the kinds."""
    kinds = list(kinds)
    roles = [role for kind in kinds for role in kind.roles]
    titled = [role for kind in kinds for place in kind.title for role in place.split("|")]
    dated = [kind for kind in kinds if isinstance(kind, RecordKind) and kind.is_dated]
    held = [role for kind in dated for role in kind.roles if role not in WORDED_ROLES]
    return {
        # The roles of all kinds, and the properties in their titles.
        "joined": _once(role for role in (*roles, *ASIDE_ROLES, *titled) if role != SOURCE_ROLE),
        # The classes whose titles name their source.
        "called_by_source": [f"pfp:{kind.type}" for kind in kinds if SOURCE_ROLE in kind.title],
        # The roles of things in records that have a period.
        "held_roles": _once((*held, *ASIDE_ROLES)),
        # The classes of records that say what a country is in.
        "history": [f"pfp:{kind.type}" for kind in kinds if kind.history],
        # The kinds with classes that are never counted, each with the class that is.
        "mixed": [f'("{kind.name}" pfp:{kind.type})' for kind in kinds if kind.is_mixed],
    }


def _once(terms: Iterable[str]) -> list[str]:
    """The terms without repetitions, in order of first appearance."""
    return list(dict.fromkeys(terms))
