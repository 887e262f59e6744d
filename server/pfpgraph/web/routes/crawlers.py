"""What crawlers read: the rules for them, and the map of the site."""

from flask import Blueprint, Response

from pfpgraph.web import addresses
from pfpgraph.web.pages import crawlers
from pfpgraph.web.request import current_snapshot
from pfpgraph.web.responses import answer

bp = Blueprint("crawlers", __name__)

# Addresses with endless variants that show the same or nothing new.
LEFT_ALONE = ("/sparql?", "/graph?", "/search", "/suggest", "/*?on=", "/*&on=", "/*?sort=")


@addresses.route(bp, "/robots.txt")
def robots() -> Response:
    """/robots.txt: tell crawlers which addresses to leave alone (RFC 9309)."""
    lines = ("User-agent: *", *(f"Disallow: {path}" for path in LEFT_ALONE), "Allow: /")
    place = f"Sitemap: {current_snapshot().base}sitemap.xml"
    return answer(lambda: "\n".join((*lines, "", place, "")), "text/plain; charset=utf-8")


@addresses.route(bp, "/sitemap.xml")
def sitemap() -> Response:
    """/sitemap.xml: list the pages worth indexing (sitemaps.org protocol 0.9)."""
    snapshot = current_snapshot()
    return answer(lambda: crawlers.sitemap(snapshot), "application/xml; charset=utf-8")
