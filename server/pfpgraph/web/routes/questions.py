"""The questions that the graph answers, each with its live answer: a table, and a picture where
the answer allows one."""

from flask import Blueprint, Response, render_template, request

from pfpgraph.formats import CSV, HTML, RESULTS
from pfpgraph.problems import Problem
from pfpgraph.query import results
from pfpgraph.web import addresses, responses
from pfpgraph.web.pages import query_page, values
from pfpgraph.web.pages.results import charts, examples, table
from pfpgraph.web.responses import language

bp = Blueprint("questions", __name__)

LONGEST = 200  # characters of a search that count
# Where those are listed whom an answer counts on each of its days.
_PARTNERS = "/doc/participation/?organization=partnership-for-peace"
_MEMBERS = "/doc/membership/?organization="
LISTS = {
    "changes-in-the-number-of-partners": _PARTNERS,
    "partners-at-the-end-of-each-year": _PARTNERS,
    "members-of-the-eapc-over-time": f"{_MEMBERS}euro-atlantic-partnership-council",
    "members-of-the-nacc-over-time": f"{_MEMBERS}north-atlantic-cooperation-council",
    "number-of-allies-after-each-enlargement": f"{_MEMBERS}nato",
}


@addresses.route(bp, "/questions")
def questions() -> Response:
    """List the questions in their groups, or say what the graph states of them. Raises Problem."""
    format = responses.choose()
    spoken = language() if format in (HTML, CSV) else ""
    view = query_page.view("/questions", "example-queries")
    makers = {HTML: lambda: _list(view, spoken), CSV: lambda: _csv(spoken)}
    make = makers.get(format, lambda: view.data(format))
    return responses.answer(make, format.content_type, links=query_page.links(view), spoken=spoken)


def _list(view: query_page.View, spoken: str) -> str:
    """The page of the list; those that do not fit what is asked for are hidden."""
    asked = request.args.get("q", "")[:LONGEST]
    groups = examples.grouped(spoken)
    every = [example for found in groups.values() for example in found]
    return render_template(
        "questions.html",
        groups=groups,
        asked=asked,
        all=len(every),
        fit={example.slug for example in every if examples.fits(example, asked, spoken)},
        view=view,
        formats=responses.other_formats(),
    )


def _csv(spoken: str) -> str:
    """The list as CSV (RFC 4180): the group, slug and words of each question that fits."""
    asked = request.args.get("q", "")[:LONGEST]
    rows = [
        (group, example.slug, example.label(spoken))
        for group, found in examples.grouped(spoken).items()
        for example in found
        if examples.fits(example, asked, spoken)
    ]
    return query_page.csv((("group", "question", "label"), *rows))


@addresses.route(bp, "/questions/<name>")
def question(name: str) -> Response:
    """Answer a question now, as a page or in the format asked for. Raises Problem."""
    slug, _, suffix = name.partition(".")
    example = examples.named(slug)
    if not example:
        raise Problem("not-found", "no-question", name=slug[:60])
    view = query_page.View(f"/questions/{slug}", example.asked(language()), example.is_worded)
    return query_page.respond(view, lambda: _page(example, view, language()), suffix)


def _page(example: examples.Example, view: query_page.View, spoken: str) -> str:
    """The page of a question with its answer."""
    found = results.read(view.data(RESULTS[0]))
    drawings = charts.drawings(found, spoken)
    asked = request.args.get("view", "")
    shown = asked if asked in drawings else next(iter(drawings), "") if not asked else ""
    return render_template(
        "question.html",
        example=example,
        view=view,
        columns=[table.heading(column, spoken) for column in table.readable(found.columns)],
        table=_linked(table.labelled(found, spoken), LISTS.get(example.slug, "")),
        drawings=list(drawings),
        drawing=shown,
        picture=drawings[shown]() if shown else "",
        formats=responses.other_formats(),
    )


def _linked(found: table.Table, path: str) -> table.Table:
    """The answer with each number as a link to the list of its day, where there is one."""
    if path:
        for row in found.rows:
            day = next(value.machine for value in row if value and value.machine)
            row[:] = [
                value._replace(href=values.here(path, day)) if _counts(value) else value
                for value in row
            ]
    return found


def _counts(value: values.Value | None) -> bool:
    """Whether a cell is a number and no day."""
    return bool(value and value.plain.isdigit() and not value.machine)
