"""The ontology, the shapes and the JSON-LD context: whole and by module, with documentation."""

import json

from flask import Blueprint, Response

from pfpgraph.formats import HTML, Format
from pfpgraph.http.headers import Link
from pfpgraph.model import form_shapes, node_shapes, vocabulary
from pfpgraph.problems import Problem
from pfpgraph.web import addresses
from pfpgraph.web.pages.ontology import page as ontology_page
from pfpgraph.web.pages.shapes import forms, node_shape, overview
from pfpgraph.web.reader import Reader
from pfpgraph.web.request import current_reader, current_snapshot
from pfpgraph.web.responses import answer, choose

bp = Blueprint("vocabulary", __name__)


@addresses.route(bp, "/ontology")
def ontology() -> Response:
    """Answer with the whole ontology. Raises Problem (404 or 406) when the format is not
    offered."""
    return _answer("ontology", "")


@addresses.route(bp, "/ontology/<path:name>")
def ontology_part(name: str) -> Response:
    """Answer with one module of the ontology (/ontology/<module>), or with the whole or a module
    under its version (/ontology/[<module>/]<version>). Raises Problem (404) when there is no such
    part."""
    return _part("ontology", name)


@addresses.route(bp, "/shapes")
def shapes() -> Response:
    """Answer with all SHACL shapes. Raises Problem (404 or 406) when the format is not offered."""
    return _answer("shapes", "")


@addresses.route(bp, "/shapes/<path:name>")
def shapes_part(name: str) -> Response:
    """Answer with one node shape (/shapes/<Name>), the shapes for builders of forms (/shapes/form),
    one module of the shapes, or the whole or a module under its version, as for the ontology.
    Raises Problem (404) when there is no such part."""
    shape, _, suffix = name.partition(".")
    if shape == form_shapes.NAME:
        return _form(suffix)
    if shape in node_shapes.names(current_snapshot()):
        return _shape(shape, suffix)
    return _part("shapes", name)


@addresses.route(bp, "/context.jsonld")
def context() -> Response:
    """Send the JSON-LD context with which this service compacts its JSON-LD."""
    document = current_snapshot().context.document
    return answer(lambda: json.dumps(document, indent=2) + "\n", "application/ld+json")


def _shape(name: str, suffix: str) -> Response:
    """One node shape in the format asked for: its page, or the statements that it needs to be used
    alone. Raises Problem (404 or 406)."""
    fmt, reader = choose(suffix), current_reader(suffix)
    snapshot = reader.snapshot
    iri = node_shapes.names(snapshot)[name]

    def written() -> bytes | str:
        if fmt is HTML:
            return node_shape.page(reader, name)
        return vocabulary.serialise(snapshot, node_shapes.statements(snapshot, iri), fmt)

    return answer(
        written,
        fmt.content_type,
        links=[Link(str(iri), "describes")],
        language=reader.language if fmt is HTML else "",
    )


def _form(suffix: str) -> Response:
    """The shapes for builders of forms in the format asked for. Raises Problem (404 or 406)."""
    fmt, reader = choose(suffix), current_reader(suffix)
    snapshot = reader.snapshot

    def written() -> bytes | str:
        if fmt is HTML:
            return forms.page(reader)
        return vocabulary.serialise(snapshot, form_shapes.graph(snapshot), fmt)

    iri = f"{snapshot.base}shapes/{form_shapes.NAME}"
    return answer(
        written,
        fmt.content_type,
        links=[Link(iri, "canonical"), Link(iri, "describes")],
        language=reader.language if fmt is HTML else "",
    )


def _part(part: str, address: str) -> Response:
    """The response for the part of an address after /ontology/ or /shapes/: a module, a version, or
    both, with or without the suffix of a format. Raises Problem."""
    name, suffix = _without_suffix(address)
    module, _, version = name.rpartition("/")
    if not module and not name[:1].isdigit():
        return _module(part, name, suffix)
    snapshot = current_snapshot()
    current, earlier = snapshot.release.version, vocabulary.earlier(snapshot, part)
    if version not in (current, *earlier):
        known = ", ".join((current, *earlier))
        raise Problem(
            "not-found",
            "no-version",
            version=version[:40],
            known=known,
            versions=[current, *earlier],
        )
    kept = "" if version == current else version
    return _module(part, module, suffix, kept) if module else _answer(part, "", suffix, kept)


def _without_suffix(address: str) -> tuple[str, str]:
    """The name in an address, and the suffix after it or "". What begins with a digit is part of a
    version."""
    name, dot, suffix = address.rpartition(".")
    return (name, suffix) if dot and suffix[:1].isalpha() and "/" not in suffix else (address, "")


def _module(part: str, module: str, suffix: str, version: str = "") -> Response:
    """One module: Turtle as it was written, other formats converted from it. Raises Problem."""
    files = vocabulary.files(current_snapshot(), part, version)
    if module not in files:
        raise Problem("not-found", "no-module", module=module[:40], known=[*files])
    return _answer(part, module, suffix, version)


def _answer(part: str, module: str, suffix: str = "", version: str = "") -> Response:
    """The ontology or the shapes, whole ("") or one module, of an earlier version or the current
    one (""), in the format asked for. Raises Problem."""
    fmt, reader = choose(suffix), current_reader(suffix)
    language = reader.language if fmt is HTML else ""
    return answer(
        lambda: _written(reader, part, module, fmt, version),
        fmt.content_type,
        links=_links(reader, part, module, version),
        language=language,
    )


def _written(reader: Reader, part: str, module: str, fmt: Format, version: str) -> bytes | str:
    """The body of that response in a format. Raises Problem."""
    if fmt is HTML:
        page = ontology_page.page if part == "ontology" else overview.page
        return page(reader, module, version)
    return vocabulary.write(reader.snapshot, part, module, fmt, version)


def _links(reader: Reader, part: str, module: str, version: str) -> list[Link]:
    """The Link headers of the ontology or the shapes, or of a module: its IRI, as canonical and as
    described; of an earlier version that of the version, and where the current one is."""
    path = "/".join(filter(None, (part, module)))
    iri = f"{reader.snapshot.base}{path}"
    if version:
        own = f"{iri}/{version}"
        return [Link(own, "canonical"), Link(own, "describes"), Link(iri, "latest-version")]
    return [Link(iri, "canonical"), Link(iri, "describes")]
