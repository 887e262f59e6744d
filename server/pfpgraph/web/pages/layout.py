"""The frame of every page: words and links, the day, the head, and the release."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader

from pfpgraph.i18n import dates
from pfpgraph.i18n.typography import capitalised, shortened
from pfpgraph.i18n.words import languages, own_name, territory, word
from pfpgraph.kinds import KINDS
from pfpgraph.web import route_table
from pfpgraph.web.pages import template_words, values
from pfpgraph.web.reader import DAY, LANGUAGE, Reader, with_arguments

# The parameter that makes another page everywhere. A page may have more of its own; all others
# rearrange the same content (RFC 6596).
CANONICAL = ("page",)


_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parents[1] / "templates"),
    autoescape=True,
    extensions=["jinja2.ext.i18n"],
    trim_blocks=True,
    lstrip_blocks=True,
)
# The extension gives an environment this method, which the types of Jinja do not know.
_TEMPLATES.install_gettext_callables(  # type: ignore[attr-defined]
    template_words.gettext, template_words.ngettext, newstyle=True
)
_TEMPLATES.filters |= {"capitalised": capitalised, "shortened": shortened, "shown": values.markup}


def render(reader: Reader, template: str, *, own: tuple[str, ...] = (), **context: object) -> str:
    """The HTML of a page for a reader, from a template and its variables besides those of the
    frame; `own` names the parameters that make it another page, for its canonical address."""
    return _TEMPLATES.get_template(template).render({**_frame(reader, own), **context})


def _frame(reader: Reader, own: tuple[str, ...]) -> dict[str, Any]:
    """The template variables that the frame of every page uses."""
    language, release, address = reader.language, reader.snapshot.release, reader.address

    def w(key: str, *values: object) -> str:
        return word(key, language).format(*values)

    return {
        "reader": reader,
        "w": w,
        "language": language,
        "here": reader.here,
        "at": reader.changed,
        "href": reader.href,
        "static": _static(reader),
        "base": reader.snapshot.base,
        "kinds": KINDS,
        "release": release,
        "parts": [part for part in ("ontology", "shapes") if _has(reader, part)],
        "number": lambda n: values.number(str(n), language),
        "languages": languages(),
        "other_languages": other_languages(reader),
        "territory": territory(language),
        "kind_name": lambda kind, count=2: values.sort_name(kind, reader, count),
        "menu": menu(reader),
        "arguments": tuple(address.arguments.items()),
        "report_to": lambda iri: report_to(iri, reader.snapshot.settings.report_address),
        **_days(reader),
        **_head(reader, own),
    }


def _has(reader: Reader, part: str) -> bool:
    """Whether the release contains the source files of a part; foreign data may have no shapes, for
    example."""
    return (reader.snapshot.release.folder / "sources" / part).is_dir()


def _days(reader: Reader) -> dict[str, str | bool]:
    """Template variables for the day asked for and the last day of the data, in ISO format and in
    words, with the address of the same page without a day."""
    on, latest = reader.on, str(reader.snapshot.last_day)
    address, data_date = reader.address, reader.snapshot.release.data_date
    arguments = {name: value for name, value in address.arguments.items() if name != DAY}
    return {
        "on": on,
        "future": on > latest and bool(data_date),
        "past": on if on != latest else "",
        "latest": latest,
        "today": with_arguments(address.root + address.path, arguments),
        "day": dates.in_words(dates.Bound(on or latest), reader.language),
        "data_date": data_date and dates.in_words(dates.Bound(latest), reader.language),
    }


def _head(reader: Reader, own: tuple[str, ...]) -> dict[str, Any]:
    """Template variables for the head: the canonical address of the page, and its address in each
    language and without one."""
    address = reader.address
    path = f"{reader.snapshot.base}{address.path.removeprefix('/').removesuffix('.html')}"
    kept = {key: value for key in (*own, *CANONICAL) if (value := address.arguments.get(key))}
    translated = {tag: with_arguments(path, {**kept, LANGUAGE: tag}) for tag in languages()}
    plain = with_arguments(path, kept)
    return {
        "canonical": translated.get(reader.chosen, plain),
        "translated": (*translated.items(), ("x-default", plain)),
    }


def menu(reader: Reader) -> list[list[tuple[str, str, str]]]:
    """The groups of the menu for this page: path, name, and value of aria-current ("" for none)."""
    here = reader.address.path
    return [
        [(path, word(title, reader.language), _current(path, here)) for path, title in group]
        for group in route_table.menu()
    ]


def _current(path: str, here: str) -> str:
    """The value of aria-current for a menu entry: "page" when its path is this page, "true" when
    this page is beneath it, else ""."""
    if here == path:
        return "page"
    return "true" if here.startswith(path.rstrip("/") + "/") else ""


def _static(reader: Reader) -> Callable[[str], str]:
    """A function from the name of a static file to its address, which changes with the program."""
    return lambda name: f"{reader.address.root}/static/{name}?v={reader.snapshot.program}"


def report_to(iri: str, address: str) -> str:
    """The address at which an error about an IRI can be reported, made from the `address` of the
    settings; "" when that is empty. The IRI replaces {iri} in it, or is added as a parameter (as
    the subject of a mailto: address)."""
    if address and "{iri}" not in address:
        named = "subject" if address.startswith("mailto:") else "iri"
        address += f"{'&' if '?' in address else '?'}{named}={{iri}}"
    return address.replace("{iri}", quote(iri, safe=""))


def other_languages(reader: Reader) -> list[tuple[str, str, str]]:
    """For each other language its tag, its own name (CLDR), and the address of this page in it."""
    path, asked = reader.address.root + reader.address.path, reader.address.arguments
    return [
        (tag, capitalised(own_name(tag)), with_arguments(path, {**asked, LANGUAGE: tag}))
        for tag in languages()
        if tag != reader.language
    ]
