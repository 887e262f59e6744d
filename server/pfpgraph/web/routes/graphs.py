"""The named graphs: Graph Store Protocol, reading, and a list of them."""

import re

from flask import Blueprint, Response, request

from pfpgraph.formats import HTML
from pfpgraph.http.headers import Link
from pfpgraph.model import dataset
from pfpgraph.problems import Problem
from pfpgraph.query.store import DEFAULT_GRAPH
from pfpgraph.web import addresses
from pfpgraph.web.pages import graphs
from pfpgraph.web.request import current_reader, current_snapshot
from pfpgraph.web.responses import answer, choose

bp = Blueprint("graphs", __name__)
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")  # the scheme of an IRI (RFC 3987)


@addresses.route(bp, "/graph")
def indirect() -> Response:
    """Give the graph that ?graph= or ?default names (section 4.2), or list them all."""
    asked = request.args.getlist("graph")
    iris = [iri for iri in asked if iri not in DEFAULT_GRAPH]
    default = "default" in request.args or len(iris) < len(asked)
    if len(iris) + default > 1:
        raise Problem("request", "one-graph")
    if default:
        return _answer("")
    if not iris:
        return _listing()
    if not _ABSOLUTE.match(iris[0]):
        raise Problem("request", "graph-name", reason=f"“{iris[0]}” is not absolute")
    return _answer(iris[0])


@addresses.route(bp, "/graph/<folder>/<name>")
def direct(folder: str, name: str) -> Response:
    """Give the graph of that name (section 4.1). Raises Problem."""
    file, _, suffix = name.partition(".")
    return _answer(f"{current_snapshot().base}graph/{folder}/{file}", suffix)


@addresses.route(bp, "/dataset")
def description() -> Response:
    """Describe the dataset: what it holds, how much, and where to get it. Raises Problem."""
    fmt, reader = choose(), current_reader()
    name = dataset.name(reader.snapshot)

    def write() -> bytes | str:
        if fmt is HTML:
            return graphs.page(name, reader)
        return dataset.description(reader.snapshot, fmt)

    language = reader.language if fmt is HTML else ""
    return answer(
        write,
        fmt.content_type,
        links=_links(name),
        in_format=lambda other: graphs.address(name, other, reader),
        language=language,
    )


def _answer(iri: str, suffix: str = "") -> Response:
    """A graph in the format asked for, "" being the union of all. Raises Problem."""
    reader = current_reader(suffix)
    sizes = reader.snapshot.release.graphs
    if iri and iri not in sizes:
        raise Problem("not-found", "no-graph", iri=iri)
    fmt = choose(suffix)
    size = sizes[iri] if iri else sum(sizes.values())

    def write() -> bytes | str:
        if fmt is HTML:
            return graphs.page(iri, reader, size)
        return dataset.graph(reader.snapshot, iri, fmt)

    language = reader.language if fmt is HTML else ""
    return answer(
        write,
        fmt.content_type,
        links=_links(iri),
        in_format=lambda other: graphs.address(iri, other, reader),
        language=language,
    )


def _listing() -> Response:
    """All graphs with their sizes: a page, or the dataset's description."""
    if choose() is not HTML:
        return description()
    reader = current_reader()
    return answer(lambda: graphs.listed(reader), HTML.content_type, language=reader.language)


def _links(iri: str) -> list[Link]:
    """The Link headers of a graph."""
    return [Link(iri, "canonical")] if iri else []
