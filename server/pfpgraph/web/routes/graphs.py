"""The named graphs: the reading half of the SPARQL 1.1 Graph Store HTTP Protocol, and a list of
them."""

import re

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

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
    """Answer with the graph that ?graph= or ?default names (Graph Store HTTP Protocol, section
    4.2), or without either with a list of all. Raises Problem: 400 for several graphs or an IRI
    that is not absolute, 404 for an unknown graph."""
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
    """Answer with the graph whose IRI is this address (Graph Store HTTP Protocol, section 4.1).
    Raises Problem (404) when there is none."""
    file, _, suffix = name.partition(".")
    return _answer(f"{current_snapshot().base}graph/{folder}/{file}", suffix)


@addresses.route(bp, "/dataset")
def description() -> Response:
    """Answer with the description of the dataset: contents, sizes and downloads. Raises Problem."""
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


@addresses.route(bp, "/.well-known/void")
def well_known() -> Response:
    """Redirect to the description of the dataset (302; VoID, section 7.2)."""
    return redirect(current_reader().here("/dataset"))


def _answer(iri: str, suffix: str = "") -> Response:
    """A graph in the format asked for; "" means the union of all. Raises Problem."""
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
    """All graphs with their sizes, as a page; in RDF the description of the dataset. Raises
    Problem."""
    if choose() is not HTML:
        return description()
    reader = current_reader()
    return answer(lambda: graphs.listed(reader), HTML.content_type, language=reader.language)


def _links(iri: str) -> list[Link]:
    """The Link headers of a graph: its IRI as canonical; none for the union of all."""
    return [Link(iri, "canonical")] if iri else []
