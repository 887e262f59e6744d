"""The evidence for the facts of a thing: claims with their places, silent sources,
disagreements."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from pfpgraph.i18n.texts import by_language, choose
from pfpgraph.i18n.words import word
from pfpgraph.iris import tail
from pfpgraph.query.results import GraphTerm
from pfpgraph.web.pages import values
from pfpgraph.web.pages.values import Value
from pfpgraph.web.reader import Reader

EMPTY = Value("")
PLACE = re.compile(r"#char=(\d+),(\d+)$")  # RFC 5147: characters from, to
CLAIM_STATUSES = ("accepted", "undecided", "overruled", "")


@dataclass
class Claim:
    """A source's claim about a property, or a gap: what a source is silent about.

    `written` is the value as the source writes it; `place` and `place_href` say where in its text.
    `status` is one of CLAIM_STATUSES. Without a source, `lacking` is the key of the words that say
    why, and `note` our note.
    """

    iri: str
    href: str
    value: Value
    source: Value | None
    status: str
    written: str = ""
    place: str = ""
    place_href: str = ""
    reason: str = ""
    lacking: str = ""
    note: Value | None = None


@dataclass
class Evidence:
    """The evidence for one fact: claims, gaps, and the disagreement about it (None without one)."""

    claims: list[Claim] = field(default_factory=list)
    gaps: list[Claim] = field(default_factory=list)
    dispute: Value | None = None


def evidence(iri: str, reader: Reader) -> dict[str, Evidence]:
    """The evidence for each property of a thing, by the property's IRI."""
    found: dict[str, Evidence] = defaultdict(Evidence)
    for said, terms in _said(iri, reader).items():
        claim = _claim(said, terms, reader)
        for predicate in terms["predicate"]:
            found[predicate.value].claims.append(claim)
        for predicate in terms["missingProperty"]:
            found[predicate.value].gaps.append(claim)
    for behind in found.values():
        behind.claims.sort(key=lambda claim: CLAIM_STATUSES.index(claim.status))
    entry = reader.snapshot.thing_index.get(iri)
    for dispute in entry.disputes if entry else ():
        reason = choose(by_language(dispute.reason), reader.language)[0]
        reason = reason or word("disputed", reader.language)
        found[dispute.property].dispute = Value(reason, reader.href(dispute.iri))
    return dict(found)


def _said(iri: str, reader: Reader) -> dict[str, dict[str, list[GraphTerm]]]:
    """The claims and gaps about a thing by IRI, each with its values by the local names of its
    properties."""
    found: dict[str, dict[str, list[GraphTerm]]] = {}
    for row in reader.snapshot.filled("evidence", thing=NamedNode(iri)):
        terms = found.setdefault(row["said"].value, defaultdict(list))
        terms[tail(row["property"].value)].append(row["value"])
    return dict(sorted(found.items()))


def _claim(said: str, terms: dict[str, list[GraphTerm]], reader: Reader) -> Claim:
    """A claim or a gap made from its values."""
    first = {name: found[0] for name, found in terms.items() if found}
    precision, status = (
        tail(first[name].value) if name in first else "" for name in ("objectPrecision", "status")
    )
    claim = Claim(
        iri=said,
        href=reader.href(said),
        value=values.known(first["object"], reader, precision) if "object" in first else EMPTY,
        source=values.known(first["source"], reader) if "source" in first else None,
        status=status.lower() if status.lower() in CLAIM_STATUSES else "",
        written=first["asWritten"].value if "asWritten" in first else "",
        reason=_reason(terms["reason"] + terms["comment"], reader.language),
    )
    if "source" not in first:
        claim.lacking = "computed" if "Computed" in _names(terms["confidence"]) else "unsourced"
        claim.note = next((values.known(t, reader) for t in terms["editorialNote"]), None)
    if "foundAt" in first:
        where = place(first["foundAt"].value, first.get("source"), reader)
        claim.place, claim.place_href = where.text, where.href
    return claim


def place(iri: str, source: GraphTerm | None, reader: Reader) -> Value:
    """A place in a text as a value: its character range (RFC 5147), linked to the source's page of
    statements. EMPTY for an IRI without a range."""
    found = PLACE.search(iri)
    if not found:
        return EMPTY
    bounds = (values.number(bound, reader.language) for bound in found.groups())
    text = word("characters", reader.language).format(*bounds)
    if source is None:
        return Value(text, reader.href(iri))
    slug = reader.snapshot.split(source.value)[1]
    return Value(text, reader.here(f"/sources/{slug}#c-{'-'.join(found.groups())}"))


def _names(terms: list[GraphTerm]) -> list[str]:
    return [tail(term.value) for term in terms]


def _reason(terms: list[GraphTerm], language: str) -> str:
    """The reason of a claim or the description of a gap, in a language or else in another."""
    literals = sorted((t for t in terms if isinstance(t, Literal)), key=str)
    return choose(by_language(literals), language)[0]
