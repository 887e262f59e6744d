"""Addresses in pages: each is put together once, whatever the reader has chosen."""

import html
import re
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.support.clients import BROWSER
from tests.support.views import VIEWS, of_each_kind

CHOSEN = ({}, {"lang": "fr"}, {"on": "1996-01-01"}, {"on": "1996-01-01", "lang": "en"})
ADDRESS = re.compile(r'(?:href|action|src|content|data-\w+)="((?:https?:|/)[^"]*)"')


def addresses(page):
    """Every address in a page that is ours to put together."""
    return {html.unescape(found) for found in ADDRESS.findall(page)}


@pytest.mark.parametrize("chosen", CHOSEN, ids=str)
def test_no_address_has_two_question_marks(real, chosen):
    """One begins the query; each argument stands in it once, the reader's language and day too."""
    read = 0
    for path in (*VIEWS, *of_each_kind(real)):
        kept = {name: chosen[name] for name in chosen if f"{name}=" not in path}
        query = "&".join(f"{name}={value}" for name, value in kept.items())
        page = real.get(f"{path}{'&' if '?' in path else '?'}{query}", headers={"Accept": BROWSER})
        for address in addresses(page.text):
            if address.startswith("http") and "localhost" not in address:
                continue
            parts = urlsplit(address)
            assert "?" not in parts.query, (path, address)
            names = [name for name, _ in parse_qsl(parts.query, keep_blank_values=True)]
            assert names.count("lang") <= 1 and names.count("on") <= 1, (path, address)
            read += 1
    assert read > 3000


@pytest.mark.parametrize("path", VIEWS)
def test_a_query_behind_a_page_opens_in_the_editor(real, path):
    """The link has the query and the language; where it leads, the query stands in the field."""
    page = real.get(f"{path}{'&' if '?' in path else '?'}lang=fr", headers={"Accept": BROWSER}).text
    links = [a for a in addresses(page) if urlsplit(a).path == "/sparql" and "query=" in a]
    for link in [link for link in links if "lang=en" not in link][:2]:  # that leads to English
        asked = dict(parse_qsl(urlsplit(link).query))
        assert asked["lang"] == "fr" and asked["query"]
        shown = real.get(link, headers={"Accept": BROWSER}).text
        assert '<html lang="fr">' in shown
        field = re.search(r"<textarea[^>]*>(.*?)</textarea>", shown, re.DOTALL)[1]
        assert html.unescape(field) == asked["query"]
