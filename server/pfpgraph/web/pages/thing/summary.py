"""The summary of a thing: a sentence or two, generated from its facts and saying nothing more."""

from collections.abc import Callable
from datetime import date

from pyoxigraph import Literal, NamedNode, Quad

from pfpgraph import iris
from pfpgraph.graph.record_labels import PROPERTY_ROLES
from pfpgraph.i18n.dates import Bound, in_words
from pfpgraph.i18n.folding import folded
from pfpgraph.i18n.typography import capitalised
from pfpgraph.i18n.words import plural, word
from pfpgraph.iris import tail
from pfpgraph.kinds import KINDS, local_name
from pfpgraph.model.thing_index import Entry
from pfpgraph.query.results import Term, text
from pfpgraph.span import ENDED, HOLDS, LATER, UNKNOWN
from pfpgraph.web.pages import naming, values
from pfpgraph.web.pages.thing.records import called, predicate, when
from pfpgraph.web.pages.values import Value
from pfpgraph.web.reader import Reader

# Properties with descriptions in the data, which say more than a rule could.
WORDS = ("description", "definition", "comment")
# Kinds of things of which, NATO itself aside, a suspension is none of cooperation with NATO.
_APART = ("affiliation", "contribution", "document", "operation", "organisation")
# Roles whose values are properties.
_PROPERTIES = tuple(map(local_name, PROPERTY_ROLES))


class Subject:
    """A thing that a summary is about, with its statements by local name of the property."""

    def __init__(self, iri: str, stated: list[Quad], reader: Reader) -> None:
        """Take the IRI of a thing, the statements about it that are shown as facts, and the
        reader."""
        self.iri, self.reader, self.language = iri, reader, reader.language
        self.kind = reader.snapshot.split(iri)[0]
        self.row = KINDS.get(self.kind)
        self.entry = reader.snapshot.thing_index.get(iri) or Entry(iri, self.kind)
        self.terms: dict[str, list[Term]] = {}
        for quad in sorted(stated, key=lambda quad: str(quad.object)):
            self.terms.setdefault(tail(quad.predicate.value), []).append(quad.object)

    def word(self, key: str, *parts: str) -> str:
        """The words of the interface for a key, with the parts filled in. Raises KeyError for an
        unknown key."""
        return word(key, self.language).format(*parts)

    def said(self, *names: str) -> list[str]:
        """The texts of the values of some properties, named by their local names."""
        return [
            value.text
            for name in names
            for value in values.readable(
                [self._value(name, term) for term in self.terms.get(name, ())]
            )
        ]

    def _value(self, name: str, term: Term) -> Value:
        """A value of a property: a date at its precision, a property as a noun where it has one."""
        terms = self.reader.snapshot.terms
        if name in _PROPERTIES and (noun := terms.heading(text(term), self.language)):
            return Value(noun)
        precision = self.terms.get(f"{name}Precision") or self.terms.get("objectPrecision")
        return values.known(term, self.reader, tail(text(precision[0])) if precision else "")

    def type(self) -> str:
        """The label of the class of the thing, preferably of one from our ontology; "" without
        one."""
        own = [
            iri for iri in self.entry.types if iri.startswith(self.reader.snapshot.prefixes["pfp"])
        ]
        found = own or self.entry.types
        return self.reader.snapshot.terms.label(found[0], self.language) if found else ""


def sentence(iri: str, stated: list[Quad], reader: Reader) -> list[Value]:
    """The summary of a thing as sentences, each with its language where that is not the
    reader's."""
    telling = Subject(iri, stated, reader)
    make = _SPECIAL.get(telling.kind, _plain)
    found = [Value(_whole(text)) for text in [*make(telling), _existence(telling)] if text]
    return found + [_data(value) for value in _described(telling)]


def _data(value: Value) -> Value:
    """A text of the data as a sentence, keeping its language."""
    return value._replace(text=_whole(value.text))


def _whole(text: str) -> str:
    """A text with a capital at its beginning and a full stop at its end."""
    return capitalised(text) + ("" if text.endswith((".", "!", "?")) else ".")


def _described(telling: Subject) -> list[Value]:
    """The description of the thing in the reader's language, else in another; at most one."""
    terms = [term for name in WORDS for term in telling.terms.get(name, ())]
    found = [values.known(t, telling.reader) for t in terms if isinstance(t, Literal)]
    return sorted(found, key=lambda value: (value.language != "", value.language))[:1]


