"""A problem as a client gets it: as HTML, JSON, text or RDF."""

import re
from json import dumps
from typing import Any

from markupsafe import Markup, escape
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from pfpgraph.formats import HTML, MARKDOWN, RDF_FORMATS, RESULT_FORMATS, Format
from pfpgraph.graph import serialisation
from pfpgraph.i18n.catalogues import DEFAULT_LANGUAGE
from pfpgraph.i18n.words import has_word, translations
from pfpgraph.iris import PUBLIC_BASE
from pfpgraph.namespaces import DCTERMS, HTTP
from pfpgraph.problems import Problem
from pfpgraph.web.pages import layout
from pfpgraph.web.pages.search import SearchHit, entry
from pfpgraph.web.reader import Reader

_WORD = re.compile(r"[\w?$:.-]+|\S")


def title(problem: Problem, language: str) -> str:
    """The title of a problem's kind in a language."""
    return problem.row.title(language)


def detail(problem: Problem, language: str) -> Markup:
    """The sentence of a problem in a language as HTML; English parts are marked up as English in
    other languages."""
    english = Markup("{}" if language == DEFAULT_LANGUAGE else '<span lang="en">{}</span>')
    if not problem.is_worded:
        return english.format(problem.said)
    members = problem.parts(language)
    if "reason" in members:
        members["reason"] = english.format(members["reason"])
    return Markup(escape(problem.sentence(language))).format(**members)


def json(problem: Problem, reader: Reader) -> str:
    """The problem as a JSON text (problem+json, RFC 9457)."""
    document = {
        "type": f"{PUBLIC_BASE}problems#{problem.row.slug}",
        "title": title(problem, reader.language),
        "status": problem.row.status,
        "detail": problem.told(reader.language),
        "instance": reader.address.path,
        **problem.members,
    }
    return dumps(document, ensure_ascii=False, indent=2) + "\n"


def html(problem: Problem, reader: Reader, query: str) -> str:
    """The page of a problem: what it is, what to do, and for an unknown address which things may
    have been meant; with the query that it is about, if any."""
    missing = problem.row.slug == "not-found"
    names = reader.address.path.rpartition("/")[2].partition(".")[0]
    looked_for = re.sub(r"[^\w]+|_", " ", names).strip() if missing else ""
    return layout.render(
        reader,
        "problem.html",
        problem=problem,
        title=title(problem, reader.language),
        detail=detail(problem, reader.language),
        advice=advice(problem),
        formats=problem.members.get("formats", ()),
        labels={fmt.name: fmt.label for fmt in (*RDF_FORMATS, *RESULT_FORMATS, MARKDOWN, HTML)},
        query=query,
        faulty=marked(query, problem.members),
        missing=missing,
        looked_for=looked_for,
        near=_near(looked_for, reader) if looked_for else [],
    )


def advice(problem: Problem) -> str:
    """The key of the words that say what to do about a problem, "" when there are none."""
    key = f"do-{problem.row.slug}"
    return key if has_word(key) else ""


def _near(text: str, reader: Reader) -> list[SearchHit]:
    """The things that a text may mean, at most six; none when the store cannot be queried."""
    try:
        index, language = reader.snapshot.search_index, reader.language
        found = index.find(text, 6, language) or index.near(text, 6, language)
        return [entry(match, reader) for match in found]
    except Problem:
        return []


def marked(query: str, members: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The lines of a query, each as text before, at and after the fault; empty when the place of
    the fault is not known. `members` are those of the problem, of which line and column, both
    counted from 1, are used."""
    lines, line = query.split("\n"), members.get("line", 0)
    if not query or not 0 < line <= len(lines):
        return []
    parts = [(text, "", "") for text in lines]
    text, start = lines[line - 1], max(members.get("column", 1) - 1, 0)
    words = list(_WORD.finditer(text))
    # When the engine has read to the end of the line, the fault is in the last word it read.
    found = next((word for word in words if word.end() > start), words[-1] if words else None)
    if found:
        parts[line - 1] = text[: found.start()], found[0], text[found.end() :]
    return parts


def text(problem: Problem, language: str) -> str:
    """The problem as one line of plain text."""
    return f"{problem.row.status} {title(problem, language)}: {problem.told(language)}\n"


def rdf(problem: Problem, fmt: Format) -> bytes:
    """The problem in an RDF format: a few statements about a blank node, none about the thing asked
    for."""
    row, node = problem.row, BlankNode("problem")
    titles = translations(f"problem-{row.slug}")
    integer = NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    facts: tuple[tuple[str, NamedNode | Literal], ...] = (
        (HTTP + "statusCodeNumber", Literal(str(row.status), datatype=integer)),
        (DCTERMS + "type", NamedNode(f"{PUBLIC_BASE}problems#{row.slug}")),
        *((DCTERMS + "title", Literal(text, language=tag)) for tag, text in titles.items()),
        (DCTERMS + "description", Literal(problem.detail)),
    )
    quads = [Quad(node, NamedNode(predicate), value) for predicate, value in facts]
    return serialisation.write(quads, fmt, {"http": HTTP, "dcterms": DCTERMS})
