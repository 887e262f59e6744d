"""A kind that the program has never seen: one row, and every view has it.

The row is all that is said of it in Python. Beside it stand what the graph says of itself
(donations.trig: ontology, shape and data, with prefixes of their own) and its words.
"""

import csv
import io
import json
import re

import pytest
from pyoxigraph import RdfFormat, parse

from pfpgraph.graph import load
from pfpgraph.graph.rules import infer
from pfpgraph.i18n.catalogues import PluralForms, catalogues
from pfpgraph.iris import rebase
from pfpgraph.kinds import KINDS, RecordKind, ranked
from pfpgraph.query.store import EmbeddedStore
from pfpgraph.resources import ROOT
from pfpgraph.settings import Settings
from pfpgraph.web import create_app
from tests.support.small import small_quads, write_release

# Another base, for which nothing is known yet of what is worked out once for a base.
BASE = "https://donations.example/"
ROW = RecordKind(
    name="donation",
    type="Donation",
    file="donations",
    rank=145,
    aside=(),
    columns=("pfp:country", "pfp:contributesTo", "period"),
    csv_columns=("dcterms:source",),
    order="country",
    facets=("time", "pfp:contributesTo"),
    day="",
    country="pfp:country",
    whole="pfp:contributesTo",
    joins=False,
    roles=("pfp:country", "pfp:contributesTo"),
    title=(),
    group=15,
    history=True,
    drawn=True,
    first=("pfp:country", "pfp:contributesTo"),
    nameless=True,
    search=1145,
    front=25,
    examples="events",
)
PATH = "/doc/donation/malta-brussels-summit"


def _become(kinds):
    """Let the table of kinds have these rows."""
    found = ranked(kinds)
    KINDS.clear()
    KINDS.update(found)


@pytest.mark.parametrize(
    "path",
    [
        "/?format=csv",
        "/?lang=en&format=html",
        "/sitemap.xml",
        "/doc/nothing/",
        "/search?q=armenia&format=html",
        "/doc/participation/?format=html",
        "/doc/country/armenia?format=html",
        "/doc/source/table?format=html",
        "/disagreements?format=html",
        "/questions?format=html",
        "/editor/terms.json",
    ],
)
def test_the_order_of_the_rows_says_nothing(client, small_release, path):
    """The same site comes from rows that are written in another order."""
    told, known = client.get(path).data, dict(KINDS)
    try:
        _become(sorted(known.values(), key=lambda row: row.name[::-1]))
        other = create_app(Settings(), EmbeddedStore(small_release), small_release)
        assert other.test_client().get(path).data == told
    finally:
        _become(known.values())


@pytest.fixture(scope="module")
def unseen(tmp_path_factory):
    """A client of the application over the small graph with the kind, the rules applied."""
    with pytest.MonkeyPatch.context() as patch:
        known = dict(KINDS)
        _become([*known.values(), ROW])
        for catalogue in catalogues().values():
            form = catalogue.form
            words = PluralForms("en", form, ("donation", "donations"))
            patch.setitem(catalogue.counted, "kind-donation", words)
        trig = (ROOT / "tests/support/donations.trig").read_text("utf-8")
        stated = small_quads(BASE) + list(parse(rebase(trig, BASE), format=RdfFormat.TRIG))
        rules = load.read(Settings(base=BASE)).rules
        quads = stated + infer(load.merged(stated, BASE), rules, BASE)
        release = write_release(tmp_path_factory.mktemp("unseen"), BASE, dict.fromkeys(quads))
        yield create_app(Settings(), EmbeddedStore(release), release).test_client()
        _become(known.values())


