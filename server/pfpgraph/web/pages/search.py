"""Search results as a page, JSON, CSV and suggestions."""

from json import dumps
from typing import NamedTuple

from pfpgraph.i18n.typography import spaced
from pfpgraph.kinds import KINDS, OTHER, kind_name
from pfpgraph.model.search_index import Match
from pfpgraph.query import query_files
from pfpgraph.web.pages import layout, naming, values, views
from pfpgraph.web.reader import Reader

_MOST, FEW = 200, 8


class SearchHit(NamedTuple):
    """A search result for a page: the thing, the name of its kind, and the other name (`name`) or
    the text about it (`said`) that matched; the language of these where it is not the reader's."""

    thing: values.Value
    kind: str
    name: str = ""
    said: str = ""
    language: str = ""


def page(asked: str, kind: str, reader: Reader) -> str:
    """The page of search results, of one kind if `kind` has any; without results it offers near
    matches."""
    found = find(asked, reader)
    near = [] if found else reader.snapshot.search_index.near(asked, FEW, reader.language)
    counts = {name: sum(match.kind == name for match in found) for name in (*KINDS, OTHER)}
    return layout.render(
        reader,
        "search.html",
        asked=asked,
        kind=kind if counts.get(kind) else "",
        counts={name: count for name, count in counts.items() if count},
        found=[entry(m, reader) for m in found if not counts.get(kind) or m.kind == kind],
        near=[entry(m, reader) for m in near],
        most=_MOST,
        behind=[query_files.text(name, reader.snapshot.base) for name in ("names", "accounts")],
    )


def find(asked: str, reader: Reader) -> list[Match]:
    """The matches for the words of a search, best first, at most 200."""
    return reader.snapshot.search_index.find(asked, _MOST, reader.language)


def entry(match: Match, reader: Reader) -> SearchHit:
    """A match prepared for a page."""
    label, foreign = title(match, reader)
    name = spaced(match.name, match.language)
    value = values.Value(label, reader.href(match.iri), foreign, plain=match.iri)
    kind = kind_name(match.kind, reader.language, count=1)
    tag = "" if match.language == reader.language else match.language
    if match.is_said:
        return SearchHit(value, kind, said=name, language=tag)
    is_titled = match.kind in KINDS and KINDS[match.kind].title
    other = "" if is_titled or name == label else name
    return SearchHit(value, kind, other, language=tag)


def title(match: Match, reader: Reader) -> naming.Name:
    """The title of a matched thing in the reader's language, or else in another."""
    known = match.iri in reader.snapshot.labels
    return naming.title(match.iri, reader) if known else naming.Name(match.name)


def json(asked: str, reader: Reader) -> str:
    """The search results as a JSON text: the query, the count, and IRI, kind, label and matched
    name of each."""
    found = find(asked, reader)
    results = [
        {"iri": m.iri, "kind": m.kind, "label": title(m, reader).text, "name": m.name}
        for m in found
    ]
    document = {"query": asked, "count": len(results), "results": results}
    return dumps(document, ensure_ascii=False, indent=1) + "\n"


def csv(asked: str, reader: Reader) -> str:
    """The search results as CSV (RFC 4180): IRI, kind, label and matched name of each."""
    found = find(asked, reader)
    rows = ((m.iri, m.kind, title(m, reader).text, m.name) for m in found)
    return views.csv((("iri", "kind", "label", "name"), *rows))


def suggestions(asked: str, reader: Reader) -> str:
    """Suggestions for a text, as JSON in the OpenSearch Suggestions format: the text, the labels,
    the kinds with the matched name or text, and the addresses."""
    rows = [
        entry(m, reader) for m in reader.snapshot.search_index.find(asked, FEW, reader.language)
    ]
    kinds = [" · ".join(filter(None, (row.kind, row.name, row.said))) for row in rows]
    labels, addresses = [row.thing.text for row in rows], [row.thing.href for row in rows]
    return dumps([asked, labels, kinds, addresses])
