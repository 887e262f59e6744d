"""The spaces of French."""

import pytest

from pfpgraph.i18n.typography import spaced


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Qui : quoi ? Là ; ici !", "Qui\u00a0: quoi\u202f? Là\u202f; ici\u202f!"),
        ("dit « oui »", "dit «\u00a0oui\u00a0»"),
        ("https://a.example/?b;c à 10:30", "https://a.example/?b;c à 10:30"),
        ("déjà\u00a0? oui\u00a0:", "déjà\u202f? oui\u00a0:"),
    ],
)
def test_no_mark_is_torn_from_its_word(text, expected):
    """Narrow before ; ? !, full before : and within « »; nothing is added, and once is enough."""
    assert spaced(text) == spaced(expected) == expected
    assert spaced(text, "en") == text
