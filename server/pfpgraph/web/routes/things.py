"""Things and their documents: /id/… names a thing, /doc/… describes it in any format."""

import re
from urllib.parse import quote

from flask import Blueprint, g, redirect, request
from werkzeug.wrappers import Response

from pfpgraph import iris
from pfpgraph.formats import HTML, Format
from pfpgraph.http.headers import Link
from pfpgraph.kinds import KINDS
from pfpgraph.model.snapshot import DESCRIBED
from pfpgraph.model.thing_description import address_of
from pfpgraph.problems import Problem
from pfpgraph.web import addresses
from pfpgraph.web.negotiation import EXPANDED
from pfpgraph.web.pages.thing import document
from pfpgraph.web.pages.thing.document import SHEETS
from pfpgraph.web.reader import Reader, with_arguments
from pfpgraph.web.request import current_reader, current_snapshot, page_number
from pfpgraph.web.responses import answer, choose, expanded

bp = Blueprint("documents", __name__)

# An absolute IRI, in the characters that SPARQL 1.1 allows (IRIREF).
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]*")
_NAMED = "named"  # ?graphs=named: each statement in its graph, in the formats that have graphs
KEPT = ("on", "from", "page", "lang", "graphs")  # parameters that change the document


@addresses.route(bp, "/id/<kind>/<slug>")
def thing(kind: str, slug: str) -> Response:
    """Redirect from a thing to the document about it (303), keeping the query string; from a
    withdrawn thing to its replacement (301). Raises Problem: 404 for an unknown thing, 410 for one
    withdrawn without replacement."""
    iri, snapshot = _iri(kind, slug), current_snapshot()
    if iri in snapshot.withdrawn:
        return _moved(iri)
    if not snapshot.has(iri):
        raise _unknown(kind, slug)
    path = f"{request.script_root}/doc/{kind}/{slug}"
    if g.suffix:
        path += quote(f".{g.suffix}")
    response = redirect(with_arguments(path, request.args.to_dict(flat=False)), 303)
    response.headers.add("Link", str(Link(path, "describedby")))
    return response


@addresses.route(bp, DESCRIBED)
def described() -> Response:
    """Answer with the document about the thing that ?iri= names, for things whose IRI belongs to
    others; for a thing of ours redirect to its own address (303). Raises Problem (404) when it is
    not described here."""
    iri = request.args.get("iri", "")
    reader = current_reader()
    path = reader.snapshot.local(iri)
    is_other = iri in reader.snapshot.others
    if path is None or not (is_other or _ABSOLUTE.fullmatch(iri)):
        raise Problem("not-found", "no-description", iri=iri[:200])
    if not is_other:
        return redirect(reader.here(path), 303)
    return _told(iri, request.script_root + path)


@addresses.route(bp, "/doc/<kind>/<name>")
def told(kind: str, name: str) -> Response:
    """Answer with the document about a thing in the format asked for; from a withdrawn thing
    redirect to its replacement (301). Raises Problem: 404 for an unknown thing, 410 for one
    withdrawn without replacement."""
    slug, _, suffix = name.partition(".")
    if not slug and kind in KINDS:  # /doc/country/.ttl means the list, /doc/country.ttl
        path = quote(f"{request.script_root}/doc/{kind}{name}")
        return redirect(with_arguments(path, request.args.to_dict(flat=False)), 308)
    iri, snapshot = _iri(kind, slug), current_snapshot()
    if iri in snapshot.withdrawn:
        return _moved(iri)
    if not snapshot.has(iri):
        raise _unknown(kind, name)
    return _told(iri, f"{request.script_root}/doc/{kind}/{slug}", suffix)


def _told(iri: str, path: str, suffix: str = "") -> Response:
    """The document about a thing in the format asked for; `path` is its address without a suffix.
    Raises Problem."""
    fmt, reader = choose(suffix), current_reader(suffix)
    is_named = _is_named()
    kept = {name: request.args[name] for name in KEPT if name in request.args}

    def write() -> bytes | str:
        if fmt is HTML and "from" in request.args:
            return document.referring(iri, request.args["from"], page_number(), reader)
        return document.write(iri, fmt, reader, is_named, expanded())

    return answer(
        write,
        _content_type(fmt),
        links=_links(iri, reader),
        in_format=lambda other: document.in_format(path, other, {}),
        location=document.in_format(path, fmt, kept),
        language=reader.language if fmt is HTML or fmt in SHEETS else "",
    )


def _is_named() -> bool:
    """Whether ?graphs=named asks for each statement in its named graph. Raises Problem (400) for
    any other value."""
    asked = request.args.get("graphs", "")
    if asked not in ("", _NAMED):
        raise Problem("request", "one-of", parameter="graphs", known=[_NAMED], given=asked[:40])
    return asked == _NAMED


def _content_type(fmt: Format) -> str:
    """The Content-Type of a format, with the profile parameter when JSON-LD is expanded."""
    if fmt.name == "jsonld" and expanded():
        return f'{fmt.media_type};profile="{EXPANDED}"'
    return fmt.content_type


def _links(iri: str, reader: Reader) -> list[Link]:
    """The Link headers of a document: the thing it describes, its canonical address and the
    dataset."""
    return [
        Link(iri, "describes"),
        Link(address_of(iri, reader.snapshot), "canonical"),
        Link(iri, "cite-as"),
        Link(f"{reader.address.root}/graph/description/dataset", "describedby"),
    ]


def _iri(kind: str, slug: str) -> str:
    """The IRI of a thing by kind and slug. Raises Problem (404) when they cannot name a thing."""
    if kind not in KINDS or not slug or not slug.replace("-", "").isalnum() or not slug.isascii():
        raise _unknown(kind, slug)
    return iris.thing(current_snapshot().base, kind, slug)


def _moved(iri: str) -> Response:
    """Redirect (301) from an address of a withdrawn thing to the same address of its replacement,
    with the query string. Raises Problem (410) when it has none."""
    reader = current_reader()
    snapshot, withdrawal = reader.snapshot, reader.snapshot.withdrawn[iri]
    kind, slug = snapshot.split(iri)
    if not withdrawal.replacement:
        grounds = withdrawal.told(reader.language)
        raise Problem("gone", "withdrawn", kind=kind, name=slug, grounds=grounds)
    now = "/".join(snapshot.split(withdrawal.replacement))
    path = quote(request.script_root + request.path.replace(f"{kind}/{slug}", now))
    return redirect(with_arguments(path, request.args.to_dict(flat=False)), 301)


def _unknown(kind: str, slug: str) -> Problem:
    """The problem (404) to raise for a thing that is not in the graph."""
    return Problem("not-found", "no-thing", kind=kind, name=slug)
