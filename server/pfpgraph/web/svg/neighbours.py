"""A drawing of a thing with its neighbours above, before, after and below it, in layers."""

from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import NamedTuple

from markupsafe import Markup

from pfpgraph.web.svg.svg import element, joined, mark

BOX, GAP, LINE, PAD = 216, 36, 17, 10
_WIDTH = 3 * BOX + 2 * GAP
MIDDLE = _WIDTH // 2
_LETTERS = 25  # at most in a line of a box
HEAD = 22  # height of the words above a band or box


class Neighbour(NamedTuple):
    """A neighbour of the thing: its layer ("above", "before", "after" or "below"), its relation in
    words, its label, the address to which it links, and the label's language tag."""

    layer: str
    relation: str
    label: str
    href: str = ""
    language: str = ""


def neighbours_drawing(nodes: Sequence[Neighbour], thing: str, title: str) -> Markup:
    """A drawing of the thing whose label is `thing` among its neighbours; empty without any.

    Neighbours above and below are in one band for each relation; earlier ones are left of the
    thing, later ones right of it. `title` is the accessible name of the drawing.
    """
    if not nodes:
        return Markup("")
    above = _bands(nodes, "above")
    below = _bands(nodes, "below")
    parts, y = [], 1
    for relation, band in above:
        drawn, y = _band(relation, band, y)
        parts += [drawn, _line(MIDDLE, y, MIDDLE, y + GAP)]
        y += GAP
    drawn, y = _centre(nodes, thing, y)
    parts.append(drawn)
    for relation, band in below:
        parts.append(_line(MIDDLE, y, MIDDLE, y + GAP))
        drawn, y = _band(relation, band, y + GAP)
        parts.append(drawn)
    return element(
        "svg",
        *parts,
        class_="layers",
        viewBox=f"0 0 {_WIDTH} {y + 1}",
        width=_WIDTH,
        role="group",
        aria_label=title,
    )


def _bands(nodes: Iterable[Neighbour], layer: str) -> list[tuple[str, list[Neighbour]]]:
    """The neighbours of a layer by relation, relations in the order of their first occurrence."""
    found: dict[str, list[Neighbour]] = {}
    for node in nodes:
        if node.layer == layer:
            found.setdefault(node.relation, []).append(node)
    return list(found.items())


def _band(relation: str, nodes: list[Neighbour], top: int) -> tuple[Markup, int]:
    """A frame with the words of a relation and its neighbours in rows of three; and its lower
    edge."""
    rows = [nodes[i : i + 3] for i in range(0, len(nodes), 3)]
    parts, y = [], top + HEAD
    for row in rows:
        high = max(_height(node.label) for node in row)
        left = MIDDLE - (len(row) * (BOX + 12) - 12) // 2
        parts += [_box(node, left + i * (BOX + 12), y, high) for i, node in enumerate(row)]
        y += high + 12
    wide = min(3, len(nodes)) * (BOX + 12) + 12
    frame = element(
        "rect", class_="band", x=MIDDLE - wide / 2, y=top, width=wide, height=y - top, rx=6
    )
    words = element("text", relation, class_="relation", x=MIDDLE, y=top + 15, text_anchor="middle")
    return joined((frame, words, *parts)), y


def _centre(nodes: Sequence[Neighbour], thing: str, top: int) -> tuple[Markup, int]:
    """The thing with the neighbours before and after it; and the lower edge."""
    before = [node for node in nodes if node.layer == "before"]
    after = [node for node in nodes if node.layer == "after"]
    high = max(_stack(before), _stack(after), _height(thing) + 8)
    middle = top + high // 2
    left = MIDDLE - BOX // 2
    parts = [
        element("rect", class_="centre", x=left, y=top, width=BOX, height=high, rx=4),
        _text(thing, MIDDLE, middle, "thing"),
        _column(before, 0, middle),
        _column(after, _WIDTH - BOX, middle),
    ]
    if before:
        parts.append(_line(BOX, middle, BOX + GAP, middle))
    if after:
        parts.append(_line(_WIDTH - BOX - GAP, middle, _WIDTH - BOX, middle))
    return joined(parts), top + high


def _stack(nodes: Iterable[Neighbour]) -> int:
    """The height of a column of neighbours, each with the words of its relation."""
    return sum(_height(node.label) + HEAD + 6 for node in nodes)


def _column(nodes: list[Neighbour], left: int, middle: int) -> Markup:
    """A column of neighbours, each below the words of its relation."""
    parts, y = [], middle - _stack(nodes) // 2
    for node in nodes:
        words = {"class_": "relation", "x": left + BOX // 2, "y": y + 15, "text_anchor": "middle"}
        parts.append(element("text", node.relation, **words))
        parts.append(_box(node, left, y + HEAD, _height(node.label)))
        y += _height(node.label) + HEAD + 6
    return joined(parts)


def _height(label: str) -> int:
    """The height of the box of a label."""
    return len(_lines(label)) * LINE + 2 * PAD


def _lines(label: str) -> list[str]:
    """The lines of a label that fit into the width of a box."""
    return wrap(label, _LETTERS) or [""]


def _box(node: Neighbour, left: int, top: int, high: int) -> Markup:
    """A neighbour as a box with its label, a link where it has an address."""
    rectangle = element("rect", x=left, y=top, width=BOX, height=high, rx=4)
    words = _text(node.label, left + BOX // 2, top + high // 2, None)
    return mark(node.href, "", rectangle, words, lang=node.language or None)


def _text(label: str, x: int, middle: int, name: str | None) -> Markup:
    """A label in lines, centred on a point."""
    lines = _lines(label)
    top = middle - LINE * len(lines) / 2 + LINE * 0.76
    return element(
        "text",
        *(element("tspan", line, x=x, y=top + LINE * i) for i, line in enumerate(lines)),
        class_=name,
        text_anchor="middle",
    )


def _line(x1: int, y1: int, x2: int, y2: int) -> Markup:
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2)
