"""A release of the graph: the files that a build leaves on disk, and the build itself."""

import errno
import fcntl
import json
import logging
import os
import re
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import file_digest, sha256
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Triple, parse

from pfpgraph import __version__
from pfpgraph.formats import RDF_FORMATS
from pfpgraph.graph import load
from pfpgraph.i18n.words import translations
from pfpgraph.iris import prefixes, value_of
from pfpgraph.problems import Problem
from pfpgraph.settings import Settings
from pfpgraph.span import iso_day

if TYPE_CHECKING:
    from pfpgraph.graph.report import Fault, Report

log = logging.getLogger("pfpgraph")
# The hashes of all other files of a release, as sha256sum writes and checks them.
SUMS = "SHA256SUMS"
_OF_OUR_MAKE = re.compile(r"[0-9a-f]{16}-[0-9a-f]{8}")
Progress = Callable[[str], None]
# Modules that decide what a release holds: its labels are made of words and dates too.
_PROGRAM = Path(__file__).parents[1]
_MAKING = ("graph/*.py", "kinds/*.py", "i18n/*.py", "i18n/locales/**/*.po*")
_PATIENCE = 1200.0  # seconds that one build waits for another
_MOMENT = 0.05  # seconds between two tries to take the lock


@dataclass(frozen=True)
class Release:
    """A release: its folder, version of the program, SHA-256 of its dump, date of the data, base,
    number of quads in all and by graph, and the fingerprint of its input."""

    folder: Path
    version: str
    checksum: str
    data_date: str
    base: str
    quads: int
    graphs: dict[str, int]
    fingerprint: str

    @property
    def dump(self) -> Path:
        """The whole graph in canonical N-Quads."""
        return self.copy("nq")

    def copy(self, fmt: str) -> Path:
        """The path of the whole graph in the RDF format of that name, without named graphs except
        in N-Quads. A release made by another program has no such file but the dump."""
        return self.folder / f"graph.{fmt}"

    def damaged(self) -> str:
        """The name of a file that differs from what the build wrote, "" when none does.

        A release made by another program has no hashes of its files, so only its dump is checked.
        """
        try:
            if _OF_OUR_MAKE.fullmatch(self.folder.name) and (name := self._differing()):
                return name
            return "" if self.has_whole_dump() else self.dump.name
        except OSError as error:
            return os.path.relpath(error.filename, self.folder)

    def has_whole_dump(self) -> bool:
        """Whether the dump has the checksum and the number of lines that the release states. Raises
        OSError."""
        with self.dump.open("rb") as file:
            if file_digest(file, "sha256").hexdigest() != self.checksum:
                return False
            file.seek(0)
            return sum(1 for _ in file) == self.quads

    def _differing(self) -> str:
        """The name of the first file whose hash differs from the list, or of the list where it does
        not fit the name of the folder; "" when all agree. Raises OSError."""
        sums = (self.folder / SUMS).read_bytes()
        if _name(self.checksum, sums) != self.folder.name:
            return SUMS
        for line in sums.decode().splitlines():
            expected, _, name = line.partition("  ")
            with (self.folder / name).open("rb") as file:
                if file_digest(file, "sha256").hexdigest() != expected:
                    return name
        return ""


Graph = NamedNode | BlankNode | DefaultGraph


class BuildResult(NamedTuple):
    """The result of a build: every quad, the bytes of the dump, and the report of validation."""

    quads: list[Quad]
    dump: bytes
    report: "Report"


def current(out: str | Path) -> Release | None:
    """The current release of a folder of releases, None where there is none that can be read."""
    return within((Path(out) / "current").resolve())


