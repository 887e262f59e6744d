"""The named graphs and the dataset: their pages, and what can be downloaded."""

from babel.numbers import format_decimal

from pfpgraph.formats import RDF_FORMATS, Format
from pfpgraph.i18n.words import locale, word
from pfpgraph.kinds import KINDS
from pfpgraph.model.dataset import copy_of
from pfpgraph.web.pages import layout
from pfpgraph.web.pages.views import View
from pfpgraph.web.reader import Reader


def page(iri: str, reader: Reader, size: int = 0) -> str:
    """The page of a graph of so many statements, "" being the union of all, or of the dataset."""
    kind, formats = (
        kind_of(iri, reader.snapshot.base),
        [(f, address(iri, f, reader)) for f in RDF_FORMATS],
    )
    return layout.render(reader, "graph.html", iri=iri, size=size, kind=kind, formats=formats)


def listed(reader: Reader) -> str:
    """The page of all graphs with their sizes."""
    graphs = sorted(reader.snapshot.release.graphs.items())
    return layout.render(reader, "graphs.html", graphs=graphs)


def downloads(view: View) -> str:
    """The page of what can be downloaded, with the size of the file as it lies there."""
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
    """The whole graph in a format: where, and how large, as far as the release has it as a file."""
    copy = copy_of(reader.snapshot, fmt)
    large = megabytes(copy.stat().st_size, reader.language) if copy.exists() else ""
    return fmt, address("", fmt, reader), large


def kind_of(iri: str, base: str) -> str:
    """The kind of the things that a graph of data holds, if it is one."""
    file = iri.removeprefix(f"{base}graph/data/")
    return next((kind.name for kind in KINDS.values() if kind.file == file), "")


def address(iri: str, fmt: Format, reader: Reader) -> str:
    """Where a graph is to be had in a format."""
    path = reader.snapshot.local(iri) if iri else None
    if path:
        return f"{reader.address.root}{path}.{fmt.name}"
    return f"{reader.address.root}/graph?default&format={fmt.name}"


def megabytes(count: int, language: str) -> str:
    """A number of bytes in words: 0.3 MB, 14.8 MB."""
    number = format_decimal(count / 1_000_000, "0.0", locale(language))
    return word("megabytes", language).format(number)
