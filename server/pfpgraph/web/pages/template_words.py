"""Words in the content of pages: gettext for templates, where what is not in the reader's language
says in which it is (WCAG 2, 3.1.2)."""

from functools import lru_cache

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from pfpgraph.i18n.words import language_of, plural, word


@pass_context
def gettext(context: Context, key: str) -> Markup:
    """The words of a key as HTML: `{{ _('version').format(number) }}`. Raises KeyError."""
    return _marked(key, context["language"])


@pass_context
def ngettext(context: Context, key: str, _: str, count: int) -> Markup:
    """The words of a key for so many as HTML: `{{ ngettext('claim', 'claim', count) }}`. Raises
    KeyError."""
    language = context["language"]
    return _said(plural(key, count, language), language_of(key, language), language)


@lru_cache(1 << 12)  # the same words stand on every page
def _marked(key: str, language: str) -> Markup:
    return _said(word(key, language), language_of(key, language), language)


def _said(words: str, tag: str, language: str) -> Markup:
    """Words as HTML; new-style gettext puts parts in at percent signs, of which these have none."""
    text = escape(words.replace("%", "%%"))
    return text if tag == language else Markup('<span lang="{}">{}</span>').format(tag, text)
