"""The list of a kind: one table of all its things, as a page, as CSV, as RDF."""

from urllib.parse import quote

from flask import Blueprint, g, redirect, request
from werkzeug.wrappers import Response

from pfpgraph.formats import CSV, HTML
from pfpgraph.http.headers import FORMAT_PARAMETERS, Link
from pfpgraph.i18n.catalogues import DEFAULT_LANGUAGE
from pfpgraph.kinds import KINDS, Kind, local_name
from pfpgraph.problems import Problem
from pfpgraph.web import addresses
from pfpgraph.web.pages.lists import page
from pfpgraph.web.reader import with_arguments
from pfpgraph.web.request import current_reader, page_number
from pfpgraph.web.responses import answer, choose

bp = Blueprint("lists", __name__)

# The parameters of every list, besides its facets.
_PARAMETERS = ("sort", "page", "on", "lang", *FORMAT_PARAMETERS, "profile", "_profile")


@addresses.route(bp, "/id/<kind>/")
def things(kind: str) -> Response:
    """Redirect /id/<kind>/ to the list of the kind (303). Raises Problem (404) for an unknown
    kind."""
    end = f".{g.suffix}" if g.suffix else "/"
    path = f"{request.script_root}/doc/{_kind(kind).name}{quote(end)}"
    return redirect(with_arguments(path, request.args.to_dict(flat=False)), 303)


@addresses.route(bp, "/doc/<kind>/")
def table(kind: str) -> Response:
    """Answer with the list of a kind in the format asked for; data is the whole list, a page one
    part. Raises Problem: 404 for an unknown kind or page, 400 for an unknown parameter or value."""
    row = _kind(kind)
    fmt = choose()
    _check(row)
    number, reader = page_number(), current_reader()
    language = reader.language if fmt in (HTML, CSV) else ""
    reader = reader.speaking(language or DEFAULT_LANGUAGE)
    return answer(
        lambda: page.write(row, fmt, reader, request.args, number),
        fmt.content_type,
        links=[Link(f"{reader.snapshot.base}doc/{row.name}/", "canonical")],
        language=language,
    )


def _check(kind: Kind) -> None:
    """Raise Problem (400) when the request has a parameter that this list does not know."""
    facets = [local_name(name) for name in kind.facets]
    known = (*facets, *_PARAMETERS)
    if unknown := next((name for name in request.args if name not in known), ""):
        told = [*facets, *_PARAMETERS[:5]]
        raise Problem("request", "no-parameter", known=told, given=unknown[:40])


def _kind(name: str) -> Kind:
    """The kind with this name. Raises Problem (404) when there is none."""
    if name not in KINDS:
        raise Problem("not-found", "no-kind", name=name, known=[*KINDS])
    return KINDS[name]
