"""The SPARQL editor: a page with a query, its result or problem, and ways to share and export
it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from pfpgraph.formats import TURTLE, Format
from pfpgraph.graph import serialisation
from pfpgraph.http import short_codes
from pfpgraph.http.sparql_protocol import OFFERS_BY_FORM
from pfpgraph.i18n.catalogues import DEFAULT_LANGUAGE
from pfpgraph.i18n.texts import choose
from pfpgraph.kinds import KINDS
from pfpgraph.model.snapshot import Snapshot
from pfpgraph.problems import Problem
from pfpgraph.query import query_files, results
from pfpgraph.web.pages import layout, problem_page
from pfpgraph.web.pages.results import charts, examples, result_table, snippets
from pfpgraph.web.reader import LANGUAGE, Reader, with_arguments

_MOST = 1000  # rows or statements on a page; all of them are in the other formats


@dataclass
class ShownResult:
    """A result as the page shows it: a table, or a graph in Turtle. `size` counts all rows or
    statements, and is None when they were not all counted. `view` is the view shown, of `views`,
    and `picture` its drawing."""

    table: result_table.ResultTable | None = None
    graph: str = ""
    size: int | None = 0
    view: str = "table"
    views: list[str] = field(default_factory=list)
    picture: str = ""

    @property
    def is_cut(self) -> bool:
        """Whether the page shows only the first rows or statements."""
        return self.size is None or self.size > _MOST


def page(
    reader: Reader,
    text: str = "",
    form: str = "",
    data: bytes = b"",
    view: str = "table",
    fault: Problem | None = None,
) -> str:
    """The page of the editor with a query, and with its result or its problem if there is one.

    `form` is the form of the query (SELECT, ASK, CONSTRUCT, DESCRIBE); `data` is the result, in
    N-Triples for graphs and in SPARQL Results JSON otherwise; `view` is the view asked for (table,
    chart, timeline or map); `fault` is the problem. Without `text` the example query is shown.
    """
    language, site = reader.language, reader.address.site
    first = examples.in_language(query_files.text("example", reader.snapshot.base), language)
    text = (text or first).replace("\r\n", "\n")
    code, kept = _link(text, reader)
    share = f"{site}q/{code}"
    return layout.render(
        reader,
        "sparql.html",
        query=text,
        examples=examples.grouped(reader.snapshot, language),
        problem=fault,
        title=problem_page.title(fault, language) if fault else "",
        detail=problem_page.detail(fault, language) if fault else "",
        advice=problem_page.advice(fault) if fault else "",
        faulty=problem_page.marked(text, fault.members) if fault else [],
        result=_result(form, data, view, reader) if data else None,
        most=_MOST,
        share=with_arguments(share, kept),
        shown_as=partial(_shown_as, reader, share, kept),
        downloads=_downloads(form, code, kept, reader),
        snippets=snippets.of(text, form, f"{site}sparql") if form else (),
    )


def _link(text: str, reader: Reader) -> tuple[str, dict[str, str]]:
    """The name of a query in a short link and the parameters to add: the slug of a question, with
    its language unless it is the published one; for any other query its packed text."""
    found = examples.recognised(text, reader.snapshot)
    if not found:
        return short_codes.pack(text), {}
    example, language = found
    plain = not example.is_worded or language == reader.language == DEFAULT_LANGUAGE
    return example.slug, {} if plain else {LANGUAGE: language}


def unpacked(name: str, reader: Reader) -> tuple[str, str]:
    """The query of a short link and the language of its result, "" for none. The name is the slug
    of a question, or a packed query. Raises Problem when the packed query is invalid or too
    long."""
    if example := examples.named(name, reader.snapshot):
        return example.asked(reader.language), reader.language if example.is_worded else ""
    return short_codes.unpack(name, reader.snapshot.settings.query_kilobytes), ""


def _shown_as(reader: Reader, address: str, kept: dict[str, str], view: str) -> str:
    """The address of the result in another view, keeping the language that the reader chose."""
    chosen = {LANGUAGE: reader.chosen} if reader.chosen else {}
    return with_arguments(address, {"view": view} | chosen | kept)


def _downloads(
    form: str, code: str, kept: dict[str, str], reader: Reader
) -> list[tuple[Format, str]]:
    """The formats of a result with their addresses, by the form of the query."""
    path = f"{reader.address.root}/q/{code}"
    return [
        (fmt, with_arguments(f"{path}.{fmt.name}", kept)) for fmt in OFFERS_BY_FORM.get(form, ())
    ]


def _result(form: str, data: bytes, view: str, reader: Reader) -> ShownResult:
    """A result prepared for the page, cut to the rows or statements that it shows."""
    if form in ("CONSTRUCT", "DESCRIBE"):
        some, size = result_table.statements(data, _MOST)
        return ShownResult(
            graph=serialisation.rewrite(some, TURTLE, reader.snapshot.prefixes).decode(),
            size=size,
        )
    found = results.read(data, _MOST)
    drawings = charts.drawings(found, reader)
    shown = ShownResult(size=found.size, views=["table", *drawings] if drawings else [])
    if view in drawings:
        shown.view, shown.picture = view, drawings[view]()
    shown.table = result_table.table(found, reader)
    return shown


def terms(reader: Reader) -> str:
    """The editor's completions as JSON: the prefixes by name; classes, properties and things as
    pairs of prefixed name and label."""
    snapshot, terms, language = reader.snapshot, reader.snapshot.terms, reader.language
    found = {"classes": set(terms.classes()), "properties": set(terms.properties())}
    for row in snapshot.rows("used-terms"):
        found[row["role"].value].add(row["term"].value)
    named = {role: ((iri, terms.label(iri, language)) for iri in found[role]) for role in found}
    named["things"] = (
        (iri, choose(labels, language)[0])
        for iri, labels in snapshot.labels.items()
        if _is_offered(iri, snapshot)
    )
    rows = {role: _rows(labelled, snapshot) for role, labelled in named.items()}
    document = {"prefixes": snapshot.prefixes, **rows}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _is_offered(iri: str, snapshot: Snapshot) -> bool:
    """Whether a thing is offered as a completion; records are not, by their kind."""
    kind = snapshot.split(iri)[0]
    return bool(kind) and KINDS[kind].offered


def _rows(labelled: Iterable[tuple[str, str]], snapshot: Snapshot) -> list[tuple[str, str]]:
    """Pairs of prefixed name and label, sorted. IRIs without a prefix are left out, since they
    cannot be completed."""
    rows = ((snapshot.shorten(iri), label) for iri, label in labelled)
    return sorted(row for row in rows if "://" not in row[0])
