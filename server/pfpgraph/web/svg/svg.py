"""Elements of SVG and HTML as escaped markup, so that no text can break out of its element or make
it ill-formed."""

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

# The characters that XML 1.0 does not allow, not even escaped.
_UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
PAIRED = ("g", "a", "td", "th", "span", "div", "bdi")  # never self-closed: HTML ignores that
_LEADS = ("/", "#", "?", "https://", "http://")


def text(value: object) -> Markup | str:
    """A value as text of a document: markup unchanged, numbers formatted, all else escaped;
    characters that XML 1.0 does not allow are replaced by U+FFFD."""
    if isinstance(value, Markup):
        return value
    if isinstance(value, int | float):
        return number(value)
    return escape(_UNSAYABLE.sub("\N{REPLACEMENT CHARACTER}", str(value)))


def element(name: str, *children: object, **attributes: object) -> Markup:
    """An element with children and attributes. Attributes that are None are left out; `class_` is
    written class, `stroke_width` stroke-width."""
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
    """A number with at most two decimals, without trailing zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def percent(value: float) -> Markup:
    """A percentage, as lengths have that stretch with the drawing."""
    return Markup(f"{number(float(value))}%")


def joined(parts: Iterable[object]) -> Markup:
    """Several pieces, escaped where necessary, as one."""
    return Markup("").join(text(part) for part in parts)


def mark(href: str, title: str, *shapes: object, **attributes: object) -> Markup:
    """Shapes with a title: a link where `href` is a path or a web address, else a group."""
    inner = (element("title", title) if title else "", *shapes)
    if href.startswith(_LEADS):
        return element("a", *inner, href=href, **attributes)
    return element("g", *inner, **attributes)
