"""Graphs of our shape at any size: `python -m tests.benchmarks.gen STATEMENTS FOLDER`.

The same number and seed give the same bytes. Terms, graphs and kinds of record are the real ones;
the facts are made up. Countries, frameworks, organisations and sources grow slowly with the size,
records and the claims about them fill the rest, as they would in a graph that grows.
"""

import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path

from pfpgraph import __version__
from pfpgraph.iris import PUBLIC_BASE, prefixes

SPACES = prefixes()
SEED = 1994
REAL_SIZE = 60_000  # statements at which the counts below are near those of the real graph
FIRST_DAY, DAYS = date(1949, 4, 4), 28_000
# What the queries name, and what the first of each kind is therefore called.
COUNTRIES = ("albania", "armenia", "austria", "estonia", "malta", "sweden", "switzerland")
FRAMEWORKS = ("partnership-for-peace", "mediterranean-dialogue")
ORGANISATIONS = ("nato", "eu")
REGIONS = ("world", "europe", "asia", "africa")
SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe ri so tu va wé xi yo zü".split()
TYPES = ("OfficialSource", "PrimarySource", "PressSource", "Encyclopedia", "DatasetSource")

Statement = tuple[str, str, str]


def iri(name: str) -> str:
    """A prefixed name as N-Quads write it."""
    prefix, _, local = name.partition(":")
    return f"<{SPACES[prefix]}{local}>"


def text(value: str, language: str) -> str:
    """A text in a language."""
    return f'"{value}"@{language}'


def day(value: date) -> str:
    """A date."""
    return f'"{value.isoformat()}"^^{iri("xsd:date")}'


