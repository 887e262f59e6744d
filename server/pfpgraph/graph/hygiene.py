"""The hygiene of a graph: queries over all of it that find nothing where all is well.

A shape looks at one record; what takes the files, the ontology or several records is a query in
shapes/hygiene/. Its first comments say what is right, one for each language. A row that
it finds is a breach: the first column is the thing at fault, `?property` the property, and the
last of the other columns the value.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolution, QuerySolutions, Store

from pfpgraph.graph.load import File, refuse_service
from pfpgraph.graph.query_comments import sentences
from pfpgraph.iris import prefixes
from pfpgraph.problems import Problem

Term = NamedNode | BlankNode | Literal


class Breach(NamedTuple):
    """A row of a query: thing, property and value, what is right by language, the query's IRI."""

    thing: Term
    property: Term | None
    value: Term | None
    messages: dict[str, str]
    rule: str


def breaches(store: Store, queries: Iterable[File], base: str) -> Iterator[Breach]:
    """What the queries find in all quads of a graph, each in its named graph.

    Raises Problem when a query is no SELECT, asks others, or does not begin with its sentences.
    """
    names = prefixes(base)
    for query in queries:
        messages = sentences(query.text)
        if not messages:
            what = "not a query of hygiene: begin with what is right in English and in French"
            raise Problem("rule", f"{query.name}:1: {what}, a comment each")
        refuse_service(query.text, query.name, "hygiene")
        rule = names["shape"] + query.graph.value.rsplit("/", 1)[1]
        columns, rows = _found(store, query, names)
        for row in rows:
            yield Breach(*_parts(row, columns), messages, rule)


def _found(
    store: Store, query: File, names: dict[str, str]
) -> tuple[list[str], list[QuerySolution]]:
    """The columns and rows of a query, read whole at once: the engine lets only this thread drop
    its results. Raises Problem."""
    try:
        results = store.query(query.text, prefixes=names, use_default_graph_as_union=True)
    except SyntaxError as error:
        raise Problem("rule", f"{query.name}: {error.msg}: correct the query") from None
    if not isinstance(results, QuerySolutions):
        raise Problem("rule", f"{query.name}: ask by SELECT: a row is a breach")
    return [variable.value for variable in results.variables], list(results)


def _parts(row: QuerySolution, columns: list[str]) -> tuple[Term, Term | None, Term | None]:
    """Thing, property and value of a row."""
    thing, *others = columns
    predicate = row["property"] if "property" in others else None
    values = [row[name] for name in others if name != "property" and row[name] is not None]
    return (
        row[thing],
        predicate if isinstance(predicate, NamedNode) else None,
        (values or [None])[-1],
    )
