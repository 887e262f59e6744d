"""Ten tasks done as readers do them, from the front page, each with JavaScript and without it.

What a reader finds is compared with the answers kept for the questions in tests/questions.
"""

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

ANSWERS = Path(__file__).parents[1] / "questions"
SCRIPTS = {"with JavaScript": {}, "without JavaScript": {"java_script_enabled": False}}
# All that is seen and can be used on a page, found without asking where Tab would go.
USABLE = """() => [
  ...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter((one) => one.checkVisibility({visibilityProperty: true}) && !one.disabled
    && one.type !== "hidden" && one.tabIndex >= 0).length"""
# Where the focus is, as a path through the tree, and whether that is seen; nothing on the body.
FOCUS = """() => {
  const steps = [], now = document.activeElement;
  if (now === document.body) return null;
  let marked = [...now.querySelectorAll("rect, circle, use, path")].some(drawn);
  for (let one = now; one.parentElement; one = one.parentElement) {
    steps.unshift([...one.parentElement.children].indexOf(one));
    const look = getComputedStyle(one);
    marked ||= look.outlineStyle !== "none" && look.outlineWidth !== "0px";
  }
  return [steps.join(" "), marked, now.outerHTML.slice(0, 200)];
  function drawn(shape) { return parseFloat(getComputedStyle(shape).strokeWidth) > 1; }
}"""

pytestmark = pytest.mark.parametrize("reader", SCRIPTS.values(), ids=SCRIPTS, indirect=True)