class Generator:
    """Makes statements, each with the file of its kind, from one source of chance."""

    def __init__(self, size: int, seed: int = SEED) -> None:
        """Set how many there are of each kind that grows slowly."""
        self._chance = random.Random(seed)
        scale = max(size / REAL_SIZE, 0.1)
        self._countries = self._names("country", COUNTRIES, 75 * scale**0.3)
        self._frameworks = self._names("framework", FRAMEWORKS, 8 * scale**0.3)
        self._organisations = self._names("organisation", ORGANISATIONS, 11 * scale**0.3)
        self._regions = self._names("place", REGIONS, 22)
        self._people = self._names("person", (), 34 * scale**0.7)
        self._documents = self._names("document", ("pfp-framework-document",), 60 * scale**0.5)
        self._sources = self._names("source", (), 623 * scale**0.7)

    def quads(self, size: int) -> Iterator[tuple[str, Statement]]:
        """File and statement, whole records, until there are so many statements."""
        made = 0
        for file, statements in self._blocks():
            for statement in statements:
                yield file, statement
                made += 1
            if made >= size:
                return

    def _blocks(self) -> Iterator[tuple[str, list[Statement]]]:
        """The things that are fixed in number, then records with their claims without end."""
        for number, region in enumerate(self._regions):
            yield "places", self._region(region, number)
        for number, country in enumerate(self._countries):
            yield "countries", self._country(country, number)
        for file, things in (
            ("frameworks", self._frameworks),
            ("organisations", self._organisations),
            ("people", self._people),
            ("documents", self._documents),
        ):
            for thing in things:
                yield file, self._thing(thing, file)
        for source in self._sources:
            yield "sources", self._source(source)
        for number in count():
            yield from self._record(number)

    def _names(self, kind: str, known: tuple[str, ...], wanted: float) -> list[str]:
        """The names of so many things of a kind, the known ones first."""
        numbered = (f"{kind}-{number}" for number in count())
        slugs = [*known, *(next(numbered) for _ in range(len(known), max(8, round(wanted))))]
        return [f"{kind}:{slug}" for slug in slugs]

    def _label(self) -> str:
        """A word to call a thing by."""
        return "".join(self._chance.choices(SYLLABLES, k=self._chance.randint(2, 4))).capitalize()

    def _day(self) -> date:
        """A day of the years that the graph is about."""
        return FIRST_DAY + timedelta(self._chance.randrange(DAYS))

    def _about(self, subject: str, kind: str, sources: int = 2) -> list[Statement]:
        """What is said of everything: its class and its sources."""
        picked = self._chance.sample(self._sources, self._chance.randint(1, sources))
        node = iri(subject)
        return [
            (node, iri("rdf:type"), iri(f"pfp:{kind}")),
            *((node, iri("dcterms:source"), iri(source)) for source in picked),
        ]

    def _labelled(self, subject: str, kind: str) -> list[Statement]:
        """The same of a thing with a name in both languages."""
        name, node = self._label(), iri(subject)
        return [
            *self._about(subject, kind),
            (node, iri("rdfs:label"), text(name, "en")),
            (node, iri("rdfs:label"), text(name + "ie", "fr")),
        ]

    def _region(self, region: str, number: int) -> list[Statement]:
        """A region in a larger one, but for the first."""
        statements = self._labelled(region, "Region")
        if number:
            larger = self._regions[(number - 1) // 3]
            statements.append((iri(region), iri("pfp:within"), iri(larger)))
        return statements

    def _country(self, country: str, number: int) -> list[Statement]:
        """A country with its codes, official names and region."""
        node, name = iri(country), self._label()
        letters = "".join(chr(65 + number // 26**power % 26) for power in (2, 1, 0))
        return [
            *self._labelled(country, "Country"),
            (node, iri("pfp:iso3"), f'"{letters}"'),
            (node, iri("pfp:officialName"), text(f"Republic of {name}", "en")),
            (node, iri("pfp:officialName"), text(f"République de {name}", "fr")),
            (node, iri("pfp:region"), iri(self._chance.choice(self._regions[1:]))),
        ]

    def _thing(self, thing: str, file: str) -> list[Statement]:
        """A framework, organisation, person or document."""
        kind = {"people": "Person"}.get(file, file.removesuffix("s").capitalize())
        statements = self._labelled(thing, kind)
        if file == "documents":
            statements.append((iri(thing), iri("pfp:date"), day(self._day())))
        return statements

    def _source(self, source: str) -> list[Statement]:
        """A source with title, publisher and often a date."""
        node = iri(source)
        statements = [
            (node, iri("rdf:type"), iri(f"pfp:{self._chance.choice(TYPES)}")),
            (node, iri("dcterms:title"), text(f"{self._label()} and {self._label()}", "en")),
            (node, iri("dcterms:publisher"), f'"{self._label()}"'),
        ]
        if self._chance.random() < 0.7:
            statements.append((node, iri("dcterms:issued"), day(self._day())))
        return statements

    def _record(self, number: int) -> Iterator[tuple[str, list[Statement]]]:
        """A participation, membership or signature, what follows from it, and claims about it."""
        if number % 5 == 4:
            record, properties = f"signature:signature-{number}", ("date",)
            yield "signatures", self._signature(record)
        else:
            file = ("participations", "memberships")[number % 2]
            kind = file.removesuffix("s")
            record, properties = f"{kind}:{kind}-{number}", ("start", "end", "endReason")
            stated, inferred = self._period(record, kind)
            yield file, stated
            yield "", inferred
        for claim in range(self._chance.randint(1, 4)):
            name = f"claim:claim-{number}-{claim}"
            yield "claims", self._claim(name, record, self._chance.choice(properties))

    def _signature(self, record: str) -> list[Statement]:
        """Who signed which document for whom, and when."""
        node = iri(record)
        return [
            *self._about(record, "Signature", 3),
            (node, iri("pfp:date"), day(self._day())),
            (node, iri("pfp:datePrecision"), iri("pfp:Day")),
            (node, iri("pfp:document"), iri(self._chance.choice(self._documents))),
            (node, iri("pfp:signedBy"), iri(self._chance.choice(self._people))),
            (node, iri("pfp:signedFor"), iri(self._chance.choice(self._countries))),
        ]

    def _period(self, record: str, kind: str) -> tuple[list[Statement], list[Statement]]:
        """Who was in what, from when until when; and the bounds that the rules infer."""
        groups = self._frameworks if kind == "participation" else self._organisations
        node, start = iri(record), self._day()
        end = start + timedelta(self._chance.randint(100, 9000))
        ended = self._chance.random() < 0.3
        stated = [
            *self._about(record, kind.capitalize(), 3),
            (node, iri("org:member"), iri(self._chance.choice(self._countries))),
            (node, iri("org:organization"), iri(self._chance.choice(groups))),
            (node, iri("pfp:start"), day(start)),
            (node, iri("pfp:startPrecision"), iri("pfp:Day")),
            (node, iri("pfp:endPrecision"), iri("pfp:Day" if ended else "pfp:Open")),
        ]
        if ended:
            stated += [
                (node, iri("pfp:end"), day(end)),
                (node, iri("pfp:endReason"), iri("pfp:Withdrawal")),
            ]
        inferred = [
            (node, iri("pfp:holdsFrom"), day(start)),
            (node, iri("pfp:holdsUntil"), day(end if ended else date.max)),
        ]
        return stated, inferred

    def _claim(self, claim: str, record: str, predicate: str) -> list[Statement]:
        """What a source says of a property of a record, and what was decided."""
        node = iri(claim)
        said = iri("pfp:Withdrawal") if predicate == "endReason" else day(self._day())
        status = "pfp:Accepted" if self._chance.random() < 0.7 else "pfp:Overruled"
        return [
            *self._about(claim, "Claim", 1),
            (node, iri("rdf:subject"), iri(record)),
            (node, iri("rdf:predicate"), iri(f"pfp:{predicate}")),
            (node, iri("rdf:object"), said),
            (node, iri("pfp:status"), iri(status)),
        ]


def write(size: int, folder: Path, seed: int = SEED) -> Path:
    """Write a release of a graph with so many statements, as a build leaves it: its dump."""
    graphs: Counter[str] = Counter()
    lines = []
    for file, statement in Generator(size, seed).quads(size):
        graph = f"{PUBLIC_BASE}graph/{f'data/{file}' if file else 'inferred/rules'}"
        lines.append(f"{' '.join(statement)} <{graph}> .\n")
        graphs[graph] += 1
    dump = "".join(sorted(lines)).encode()
    checksum = sha256(dump).hexdigest()
    place = folder / "releases" / checksum[:16]
    place.mkdir(parents=True, exist_ok=True)
    facts = {
        "version": __version__,
        "checksum": checksum,
        "data_date": "2026-11-22",
        "fingerprint": "generated",
        "base": PUBLIC_BASE,
        "quads": len(lines),
        "graphs": dict(graphs),
    }
    (place / "graph.nq").write_bytes(dump)
    (place / "release.json").write_text(json.dumps(facts), "utf-8")
    current = folder / "current"
    current.unlink(missing_ok=True)
    current.symlink_to(place.relative_to(folder))
    return place / "graph.nq"


if __name__ == "__main__":
    print(write(int(sys.argv[1]), Path(sys.argv[2])))
