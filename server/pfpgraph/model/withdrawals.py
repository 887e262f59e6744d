"""The things of earlier releases that this one withdrew: their replacements, and the reasons."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import Literal

from pfpgraph.i18n.catalogues import DEFAULT_LANGUAGE
from pfpgraph.query.results import GraphRow


@dataclass
class Withdrawal:
    """A withdrawn thing: the IRI of its replacement, "" for none, and the reasons by language
    tag."""

    replacement: str = ""
    reasons: dict[str, str] = field(default_factory=dict)

    def told(self, language: str) -> str:
        """The reason in a language, else in English; "" without one."""
        return self.reasons.get(language, self.reasons.get(DEFAULT_LANGUAGE, ""))


def withdrawals(rows: Iterable[GraphRow]) -> dict[str, Withdrawal]:
    """The withdrawals by IRI of the withdrawn thing, from the rows of withdrawn.rq."""
    found: dict[str, Withdrawal] = {}
    for row in rows:
        one = found.setdefault(row["thing"].value, Withdrawal())
        reason = row["reason"]
        if isinstance(reason, Literal):
            one.reasons[reason.language or ""] = reason.value
        if row.get("replacement") is not None:
            one.replacement = row["replacement"].value
    return found