def _plain(telling: Subject) -> list[str]:
    """The parts for most kinds: class, what it joins or where it is, and when; how it ended; its
    scope."""
    if telling.entry.joins:
        roles = [role for role in telling.entry.roles if role != "scope"]
        joined = [term for role in roles for term in telling.terms.get(role, ())]
        named = [value.text for value in called(joined, telling.reader)]
    else:
        named = telling.said(*map(local_name, telling.row.told if telling.row else ()))
    dated = when(telling.entry, telling.reader) and _absence(telling) != LATER
    time = _time(telling, telling.entry) if dated else ""
    reason = telling.said("endReason")
    ending = telling.word("ended-by", ", ".join(reason)) if reason else ""
    told = ", ".join(named)
    together = telling.word("is", telling.type(), told) if told else telling.type()
    return [together + time, ending, *telling.said("scope")]


def _absence(telling: Subject) -> str:
    """LATER or ENDED if the thing did not yet or no longer exist on the day asked for, else ""."""
    lasts = telling.row and telling.row.lasts
    if not lasts or not telling.entry.dated or not telling.reader.on:
        return ""
    state = telling.entry.state(str(telling.reader.day))
    return state if state in (LATER, ENDED) else ""


def _existence(telling: Subject) -> str:
    """The sentence that the thing did not exist on the day asked for, "" when it did."""
    key, name = {LATER: ("not-yet", "start"), ENDED: ("no-longer", "end"), "": ("", "")}[
        _absence(telling)
    ]
    bounds = (Bound(str(telling.reader.day)), telling.entry.bound(name))
    return telling.word(key, *(in_words(one, telling.language) for one in bounds)) if key else ""


def _goes_on(entry: Entry) -> bool:
    """Whether a record has a start and an open end, so that its period in words begins with
    "since"."""
    return bool(entry.bound("start").day) and entry.bound("end").precision == "Open"


def _country(telling: Subject) -> list[str]:
    """The parts for a country: its status now and before, with periods, its statehood, and its
    suspensions."""
    day = str(telling.reader.day)
    found = sorted(telling.reader.snapshot.thing_index.records(telling.iri), key=_begun)
    now, may, once = (
        [text for e in found if e.state(day) == state and (text := _standing(telling, e))]
        for state in (HOLDS, UNKNOWN, ENDED)
    )
    told = telling.word("then").join(now)
    if may:
        possible = telling.word("may-have", telling.word("then").join(may))
        told = telling.word("then").join(filter(None, (told, possible)))
    if once:
        earlier = telling.word("earlier", telling.word("then").join(once))
        told = telling.word("then").join(filter(None, (told, earlier)))
    suspended = [e for e in found if _stops_cooperation(telling, e) and e.state(day) == HOLDS]
    whole = [] if told else [_region_phrase(telling)]
    held = (_suspended(telling, entry) for entry in suspended)
    return [told, *whole, _statehood(telling), *held]


def _statehood(telling: Subject) -> str:
    """Since when the country has been a state and since when independent again; "" unless both are
    stated."""
    names = ("statehoodSince", "independentSince")
    bounds = [Bound(text(telling.terms[name][0])) for name in names if name in telling.terms]
    if len(bounds) < len(names):
        return ""
    return telling.word("state-since", *(in_words(one, telling.language) for one in bounds))


def _region_phrase(telling: Subject) -> str:
    """The country with its region. A region that begins with a vowel has words of its own, as
    French needs."""
    region = ", ".join(telling.said("region"))
    if not region:
        return telling.type()
    vowel = "-vowel" if folded(region)[0] in "aeiou" else ""
    return telling.word(f"country-in{vowel}", telling.type(), region)


def _begun(entry: Entry) -> tuple[str, str]:
    """The sort key of records: the earliest first, without a day last."""
    return entry.day or "9", entry.iri


def _standing(telling: Subject, entry: Entry) -> str:
    """The status that a record gives its country, with its period; "" when it gives none."""
    of = [value for value in entry.values.get("organization", ()) if isinstance(value, NamedNode)]
    if not of:
        return ""
    period = _time(telling, entry)
    if of[0].value == iris.thing(telling.reader.snapshot.base, *iris.ALLIANCE):
        return telling.word("ally-when", period)
    if telling.reader.snapshot.split(of[0].value)[0] != "framework":
        return ""
    return telling.word("partner-when", values.known(of[0], telling.reader).text, period)


def _stops_cooperation(telling: Subject, entry: Entry) -> bool:
    """Whether a record is a suspension of cooperation with NATO, as patterns/with_nato.rq has it
    for queries."""
    snapshot = telling.reader.snapshot
    alliance = iris.thing(snapshot.base, *iris.ALLIANCE)
    stopped = {term.value for term in entry.values.get("suspends", ())} - {alliance}
    kinds = {snapshot.split(iri)[0] for iri in stopped}
    return entry.kind == "suspension" and kinds.isdisjoint(_APART)


def _suspended(telling: Subject, entry: Entry) -> str:
    """What is suspended and since when, in the words of the record."""
    scope = values.readable([values.known(t, telling.reader) for t in entry.values["scope"]])
    named = " / ".join(value.text for value in scope)
    return telling.word("suspended-when", named, _time(telling, entry)) if named else ""


