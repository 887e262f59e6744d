"""Check the places that the graph names in the texts of the primary documents."""

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from pfpgraph.graph.load import Tree
from pfpgraph.graph.statements import Statements
from pfpgraph.iris import shorten
from pfpgraph.problems import Problem

# RFC 5147, section 2.2.1: positions between characters, counted from 0.
_PLACE = re.compile(r"(.+)#char=(\d+),(\d+)")


class CheckResult(NamedTuple):
    """The result of a check: the number of places compared, and a line for each mismatch."""

    places: int
    mismatches: tuple[str, ...]


def check(tree: Tree, folder: Path) -> CheckResult:
    """Compare every place, as-written value and span hash with the texts in a folder.

    Raises Problem (turtle) when the folder cannot be read or lacks a text that the graph names.
    """
    statements = Statements(tree.quads(), tree.base)
    texts = _texts(statements, folder)
    places = sorted(
        set(statements.subjects("rdf:type", statements.iri("oa:TextPositionSelector")))
        | set(statements.objects("pfp:foundAt")),
        key=_order,
    )
    mismatches = [
        f"{shorten(text, tree.base)}: {fault}"
        for text, content in texts.items()
        for fault in _whole(statements, text, content)
    ]
    mismatches += [
        f"{shorten(place.split('#')[0], tree.base)}#{place.partition('#')[2]}: {fault}"
        for place in places
        for fault in _place(statements, place, texts)
    ]
    return CheckResult(len(places), tuple(mismatches))


def _texts(statements: Statements, folder: Path) -> dict[str, str]:
    """The content of each text of the graph by its IRI, found among the files by its SHA-256.
    Raises Problem (turtle)."""
    wanted = statements.subjects("rdf:type", statements.iri("pfp:Text"))
    try:
        files = [path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()]
    except OSError as error:
        raise Problem(
            "turtle", f"{folder}: {error.strerror}: name the folder of the texts"
        ) from None
    by_hash = {sha256(content).hexdigest(): content for content in files}
    found = {text: by_hash.get(_one(statements, text, "pfp:sha256")) for text in sorted(wanted)}
    missing = [shorten(text, statements.base) for text, content in found.items() if content is None]
    if missing or not wanted:
        what = f"no file has the SHA-256 of {', '.join(missing)}" if missing else "no text to find"
        raise Problem("turtle", f"{folder}: {what}: name the folder of the unchanged texts")
    return {text: content.decode() for text, content in found.items() if content is not None}


def _whole(statements: Statements, text: str, content: str) -> Iterator[str]:
    """The faults of a text as a whole: its length."""
    characters = _one(statements, text, "pfp:characters")
    if characters != str(len(content)):
        yield f"has {len(content)} characters, not {characters}"


def _place(statements: Statements, place: str, texts: dict[str, str]) -> Iterator[str]:
    """The faults of one place: its form, its position, its text and its characters."""
    match = _PLACE.fullmatch(place)
    if not match or match[1] not in texts:
        yield "is no place in a text of the graph"
        return
    content, start, end = texts[match[1]], int(match[2]), int(match[3])
    if (match[2], match[3]) != tuple(_one(statements, place, f"oa:{n}") for n in ("start", "end")):
        yield "has another start or end than its name says"
    if statements.values(place, "dcterms:isPartOf") != [match[1]]:
        yield "is part of another text than its name says"
    if not start <= end <= len(content):
        yield f"is outside of the text, which has {len(content)} characters"
    else:
        yield from _span(statements, place, content[start:end])


def _span(statements: Statements, place: str, span: str) -> Iterator[str]:
    """The faults of the characters at a place: their hash and the values as written."""
    hashes = statements.values(place, "pfp:spanSha256")
    if hashes and hashes != [sha256(span.encode()).hexdigest()]:
        yield "holds other characters than those hashed"
    found = statements.subjects("pfp:foundAt", place)
    gap = statements.iri("pfp:Gap")
    # Only a gap, which is something missing, can be found between two characters.
    if not span and any(gap not in statements.values(thing, "rdf:type") for thing in found):
        yield "is empty"
    written = [
        (thing, text) for thing in found for text in statements.values(thing, "pfp:asWritten")
    ]
    for thing, text in written:
        if text != span:
            yield f"{shorten(thing, statements.base)} is written {span!r}, not {text!r}"
    if not hashes and not written:
        yield "has neither a hash nor a value as written: nothing to compare"


def _one(statements: Statements, subject: str, name: str) -> str:
    """The only value of a property, "(none)" when there is none or more than one."""
    values = statements.values(subject, name)
    return values[0] if len(values) == 1 else "(none)"


def _order(place: str) -> tuple[str, int, int]:
    match = _PLACE.fullmatch(place)
    return (match[1], int(match[2]), int(match[3])) if match else (place, 0, 0)
