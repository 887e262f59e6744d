"""The page of disagreements: each question on which sources differ, with the claims side by side,
the accepted one and the reason."""

from pyoxigraph import Literal, NamedNode

from pfpgraph import iris
from pfpgraph.i18n.folding import folded
from pfpgraph.i18n.words import word
from pfpgraph.iris import tail
from pfpgraph.kinds import KINDS
from pfpgraph.model.snapshot import Snapshot, per_release
from pfpgraph.namespaces import XSD
from pfpgraph.problems import Problem
from pfpgraph.query import query_files
from pfpgraph.query.results import GraphRow, GraphTerm
from pfpgraph.web.pages import compared_claims, layout, paging, views
from pfpgraph.web.pages.lists import facets
from pfpgraph.web.pages.lists.facets import Codes, Facet
from pfpgraph.web.pages.results.rows import named
from pfpgraph.web.reader import Reader

_SIZE = 20
# The facets of the disagreements, each with the column of the query that it filters.
COLUMNS = {"country": "party", "property": "property", "status": "outcome"}
_NUMBERS = tuple(f"{XSD}{name}" for name in ("integer", "decimal", "double"))


def view(reader: Reader, chosen: dict[str, str]) -> views.View:
    """The view of the page, its query restricted to the chosen values; `chosen` maps the facets of
    COLUMNS to codes, "" for no choice. Raises Problem (400) for an unknown code."""
    view = views.view(reader, "/disagreements", "disputed-claims")
    terms = {COLUMNS[facet]: _term(facet, code, reader) for facet, code in chosen.items()}
    if any(terms.values()):
        view.text = query_files.narrowed(view.text, terms)
    return view


def _term(facet: str, code: str, reader: Reader) -> NamedNode | None:
    """The term in the query for the code of a facet, None for no code. Raises Problem (400) for an
    unknown code."""
    if not code:
        return None
    if facet == "country":
        return NamedNode(_party(code, reader))
    known = {
        row[COLUMNS[facet]]
        for claims in compared_claims.rows(reader.snapshot).values()
        for rows in claims.values()
        for row in rows
    }
    found = {
        tail(term.value).lower() if facet == "status" else tail(term.value): term
        for term in known
        if isinstance(term, NamedNode)
    }
    if code not in found:
        raise Problem("request", "one-of", parameter=facet, known=sorted(found), given=code[:40])
    return found[code]


def listed(view: views.View, chosen: dict[str, str], page: int) -> str:
    """One page, counted from 1, of the disagreements that match the chosen facets. Raises Problem
    (404) beyond the last page."""
    reader = view.reader
    every = _all(reader.snapshot, reader.language)
    coded = [codes for _, codes in every]
    found = [every[at][0] for at in facets.left(coded, chosen)]
    last = paging.last(len(found), _SIZE)
    if page > last:
        raise Problem("not-found", "last-page", last=last)
    countries = facets.counted(coded, chosen, "country")
    return layout.render(
        reader,
        "disagreements.html",
        view=view,
        chosen=chosen,
        countries=sorted(countries, key=lambda choice: folded(choice.label)),
        all=len(facets.left(coded, chosen, "country")),
        facets=[_facet(name, coded, chosen, reader.language) for name in ("property", "status")],
        count=len(found),
        open=sum("undecided" in coded[at]["status"] for at in facets.left(coded, chosen)),
        disagreements=[
            compared_claims.compared(iri, reader) for iri in found[paging.cut(page, _SIZE)]
        ],
        page=page,
        last=last,
        formats=reader.formats,
    )


def _facet(name: str, coded: list[Codes], chosen: dict[str, str], language: str) -> Facet:
    """A facet of the disagreements with its choices and their counts."""
    heading = word(f"facet-{name}", language)
    return Facet(name, heading, facets.counted(coded, chosen, name), chosen[name])


def _party(slug: str, reader: Reader) -> str:
    """The IRI of a country by its slug. Raises Problem (400) when there is no such country."""
    iri = iris.thing(reader.snapshot.base, "country", slug)
    if reader.snapshot.split(iri) != ("country", slug) or iri not in reader.snapshot.labels:
        raise Problem("request", "no-thing", kind="country", name=slug[:40])
    return iri


@per_release()
def _all(snapshot: Snapshot, language: str) -> list[tuple[str, Codes]]:
    """The IRIs of all disagreements in the order in which they are shown, each with its facet
    codes."""
    reader = Reader(snapshot, language)
    found = {
        iri: [row for rows in claims.values() for row in rows]
        for iri, claims in compared_claims.rows(snapshot).items()
    }
    order = sorted(found, key=lambda iri: _place(iri, found[iri], reader))
    return [(iri, _codes(found[iri], reader)) for iri in order]


def _place(iri: str, rows: list[GraphRow], reader: Reader) -> tuple[int, bool, int, str, str]:
    """The sort key of a disagreement: about dates, then numbers, then relations between things and
    yes or no, then texts; about records before things; then by what it is about."""
    about = named(rows[0]["about"].value, reader)
    weight = min((_weight(row["value"]) for row in rows if "value" in row), default=0)
    kind = KINDS[reader.snapshot.split(about.plain)[0]]
    return weight, not kind.group, kind.group or kind.rank, folded(about.text), iri


def _weight(term: GraphTerm) -> int:
    """The rank of a claimed value by its type: dates 0, numbers 1, IRIs and booleans 2, texts 3."""
    kind = term.datatype.value if isinstance(term, Literal) else ""
    if kind == f"{XSD}date":
        return 0
    if kind in _NUMBERS:
        return 1
    return 2 if kind in ("", f"{XSD}boolean") else 3


def _codes(rows: list[GraphRow], reader: Reader) -> Codes:
    """The facet codes of a disagreement, each with its label."""
    first = rows[0]
    predicate, outcome = first["property"].value, tail(first["outcome"].value).lower()
    parties = {row["party"].value for row in rows}
    return {
        "country": {
            slug: named(iri, reader).text for iri in parties if (slug := _slug(iri, reader))
        },
        "property": {tail(predicate): _called(predicate, reader)},
        "status": {outcome: word(f"outcome-{outcome}", reader.language)},
    }


def _called(predicate: str, reader: Reader) -> str:
    """The name of a property as a heading; "label" keeps its own name, since there are other
    properties for names."""
    terms, language = reader.snapshot.terms, reader.language
    plain = "" if tail(predicate) == "label" else terms.heading(predicate, language)
    return plain or terms.label(predicate, language)


def _slug(party: str, reader: Reader) -> str:
    """The slug of a country, "" for any other thing."""
    kind, slug = reader.snapshot.split(party)
    return slug if kind == "country" else ""