def _time(telling: Subject, entry: Entry) -> str:
    """The period of a record as it follows other words: " since 1994" or ", 1994"."""
    return (" " if _goes_on(entry) else ", ") + when(entry, telling.reader)


def _signature(telling: Subject) -> list[str]:
    """The parts for a signature: who signed what, when and in which office, for which country under
    its name of that day, or for which organisation."""
    signed = telling.entry.bound("date")
    parts = {
        "what": telling.said("document") or [telling.type()],
        "for": [_then(telling, term, signed) for term in telling.terms.get("signedFor", ())]
        or telling.said("onBehalfOf"),
        "by": telling.said("signedBy"),
        "as": telling.said("signedAs"),
        "on" if signed.precision == "Day" else "in": [in_words(signed, telling.language)],
    }
    told = {"what": "", "for": "", "by": "", "as": "", "on": "", "in": ""}
    for key, found in parts.items():
        if found and (signed.day or key not in ("on", "in")):
            told[key] = telling.word(f"signed-{key}", ", ".join(found))
    return [word("signed", telling.language).format(**told)]


def _then(telling: Subject, country: Term, signed: Bound) -> str:
    """The name of a country on the day of a signature; its label when that day is not known."""
    if signed.precision == "Day":
        return naming.name_on(text(country), date.fromisoformat(signed.day), telling.reader).text
    return values.known(country, telling.reader).text


def _person(telling: Subject) -> list[str]:
    """The parts for a person: for which country they signed, when they lived, the posts that they
    held, and their signatures."""
    records = telling.reader.snapshot.thing_index.records(telling.iri)
    signed = [
        "".join(_signature(Subject(e.iri, _quads(e, telling.reader), telling.reader)))
        for e in records
        if e.kind == "signature"
    ]
    held = [_term(telling, e) for e in sorted(records, key=_begun) if e.kind == "term"]
    country = ", ".join(telling.said("country"))
    what = telling.type()
    if country and any("signedFor" in e.values for e in records):
        what = telling.word("signatory-for", country)
    elif country:
        what = telling.word("is", what, country)
    return [", ".join([what, *_lived(telling)]), *held, *signed]


def _term(telling: Subject, entry: Entry) -> str:
    """A post that a person held, whether only for want of a holder, and when."""
    term = Subject(entry.iri, _quads(entry, telling.reader), telling.reader)
    post = ", ".join(term.said("post"))
    if entry.first("acting") == "true":
        acting = telling.reader.snapshot.terms.label(
            predicate("acting", telling.reader), telling.language
        )
        post = f"{post} ({acting})"
    return post + _time(telling, entry)


def _lived(telling: Subject) -> list[str]:
    """When a person was born and died, as far as that is known."""
    found = []
    for name in ("born", "died"):
        precision = telling.terms.get(f"{name}Precision")
        exact = not precision or tail(text(precision[0])) == "Day"
        key = f"{name}-on" if exact else f"{name}-in"
        found += [telling.word(key, day) for day in telling.said(name) if name in telling.terms]
    return found


def _quads(entry: Entry, reader: Reader) -> list[Quad]:
    """The values that the index has of a record, as statements."""
    pfp, thing = reader.snapshot.prefixes["pfp"], NamedNode(entry.iri)
    return [
        Quad(thing, NamedNode(pfp + name), value)
        for name, found in entry.values.items()
        for value in found
    ]


def _claim(telling: Subject) -> list[str]:
    """The parts for a claim: what a source says of which property of which thing, its status and
    the reason."""
    parts = [", ".join(telling.said(*names)) for names in (("subject",), ("predicate",))]
    source = telling.said("source")
    key = "claim-says" if source else "claim-unsourced"
    told = telling.word(key, *parts, ", ".join(telling.said("object")), ", ".join(source))
    return [told, *telling.said("status"), *telling.said("reason")]


def _gap(telling: Subject) -> list[str]:
    """The part for a gap: which source is silent about what."""
    about = ", ".join(telling.said("silentAbout", "missingProperty"))
    return [telling.word("gap-says", ", ".join(telling.said("source")), about)]


def _disagreement(telling: Subject) -> list[str]:
    """The parts for a disagreement: its subject, the number of claims, and whether one was
    accepted."""
    about = ", ".join(telling.said("about", "disputedProperty"))
    count = plural("claim", len(telling.terms.get("claim", ())), telling.language)
    accepted = "accepted-one" if "acceptedClaim" in telling.terms else "accepted-none"
    return [telling.word("differ", about, count), telling.word(accepted), *telling.said("reason")]


_SPECIAL: dict[str, Callable[[Subject], list[str]]] = {
    "country": _country,
    "signature": _signature,
    "person": _person,
    "claim": _claim,
    "gap": _gap,
    "disagreement": _disagreement,
    "question": lambda _: [],
}
