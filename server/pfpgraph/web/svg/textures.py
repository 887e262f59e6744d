"""Textures, so that no status is told by colour alone."""

from markupsafe import Markup

from pfpgraph.web.svg.svg import element, joined

DRAWN_STATUSES = (
    *("ally", "partner", "other", "suspended", "former", "may"),
    *("contributor", "theatre"),  # of the layer with operations
)
FOUND_STATUS = "found"  # the look of countries and series of a query result, without a status
_LINES = {
    "other": "M-1 1l2-2M0 6l6-6M5 7l2-2",
    "suspended": "M-1 1l2-2M0 6l6-6M5 7l2-2M-1 5l2 2M0 0l6 6M5-1l2 2",
    "former": "M0 3h6",
    "theatre": "M0 3h6M3 0v6",
}


def textures(name: str, size: float = 1) -> Markup:
    """The patterns of the statuses that have one, with ids that begin with the name of the
    drawing."""
    return joined(
        element(
            "pattern",
            element("path", d="M0 0h6v6h-6z", class_=f"under {status}"),
            element("path", d=lines, class_=f"lines {status}"),
            id=f"{name}-{status}",
            width=6,
            height=6,
            patternUnits="userSpaceOnUse",
            patternTransform=f"scale({size:g})" if size != 1 else None,
        )
        for status, lines in _LINES.items()
    )


def fill(name: str, status: str) -> dict[str, str]:
    """The attributes that give a shape its status: a class, and a texture if the status has one."""
    found = {"class_": status or "none"}
    return found | ({"fill": f"url(#{name}-{status})"} if status in _LINES else {})


def definitions(name: str) -> Markup:
    """The textures as an SVG of their own, for a legend."""
    inner = element("defs", textures(name))
    return element("svg", inner, class_="defs", width=0, height=0, aria_hidden="true")
