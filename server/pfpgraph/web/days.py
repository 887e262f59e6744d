"""The day that a reader asks about: ?on=YYYY-MM-DD, else the day of the release's data."""

from datetime import date

from flask import Flask, g, request

from pfpgraph.http import short_codes
from pfpgraph.http.messages import READING
from pfpgraph.http.sparql_protocol import ENDPOINT
from pfpgraph.problems import Problem
from pfpgraph.web.request import site

PARAMETER = "on"


def register(app: Flask) -> None:
    """Have what is no day refused at every address, since it stays in the links of each."""
    app.before_request(_check)


def _check() -> None:
    """Raise Problem when the day asked for is none; a query has parameters of its own."""
    is_query = request.path == ENDPOINT or request.path.startswith(short_codes.FOLDER)
    if request.url_rule and request.method in READING and not is_query:
        asked()


def asked() -> date | None:
    """The day asked for, None without one. Raises Problem when it is no day."""
    text = request.args.get(PARAMETER, "")
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
        if str(day) != text:  # other forms of ISO 8601 would make other addresses of the same
            raise ValueError
    except ValueError:
        raise Problem("request", "no-day", given=text[:20]) from None
    return day


def kept() -> str:
    """The day asked for as it stays in links, "" where there is none or it is no day."""
    found = g.get("on")
    if found is None:  # it is asked for every link of an answer
        try:
            found = str(asked() or "")
        except Problem:
            found = ""
        g.on = found
    return found


def latest() -> date:
    """The day of the release's data: what is shown without a day asked for."""
    return site.last_day


def day() -> date:
    """The day that the answer is about. Raises Problem."""
    return asked() or latest()
