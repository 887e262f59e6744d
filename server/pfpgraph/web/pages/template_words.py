"""The gettext functions of the templates: words of the interface as HTML, marked with their
language where it is not the reader's (WCAG 2, 3.1.2)."""

from functools import lru_cache

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from pfpgraph.i18n.words import language_of, plural, word


@pass_context
def gettext(context: Context, key: str) -> Markup:
    """The words of a key as HTML, as in `{{ _('version').format(number) }}`. Raises KeyError for an
    unknown key."""
    return _marked(key, context["language"])


@pass_context
def ngettext(context: Context, key: str, _: str, count: int) -> Markup:
    """The words of a key for a count, as HTML, as in `{{ ngettext('claim', 'claim', count) }}`.
    Raises KeyError for an unknown key."""
    language = context["language"]
    return _said(plural(key, count, language), language_of(key, language), language)


@lru_cache(1 << 12)  # the same words stand on every page
def _marked(key: str, language: str) -> Markup:
    return _said(word(key, language), language_of(key, language), language)


def _said(words: str, tag: str, language: str) -> Markup:
    """Words as HTML. Percent signs are doubled, since new-style gettext formats the result with
    `%`."""
    text = escape(words.replace("%", "%%"))
    return text if tag == language else Markup('<span lang="{}">{}</span>').format(tag, text)
