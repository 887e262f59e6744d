"""The facts of a thing: its statements by property, in words, with what stands behind them."""

from dataclasses import dataclass, field

from pyoxigraph import Literal, Quad

from pfpgraph import names
from pfpgraph.web import dates, values
from pfpgraph.web.claims import Evidence
from pfpgraph.web.site import site
from pfpgraph.web.terms import tail
from pfpgraph.web.values import Value
from pfpgraph.web.words import word

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
DCTERMS = "http://purl.org/dc/terms/"
LABELS = {RDFS + "label", DCTERMS + "title", "http://xmlns.com/foaf/0.1/name"}
# Shown in the order of this list, then by label.
FIRST = (
    "rdfs:label",
    "dcterms:title",
    "foaf:name",
    "pfp:nativeName",
    "pfp:officialName",
    "skos:altLabel",
    "pfp:acronym",
    "skosxl:literalForm",
    "rdf:subject",
    "rdf:predicate",
    "rdf:object",
    "pfp:asWritten",
    "pfp:foundAt",
    "pfp:status",
    "pfp:countOf",
    "pfp:countedAs",
    "pfp:value",
    "pfp:silentAbout",
    "pfp:missingProperty",
    "pfp:about",
    "pfp:disputedProperty",
    "pfp:acceptedClaim",
    "pfp:claim",
    "pfp:reason",
    "org:member",
    "pfp:country",
    "pfp:signedFor",
    "pfp:nameThen",
    "pfp:signedBy",
    "pfp:signedAs",
    "pfp:body",
    "org:organization",
    "pfp:tool",
    "pfp:programme",
    "pfp:document",
    "pfp:start",
    "pfp:end",
    "pfp:date",
)
LAST = ("skos:editorialNote",)
# Derived, yet what a reader looks for among the facts.
PROMOTED = ("nameThen",)


@dataclass
class Fact:
    """A property with its values and what stands behind them."""

    iri: str
    label: str
    values: list[Value] = field(default_factory=list)
    evidence: Evidence = field(default_factory=Evidence)

    @property
    def href(self) -> str:
        """Where the property is defined."""
        return values.href(self.iri)


def sides(own: list[Quad]) -> tuple[list[Quad], list[Quad]]:
    """The statements that are stated or promoted, and the others, that only a rule gives."""
    rules = f"{site.base}graph/inferred/rules"
    stated = [q for q in own if q.graph_name.value != rules or tail(q.predicate.value) in PROMOTED]
    known = {(q.predicate, q.object) for q in stated}
    return stated, [q for q in own if (q.predicate, q.object) not in known]


def facts(
    thing: str, quads: list[Quad], language: str, behind: dict[str, Evidence] | None = None
) -> list[Fact]:
    """The facts in the statements of a thing, in the order in which they are shown.

    Labels are facts only where there is evidence on them: else they stand in the title.
    """
    behind = behind or {}
    precisions = _precisions(quads)
    found: dict[str, Fact] = {iri: _fact(iri, language) for iri in behind}
    for quad in sorted(quads, key=lambda quad: str(quad.object)):
        property = quad.predicate.value
        if property not in behind and (property in LABELS or property == RDF + "type"):
            continue
        if not property.endswith("Precision"):
            fact = found.get(property) or found.setdefault(property, _fact(property, language))
            fact.values.append(_value(thing, quad, language, precisions.get(tail(property), "")))
    for fact in found.values():
        fact.values.sort(key=lambda value: (value.language != "", value.language))
        fact.evidence = behind.get(fact.iri, fact.evidence)
    _add_unknown(found, precisions, language)
    return sorted(found.values(), key=_order)


def _fact(iri: str, language: str) -> Fact:
    """A fact without values."""
    return Fact(iri, site.terms.label(iri, language))


def _precisions(quads: list[Quad]) -> dict[str, str]:
    """How precise each date is, by the name of its property."""
    return {
        tail(q.predicate.value).removesuffix("Precision"): tail(q.object.value)
        for q in quads
        if q.predicate.value.endswith("Precision")
    }


def _value(thing: str, quad: Quad, language: str, precision: str) -> Value:
    """The value of a statement; an event's end is shown as its last day."""
    term = quad.object
    if (
        isinstance(term, Literal)
        and quad.predicate.value.endswith("#end")
        and values.split(thing)[0] == "event"
    ):
        last = dates.last_day(dates.Bound(term.value, precision or "Day"))
        return values.date(last.day, last.precision, language)
    return values.known(term, language, precision)


def _add_unknown(found: dict[str, Fact], precisions: dict[str, str], language: str) -> None:
    """Say of a date that is not there why it is not: open, unknown, disputed."""
    known = {tail(iri) for iri, fact in found.items() if fact.values}
    for name, precision in precisions.items():
        if name not in known:
            iri = site.prefixes["pfp"] + name
            fact = found.setdefault(iri, _fact(iri, language))
            fact.values.append(Value(word(f"date-{precision}", language)))


def _order(fact: Fact) -> tuple:
    """Where a fact stands on the page."""
    short = names.shorten(fact.iri, site.base)
    if short in FIRST:
        return (0, FIRST.index(short), "")
    return (2, LAST.index(short), "") if short in LAST else (1, 0, fact.label.casefold())
