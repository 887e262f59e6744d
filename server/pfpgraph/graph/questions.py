"""The competency questions: files of SPARQL that become things of the graph."""

import re
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Quad

from pfpgraph.graph.load import File, refuse_service
from pfpgraph.iris import prefixes
from pfpgraph.problems import Problem

_FORM = re.compile(r"^\s*(SELECT|ASK|CONSTRUCT)\b", re.IGNORECASE | re.MULTILINE)


def describe(question: File, base: str) -> Iterator[Quad]:
    """The statements about a question: its words in both languages and its query.

    Its first two comments are the question in English and in French. Raises Problem when they
    are missing, the query has no form that SHACL knows, or it asks others.
    """
    comments = re.match(r"# (.+)\n# (.+)\n", question.text)
    form = _FORM.search(question.text)
    if not comments or not form:
        raise Problem(
            "turtle",
            f"{question.name}:1: not a question: begin with it in English and in French, "
            "a comment each, then SELECT, ASK or CONSTRUCT",
        )
    refuse_service(question.text, question.name, "a question")
    names = prefixes(base)
    subject = NamedNode(names["question"] + question.graph.value.rsplit("/", 1)[1])
    graph = NamedNode(f"{base}graph/data/questions")
    rows = (
        ("rdf", "type", NamedNode(names["pfp"] + "Question")),
        ("rdfs", "label", Literal(comments[1], language="en")),
        ("rdfs", "label", Literal(comments[2], language="fr")),
        ("sh", form[1].lower(), Literal(question.text)),
    )
    for prefix, name, value in rows:
        yield Quad(subject, NamedNode(names[prefix] + name), value, graph)
