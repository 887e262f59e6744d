"""The competency questions: SPARQL files that become things of the graph."""

import re
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Quad

from pfpgraph.graph.load import File, refuse_service
from pfpgraph.graph.query_comments import sentences
from pfpgraph.iris import prefixes
from pfpgraph.problems import Problem

_FORM = re.compile(r"^\s*(SELECT|ASK|CONSTRUCT)\b", re.IGNORECASE | re.MULTILINE)


def describe(question: File, base: str) -> Iterator[Quad]:
    """The statements about a question: its type, its label in each language, and its query.

    Its first comments are the question in each language. Raises Problem (turtle) when they are
    missing or the query has no form that SHACL knows, and Problem (rule) when it uses SERVICE.
    """
    labels = sentences(question.text)
    form = _FORM.search(question.text)
    if not labels or not form:
        raise Problem(
            "turtle",
            f"{question.name}:1: not a question: begin with it in English and in French, "
            "a comment each, then SELECT, ASK or CONSTRUCT",
        )
    refuse_service(question.text, question.name, "a question")
    names = prefixes(base)
    subject = NamedNode(names["question"] + question.graph.value.rsplit("/", 1)[1])
    graph = NamedNode(f"{base}graph/data/questions")
    rows: tuple[tuple[str, str, NamedNode | Literal], ...] = (
        ("rdf", "type", NamedNode(names["pfp"] + "Question")),
        *(("rdfs", "label", Literal(text, language=tag)) for tag, text in labels.items()),
        ("sh", form[1].lower(), Literal(question.text)),
    )
    for prefix, name, value in rows:
        yield Quad(subject, NamedNode(names[prefix] + name), value, graph)
