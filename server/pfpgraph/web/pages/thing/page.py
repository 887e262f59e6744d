"""The page of a thing, composed from its parts."""

from dataclasses import dataclass

from markupsafe import Markup
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from pfpgraph.iris import tail
from pfpgraph.kinds import KINDS, EvidenceKind
from pfpgraph.model.thing_description import Description
from pfpgraph.namespaces import DCTERMS, OWL, RDF, SH, SKOS
from pfpgraph.query import query_files
from pfpgraph.query.results import text
from pfpgraph.web.pages import compared_claims, naming, values
from pfpgraph.web.pages.naming import Name
from pfpgraph.web.pages.results import examples
from pfpgraph.web.pages.thing import (
    acts,
    backlinks,
    citation,
    drawings,
    evidence,
    facts,
    over_time,
    records,
    succession,
    summary,
)
from pfpgraph.web.pages.thing.facts import Fact
from pfpgraph.web.pages.thing.key_facts import KeyFact, key_facts
from pfpgraph.web.pages.values import Value
from pfpgraph.web.reader import Reader

IDENTITY = {SKOS + "exactMatch", SKOS + "closeMatch", OWL + "sameAs"}
# Properties shown elsewhere on the page than among the facts.
APART = IDENTITY | {DCTERMS + "source", DCTERMS + "description"}
BESIDE = ("claim", "acceptedClaim", "reason")  # properties of a disagreement
UNSOURCED = "unsourcedProperty"
# The properties by which things refer to one of a kind that the page is about.
FIRST = {
    "event": ("adoptedAt", "initialledAt"),
    "body": ("meetingOf",),
    "framework": ("meetingOf",),
}
COUNTED = "independentSources"
# Degrees of support that the number of independent sources does not tell.
WEIGHED = ("Contested", "Unsupported")
# The dates that the summary of a thing mentions.
DATES = ("start", "end", "date", "issued", "born", "died")


@dataclass
class Page:
    """Everything that the page of a thing shows; the template thing.html and the CSV and Markdown
    of a thing read it."""

    iri: str
    kind: str
    title: Name
    called: Name
    is_later: bool
    before: list[Value]
    ruling: list[Value]
    since: str
    names: list[Name]
    types: list[Value]
    sentence: list[Value]
    disputed: list[Value]
    key_facts: list[KeyFact]
    succession: list[succession.SuccessionStep]
    dispute: compared_claims.Disagreement | None
    timeline: Markup
    map: Markup
    neighbours: list[tuple[str, list[Value]]]
    around: Markup
    acts: list[acts.ActTable]
    groups: list[records.RecordGroup]
    facts: list[Fact]
    unsourced: set[str]
    derived: list[Fact]
    identity: list[Fact]
    referrers: list[backlinks.ReferrerGroup]
    sources: list[Value]
    independent: int | None
    support: Value | None
    graphs: list[str]
    query: str
    queries: list[str]
    address: str
    cited: str
    bibtex: str

    @property
    def rests(self) -> bool:
        """Whether the page lists the sources of the thing once for all its facts."""
        return bool(self.sources) and not _is_evidence(self.kind)

    @property
    def first_referrers(self) -> list[backlinks.ReferrerGroup]:
        """The groups of things that refer to this one and that readers come for: the documents of
        an event, the meetings of a council."""
        return [group for group in self.referrers if group.name in FIRST.get(self.kind, ())]

    @property
    def other_referrers(self) -> list[backlinks.ReferrerGroup]:
        """The other groups of things that refer to this one."""
        first = self.first_referrers
        return [group for group in self.referrers if group not in first]

    @property
    def timed(self) -> bool:
        """Whether the page depends on the day, as it has records."""
        return bool(self.groups or self.acts)

    @property
    def told(self) -> str:
        """The summary as one text, for the meta description."""
        return " ".join(value.text for value in self.sentence)


