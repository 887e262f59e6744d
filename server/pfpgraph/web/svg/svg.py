"""Elements of SVG and HTML as escaped text: no label can leave its place, all is well-formed."""

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

# What XML 1.0 cannot say even escaped.
_UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
PAIRED = ("g", "a", "td", "th", "span", "div", "bdi")  # HTML has no short form of these
_LEADS = ("/", "#", "?", "https://", "http://")


def text(value: object) -> Markup | str:
    """A value as text of a document: numbers and markup as they are, all else escaped."""
    if isinstance(value, Markup):
        return value
    if isinstance(value, int | float):
        return number(value)
    return escape(_UNSAYABLE.sub("\N{REPLACEMENT CHARACTER}", str(value)))


def element(name: str, *children: object, **attributes: object) -> Markup:
    """An element; `class_` is class, `stroke_width` is stroke-width, None is left out."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{text(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    inner = "".join(text(child) for child in children)
    if inner or name in PAIRED:
        return Markup(f"<{name}{said}>{inner}</{name}>")
    return Markup(f"<{name}{said}/>")


def number(value: float) -> str:
    """A number without what no eye sees: two decimals at most."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def percent(value: float) -> Markup:
    """A share of the width: drawings stretch, their letters do not."""
    return Markup(f"{number(float(value))}%")


def joined(parts: Iterable[object]) -> Markup:
    """Several pieces as one."""
    return Markup("").join(text(part) for part in parts)


def mark(href: str, title: str, *shapes: object, **attributes: object) -> Markup:
    """Shapes with a title: a link where they lead anywhere on the web, else a group."""
    inner = (element("title", title) if title else "", *shapes)
    if href.startswith(_LEADS):
        return element("a", *inner, href=href, **attributes)
    return element("g", *inner, **attributes)