def answer(question):
    """The rows of the answer kept for a question."""
    with (ANSWERS / f"{question}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def slugs(rows, column):
    """The last parts of the IRIs in a column."""
    return {row[column].rpartition("/")[2] for row in rows}


def linked(place, kind):
    """The slugs of the things of a kind that a place on the page links to."""
    links = place.locator(f"a[href*='/doc/{kind}/']")
    hrefs = links.evaluate_all("found => found.map((one) => one.pathname)")
    return {href.rpartition("/")[2] for href in hrefs} - {""}


def search_box(page):
    """The field to search in; its suggestions have the same label."""
    label = "Search for a thing by any of its names"
    return page.get_by_label(label).and_(page.locator("input"))


def search(page, words, found):
    """Search from the front page, and follow what is called so among what is found."""
    page.goto("/")
    search_box(page).fill(words)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("main").get_by_role("link", name=found, exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(found)


def menu(page, name):
    """Choose in the menu, from the front page."""
    page.goto("/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name=name).click()


def choose_day(page, day):
    """Set the day in the frame."""
    page.get_by_label("As of").fill(day)
    page.get_by_role("button", name="Show").click()


def narrow(page, name):
    """Choose in a facet of a list."""
    facets = page.get_by_role("navigation", name="Narrow the list")
    facets.get_by_role("link", name=re.compile(f"^{name} \\d+$")).click()


def table_under(page, heading):
    """The table of the section with a heading."""
    return page.get_by_role("region", name=re.compile(f"^{heading}")).get_by_role("table")


def test_who_signed_for_latvia(reader):
    """Search, Latvia, its signature, and the place of the table that says so."""
    row = answer("who-signed-for-latvia")[3]
    search(reader, "latvia", "Latvia")
    acts = reader.get_by_role("region", name=re.compile("^Treaties and agreements"))
    acts.get_by_text("The table").click()
    signature = acts.get_by_role("row").filter(has_text="Framework Document").first
    expect(signature).to_contain_text(row["signatoryName"])
    expect(signature).to_contain_text("14 February 1994")
    signature.get_by_role("link", name="14 February 1994").click()
    fact = reader.locator(".facts > div").filter(has_text=row["propertyLabel"]).first
    fact.get_by_text("1 claim").click()
    expect(fact.locator(".claims")).to_contain_text(row["asWritten"])
    expect(fact.locator(".claims")).to_contain_text(
        f"characters {int(row['from']):,}–{int(row['to']):,}"
    )


def test_partners_on_1_january_1996(reader):
    """The day in the frame, then the number of partners, which is a link to them."""
    rows = answer("partners-on-1-january-1996")
    reader.goto("/")
    choose_day(reader, "1996-01-01")
    expect(reader.get_by_role("main")).to_contain_text(
        "As of 1 January 1996. This page shows the past."
    )
    reader.get_by_role("link", name=f"{len(rows)} Partners for Peace").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Countries")
    assert linked(reader.get_by_role("table"), "country") == slugs(rows, "country")
    assert linked(reader.get_by_role("table"), "signature") == set()
    expect(reader.get_by_role("table")).to_contain_text("Czech Republic")


def test_when_the_czech_republic_stopped_being_a_partner_and_why(reader):
    """Search by the former name; the participation says when it ended and why."""
    (row,) = answer("when-the-czech-republic-stopped-being-a-partner")
    assert row["end"] == "1999-03-12"
    search(reader, "czech republic", "Czechia")
    over = table_under(reader, "Participations").get_by_role("row", name="Partnership for Peace")
    expect(over).to_contain_text("– 12 March 1999")
    expect(over).to_contain_text(row["reason"])


def test_the_document_behind_the_nato_ukraine_commission(reader):
    """Search by the acronym; the facts name what established it, and lead there."""
    rows = answer("what-established-the-nato-ukraine-commission")
    search(reader, "NUC", "NATO-Ukraine Commission")
    fact = reader.locator(".facts > div").filter(has_text="Was established by")
    assert linked(fact, "document") | linked(fact, "event") == slugs(rows, "origin")
    fact.locator("a[href*='/doc/document/']").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(rows[0]["originLabel"])


def test_the_sources_that_disagree_on_malta(reader):
    """The disagreements of a country, with the sources of all claims."""
    rows = answer("disagreements-about-malta")
    menu(reader, "Disagreements")
    reader.get_by_label("Country").select_option(label="Malta (3)")
    reader.get_by_role("main").get_by_role("button", name="Show").click()
    articles = reader.get_by_role("article")
    expect(articles).to_have_count(len(slugs(rows, "disagreement")))
    assert linked(reader.get_by_role("main"), "source") == slugs(rows, "source")
    for status in ("accepted", "overruled"):
        found = articles.get_by_role("link", name=status, exact=True)
        expect(found).to_have_count(sum(row["statusLabel"] == status for row in rows))


def test_the_countries_in_both_the_eu_and_the_partnership_for_peace(reader):
    """A question of the list, answered as a table."""
    rows = answer("countries-in-both-the-eu-and-the-partnership-for-peace")
    menu(reader, "Questions")
    reader.get_by_role("link", name="Which countries are in both the European Union").click()
    table = reader.get_by_role("table")
    expect(table.get_by_role("row")).to_have_count(len(rows) + 1)
    assert linked(table, "country") == slugs(rows, "country")


def test_mediterranean_dialogue_members_as_csv(reader):
    """The participations, narrowed to those in the framework, all in force, taken as CSV."""
    rows = answer("mediterranean-dialogue-participants")
    reader.goto("/")
    reader.get_by_role("link", name=re.compile(r"^\d+ participations$")).click()
    narrow(reader, "Mediterranean Dialogue")
    with reader.expect_download() as download:
        reader.get_by_role("link", name="CSV").click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert slugs(csv.DictReader(io.StringIO(text)), "member") == slugs(rows, "country")


def test_the_name_of_north_macedonia_in_1995(reader):
    """Its page on a day of that year has the name of that day."""
    (row,) = answer("name-of-north-macedonia-in-1995")
    search(reader, "macedonia", "North Macedonia")
    choose_day(reader, "1995-12-31")
    expect(reader.get_by_role("heading", level=1)).to_have_text(row["name"])
    expect(reader.get_by_role("main")).to_contain_text("As of 31 December 1995.")


def test_the_name_of_north_macedonia_in_1995_in_french(reader):
    """The same in French: no French name of that day is known, so the page has the English one,
    marked as such, and the French one of today beside it."""
    (row,) = answer("name-of-north-macedonia-in-1995")
    reader.goto("/?lang=fr")
    reader.get_by_label("Rechercher par n’importe quel nom").and_(reader.locator("input")).fill(
        "macédoine"
    )
    reader.get_by_role("button", name="Rechercher").click()
    main = reader.get_by_role("main")
    main.get_by_role("link", name="Macédoine du Nord", exact=True).first.click()
    title = reader.get_by_role("heading", level=1)
    expect(title).to_have_text("Macédoine du Nord")
    reader.get_by_label("État au").fill("1995-12-31")
    reader.get_by_role("button", name="Voir").click()
    expect(title).to_have_text(row["name"])
    expect(title.locator("[lang=en]")).to_have_text(row["name"])
    expect(main).to_contain_text("aujourd’hui Macédoine du Nord")
    expect(main).to_contain_text("Au 31 décembre 1995. Cette page montre le passé.")


def test_the_summits_with_the_documents_adopted_there(reader):
    """The events, narrowed to summits: what came of each stands beside it."""
    menu(reader, "Events")
    narrow(reader, "Summit")
    found = set()
    for row in reader.get_by_role("table").locator("tbody tr").all():
        (summit,) = linked(row, "event")
        found |= {(summit, document) for document in linked(row, "document")}
    rows = answer("summits-and-the-documents-adopted-there")
    kept = {tuple(row[key].rpartition("/")[2] for key in ("summit", "document")) for row in rows}
    assert found == kept


def test_an_example_query_is_run_changed_and_shared(reader, request):
    """An example in the editor; another country in it; the short link has the changed query."""
    scripted = "with JavaScript" in request.node.callspec.id.split("-")
    menu(reader, "SPARQL")
    reader.get_by_text("Example queries", exact=True).click()
    reader.get_by_text("Signatures and signatories", exact=False).first.click()
    reader.get_by_role("link", name="Who signed the framework document for Estonia").click()
    rows = reader.get_by_role("region", name="Answer").get_by_role("table").locator("tbody tr")
    expect(rows.first).to_contain_text(answer("who-signed-for-estonia")[0]["signatoryName"])
    if scripted:
        change_by_keyboard(reader, "country:estonia", "country:lithuania")
        reader.keyboard.press("Control+Enter")
    else:
        query = reader.get_by_label("Query", exact=True)
        text = query.input_value()
        query.fill(text.replace("country:estonia", "country:lithuania"))
        reader.get_by_role("button", name="Run").click()
    expect(rows.first).to_contain_text("Algirdas Brazauskas")
    link = reader.get_by_role("link", name=re.compile(r"\Wq\W[A-Z]"))
    address = link.get_attribute("href")
    assert len(address) < 400
    link.click()
    expect(rows.first).to_contain_text("Algirdas Brazauskas")
    expect(reader.locator("textarea#query")).to_have_value(re.compile("country:lithuania"))
    assert "Brazauskas" in reader.request.get(address + ".csv").text()


def change_by_keyboard(page, old, new):
    """Change a word in YASGUI's editor as one does who types: to its end, back over it, anew."""
    text = page.locator("textarea#query").input_value()
    lines = text.partition(old)[0].split("\n")
    page.locator(".yasqe .CodeMirror-scroll").click()
    page.keyboard.press("Control+Home")
    for _ in lines[1:]:
        page.keyboard.press("ArrowDown")
    for _ in range(len(lines[-1]) + len(old)):
        page.keyboard.press("ArrowRight")
    for _ in old:
        page.keyboard.press("Backspace")
    page.keyboard.type(new)
    page.keyboard.press("Escape")  # the completions


@pytest.mark.long
@pytest.mark.parametrize("path", ["/doc/country/latvia", "/doc/framework/", "/sparql"])
def test_the_keyboard_alone_reaches_everything(reader, path):
    """Tab goes through all that can be used, once each, is seen there, and leaves at the end."""
    reader.goto(path)
    reader.evaluate("document.querySelectorAll('details').forEach((one) => one.open = true)")
    count, seen = reader.evaluate(USABLE), []
    assert count > 30
    reader.keyboard.press("Tab")
    while focus := reader.evaluate(FOCUS):
        where, is_marked, element = focus
        if where not in seen[-1:]:  # a date has a stop for each of its parts
            assert where not in seen, f"again at {element}"
            assert is_marked, f"not seen at {element}"
            seen.append(where)
        reader.keyboard.press("Tab")
    assert len(seen) >= count


def test_suggestions_come_go_and_lead(reader, request):
    """With JavaScript suggestions come while one types; Escape closes them, arrows and Enter follow
    one. Without it Enter finds the same thing."""
    reader.goto("/")
    box = search_box(reader)
    box.press_sequentially("lettonie")
    if "with JavaScript" in request.node.callspec.id.split("-"):
        first = reader.get_by_role("option").first
        expect(first).to_contain_text("Latvia")
        box.press("Escape")
        expect(first).to_be_hidden()
        expect(box).to_have_value("lettonie")
        box.press("Backspace")
        expect(first).to_be_visible()
        box.press("ArrowDown")
        expect(first).to_have_attribute("aria-selected", "true")
        box.press("Enter")
    else:
        box.press("Enter")
        reader.get_by_role("main").get_by_role("link", name="Latvia", exact=True).click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Latvia")


def test_the_slider_shows_a_year_and_links_do_without_it(reader, request):
    """A year of the map: by the slider without leaving the page, else by its link."""
    reader.goto("/")
    heading = reader.get_by_role("heading", name=re.compile("^The Alliance and its partners"))
    if "with JavaScript" in request.node.callspec.id.split("-"):
        slider = reader.get_by_role("slider")
        slider.focus()
        slider.press("Home")
        expect(heading).to_have_text("The Alliance and its partners on 31 December 1949")
        expect(reader.get_by_role("main")).to_contain_text("12 Allies")
        expect(reader).to_have_url(re.compile("on=1949-12-31"))
    else:
        reader.get_by_text("The end of another year").click()
        reader.get_by_role("link", name="1949", exact=True).click()
        expect(heading).to_have_text("The Alliance and its partners on 31 December 1949")
        expect(reader.get_by_role("main")).to_contain_text("12 Allies")
