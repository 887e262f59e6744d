"""The frame of every page: its words and links, the day, the head, and the release."""

from urllib.parse import quote

from flask import Flask, request, url_for

from pfpgraph.i18n.words import languages, own_name, plural, territory, word
from pfpgraph.kinds import KINDS
from pfpgraph.model import periods
from pfpgraph.model.labels import shortened
from pfpgraph.web import days, responses, route_table
from pfpgraph.web.pages import values
from pfpgraph.web.request import site

# What makes another page of an address; all else arranges the same one (RFC 6596).
CANONICAL = ("page",)


def register(app: Flask) -> None:
    """Give the templates what every page needs."""
    app.context_processor(_frame)
    app.add_template_filter(_first_up, "first_up")
    app.add_template_filter(shortened)


def _first_up(text: str) -> str:
    """The text with a capital at its beginning, the rest as it is."""
    return text[:1].upper() + text[1:]


def _frame() -> dict:
    """The words, links and release of the page's frame."""
    language = responses.language()
    release = site.release

    def w(key: str, *values) -> str:
        return word(key, language).format(*values)

    return {
        "w": w,
        "plural": lambda key, count: plural(key, count, language),
        "language": language,
        "here": values.here,
        "at": responses.changed,
        "href": values.href,
        "static": static,
        "site": site,
        "kinds": KINDS,
        "release": release,
        "parts": [part for part in ("ontology", "shapes") if _has(part)],
        "number": lambda n: values.number(str(n), language),
        "languages": languages(),
        "other_languages": other_languages(language),
        "territory": territory(language),
        "kind_name": lambda kind, count=2: values.sort_name(kind, language, count),
        "menu": menu(language),
        "arguments": tuple(responses.asked().items()),
        "report_to": report_to,
        **_days(language),
        **head(),
    }


def _has(part: str) -> bool:
    """Whether the release has files of a part: those of others have no shapes, say."""
    return (site.release.folder / "sources" / part).is_dir()


def _days(language: str) -> dict[str, str | bool]:
    """The day asked for and that of the data, for machines and in words, and the way back."""
    on, latest = days.kept(), str(days.latest())
    path, arguments = request.script_root + request.path, responses.asked()
    arguments.pop(days.PARAMETER, None)
    return {
        "on": on,
        "future": on > latest and bool(site.release.data_date),
        "past": on if on != latest else "",
        "latest": latest,
        "today": responses.address(path, arguments),
        "day": periods.spoken(periods.Bound(on or latest), language),
        "data_date": site.release.data_date and periods.spoken(periods.Bound(latest), language),
    }


def head() -> dict:
    """The canonical address of the page, and its addresses in each language and in none."""
    path = f"{site.base}{request.path.removeprefix('/').removesuffix('.html')}"
    kept = {key: request.args[key] for key in CANONICAL if request.args.get(key)}
    translated = {tag: responses.address(path, {**kept, "lang": tag}) for tag in languages()}
    plain = responses.address(path, kept)
    return {
        "canonical": translated.get(request.args.get("lang", ""), plain),
        "translated": (*translated.items(), ("x-default", plain)),
    }


def menu(language: str) -> list[list[tuple[str, str, str]]]:
    """The groups of the menu: path, name, and how aria-current calls it here."""
    return [
        [(path, word(title, language), _current(path)) for path, title in group]
        for group in route_table.menu()
    ]


def _current(path: str) -> str:
    """Whether a path is this page, or this page is beneath it."""
    if request.path == path:
        return "page"
    return "true" if request.path.startswith(path.rstrip("/") + "/") else ""


def static(name: str) -> str:
    """The address of a static file, another one when the program changes."""
    return url_for("static", filename=name, v=site.program)


def report_to(iri: str) -> str:
    """Where an error in what is said of an IRI is reported, "" where nobody is named for it."""
    address = site.settings.report_address
    if address and "{iri}" not in address:
        named = "subject" if address.startswith("mailto:") else "iri"
        address += f"{'&' if '?' in address else '?'}{named}={{iri}}"
    return address.replace("{iri}", quote(iri, safe=""))


def other_languages(language: str) -> list[tuple[str, str, str]]:
    """Each other language: its tag, its own name for itself (CLDR), this page's address in it."""
    path, asked = request.script_root + request.path, responses.asked()
    return [
        (tag, _first_up(own_name(tag)), responses.address(path, {**asked, "lang": tag}))
        for tag in languages()
        if tag != language
    ]
