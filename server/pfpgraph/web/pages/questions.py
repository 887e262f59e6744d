"""The questions that the graph answers, each with its answer as a table and, where possible, a
drawing."""

from typing import NamedTuple

from pfpgraph.formats import NTRIPLES, RESULT_FORMATS, RESULTS_JSON, TURTLE, Format
from pfpgraph.i18n.folding import folded
from pfpgraph.model.snapshot import Snapshot, per_release
from pfpgraph.query import results
from pfpgraph.web.pages import layout, naming, values, views
from pfpgraph.web.pages.results import charts, examples, result_table
from pfpgraph.web.reader import Reader

LONGEST = 200  # characters of a search; the rest is ignored
# For answers that count members on each of several days: the list of these members.
_PARTNERS = "/doc/participation/?organization=partnership-for-peace"
_MEMBERS = "/doc/membership/?organization="
LISTS = {
    "changes-in-the-number-of-partners": _PARTNERS,
    "partners-at-the-end-of-each-year": _PARTNERS,
    "members-of-the-eapc-over-time": f"{_MEMBERS}euro-atlantic-partnership-council",
    "members-of-the-nacc-over-time": f"{_MEMBERS}north-atlantic-cooperation-council",
    "number-of-allies-after-each-enlargement": f"{_MEMBERS}nato",
}


def listed(view: views.View, asked: str) -> str:
    """The page of all questions; the template hides those that do not match the words asked for."""
    reader, asked = view.reader, asked[:LONGEST]
    groups = examples.grouped(reader.snapshot, reader.language)
    every = [example for found in groups.values() for example in found]
    return layout.render(
        reader,
        "questions.html",
        groups=groups,
        asked=asked,
        all=len(every),
        fit={example.slug for example in every if examples.fits(example, asked, reader.language)},
        view=view,
        formats=reader.formats,
    )


@per_release()
def default_format(snapshot: Snapshot, slug: str, text: str) -> Format:
    """The default format for the answer of a question: Turtle, or SPARQL Results JSON when its
    query names nothing that the graph describes (only texts or numbers). Raises Problem when the
    query fails."""
    view = views.View(Reader(snapshot), f"/questions/{slug}", text)
    return TURTLE if view.data(NTRIPLES) else RESULTS_JSON


def csv(reader: Reader, asked: str) -> str:
    """The questions that match the words asked for, as CSV (RFC 4180): group, slug and text of
    each."""
    asked = asked[:LONGEST]
    rows = [
        (group, example.slug, example.label(reader.language))
        for group, found in examples.grouped(reader.snapshot, reader.language).items()
        for example in found
        if examples.fits(example, asked, reader.language)
    ]
    return views.csv((("group", "question", "label"), *rows))


class Choice(NamedTuple):
    """A thing that a question can be asked about: its slug, its title, and whether it is the one
    asked about."""

    slug: str
    title: str
    is_chosen: bool


def choices(parameter: examples.Parameter, reader: Reader) -> list[Choice]:
    """The things that a parameter can stand for, sorted by title; none for a day."""
    if not parameter.kind:
        return []
    base = reader.snapshot.prefixes[parameter.kind]
    things = [
        (entry.iri.removeprefix(base), naming.title(entry.iri, reader).text)
        for entry in reader.snapshot.thing_index
        if entry.kind == parameter.kind
    ]
    ordered = sorted(things, key=lambda thing: (folded(thing[1]), thing[0]))
    return [Choice(slug, title, slug == parameter.value) for slug, title in ordered]


def page(example: examples.Example, view: views.View, asked: str) -> str:
    """The page of a question with its answer; `asked` is the name of a drawing, and "" shows the
    first one. Raises Problem when the query fails."""
    reader = view.reader
    found = results.read(view.data(RESULT_FORMATS[0]))
    drawings = charts.drawings(found, reader)
    shown = asked if asked in drawings else next(iter(drawings), "") if not asked else ""
    return layout.render(
        reader,
        "question.html",
        own=view.own,
        example=example,
        view=view,
        columns=[
            result_table.heading(c, reader.language) for c in result_table.readable(found.columns)
        ],
        table=_linked(result_table.labelled(found, reader), LISTS.get(example.slug, ""), reader),
        parameters=[(p, choices(p, reader)) for p in example.parameters],
        is_published=example == examples.named(example.slug, reader.snapshot),
        drawings=list(drawings),
        drawing=shown,
        picture=drawings[shown]() if shown else "",
        formats=reader.formats,
    )


def _linked(found: result_table.ResultTable, path: str, reader: Reader) -> result_table.ResultTable:
    """The answer with each number linked to a list on the day of its row; unchanged when `path` is
    ""."""
    if path:
        for row in found.rows:
            day = next(value.machine for value in row if value and value.machine)
            row[:] = [
                value._replace(href=reader.here(path, day)) if value and _counts(value) else value
                for value in row
            ]
    return found


def _counts(value: values.Value) -> bool:
    """Whether a cell is a whole number rather than a date."""
    return value.plain.isdigit() and not value.machine
