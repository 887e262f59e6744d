"""Addresses: one rule for suffixes, trailing slashes and file names, for every route.

Where a route offers several formats, a suffix chooses one (`/map.csv`, `/doc/country.ttl`). Only
the lists of a kind end in a slash; any other address that ends in one redirects to the same address
without it.
"""

import re
from collections.abc import Callable, Iterable
from typing import TypeVar
from urllib.parse import quote

from flask import Blueprint, Flask, current_app, g, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from pfpgraph.web.route_table import BY_PATH, BY_RULE, ROUTES, Route

_SUFFIXES = {offer.media_type: offer.name for row in ROUTES for offer in row.offers}
V = TypeVar("V", bound=Callable[..., Response])  # a view
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_WHOLE = "pfpgraph"  # the name of a file of the whole graph


def route(bp: Blueprint, path: str, methods: Iterable[str] = ("GET",)) -> Callable[[V], V]:
    """A decorator that registers a view on a blueprint: at a path of the route table and, where
    that row has suffixes, at the path with a suffix. Raises KeyError when the table has no such
    path."""
    row = BY_PATH[path]

    def register(view: V) -> V:
        for rule in row.rules:
            bp.add_url_rule(rule, view.__name__, view, methods=methods)
        return view

    return register


def current() -> Route | None:
    """The row of the route table that matches the current request, None when none does."""
    return BY_RULE.get(request.url_rule.rule) if request.url_rule else None


def register(app: Flask) -> None:
    """Make an application take suffixes out of addresses and redirect needless trailing slashes."""
    app.url_value_preprocessor(_take_suffix)
    app.before_request(_without_slash)


def _take_suffix(_: str | None, values: dict[str, str] | None) -> None:
    """Move the suffix from the view's arguments to `g.suffix`, where the format is chosen by it."""
    if values:
        g.suffix = values.pop("suffix", "")


def _without_slash() -> Response | None:
    """Redirect (308) to the address without its trailing slashes, if a route exists there; else
    None."""
    bare = request.path.rstrip("/")
    if not bare or request.path == bare:
        return None
    adapter = current_app.create_url_adapter(request)
    if adapter is None:
        return None
    try:
        adapter.match(bare, request.method)
    except HTTPException:
        return None
    query = request.query_string.decode()
    there = quote(request.script_root + bare) + (f"?{query}" if query else "")
    return redirect(there, 308)


def file_name(content_type: str) -> str:
    """The file name under which a browser saves this answer, for Content-Disposition: the last part
    of the path (at /graph, of ?graph=), or else "pfpgraph", with the suffix of the Content-Type.
    Empty when no route offers that type."""
    suffix = _SUFFIXES.get(content_type.partition(";")[0])
    if not suffix:
        return ""
    path = request.args.get("graph") if request.path == "/graph" else request.path
    last = (path or "").rstrip("/").rpartition("/")[2].removesuffix(f".{suffix}")
    return f"{_UNSAFE.sub('-', last).strip('.-') or _WHOLE}.{suffix}"
