"""Export a release or a part of it in any RDF format."""

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from pyoxigraph import Quad, RdfFormat, parse

from pfpgraph.formats import Format
from pfpgraph.graph.release import Release
from pfpgraph.graph.serialisation import write
from pfpgraph.iris import prefixes, value_of
from pfpgraph.namespaces import RDF
from pfpgraph.problems import Problem
from pfpgraph.span import BOUNDS, Span, iso_day, span

T = TypeVar("T")
_TYPE = RDF + "type"


def export(
    release: Release, fmt: Format, *, graph: str = "", resource: str = "", on: str = ""
) -> bytes:
    """The release as bytes in a format; only one graph, one resource or the records that hold on a
    day if wanted.

    A graph and a resource are named by IRI or as in Turtle (graph:data/countries, country:armenia).
    With a day (YYYY-MM-DD), records that do not hold on it, and statements about them, are left
    out. Raises Problem: not-found when nothing has that name, request when the day is not a date,
    format when the format cannot hold the statements.
    """
    names = prefixes(release.base)
    day = str(day_of(on)) if on else ""
    wanted = [f"<{iri_of(name, names)}>".encode() for name in (graph, resource) if name]
    lines = release.dump.read_bytes().splitlines(keepends=True)
    if not day:  # then only lines with the wanted IRIs need be parsed
        lines = [line for line in lines if all(iri in line for iri in wanted)]
    quads: Iterable[Quad] = parse(b"".join(lines), format=RdfFormat.N_QUADS)
    if day:
        quads = holding(list(quads), day, names["pfp"])
    if graph:
        iri = iri_of(graph, names)
        quads = found([q for q in quads if value_of(q.graph_name) == iri], graph)
    if resource:
        iri = iri_of(resource, names)
        quads = found([q for q in quads if iri in _ends(q)], resource)
    return write(list(quads), fmt, names)


def holding(quads: list[Quad], day: str, ontology: str) -> list[Quad]:
    """The quads without the records that do not hold on an ISO day, without the evidence about
    them, and without statements about either; `ontology` is the namespace of the ontology."""
    record, about, times = f"{ontology}Record", _evidence(ontology), _times(ontology)
    said: dict[object, dict[str, str]] = {
        q.subject: {} for q in quads if q.predicate.value == _TYPE and value_of(q.object) == record
    }
    for quad in quads:
        if quad.predicate.value in times and quad.subject in said:
            said[quad.subject][quad.predicate.value.removeprefix(ontology)] = value_of(quad.object)
    gone = {subject for subject, found in said.items() if _is_gone(found, day)}
    gone |= {
        quad.subject for quad in quads if quad.predicate.value in about and quad.object in gone
    }
    return [quad for quad in quads if quad.subject not in gone and quad.object not in gone]


def _times(ontology: str) -> set[str]:
    """The properties with the bounds of a record or its date."""
    return {f"{ontology}{name}" for name in (*BOUNDS, "date")}


def _is_gone(said: dict[str, str], day: str) -> bool:
    """Whether a record with these bounds or this date does not certainly hold on a day. A date
    rules out only the days before it: an event dated to a month or year may have happened on its
    first day."""
    lasting = BOUNDS[0] in said and not span(said.get(name, "") for name in BOUNDS).certain(day)
    return lasting or ("date" in said and Span(may_from=said["date"]).to_come(day))


def _evidence(ontology: str) -> set[str]:
    """The properties by which a claim, gap or disagreement says what it is about."""
    return {RDF + "subject", f"{ontology}silentAbout", f"{ontology}about"}


def _ends(quad: Quad) -> tuple[str, str]:
    return value_of(quad.subject), str(quad.object).strip("<>")


def iri_of(name: str, names: dict[str, str]) -> str:
    """The IRI of a name as in Turtle; any other name unchanged, without angle brackets."""
    prefix, colon, local = name.strip("<>").partition(":")
    return names[prefix] + local if colon and prefix in names else name.strip("<>")


def found(what: T, name: str) -> T:
    """The argument `what`, unchanged. Raises Problem (not-found) with the name when it is empty or
    false."""
    if not what:
        raise Problem(
            "not-found",
            f"{name}: the release has nothing of that name: see its graphs in release.json",
        )
    return what


def day_of(text: str) -> date:
    """The date of a text written YYYY-MM-DD. Raises Problem (request) for any other text."""
    if day := iso_day(text):
        return day
    raise Problem("request", f"{text}: not a date: write it as YYYY-MM-DD")
