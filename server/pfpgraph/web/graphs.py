"""The named graphs: Graph Store Protocol, reading, and a list of them."""

import re
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, render_template, request

from pfpgraph.formats import HTML, NTRIPLES, RDF, Format
from pfpgraph.graph import serialisation
from pfpgraph.kinds import KINDS
from pfpgraph.problems import Problem
from pfpgraph.query import queries
from pfpgraph.query.store import DEFAULT_GRAPH
from pfpgraph.web.answers import Link, answer, choose, language
from pfpgraph.web.site import site

bp = Blueprint("graphs", __name__)
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")  # the scheme of an IRI (RFC 3987)

OFFERS = (*RDF, HTML)
# A graph without a name is the same in the formats that could name it.
SAME = {"nq": "nt", "trig": "ttl"}


@bp.get("/graph")
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


@bp.get("/graph/<folder>/<name>")
def direct(folder: str, name: str) -> Response:
    """Give the graph of that name (section 4.1). Raises Problem."""
    file, _, suffix = name.partition(".")
    return _answer(f"{site.base}graph/{folder}/{file}", suffix)


@bp.get("/dataset")
def dataset() -> Response:
    """Describe the dataset: what it holds, how much, and where to get it. Raises Problem."""
    return _answer(f"{site.base}graph/description/dataset")


def _answer(iri: str, suffix: str = "") -> Response:
    """A graph in the format asked for, "" being the union of all. Raises Problem."""
    graphs = site.release.graphs
    if iri and iri not in graphs:
        raise Problem("not-found", "no-graph", iri=iri)
    format = choose(OFFERS, RDF[0], suffix)
    size = graphs[iri] if iri else sum(graphs.values())
    spoken = language() if format is HTML else ""
    return answer(
        lambda: write(iri, format, size), format.content_type, links=_links(iri), spoken=spoken
    )


def write(iri: str, format: Format, size: int = 0) -> bytes | str:
    """A graph in a format. Raises Problem."""
    if format is HTML:
        return render_template(
            "graph.html",
            iri=iri,
            size=size,
            kind=kind_of(iri),
            formats=[(f, _address(iri, f)) for f in RDF],
        )
    if not iri and copy_of(format).exists():
        return copy_of(format).read_bytes()
    return _named(site.release.folder, iri, format)


def copy_of(format: Format) -> Path:
    """Where the release may have the default graph in a format."""
    return site.release.copy(SAME.get(format.name, format.name))


@lru_cache(64)  # a client that asks again and again takes no more than reading takes
def _named(folder: Path, iri: str, format: Format) -> bytes:
    """A graph of the release in a folder, the one that is served. Raises Problem."""
    named = [iri] if iri else ()
    data = site.store.query(queries.text("graph", site.base), NTRIPLES, default_graphs=named)
    if format is NTRIPLES:
        return b"".join(sorted(data.splitlines(keepends=True)))
    return serialisation.rewrite(data, format, site.prefixes)


def _listing() -> Response:
    """All graphs with their sizes: a page, or the dataset's description."""
    format = choose(OFFERS, RDF[0])
    if format is not HTML:
        return _answer(f"{site.base}graph/description/dataset")
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
    found = [Link(_address(iri, format), "alternate", format.media_type) for format in OFFERS]
    return found + ([Link(iri, "canonical")] if iri else [])
