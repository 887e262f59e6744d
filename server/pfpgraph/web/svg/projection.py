"""The projection of the world map: Equal Earth, which preserves areas.

B. Šavrič, T. Patterson, B. Jenny, "The Equal Earth map projection", International Journal of
Geographical Information Science 33 (2019), 454-465, doi:10.1080/13658816.2018.1504949.

The build projects the borders with it, the pages their points; so this module has no dependencies.
"""

from math import asin, cos, radians, sin, sqrt

A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
NORTH, SOUTH = 84.0, -56.0  # without Antarctica, where nothing in the graph is
CENTRE = 11.0  # degrees east: the edge of the map runs through the Bering Strait and cuts no land
WIDTH = 4000  # in units of the drawing, from edge to edge at the equator


def _plane(longitude: float, latitude: float) -> tuple[float, float]:
    """The coordinates of a point, given in degrees, on the plane of the projection: for a sphere of
    radius 1 and a central meridian of 0."""
    t = asin(sqrt(3) / 2 * sin(radians(latitude)))
    slope = A1 + 3 * A2 * t**2 + 7 * A3 * t**6 + 9 * A4 * t**8
    x = 2 / sqrt(3) * radians(longitude) * cos(t) / slope
    return x, t * (A1 + A2 * t**2 + A3 * t**6 + A4 * t**8)


EAST, TOP = _plane(180, 0)[0], _plane(0, NORTH)[1]
SCALE = WIDTH / 2 / EAST
HEIGHT = round((TOP - _plane(0, SOUTH)[1]) * SCALE)


def project(longitude: float, latitude: float) -> tuple[float, float]:
    """The coordinates of a point, given in degrees, in units of the drawing: x to the right, y
    downwards."""
    x, y = _plane((longitude - CENTRE + 180) % 360 - 180, latitude)
    return (x + EAST) * SCALE, (TOP - y) * SCALE
