"""The disagreements: each question on which sources differ, the claims side by side, the accepted
one and why."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from flask import Blueprint, Response, render_template, request
from pyoxigraph import NamedNode

from pfpgraph.kinds import KINDS
from pfpgraph.problems import Problem
from pfpgraph.web import values, views
from pfpgraph.web.answers import language
from pfpgraph.web.rows import name, named, text, thing, value, worded
from pfpgraph.web.site import site
from pfpgraph.web.values import Value

bp = Blueprint("disagreements", __name__)

ORDER = ("accepted", "undecided", "overruled", "silent")


class Said(NamedTuple):
    """What one source says: the value, as written there, its status, and why it was overruled; or
    in our words what it leaves out."""

    href: str
    value: Value
    source: Value | None
    written: str
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
    reason: str
    claims: list[Said] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether none of the claims was accepted."""
        return all(claim.status != "accepted" for claim in self.claims)


@bp.get("/disagreements")
def disagreements() -> Response:
    """Show the disagreements, those of one country if ?country= says so. Raises Problem."""
    view = views.view("/disagreements", "disputed-claims")
    country = request.args.get("country", "")
    party = _party(country) if country else ""
    if party:
        view.text += f"VALUES ?party {{ {NamedNode(party)} }}\n"
    return views.respond(view, lambda: _page(view, party, language()))


def _page(view: views.View, party: str, spoken: str) -> str:
    """The page, with the number of disagreements about each country."""
    counts = Counter(one for rows in _rows().values() for one in _parties(rows) if _slug(one))
    shown = disagreements_of(party, spoken)
    return render_template(
        "disagreements.html",
        view=view,
        country=_slug(party),
        countries=sorted(
            ((_slug(iri), named(iri, spoken), count) for iri, count in counts.items()),
            key=lambda row: row[1].text,
        ),
        all=len(_rows()),
        open=sum(one.is_open for one in shown),
        disagreements=shown,
        formats=views.formats(),
    )


def _party(slug: str) -> str:
    """The IRI of the country whose disagreements are wanted. Raises Problem."""
    iri = f"{site.base}id/country/{slug}"
    if values.split(iri) != ("country", slug) or iri not in site.labels:
        raise Problem("request", "no-thing", kind="country", name=slug[:40])
    return iri


def _slug(party: str) -> str:
    """The slug of a country, nothing for other things."""
    kind, slug = values.split(party)
    return slug if kind == "country" else ""


def _rows() -> dict[str, dict[str, list[dict]]]:
    """The rows of each claim of each disagreement, one for each language of its words, read once
    for a release."""
    if "disputed-claims" not in site.tables:
        found = defaultdict(lambda: defaultdict(list))
        for row in site.rows("disputed-claims"):
            found[row["disagreement"].value][row["claim"].value].append(row)
        site.tables["disputed-claims"] = found
    return site.tables["disputed-claims"]


def _parties(claims: dict[str, list[dict]]) -> set[str]:
    """The countries, or other things, that a disagreement concerns."""
    return {row["party"].value for rows in claims.values() for row in rows}


def disagreements_of(party: str, spoken: str) -> list[Disagreement]:
    """The disagreements that concern a country, or all, by what they are about."""
    found = [
        _disagreement(iri, claims, spoken)
        for iri, claims in _rows().items()
        if not party or party in _parties(claims)
    ]
    ranks = {kind: number for number, kind in enumerate(KINDS)}
    return sorted(
        found, key=lambda one: (ranks[values.split(one.about.plain)[0]], one.about.text, one.slug)
    )


def _disagreement(iri: str, claims: dict[str, list[dict]], spoken: str) -> Disagreement:
    """A disagreement from the rows of its claims."""
    rows = [row for several in claims.values() for row in several]
    first = rows[0]
    property = first["property"].value
    return Disagreement(
        slug=values.split(iri)[1],
        href=values.href(iri),
        about=named(first["about"].value, spoken),
        property=Value(site.terms.label(property, spoken), values.href(property)),
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
        value=value(row, spoken) or Value(worded(rows, "silence", spoken)),
        source=thing(row, "source", spoken),
        written=text(row, "asWritten"),
        status=name(row, "status").lower() or "silent",
        reason=worded(rows, "overruled", spoken),
    )
