"""The labels of all things by language, as the graph states them."""

from collections.abc import Iterable

from pyoxigraph import Literal

from pfpgraph.i18n.texts import Texts, by_language
from pfpgraph.query.results import GraphRow

Labels = dict[str, Texts]  # by IRI


def labels(rows: Iterable[GraphRow]) -> Labels:
    """The labels by IRI and language tag, from the rows of labels.rq."""
    found: dict[str, list[Literal]] = {}
    for row in rows:
        if isinstance(row["label"], Literal):
            found.setdefault(row["thing"].value, []).append(row["label"])
    return {iri: by_language(literals) for iri, literals in found.items()}
