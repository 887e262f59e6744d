"""A drawing of a model: bands of boxes, each a link to a term, and the properties between them."""

from collections.abc import Sequence
from textwrap import wrap
from typing import NamedTuple

from markupsafe import Markup

from pfpgraph.web.svg.svg import element, joined, mark

WIDTH = 384  # so narrow that letters can be read on a phone
_PAD, _HIGH, _HEAD, _GAP = 8, 44, 26, 46
_LETTERS = 23  # at most in the label of a box
_HALF = (WIDTH - _GAP // 4) // 2  # the width of each of two bands beside each other


class Box(NamedTuple):
    """A term: its label, its short name, and the address to which it links."""

    label: str
    name: str
    href: str


class Band(NamedTuple):
    """Boxes under a title."""

    title: str
    boxes: Sequence[Box]


class Arrow(NamedTuple):
    """A property between a band and the next: its name, and whether it leads upwards."""

    name: str
    is_upward: bool = False


def model_drawing(
    evidence: Band,
    about: Sequence[Arrow],
    records: Band,
    to: Sequence[Arrow],
    below: tuple[Band, Band],
    *,
    title: str,
    description: str,
) -> Markup:
    """The bands of evidence and records under each other, and two bands beside each other below
    them; `about` are the arrows between the first two, `to` those to the last two, of which the
    last leads to the right band. `title` and `description` are the accessible name and
    description."""
    upper, y = _band(evidence, 0, 1, WIDTH, columns=2)
    between, y = _arrows(about, y)
    middle, y = _band(records, 0, y, WIDTH, columns=2)
    down, y = _arrows(to, y)
    left, ends = _band(below[0], 0, y, _HALF, columns=1)
    right, ends_right = _band(below[1], WIDTH - _HALF, y, _HALF, columns=1)
    return element(
        "svg",
        element("title", title, id="model-title"),
        element("desc", description, id="model-description"),
        joined((upper, between, middle, down, left, right)),
        class_="layers model",
        viewBox=f"-1 0 {WIDTH + 2} {max(ends, ends_right) + 1}",
        role="group",
        aria_labelledby="model-title",
        aria_describedby="model-description",
    )


def _band(band: Band, left: int, top: int, width: int, columns: int) -> tuple[Markup, int]:
    """A frame with a title and its boxes in columns; and its lower edge."""
    wide = (width - _PAD * (columns + 1)) // columns
    rows = -(-len(band.boxes) // columns)
    high = _HEAD + rows * (_HIGH + _PAD)
    title = element("text", band.title, class_="thing", x=left + _PAD, y=top + 18)
    frame = element("rect", class_="band", x=left, y=top, width=width, height=high, rx=6)
    boxes = [
        _box(
            box,
            left + _PAD + i % columns * (wide + _PAD),
            top + _HEAD + i // columns * (_HIGH + _PAD),
            wide,
        )
        for i, box in enumerate(band.boxes)
    ]
    return joined((frame, title, *boxes)), top + high


def _box(box: Box, left: int, top: int, wide: int) -> Markup:
    """A term as a box with its label and its short name."""
    middle = left + wide // 2
    label = (wrap(box.label, _LETTERS, max_lines=1, placeholder=" …") or [""])[0]
    return mark(
        box.href,
        "",
        element("rect", x=left, y=top, width=wide, height=_HIGH, rx=4),
        element("text", label, x=middle, y=top + 19, text_anchor="middle"),
        element("text", box.name, class_="name", x=middle, y=top + 36, text_anchor="middle"),
    )


def _arrows(arrows: Sequence[Arrow], top: int) -> tuple[Markup, int]:
    """Arrows at equal distances from a band to the next, each with its name on its right; and
    where the next band begins."""
    step = WIDTH // len(arrows)
    parts = []
    for i, arrow in enumerate(arrows):
        x, low = i * step + 14, top + _GAP
        tip, back = (top + 1, 6) if arrow.is_upward else (low - 1, -6)
        parts += [
            element("line", x1=x, y1=top, x2=x, y2=low),
            element("path", class_="tip", d=f"M{x} {tip}l-4 {back}h8z"),
            element("text", arrow.name, class_="name", x=x + 9, y=top + _GAP / 2 + 4),
        ]
    return joined(parts), top + _GAP
