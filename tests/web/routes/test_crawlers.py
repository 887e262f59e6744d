"""What crawlers read: rules, the map of the site."""

import re

from pfpgraph.kinds import KINDS


def test_robots_may_read_documents(client):
    """Queries and other days are left alone, documents are not."""
    text = client.get("/robots.txt").text
    assert "Disallow: /sparql?" in text and "Disallow: /*?on=" in text
    assert "Disallow: /doc" not in text
    assert "Sitemap: https://w3id.org/pfpgraph/sitemap.xml" in text


def test_the_map_of_the_site_leads_to_pages(client):
    """Every address in it answers, and things and lists are in it."""
    text = client.get("/sitemap.xml").text
    paths = re.findall("<loc>https://w3id.org/pfpgraph/(.*?)</loc>", text)
    assert {"", "doc/country/", "doc/country/armenia"} <= set(paths)
    for path in paths:
        if path != "questions":
            assert client.get(f"/{path}").status_code in (200, 303), path


def test_the_map_of_the_site_keeps_within_its_limits(real):
    """Fewer than 50,000 addresses (sitemaps.org), none of evidence, each once."""
    paths = re.findall("<loc>(.*?)</loc>", real.get("/sitemap.xml").text)
    assert 1000 < len(paths) < 50_000 and len(paths) == len(set(paths))
    kinds = {path.split("/doc/")[1].split("/")[0] for path in paths if "/doc/" in path}
    assert all(KINDS[name].listed for name in kinds)
    assert "country" in kinds and not kinds & {"claim", "gap", "count", "passage", "text"}
