"""The frame of every page: the words, links and release that all templates use."""

from flask import Flask, request

from pfpgraph.kinds import KINDS
from pfpgraph.web import answers, dates, days, values
from pfpgraph.web.site import site
from pfpgraph.web.words import LANGUAGES, plural, word


def register(app: Flask) -> None:
    """Give the templates what every page needs."""
    app.context_processor(_frame)
    app.add_template_filter(_first_up, "first_up")


def _first_up(text: str) -> str:
    """The text with a capital at its beginning, the rest as it is."""
    return text[:1].upper() + text[1:]


def _frame() -> dict:
    """The words, links and release of the page's frame."""
    language = answers.language()
    release = site.release

    def w(key: str, *values) -> str:
        return word(key, language).format(*values)

    on = days.kept()
    return {
        "w": w,
        "on": on,
        "day": dates.spoken(dates.Bound(on or str(days.latest())), language),
        "plural": lambda key, count: plural(key, count, language),
        "language": language,
        "here": values.here,
        "href": values.href,
        "site": site,
        "kinds": KINDS,
        "release": release,
        "data_date": dates.spoken(dates.Bound(str(release.data_date)), language),
        "number": lambda n: values.number(str(n), language),
        "other": other_language(language),
        "kind_name": lambda kind, many=True: getattr(KINDS[kind], language + "s" * many),
    }


def other_language(language: str) -> tuple[str, str]:
    """The other language and the address of this page in it."""
    other = LANGUAGES[1 - LANGUAGES.index(language)]
    arguments = {**request.args.to_dict(flat=False), "lang": other}
    return other, answers.address(request.script_root + request.path, arguments)
