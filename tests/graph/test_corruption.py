"""Corruption: one statement of the data is spoilt at a time; how often does validation notice?

What cannot be noticed in principle is not tried: another wording; a note, a description, an
address or one of several sources that goes (`FREE`); another source, subject of a passage or other
choice that is as good as the right one (`UNTOLD`); a plausible other day, of which no second
statement tells (`Data.told`); another value of what a source is wrong about.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from pfpgraph.graph import load
from pfpgraph.graph.hygiene import breaches
from pfpgraph.graph.rules import infer
from pfpgraph.graph.validate import lost, validate
from pfpgraph.iris import PUBLIC_BASE, prefixes
from pfpgraph.settings import Settings

NAMES = prefixes()
DATA, ID = f"{PUBLIC_BASE}graph/data/", f"{PUBLIC_BASE}id/"
TRIES, SEED, WANTED = 6, 9, 0.9


def term(name: str) -> NamedNode:
    """The IRI of a name as in Turtle."""
    prefix, _, local = name.partition(":")
    return NamedNode(NAMES[prefix] + local)


def terms(names: str) -> set[NamedNode]:
    """The IRIs of several names."""
    return {term(name) for name in names.split()}


TYPE, DATE, SOURCE = term("rdf:type"), term("xsd:date"), term("dcterms:source")
FREE = terms(
    "skos:editorialNote dcterms:description skos:altLabel rdfs:seeAlso foaf:page foaf:homepage "
    "foaf:isPrimaryTopicOf dcterms:issued dcterms:license dcterms:rights schema:url"
)
UNTOLD = terms("dcterms:source pfp:about pfp:openTo skos:broader pfp:cooperationArea")
RECORDS = set(
    "accessions affiliations memberships missions names participations responsibilities "
    "signatures suspensions tools".split()
)


class Change(NamedTuple):
    """A corruption: the statements that go and those that come."""

    gone: list[Quad]
    come: list[Quad]

    def __str__(self) -> str:
        """In words, for the table."""
        lines = [f"- {quad.triple}" for quad in self.gone[:4]]
        return "; ".join([*lines, *(f"+ {quad.triple}" for quad in self.come)])


class Data:
    """The statements of data/ to choose from, a file at a time, so that small ones count."""

    def __init__(self, stated: Iterable[Quad], chance: Random) -> None:
        """Take the quads of a tree; what a question says is made from its file."""
        self.chance = chance
        self.files, self.about, self.into = (defaultdict(list) for _ in range(3))
        for quad in sorted(stated, key=str):
            name = quad.graph_name.value.removeprefix(DATA)
            if quad.graph_name.value.startswith(DATA) and name not in ("questions", "dataset"):
                self.files[name].append(quad)
                self.about[quad.subject].append(quad)
                self.into[quad.object].append(quad)
        self.quads = [quad for quads in self.files.values() for quad in quads]
        self.types = {quad.subject: quad.object for quad in self.quads if quad.predicate == TYPE}

    def pick(self, test: Callable[[Quad], bool], files: Iterable[str] = ()) -> Quad:
        """A statement that passes the test, from any file that has one."""
        found = [
            quads
            for name in sorted(files or self.files)
            if (quads := [quad for quad in self.files[name] if test(quad)])
        ]
        return self.chance.choice(self.chance.choice(found))

    def told(self, quad: Quad) -> bool:
        """Whether a slug, or a statement about a thing next to it, tells of the same day."""
        linked = {other.object for other in self.about[quad.subject]}
        linked |= {other.subject for other in self.into[quad.subject]}
        return quad.object.value in quad.subject.value or any(
            other.object == quad.object
            for thing in linked - {quad.subject}
            for other in self.about.get(thing, ())
        )

    def other(self, term: NamedNode, test: Callable[[NamedNode], bool]) -> NamedNode:
        """Another thing that passes the test."""
        return self.chance.choice(
            [thing for thing in sorted(self.types, key=str) if thing != term and test(thing)]
        )


def kind(term: object) -> str:
    """The kind of a thing of ours by its IRI, nothing for any other term."""
    iri = getattr(term, "value", "") if isinstance(term, NamedNode) else ""
    return iri.removeprefix(ID).split("/")[0] if iri.startswith(ID) else ""


def replaced(quad: Quad, value: object = None, predicate: NamedNode | None = None) -> Change:
    """A statement with another value or property."""
    new = Quad(
        quad.subject,
        predicate or quad.predicate,
        quad.object if value is None else value,
        quad.graph_name,
    )
    return Change([quad], [new])


def added(quad: Quad, value: object) -> Change:
    """A statement stays and gets a second value beside it."""
    return Change([], [Quad(quad.subject, quad.predicate, value, quad.graph_name)])


def is_date(quad: Quad) -> bool:
    """Whether the value is a day."""
    return isinstance(quad.object, Literal) and quad.object.datatype == DATE


def shifted(quad: Quad, days: int = 0, months: int = 0, years: int = 0) -> Literal:
    """The day of a statement moved; the day of a month that lacks it is its 28th."""
    day = date.fromisoformat(quad.object.value) + timedelta(days)
    month = day.year * 12 + day.month - 1 + months + 12 * years
    last = 28 if (month % 12 == 1) else 30
    moved = date(month // 12, month % 12 + 1, day.day if not months else min(day.day, last))
    return Literal(moved.isoformat(), datatype=DATE)


def shift(**by: int) -> Callable[[Data], Change]:
    """A kind of corruption that moves a day, of which something else tells, back or forth."""

    def shift_one(data: Data) -> Change:
        quad = data.pick(
            lambda quad: (
                is_date(quad)
                and quad.predicate not in FREE
                and data.told(quad)
                and not quad.object.value.endswith("02-29")
            )
        )
        sign = data.chance.choice((-1, 1))
        return replaced(quad, shifted(quad, **{unit: sign * n for unit, n in by.items()}))

    return shift_one


def other_class(data: Data) -> Change:
    """A thing gets the class of things of another kind."""
    quad = data.pick(lambda quad: quad.predicate == TYPE and kind(quad.subject))
    thing = data.other(quad.subject, lambda other: kind(other) not in ("", kind(quad.subject)))
    return replaced(quad, data.types[thing])


def second_date(data: Data) -> Change:
    """A thing gets a second day."""
    quad = data.pick(lambda quad: is_date(quad) and quad.predicate != term("rdf:object"))
    return added(quad, shifted(quad, years=1))


def end_before_start(data: Data) -> Change:
    """An end moves before the start."""
    start = term("pfp:start")
    quad = data.pick(
        lambda quad: (
            quad.predicate == term("pfp:end")
            and any(other.predicate == start for other in data.about[quad.subject])
        )
    )
    begun = next(other for other in data.about[quad.subject] if other.predicate == start)
    return replaced(quad, shifted(begun, years=-1))


def status(data: Data) -> Change:
    """A claim gets another status."""
    quad = data.pick(lambda quad: quad.predicate == term("pfp:status"))
    others = terms("pfp:Accepted pfp:Overruled pfp:Undecided") - {quad.object}
    return replaced(quad, data.chance.choice(sorted(others, key=str)))


def year_for_day(data: Data) -> Change:
    """A day is written as a year."""
    quad = data.pick(is_date)
    return replaced(quad, Literal(quad.object.value[:4], datatype=term("xsd:gYear")))


def broken_iri(data: Data) -> Change:
    """The value is misspelt."""
    quad = data.pick(lambda quad: kind(quad.object))
    return replaced(quad, NamedNode(quad.object.value + "s"))


def misspelt_subject(data: Data) -> Change:
    """What a statement is about is misspelt."""
    quad = data.pick(lambda quad: quad.predicate != TYPE and "#" not in quad.subject.value)
    return Change(
        [quad],
        [Quad(NamedNode(quad.subject.value + "s"), quad.predicate, quad.object, quad.graph_name)],
    )


def precision(data: Data) -> Change:
    """A day is said to be more or less exact than it is."""
    known = terms("pfp:Day pfp:Month pfp:Year")
    quad = data.pick(lambda quad: quad.object in known)
    return replaced(quad, data.chance.choice(sorted(known - {quad.object}, key=str)))


def second_value(data: Data) -> Change:
    """A property of which no thing of the class has two values gets a second one."""
    counts = defaultdict(int)
    for quad in data.quads:
        counts[quad.subject, quad.predicate] += 1
    many = {(data.types.get(thing), p) for (thing, p), n in counts.items() if n > 1}
    quad = data.pick(
        lambda quad: (
            quad.predicate not in FREE | {TYPE}
            and (data.types.get(quad.subject), quad.predicate) not in many
        )
    )
    return added(quad, other_value(data, quad))


def other_value(data: Data, quad: Quad) -> object:
    """A value that the same property has elsewhere."""
    return data.pick(
        lambda other: (
            other.predicate == quad.predicate
            and other.object != quad.object
            and kind(other.object) == kind(quad.object)
            and isinstance(other.object, type(quad.object))
        ),
        [quad.graph_name.value.removeprefix(DATA)],
    ).object


def wrong_kind(data: Data) -> Change:
    """The value is a thing of another kind."""
    quad = data.pick(lambda quad: kind(quad.object) and quad.predicate not in UNTOLD)
    return replaced(quad, data.other(quad.object, lambda o: kind(o) not in ("", kind(quad.object))))


def wrong_property(data: Data) -> Change:
    """A statement has another property of ours."""
    ours = {quad.predicate for quad in data.quads if quad.predicate.value.startswith(NAMES["pfp"])}
    quad = data.pick(lambda quad: quad.predicate in ours)
    return replaced(quad, predicate=data.chance.choice(sorted(ours - {quad.predicate}, key=str)))


def misspelt_property(data: Data) -> Change:
    """A property of ours is misspelt."""
    quad = data.pick(lambda quad: quad.predicate.value.startswith(NAMES["pfp"]))
    return replaced(quad, predicate=NamedNode(quad.predicate.value + "s"))


def lost_field(data: Data) -> Change:
    """A record loses a statement."""
    return Change([data.pick(lambda quad: matters(data, quad), RECORDS & set(data.files))], [])


def lost_statement(data: Data) -> Change:
    """Any statement goes."""
    return Change([data.pick(lambda quad: matters(data, quad))], [])


def matters(data: Data, quad: Quad) -> bool:
    """Whether the loss of a statement could be noticed at all."""
    if quad.predicate == SOURCE:
        return sum(other.predicate == SOURCE for other in data.about[quad.subject]) == 1
    return quad.predicate not in FREE


def lost_thing(data: Data) -> Change:
    """All that is said of a thing goes."""
    quad = data.pick(lambda quad: quad.predicate == TYPE)
    return Change(data.about[quad.subject], [])


def tagged(quad: Quad) -> bool:
    """Whether the value is in English or French."""
    return isinstance(quad.object, Literal) and quad.object.language in ("en", "fr")


def german(data: Data) -> Change:
    """A text is said to be in German."""
    quad = data.pick(lambda quad: tagged(quad) and quad.predicate not in FREE)
    return replaced(quad, Literal(quad.object.value, language="de"))


def other_language(data: Data) -> Change:
    """A text in English is said to be in French, or the reverse."""
    quad = data.pick(lambda quad: tagged(quad) and quad.predicate not in FREE)
    language = "fr" if quad.object.language == "en" else "en"
    return replaced(quad, Literal(quad.object.value, language=language))


def literal(data: Data) -> Change:
    """A thing is written as text."""
    quad = data.pick(lambda quad: isinstance(quad.object, NamedNode))
    return replaced(quad, Literal(quad.object.value.rpartition("/")[2]))


def claimed_value(data: Data) -> Change:
    """An accepted claim says something else."""
    accepted = {
        quad.subject
        for quad in data.quads
        if quad.predicate == term("pfp:status") and quad.object == term("pfp:Accepted")
    }
    quad = data.pick(lambda q: q.predicate == term("rdf:object") and q.subject in accepted)
    about = {other.predicate: other.object for other in data.about[quad.subject]}
    if is_date(quad):
        return replaced(quad, shifted(quad, years=1))
    predicate = about[term("rdf:predicate")]
    same = [
        other.object
        for other in data.quads
        if other.predicate == predicate and other.object != quad.object
    ]
    return replaced(quad, data.chance.choice(same)) if same else claimed_value(data)


def other_country(data: Data) -> Change:
    """The value is another country."""
    quad = data.pick(lambda q: kind(q.object) == "country" and q.predicate not in UNTOLD)
    return replaced(quad, data.other(quad.object, lambda other: kind(other) == "country"))


def other_thing(data: Data) -> Change:
    """The value is another thing of its kind."""
    quad = data.pick(
        lambda quad: kind(quad.object) not in ("", "country") and quad.predicate not in UNTOLD
    )
    return replaced(quad, data.other(quad.object, lambda other: kind(other) == kind(quad.object)))


def number(data: Data) -> Change:
    """A number is another one."""
    numbers = terms("xsd:integer xsd:decimal")
    quad = data.pick(lambda q: isinstance(q.object, Literal) and q.object.datatype in numbers)
    value = str(-float(quad.object.value)) if "." in quad.object.value else None
    value = value or str(int(quad.object.value) + 1)
    return replaced(quad, Literal(value, datatype=quad.object.datatype))


CORRUPTIONS = {
    "another class": other_class,
    "a second day": second_date,
    "an end before the start": end_before_start,
    "another status of a claim": status,
    "a year for a day": year_for_day,
    "a broken IRI": broken_iri,
    "a misspelt subject": misspelt_subject,
    "another precision": precision,
    "a second value": second_value,
    "a thing of another kind": wrong_kind,
    "another property": wrong_property,
    "a misspelt property": misspelt_property,
    "ten years off": shift(years=10),
    "a year off": shift(years=1),
    "a month off": shift(months=1),
    "a day off": shift(days=1),
    "a field of a record lost": lost_field,
    "a statement lost": lost_statement,
    "a thing lost": lost_thing,
    "text in German": german,
    "text in the other language": other_language,
    "text for a thing": literal,
    "another value in a claim": claimed_value,
    "another country": other_country,
    "another thing of the kind": other_thing,
    "another number": number,
}


class Validation:
    """What `pfpgraph validate` runs, the soonest first, on a graph that is spoilt and mended."""

    def __init__(self, settings: Settings) -> None:
        """Read the tree, and keep what is found in it as it is."""
        self.tree = load.read(settings)
        self.stated = self.tree.quads()
        self.store = Store()
        self.store.bulk_extend(self.stated)
        self.known = {*self.untidy(), *self.lost(), *self.faulty()}

    def untidy(self) -> Iterator[tuple]:
        """What the queries of hygiene find."""
        for breach in breaches(self.store, self.tree.hygiene, self.tree.base):
            yield breach.thing, breach.property, breach.value, breach.rule

    def lost(self) -> Iterator[tuple]:
        """What a release has named and the graph lost."""
        yield from map(tuple, lost(self.tree, self.store))

    def faulty(self) -> Iterator[tuple]:
        """What the shapes find."""
        merged = load.merged(self.store, self.tree.base)
        infer(merged, self.tree.rules, self.tree.base)
        for fault in validate(merged, self.tree.files, self.tree.base).faults:
            yield tuple(fault._replace(line=None))

    def notices(self, change: Change) -> bool:
        """Whether anything is found that is not found in the data as they are."""
        come = [quad for quad in change.come if quad not in self.store]
        for quad in change.gone:
            self.store.remove(quad)
        self.store.extend(come)
        try:
            steps = (self.untidy, self.lost, self.faulty)
            return any(found not in self.known for step in steps for found in step())
        finally:
            for quad in come:
                self.store.remove(quad)
            self.store.extend(change.gone)


@pytest.mark.long
def test_validation_notices_nine_corruptions_of_ten(settings: Settings) -> None:
    """Of each kind some are tried; the table says how many were noticed, and which were not."""
    validation = Validation(settings)
    noticed, unnoticed = {}, []
    for name, corrupt in CORRUPTIONS.items():
        data = Data(validation.stated, Random(f"{SEED} {name}"))
        changes = [corrupt(data) for _ in range(TRIES)]
        missed = [change for change in changes if not validation.notices(change)]
        noticed[name] = TRIES - len(missed)
        unnoticed += [f"{name}: {change}" for change in missed]
    table = [f"{found:2} of {TRIES} {name}" for name, found in noticed.items()]
    print("\n".join(["", *table, "unnoticed:", *unnoticed]))
    assert sum(noticed.values()) >= WANTED * TRIES * len(noticed)
