"""The neighbourhood of a body or programme: who governs it, what it replaced, what it created."""

from markupsafe import Markup
from pyoxigraph import NamedNode

from pfpgraph.i18n.words import word
from pfpgraph.model.terms import choose, folded
from pfpgraph.web.pages import values
from pfpgraph.web.pages.values import Value
from pfpgraph.web.request import site
from pfpgraph.web.svg import Node, layers

LAYERS = ("above", "before", "after", "below")


def neighbourhood(iri: str, language: str) -> tuple[list[tuple[str, list[Value]]], Markup]:
    """The neighbours of a thing by relation in words, and a drawing of them; empty without any."""
    found = sorted((_node(row, language) for row in _rows(iri)), key=_order)
    thing, _ = choose(site.labels.get(iri, {}), language)
    drawn = layers(found, thing, word("rel-title", language).format(thing))
    relations: dict[str, list[Value]] = {}
    for node in found:
        value = Value(node.label, node.href, node.language)
        relations.setdefault(node.relation, []).append(value)
    return list(relations.items()), drawn


def _rows(iri: str) -> list[dict]:
    """The neighbours in the graph."""
    return site.rows("neighbourhood", thing=NamedNode(iri))


def _node(row: dict, language: str) -> Node:
    """A neighbour with its name in the reader's language, or another."""
    other = row["other"].value
    label, tag = choose(site.labels.get(other, {}), language)
    relation = word(f"rel-{row['relation'].value}", language)
    return Node(
        row["layer"].value, relation, label, values.href(other), "" if tag == language else tag
    )


def _order(node: Node) -> tuple:
    """Layers from above to below, relations together, then by name."""
    return LAYERS.index(node.layer), node.relation, folded(node.label)
