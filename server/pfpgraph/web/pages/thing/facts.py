"""The facts of a thing: its statements by property, in words, with their evidence."""

from collections.abc import Callable
from dataclasses import dataclass, field

from pyoxigraph import NamedNode, Quad

from pfpgraph.i18n import dates
from pfpgraph.i18n.words import word
from pfpgraph.iris import tail
from pfpgraph.kinds import KINDS
from pfpgraph.model.thing_index import Entry
from pfpgraph.namespaces import DCTERMS, FOAF, RDF, RDFS
from pfpgraph.query.results import text
from pfpgraph.span import BOUNDS
from pfpgraph.web.pages import values
from pfpgraph.web.pages.thing.evidence import Evidence
from pfpgraph.web.pages.values import Value
from pfpgraph.web.reader import Reader

LABELS = {RDFS + "label", DCTERMS + "title", FOAF + "name"}
# The names of a thing are shown first, then the first properties of its kind, then its dates; the
# others follow by label, and LAST at the end.
_NAMED = (
    *("rdfs:label", "dcterms:title", "foaf:name", "pfp:nativeName", "pfp:officialName"),
    *("skos:altLabel", "pfp:acronym"),
)
DATED = ("pfp:start", "pfp:end", "pfp:lastDay", "pfp:date")
LAST = ("skos:editorialNote",)
# Names besides labels, which are shown in all their languages.
NAMES = (
    *("skos:altLabel", "skos:prefLabel", "skosxl:literalForm", "pfp:acronym", "pfp:asWritten"),
    *("pfp:nativeName", "pfp:officialName", "pfp:nameThen"),
)
# Derived properties that readers expect among the facts.
PROMOTED = ("nameThen",)
END, LAST_DAY = "end", "lastDay"


@dataclass
class Fact:
    """A property of a thing: its IRI, its prefix:name, the address of its definition and its label;
    with its values and the evidence for it."""

    iri: str
    short: str
    href: str
    label: str
    values: list[Value] = field(default_factory=list)
    evidence: Evidence = field(default_factory=Evidence)

    @property
    def told(self) -> list[Value]:
        """The values to show: names in all languages, other texts in the reader's language only."""
        is_name = self.iri in LABELS or self.short in NAMES
        return self.values if is_name else values.readable(self.values)


def split_stated_derived(own: list[Quad], reader: Reader) -> tuple[list[Quad], list[Quad]]:
    """The statements about a thing to show as facts, and those that only a rule derives.

    Where sources give the last day rather than the end, the last day replaces the end: for events,
    and for periods that end in a month or a year.
    """
    rules = NamedNode(f"{reader.snapshot.base}graph/inferred/rules")
    promoted: tuple[str, ...] = PROMOTED
    hidden: tuple[str, ...] = ()
    if _ends_on_last_day(own, reader):
        promoted, hidden = (*PROMOTED, LAST_DAY), (END,)
    told = [quad for quad in own if tail(quad.predicate.value) not in hidden]
    stated = [q for q in told if q.graph_name != rules or tail(q.predicate.value) in promoted]
    known = {(q.predicate, q.object) for q in stated}
    return stated, [q for q in told if (q.predicate, q.object) not in known]


def _ends_on_last_day(own: list[Quad], reader: Reader) -> bool:
    """Whether a last day is stated and is what sources give for the end of a thing."""
    if not any(tail(quad.predicate.value) == LAST_DAY for quad in own):
        return False
    precision = _precisions(own).get(END, "")
    event = any(reader.snapshot.split(text(quad.subject))[0] == "event" for quad in own)
    return precision in ("Month", "Year") or (event and precision == "Day")


def _placed(quads: list[Quad], behind: dict[str, Evidence], reader: Reader) -> dict[str, Evidence]:
    """The evidence by property, with that for the end and that for the last day merged under the
    one that is shown."""
    end, last = (reader.snapshot.prefixes["pfp"] + name for name in (END, LAST_DAY))
    shown, other = (last, end) if any(q.predicate.value == last for q in quads) else (end, last)
    if other not in behind:
        return behind
    both = [behind[name] for name in (shown, other) if name in behind]
    found = {name: evidence for name, evidence in behind.items() if name != other}
    found[shown] = Evidence(
        [claim for evidence in both for claim in evidence.claims],
        [gap for evidence in both for gap in evidence.gaps],
        next((evidence.dispute for evidence in both if evidence.dispute), None),
    )
    return found