def compose(description: Description, reader: Reader) -> Page:
    """The page of a thing in the reader's language, on the day asked for."""
    iri = description.thing.value
    kind = reader.snapshot.split(iri)[0]
    stated, derived = facts.split_stated_derived(description.own, reader)
    found = facts.facts(iri, stated, reader, evidence.evidence(iri, reader))
    title = naming.title(iri, reader)
    told = acts.tables(iri, reader)
    groups = records.groups(iri, reader, acts.shown(kind) if told else ())
    referring = backlinks.groups(description.thing, reader)
    neighbours, around = drawings.neighbours(iri, reader)
    return Page(
        iri=iri,
        kind=kind,
        title=title,
        called=naming.name_on(iri, reader.day, reader),
        is_later=reader.snapshot.history.is_later(
            iri, reader.day, reader.snapshot.labels.get(iri, {})
        ),
        before=naming.states_before(iri, reader.day, reader),
        ruling=naming.ruling_states(iri, reader.day, reader),
        since=naming.independent_since(iri, reader),
        names=naming.other_names(stated, title.text),
        types=[values.known(q.object, reader) for q in stated if _is_type(q)],
        sentence=summary.sentence(iri, stated, reader),
        disputed=_disputed(iri, reader),
        key_facts=key_facts(iri, found, reader),
        succession=succession.succession(iri, reader),
        dispute=compared_claims.compared(iri, reader),
        timeline=over_time.drawn(iri, reader),
        map=drawings.location_map(iri, reader),
        neighbours=neighbours,
        around=around,
        acts=told,
        groups=groups,
        facts=_among(found, kind),
        unsourced={text(q.object) for q in stated if tail(q.predicate.value) == UNSOURCED},
        derived=facts.facts(iri, derived, reader),
        identity=[fact for fact in found if fact.iri in IDENTITY],
        referrers=referring,
        sources=[v for fact in found if fact.iri == DCTERMS + "source" for v in fact.values],
        independent=_independent(derived),
        support=_support(derived, reader),
        graphs=_graphs(stated),
        query=examples.in_language(_select(stated), reader.language),
        queries=_queries(description.thing, groups, bool(referring or told), reader),
        address=citation.address(iri, reader),
        cited=citation.text(title, reader),
        bibtex=citation.bibtex(iri, title, reader),
    )


def _among(found: list[Fact], kind: str) -> list[Fact]:
    """The facts shown in the main list, without those that have their own place on the page."""
    apart = IDENTITY if _is_evidence(kind) else APART
    return [
        fact
        for fact in found
        if (fact.iri not in apart or _has_evidence(fact))
        and not (kind == "disagreement" and tail(fact.iri) in BESIDE)
    ]


def _is_evidence(kind: str) -> bool:
    """Whether this is a kind of evidence: there the source is a fact among the others."""
    return isinstance(KINDS.get(kind), EvidenceKind)


def _disputed(iri: str, reader: Reader) -> list[Value]:
    """The dates of a thing on which sources differ, each linked to the disagreement."""
    entry = reader.snapshot.thing_index.get(iri)
    return [
        Value(reader.snapshot.terms.heading(one.property, reader.language), reader.href(one.iri))
        for one in (entry.disputes if entry else ())
        if tail(one.property) in DATES
    ]


def _is_type(quad: Quad) -> bool:
    """Whether a statement gives a class to show."""
    return quad.predicate.value == RDF + "type" and tail(text(quad.object)) != "NamedIndividual"


def _independent(derived: list[Quad]) -> int | None:
    """The number of independent sources of a record, None for other things."""
    found = (text(quad.object) for quad in derived if tail(quad.predicate.value) == COUNTED)
    return next(map(int, found), None)


def _support(derived: list[Quad], reader: Reader) -> Value | None:
    """The degree of support of a record that the number of its sources does not tell, None for
    others."""
    found = (quad.object for quad in derived if tail(quad.predicate.value) == "support")
    told = (values.known(degree, reader) for degree in found if tail(text(degree)) in WEIGHED)
    return next(told, None)


def _graphs(stated: list[Quad]) -> list[str]:
    """The IRIs of the named graphs that contain the statements."""
    names = {quad.graph_name for quad in stated}
    return sorted(name.value for name in names if not isinstance(name, DefaultGraph))


def _has_evidence(fact: Fact) -> bool:
    return bool(fact.evidence.claims or fact.evidence.gaps or fact.evidence.dispute)


def _select(stated: list[Quad]) -> str:
    """The SPARQL text of a question, "" for other things."""
    return next((text(q.object) for q in stated if q.predicate.value == SH + "select"), "")


def _queries(
    thing: NamedNode, groups: list[records.RecordGroup], referred: bool, reader: Reader
) -> list[str]:
    """The texts of the queries behind a page: its records on the day, its statements, their
    evidence, and what refers to it."""
    names = ["statements", "evidence", *(["referrers"] if groups or referred else [])]
    found = [query_files.filled(name, reader.snapshot.base, thing=thing) for name in names]
    if any(group.dated for group in groups):
        day = Literal(str(reader.day), datatype=NamedNode(reader.snapshot.prefixes["xsd"] + "date"))
        base, language = reader.snapshot.base, Literal(reader.language)
        first = query_files.filled("records-on-day", base, thing=thing, day=day, language=language)
        found.insert(0, first)
    return found
