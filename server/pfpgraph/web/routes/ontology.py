"""The ontology, the shapes and the JSON-LD context: whole and by module, documented for readers."""

import json

from flask import Blueprint, Response

from pfpgraph.formats import HTML, Format
from pfpgraph.http.headers import Link
from pfpgraph.model import vocabulary
from pfpgraph.problems import Problem
from pfpgraph.web import addresses
from pfpgraph.web.pages import ontology_terms
from pfpgraph.web.reader import Reader
from pfpgraph.web.request import current_reader, current_snapshot
from pfpgraph.web.responses import answer, choose

bp = Blueprint("vocabulary", __name__)


@addresses.route(bp, "/ontology")
def ontology() -> Response:
    """Give the whole ontology in one answer. Raises Problem."""
    return _answer("ontology", "")


@addresses.route(bp, "/ontology/<path:name>")
def ontology_part(name: str) -> Response:
    """Give a version of the ontology, or one module of it. Raises Problem."""
    return _part("ontology", name)


@addresses.route(bp, "/shapes")
def shapes() -> Response:
    """Give all shapes in one answer. Raises Problem."""
    return _answer("shapes", "")


@addresses.route(bp, "/shapes/<path:name>")
def shapes_part(name: str) -> Response:
    """Give a version of the shapes, or those of one module. Raises Problem."""
    return _part("shapes", name)


@addresses.route(bp, "/context.jsonld")
def context() -> Response:
    """Give the JSON-LD context that our JSON-LD is compacted with."""
    document = current_snapshot().context.document
    return answer(lambda: json.dumps(document, indent=2) + "\n", "application/ld+json")


def _part(part: str, name: str) -> Response:
    """A vocabulary in a version, one module of it, or that in a version. Raises Problem."""
    module, _, version = name.rpartition("/")
    if not module and not name[0].isdigit():
        return _module(part, name)
    known = current_snapshot().release.version
    if version != known:
        raise Problem(
            "not-found",
            "no-version",
            version=version[:40],
            known=known,
            versions=[known],
        )
    if module:
        return _module(part, module)
    return _answer(part, "")


def _module(part: str, name: str) -> Response:
    """One module: Turtle as it was written, other formats made from it. Raises Problem."""
    module, _, suffix = name.partition(".")
    files = vocabulary.files(current_snapshot(), part)
    if module not in files:
        raise Problem("not-found", "no-module", module=module[:40], known=[*files])
    return _answer(part, module, suffix)


def _answer(part: str, module: str, suffix: str = "") -> Response:
    """A vocabulary in the format asked for. Raises Problem."""
    fmt, reader = choose(suffix), current_reader(suffix)
    language = reader.language if fmt is HTML else ""
    return answer(
        lambda: _written(reader, part, module, fmt),
        fmt.content_type,
        links=_links(reader, part, module),
        language=language,
    )


def _written(reader: Reader, part: str, module: str, fmt: Format) -> bytes | str:
    """A vocabulary in a format. Raises Problem."""
    if fmt is HTML:
        return ontology_terms.page(reader, part, module)
    return vocabulary.write(reader.snapshot, part, module, fmt)


def _links(reader: Reader, part: str, module: str) -> list[Link]:
    """The relations of a vocabulary."""
    iri = f"{reader.snapshot.base}{part}/{module}" if module else f"{reader.snapshot.base}{part}"
    return [Link(iri, "canonical"), Link(iri, "describes")]
