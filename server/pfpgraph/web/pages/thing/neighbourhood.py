"""The neighbourhood of a body or programme: what governs it, what it replaced, what it created."""

from markupsafe import Markup
from pyoxigraph import NamedNode

from pfpgraph.i18n.folding import folded
from pfpgraph.i18n.texts import choose
from pfpgraph.i18n.words import word
from pfpgraph.query.results import GraphRow
from pfpgraph.web.pages.values import Value
from pfpgraph.web.reader import Reader
from pfpgraph.web.svg import Neighbour, neighbours_drawing

LAYERS = ("above", "before", "after", "below")


def neighbourhood(iri: str, reader: Reader) -> tuple[list[tuple[str, list[Value]]], Markup]:
    """The neighbours of a thing, as values grouped by relation in words, and as a drawing."""
    found = sorted((_node(row, reader) for row in _rows(iri, reader)), key=_order)
    thing, _ = choose(reader.snapshot.labels.get(iri, {}), reader.language)
    drawn = neighbours_drawing(found, thing, word("rel-title", reader.language).format(thing))
    relations: dict[str, list[Value]] = {}
    for node in found:
        value = Value(node.label, node.href, node.language)
        relations.setdefault(node.relation, []).append(value)
    return list(relations.items()), drawn


def _rows(iri: str, reader: Reader) -> list[GraphRow]:
    return reader.snapshot.rows("neighbourhood", thing=NamedNode(iri))


def _node(row: GraphRow, reader: Reader) -> Neighbour:
    """A neighbour with its name in the reader's language, or else in another."""
    other = row["other"].value
    label, tag = choose(reader.snapshot.labels.get(other, {}), reader.language)
    relation = word(f"rel-{row['relation'].value}", reader.language)
    return Neighbour(
        row["layer"].value,
        relation,
        label,
        reader.href(other),
        "" if tag == reader.language else tag,
    )


def _order(node: Neighbour) -> tuple[int, str, str]:
    """The sort key of neighbours: by layer from top to bottom, then relation, then name."""
    return LAYERS.index(node.layer), node.relation, folded(node.label)
