"""Maps: countries and points marked on the world, each a link with its words.

The shapes themselves are one file that every map refers to, so that a page holds only what is
said of each country, and a browser fetches the borders once. They come from `world.json`, made
when the package is built.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from markupsafe import Markup

from pfpgraph.i18n.words import word
from pfpgraph.web.svg import projection
from pfpgraph.web.svg.svg import element, mark, text
from pfpgraph.web.svg.textures import DRAWN_STATUSES, FOUND_STATUS, fill, textures

WORLD = (0, 0, projection.WIDTH, projection.HEIGHT)
EUROPE = (1740, 45, 880, 510)  # from Iceland and the Canaries to the Caspian and the Gulf
NEAR = (900, 560)  # the size of the window around one place


class MapCountry(NamedTuple):
    """What is said of a country: its status, its words, where it leads, its longitude and
    latitude, for a circle where it is too small to be seen."""

    status: str
    title: str
    href: str = ""
    at: tuple[float, float] | None = None


class MapPoint(NamedTuple):
    """A point: its longitude and latitude, its words, where it leads, its status."""

    at: tuple[float, float]
    title: str
    href: str = ""
    status: str = "ally"


@cache
def geometry() -> dict[str, Any]:
    """The shapes of the countries by ISO 3166-1 alpha-3 code, the rest of the land, the tiny."""
    text = Path(__file__).with_name("world.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


@cache
def shapes() -> str:
    """The file of shapes: each country by its code, and all land as one."""
    found = geometry()
    countries = (element("path", id=code, d=path) for code, path in found["countries"].items())
    whole = element("g", element("path", d=found["land"]), *countries, id="land")
    return element("svg", whole, xmlns="http://www.w3.org/2000/svg", viewBox=found["viewBox"])


@cache
def version() -> str:
    """A hash of the file of shapes."""
    return sha256(shapes().encode()).hexdigest()[:16]


def around(longitude: float, latitude: float) -> tuple[int, int, int, int]:
    """The window around a place, kept within the world."""
    (x, y), (width, height) = projection.project(longitude, latitude), NEAR
    left = min(max(0, round(x - width / 2)), projection.WIDTH - width)
    top = min(max(0, round(y - height / 2)), projection.HEIGHT - height)
    return left, top, width, height


def world(
    places: Mapping[str, MapCountry],
    title: str,
    language: str,
    *,
    source: str,
    window: tuple[int, int, int, int] = WORLD,
    spots: Iterable[MapPoint] = (),
    name: str = "world",
    echo: bool = False,
) -> Markup:
    """A map of countries by ISO 3166-1 alpha-3 code, and of spots; unknown codes are left out.

    `source` is the address of the file of shapes, `window` the part that is shown, `name` the
    beginning of its ids, which must differ where a page has two maps. An `echo` repeats a map
    closer up: it is for the pointer only, as its links stand in the other one.
    """
    drawing = _Map(source, name, window[2] / projection.WIDTH, echo)
    groups = (
        drawing.group(status, places, language) for status in (*DRAWN_STATUSES, FOUND_STATUS, "")
    )
    return element(
        "svg",
        element("defs", textures(name, 3.6 * drawing.zoom)),
        element("use", href=f"{source}#land", class_="land"),
        *groups,
        *(drawing.spot(spot) for spot in spots),
        class_="world",
        viewBox=" ".join(map(str, window)),
        **({"aria_hidden": "true"} if echo else {"role": "group", "aria_label": title}),
    )


class _Map(NamedTuple):
    """What all marks of a map share."""

    source: str
    name: str
    zoom: float
    echo: bool

    def group(self, status: str, places: Mapping[str, MapCountry], language: str) -> Markup:
        """The countries of one status, the large ones under the circles of the tiny ones."""
        known = geometry()["countries"]
        found = [(code, p) for code, p in places.items() if p.status == status and code in known]
        if not found:
            return Markup("")
        return element(
            "g",
            *(self._country(code, place) for code, place in found),
            **fill(self.name, status),
            **({} if self.echo else {"role": "group"}),
            aria_label=None if self.echo else word(f"status-{status or 'none'}", language),
        )

    def _country(self, code: str, place: MapCountry) -> Markup:
        """A country's shape, with a circle where it is tiny."""
        drawn = [element("use", href=f"{self.source}#{code}")]
        if place.at and code in geometry()["tiny"]:
            drawn.append(self._circle(place.at, 11))
        return self._mark(place.href, place.title, *drawn)

    def spot(self, spot: MapPoint) -> Markup:
        """A point as a circle."""
        return self._mark(
            spot.href, spot.title, self._circle(spot.at, 14), class_=f"spot {text(spot.status)}"
        )

    def _circle(self, at: tuple[float, float], radius: float) -> Markup:
        """A circle that is as large on paper whatever the window."""
        x, y = projection.project(*at)
        return element("circle", cx=round(x), cy=round(y), r=radius * max(self.zoom, 0.4))

    def _mark(self, href: str, title: str, *drawn: Markup, **attributes: object) -> Markup:
        """Shapes with their words; in an echo the keyboard passes them by."""
        if self.echo:
            attributes["tabindex"] = -1
        return mark(href, title, *drawn, **attributes)
