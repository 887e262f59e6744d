"""What a release holds of each term of its ontology: how often it is used, and by what first."""

from collections import defaultdict
from dataclasses import dataclass, field

from pfpgraph.query.results import GraphRow, GraphTerm


@dataclass
class TermUsage:
    """The use of a term: the number of things of a class, of statements with a property, or of
    statements that name an individual (0 where none are counted); the IRI of the first thing that
    is of the class or has the property ("" without any), and the values of the property."""

    count: int = 0
    example: str = ""
    values: list[GraphTerm] = field(default_factory=list)


def usages(counts: list[GraphRow], examples: list[GraphRow]) -> dict[str, TermUsage]:
    """The use of terms by IRI, from the rows of term-counts.rq and term-examples.rq."""
    found: dict[str, TermUsage] = defaultdict(TermUsage)
    for row in counts:
        found[row["term"].value].count = int(row["count"].value)
    for row in examples:
        usage = found[row["term"].value]
        usage.example = row["thing"].value
        if row.get("value") is not None:
            usage.values.append(row["value"])
    for usage in found.values():
        usage.values.sort(key=str)
    return dict(found)
