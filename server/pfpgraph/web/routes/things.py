"""Things and their documents: /id/… names the thing, /doc/… tells of it in any format."""

import re
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, g, redirect, render_template, request
from markupsafe import Markup
from pyoxigraph import NamedNode, Quad, Triple

from pfpgraph.formats import CSV, HTML, MARKDOWN, RDF, Format
from pfpgraph.graph import serialisation
from pfpgraph.http.headers import Link
from pfpgraph.kinds import KINDS
from pfpgraph.model import jsonld
from pfpgraph.model.snapshot import DESCRIBED
from pfpgraph.problems import Problem
from pfpgraph.web import addresses, days
from pfpgraph.web.pages import names, paging, values
from pfpgraph.web.pages.thing import backlinks, csv_markdown
from pfpgraph.web.pages.thing import page as pages
from pfpgraph.web.pages.thing.resource import Description, address_of
from pfpgraph.web.request import site
from pfpgraph.web.responses import address, answer, choose, expanded, language

bp = Blueprint("documents", __name__)
bp.app_template_filter("shown")(values.markup)

# An absolute IRI, of characters that one may have (SPARQL 1.1, IRIREF).
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]*")
DATA = (*RDF, CSV, MARKDOWN)
SHEETS = {CSV: csv_markdown.csv, MARKDOWN: csv_markdown.markdown}
NAMED = "named"  # ?graphs=named: each statement in its graph, in the formats that have graphs
KEPT = ("on", "from", "page", "lang", "graphs")  # what makes another document of it


@addresses.route(bp, "/id/<kind>/<slug>")
def thing(kind: str, slug: str) -> Response:
    """Send on to the document about a thing (303), with the query string; from a thing that was
    replaced to the other (301). Raises Problem."""
    iri = _iri(kind, slug)
    if iri in site.withdrawn:
        return _moved(iri)
    if not site.has(iri):
        raise _unknown(kind, slug)
    path = f"{request.script_root}/doc/{kind}/{slug}"
    if g.suffix:
        path += quote(f".{g.suffix}")
    response = redirect(address(path, request.args.to_dict(flat=False)), 303)
    response.headers.add("Link", str(Link(path, "describedby")))
    return response


@addresses.route(bp, DESCRIBED)
def described() -> Response:
    """Tell of the thing that ?iri= names, in the format asked for: of one whose name is of others;
    one of ours has its own address (303). Raises Problem."""
    iri = request.args.get("iri", "")
    path = site.local(iri)
    if iri not in site.others:
        if path is None or not _ABSOLUTE.fullmatch(iri):
            raise Problem("not-found", "no-description", iri=iri[:200])
        return redirect(values.here(path), 303)
    return _told(iri, request.script_root + path)


@addresses.route(bp, "/doc/<kind>/<name>")
def document(kind: str, name: str) -> Response:
    """Tell of a thing in the format asked for. Raises Problem."""
    slug, _, suffix = name.partition(".")
    if not slug and kind in KINDS:  # the list, whose suffix stands where its slash does
        path = quote(f"{request.script_root}/doc/{kind}{name}")
        return redirect(address(path, request.args.to_dict(flat=False)), 308)
    iri = _iri(kind, slug)
    if iri in site.withdrawn:
        return _moved(iri)
    if not site.has(iri):
        raise _unknown(kind, name)
    return _told(iri, f"{request.script_root}/doc/{kind}/{slug}", suffix)


def _told(iri: str, path: str, suffix: str = "") -> Response:
    """The document about a thing, at a path, in the format asked for. Raises Problem."""
    format = choose(suffix)
    days.asked()  # what is no day is refused in every format
    _are_named()
    spoken = language() if format is HTML or format in SHEETS else ""
    kept = {name: request.args[name] for name in KEPT if name in request.args}
    location = _in_format(path, format, kept)
    return answer(
        lambda: write(iri, format, spoken),
        _content_type(format),
        links=links(iri),
        in_format=lambda other: _in_format(path, other, {}),
        location=location,
        spoken=spoken,
    )


def write(iri: str, format: Format, spoken: str) -> bytes | str:
    """The document about a thing in a format; the others than pages hold what holds on the day."""
    if format is HTML and "from" in request.args:
        return _referring(iri, spoken)
    if format in SHEETS:
        return SHEETS[format](Description(iri), spoken)
    if format is not HTML:
        return rdf(Description(iri, days.kept()), format)
    description = Description(iri)
    page = pages.page(description, spoken)
    return render_template(
        "thing.html", page=page, embedded=embedded(description), alternates=alternates(iri)
    )


