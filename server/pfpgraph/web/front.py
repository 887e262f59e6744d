"""The front page: what this is, the numbers, three questions answered now, and the ways in."""

from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request
from pyoxigraph import Literal, NamedNode

from pfpgraph.formats import HTML, RDF, Format
from pfpgraph.kinds import KINDS
from pfpgraph.web import graphs, values
from pfpgraph.web.answers import Link, answer, choose, language
from pfpgraph.web.dates import Bound, spoken
from pfpgraph.web.site import site
from pfpgraph.web.terms import by_language
from pfpgraph.web.values import Value
from pfpgraph.web.words import plural, word

bp = Blueprint("front", __name__)

OFFERS = (HTML, *RDF)
XSD_DATE = NamedNode("http://www.w3.org/2001/XMLSchema#date")
DAY = "2014-07-11"
# What a reader looks for first: the others stand after them.
NUMBERS = (
    "country",
    "signature",
    "participation",
    "membership",
    "body",
    "framework",
    "programme",
    "document",
    "event",
    "person",
    "source",
    "claim",
    "disagreement",
)


@dataclass
class Question:
    """A question with its answer: a sentence, the things, and where all of them are."""

    text: str
    answer: str
    things: list[tuple[Value, str]]
    all_of_them: str = ""


@bp.get("/")
def front() -> Response:
    """Show the front page, or describe the dataset in RDF. Raises Problem."""
    format = choose(OFFERS, HTML)
    tongue = language()
    links = [
        Link(f"{request.script_root}/?format={f.name}", "alternate", f.media_type) for f in OFFERS
    ]
    links.append(Link(f"{site.base}", "canonical"))
    return answer(
        lambda: write(format, tongue),
        format.content_type,
        links=links,
        spoken=tongue if format is HTML else "",
    )


def write(format: Format, tongue: str) -> str | bytes:
    """The front page in a format."""
    if format is not HTML:
        return graphs.write(f"{site.base}graph/description/dataset", format)
    counts = site.counts
    numbers = [(kind, counts[kind]) for kind in NUMBERS if counts.get(kind)]
    others = [kind for kind in KINDS if kind not in NUMBERS and counts.get(kind)]
    questions = [partners(tongue), first_signatures(tongue), disagreements(tongue)]
    return render_template(
        "front.html", numbers=numbers, others=others, counts=counts, questions=questions
    )


def partners(tongue: str) -> Question:
    """Who took part in the Partnership for Peace on one day."""
    framework = NamedNode(f"{site.base}id/framework/partnership-for-peace")
    rows = site.rows(
        "participants-on-day", framework=framework, day=Literal(DAY, datatype=XSD_DATE)
    )
    things = [(value, "") for value in _things(rows, "country", "label", tongue)]
    things.sort(key=lambda thing: thing[0].text)
    return Question(
        word("question-partners", tongue).format(spoken(Bound(DAY), tongue)),
        plural("answer-partners", len(things), tongue),
        things,
        values.here("/doc/participation/?sort=organization"),
    )


def first_signatures(tongue: str) -> Question:
    """Who signed the Framework Document first, with the day."""
    document = NamedNode(f"{site.base}id/document/pfp-framework-document")
    rows = site.rows("first-signatures", document=document)
    days = {row["country"].value: row["date"].value for row in rows}
    things = [
        (value, spoken(Bound(days[value.plain]), tongue))
        for value in _things(rows, "country", "countryLabel", tongue)
    ]
    return Question(
        word("question-first", tongue),
        plural("answer-first", len(things), tongue),
        things[:5],
        values.here("/doc/signature/?sort=date"),
    )


def disagreements(tongue: str) -> Question:
    """On what the sources disagree, with the number of claims."""
    rows = site.rows("disagreements")
    claims = {row["disagreement"].value: int(row["claims"].value) for row in rows}
    things = [
        (value, plural("claim", claims[value.plain], tongue))
        for value in _things(rows, "disagreement", "label", tongue)
    ]
    return Question(
        word("question-disagreements", tongue),
        plural("answer-disagreements", len(things), tongue),
        things[:4],
        values.here("/doc/disagreement/"),
    )


def _things(rows: list[dict], key: str, label: str, tongue: str) -> list[Value]:
    """The things of a column, each once, in the order of the rows, with their labels."""
    labels: dict[str, list] = {}
    for row in rows:
        found = labels.setdefault(row[key].value, [])
        found += [row[label]] if isinstance(row.get(label), Literal) else []
    return [
        values.named(iri, by_language(sorted(set(found), key=str)), tongue)
        for iri, found in labels.items()
    ]


@bp.get("/robots.txt")
def robots() -> Response:
    """Tell crawlers what to leave alone (RFC 9309)."""
    lines = (
        "User-agent: *",
        "Disallow: /sparql?",
        "Disallow: /graph?",
        "Disallow: /*?sort=",
        "Allow: /",
    )
    return answer(lambda: "\n".join(lines) + "\n", "text/plain; charset=utf-8")
