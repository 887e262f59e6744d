"""The overview of the ontology: its header, its modules, a drawing of how its terms hang together,
and questions that show how to ask."""

from typing import NamedTuple

from markupsafe import Markup

from pfpgraph.i18n.typography import capitalised
from pfpgraph.i18n.words import word
from pfpgraph.model import term_facts
from pfpgraph.model.term_facts import Facts, iris
from pfpgraph.model.vocabulary import disjoint
from pfpgraph.namespaces import DCTERMS, OWL
from pfpgraph.web.pages import naming
from pfpgraph.web.pages.ontology.terms import texts
from pfpgraph.web.pages.results import examples
from pfpgraph.web.reader import Reader
from pfpgraph.web.svg import Arrow, Band, Box, model_drawing

# The boxes of the drawing: terms by their names, in the order in which they are read.
EVIDENCE = ("Source", "Claim", "Gap", "Disagreement")
RECORDS = (
    "Participation",
    "Membership",
    "ToolParticipation",
    "Contribution",
    "Act",
    "Suspension",
)
THINGS = ("Country", "Framework", "Body", "Programme", "Operation", "Organisation", "Document")
TIME = ("start", "end", "holdsFrom", "holdsUntil", "mayHoldFrom", "mayHoldUntil", "date")
# Questions whose queries together show all that a newcomer needs: days, countries, what records
# concern, and evidence.
QUESTIONS = (
    "records-of-malta-on-1-january-1996",
    "in-force-between-a-country-and-nato-on-a-day",
    "records-of-malta-in-order-of-time",
    "what-sources-say-of-the-signature-of-kazakhstan",
)


class Module(NamedTuple):
    """A module of the ontology: its name, its title, what it is about in a sentence, and the number
    of its terms."""

    name: str
    title: str
    sentence: str
    terms: int


class Header(NamedTuple):
    """What the ontology says of itself: title, description, version, days of first issue and last
    change, how to cite it, who made it, and the IRI of its licence; each "" where it says
    nothing."""

    title: str
    description: str
    version: str
    issued: str
    modified: str
    citation: str
    creator: str
    licence: str


def header(module: str, reader: Reader, version: str = "") -> Header:
    """The header of the ontology, or of one of its modules, in an earlier version or the current
    one ("")."""
    facts, language = _header(module, reader, version), reader.language

    def said(name: str) -> str:
        return next(iter(texts(facts, (name,), language)), "")

    return Header(
        said(DCTERMS + "title"),
        said(DCTERMS + "description"),
        said(OWL + "versionInfo"),
        said(DCTERMS + "issued"),
        said(DCTERMS + "modified"),
        said(DCTERMS + "bibliographicCitation"),
        said(DCTERMS + "creator") or _label(facts, DCTERMS + "creator", reader),
        next(iter(iris(facts, (DCTERMS + "license",))), ""),
    )


def _label(facts: Facts, name: str, reader: Reader) -> str:
    """The label of what a property leads to; "" where it leads to nothing."""
    found = sorted(iris(facts, (name,)))
    return naming.title(found[0], reader).text if found else ""


def _header(module: str, reader: Reader, version: str) -> Facts:
    """The statements of the header of the ontology or a module; none where there is no header."""
    iri = f"{reader.snapshot.base}ontology{'/' if module else ''}{module}"
    return term_facts.of_version(reader.snapshot, version).facts.get(iri, {})


def modules(names: list[str], reader: Reader, version: str = "") -> list[Module]:
    """The modules of the ontology with those names."""
    terms = term_facts.of_version(reader.snapshot, version).modules
    found = []
    for name in names:
        said = header(name, reader, version)
        title = said.title.rpartition(":")[2].strip() or name
        found.append(Module(name, title, said.description, len(terms.get(name, ()))))
    return found


def drawing(reader: Reader) -> Markup:
    """How things, records, evidence and time hang together."""

    def band(name: str, terms: tuple[str, ...]) -> Band:
        return Band(word(f"model-{name}", reader.language), [_box(term, reader) for term in terms])

    return model_drawing(
        band("evidence", EVIDENCE),
        (Arrow("rdf:subject, pfp:about"), Arrow("dcterms:source", is_upward=True)),
        band("records", RECORDS),
        (Arrow("pfp:forCountry"), Arrow("pfp:concerns"), Arrow("pfp:holdsFrom")),
        (band("things", THINGS), band("time", TIME)),
        title=word("model-title", reader.language),
        description=word("model-description", reader.language),
    )


def _box(term: str, reader: Reader) -> Box:
    """A term as a box that links to its documentation on the same page."""
    label = reader.snapshot.terms.label(reader.snapshot.prefixes["pfp"] + term, reader.language)
    return Box(capitalised(label), f"pfp:{term}", f"#{term}")


def apart(reader: Reader, version: str = "") -> list[list[str]]:
    """The names of our terms of which nothing is two, by axiom."""
    ours = reader.snapshot.prefixes["pfp"]
    found = disjoint(reader.snapshot, version)
    return [[iri.removeprefix(ours) for iri in members] for members in found]


class Asked(NamedTuple):
    """A question with its wording and its query in the language of a reader, and its slug."""

    slug: str
    label: str
    text: str


def questions(reader: Reader) -> list[Asked]:
    """The questions of QUESTIONS that the release has."""
    found = (examples.named(slug, reader.snapshot) for slug in QUESTIONS)
    language = reader.language
    return [Asked(one.slug, one.label(language), one.asked(language)) for one in found if one]
