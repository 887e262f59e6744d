"""What views read from a request: the reader with language and day, and the page number of a
list."""

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

# The parameters that links keep. Links repeat no others, whatever a client sends.
_PARAMETERS = (
    frozenset(
        "on lang page sort from to framework view q kind country property status graph default"
        " query graphs profile _profile iri day layer".split()
    )
    | KINDS.keys()
    | {local_name(facet) for kind in KINDS.values() for facet in kind.facets}
)


def attach(app: Flask, settings: Settings, store: Store, release: Release) -> None:
    """Store the snapshot of a release in an application, where `current_snapshot` finds it."""
    app.extensions["pfpgraph"] = Snapshot(settings, store, release)


def register(app: Flask) -> None:
    """Make an application refuse an invalid ?on= at every address, since links on all pages keep
    it."""
    app.before_request(_check_day)


def current_snapshot() -> Snapshot:
    """The snapshot of the release that the application serves."""
    found: Snapshot = current_app.extensions["pfpgraph"]
    return found


def current_reader(suffix: str = "") -> Reader:
    """The reader of this request, made once per request and address. `suffix` is the suffix of the
    address, given by views that parse it from the name themselves."""
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
    """The recognised parameters of this address that links may keep, without those that choose a
    format."""
    return {name: value for name, value in request.args.items() if name in _PARAMETERS}


def language() -> str:
    """The language tag of the answer: ?lang=, else Accept-Language, else English."""
    accepted = request.headers.get("Accept-Language", "")
    return negotiation.choose_language(request.args.get(LANGUAGE, ""), accepted)


def page_number() -> int:
    """The page number in ?page=, counted from 1 and 1 by default. Raises Problem (400) when it is
    not a positive whole number."""
    number = request.args.get("page", "1")
    if not number.isascii() or not number.isdigit() or int(number[:9]) < 1:
        raise Problem("request", "no-page", given=number[:20])
    return int(number[:9])


def _check_day() -> None:
    """Raise Problem (400) when ?on= is not a day. Queries are exempt: their parameters are their
    own."""
    is_query = request.path == ENDPOINT or request.path.startswith(short_codes.SHORT_LINKS)
    if request.url_rule and request.method in READING_METHODS and not is_query:
        text = request.args.get(DAY, "")
        if text and _day() is None:
            raise Problem("request", "no-day", given=text[:20])


def _day() -> date | None:
    """The day in ?on=YYYY-MM-DD; None when it is missing or not a day."""
    # Other forms of ISO 8601 would give one page several addresses.
    return iso_day(request.args.get(DAY, ""))
