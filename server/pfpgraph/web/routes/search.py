"""Search: things by their names, as a page, JSON or CSV; and suggestions while one types."""

import json
from typing import NamedTuple

from flask import Blueprint, Response, render_template, request

from pfpgraph.formats import HTML, PLAIN_JSON, SUGGESTIONS, Format
from pfpgraph.i18n.typography import spaced
from pfpgraph.kinds import KINDS, OTHER, kind_name
from pfpgraph.model.search_index import Match
from pfpgraph.query import queries
from pfpgraph.web import addresses
from pfpgraph.web.pages import names, query_page, values
from pfpgraph.web.request import site
from pfpgraph.web.responses import answer, choose, language

bp = Blueprint("search", __name__)

MOST, FEW = 200, 8


@addresses.route(bp, "/search")
def search() -> Response:
    """Find things by words of their names, of one kind if ?kind= says so. Raises Problem."""
    format = choose()
    spoken = language()
    return answer(lambda: write(format, spoken), format.content_type, spoken=spoken)


def write(format: Format, spoken: str) -> str:
    """What was found in a format."""
    asked = request.args.get("q", "")
    found = site.index.find(asked, MOST, spoken)
    near = [] if found else site.index.near(asked, FEW, spoken)
    if format is HTML:
        return _page(asked, found, near, spoken)
    return _json(asked, found, spoken) if format is PLAIN_JSON else _csv(found, spoken)


def _page(asked: str, found: list[Match], near: list[Match], spoken: str) -> str:
    """The page of what was found, or of what may be meant."""
    kind = request.args.get("kind", "")
    counts = {name: sum(match.kind == name for match in found) for name in (*KINDS, OTHER)}
    return render_template(
        "search.html",
        asked=asked,
        kind=kind if counts.get(kind) else "",
        counts={name: count for name, count in counts.items() if count},
        found=[entry(m, spoken) for m in found if not counts.get(kind) or m.kind == kind],
        near=[entry(m, spoken) for m in near],
        most=MOST,
        behind=[queries.text(name, site.base) for name in ("names", "accounts")],
    )


class Found(NamedTuple):
    """A match for a page: the thing, its kind in words, by which other name it was found, or by
    what is said of it; the language of that where it is not the reader's."""

    thing: values.Value
    kind: str
    name: str = ""
    said: str = ""
    language: str = ""


def entry(match: Match, spoken: str) -> Found:
    """A match as a page shows it."""
    label, foreign = title(match, spoken)
    name = spaced(match.name, match.language)
    value = values.Value(label, values.href(match.iri), foreign, plain=match.iri)
    kind = kind_name(match.kind, spoken, count=1)
    tag = "" if match.language == spoken else match.language
    if match.is_said:
        return Found(value, kind, said=name, language=tag)
    is_titled = match.kind in KINDS and KINDS[match.kind].title
    other = "" if is_titled or name == label else name
    return Found(value, kind, other, language=tag)


def title(match: Match, spoken: str) -> names.Name:
    """What a thing is called in a language, or else in another."""
    return names.title(match.iri, spoken) if match.iri in site.labels else names.Name(match.name)


def _json(asked: str, found: list[Match], spoken: str) -> str:
    """What was found as JSON."""
    results = [
        {"iri": m.iri, "kind": m.kind, "label": title(m, spoken).text, "name": m.name}
        for m in found
    ]
    document = {"query": asked, "count": len(results), "results": results}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _csv(found: list[Match], spoken: str) -> str:
    """What was found as CSV (RFC 4180)."""
    rows = ((m.iri, m.kind, title(m, spoken).text, m.name) for m in found)
    return query_page.csv((("iri", "kind", "label", "name"), *rows))


@addresses.route(bp, "/suggest")
def suggest() -> Response:
    """Suggest things while one types, in the form of OpenSearch Suggestions: the text, then the
    labels, their kinds with the name that fits, and their addresses."""
    spoken = language()

    def write() -> str:
        asked = request.args.get("q", "")
        rows = [entry(match, spoken) for match in site.index.find(asked, FEW, spoken)]
        labels = [row.thing.text for row in rows]
        kinds = [" · ".join(filter(None, (row.kind, row.name, row.said))) for row in rows]
        return json.dumps([asked, labels, kinds, [row.thing.href for row in rows]])

    return answer(write, SUGGESTIONS.content_type, spoken=spoken)
