"""The editor: a page with a query, the answer to it or its problem, and ways to go on with it.

It is a plain form; static/editor.js puts YASGUI's editor in the place of its text field.
"""

import json
from dataclasses import dataclass, field
from functools import partial

from flask import Blueprint, Response, g, render_template, request

from pfpgraph.formats import RDF, Format
from pfpgraph.graph import serialisation
from pfpgraph.http import short_codes
from pfpgraph.http.sparql_protocol import OFFERS
from pfpgraph.i18n.catalogues import SOURCE
from pfpgraph.i18n.words import languages
from pfpgraph.kinds import KINDS
from pfpgraph.model.terms import choose
from pfpgraph.problems import Problem
from pfpgraph.query import queries, results
from pfpgraph.web import addresses, responses
from pfpgraph.web.pages.results import charts, examples, snippets
from pfpgraph.web.pages.results import table as result_table
from pfpgraph.web.pages.values import shorten, split
from pfpgraph.web.request import site
from pfpgraph.web.responses import language
from pfpgraph.web.routes import problems

bp = Blueprint("editor", __name__)

MOST = 1000  # rows or statements on a page; all of them are in the other formats


@dataclass
class Result:
    """An answer as the page shows it: a table or a graph, how much of it, and its picture."""

    table: result_table.Table | None = None
    graph: str = ""
    size: int | None = 0
    view: str = "table"
    views: list[str] = field(default_factory=list)
    picture: str = ""

    @property
    def is_cut(self) -> bool:
        """Whether the page shows only the beginning."""
        return self.size is None or self.size > MOST


def page(text: str = "", form: str = "", data: bytes = b"", problem: Problem | None = None) -> str:
    """The editor with a query, and the answer to it if there is one, or its problem.

    The answer is in N-Triples or in JSON, as the form of the query has it.
    """
    spoken = language()
    first = examples.in_language(queries.text("example", site.base), spoken)
    text = (text or first).replace("\r\n", "\n")
    code, kept = _link(text)
    return render_template(
        "sparql.html",
        query=text,
        examples=examples.grouped(spoken),
        problem=problem,
        title=problem.row.title(spoken) if problem else "",
        detail=problems.detail(problem) if problem else "",
        advice=problems.advice(problem) if problem else "",
        faulty=problems.marked(text, problem.members) if problem else [],
        result=_result(form, data) if data else None,
        most=MOST,
        share=responses.address(f"{request.url_root}q/{code}", kept),
        shown_as=partial(_shown_as, f"{request.url_root}q/{code}", kept),
        downloads=_downloads(form, code, kept),
        snippets=snippets.of(text, form, f"{request.url_root}sparql") if form else (),
    )


def _link(text: str) -> tuple[str, dict[str, str]]:
    """The code of a query in a short link, with the arguments that belong to it: a question has
    its name, and its language where that is not the one in which it is published."""
    found = examples.recognised(text)
    if not found:
        return short_codes.pack(text), {}
    example, spoken = found
    plain = not example.is_worded or spoken == language() == SOURCE
    return example.slug, {} if plain else {"lang": spoken}


def _shown_as(address: str, kept: dict[str, str], view: str) -> str:
    """The address of an answer shown in another way, in the language that the reader chose."""
    chosen = {"lang": language()} if request.args.get("lang") in languages() else {}
    return responses.address(address, {"view": view} | chosen | kept)


def _downloads(form: str, code: str, kept: dict[str, str]) -> list[tuple[Format, str]]:
    """The formats of an answer with their addresses."""
    path = f"{request.script_root}/q/{code}"
    return [
        (format, responses.address(f"{path}.{format.name}", kept))
        for format in OFFERS.get(form, ())
    ]


def _result(form: str, data: bytes) -> Result:
    """What the page shows of an answer."""
    if form in ("CONSTRUCT", "DESCRIBE"):
        some, size = result_table.statements(data, MOST)
        return Result(graph=serialisation.rewrite(some, RDF[0], site.prefixes).decode(), size=size)
    spoken = language()
    found = results.read(data, MOST)
    drawings = charts.drawings(found, spoken)
    view = request.args.get("view", "table")
    shown = Result(size=found.size, views=["table", *drawings] if drawings else [])
    if view in drawings:
        shown.view, shown.picture = view, drawings[view]()
    shown.table = result_table.table(found, spoken)
    return shown


def fault(problem: Problem) -> Response:
    """A problem of a query: for browsers the editor with the query and the place of the fault."""
    response = problems.render(problem)
    text = g.get("query") or request.values.get("query", "")
    if text and response.mimetype == "text/html":
        response.set_data(page(text, problem=problem))
    return response


@addresses.route(bp, "/editor/terms.json")
def terms() -> Response:
    """What the editor completes: prefixes, classes, properties and things, with their labels."""
    spoken = language()
    return responses.answer(lambda: _terms(spoken), "application/json", spoken=spoken)


def _terms(spoken: str) -> str:
    """The prefixes by name; the others as rows of prefixed name and label."""
    found = {"classes": set(site.terms.classes()), "properties": set(site.terms.properties())}
    for row in site.rows("used-terms"):
        found[row["role"].value].add(row["term"].value)
    named = {role: ((iri, site.terms.label(iri, spoken)) for iri in found[role]) for role in found}
    things = ((iri, labels) for iri, labels in site.labels.items() if _is_offered(iri))
    named["things"] = ((iri, choose(labels, spoken)[0]) for iri, labels in things)
    rows = {role: _rows(labelled) for role, labelled in named.items()}
    return json.dumps(
        {"prefixes": site.prefixes, **rows}, ensure_ascii=False, separators=(",", ":")
    )


def _is_offered(iri: str) -> bool:
    """Whether a name is completed when its prefix is typed; records are found by what they say."""
    kind = split(iri)[0]
    return bool(kind) and KINDS[kind].offered


def _rows(labelled) -> list[tuple[str, str]]:
    """Prefixed names with labels, in order; IRIs that no prefix fits cannot be completed."""
    rows = ((shorten(iri), label) for iri, label in labelled)
    return sorted(row for row in rows if "://" not in row[0])
