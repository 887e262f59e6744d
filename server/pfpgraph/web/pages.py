"""What a thing's page shows, from rows: names, facts with the claims behind them, referrers."""

from collections import defaultdict
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from pfpgraph import names
from pfpgraph.kinds import KINDS
from pfpgraph.web import dates, tables, values
from pfpgraph.web.description import Description
from pfpgraph.web.site import site
from pfpgraph.web.terms import by_language, choose, spell
from pfpgraph.web.values import Value
from pfpgraph.web.words import word

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
SH = "http://www.w3.org/ns/shacl#"
LABELS = {RDFS + "label", DCTERMS + "title", "http://xmlns.com/foaf/0.1/name"}
IDENTITY = {SKOS + name for name in ("exactMatch", "closeMatch")} | {
    "http://www.w3.org/2002/07/owl#sameAs"
}
# Shown in the order of this list, then by label.
FIRST = (
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
# Derived, yet what a reader looks for among the facts.
PROMOTED = ("nameThen",)
# Kinds that are evidence themselves: their one source is a fact among the others.
EVIDENCE = ("claim", "gap", "passage", "count", "source", "text", "question")
STATUSES = ("accepted", "undecided", "overruled", "")
LAST = ("skos:editorialNote", "dcterms:source")


@dataclass
class Claim:
    """What one source says of one property: the value, as written, where, and its status."""

    href: str
    value: Value
    source: Value | None
    status: str
    written: str = ""
    place: str = ""
    place_href: str = ""
    reason: str = ""


@dataclass
class Fact:
    """A property with its values, the claims behind them, and the sources that are silent."""

    iri: str
    label: str
    values: list[Value] = field(default_factory=list)
    graphs: set[str] = field(default_factory=set)
    claims: list[Claim] = field(default_factory=list)
    gaps: list[tuple[Value, str]] = field(default_factory=list)
    dispute: Value | None = None

    @property
    def href(self) -> str:
        """Where the property is defined."""
        return values.href(self.iri)


@dataclass
class Group:
    """Things of one class that refer to this one by one property."""

    heading: str
    property: str
    entries: list[tuple[Value, str]] = field(default_factory=list)


@dataclass
class Resource:
    """All that the page of a thing shows."""

    iri: str
    title: str
    kind: str
    types: list[Value]
    names: list[tuple[str, str]]
    description: Value | None
    facts: list[Fact]
    derived: list[Fact]
    identity: list[Fact]
    groups: list[Group]
    sources: list[Value]
    shown: int
    pointing: int

    @property
    def query(self) -> str:
        """The SPARQL text of a question, nothing for other things."""
        found = [fact.values[0].text for fact in self.facts if fact.iri == SH + "select"]
        return found[0] if found else ""

    @property
    def rests(self) -> bool:
        """Whether its facts rest on sources that a reader may want to see behind each of them."""
        return bool(self.sources) and self.kind not in EVIDENCE


def resource(description: Description, language: str) -> Resource:
    """The page of a thing in a language."""
    iri = description.thing.value
    labels = _value_labels(description.thing)
    stated, derived = _sides(description)
    own = by_language(
        q.object
        for q in description.own
        if q.predicate.value in LABELS and isinstance(q.object, Literal)
    )
    facts = _facts(iri, stated, labels, language)
    _add_evidence(facts, description.thing, language)
    sources = [v for f in facts.values() if f.iri == DCTERMS + "source" for v in f.values]
    ordered = sorted(facts.values(), key=_order)
    about = facts.get(DCTERMS + "description")
    return Resource(
        iri=iri,
        title=choose(own, language)[0] or spell(iri),
        kind=values.split(iri)[0],
        types=[values.shown(q.object, {}, language) for q in stated if _is_type(q)],
        names=_names(own, language),
        description=_spoken(about, language),
        facts=[f for f in ordered if f.iri not in IDENTITY and f is not about],
        derived=sorted(_facts(iri, derived, labels, language).values(), key=_order),
        identity=[f for f in ordered if f.iri in IDENTITY],
        groups=_groups(description.thing, language),
        sources=sources,
        shown=len(description.incoming),
        pointing=description.pointing,
    )


def _sides(description: Description) -> tuple[list, list]:
    """The statements that are stated or promoted, and the others, that only a rule gives."""
    rules = f"{site.base}graph/inferred/rules"
    stated = [
        q
        for q in description.own
        if q.graph_name.value != rules or _tail(q.predicate.value) in PROMOTED
    ]
    known = {(q.predicate, q.object) for q in stated}
    derived = [q for q in description.own if (q.predicate, q.object) not in known]
    return stated, derived


def _is_type(quad) -> bool:
    """Whether a statement gives a class worth showing."""
    return quad.predicate.value == RDF + "type" and not quad.object.value.endswith(
        "NamedIndividual"
    )


def _names(own: dict[str, list[str]], language: str) -> list[tuple[str, str]]:
    """The other names of a thing with their languages, the title left out."""
    title = choose(own, language)[0]
    found = [(text, tag) for tag in sorted(own) for text in sorted(own[tag])]
    return [(text, tag) for text, tag in found if text != title]


def _spoken(fact: Fact | None, language: str) -> Value | None:
    """The one value of a fact in the reader's language, if there is any."""
    if not fact or not fact.values:
        return None
    return min(fact.values, key=lambda value: (value.language != "", value.language))


def _value_labels(thing: NamedNode) -> dict[str, dict[str, list[str]]]:
    """The labels of everything that a thing's statements name."""
    found = defaultdict(list)
    for row in site.rows("value-labels", thing=thing):
        if isinstance(row.get("label"), Literal):
            found[row["value"].value].append(row["label"])
    return {iri: by_language(literals) for iri, literals in found.items()}


def _facts(thing: str, quads: list, labels: dict, language: str) -> dict[str, Fact]:
    """The statements by property, dates joined with their precisions."""
    precisions = {
        _tail(q.predicate.value).removesuffix("Precision"): _tail(q.object.value)
        for q in quads
        if q.predicate.value.endswith("Precision")
    }
    facts: dict[str, Fact] = {}
    for quad in sorted(quads, key=lambda q: str(q.object)):
        property = quad.predicate.value
        if property in LABELS or property == RDF + "type" or property.endswith("Precision"):
            continue
        fact = facts.setdefault(property, Fact(property, site.terms.label(property, language)))
        fact.graphs.add(quad.graph_name.value)
        precision = precisions.get(_tail(property), "")
        fact.values.append(_value(thing, quad, labels, language, precision))
    for fact in facts.values():
        fact.values.sort(key=lambda value: (value.language != "", value.language))
    _add_unknown(facts, precisions, language)
    return facts


def _value(thing: str, quad, labels: dict, language: str, precision: str) -> Value:
    """The value of a statement; an event's end is shown as its last day."""
    term = quad.object
    if (
        quad.predicate.value.endswith("#end")
        and values.split(thing)[0] == "event"
        and isinstance(term, Literal)
    ):
        last = dates.last_day(dates.Bound(term.value, precision or "Day"))
        return values.date(last.day, last.precision, language)
    found = labels.get(term.value, {}) if isinstance(term, NamedNode) else {}
    return values.shown(term, found, language, precision)


def _add_unknown(facts: dict[str, Fact], precisions: dict[str, str], language: str) -> None:
    """Say of a date that is not there why it is not: open, unknown, disputed."""
    ours = site.prefixes["pfp"]
    known = {_tail(iri) for iri in facts}
    for name, precision in precisions.items():
        if name not in known:
            iri = ours + name
            said = Value(word(f"date-{precision}", language))
            facts[iri] = Fact(iri, site.terms.label(iri, language), [said])


def _tail(iri: str) -> str:
    """The name at the end of an IRI."""
    return iri.replace("#", "/").rpartition("/")[2]


def _order(fact: Fact) -> tuple:
    """Where a fact stands on the page."""
    short = names.shorten(fact.iri, site.base)
    if short in FIRST:
        return (0, FIRST.index(short), "")
    return (2, LAST.index(short), "") if short in LAST else (1, 0, fact.label.casefold())


def _add_evidence(facts: dict[str, Fact], thing: NamedNode, language: str) -> None:
    """Put the claims, silences and disputes about a thing behind its facts."""

    def fact(row) -> Fact:
        property = row["property"].value
        return facts.setdefault(property, Fact(property, site.terms.label(property, language)))

    for rows in _merged(site.rows("claims", thing=thing), "claim"):
        fact(rows[0]).claims.append(_claim(rows, language))
    for found in facts.values():
        found.claims.sort(key=lambda claim: STATUSES.index(claim.status))
    for rows in _merged(site.rows("gaps", thing=thing), "gap"):
        source = _source(rows, language)
        if source:
            fact(rows[0]).gaps.append((source, values.href(rows[0]["gap"].value)))
    for rows in _merged(site.rows("disputes", thing=thing), "disagreement"):
        reason = _worded(rows, "reason", language)
        fact(rows[0]).dispute = Value(reason, values.href(rows[0]["disagreement"].value))


def _merged(rows: list[dict], key: str) -> list[list[dict]]:
    """The rows of one thing together: a row comes once for each language of its words."""
    found = defaultdict(list)
    for row in rows:
        found[row[key].value, row["property"].value].append(row)
    return [found[name] for name in sorted(found)]


def _worded(rows: list[dict], key: str, language: str) -> str:
    """The words of a column in the reader's language."""
    literals = {row[key] for row in rows if isinstance(row.get(key), Literal)}
    return choose(by_language(sorted(literals, key=str)), language)[0]


def _labels(rows: list[dict], key: str) -> dict[str, list[str]]:
    """The labels in a column by language."""
    literals = {row[key] for row in rows if isinstance(row.get(key), Literal)}
    return by_language(sorted(literals, key=str))


def _source(rows: list[dict], language: str) -> Value | None:
    """The source that the rows name."""
    source = next((row["source"] for row in rows if row.get("source") is not None), None)
    return values.shown(source, _labels(rows, "title"), language) if source is not None else None


def _claim(rows: list[dict], language: str) -> Claim:
    """A claim from its rows."""
    row = rows[0]
    precision = _tail(row["precision"].value) if row.get("precision") is not None else ""
    status = _tail(row["status"].value).lower() if row.get("status") is not None else ""
    claim = Claim(
        href=values.href(row["claim"].value),
        value=values.shown(row["value"], _labels(rows, "valueLabel"), language, precision),
        source=_source(rows, language),
        status=status if status in STATUSES else "",
        written=row["asWritten"].value if row.get("asWritten") is not None else "",
        reason=_worded(rows, "reason", language),
    )
    if row.get("from") is not None and row.get("to") is not None:
        claim.place = word("characters", language).format(
            *(values.number(row[key].value, language) for key in ("from", "to"))
        )
        claim.place_href = values.href(row["place"].value)
    return claim


def _groups(thing: NamedNode, language: str) -> list[Group]:
    """The things that refer to this one, by their class and the property they do it by.

    Claims about it and gaps are left out: they stand behind its facts.
    """
    found = defaultdict(list)
    behind = {RDF + "subject", site.prefixes["pfp"] + "silentAbout"}
    for row in site.rows("referrers", thing=thing):
        if isinstance(row["subject"], NamedNode) and row["property"].value not in behind:
            found[row["subject"].value, row["property"].value].append(row)
    groups: dict[tuple[str, str], Group] = {}
    for (subject, property), rows in found.items():
        kind = values.split(subject)[0]
        heading = _heading(kind, rows, language)
        group = groups.setdefault(
            (heading, property), Group(heading, site.terms.label(property, language))
        )
        group.entries.append(_entry(subject, rows, language))
    for group in groups.values():
        group.entries.sort(key=lambda entry: (entry[0].machine or "9", entry[0].text.casefold()))
    return [groups[key] for key in sorted(groups, key=lambda k: (_rank(k[0], language), k))]


def _heading(kind: str, rows: list[dict], language: str) -> str:
    """What things of this kind are called together."""
    if kind:
        return getattr(KINDS[kind], f"{language}s")
    classes = sorted(row["class"].value for row in rows if row.get("class") is not None)
    return site.terms.label(classes[0], language) if classes else ""


def _rank(heading: str, language: str) -> int:
    """The order of the groups: kinds as in their table, so that evidence comes last."""
    order = [getattr(kind, f"{language}s") for kind in KINDS.values()]
    return order.index(heading) if heading in order else len(order)


def _entry(subject: str, rows: list[dict], language: str) -> tuple[Value, str]:
    """One referring thing, and its time in words."""
    value = values.named(subject, _labels(rows, "label"), language)
    start, end, point = (_bound(rows[0], key) for key in ("start", "end", "date"))
    when, first = "", point.day or start.day
    if point.day or point.precision:
        when = dates.spoken(point, language)
    elif start.day or start.precision:
        when = tables.period(subject, start, end, language).text
    return value._replace(machine=first), when


def _bound(row: dict, key: str) -> dates.Bound:
    """A date of a row with its precision."""
    day = row[key].value if row.get(key) is not None else ""
    how = row.get(f"{key}Precision")
    return dates.Bound(day, _tail(how.value) if how is not None else "Day" if day else "")
