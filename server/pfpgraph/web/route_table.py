"""The table of routes: what each address offers and for how long, and where it is named.

Registration, suffixes, negotiation, links to other formats, lifetimes, the menu, the ways on the
front page and the map of the site are made from it. Menu and ways have the order of the rows.
"""

from typing import NamedTuple

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule

from pfpgraph.formats import (
    CSV,
    HTML,
    JSONLD,
    MARKDOWN,
    NQUADS,
    PLAIN_JSON,
    RDF_FORMATS,
    RESULT_FORMATS,
    SUGGESTIONS,
    SVG,
    TEXT,
    TURTLE,
    XML,
    Format,
)
from pfpgraph.http.cache_headers import FRESH, IMMUTABLE, NO_STORE

SUFFIX = ".<suffix>"
LOOK, CHECK, ASK = "look", "check", "ask"  # the groups of the menu
MENU = (LOOK, CHECK, ASK)
VIEW = (*RDF_FORMATS, *RESULT_FORMATS, HTML)


class Route(NamedTuple):
    """One address: its path as a rule of werkzeug, the formats offered in the order of preference
    among equals, that for who has no wish (None where the answer decides), whether a suffix chooses
    one, the Cache-Control of what is found there, the keys of the words for its title and for what
    it leads to, its group in the menu with the addresses beneath it that stand there, and whether
    it is in the map of the site and in the description of the interface, and whether it answers
    a query, whose form then decides what is offered."""

    path: str
    offers: tuple[Format, ...] = ()
    default: Format | None = None
    has_suffixes: bool = False
    lifetime: str = FRESH
    title: str = ""
    menu: str = ""
    beneath: tuple[tuple[str, str], ...] = ()
    way: str = ""
    in_sitemap: bool = False
    in_interface: bool = True
    is_query: bool = False

    @property
    def rules(self) -> tuple[str, ...]:
        """The path, and that with a suffix, which no rule is for where a name may hold one."""
        named = self.path.endswith("name>")
        if named or not self.has_suffixes:
            return (self.path,)
        return self.path, self.path.removesuffix("/") + SUFFIX


ROUTES = (
    Route("/", (HTML, *RDF_FORMATS, CSV), HTML, title="front-title", in_sitemap=True),
    Route("/map", VIEW, TURTLE, True, title="menu-map", menu=LOOK, way="way-map", in_sitemap=True),
    Route("/map/shapes.svg", (SVG,), SVG, lifetime=IMMUTABLE, in_interface=False),
    Route(
        "/timeline",
        VIEW,
        TURTLE,
        True,
        title="menu-timeline",
        menu=LOOK,
        way="way-timeline",
        in_sitemap=True,
    ),
    Route(
        "/doc/<kind>/",
        (*RDF_FORMATS, CSV, HTML),
        TURTLE,
        True,
        menu=LOOK,
        beneath=(
            ("/doc/country/", "menu-countries"),
            ("/doc/framework/", "menu-frameworks"),
            ("/doc/document/", "menu-documents"),
            ("/doc/event/", "menu-events"),
        ),
    ),
    Route("/doc/<kind>/<name>", (*RDF_FORMATS, CSV, MARKDOWN, HTML), TURTLE, True),
    Route("/doc", (*RDF_FORMATS, CSV, MARKDOWN, HTML), TURTLE),
    Route("/id/<kind>/", has_suffixes=True),
    Route("/id/<kind>/<slug>", has_suffixes=True),
    Route(
        "/questions",
        (*RDF_FORMATS, CSV, HTML),
        TURTLE,
        True,
        title="menu-questions",
        menu=ASK,
        way="way-questions",
        in_sitemap=True,
    ),
    Route("/questions/<name>", VIEW, None, True),
    Route(
        "/sources",
        VIEW,
        TURTLE,
        True,
        title="menu-sources",
        menu=CHECK,
        way="way-sources",
        in_sitemap=True,
    ),
    Route("/sources/<slug>", VIEW, TURTLE, True),
    Route(
        "/disagreements",
        VIEW,
        TURTLE,
        True,
        title="menu-disagreements",
        menu=CHECK,
        in_sitemap=True,
    ),
    Route(  # the offers are those of the description of the service
        "/sparql",
        (*RDF_FORMATS, HTML),
        TURTLE,
        title="menu-sparql",
        menu=ASK,
        way="way-sparql",
        in_sitemap=True,
        is_query=True,
    ),
    Route("/q/<name>", (*RESULT_FORMATS, *RDF_FORMATS, HTML), has_suffixes=True, is_query=True),
    Route("/editor/terms.json", (PLAIN_JSON,), PLAIN_JSON, in_interface=False),
    Route("/search", (PLAIN_JSON, CSV, HTML), PLAIN_JSON, True, title="search"),
    Route("/suggest", (SUGGESTIONS,), SUGGESTIONS),
    Route("/download", VIEW, TURTLE, True, title="download", way="way-download", in_sitemap=True),
    Route("/download/pfpgraph.nq", (NQUADS,), NQUADS),
    Route("/graph", (*RDF_FORMATS, HTML), TURTLE, True, title="graphs"),
    Route("/graph/<folder>/<name>", (*RDF_FORMATS, HTML), TURTLE, True),
    Route("/dataset", (*RDF_FORMATS, HTML), TURTLE, True),
    Route(
        "/ontology",
        (*RDF_FORMATS, HTML),
        TURTLE,
        True,
        title="vocabulary",
        way="way-ontology",
        in_sitemap=True,
    ),
    Route("/ontology/<path:name>", (*RDF_FORMATS, HTML), TURTLE, True),
    Route("/shapes", (*RDF_FORMATS, HTML), TURTLE, True),
    Route("/shapes/<path:name>", (*RDF_FORMATS, HTML), TURTLE, True),
    Route("/context.jsonld", (JSONLD,), JSONLD),
    Route("/report", (PLAIN_JSON, *RDF_FORMATS, HTML), TURTLE, True, title="report"),
    Route("/problems", (HTML,), HTML, title="problems"),
    Route("/health", (PLAIN_JSON,), PLAIN_JSON, lifetime=NO_STORE),
    Route("/robots.txt", (TEXT,), TEXT, in_interface=False),
    Route("/sitemap.xml", (XML,), XML, in_interface=False),
)
BY_PATH = {route.path: route for route in ROUTES}
BY_RULE = {rule: route for route in ROUTES for rule in route.rules}
_MATCHER = Map([Rule(rule, endpoint=rule) for rule in BY_RULE]).bind("")


def menu() -> list[list[tuple[str, str]]]:
    """The groups of the menu: path and key of the name of each entry."""
    return [
        [
            entry
            for route in ROUTES
            if route.menu == group
            for entry in (route.beneath or ((route.path, route.title),))
        ]
        for group in MENU
    ]


def ways() -> list[Route]:
    """What the front page leads to."""
    return [route for route in ROUTES if route.way]


def find(path: str) -> Route | None:
    """The route of a path, None where there is none."""
    if route := BY_RULE.get(path):
        return route
    try:
        rule, _ = _MATCHER.match(path)
    except HTTPException:
        return None
    return BY_RULE[rule]