def rows(client, path):
    """The rows of a CSV."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text)))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_its_list_has_its_columns(unseen, language):
    """As a page, CSV and RDF, things with their labels, in the order that the row says."""
    found = rows(unseen, f"/doc/donation/?format=csv&lang={language}")
    assert [row["iri"].rpartition("/")[2][:5] for row in found] == ["armen", "malta"]
    assert found[1]["period"] == "1994-01-10/1996-01-01"
    assert found[1]["contributesTo"] == f"{BASE}id/event/brussels-summit"
    assert (
        found[1]["contributesTo_label"]
        == ("Brussels summit", "Sommet de Bruxelles")[language == "fr"]
    )
    assert found[1]["source"].endswith("/source/table")
    page = unseen.get(f"/doc/donation/?format=html&lang={language}").text
    assert ("Contributes to", "Contribue à")[language == "fr"] in page and ">Donations" in page
    assert "Malt" in page and page.count('<th scope="row"') == 2
    assert "donation:malta-brussels-summit" in unseen.get("/doc/donation/?format=ttl").text


def test_its_facets_narrow_its_list(unseen):
    """By what it joins, and by what held on a day."""
    whole = rows(unseen, "/doc/donation/?format=csv&contributesTo=brussels-summit")
    ended = rows(unseen, "/doc/donation/?format=csv&time=ended&on=2000-01-01")
    assert len(whole) == 2 and [row["country_label"] for row in ended] == ["Malta"]
    page = unseen.get("/doc/donation/?format=html&lang=en&on=2000-01-01").text
    assert "SELECT" in page and "contributesTo" in page


@pytest.mark.parametrize("language", ["en", "fr"])
def test_its_records_have_pages(unseen, language):
    """A sentence of what they join and when, and the facts in the order that the row says."""
    page = unseen.get(f"{PATH}?format=html&lang={language}").text
    assert ("Brussels summit", "Sommet de Bruxelles")[language == "fr"] in page
    facts = page.partition('id="facts"')[2]
    label = ("Contributes to", "contribue à")[language == "fr"]
    assert label.casefold() in facts.casefold()


def test_what_it_joins_shows_it(unseen):
    """On the page of the country a group of records, drawn over time, and the query behind it."""
    page = unseen.get("/doc/country/malta?format=html&lang=en").text
    assert ">Donations <" in page
    drawing = page.partition('class="timeline"')[2].partition("</table>")[0]
    assert f'href="{PATH}' in drawing
    assert "pfp:contributesTo" in page
    event = unseen.get("/doc/event/brussels-summit?format=html&lang=en").text
    assert ">Donations <" in event and "Armenia" in event


def test_it_is_in_the_history(unseen):
    """Among what a country was in on a day."""
    site = unseen.application.extensions["pfpgraph"]
    (record,) = (r for r in site.history.of(f"{BASE}id/country/malta") if r.kind == ROW.name)
    assert record.holds("1995-01-01") and not record.holds("1996-01-01")


def test_search_finds_it(unseen):
    """By words of its name, as of its kind."""
    found = json.loads(unseen.get("/search?q=aid+brussels&format=json").text)["results"]
    assert {row["kind"] for row in found} == {"donation"} and len(found) == 2
    page = unseen.get("/search?q=brussels&format=html&lang=en").text
    assert re.search(r"kind=donation[^>]*>Donations <b>2</b>", page)
    found = json.loads(unseen.get("/search?q=brussels&format=json").text)["results"]
    assert [row["kind"] for row in found] == ["event", "donation", "donation"]


def test_it_is_counted_and_listed(unseen):
    """On the front page, in its CSV, and in the map of the site."""
    assert {row["kind"]: row["count"] for row in rows(unseen, "/?format=csv")}[ROW.name] == "2"
    assert "<b>2</b> donations" in unseen.get("/?lang=en", headers={"Accept": "text/html"}).text
    paths = unseen.get("/sitemap.xml").text
    assert f"{BASE}doc/donation/<" in paths and f"{BASE}{PATH[1:]}<" in paths


def test_the_context_and_the_editor_know_it(unseen):
    """Its class and property are terms of the context, its prefix is completed."""
    context = json.loads(unseen.get("/context.jsonld").text)["@context"]
    assert context["contributesTo"] == {"@id": "pfp:contributesTo", "@type": "@id"}
    assert "Donation" in context
    document = json.loads(unseen.get(f"{PATH}.jsonld").text)
    assert "Donation" in str(document) and "contributesTo" in str(document)
    terms = json.loads(unseen.get("/editor/terms.json?lang=en").text)
    assert terms["prefixes"]["donation"] == f"{BASE}id/donation/"