def facts(
    thing: str, quads: list[Quad], reader: Reader, behind: dict[str, Evidence] | None = None
) -> list[Fact]:
    """The facts in the statements about a thing, in the order in which they are shown.

    Labels and classes are facts only where there is evidence for them; the page's head shows them
    otherwise. A date that is missing gets the reason as its value.
    """
    behind = _placed(quads, behind or {}, reader)
    precisions = _precisions(quads)
    found: dict[str, Fact] = {iri: _fact(iri, reader) for iri in behind}
    for quad in sorted(quads, key=lambda quad: str(quad.object)):
        predicate = quad.predicate.value
        if predicate not in behind and (predicate in LABELS or predicate == RDF + "type"):
            continue
        if not predicate.endswith("Precision"):
            fact = found.get(predicate) or found.setdefault(predicate, _fact(predicate, reader))
            dated = END if tail(predicate) == LAST_DAY else tail(predicate)
            fact.values.append(_value(thing, quad, reader, precisions.get(dated, "")))
    for fact in found.values():
        fact.values.sort(key=lambda value: (value.language != "", value.language))
        fact.evidence = behind.get(fact.iri, fact.evidence)
    _add_unknown(found, precisions, reader)
    return sorted(found.values(), key=_order(reader.snapshot.split(thing)[0]))


def _fact(iri: str, reader: Reader) -> Fact:
    """A fact without values."""
    label = reader.snapshot.terms.label(iri, reader.language)
    return Fact(iri, reader.snapshot.shorten(iri), reader.href(iri), label)


def _precisions(quads: list[Quad]) -> dict[str, str]:
    """The precision of each date, by the local name of its property."""
    return {
        tail(q.predicate.value).removesuffix("Precision"): tail(text(q.object))
        for q in quads
        if q.predicate.value.endswith("Precision")
    }


def _value(thing: str, quad: Quad, reader: Reader, precision: str) -> Value:
    """The object of a statement as a value; a derived bound that is not a date to show becomes
    words."""
    name, entry = tail(quad.predicate.value), reader.snapshot.thing_index.get(thing)
    key = _bound(name, text(quad.object), entry) if entry and name in BOUNDS else ""
    if key:
        return Value(word(key, reader.language), plain=text(quad.object))
    return values.known(quad.object, reader, precision)


def _bound(name: str, day: str, entry: Entry) -> str:
    """The key of the words for a derived bound, "" when it is a date to show. There are words for a
    thing that certainly holds on no day, and for the two far days."""
    certain = name.startswith("holds")
    if certain and entry.span.holds_from >= entry.span.holds_until:
        return "never-certain"
    if day not in values.FAR:
        return ""
    if name.endswith("From"):
        return "start-unknown"
    return "far-future" if entry.bound(END).precision == "Open" else "end-unknown"


def _add_unknown(found: dict[str, Fact], precisions: dict[str, str], reader: Reader) -> None:
    """Add to each missing date the reason why there is none: open, unknown or disputed."""
    known = {tail(iri) for iri, fact in found.items() if fact.values}
    known |= {END} if LAST_DAY in known else set()
    for name, precision in precisions.items():
        if name not in known:
            iri = reader.snapshot.prefixes["pfp"] + name
            fact = found.setdefault(iri, _fact(iri, reader))
            fact.values.append(Value(dates.unsaid(precision, reader.language)))


def _order(kind: str) -> Callable[[Fact], tuple[int, int, str]]:
    """The sort key of the facts of a thing of a kind."""
    row = KINDS.get(kind)
    first = (*_NAMED, *(row.first if row else ()), *DATED)

    def place(fact: Fact) -> tuple[int, int, str]:
        if fact.short in first:
            return (0, first.index(fact.short), "")
        if fact.short in LAST:
            return (2, LAST.index(fact.short), "")
        return (1, 0, fact.label.casefold())

    return place
