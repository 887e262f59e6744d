"""Maps: countries and points marked on a map of the world, each a link with a title.

The shapes are one file to which every map refers, so that a page has only the marks, and a browser
fetches the borders once. They come from `world.json`, which is made when the package is built.
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
NEAR = (900, 560)  # the width and height of the window around one place


class MapCountry(NamedTuple):
    """The mark of a country: its status, its title, the address to which it links, and its
    longitude and latitude in degrees, for a circle if the country is too small to be seen."""

    status: str
    title: str
    href: str = ""
    at: tuple[float, float] | None = None


class MapPoint(NamedTuple):
    """The mark of a point: its longitude and latitude in degrees, its title, the address to which
    it links, and its status."""

    at: tuple[float, float]
    title: str
    href: str = ""
    status: str = "ally"


@cache
def geometry() -> dict[str, Any]:
    """The content of world.json: `countries` are SVG paths by ISO 3166-1 alpha-3 code, `land` is
    the path of the other land, `tiny` the codes of countries too small to be seen, `viewBox` that
    of the drawing."""
    text = Path(__file__).with_name("world.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


@cache
def shapes() -> str:
    """The SVG file of shapes: each country under its code, and all land under the id land."""
    found = geometry()
    countries = (element("path", id=code, d=path) for code, path in found["countries"].items())
    whole = element("g", element("path", d=found["land"]), *countries, id="land")
    return element("svg", whole, xmlns="http://www.w3.org/2000/svg", viewBox=found["viewBox"])


@cache
def version() -> str:
    """A hash of the file of shapes, 16 hexadecimal digits."""
    return sha256(shapes().encode()).hexdigest()[:16]


def around(longitude: float, latitude: float) -> tuple[int, int, int, int]:
    """The window around a place given in degrees, kept within the map: left, top, width and height
    in units of the drawing."""
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
    """A map of countries by ISO 3166-1 alpha-3 code, and of points; unknown codes are left out.

    `source` is the address of the file of shapes, `window` the part that is shown (left, top,
    width, height), `name` the prefix of its ids, which must differ between the maps of a page. With
    `echo` the drawing is an enlarged copy of another map of the page: its links are for the pointer
    only; keyboards and screen readers use the links of the other map.
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
    """The settings that all marks of a map share; `zoom` is the width of the window as a share of
    the map."""

    source: str
    name: str
    zoom: float
    echo: bool

    def group(self, status: str, places: Mapping[str, MapCountry], language: str) -> Markup:
        """The countries of one status as a labelled group; empty without any."""
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
        """The shape of a country, with a circle if it is tiny."""
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
        """A circle whose size on the screen is about the same for every window."""
        x, y = projection.project(*at)
        return element("circle", cx=round(x), cy=round(y), r=radius * max(self.zoom, 0.4))

    def _mark(self, href: str, title: str, *drawn: Markup, **attributes: object) -> Markup:
        """Shapes with a title and a link; in an echo the link cannot be reached by keyboard."""
        if self.echo:
            attributes["tabindex"] = -1
        return mark(href, title, *drawn, **attributes)