def within(folder: Path) -> Release | None:
    """The release in a folder of its own, None where there is none that can be read."""
    try:
        return Release(folder, **json.loads((folder / "release.json").read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def sound(out: str | Path) -> Release | None:
    """The current release; None where there is none, or where it is damaged, which is logged."""
    release = current(out)
    if release and (name := release.damaged()):
        log.warning("pfpgraph: %s: damaged: %s is not as it was built", release.folder, name)
        return None
    return release


def whole(out: str | Path) -> Release:
    """The current release. Raises Problem (setting) where there is none or it is damaged."""
    if found := sound(out):
        return found
    raise Problem("setting", f"{out}: no whole release to serve: run pfpgraph build")


def restored(settings: Settings) -> Release | None:
    """The current release; in place of a damaged one the newest other release that is whole and on
    the same base, which then becomes the current one. None where there is none."""
    out = Path(settings.out)
    if release := sound(out):
        return release
    folders = sorted(out.glob("releases/[!.]*"), key=lambda path: path.stat().st_mtime)
    for release in filter(None, map(within, reversed(folders))):
        if release.base == settings.base and not release.damaged():
            log.warning("pfpgraph: %s: this earlier release takes its place", release.folder)
            _switch(out, release.folder.name)
            return current(out)
    return None


def is_stale(settings: Settings) -> bool:
    """Whether there is no whole release with the fingerprint of these files, base and program.
    Raises Problem when the files cannot be read."""
    release = sound(settings.out)
    return release is None or release.fingerprint != fingerprint(load.read(settings))


def fingerprint(tree: load.Tree) -> str:
    """The SHA-256 in hexadecimal of all that decides what a build makes: files, base, version and
    program."""
    digest = sha256(f"{__version__}\n{tree.base}\n".encode())
    for file in (
        *tree.files,
        *tree.rules,
        *tree.questions,
        *tree.hygiene,
        *tree.released,
        *tree.versions,
    ):
        digest.update(f"{file.graph.value} {file.suffix} {len(file.text)}\n{file.text}".encode())
    for path in sorted(path for pattern in _MAKING for path in _PROGRAM.glob(pattern)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def build(settings: Settings, progress: Progress | None = None) -> Release:
    """Build the files that the settings name into a release and make it the current one; `progress`
    is called with the name of each step.

    A build that fails leaves the current release as it was. Raises Problem.
    """
    say = progress or (lambda _: None)
    out = Path(settings.out)
    try:
        with _alone(out, say):
            say("reading")
            tree = load.read(settings)
            return _write(out, tree, make(tree, say))
    except OSError as error:
        where = error.filename or out
        how = "set PFPGRAPH_OUT to a folder that can be written"
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            how = f"make room there, or {how}"
        raise Problem("setting", f"{where}: {error.strerror}: {how}") from None


def make(tree: load.Tree, say: Progress = lambda _: None) -> BuildResult:
    """The content of a release: parse, label, infer, describe and validate. Raises Problem on a
    fault in the files or the graph."""
    from pfpgraph.graph.metadata import canonical, describe
    from pfpgraph.graph.record_labels import label
    from pfpgraph.graph.rules import infer
    from pfpgraph.graph.validate import check

    say("parsing")
    stated = tree.quads()
    repeated: list[Fault] = []
    if not _data_date(stated, tree.base):
        stated, repeated = _once(stated, tree)
    say("inferring")
    store = load.merged(stated, tree.base)
    labels = label(store, tree.base)
    quads = stated + labels + infer(store, tree.rules, tree.base)
    say("describing")
    lines = canonical(quads)
    description = describe(quads, sha256(b"".join(lines)).hexdigest(), tree.base)
    lines = sorted(lines + canonical(description))
    _check_once(lines, tree)
    say("validating")
    report = check(tree, stated, store)
    report = report._replace(faults=(*report.faults, *repeated))
    if report.violations:
        _refuse(report)
    say("writing")
    return BuildResult(quads + description, b"".join(lines), report)


def _once(quads: list[Quad], tree: load.Tree) -> tuple[list[Quad], list["Fault"]]:
    """The statements, each in the first of its graphs alone, and a warning for each pair of graphs
    that have statements in common.

    Foreign files may repeat each other. In ours, known by the date of the data that they state, a
    statement has one place, and the build fails on a second (_check_once).
    """
    homes: dict[Triple, Quad] = {}
    repeated: dict[tuple[Any, ...], list[Quad]] = {}
    for quad in quads:
        home = homes.setdefault(quad.triple, quad)
        if home is not quad:
            repeated.setdefault((home.graph_name, quad.graph_name), []).append(quad)
    faults = [_repetition(home, found, tree) for (home, _), found in repeated.items()]
    for fault in faults:
        log.warning("pfpgraph: %s", fault.in_words(tree.base))
    return list(homes.values()), faults


def _repetition(home: Graph, repeated: list[Quad], tree: load.Tree) -> "Fault":
    """The warning that a graph has statements which `home` already has."""
    from pfpgraph.graph.report import warning

    files: dict[Graph, str] = {file.graph: file.name for file in (*tree.files, *tree.versions)}
    other, count = files.get(home, value_of(home)), len(repeated)
    file, line = _found(repeated[0], tree)
    return warning(
        record=getattr(repeated[0].subject, "value", ""),
        messages={
            tag: text.format(other, count) for tag, text in translations("fault-twice").items()
        },
        file=file or files.get(repeated[0].graph_name, ""),
        line=line,
    )


def _check_once(lines: list[bytes], tree: load.Tree) -> None:
    """Raise Problem (duplicate) when a statement stands in two graphs: a union would count it
    twice."""
    # The same statement in two graphs gives neighbours that differ in the graph alone.
    for line, neighbour in pairwise(lines):
        if line.rsplit(b" ", 2)[0] == neighbour.rsplit(b" ", 2)[0]:
            quads = [*parse(line, format=RdfFormat.N_QUADS)]
            quads += parse(neighbour, format=RdfFormat.N_QUADS)
            first, second = (_place(quad, tree) for quad in quads)
            raise Problem(
                "duplicate",
                f"{first}: {quads[0].triple} also stands at {second}: remove one of them",
                graphs=[value_of(quad.graph_name) for quad in quads],
            )


def _place(quad: Quad, tree: load.Tree) -> str:
    """File and line of a statement's subject in its graph, or the graph when it is no file."""
    name, line = _found(quad, tree)
    return f"{name}:{line}" if line else value_of(quad.graph_name)


def _found(quad: Quad, tree: load.Tree) -> tuple[str, int | None]:
    """File and line of a statement's subject in its graph, "" and None when it is no file."""
    from pfpgraph.graph.validate import FilePlaces

    files = [file for file in tree.files if file.graph == quad.graph_name]
    return FilePlaces(files).find(value_of(quad.subject))


def _refuse(report: "Report") -> None:
    """Raise Problem with the first violation in words and all of them as members."""
    violations = report.violations
    more = f" (and {len(violations) - 1} more; see pfpgraph validate)" if violations[1:] else ""
    raise Problem(
        "invalid",
        violations[0].in_words(report.base) + more,
        faults=[fault._asdict() for fault in violations],
    )


@contextmanager
def _alone(out: Path, say: Progress) -> Iterator[None]:
    """Hold the lock of builds in a folder, waiting for another build to end; the lock ends with the
    process. Raises Problem."""
    (out / "releases").mkdir(parents=True, exist_ok=True)
    with (out / "build.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another build")
            _wait(lock, out)
        _clear(out)
        try:
            yield
        finally:  # the leftovers of a failed build would keep a full disk full
            _clear(out)


def _wait(lock: TextIO, out: Path) -> None:
    """Wait for a lock, for _PATIENCE seconds at most. Raises Problem (setting)."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        time.sleep(_MOMENT)
        with suppress(BlockingIOError):
            return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    minutes = f"{_PATIENCE / 60:g} minutes"
    raise Problem("setting", f"{out}: another build goes on for {minutes}: end it, then try again")


def _clear(out: Path) -> None:
    """Remove the leftovers of builds that failed or were killed."""
    for leftover in (out / "releases").glob(".new-*"):
        if leftover.is_symlink():
            leftover.unlink(missing_ok=True)
        else:
            shutil.rmtree(leftover, ignore_errors=True)


def _write(out: Path, tree: load.Tree, parts: BuildResult) -> Release:
    """Write the release into a folder of its own, then switch to it."""
    from pfpgraph.graph import release_report

    checksum = sha256(parts.dump).hexdigest()
    new = Path(tempfile.mkdtemp(prefix=".new-", dir=out / "releases"))
    graphs = Counter(value_of(quad.graph_name) for quad in parts.quads)
    release: dict[str, Any] = {
        "version": __version__,
        "checksum": checksum,
        "data_date": _data_date(parts.quads, tree.base),
        "fingerprint": fingerprint(tree),
        "base": tree.base,
        "quads": len(parts.quads),
        "graphs": dict(sorted(graphs.items())),
    }
    report = release_report.report(tree, parts.quads, parts.report)
    files = {
        "graph.nq": parts.dump,
        "graph.nt": b"".join(sorted({_triple(line) for line in parts.dump.splitlines()})),
        "release.json": json.dumps(release, indent=2, ensure_ascii=False).encode() + b"\n",
        "report.ttl": report.turtle().encode(),
        "report.json": report.json().encode(),
    }
    files |= copies(parts.quads, tree.base)
    files |= {_source(file): file.text.encode() for file in (*tree.files, *tree.versions)}
    sums = "".join(f"{sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    files[SUMS] = sums.encode()
    for name, content in files.items():
        _put(new / name, content)
    for folder in {path.parent for path in map(new.joinpath, files)}:
        _sync(folder)
    new.chmod(0o755)
    name = _name(checksum, files[SUMS])
    _move(new, out / "releases" / name)
    _switch(out, name)
    return Release((out / "releases" / name).resolve(), **release)


def _name(checksum: str, sums: bytes) -> str:
    """The name of a release's folder, from the hashes of its graph and of all its files, so that
    the content under a name never changes."""
    return f"{checksum[:16]}-{sha256(sums).hexdigest()[:8]}"


def _put(path: Path, content: bytes) -> None:
    """Write a file and flush it to disk: a release under its final name must be complete."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Flush the entries of a folder to disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def copies(quads: list[Quad], base: str) -> dict[str, bytes]:
    """The files of a release, by name, with the whole graph in the formats that hold one graph,
    except N-Triples, which _write makes from the dump; a format that cannot hold the graph is left
    out."""
    from pfpgraph.graph import serialisation

    statements, names = serialisation.triples(quads), prefixes(base)
    found = {}
    for fmt in RDF_FORMATS:
        if fmt.holds == "graph" and fmt.name != "nt":
            with suppress(Problem):  # a request for this format reports it
                found[f"graph.{fmt.name}"] = serialisation.written(statements, fmt, names)
    return found


def _triple(line: bytes) -> bytes:
    """A line of N-Quads without its graph, as N-Triples."""
    return line.rsplit(b" ", 2)[0] + b" .\n"


def _source(file: load.File) -> str:
    """The path of an input file within a release."""
    return "sources/" + file.graph.value.rsplit("/graph/", 1)[1] + file.suffix


def _move(new: Path, folder: Path) -> None:
    """Give the new folder its name; an existing folder of that name has the same content, unless it
    is damaged."""
    if (known := within(folder)) and not known.damaged():
        shutil.rmtree(new)
        return
    if folder.exists():
        folder.rename(folder.with_name(f"{new.name}-damaged"))  # which the next build removes
    new.rename(folder)
    _sync(folder.parent)


def _switch(out: Path, name: str) -> None:
    """Point the link `current` at a release atomically."""
    link = out / "releases" / f".new-link-{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(f"releases/{name}")
    link.replace(out / "current")
    _sync(out)


def _data_date(quads: list[Quad], base: str) -> str:
    """The ISO day of the data as the dataset states it, "" for foreign files without one. Raises
    Problem (turtle) when it is not a day."""
    wanted = f"{base}ontology#dataDate"
    found = min(
        (value_of(quad.object) for quad in quads if quad.predicate.value == wanted), default=""
    )
    if found and not iso_day(found):
        raise Problem("turtle", f"pfp:dataDate must be a day like 2026-11-22, not “{found}”")
    return found
