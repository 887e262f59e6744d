"""The layout of Turtle files: canonical in data/, checks of white space in ontology/ and
shapes/."""

from collections.abc import Iterator
from pathlib import Path

from rdflib import Graph

from pfpgraph.graph import load
from pfpgraph.graph.load import File, quads
from pfpgraph.resources import ROOT
from pfpgraph.settings import Settings


def apply(settings: Settings) -> list[str]:
    """Write every data file in canonical layout; a line for each file that changed. Raises
    Problem."""
    changed = []
    for file in _turtle(settings, ("data",)):
        text = format_text(file)
        if text != file.text:
            (Path(settings.data or ROOT) / file.name).write_bytes(text.encode())
            changed.append(f"{file.name}: formatted")
    return changed


def check(settings: Settings) -> list[str]:
    """The faults of layout in data/, ontology/ and shapes/, a line each; changes nothing. Raises
    Problem."""
    data = [
        f"{file.name}: not in canonical layout: run pfpgraph format"
        for file in _turtle(settings, ("data",))
        if not is_canonical(file)
    ]
    return data + [
        f"{file.name}:{number}: {fault}"
        for file in _turtle(settings, ("ontology", "shapes"))
        for number, fault in line_faults(file.text)
    ]


def _turtle(settings: Settings, folders: tuple[str, ...]) -> list[File]:
    """The Turtle files of some folders, on the base they are written with."""
    files = load.read(settings).files
    return [file for file in files if file.folder in folders and file.suffix == ".ttl"]


def format_text(file: File) -> str:
    """The canonical text of a data file. Raises Problem when unreadable."""
    list(quads(file))  # says file and line of a syntax fault, which rdflib says less well
    return canonical(file.text)


def canonical(text: str) -> str:
    """The canonical text of Turtle, which must be well-formed: rdflib's longturtle."""
    return Graph().parse(data=text, format="turtle").serialize(format="longturtle")


def is_canonical(file: File) -> bool:
    """Whether a data file stands in canonical layout. Raises Problem when it is unreadable."""
    return file.text == format_text(file)


def line_faults(text: str) -> Iterator[tuple[int, str]]:
    """The line number and fault of each line of an ontology or shapes file with white space that is
    not wanted."""
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if "\r" in line:
            yield number, "ends in CR LF: use LF"
        elif line != line.rstrip():
            yield number, "has blanks at its end: remove them"
        if "\t" in line:
            yield number, "has a tab: use blanks"
    if lines[-1]:
        yield len(lines), "does not end in a line feed: add one"
    elif text.endswith("\n\n"):
        yield len(lines) - 1, "is an empty line at the end: remove it"
