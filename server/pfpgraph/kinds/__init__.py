"""The kinds of things and records: one row each, from which all that differs by kind is computed.

A new kind of record touches nine places: its class in ontology/, its shape in shapes/, its class
in shapes/hygiene/kind-with-wrong-class.rq, examples in tests/shapes/, its file in data/, the line
on it in data/README.md, its row in records.py, its words in the English and French catalogues.
"""

from collections.abc import Iterable

from pfpgraph.i18n.words import plural
from pfpgraph.kinds.evidence import EVIDENCE
from pfpgraph.kinds.kind import (
    ASIDE_ROLES,
    ASIDE_TITLE,
    PERIOD,
    EvidenceKind,
    Kind,
    RecordKind,
    ThingKind,
    local_name,
)
from pfpgraph.kinds.records import RECORDS
from pfpgraph.kinds.things import THINGS

__all__ = [
    "ASIDE_ROLES",
    "ASIDE_TITLE",
    "KINDS",
    "OTHER",
    "PERIOD",
    "EvidenceKind",
    "Kind",
    "RecordKind",
    "ThingKind",
    "kind_name",
    "local_name",
    "ranked",
]


def ranked(rows: Iterable[Kind]) -> dict[str, Kind]:
    """The rows by name, in order of rank, whatever order they are given in."""
    return {row.name: row for row in sorted(rows, key=lambda row: row.rank)}


KINDS = ranked((*THINGS, *RECORDS, *EVIDENCE))
# The kind, without a row, of things whose IRIs are not under our base.
OTHER = "other"


def kind_name(name: str, language: str, count: int = 2) -> str:
    """The name of a kind in a language, in the plural form for a count. Raises KeyError."""
    return plural(f"kind-{name}", count, language)
