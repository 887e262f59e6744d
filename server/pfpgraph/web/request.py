"""What an application reads of a request: its reader, the page of a list, the language, the day."""

from datetime import date

from flask import Flask, current_app, g, request

from pfpgraph.graph.release import Release
from pfpgraph.http import short_codes
from pfpgraph.http.messages import READING_METHODS
from pfpgraph.http.sparql_protocol import ENDPOINT
from pfpgraph.kinds import KINDS, local_name
from pfpgraph.model.snapshot import Snapshot
from pfpgraph.problems import Problem
from pfpgraph.query.store import Store
from pfpgraph.settings import Settings
from pfpgraph.span import iso_day
from pfpgraph.web import addresses, negotiation
from pfpgraph.web.reader import DAY, LANGUAGE, Address, Reader

# What addresses are asked by. Links repeat nothing else: whatever a client sends stands once.
_PARAMETERS = frozenset(
    "on lang page sort from to framework view q kind country property status graph default query"
    " graphs profile _profile iri".split()
) | {local_name(facet) for kind in KINDS.values() for facet in kind.facets}


def attach(app: Flask, settings: Settings, store: Store, release: Release) -> None:
    """Give an application its snapshot."""
    app.extensions["pfpgraph"] = Snapshot(settings, store, release)


def register(app: Flask) -> None:
    """Have what is no day refused at every address, since it stays in the links of each."""
    app.before_request(_check_day)


def current_snapshot() -> Snapshot:
    """The snapshot of the release that the application serves."""
    found: Snapshot = current_app.extensions["pfpgraph"]
    return found


def current_reader(suffix: str = "") -> Reader:
    """The reader of this request, made once; the suffix of the address where its view tells it."""
    suffix = g.suffix = suffix or g.get("suffix", "")
    found: Reader | None = g.get("reader")
    bare = request.path.removesuffix(f".{suffix}" if suffix else "")
    row = addresses.current()
    if suffix and row and row.path.endswith("/"):
        bare += "/"
    if found is None or found.address.bare != bare:
        offers, site = row.offers if row else (), request.root_url
        address = Address(site, request.script_root, request.path, bare, arguments(), offers)
        found = g.reader = Reader(current_snapshot(), language(), _day(), address)
    return found


def arguments() -> dict[str, str]:
    """The parameters of this address that mean something in others, but for the format."""
    return {name: value for name, value in request.args.items() if name in _PARAMETERS}


def language() -> str:
    """The reader's language: ?lang=, else Accept-Language, else English."""
    accepted = request.headers.get("Accept-Language", "")
    return negotiation.choose_language(request.args.get(LANGUAGE, ""), accepted)


def page_number() -> int:
    """The number of the page of a list that ?page= asks for. Raises Problem when it is none."""
    number = request.args.get("page", "1")
    if not number.isascii() or not number.isdigit() or int(number[:9]) < 1:
        raise Problem("request", "no-page", given=number[:20])
    return int(number[:9])


def _check_day() -> None:
    """Raise Problem when the day asked for is none; a query has parameters of its own."""
    is_query = request.path == ENDPOINT or request.path.startswith(short_codes.SHORT_LINKS)
    if request.url_rule and request.method in READING_METHODS and not is_query:
        text = request.args.get(DAY, "")
        if text and _day() is None:
            raise Problem("request", "no-day", given=text[:20])


def _day() -> date | None:
    """The day asked for, ?on=YYYY-MM-DD; None without one, or where it is no day."""
    # Other forms of a day would make other addresses of the same.
    return iso_day(request.args.get(DAY, ""))
