"""What readers see on a phone, on paper and with a finger; and the filter of the questions."""

import json
import re

import pytest
from playwright.sync_api import expect

from pfpgraph.resources import ROOT

QUESTIONS = list((ROOT / "data/questions").glob("*.rq"))
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
# Dates and periods in the text that stand on three lines or more.
TORN = r"""() => {
  const day = "(\\d{1,2}(er)? )?(\\p{L}{3,9} )?(19|20)\\d\\d";
  const date = new RegExp(`${day}( – ${day})?`, "gu");
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const found = [];
  let read = 0;
  for (let node; (node = walker.nextNode()); ) {
    const within = node.parentElement;
    if (!within.checkVisibility() || within.closest("svg, pre, .hidden")) continue;
    for (const match of node.data.matchAll(date)) {
      const range = document.createRange();
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
      read += 1;
      if (lines.size > 2) found.push(match[0]);
    }
  }
  return [read, found];
}"""
TIMED = (
    "/doc/country/latvia",
    "/doc/country/malta",
    "/doc/country/north-macedonia?on=1995-11-15",
    "/doc/framework/partnership-for-peace",
    "/doc/body/euro-atlantic-partnership-council",
    "/doc/signature/",
    "/doc/participation/",
    "/doc/event/",
    "/doc/body/",
    "/disagreements",
    "/sources",
    "/sources/nato-pfp-signatures",
    "/questions/participations-of-malta",
)
# What can be clicked, is not within a sentence, and is less high than a finger needs.
SMALL = """() => [...document.querySelectorAll(
    "main :is(th, td, .keys dd, .succession li, aside li) a, main .timeline a")]
  .filter((one) => one.checkVisibility())
  .filter((one) => one.getBoundingClientRect().height < 24)
  .map((one) => one.outerHTML.slice(0, 120) + " " + one.getBoundingClientRect().height)"""


@pytest.mark.parametrize("reader", [PHONE, PHONE | {"locale": "fr-FR"}], indirect=True)
def test_no_date_stands_on_three_lines_on_a_phone(reader):
    """At 390 px a date or period breaks once at most."""
    found, read = {}, 0
    for path in TIMED:
        reader.goto(path)
        count, torn = reader.evaluate(TORN)
        read += count
        if torn:
            found[path] = torn[:5]
    assert read > 500
    assert not found, json.dumps(found, indent=1)


@pytest.mark.parametrize("reader", [PHONE], indirect=True)
def test_the_box_of_facets_shows_that_it_scrolls(reader):
    """Its bar is there whatever the system hides, and a shadow lies on the edge where more is."""
    reader.goto("/doc/participation/")
    look = reader.evaluate("""() => {
      const box = document.querySelector(".facets"), look = getComputedStyle(box);
      return [box.scrollHeight > box.clientHeight, look.overflowY, look.backgroundAttachment];
    }""")
    assert look == [True, "scroll", "local, local, scroll, scroll"]


@pytest.mark.parametrize(
    "path", ["/timeline", "/doc/participation/", "/doc/country/malta", "/questions"]
)
def test_paper_has_no_forms_and_keeps_the_arrows(reader, path):
    """Printed, a page has no form, facet or choice, and no heading over nothing; the arrows of what
    goes on lie within it."""
    reader.set_viewport_size({"width": 794, "height": 1123})  # A4 at 96 dots an inch
    reader.goto(path)
    reader.emulate_media(media="print")
    left = reader.evaluate("""() =>
      [...document.querySelectorAll("form, .facets, .choices, .years, .views, .pages, input")]
        .filter((one) => one.checkVisibility()).map((one) => one.outerHTML.slice(0, 80))""")
    assert left == []
    bare = reader.evaluate("""() =>
      [...document.querySelectorAll("main section:has(> h2)")]
        .filter((one) => one.checkVisibility())
        .filter((one) => [...one.children].filter((part) => part.checkVisibility()).length < 2)
        .map((one) => one.innerText)""")
    assert bare == [], "a heading over nothing"
    arrows = reader.evaluate("""() => [
      [...document.querySelectorAll(".timeline use[href$='still']")]
        .map((one) => one.getBoundingClientRect().right),
      document.querySelector("main").getBoundingClientRect().right]""")
    assert all(right <= arrows[1] for right in arrows[0])
    assert bool(arrows[0]) == (path in ("/timeline", "/doc/country/malta"))


@pytest.mark.parametrize("reader", [{}, PHONE], ids=["desk", "phone"], indirect=True)
def test_targets_are_as_high_as_a_finger_needs(reader):
    """On the page of a country and on the timeline: 24 px (WCAG 2.2, 2.5.8)."""
    for path in ("/doc/country/latvia", "/doc/country/malta?lang=fr", "/timeline"):
        reader.goto(path)
        small = reader.evaluate(SMALL)
        assert not small, (path, small[:6])


