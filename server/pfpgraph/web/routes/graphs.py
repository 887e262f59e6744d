"""The named graphs: Graph Store Protocol, reading, and a list of them."""

import re

from flask import Blueprint, Response, render_template, request

from pfpgraph.formats import HTML, RDF, Format
from pfpgraph.http.headers import Link
from pfpgraph.kinds import KINDS
from pfpgraph.model import dataset
from pfpgraph.problems import Problem
from pfpgraph.query.store import DEFAULT_GRAPH
from pfpgraph.web import addresses
from pfpgraph.web.request import site
from pfpgraph.web.responses import answer, choose, language

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
    return _answer(f"{site.base}graph/{folder}/{file}", suffix)


@addresses.route(bp, "/dataset")
def description() -> Response:
    """Describe the dataset: what it holds, how much, and where to get it. Raises Problem."""
    format = choose()
    spoken = language() if format is HTML else ""
    return answer(
        lambda: _described(format),
        format.content_type,
        links=_links(dataset.name(site)),
        in_format=lambda other: _address(dataset.name(site), other),
        spoken=spoken,
    )


def _described(format: Format) -> bytes | str:
    """The description of the dataset in a format. Raises Problem."""
    return _page(dataset.name(site)) if format is HTML else dataset.description(site, format)


def _answer(iri: str, suffix: str = "") -> Response:
    """A graph in the format asked for, "" being the union of all. Raises Problem."""
    graphs = site.release.graphs
    if iri and iri not in graphs:
        raise Problem("not-found", "no-graph", iri=iri)
    format = choose(suffix)
    size = graphs[iri] if iri else sum(graphs.values())
    spoken = language() if format is HTML else ""
    return answer(
        lambda: write(iri, format, size),
        format.content_type,
        links=_links(iri),
        in_format=lambda other: _address(iri, other),
        spoken=spoken,
    )


def write(iri: str, format: Format, size: int = 0) -> bytes | str:
    """A graph in a format. Raises Problem."""
    if format is HTML:
        return _page(iri, size)
    return dataset.graph(site, iri, format)


def _page(iri: str, size: int = 0) -> str:
    """The page of a graph, or of the dataset."""
    formats = [(format, _address(iri, format)) for format in RDF]
    return render_template("graph.html", iri=iri, size=size, kind=kind_of(iri), formats=formats)


def _listing() -> Response:
    """All graphs with their sizes: a page, or the dataset's description."""
    format = choose()
    if format is not HTML:
        return description()
    return answer(
        lambda: render_template("graphs.html", graphs=sorted(site.release.graphs.items())),
        HTML.content_type,
        spoken=language(),
    )


def kind_of(iri: str) -> str:
    """The kind of the things that a graph of data holds, if it is one."""
    file = iri.removeprefix(f"{site.base}graph/data/")
    return next((kind.name for kind in KINDS.values() if kind.file == file), "")


def _address(iri: str, format: Format) -> str:
    """Where a graph is to be had in a format."""
    path = site.local(iri) if iri else None
    if path:
        return f"{request.script_root}{path}.{format.name}"
    return f"{request.script_root}/graph?default&format={format.name}"


def _links(iri: str) -> list[Link]:
    """The Link headers of a graph."""
    return [Link(iri, "canonical")] if iri else []
