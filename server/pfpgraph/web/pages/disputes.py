"""The disagreements of a release: each question with the claims side by side, as pages show it."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from pfpgraph.i18n.words import word
from pfpgraph.web.pages import values
from pfpgraph.web.pages.results.rows import name, named, text, thing, value, worded
from pfpgraph.web.pages.thing import evidence
from pfpgraph.web.pages.values import Value
from pfpgraph.web.request import site

ORDER = ("accepted", "undecided", "overruled", "silent")


class Said(NamedTuple):
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
    claims: list[Said] = field(default_factory=list)


def asked(property: str, spoken: str) -> str:
    """What is asked of a property, in plain words: which date?"""
    plain = site.terms.interrogative(property, spoken) or site.terms.label(property, spoken)
    return word("asks", spoken).format(plain[:1].upper() + plain[1:])


def rows() -> dict[str, dict[str, list[dict]]]:
    """The rows of each claim of each disagreement, one for each language of its words, read once
    for a release."""
    if "disputed-claims" not in site.tables:
        found = defaultdict(lambda: defaultdict(list))
        for row in site.rows("disputed-claims"):
            found[row["disagreement"].value][row["claim"].value].append(row)
        site.tables["disputed-claims"] = found
    return site.tables["disputed-claims"]


def one(iri: str, spoken: str) -> Disagreement | None:
    """A disagreement, if there is one of that name."""
    return _disagreement(iri, rows()[iri], spoken) if iri in rows() else None


def _disagreement(iri: str, claims: dict[str, list[dict]], spoken: str) -> Disagreement:
    """A disagreement from the rows of its claims."""
    rows = [row for several in claims.values() for row in several]
    first = rows[0]
    property = first["property"].value
    return Disagreement(
        slug=values.split(iri)[1],
        href=values.href(iri),
        about=named(first["about"].value, spoken),
        property=named(property, spoken),
        asked=asked(property, spoken),
        reason=worded(rows, "reason", spoken),
        claims=sorted(
            (_said(claim, several, spoken) for claim, several in claims.items()),
            key=lambda claim: (ORDER.index(claim.status), claim.value.text),
        ),
    )


def _said(claim: str, rows: list[dict], spoken: str) -> Said:
    """What one source says."""
    row = rows[0]
    return Said(
        href=values.href(claim),
        property=text(row, "claimed") or text(row, "property"),
        value=value(row, spoken) or Value(worded(rows, "silence", spoken)),
        source=thing(row, "source", spoken),
        written=text(row, "asWritten"),
        place=evidence.place(text(row, "place"), row.get("source"), spoken),
        status=name(row, "status").lower() or "silent",
        reason=worded(rows, "overruled", spoken),
    )