def _referring(iri: str, spoken: str) -> str:
    """One page of the things that refer to a thing in one way. Raises Problem."""
    group = backlinks.asked(NamedNode(iri), request.args["from"], paging.asked(), spoken)
    title = names.title(iri, spoken)
    kind = values.split(iri)[0]
    return render_template("backlinks.html", iri=iri, kind=kind, title=title, group=group)


def rdf(description: Description, format: Format) -> bytes:
    """A description in one of the RDF formats; JSON-LD is compacted unless asked otherwise."""
    if format.name == "jsonld" and not expanded():
        return _json(description)
    iri, quads = description.thing.value, description.quads
    return serialisation.write(quads if _are_named() else plain(quads), format, site.prefixes, iri)


def plain(quads: list[Quad]) -> list[Triple]:
    """Statements without the names of their graphs: clients that ask for N-Quads or TriG first read
    the default graph alone."""
    return [quad.triple for quad in quads]


def _are_named() -> bool:
    """Whether the statements are wanted in their named graphs. Raises Problem."""
    asked = request.args.get("graphs", "")
    if asked not in ("", NAMED):
        raise Problem("request", "one-of", parameter="graphs", known=[NAMED], given=asked[:40])
    return asked == NAMED


def _json(description: Description) -> bytes:
    """A description as compacted JSON-LD."""
    iri = description.thing.value
    return jsonld.write(description.quads, site.context, _context(), iri)


def embedded(description: Description) -> Markup:
    """What is stated of the thing as JSON-LD inside a page: for clients that get only HTML."""
    iri = description.thing.value
    document = jsonld.write(description.own, site.context, _context(), iri)
    return Markup(document.decode().replace("<", "\\u003c"))


def _context() -> str:
    """Where the JSON-LD context stands: on the host that was asked, in full, since the document
    may be saved and read elsewhere."""
    return f"{request.root_url}context.jsonld"


def _content_type(format: Format) -> str:
    """The Content-Type, with the profile where JSON-LD is expanded."""
    if format.name == "jsonld" and expanded():
        return f'{format.media_type};profile="http://www.w3.org/ns/json-ld#expanded"'
    return format.content_type


def alternates(iri: str) -> list[tuple[Format, str]]:
    """Every format of the document about a thing, with its address here."""
    path = f"{request.script_root}{site.local(iri)}"
    on = {"on": days.kept()} if days.kept() else {}
    return [(format, _in_format(path, format, on)) for format in DATA]


def _in_format(path: str, format: Format, kept: dict[str, str]) -> str:
    """The address of a document in a format: by suffix, or by parameter behind a whole name."""
    if "?" in path:
        return f"{path}&{urlencode({'format': format.name, **kept})}"
    return address(f"{path}.{format.name}", kept)


def links(iri: str) -> list[Link]:
    """The relations of a document: what it describes, its name and dataset."""
    return [
        Link(iri, "describes"),
        Link(address_of(iri), "canonical"),
        Link(iri, "cite-as"),
        Link(f"{request.script_root}/graph/description/dataset", "describedby"),
    ]


def _iri(kind: str, slug: str) -> str:
    """The IRI of a thing. Raises Problem where no thing can have it."""
    if kind not in KINDS or not slug or not slug.replace("-", "").isalnum() or not slug.isascii():
        raise _unknown(kind, slug)
    return f"{site.base}id/{kind}/{slug}"


def _moved(iri: str) -> Response:
    """Send on from an address of a thing that was replaced to the same of what replaces it, with
    the query string. Raises Problem where nothing does."""
    withdrawal = site.withdrawn[iri]
    kind, slug = values.split(iri)
    if not withdrawal.replacement:
        grounds = withdrawal.told(language())
        raise Problem("gone", "withdrawn", kind=kind, name=slug, grounds=grounds)
    now = "/".join(values.split(withdrawal.replacement))
    path = quote(request.script_root + request.path.replace(f"{kind}/{slug}", now))
    return redirect(address(path, request.args.to_dict(flat=False)), 301)


def _unknown(kind: str, slug: str) -> Problem:
    """The problem of a thing that is not in the graph."""
    return Problem("not-found", "no-thing", kind=kind, name=slug)
