"""RDF that somebody submits, checked beside the graph: what a report says of it, and on which line.

The ontology, the data and the shapes of the graph are the background, nothing is inferred, and only
results on the submission's own subjects are reported. Against shapes sent along, the submission is
checked alone.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple
from rdflib.term import Node

from pfpgraph.graph import focus_nodes, validate
from pfpgraph.graph.load import SUFFIXES, File, quads
from pfpgraph.graph.report import NOWHERE, Place, Report
from pfpgraph.iris import tail, value_of
from pfpgraph.problems import Problem

_TOKEN = re.compile(rb"\S+\s?|\s+")
_ESCAPED_END = re.compile(r"\\n|\\u000A|&#10;|&#x0*A;", re.IGNORECASE)
_STREAMED = (".ttl", ".nt", ".nq", ".trig", ".rdf")  # formats whose reader needs no later line
_BEFORE, _WITHIN = '<:/#"', "-_"  # what the last part of an IRI follows, and what continues it
Term = NamedNode | BlankNode | Literal | Triple
_SCHEMES = ("http:", "https:", "urn:")  # no prefix of the engine is called so


class SubmissionReport(Report):
    """The report on a submission, which is not that of the release."""

    __slots__ = ()

    @property
    def iri(self) -> str:
        """The IRI of the report."""
        return f"{self.base}validate"

    @property
    def conforms(self) -> bool:
        """Whether there is no result (SHACL 3.6.1.1), even where no shape applied."""
        return not self.faults

    @property
    def verdict(self) -> str:
        """The verdict, which says it where no shape applied."""
        nothing = "" if self.checked else "; no shape applies to it: nothing was checked"
        return super().verdict + nothing


class Submission(NamedTuple):
    """What is to be checked: files of RDF; files of shapes, none for those of the graph; the files
    of the graph, and its base."""

    data: tuple[File, ...]
    shapes: tuple[File, ...]
    background: tuple[File, ...]
    base: str

    def load(self) -> tuple[Store, rdflib.Graph]:
        """A store with the background, and the shapes of the graph; both empty where other shapes
        are sent along. Raises Problem."""
        store, files = Store(), () if self.shapes else self.background
        for file in (file for file in files if file.folder != "shapes"):
            how: dict[str, Any] = {"format": SUFFIXES[file.suffix].rdf}
            store.bulk_load(file.text.encode(), base_iri=file.graph.value, **how)
        return store, validate.shapes_graph(file for file in files if file.folder == "shapes")

    def report(self, store: Store, shapes: rdflib.Graph) -> SubmissionReport:
        """The report, given the background, to which the submission is added. Raises Problem:
        unreadable, shapes."""
        try:
            return self._report(store, shapes)
        except Problem as problem:
            raise _refused(problem) from None

    def _report(self, store: Store, shapes: rdflib.Graph) -> SubmissionReport:
        places = StatementPlaces(self.data)
        store.bulk_extend(Quad(*quad.triple) for quad in places.quads())
        if self.shapes:
            shapes = validate.shapes_graph(self.shapes)
            results = validate.turbo(store, shapes)
            faults = validate.faults(results, shapes, places)
            counts = focus_nodes.counts(shapes, store)
        else:
            own = places.subjects
            results = _of(own, validate.turbo(store, shapes, _focus(own)))
            faults = validate.faults(results, shapes, places)
            counts = focus_nodes.counts(shapes, store, own)
        return SubmissionReport(faults, self.base, *validate.checked(counts))


class StatementPlaces:
    """The file and line of each statement of some files, found while they are read."""

    def __init__(self, files: tuple[File, ...]) -> None:
        """Take the files; `quads` reads them."""
        self._files = files
        self._subjects: dict[str, Place] = {}
        self._statements: dict[tuple[str, str], list[tuple[str, Place]]] = {}

    @cached_property
    def subjects(self) -> frozenset[str]:
        """The subjects of all that was read, as in N-Triples."""
        return frozenset(self._subjects)

    def quads(self) -> Iterator[Quad]:
        """The statements of the files, whose places are kept. Raises Problem (turtle)."""
        for file in self._files:
            text, before = _Text(file.text), 1
            for quad in quads(file, text):
                known = file.suffix in _STREAMED
                line = text.begin(quad.object) if known else None
                self._keep(quad, file, text, before, line)
                before = text.line
                yield quad

    def _keep(self, quad: Quad, file: File, text: "_Text", before: int, line: int | None) -> None:
        """Keep the place of a statement, and of its subject where it is the first about it."""
        subject, value = str(quad.subject), value_of(quad.object)
        if subject not in self._subjects:
            begin = text.mention(tail(subject.strip("<>")), before, line) if line else None
            self._subjects[subject] = file.name, begin
        places = self._statements.setdefault((subject, quad.predicate.value), [])
        places.append((value, (file.name, line)))

    def place(self, record: Node | None, path: str, value: str) -> Place:
        """File and line of the statement that a result is about, else of its subject; the file
        alone where the format tells no lines."""
        subject = "" if record is None else record.n3()
        stated = self._statements.get((subject, path), [])
        exact = [place for known, place in stated if known == value]
        return next(iter(exact), self._subjects.get(subject, NOWHERE))


class _Text:
    """A text that is given to a reader word by word, so that it is known how far it has come."""

    def __init__(self, text: str) -> None:
        """Take the text."""
        self._lines = text.split("\n")
        self._words = (found[0] for found in _TOKEN.finditer(text.encode()))
        self._rest = b""
        self.line, self._ends = 1, 0

    def read(self, size: int) -> bytes:
        """The next word, or the part of it that fits; empty at the end."""
        word = self._rest or next(self._words, b"")
        part, self._rest = word[:size], word[size:]
        self.line += self._ends
        self._ends = part.count(b"\n")
        return part

    def begin(self, value: Term) -> int:
        """The line on which a value begins that has just been read to its end. Of the line ends
        that it has, some may be written as escapes."""
        ends = value.value.count("\n") if isinstance(value, Literal) else 0
        line, escaped = self.line, 0
        while ends and line:
            escaped += len(_ESCAPED_END.findall(self._lines[line - 1]))
            if self.line - line + escaped >= ends:
                break
            line -= 1
        return max(line, 1)

    def mention(self, name: str, before: int, line: int) -> int:
        """The first line, from the one after `before` to `line`, that mentions the last part of an
        IRI; `line` where none does."""
        between = range(before if before == 1 else before + 1, line)
        return next((one for one in between if _mentions(self._lines[one - 1], name)), line)


def _mentions(line: str, name: str) -> bool:
    """Whether a line has the last part of an IRI."""
    at = line.find(name)
    while name and at >= 0:
        behind = line[at + len(name) : at + len(name) + 1]
        if line[max(at - 1, 0)] in _BEFORE and not (behind.isalnum() or behind in (*_WITHIN,)):
            return True
        at = line.find(name, at + 1)
    return False


def _focus(own: frozenset[str]) -> list[rdflib.URIRef] | None:
    """The focus nodes that the engine may be limited to, None where it cannot name one of them: it
    takes no blank nodes, and other schemes for prefixes."""
    iris = [node[1:-1] for node in own]
    if all(node[:1] == "<" for node in own) and all(iri.startswith(_SCHEMES) for iri in iris):
        return list(map(rdflib.URIRef, iris))
    return None


def _of(own: frozenset[str], results: rdflib.Graph) -> rdflib.Graph:
    """The results without those on other focus nodes."""
    others = [
        result
        for result, focus in results.subject_objects(rdflib.SH.focusNode)
        if focus.n3() not in own
    ]
    for result in others:
        results.remove((result, rdflib.RDF.type, None))
    return results


def _refused(problem: Problem) -> Problem:
    """The problem of a submission, for one that is told as that of a file of ours."""
    members = problem.members
    if problem.row.slug == "turtle":
        said = "unreadable-line" if members["line"] else "unreadable-file"
        return Problem("unreadable", said, **members)
    if problem.row.slug == "rule":
        return Problem("shapes", "shapes-unusable", reason=problem.said)
    return problem
