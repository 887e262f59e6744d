"""A release of the graph: what a build leaves on disk, and the build itself."""

import errno
import fcntl
import json
import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TextIO

from pyoxigraph import Quad, RdfFormat, parse

from pfpgraph import __version__
from pfpgraph.formats import RDF
from pfpgraph.graph import load
from pfpgraph.names import prefixes
from pfpgraph.problems import Problem
from pfpgraph.settings import Settings

if TYPE_CHECKING:
    from pfpgraph.graph.validate import Report

Progress = Callable[[str], None]
_PATIENCE = 1200.0  # seconds that one build waits for another
_MOMENT = 0.05  # seconds between two looks whether that is over


@dataclass(frozen=True)
class Release:
    """A release: its folder, version, checksum, date of the data, base, sizes of its graphs."""

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

    def copy(self, format: str) -> Path:
        """The whole graph in the RDF format of that name, without the names of its parts but in
        N-Quads; there is none in a release of foreign make."""
        return self.folder / f"graph.{format}"


class Parts(NamedTuple):
    """What a build makes: every quad, the bytes of the dump, and the report of validation."""

    quads: list[Quad]
    dump: bytes
    report: "Report"


def current(out: str | Path) -> Release | None:
    """The release that serves from a folder, None where there is none that can be read."""
    folder = (Path(out) / "current").resolve()
    try:
        return Release(folder, **json.loads((folder / "release.json").read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def is_stale(settings: Settings) -> bool:
    """Whether there is no release of just these files, settings and program."""
    release = current(settings.out)
    return release is None or release.fingerprint != fingerprint(load.read(settings))


def fingerprint(tree: load.Tree) -> str:
    """A hash of all that decides what a build makes: files, base, version and program."""
    digest = sha256(f"{__version__}\n{tree.base}\n".encode())
    for file in (*tree.files, *tree.rules, *tree.questions, *tree.hygiene, *tree.released):
        digest.update(f"{file.graph.value} {file.suffix} {len(file.text)}\n{file.text}".encode())
    for module in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(module.read_bytes())
    return digest.hexdigest()


def build(settings: Settings, progress: Progress | None = None) -> Release:
    """Build the files that the settings name into a release and make it the current one.

    A build that fails leaves the current release as it was. Raises Problem.
    """
    say = progress or (lambda step: None)
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


def make(tree: load.Tree, say: Progress = lambda step: None) -> Parts:
    """Everything that a release holds. Raises Problem on a fault in the files or the graph."""
    from pfpgraph.graph.describe import canonical, describe
    from pfpgraph.graph.rules import infer
    from pfpgraph.graph.validate import check

    say("parsing")
    stated = tree.quads()
    say("inferring")
    store = load.merged(stated, tree.base)
    quads = stated + infer(store, tree.rules, tree.base)
    say("describing")
    lines = canonical(quads)
    description = describe(quads, sha256(b"".join(lines)).hexdigest(), tree.base)
    lines = sorted(lines + canonical(description))
    _check_once(lines, tree)
    say("validating")
    report = check(tree, stated, store)
    if report.violations:
        _refuse(report)
    say("writing")
    return Parts(quads + description, b"".join(lines), report)


def _check_once(lines: list[bytes], tree: load.Tree) -> None:
    """Raise Problem when a statement stands in two graphs: a union would count it twice."""
    # The same statement in two graphs gives neighbours that differ in the graph alone.
    for line, neighbour in pairwise(lines):
        if line.rsplit(b" ", 2)[0] == neighbour.rsplit(b" ", 2)[0]:
            quads = [*parse(line, format=RdfFormat.N_QUADS)]
            quads += parse(neighbour, format=RdfFormat.N_QUADS)
            first, second = (_place(quad, tree) for quad in quads)
            raise Problem(
                "duplicate",
                f"{first}: {quads[0].triple} also stands at {second}: remove one of them",
                graphs=[quad.graph_name.value for quad in quads],
            )


def _place(quad: Quad, tree: load.Tree) -> str:
    """File and line of a statement's subject in its graph, or the graph when it is no file."""
    from pfpgraph.graph.validate import Places

    files = [file for file in tree.files if file.graph == quad.graph_name]
    name, line = Places(files).find(getattr(quad.subject, "value", ""))
    return f"{name}:{line}" if line else quad.graph_name.value


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
    """Wait until no other build works in the folder; the lock goes with the process."""
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
        finally:  # what a build that failed has written would keep a full disk full
            _clear(out)


def _wait(lock: TextIO, out: Path) -> None:
    """Wait for a lock, not without end. Raises Problem."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        time.sleep(_MOMENT)
        with suppress(BlockingIOError):
            return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    minutes = f"{_PATIENCE / 60:g} minutes"
    raise Problem("setting", f"{out}: another build goes on for {minutes}: end it, then try again")


def _clear(out: Path) -> None:
    """Remove what a build has left that failed or was killed."""
    for leftover in (out / "releases").glob(".new-*"):
        if leftover.is_symlink():
            leftover.unlink(missing_ok=True)
        else:
            shutil.rmtree(leftover, ignore_errors=True)


def _write(out: Path, tree: load.Tree, parts: Parts) -> Release:
    """Write the release into a folder of its own, then switch to it."""
    checksum = sha256(parts.dump).hexdigest()
    new = Path(tempfile.mkdtemp(prefix=".new-", dir=out / "releases"))
    graphs = Counter(quad.graph_name.value for quad in parts.quads)
    release = {
        "version": __version__,
        "checksum": checksum,
        "data_date": _data_date(parts.quads, tree.base),
        "fingerprint": fingerprint(tree),
        "base": tree.base,
        "quads": len(parts.quads),
        "graphs": dict(sorted(graphs.items())),
    }
    files = {
        "graph.nq": parts.dump,
        "graph.nt": b"".join(sorted({_triple(line) for line in parts.dump.splitlines()})),
        "release.json": json.dumps(release, indent=2, ensure_ascii=False).encode() + b"\n",
        "report.ttl": parts.report.turtle().encode(),
        "report.json": parts.report.json().encode(),
    }
    files |= copies(parts.quads, tree.base)
    files |= {_source(file): file.text.encode() for file in tree.files}
    for name, content in files.items():
        path = new / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    new.chmod(0o755)
    _move(new, out / "releases" / checksum[:16], files)
    _switch(out, checksum[:16])
    return current(out)


def copies(quads: list[Quad], base: str) -> dict[str, bytes]:
    """The whole graph in the formats that take long to write, as files of a release."""
    from pfpgraph.graph import serialisation

    statements, names = serialisation.triples(quads), prefixes(base)
    return {
        f"graph.{format.name}": serialisation.written(statements, format, names)
        for format in RDF
        if format.holds == "graph" and format.name != "nt"
    }


def _triple(line: bytes) -> bytes:
    """A line of N-Quads without its graph, as N-Triples."""
    return line.rsplit(b" ", 2)[0] + b" .\n"


def _source(file: load.File) -> str:
    """Where the text of a file stands in a release."""
    return "sources/" + file.graph.value.rsplit("/graph/", 1)[1] + file.suffix


def _move(new: Path, folder: Path, names: dict[str, bytes]) -> None:
    """Give the new folder its name; where the same graph was built before, renew its files."""
    if not folder.exists():
        new.rename(folder)
        return
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (new / name).replace(folder / name)
    shutil.rmtree(new)


def _switch(out: Path, name: str) -> None:
    """Point current at a release in one step."""
    link = out / "releases" / f".new-link-{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(f"releases/{name}")
    link.replace(out / "current")


def _data_date(quads: list[Quad], base: str) -> str:
    """The day of the data as the dataset states it, nothing for foreign files without one."""
    wanted = f"{base}ontology#dataDate"
    return min((quad.object.value for quad in quads if quad.predicate.value == wanted), default="")
