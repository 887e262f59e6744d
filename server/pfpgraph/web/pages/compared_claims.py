"""The disagreements of a release: each question with the claims side by side, as pages show it."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from pfpgraph.i18n.typography import capitalised
from pfpgraph.i18n.words import word
from pfpgraph.model.snapshot import Snapshot, per_release
from pfpgraph.query.results import GraphRow
from pfpgraph.web.pages.results.rows import name, named, text, thing, value, worded
from pfpgraph.web.pages.thing import evidence
from pfpgraph.web.pages.values import Value
from pfpgraph.web.reader import Reader

CLAIM_ORDER = ("accepted", "undecided", "overruled", "silent")


class ComparedClaim(NamedTuple):
    """What one source says: of which property (an IRI) which value, as written there, in which
    place, its status, and why it was overruled; or in our words what it leaves out."""

    href: str
    property: str
    value: Value
    source: Value | None
    written: str
    place: Value
    status: str
    reason: str


@dataclass
class Disagreement:
    """A question on which sources differ: the thing, the property, the claims, and why one of
    them was accepted."""

    slug: str
    href: str
    about: Value
    property: Value
    asked: str
    reason: str
    claims: list[ComparedClaim] = field(default_factory=list)


def asked(predicate: str, reader: Reader) -> str:
    """What is asked of a property, in plain words: which date?"""
    terms, language = reader.snapshot.terms, reader.language
    plain = terms.interrogative(predicate, language) or terms.label(predicate, language)
    return word("asks", language).format(capitalised(plain))


@per_release()
def rows(snapshot: Snapshot) -> dict[str, dict[str, list[GraphRow]]]:
    """The rows of each claim of each disagreement, one for each language of its words."""
    found: dict[str, dict[str, list[GraphRow]]] = defaultdict(lambda: defaultdict(list))
    for row in snapshot.rows("disputed-claims"):
        found[row["disagreement"].value][row["claim"].value].append(row)
    return found


def compared(iri: str, reader: Reader) -> Disagreement | None:
    """A disagreement, if there is one of that name."""
    claims = rows(reader.snapshot).get(iri)
    return _disagreement(iri, claims, reader) if claims else None


def _disagreement(iri: str, claims: dict[str, list[GraphRow]], reader: Reader) -> Disagreement:
    """A disagreement from the rows of its claims."""
    rows = [row for several in claims.values() for row in several]
    first = rows[0]
    predicate = first["property"].value
    return Disagreement(
        slug=reader.snapshot.split(iri)[1],
        href=reader.href(iri),
        about=named(first["about"].value, reader),
        property=named(predicate, reader),
        asked=asked(predicate, reader),
        reason=worded(rows, "reason", reader.language),
        claims=sorted(
            (_said(claim, several, reader) for claim, several in claims.items()),
            key=lambda claim: (CLAIM_ORDER.index(claim.status), claim.value.text),
        ),
    )


def _said(claim: str, rows: list[GraphRow], reader: Reader) -> ComparedClaim:
    """What one source says."""
    row = rows[0]
    return ComparedClaim(
        href=reader.href(claim),
        property=text(row, "claimed") or text(row, "property"),
        value=value(row, reader) or Value(worded(rows, "silence", reader.language)),
        source=thing(row, "source", reader),
        written=text(row, "asWritten"),
        place=evidence.place(text(row, "place"), row.get("source"), reader),
        status=name(row, "status").lower() or "silent",
        reason=worded(rows, "overruled", reader.language),
    )
