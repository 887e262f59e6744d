"""Read the files of a graph: ontology, data and shapes, each file a named graph of quads."""

import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from urllib.parse import quote

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    Triple,
    parse,
)

from pfpgraph import formats
from pfpgraph.iris import rebase
from pfpgraph.problems import Problem
from pfpgraph.resources import FOLDERS, ROOT
from pfpgraph.settings import Settings
from pfpgraph.tokeniser import calls_service

_BY_NAME = {fmt.name: fmt for fmt in formats.RDF_FORMATS}
# Suffixes that other tools use. What N3 has beyond Turtle is refused with its line.
_OTHER_SUFFIXES = {
    "turtle": "ttl",
    "n3": "ttl",
    "json": "jsonld",
    "json-ld": "jsonld",
    "owl": "rdf",
    "rdfs": "rdf",
    "xml": "rdf",
    "ntriples": "nt",
    "nquads": "nq",
}
SUFFIXES = {f".{name}": fmt for name, fmt in _BY_NAME.items()} | {
    f".{other}": _BY_NAME[name] for other, name in _OTHER_SUFFIXES.items()
}
# Bytes of a value: the engine's readers take no token longer than 16 MiB, escaped.
LONGEST_VALUE = 15 << 20
_DIRECTION = re.compile(r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*--(?:ltr|rtl)\b|[\"']@direction[\"']|its:dir")
_TRIPLE_TERM = re.compile(r"<<|parseType=[\"']Triple")
# Files of earlier versions, by their names.
_EARLIER = re.compile("(ontology|shapes)/released/")


class Source(Protocol):
    """Gives the bytes of a file piece by piece."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, at most `size`; empty at the end."""


class File(NamedTuple):
    """A file as read: its name in messages, the IRI of its graph, its text under the wanted base,
    and its suffix in lower case with the dot."""

    name: str
    graph: NamedNode
    text: str
    suffix: str

    @property
    def folder(self) -> str:
        """The top folder of the file, which says what it is: ontology, data or shapes."""
        return self.graph.value.rsplit("/graph/", 1)[1].split("/")[0]


class Tree(NamedTuple):
    """The input of a graph: base, RDF files, queries by use, the lists of things that releases have
    named, and the ontology and shapes of earlier versions, which are no part of the graph; all in
    order of name; and the limits of reading."""

    base: str
    files: tuple[File, ...]
    rules: tuple[File, ...]
    questions: tuple[File, ...]
    hygiene: tuple[File, ...]
    released: tuple[File, ...]
    versions: tuple[File, ...]
    limits: "Limits"

    def quads(self) -> list[Quad]:
        """Every quad of the files, blank nodes under their RDFC-1.0 labels, read in a child process
        within the limits. Raises Problem."""
        from pfpgraph.graph import sandbox

        return sandbox.read(self)


class Limits(NamedTuple):
    """The limits of reading files: processor time in seconds, and memory in MiB."""

    seconds: int
    megabytes: int


def read(settings: Settings) -> Tree:
    """Read the folder that the settings name.

    The folder has ontology/, data/ and shapes/ (or some of them), or plain RDF files, which then
    are the data; it may also be one file. Raises Problem (turtle) when there is no RDF file, or one
    cannot be read, is too large or is not in UTF-8.
    """
    root = Path(settings.data) if settings.data else ROOT
    found = _rdf(root)
    if not found:
        where = f"{root} has no RDF file" if root.exists() else f"{root} does not exist"
        known = " ".join(SUFFIXES)
        what = f"name a folder of ontology/, data/ and shapes/, or of files in {known}"
        raise Problem("turtle", f"{where}: {what}")
    most = _most(settings)
    files = [_file(*row, settings.base, most) for row in found]
    return Tree(
        settings.base,
        tuple(file for file in files if not _EARLIER.match(file.name)),
        tuple(_texts(root, "ontology/rules", ".rq", settings.base, most)),
        tuple(_texts(root, "data/questions", ".rq", settings.base, most)),
        tuple(_texts(root, "shapes/hygiene", ".rq", settings.base, most)),
        tuple(_texts(root, "data/released", ".txt", settings.base, most)),
        tuple(file for file in files if _EARLIER.match(file.name)),
        Limits(settings.reading_seconds, settings.reading_megabytes),
    )


def named(paths: Iterable[Path], folder: str, settings: Settings) -> tuple[File, ...]:
    """RDF files by their paths, as if they stood in a folder: data or shapes. Raises Problem
    (turtle) as `read` does."""
    rows = ((path, f"{folder}/{path.stem}", str(path)) for path in paths)
    return tuple(_file(*row, settings.base, _most(settings)) for row in rows)


def kept(folder: Path, settings: Settings) -> tuple[File, ...]:
    """The RDF files that a release keeps of its input, but for those of earlier versions; none
    where it has none. The base of the settings is theirs already. Raises Problem (turtle) where
    one cannot be read."""
    rows = _rdf(folder) if folder.is_dir() else []
    return tuple(
        File(
            name,
            NamedNode(f"{settings.base}graph/{quote(graph, safe='/%')}"),
            decoded(path, name, _most(settings)),
            path.suffix.lower(),
        )
        for path, graph, name in rows
        if not _EARLIER.match(name)
    )


def _most(settings: Settings) -> int:
    """The bytes that a file may have: an eighth of the memory, as a text is held several times."""
    return settings.reading_megabytes << 17


def quads(file: File, source: Source | None = None) -> Iterator[Quad]:
    """The quads of a file; a quad that names a graph keeps it, others are in the graph of the file.
    They are read from `source`, which gives the bytes of the file, where there is one. Raises
    Problem (turtle) with the line."""
    writer = SUFFIXES[file.suffix].rdf
    if writer is RdfFormat.RDF_XML:
        _check_entities(file)
    try:
        text: Any = file.text if source is None else source
        found = parse(text, format=writer, base_iri=file.graph.value, rename_blank_nodes=True)
        for quad in found:
            _check_terms(quad, file)
            own = not isinstance(quad.graph_name, DefaultGraph)
            yield quad if own else Quad(quad.subject, quad.predicate, quad.object, file.graph)
    except SyntaxError as error:
        raise _unreadable(file.name, error.lineno, _reason(error)) from None
    except MemoryError as error:
        if "buffer" not in str(error):  # of the parser for one token
            raise
        raise _too_long(file) from None


def _check_terms(quad: Quad, file: File) -> None:
    """Raise Problem (turtle) where a value is not one of RDF 1.1, the version that most readers of
    the published data know, or is too long to be read back."""
    value = quad.object
    if not isinstance(value, Literal):
        if isinstance(value, Triple):
            what = "a triple as a value (RDF 1.2), which is not read: leave it out"
            raise _unreadable(file.name, _line_of(_TRIPLE_TERM, file.text), what)
        return
    if value.direction:
        what = "a text with a direction (RDF 1.2), which is not read: write its language alone"
        raise _unreadable(file.name, _line_of(_DIRECTION, file.text), what)
    if len(value.value) > LONGEST_VALUE // 6 and len(str(value).encode()) > LONGEST_VALUE:
        raise _too_long(file)


def _too_long(file: File) -> Problem:
    """The problem of a file with a value that cannot be read, or not read back."""
    what = f"it has a value longer than {LONGEST_VALUE >> 20} MiB: shorten it"
    return _unreadable(file.name, None, what)


def _line_of(pattern: re.Pattern[str], text: str) -> int | None:
    """The line on which a pattern is first found, None where it is not."""
    found = pattern.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else None


_DECLARED = re.compile(r"<!ENTITY\s+(%\s+)?([^\s\"']+)\s+(?:\"([^\"]*)\"|'([^']*)'|[^>]*)")
_REFERENCE = re.compile(r"&[^#]|%")
_GROWTH = 1 << 24  # characters that all entities of a file may add


def _check_entities(file: File) -> None:
    """Raise Problem (turtle) where the entities of an XML file are external, refer to each other,
    or would expand to so much text that the engine, which has no limit, would not end. Short names
    of IRIs are allowed."""
    grown = 0
    for found in _DECLARED.finditer(file.text):
        name, value = found[2], found[3] if found[3] is not None else found[4]
        line = file.text.count("\n", 0, found.start()) + 1
        if value is None or found[1]:
            what = f"the entity {name} stands for something outside, which is not read"
            raise _unreadable(file.name, line, f"{what}: write what it stands for")
        if _REFERENCE.search(value):
            what = f"the entity {name} refers to another: write what it stands for"
            raise _unreadable(file.name, line, what)
        grown += len(value) * file.text.count(f"&{name};")
        if grown > _GROWTH:
            what = f"entities would add more than {_GROWTH >> 20} Mi characters: write less"
            raise _unreadable(file.name, line, what)


def refuse_service(text: str, name: str, what: str) -> None:
    """Raise Problem (rule) where a query in a file uses SERVICE: the engine would ask other
    servers, and wait for them without a limit."""
    if calls_service(text):
        raise Problem("rule", f"{name}: SERVICE asks others: {what} reads this graph alone")


def labelled(found: list[Quad]) -> list[Quad]:
    """The quads without repetitions, with every blank node under the label that RDFC-1.0 gives
    it."""
    plain: list[Quad] = []
    blank: list[Quad] = []
    for quad in dict.fromkeys(found):
        (blank if _has_blank_node(quad) else plain).append(quad)
    if blank:
        dataset = Dataset(blank)
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        plain.extend(dataset)
    return plain


def merged(found: Iterable[Quad], base: str) -> Store:
    """A store with the statements outside of shapes/ in its default graph: the input of rules and
    validation."""
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
    """Path, name of the graph and name in messages of each RDF file under root, in order.

    Hidden files and folders (an editor's lock, a folder of Git) are left out.
    """
    if root.exists() and not root.is_dir():
        return [(root, f"data/{root.stem}", str(root))]
    shaped = [root / folder for folder in FOLDERS if (root / folder).is_dir()]
    paths = [path for folder in shaped or [root] for path in sorted(folder.rglob("*"))]
    rows = []
    for path in paths:
        place = path.relative_to(root)
        hidden = any(part.startswith(".") for part in place.parts)
        if path.suffix.lower() in SUFFIXES and not hidden and not path.is_dir():
            name = place.with_suffix("").as_posix()
            rows.append((path, name if shaped else f"data/{name}", place.as_posix()))
    return rows


def _texts(root: Path, folder: str, suffix: str, base: str, most: int) -> Iterator[File]:
    """The files of a folder under root that have a suffix, in order of name."""
    for path in sorted((root / folder).glob(f"*{suffix}")):
        yield _text(path, f"{folder}/{path.stem}", f"{folder}/{path.name}", base, most)


def _file(path: Path, graph: str, name: str, base: str, most: int) -> File:
    """An RDF file as read. Raises Problem (turtle) when its suffix is not known or it cannot be
    read."""
    if path.suffix.lower() not in SUFFIXES:
        known = " ".join(SUFFIXES)
        raise Problem("turtle", f"{name}: not a format known by its suffix: use one of {known}")
    return _text(path, graph, name, base, most)


def _text(path: Path, graph: str, name: str, base: str, most: int) -> File:
    """A file of at most `most` bytes, decoded from UTF-8 and re-based. Raises Problem (turtle) when
    it cannot be."""
    graph_iri = NamedNode(f"{base}graph/{quote(graph)}")
    return File(name, graph_iri, rebase(decoded(path, name, most), base), path.suffix.lower())


def decoded(path: Path, name: str, most: int) -> str:
    """The text of a file of at most `most` bytes in UTF-8, `name` in messages. Raises Problem
    (turtle) when it cannot be read."""
    try:
        return _bytes(path, name, most).decode("utf-8-sig")
    except OSError as error:
        raise _unreadable(name, None, error.strerror or "it cannot be opened") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        what = f"a byte that is not UTF-8 ({error.reason}): convert the file"
        raise _unreadable(name, line, what) from None


def _bytes(path: Path, name: str, most: int) -> bytes:
    """The bytes of a regular file of at most `most` bytes: a pipe or a device may have no end.
    Raises Problem (turtle), OSError."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise _unreadable(name, None, "it is no file but a pipe, a device or the like: remove it")
    if status.st_size > most:
        what = f"it is larger than {most >> 20} MiB: split it, or set PFPGRAPH_READING_MEGABYTES"
        raise _unreadable(name, None, what)
    return path.read_bytes()


def _reason(error: SyntaxError) -> str:
    """The parser's message without the place, which the problem already begins with."""
    if "LoadDocumentCallback" in error.msg:
        return "its @context stands elsewhere, and nothing is fetched: write it into the file"
    return re.sub(r"^Parser error at line \d+[^:]*: ", "", error.msg)


def _unreadable(name: str, line: int | None, reason: str) -> Problem:
    where = f"{name}:{line}" if line else name
    return Problem("turtle", f"{where}: {reason}", file=name, line=line, reason=reason)
