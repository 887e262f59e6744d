"""Drawings: SVG made on the server, of marks that are links, with words beside every colour.

Each function takes plain rows and gives markup that is safe to put in a page; the look is in
static/drawing.css. Statuses are those of the history, and "suspended".

- `timeline(rows, first, last, language, ...)`: bars over time, one row of a table each;
- `world(places, title, language, ...)`: a map with countries and points marked;
- `chart(series, title, language, ...)`: numbers over time, as steps, lines or dots;
- `neighbours_drawing(nodes, thing, title)`: what stands above, before, after and below a thing.
"""

from pfpgraph.web.svg.bars import Bar, BarRow, Mark, timeline
from pfpgraph.web.svg.curves import Point, Series, chart
from pfpgraph.web.svg.maps import MapCountry, MapPoint, world
from pfpgraph.web.svg.neighbours import Neighbour, neighbours_drawing

__all__ = [
    "Bar",
    "BarRow",
    "MapCountry",
    "MapPoint",
    "Mark",
    "Neighbour",
    "Point",
    "Series",
    "chart",
    "neighbours_drawing",
    "timeline",
    "world",
]
