"""The command line: one function per command; the work is done in other modules."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from pfpgraph import __version__
from pfpgraph.i18n.catalogues import DEFAULT_LANGUAGE
from pfpgraph.iris import PUBLIC_BASE
from pfpgraph.problems import PROBLEMS, Problem
from pfpgraph.settings import SETTINGS, Settings

# Exit codes as shells give them for SIGINT, and for SIGPIPE: the reader of the output has left.
INTERRUPTED, READER_LEFT = 130, 141
UNCHECKED = (
    "no shape in shapes/ applies to anything in the graph: add shapes, or correct the namespace of "
    "their targets"
)
UNCHECKED_FILES = "no shape applies to anything in the files: correct their classes, or the shapes"


def setting(name: str, *flags: str) -> Callable[..., Any]:
    """The click option that overrides the setting `name`; `flags` replace the usual --name."""
    row = next(row for row in SETTINGS if row.name == name)
    return click.option(*(flags or [f"--{name}"]), name, type=type(row.default), help=row.sentence)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="pfpgraph")
def pfpgraph() -> None:
    """A knowledge graph of NATO, its partners, programmes and councils."""


@pfpgraph.command()
@setting("out")
@setting("data")
@setting("base")
def build(**overrides: Any) -> None:
    """Build a release: parse, infer, validate, write, then switch to it."""
    from pfpgraph.graph import release

    begun = time.monotonic()
    made = release.build(Settings.read(**overrides), progress())
    seconds = time.monotonic() - begun
    put(f"{made.folder}: {made.quads} statements in {seconds:.1f} s\n")


@pfpgraph.command()
@setting("host")
@setting("port")
@setting("workers")
@setting("base")
@setting("data")
@setting("out")
def serve(**overrides: Any) -> None:
    """Build if needed, then serve the graph until Ctrl-C."""
    from pfpgraph.graph import release
    from pfpgraph.serve import server

    server.hold_reloads()
    settings = Settings.read(**overrides)
    try:
        if release.is_stale(settings):
            release.build(settings, progress())
    except Problem as problem:
        if release.restored(settings) is None:
            raise
        complain(problem)
        click.echo("pfpgraph: the last good release is served", err=True)
    server.serve(settings)


@pfpgraph.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--shapes",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Check FILES alone, against the shapes in this file; may be repeated.",
)
@click.option(
    "--format",
    "fmt",
    default="text",
    help="text, turtle, json, jsonld, sarif, nt, rdf, trig, nq.",
)
@setting("data")
@setting("base")
def validate(files: tuple[Path, ...], shapes: tuple[Path, ...], fmt: str, **overrides: Any) -> None:
    """Check the graph against its shapes and hygiene, or FILES beside it against its shapes.

    The exit code is 1 where there is a violation, not for warnings alone.
    """
    from pfpgraph.graph import report_formats

    offer = chosen(fmt, report_formats.OFFERS)
    if shapes and not files:
        raise click.UsageError("--shapes needs FILES to check")
    settings = Settings.read(**overrides)
    if files:
        answer, checked, violations = checked_files(files, shapes, offer, settings)
    else:
        answer, checked, violations = checked_graph(offer, settings)
    if not checked:
        raise Problem("unchecked", UNCHECKED_FILES if files else UNCHECKED)
    put(answer)
    sys.exit(PROBLEMS["invalid"].exit if violations else 0)


def checked_graph(offer: Any, settings: Settings) -> tuple[bytes, bool, int]:
    """The report on the graph in a format, whether any shape applied, and the number of
    violations. Raises Problem."""
    from pfpgraph.graph import load, record_labels, report_formats, rules
    from pfpgraph.graph.validate import check

    tree = load.read(settings)
    quads = tree.quads()
    store = load.merged(quads, tree.base)
    record_labels.label(store, tree.base)
    rules.infer(store, tree.rules, tree.base)
    report = check(tree, quads, store)
    return report_formats.write(report, offer), report.checked, len(report.violations)


def checked_files(
    files: tuple[Path, ...], shapes: tuple[Path, ...], offer: Any, settings: Settings
) -> tuple[bytes, bool, int]:
    """The same of files beside the graph, or against other shapes."""
    from pfpgraph.graph import load, validation_process
    from pfpgraph.graph.submission import Submission

    background = () if shapes else load.read(settings).files
    data, given = load.named(files, "data", settings), load.named(shapes, "shapes", settings)
    submission = Submission(data, given, background, settings.base)
    memory = settings.reading_megabytes  # the report is part of it
    limits = settings.reading_seconds, memory, memory
    job = validation_process.Job(submission, offer.name, sys.maxsize, *limits)
    outcome = validation_process.run(job)
    return outcome.body, outcome.checked, outcome.violations


@pfpgraph.command()
@click.argument("file", type=click.File("rb"))
@click.option(
    "--format", "fmt", help="json, xml, csv or tsv for rows; ttl, nt, rdf, jsonld for graphs."
)
@setting("out")
def query(file: Any, fmt: str | None, **overrides: Any) -> None:
    """Answer the SPARQL query in FILE (- is standard input) from the built graph."""
    from pfpgraph import formats
    from pfpgraph.query.store import EmbeddedStore
    from pfpgraph.tokeniser import examine

    try:
        text = file.read().decode()
    except UnicodeDecodeError:
        raise Problem("syntax", f"{file.name}: not in UTF-8: convert the file") from None
    rows = examine(text, Settings.read(**overrides)).form in ("SELECT", "ASK")
    offers = formats.RESULT_FORMATS if rows else formats.RDF_FORMATS
    answer = EmbeddedStore(built(**overrides)).query(text, chosen(fmt or offers[0].name, offers))
    put(answer)


@pfpgraph.command()
@click.option(
    "--format",
    "fmt",
    default="ttl",
    help="ttl, jsonld, nt, rdf, trig, nq; of a resource also md, csv.",
)
@click.option("--graph", default="", help="Only this named graph, such as graph:data/countries.")
@click.option("--resource", default="", help="Only what is said of this, such as country:armenia.")
@click.option("--on", default="", metavar="DATE", help="Only records that hold on this day.")
@click.option("--out", type=click.Path(path_type=Path), help="File to write, not the terminal.")
def export(fmt: str, out: Path | None, graph: str, resource: str, on: str) -> None:
    """Write the built graph, or a part of it, in a format."""
    from pfpgraph import formats
    from pfpgraph.graph.export import export

    pages = (formats.MARKDOWN, formats.CSV) if resource and not graph else ()
    offer, release = chosen(fmt, (*formats.RDF_FORMATS, *pages)), built()
    if offer in pages:
        answer = page(release, offer, resource, on).encode()
    else:
        answer = export(release, offer, graph=graph, resource=resource, on=on)
    if out is None:
        put(answer)
    else:
        out.write_bytes(answer)


@pfpgraph.command("format")
@click.option("--check", is_flag=True, help="Change nothing; exit 1 when a file is not in layout.")
@setting("data")
def lay_out(check: bool, **overrides: Any) -> None:
    """Bring data/ into canonical Turtle; with --check say what is not, in all three folders."""
    from pfpgraph.graph import turtle_layout

    settings = Settings.read(**overrides | {"base": PUBLIC_BASE})
    done = turtle_layout.check(settings) if check else turtle_layout.apply(settings)
    put("".join(f"{line}\n" for line in done))
    if check:
        sys.exit(PROBLEMS["layout"].exit if done else 0)


@pfpgraph.command("check-sources")
@click.argument("folder", type=click.Path(path_type=Path))
@setting("data")
@setting("base")
def check_sources(folder: Path, **overrides: Any) -> None:
    """Compare every place that the graph names in a text with the texts in FOLDER."""
    from pfpgraph.graph import load, source_check

    found = source_check.check(load.read(Settings.read(**overrides)), folder)
    put("".join(f"{mismatch}\n" for mismatch in found.mismatches))
    put(f"{found.places} places checked, {len(found.mismatches)} mismatches\n")
    sys.exit(PROBLEMS["place"].exit if found.mismatches else 0)


@pfpgraph.command("check-witnesses")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--agreements",
    type=click.Path(path_type=Path),
    help="Write the records that have the same year in a data set into this file, in Turtle.",
)
@setting("data")
@setting("base")
def check_witnesses(folder: Path, agreements: Path | None, **overrides: Any) -> None:
    """Compare memberships with the data sets in FOLDER, which are independent witnesses.

    The exit code is 1 where a data set differs and the graph does not say so.
    """
    from pfpgraph.graph import load, turtle_layout, witness_check

    tree = load.read(Settings.read(**overrides))
    results = witness_check.check(tree, folder)
    for found in results:
        put("".join(f"{difference}\n" for difference in found.differences))
    for found in results:
        counts = f"{found.members} members, {len(found.agreeing)} records of the same year"
        put(f"{found.source}: {counts}, {found.stated} differences stated in the graph\n")
    if agreements:
        text = witness_check.agreements(results, tree.base)
        agreements.write_text(turtle_layout.canonical(text), "utf-8")
    differing = sum(len(found.differences) for found in results)
    put(f"{differing} differences not stated\n")
    sys.exit(PROBLEMS["invalid"].exit if differing else 0)


def page(release: Any, offer: Any, resource: str, on: str) -> Any:
    """The page of a thing in Markdown or CSV. Raises Problem: not-found, request."""
    from pfpgraph.graph.export import day_of, found, iri_of
    from pfpgraph.model.snapshot import Snapshot
    from pfpgraph.query.store import EmbeddedStore
    from pfpgraph.web.pages.thing import document
    from pfpgraph.web.reader import Reader

    snapshot = Snapshot(Settings.read(), EmbeddedStore(release), release)
    iri, day = iri_of(resource, snapshot.prefixes), day_of(on) if on else None
    found(iri in snapshot.labels, resource)
    return document.write(iri, offer, Reader(snapshot, asked=day))


def built(**overrides: Any) -> Any:
    """The current release. Raises Problem (setting) where none was built or it is damaged."""
    from pfpgraph.graph import release

    settings = Settings.read(**overrides)
    found = release.current(settings.out)
    if found is None:
        raise Problem("setting", f"{settings.out}: no release there: run pfpgraph build first")
    if name := found.damaged():
        raise Problem("setting", f"{found.folder / name}: damaged: run pfpgraph build")
    return found


def chosen(name: str, offers: tuple[Any, ...]) -> Any:
    """The offer with a name, see `formats.named`. Raises Problem (format) that lists the known
    names."""
    from pfpgraph import formats

    found = formats.named(name, offers)
    if found is None:
        known = ", ".join(offer.name for offer in offers)
        raise Problem("format", f"{name}: not a format for this answer: use one of {known}")
    return found


def put(answer: str | bytes) -> None:
    """Write bytes, or text in UTF-8, to standard output; exit with READER_LEFT when the reader has
    closed it."""
    try:
        sys.stdout.buffer.write(answer.encode() if isinstance(answer, str) else answer)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # Python flushes standard output once more when it ends; discard that.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(READER_LEFT)


def progress() -> Callable[[str], None] | None:
    """A function that shows the current step of a build on standard error, None when that is not a
    terminal."""
    if not sys.stderr.isatty():
        return None
    return lambda step: click.echo(f"\r\033[K{step}…", err=True, nl=step == "done")


def complain(problem: Problem) -> None:
    """Print a problem to standard error in one line: what, where, what to do."""
    detail = " ".join(problem.detail.split())
    click.echo(f"pfpgraph: {problem.row.title(DEFAULT_LANGUAGE).lower()}: {detail}", err=True)


def _is_interrupt(error: BaseException | None) -> bool:
    """Whether an error was caused by Ctrl-C: one that comes while the engine is imported is wrapped
    in another exception."""
    while error and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def main() -> None:
    """Run the command line; every error ends in one line and an exit code, never in a traceback."""
    try:
        sys.exit(pfpgraph.main(standalone_mode=False))
    except Problem as problem:
        complain(problem)
        sys.exit(problem.row.exit)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(INTERRUPTED)
    except Exception as error:
        if _is_interrupt(error):
            sys.exit(INTERRUPTED)
        complain(Problem("internal", f"{type(error).__name__}: {error}"))
        sys.exit(PROBLEMS["internal"].exit)
