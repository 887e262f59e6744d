"""A reader's RDF is checked in a real browser: the form, and the report on it."""

import json

import pytest

from tests.browser.test_pages import IS_WITHIN, LOOKS, PHONE, TOO_WIDE

LONG = "x" * 300
RDF = f"""PREFIX pfp: <https://w3id.org/pfpgraph/ontology#>
PREFIX country: <https://w3id.org/pfpgraph/id/country/>
country:malta pfp:iso2 "{LONG}" .
<urn:{LONG}> a pfp:Country .
[] a pfp:Country .
"""


def checked(reader, tmp_path):
    """Upload a file with faults in the form, as a reader does."""
    file = tmp_path / f"{LONG[:90]}.ttl"
    file.write_text(RDF, "utf-8")
    reader.set_default_timeout(60_000)
    reader.goto("/validate")
    reader.set_input_files("#data", file)
    reader.locator("form[method=post] button").first.click()
    reader.wait_for_selector("#report")


@pytest.mark.long
@pytest.mark.parametrize(
    "reader", [LOOKS["dark and French"], PHONE, PHONE | {"locale": "fr-FR"}], indirect=True
)
def test_report_is_accessible_and_within_the_window(reader, packages, tmp_path):
    """Whatever was sent: long names, blank nodes, things that the graph knows."""
    checked(reader, tmp_path)
    assert reader.locator("tbody tr").count() > 3
    assert reader.evaluate(IS_WITHIN)
    assert reader.evaluate(TOO_WIDE, "nothing") == []
    reader.evaluate((packages / "axe-core" / "axe.min.js").read_text())
    outcome = reader.evaluate("() => axe.run()")
    assert outcome["passes"]
    assert not outcome["violations"], json.dumps(outcome["violations"], indent=1)[:3000]


@pytest.mark.long
@pytest.mark.parametrize("reader", [{"java_script_enabled": False}], indirect=True)
def test_a_reader_without_scripts_gets_the_report(reader, tmp_path):
    """The record with its page, the sentence, the path, and the line; a text may be pasted."""
    checked(reader, tmp_path)
    table = reader.locator("#report ~ .scroll").inner_text()
    assert "Malta" in table and "a blank node" in table and ".ttl:4" in table
    assert "A country has at most one value of" in table
    reader.goto("/validate")
    reader.fill("#text", "<urn:a> oops")
    reader.locator("form[method=post] button").first.click()
    assert "line 1" in reader.locator("main .lead").inner_text()


@pytest.mark.long
@pytest.mark.parametrize("reader", [{}], indirect=True)
def test_report_on_paper(reader, tmp_path):
    """It has the results, and not the form."""
    checked(reader, tmp_path)
    reader.emulate_media(media="print")
    assert reader.locator("#report ~ .scroll table").is_visible()
    assert not reader.locator("form[method=post]").is_visible()
