"""The pages of the named graphs, of the dataset and of the downloads."""

from babel.numbers import format_decimal

from pfpgraph.formats import RDF_FORMATS, Format
from pfpgraph.i18n.words import locale, word
from pfpgraph.kinds import KINDS
from pfpgraph.model.dataset import copy_of
from pfpgraph.web.pages import layout
from pfpgraph.web.pages.views import View
from pfpgraph.web.reader import Reader


def page(iri: str, reader: Reader, size: int = 0) -> str:
    """The page of a graph with `size` statements; "" means the union of all graphs. Also the page
    of the dataset, by its IRI."""
    kind, formats = (
        kind_of(iri, reader.snapshot.base),
        [(f, address(iri, f, reader)) for f in RDF_FORMATS],
    )
    return layout.render(reader, "graph.html", iri=iri, size=size, kind=kind, formats=formats)


def listed(reader: Reader) -> str:
    """The page that lists all graphs with their numbers of statements."""
    graphs = sorted(reader.snapshot.release.graphs.items())
    return layout.render(reader, "graphs.html", graphs=graphs)


def downloads(view: View) -> str:
    """The page of the downloads, with the size of the dump file."""
    reader, release = view.reader, view.reader.snapshot.release
    graphs = sorted(release.graphs.items())
    return layout.render(
        reader,
        "download.html",
        view=view,
        size=megabytes(release.dump.stat().st_size, reader.language),
        whole=[_offer(fmt, reader) for fmt in RDF_FORMATS],
        graphs=[(iri, kind_of(iri, reader.snapshot.base), count) for iri, count in graphs],
        formats=reader.formats,
    )


def _offer(fmt: Format, reader: Reader) -> tuple[Format, str, str]:
    """The whole graph in a format, with its address and its size in words, "" when the release has
    no file of it."""
    copy = copy_of(reader.snapshot, fmt)
    large = megabytes(copy.stat().st_size, reader.language) if copy.exists() else ""
    return fmt, address("", fmt, reader), large


def kind_of(iri: str, base: str) -> str:
    """The name of the kind whose things a data graph holds, "" for any other graph."""
    file = iri.removeprefix(f"{base}graph/data/")
    return next((kind.name for kind in KINDS.values() if kind.file == file), "")


def address(iri: str, fmt: Format, reader: Reader) -> str:
    """The address of a graph in a format; "" means the union of all graphs."""
    path = reader.snapshot.local(iri) if iri else None
    if path:
        return f"{reader.address.root}{path}.{fmt.name}"
    return f"{reader.address.root}/graph?default&format={fmt.name}"


def megabytes(count: int, language: str) -> str:
    """A number of bytes in words, in megabytes with one decimal: 0.3 MB, 14.8 MB."""
    number = format_decimal(count / 1_000_000, "0.0", locale(language))
    return word("megabytes", language).format(number)
