"""The document about a thing in every format: page, CSV, Markdown, and its statements in RDF."""

from urllib.parse import urlencode

from markupsafe import Markup
from pyoxigraph import NamedNode, Quad, Triple

from pfpgraph.formats import CSV, HTML, MARKDOWN, RDF_FORMATS, Format
from pfpgraph.graph import serialisation
from pfpgraph.model import jsonld
from pfpgraph.model.thing_description import Description
from pfpgraph.web.pages import layout, naming
from pfpgraph.web.pages.thing import backlinks, csv_markdown
from pfpgraph.web.pages.thing.page import compose
from pfpgraph.web.reader import Reader, with_arguments

DATA = (*RDF_FORMATS, CSV, MARKDOWN)
SHEETS = {CSV: csv_markdown.csv, MARKDOWN: csv_markdown.markdown}


def write(
    iri: str, fmt: Format, reader: Reader, is_named: bool = False, is_expanded: bool = False
) -> bytes | str:
    """The document about a thing in a format. In RDF it has what holds on the day asked for; each
    statement is in its named graph if `is_named`, and JSON-LD is compacted unless `is_expanded`."""
    if fmt in SHEETS:
        return SHEETS[fmt](Description(reader.snapshot, iri), reader)
    if fmt is HTML:
        return _page(Description(reader.snapshot, iri), reader)
    description = Description(reader.snapshot, iri, reader.on)
    if fmt.name == "jsonld" and not is_expanded:
        return _compacted(description.quads, iri, reader)
    quads = description.quads if is_named else plain(description.quads)
    return serialisation.write(quads, fmt, reader.snapshot.prefixes, iri)


def _page(description: Description, reader: Reader) -> str:
    """The page, with the statements about the thing embedded as JSON-LD for clients that get only
    HTML."""
    iri = description.thing.value
    data = _compacted(description.own, iri, reader).decode().replace("<", "\\u003c")
    return layout.render(
        reader,
        "thing.html",
        own=("iri",) if iri in reader.snapshot.others else (),
        page=compose(description, reader),
        embedded=Markup(data),
        alternates=_alternates(iri, reader),
    )


def referring(iri: str, group: str, number: int, reader: Reader) -> str:
    """One page of one group of the things that refer to a thing. `group` is the key in ?from=.
    Raises Problem: 400 for a malformed key, 404 beyond the last page."""
    found = backlinks.asked(NamedNode(iri), group, number, reader)
    title, kind = naming.title(iri, reader), reader.snapshot.split(iri)[0]
    return layout.render(reader, "backlinks.html", iri=iri, kind=kind, title=title, group=found)


def plain(quads: list[Quad]) -> list[Triple]:
    """Statements without their graph names: clients that ask for N-Quads or TriG first read the
    default graph alone."""
    return [quad.triple for quad in quads]


def _compacted(quads: list[Quad], iri: str, reader: Reader) -> bytes:
    """Statements as compacted JSON-LD. The address of its context is absolute, on the host of the
    request, since the document may be saved and read elsewhere."""
    context = f"{reader.address.site or reader.snapshot.base}context.jsonld"
    return jsonld.write(quads, reader.snapshot.context, context, iri)


def _alternates(iri: str, reader: Reader) -> list[tuple[Format, str]]:
    """Every data format of the document with its address, for the day asked for."""
    path = f"{reader.address.root}{reader.snapshot.local(iri)}"
    on = {"on": reader.on} if reader.on else {}
    return [(fmt, in_format(path, fmt, on)) for fmt in DATA]


def in_format(path: str, fmt: Format, kept: dict[str, str]) -> str:
    """The address of a document in a format: by a suffix, or by ?format= where the path already has
    a query string."""
    if "?" in path:
        return f"{path}&{urlencode({'format': fmt.name, **kept})}"
    return with_arguments(f"{path}.{fmt.name}", kept)
