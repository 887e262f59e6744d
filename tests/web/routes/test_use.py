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
def test_it_is_in_the_menu(client, language):
    """In both languages, and marked on its own page."""
    page = client.get(f"/use?lang={language}").text
    assert page.count('aria-current="page"') == 1
    assert f'<html lang="{language}"' in page
