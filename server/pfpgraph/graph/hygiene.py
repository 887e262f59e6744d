"""The hygiene of a graph: SELECT queries over all of it, of which each row is a fault.

A shape checks one record; a rule about the files, the ontology or several records is a query in
shapes/hygiene/. Its first comments say what is right, one for each language. In a row, the first
column is the thing at fault, `?property` the property, and the last of the other columns that is
bound the value.
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
    """A row of a query: thing, property and value (None when not bound), what is right by language,
    the IRI of the query."""

    thing: Term
    property: Term | None
    value: Term | None
    messages: dict[str, str]
    rule: str


def breaches(store: Store, queries: Iterable[File], base: str) -> Iterator[Breach]:
    """The rows of the queries over all quads of a store; the default graph is the union of its
    named graphs.

    Raises Problem (rule) when a query is not valid, is no SELECT, uses SERVICE, or does not begin
    with its sentences.
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
    its results. Raises Problem (rule)."""
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
