"""The page on using the graph without us."""

import html
import re

import pytest

from pfpgraph.web.pages.use import USES


def test_every_use_is_shown_with_its_commands(client):
    """With the address at which the reader asks, and with the names of the graph."""
    page = html.unescape(client.get("/use", base_url="https://kg.example/x/").text)
    shown = re.findall(
        r'<pre [^>]*><code class="language-(\w+)">(.*?)</code></pre>', page, re.DOTALL
    )
    assert [language for language, _ in shown] == [use.language for use in USES]
    assert all("https://kg.example/x/" in commands for _, commands in shown)
    assert "${" not in page and "<https://w3id.org/pfpgraph/ontology#Country>" in page


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_foot_of_every_page_leads_to_it(client, language):
    """In both languages."""
    page = client.get(f"/?lang={language}").text
    (name,) = re.findall(rf'<a href="/use\?lang={language}">([^<]+)</a>', page)
    there = client.get(f"/use?lang={language}").text
    assert f'<html lang="{language}"' in there
    assert name == {"en": "Use without us", "fr": "Utiliser sans nous"}[language]
