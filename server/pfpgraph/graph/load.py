"""Read the files of a graph: ontology, data and shapes, each file a named graph of quads."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    NamedNode,
    Quad,
    Store,
    parse,
)

from pfpgraph import formats
from pfpgraph.graph.questions import describe
from pfpgraph.names import rebase
from pfpgraph.problems import Problem
from pfpgraph.resources import FOLDERS, ROOT
from pfpgraph.settings import Settings

SUFFIXES = {f".{format.name}": format for format in formats.RDF}


class File(NamedTuple):
    """A file as read: its name for readers, the graph it is, and its text on the wanted base."""

    name: str
    graph: NamedNode
    text: str
    suffix: str

    @property
    def folder(self) -> str:
        """The folder that says what the file is: ontology, data or shapes."""
        return self.graph.value.rsplit("/graph/", 1)[1].split("/")[0]


class Tree(NamedTuple):
    """What a graph is made of: base, RDF files, queries by use, and the lists of what releases
    have named, each in order of name."""

    base: str
    files: tuple[File, ...]
    rules: tuple[File, ...]
    questions: tuple[File, ...]
    hygiene: tuple[File, ...]
    released: tuple[File, ...]

    def quads(self) -> list[Quad]:
        """Every quad of the files, blank nodes under their RDFC-1.0 labels. Raises Problem."""
        found = [quad for file in self.files for quad in quads(file)]
        found += [quad for file in self.questions for quad in describe(file, self.base)]
        return labelled(found)


def read(settings: Settings, data: Sequence[Path] = ()) -> Tree:
    """Read the folder that the settings name; given data files stand in for its data.

    The folder has ontology/, data/ and shapes/ (or some of them), or plain RDF files, which then
    are the data; it may also be one file. Raises Problem when there is nothing, or not in UTF-8.
    """
    root = Path(settings.data) if settings.data else ROOT
    found = [row for row in _rdf(root) if not (data and row[1].startswith("data/"))]
    found += [(path, f"data/{path.stem}", str(path)) for path in data]
    if not found:
        where = f"{root} has no RDF file" if root.exists() else f"{root} does not exist"
        raise Problem("turtle", f"{where}: name a folder of ontology/, data/ and shapes/")
    return Tree(
        settings.base,
        tuple(_file(*row, settings.base) for row in found),
        tuple(_texts(root, "ontology/rules", ".rq", settings.base)),
        () if data else tuple(_texts(root, "data/questions", ".rq", settings.base)),
        tuple(_texts(root, "shapes/hygiene", ".rq", settings.base)),
        () if data else tuple(_texts(root, "data/released", ".txt", settings.base)),
    )


def quads(file: File) -> Iterator[Quad]:
    """The quads of a file; those in a graph of their own keep it. Raises Problem with the line."""
    try:
        found = parse(
            file.text,
            format=SUFFIXES[file.suffix].writer,
            base_iri=file.graph.value,
            rename_blank_nodes=True,
        )
        for quad in found:
            own = not isinstance(quad.graph_name, DefaultGraph)
            yield quad if own else Quad(quad.subject, quad.predicate, quad.object, file.graph)
    except SyntaxError as error:
        raise _unreadable(file.name, error.lineno, _reason(error)) from None


def labelled(found: list[Quad]) -> list[Quad]:
    """The quads, each once, with every blank node under the label that RDFC-1.0 gives it."""
    plain, blank = [], []
    for quad in dict.fromkeys(found):
        (blank if _has_blank_node(quad) else plain).append(quad)
    if blank:
        dataset = Dataset(blank)
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        plain.extend(dataset)
    return plain


def merged(found: Iterable[Quad], base: str) -> Store:
    """The statements outside of shapes/ as one graph: what rules read and shapes are about."""
    shapes = f"<{base}graph/shapes/"
    store = Store()
    store.bulk_extend(
        Quad(quad.subject, quad.predicate, quad.object)
        for quad in found
        if not str(quad.graph_name).startswith(shapes)
    )
    return store


def _has_blank_node(quad: Quad) -> bool:
    return BlankNode in (type(quad.subject), type(quad.object), type(quad.graph_name))


def _rdf(root: Path) -> list[tuple[Path, str, str]]:
    """Path, name of the graph and name for readers of each RDF file under root, in order."""
    if root.is_file():
        return [(root, f"data/{root.stem}", str(root))]
    shaped = [root / folder for folder in FOLDERS if (root / folder).is_dir()]
    paths = [path for folder in shaped or [root] for path in sorted(folder.rglob("*"))]
    rows = []
    for path in paths:
        if path.suffix in SUFFIXES and path.is_file():
            name = path.relative_to(root).with_suffix("").as_posix()
            graph = name if shaped else f"data/{name}"
            rows.append((path, graph, path.relative_to(root).as_posix()))
    return rows


def _texts(root: Path, folder: str, suffix: str, base: str) -> Iterator[File]:
    """The files of a folder under root that have a suffix, in order of name."""
    for path in sorted((root / folder).glob(f"*{suffix}")):
        yield _text(path, f"{folder}/{path.stem}", f"{folder}/{path.name}", base)


def _file(path: Path, graph: str, name: str, base: str) -> File:
    """A file of RDF. Raises Problem when its suffix is not known or it cannot be read."""
    if path.suffix not in SUFFIXES:
        known = " ".join(SUFFIXES)
        raise Problem("turtle", f"{name}: not a format known by its suffix: use one of {known}")
    return _text(path, graph, name, base)


def _text(path: Path, graph: str, name: str, base: str) -> File:
    """A file read as UTF-8 and re-based. Raises Problem when it cannot be."""
    try:
        text = path.read_bytes().decode()
    except OSError as error:
        raise _unreadable(name, None, error.strerror or "it cannot be opened") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise _unreadable(name, line, f"a byte that is not UTF-8 ({error.reason})") from None
    graph_iri = NamedNode(f"{base}graph/{quote(graph)}")
    return File(name, graph_iri, rebase(text, base), path.suffix)


def _reason(error: SyntaxError) -> str:
    """What the parser says, without the place, which stands before it already."""
    return re.sub(r"^Parser error at line \d+[^:]*: ", "", error.msg)


def _unreadable(name: str, line: int | None, reason: str) -> Problem:
    where = f"{name}:{line}" if line else name
    return Problem("turtle", f"{where}: {reason}", file=name, line=line, reason=reason)
