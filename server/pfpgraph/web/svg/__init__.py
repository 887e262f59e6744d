"""Drawings: SVG made on the server, whose marks are links, with text beside every colour.

Each function takes plain rows and returns markup that is safe to put in a page; the styles are in
static/drawing.css. Statuses are those of the history, and "suspended".

- `timeline(rows, first, last, language, ...)`: a table of bars over time;
- `world(places, title, language, ...)`: a map with countries and points marked;
- `chart(series, title, language, ...)`: numbers over time, as steps, lines or dots;
- `neighbours_drawing(nodes, thing, title)`: a thing with what is above, before, after and below it;
- `model_drawing(evidence, about, records, ...)`: bands of terms, and the properties between them.
"""

from pfpgraph.web.svg.bars import Bar, BarRow, Mark, timeline
from pfpgraph.web.svg.curves import Point, Series, chart
from pfpgraph.web.svg.maps import MapCountry, MapPoint, world
from pfpgraph.web.svg.model_drawing import Arrow, Band, Box, model_drawing
from pfpgraph.web.svg.neighbours import Neighbour, neighbours_drawing

__all__ = [
    "Arrow",
    "Band",
    "Bar",
    "BarRow",
    "Box",
    "MapCountry",
    "MapPoint",
    "Mark",
    "Neighbour",
    "Point",
    "Series",
    "chart",
    "model_drawing",
    "neighbours_drawing",
    "timeline",
    "world",
]