@pytest.mark.parametrize(
    "reader", [{}, {"java_script_enabled": False}], ids=["script", "plain"], indirect=True
)
def test_the_questions_are_narrowed(reader, request):
    """With a script at once, without one by the form; both have the same address."""
    reader.goto("/questions")
    box = reader.get_by_label("Narrow the questions")
    box.fill("malta")
    if request.node.callspec.id == "plain":
        reader.get_by_role("main").get_by_role("button", name="Show").click()
    expect(reader.locator(".asked li:visible")).to_have_count(5)
    expect(reader).to_have_url(re.compile("q=malta"))
    assert all(int(one) > 0 for one in reader.locator(".card:visible .count").all_inner_texts())
    if request.node.callspec.id == "script":
        box.fill("malta zebra")
        expect(reader.get_by_role("status")).to_be_visible()
        box.fill("")
        expect(reader.locator(".asked li:visible")).to_have_count(len(QUESTIONS))


@pytest.mark.parametrize("path", ["/ontology", "/ontology/0.1.0"])
def test_the_terms_are_narrowed_and_how_many_are_left_is_said(reader, path):
    """In one region that is there from the start, so that screen readers speak it; the lists of
    names and the headings follow."""
    reader.goto(path)
    all_terms = reader.locator(".term").count()
    said = reader.get_by_role("status")
    expect(said).to_have_count(1)
    expect(said).to_have_text("")
    box = reader.get_by_label("Filter the terms")
    box.fill("HOLDS until")
    expect(reader.locator("#holdsUntil")).to_be_visible()
    left = reader.locator(".term:visible").count()
    assert 1 < left < 20
    expect(said).to_have_text(f"Terms with all these words: {left}")
    assert reader.locator(".index a:visible").count() == left
    counts = reader.locator(".terms:visible h2 .count").all_inner_texts()
    assert sum(map(int, counts)) == left
    box.fill("zebra")
    expect(said).to_have_text("No term has all these words.")
    expect(reader.locator(".terms:visible")).to_have_count(0)
    box.fill("")
    expect(said).to_have_text("")
    expect(reader.locator(".term:visible")).to_have_count(all_terms)


@pytest.mark.parametrize("reader", [{"locale": "fr-FR"}], indirect=True)
def test_the_terms_are_narrowed_in_french(reader):
    """Without its accents a word is found, and one term is one."""
    reader.goto("/ontology")
    reader.get_by_label("Filtrer les termes").fill("precision revendiquee zebre")
    expect(reader.get_by_role("status")).to_contain_text("Aucun terme")
    reader.get_by_label("Filtrer les termes").fill("pfp:holdsFrom vrai a partir du")
    expect(reader.locator("#holdsFrom")).to_be_visible()
    left = reader.locator(".term:visible").count()
    expect(reader.get_by_role("status")).to_have_text(re.compile(rf"^Termes.*mots.: {left}$"))


def test_an_address_opens_its_term(reader):
    """From another page, on the page itself, and where the filter has hidden it."""
    reader.goto("/ontology/records#Signature")
    reader.goto("/ontology#mayHoldFrom")
    opened = ".term details[open]"
    expect(reader.locator(f"#mayHoldFrom:target {opened.removeprefix('.term ')}")).to_be_visible()
    expect(reader.locator(opened)).to_have_count(1)
    reader.locator("#mayHoldFrom dl").get_by_role("link", name="pfp:Dated").first.click()
    expect(reader.locator("#Dated dl")).to_be_in_viewport()
    reader.get_by_label("Filter the terms").fill("zebra")
    expect(reader.locator("#Country")).to_be_hidden()
    reader.evaluate("location.hash = 'Country'")
    expect(reader.locator("#Country dl")).to_be_in_viewport()
    expect(reader.get_by_label("Filter the terms")).to_have_value("")


@pytest.mark.parametrize("reader", [{"java_script_enabled": False}], indirect=True)
def test_the_ontology_is_whole_without_a_script_and_on_paper(reader):
    """Every term can be opened, and none is out of reach; printed, all is open, the queries too,
    and nothing that only a screen can use is there."""
    reader.goto("/ontology#holdsFrom")
    expect(reader.locator("#holdsFrom")).to_be_in_viewport()
    reader.locator("#holdsFrom summary").click()
    expect(reader.locator("#holdsFrom dl")).to_be_visible()
    closed = reader.locator(".term dl").count() - reader.locator(".term dl:visible").count()
    assert closed > 300
    reader.emulate_media(media="print")
    expect(reader.locator(".term dl:visible")).to_have_count(closed + 1)
    expect(reader.locator(".behind pre:visible")).to_have_count(4)
    expect(reader.locator("input:visible")).to_have_count(0)
