"""What crawlers read: the rules for them, the map of the site, the dataset as schema.org has it."""

import json
from xml.sax.saxutils import escape

from flask import Blueprint, Response
from markupsafe import Markup

from pfpgraph import __version__, formats
from pfpgraph.http.headers import LICENCE
from pfpgraph.i18n.words import languages, word
from pfpgraph.kinds import KINDS
from pfpgraph.web import addresses
from pfpgraph.web.pages.thing.citation import AUTHOR
from pfpgraph.web.request import site
from pfpgraph.web.responses import answer
from pfpgraph.web.route_table import ROUTES

bp = Blueprint("crawlers", __name__)

# Each address below has endless others that show the same or nothing new.
LEFT_ALONE = ("/sparql?", "/graph?", "/search", "/suggest", "/*?on=", "/*&on=", "/*?sort=")


@addresses.route(bp, "/robots.txt")
def robots() -> Response:
    """Tell crawlers what to leave alone (RFC 9309)."""
    lines = ("User-agent: *", *(f"Disallow: {path}" for path in LEFT_ALONE), "Allow: /")
    place = f"Sitemap: {site.base}sitemap.xml"
    return answer(lambda: "\n".join((*lines, "", place, "")), "text/plain; charset=utf-8")


@addresses.route(bp, "/sitemap.xml")
def sitemap() -> Response:
    """List the pages worth finding (sitemaps.org, protocol 0.9)."""
    return answer(_sitemap, "application/xml; charset=utf-8")


def _sitemap() -> str:
    """The list of the views, the lists of kinds, and things and records."""
    views = [route.path.removeprefix("/") for route in ROUTES if route.in_sitemap]
    listed = [name for name, kind in KINDS.items() if kind.listed]
    lists = [f"doc/{kind}/" for kind in listed if site.counts.get(kind)]
    things = [
        iri.removeprefix(site.base).replace("id/", "doc/", 1)
        for iri in site.labels
        if iri.removeprefix(f"{site.base}id/").partition("/")[0] in listed and "#" not in iri
    ]
    paths = (escape(site.base + path) for path in (*views, *lists, *sorted(things)))
    day = site.release.data_date
    changed = f"<lastmod>{day}</lastmod>" if day else ""
    entries = "".join(f"<url><loc>{p}</loc>{changed}</url>\n" for p in paths)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{head}<urlset xmlns="{space}">\n{entries}</urlset>\n'


def dataset(language: str) -> Markup:
    """The dataset in JSON-LD for a page, as search engines of datasets read it."""
    began = min((r.span.holds_from for r in site.chronicle if site.chronicle.status(r)), default="")
    day = str(site.release.data_date)
    found = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": f"{site.base}dataset",
        "name": word("is", language).format("pfpgraph", word("site", language)),
        "description": word("about", language),
        "url": site.base,
        "identifier": f"{site.base}dataset",
        "version": __version__,
        "dateModified": day,
        "temporalCoverage": f"{began}/{day}" if began else day,
        "inLanguage": list(languages()),
        "isAccessibleForFree": True,
        "license": LICENCE,
        "creator": {"@type": "Organization", "name": AUTHOR, "url": site.base},
        "keywords": ["NATO", "Partnership for Peace", "linked data", "knowledge graph"],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": row.label,
                "encodingFormat": row.media_type,
                "contentUrl": f"{site.base}graph?default&format={row.name}",
            }
            for row in formats.RDF
        ],
    }
    return Markup(json.dumps(found, ensure_ascii=False).replace("<", "\\u003c"))
