"""The route table: for each address its formats, its lifetime and where it is listed.

Registration, suffixes, negotiation, links to other formats, cache lifetimes, the menu, the links on
the front page and the sitemap are made from it. Menu and front page follow the order of the rows.
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
    """One row of the route table.

    `path` is a werkzeug rule. `offers` are the formats in order of preference, `default` the format
    for clients that do not ask for one (None where it depends on the answer), and `has_suffixes`
    says whether a suffix can choose one. `lifetime` is the Cache-Control of a successful answer.

    `title` and `way` are keys of words: its title, and its text on the front page. `menu` is its
    group in the menu; `beneath` are the addresses listed there in its place, each with the key of
    its title. `in_sitemap` and `in_interface` say whether the sitemap and the description of the
    interface list it. `is_query` marks routes that answer a query, whose form decides the formats.
    """

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
        """The werkzeug rules: the path, and the path with a suffix if the route has suffixes. A
        path that ends in a name has no second rule, since a name may contain dots; its view splits
        it."""
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
    Route(  # these are the formats of the service description
        "/sparql",
        (*RDF_FORMATS, HTML),
        TURTLE,
        title="menu-sparql",
        menu=ASK,
        way="way-sparql",
        in_sitemap=True,
        is_query=True,
    ),
    Route("/use", (HTML,), HTML, title="use", in_sitemap=True),
    Route("/q/<name>", (*RESULT_FORMATS, *RDF_FORMATS, HTML), has_suffixes=True, is_query=True),
    Route("/editor/terms.json", (PLAIN_JSON,), PLAIN_JSON, in_interface=False),
    Route("/search", (PLAIN_JSON, CSV, HTML), PLAIN_JSON, True, title="search"),
    Route("/suggest", (SUGGESTIONS,), SUGGESTIONS),
    Route("/download", VIEW, TURTLE, True, title="download", way="way-download", in_sitemap=True),
    Route("/download/pfpgraph.nq", (NQUADS,), NQUADS),
    Route("/graph", (*RDF_FORMATS, HTML), TURTLE, True, title="graphs"),
    Route("/graph/<folder>/<name>", (*RDF_FORMATS, HTML), TURTLE, True),
    Route("/dataset", (*RDF_FORMATS, HTML), TURTLE, True),
    Route("/.well-known/void"),
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
    Route("/report", (PLAIN_JSON, *RDF_FORMATS, CSV, HTML), TURTLE, True, title="report"),
    Route(  # what is posted there is answered in the formats of reports
        "/validate",
        (HTML,),
        HTML,
        title="validate",
        way="way-validate",
        in_sitemap=True,
    ),
    Route("/problems", (HTML,), HTML, title="problems"),
    Route("/health", (PLAIN_JSON,), PLAIN_JSON, lifetime=NO_STORE),
    Route("/robots.txt", (TEXT,), TEXT, in_interface=False),
    Route("/sitemap.xml", (XML,), XML, in_interface=False),
)
BY_PATH = {route.path: route for route in ROUTES}
BY_RULE = {rule: route for route in ROUTES for rule in route.rules}
_MATCHER = Map([Rule(rule, endpoint=rule) for rule in BY_RULE]).bind("")


def menu() -> list[list[tuple[str, str]]]:
    """The menu: for each group its entries, as path and key of the title."""
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
    """The routes that the front page links to, in the order of the table."""
    return [route for route in ROUTES if route.way]


def find(path: str) -> Route | None:
    """The route that matches a path, None when there is none."""
    if route := BY_RULE.get(path):
        return route
    try:
        rule, _ = _MATCHER.match(path)
    except HTTPException:
        return None
    return BY_RULE[rule]
