"""The disagreements of a release: each question with its claims side by side, as pages show
them."""

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
    """One source's claim in a disagreement, for a page.

    `property` is the IRI of the claimed property; `written` is the value as the source writes it,
    and `place` where in its text. `status` is one of CLAIM_ORDER, and `reason` says why the claim
    was overruled. For a source that is silent, `value` says in our words what it leaves out.
    """

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
    """A question on which sources differ: the thing it is about, the property, the question in
    words (`asked`), the claims in CLAIM_ORDER, and the reason why one of them was accepted."""

    slug: str
    href: str
    about: Value
    property: Value
    asked: str
    reason: str
    claims: list[ComparedClaim] = field(default_factory=list)


def asked(predicate: str, reader: Reader) -> str:
    """The question that a property answers, in plain words of the reader's language, such as "Which
    date?"."""
    terms, language = reader.snapshot.terms, reader.language
    plain = terms.interrogative(predicate, language) or terms.label(predicate, language)
    return word("asks", language).format(capitalised(plain))


@per_release()
def rows(snapshot: Snapshot) -> dict[str, dict[str, list[GraphRow]]]:
    """The rows of disputed-claims.rq by IRI of the disagreement and of the claim; a claim has one
    row for each language of its texts."""
    found: dict[str, dict[str, list[GraphRow]]] = defaultdict(lambda: defaultdict(list))
    for row in snapshot.rows("disputed-claims"):
        found[row["disagreement"].value][row["claim"].value].append(row)
    return found


def compared(iri: str, reader: Reader) -> Disagreement | None:
    """The disagreement with this IRI, None when there is none."""
    claims = rows(reader.snapshot).get(iri)
    return _disagreement(iri, claims, reader) if claims else None


def _disagreement(iri: str, claims: dict[str, list[GraphRow]], reader: Reader) -> Disagreement:
    """A disagreement made from the rows of its claims."""
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
    """A claim made from its rows."""
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
