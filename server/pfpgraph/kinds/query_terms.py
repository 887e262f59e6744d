"""What queries say of all kinds: lists of terms that stand in them in the place of `$$name`."""

from collections.abc import Iterable

from pfpgraph.kinds.kind import ASIDE_ROLES, Kind, RecordKind

# Roles that are words: no thing has them.
WORDED_ROLES = ("pfp:scope", "pfp:countedAs", "pfp:value", "skosxl:literalForm")
SOURCE_ROLE = "dcterms:source"  # of all evidence and records, so that only titles ask for it


def term_lists(kinds: Iterable[Kind]) -> dict[str, list[str]]:
    """The terms of each list, as SPARQL has them, in the order of the kinds."""
    kinds = list(kinds)
    roles = [role for kind in kinds for role in kind.roles]
    titled = [role for kind in kinds for place in kind.title for role in place.split("|")]
    dated = [kind for kind in kinds if isinstance(kind, RecordKind) and kind.is_dated]
    held = [role for kind in dated for role in kind.roles if role not in WORDED_ROLES]
    return {
        # What any kind joins, or is called by.
        "joined": _once(role for role in (*roles, *ASIDE_ROLES, *titled) if role != SOURCE_ROLE),
        # The classes that are called by their source.
        "called_by_source": [f"pfp:{kind.type}" for kind in kinds if SOURCE_ROLE in kind.title],
        # In which a thing stands in records that hold from a day until another.
        "held_roles": _once((*held, *ASIDE_ROLES)),
        # The classes of records that say what a country is in.
        "history": [f"pfp:{kind.type}" for kind in kinds if kind.history],
        # The kinds under whose names there is what never counts, each with the class that does.
        "mixed": [f'("{kind.name}" pfp:{kind.type})' for kind in kinds if kind.is_mixed],
    }


def _once(terms: Iterable[str]) -> list[str]:
    """Each term where it first stands."""
    return list(dict.fromkeys(terms))
