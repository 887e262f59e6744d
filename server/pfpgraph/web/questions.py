"""The questions that the graph answers, each with its live answer: a table, and a picture where
the answer allows one."""

import json

from flask import Blueprint, Response, render_template, request

from pfpgraph.formats import HTML, RESULTS
from pfpgraph.problems import Problem
from pfpgraph.web import answers, examples, pictures, results, views
from pfpgraph.web.answers import language

bp = Blueprint("questions", __name__)

CSV = next(format for format in RESULTS if format.name == "csv")
OFFERS = (CSV, HTML)


@bp.get("/questions")
def questions() -> Response:
    """List the questions in their groups. Raises Problem."""
    format = answers.choose(OFFERS, CSV)
    spoken = language()
    make = _list if format is HTML else _csv
    return answers.answer(lambda: make(spoken), format.content_type, spoken=spoken)


def _list(spoken: str) -> str:
    """The page of the list."""
    return render_template("questions.html", groups=examples.grouped(spoken))


def _csv(spoken: str) -> str:
    """The list as CSV (RFC 4180): the group, slug and words of each question."""
    rows = [
        (group, example.slug, example.label(spoken))
        for group, found in examples.grouped(spoken).items()
        for example in found
    ]
    return views.csv((("group", "question", "label"), *rows))


@bp.get("/questions/<name>")
def question(name: str) -> Response:
    """Answer a question now, as a page or in the format asked for. Raises Problem."""
    slug, _, suffix = name.partition(".")
    example = examples.named(slug)
    if not example:
        raise Problem("not-found", "no-question", name=slug[:60])
    view = views.View(f"/questions/{slug}", example.text)
    return views.respond(view, lambda: _page(example, view, language()), suffix)


def _page(example: examples.Example, view: views.View, spoken: str) -> str:
    """The page of a question with its answer."""
    document = json.loads(view.data(RESULTS[0]))
    drawings = pictures.drawings(document, spoken)
    asked = request.args.get("view", "")
    shown = asked if asked in drawings else next(iter(drawings), "") if not asked else ""
    return render_template(
        "question.html",
        example=example,
        view=view,
        columns=_columns(document, spoken),
        table=results.labelled(document, spoken),
        drawings=list(drawings),
        drawing=shown,
        picture=drawings[shown]() if shown else "",
        formats=views.formats(),
    )


def _columns(document: dict, spoken: str) -> list[str]:
    """The headings in the reader's words."""
    columns = results.readable(document["head"]["vars"])
    return [results.heading(column, spoken) for column in columns]
