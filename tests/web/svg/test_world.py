"""The shapes of the map: every country, on the right side of contested lines, in little room."""

import gzip
import json
import re

import pytest

from pfpgraph.query.store import Store
from pfpgraph.resources import ROOT
from pfpgraph.web.svg.projection import HEIGHT, WIDTH, project

WORLD = ROOT / "server" / "pfpgraph" / "web" / "svg" / "world.json"
CODES = """
PREFIX pfp: <https://w3id.org/pfpgraph/ontology#>
SELECT ?code {
  ?country a pfp:Country ; pfp:iso3 ?code .
  FILTER NOT EXISTS { ?country a pfp:HistoricalState }
}
"""


@pytest.fixture(scope="module")
def world() -> dict:
    """The file that the build made."""
    return json.loads(WORLD.read_text())


def rings(path: str) -> list[list[tuple[int, int]]]:
    """The corners of each ring of a path."""
    found, pen = [], (0, 0)
    for ring in re.findall(r"m([^z]+)z", path):
        numbers = [int(n) for n in re.findall(r"-?\d+", ring)]
        corners = []
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            pen = pen[0] + dx, pen[1] + dy
            corners.append(pen)
        found.append(corners)
        pen = corners[0]
    return found


def holds(path: str, longitude: float, latitude: float) -> bool:
    """Whether a point is inside a path: a ray from it crosses the rings an odd number of times."""
    x, y = project(longitude, latitude)
    crossings = 0
    for ring in rings(path):
        for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                crossings += 1
    return crossings % 2 == 1


def test_world_has_every_country_of_the_graph_and_no_other(world: dict, store: Store):
    """Each country of today has a shape under its ISO code."""
    assert set(world["countries"]) == {row["code"].value for row in store.rows(CODES)}
    assert all(rings(path) for path in world["countries"].values())


@pytest.mark.parametrize(
    ("longitude", "latitude", "code"),
    [
        (34.10, 44.95, "UKR"),  # Simferopol
        (37.80, 48.00, "UKR"),  # Donetsk
        (33.32, 35.28, "CYP"),  # Kyrenia: the island is one state
        (21.17, 42.67, "XKX"),  # Pristina
        (41.02, 43.00, "GEO"),  # Sukhumi
        (29.63, 46.84, "MDA"),  # Tiraspol
        (-42.0, 72.0, "DNK"),  # Greenland
        (2.35, 48.85, "FRA"),
        (-110.0, 60.5, "CAN"),
        (-173.0, 65.5, "RUS"),  # Chukotka: east of the edge of most maps, here one piece
        (175.6, -38.7, "NZL"),
    ],
)
def test_a_point_lies_in_its_country_alone(
    world: dict, longitude: float, latitude: float, code: str
):
    """Contested lines are those of the source that does not follow annexations."""
    there = [c for c, path in world["countries"].items() if holds(path, longitude, latitude)]

    assert there == [code]


def test_the_rest_of_the_world_is_one_shape(world: dict):
    """Land that is no country of the graph is drawn too: Brazil, Western Sahara, Guiana."""
    for point in ((-50.0, -10.0), (-13.2, 25.5), (-53.0, 4.0)):
        assert holds(world["land"], *point)
        assert not any(holds(path, *point) for path in world["countries"].values())


def test_shapes_stay_on_the_drawing(world: dict):
    """All corners are inside the view box, whose size is that of the projection."""
    assert world["viewBox"] == f"0 0 {WIDTH} {HEIGHT}"
    for path in (world["land"], *world["countries"].values()):
        assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for ring in rings(path) for x, y in ring)


def test_countries_too_small_to_see_are_named(world: dict):
    """Pages mark them with a dot."""
    assert {"MLT", "BHR", "LUX"} <= set(world["tiny"]) <= set(world["countries"])


def test_shapes_are_small():
    """Under 26 kB compressed, so that a page with the whole map stays light."""
    assert len(gzip.compress(WORLD.read_bytes())) < 26_000


def test_projection_is_equal_earth():
    """The equator's length and the pole's height are those that the paper gives."""
    assert project(11, 0)[0] == pytest.approx(WIDTH / 2)
    assert project(11 + 90, 0)[0] == pytest.approx(WIDTH * 3 / 4)
    height = project(0, -90)[1] - project(0, 90)[1]
    assert height / WIDTH == pytest.approx(1.3173627591574 / 2.7066299836960748)
