"""What can be downloaded: the file of the release, every format, each named graph."""

import csv
import hashlib
import io
import re

from pfpgraph.formats import RDF_FORMATS
from tests.support.clients import BROWSER


def page(client, path="/download"):
    """The text of the page."""
    answer = client.get(path, headers={"Accept": BROWSER})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_the_whole_comes_first(client, small_release):
    """The file with its size and checksum, then all formats, then every named graph."""
    text = page(client)
    assert text.index("pfpgraph.nq") < text.index("format=ttl") < text.index('id="parts"')
    assert small_release.checksum in text and re.search(r"<small>\d+\.\d MB</small>", text)
    assert all(f"/graph?default&amp;format={fmt.name}" in text for fmt in RDF_FORMATS)
    rows = text.partition("<tbody>")[2].partition("</tbody>")[0].count("<tr>")
    assert rows == len(small_release.graphs)


def test_the_size_of_each_format_is_said(real, release):
    """As the files of the release have it."""
    text = page(real)
    for fmt in RDF_FORMATS:
        name = {"nq": "nt", "trig": "ttl"}.get(fmt.name, fmt.name)
        large = f"{release.copy(name).stat().st_size / 1e6:.1f} MB"
        assert f">{fmt.label}</a> <small>{large}</small>" in text


def test_the_file_has_the_checksum_that_the_page_says(client, small_release):
    """It is the release byte for byte, with its graphs."""
    answer = client.get("/download/pfpgraph.nq")
    assert answer.content_type == "application/n-quads"
    assert hashlib.sha256(answer.data).hexdigest() == small_release.checksum


def test_every_link_leads_to_a_file(client):
    """What the page offers is there."""
    main = page(client).partition("<main")[2].partition("</main>")[0]
    links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"]+)"', main)}
    assert len(links) > 40
    assert [link for link in links if client.get(link).status_code != 200] == []


def test_it_is_data_too(real):
    """CSV has a row for each format and each graph; Turtle says it in DCAT."""
    rows = list(csv.DictReader(io.StringIO(real.get("/download?format=csv&lang=fr").text)))
    assert len(rows) > len(RDF_FORMATS) + 30 and rows[0]["mediaType"] and rows[0]["address"]
    assert any(row["label"].startswith("Le graphe en Turtle") for row in rows)
    assert "dcat:Distribution" in real.get("/download", headers={"Accept": "text/turtle"}).text


def test_the_foot_leads_there(client):
    """Every page has a way to it, and so has the map of the site."""
    foot = page(client, "/doc/country/").partition("<footer")[2]
    assert '<a href="/download">' in foot
    assert "https://w3id.org/pfpgraph/download<" in client.get("/sitemap.xml").text
