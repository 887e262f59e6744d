"""The page of the report: what validation found when the release was built, all that was checked
and by what, and how many independent sources stand behind the records."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from pfpgraph.i18n.texts import choose
from pfpgraph.i18n.typography import spaced
from pfpgraph.query.results import text
from pfpgraph.web.pages import layout, values, views
from pfpgraph.web.pages.reports.faults import fault_row
from pfpgraph.web.pages.values import Value
from pfpgraph.web.reader import Reader

SHAPE, HYGIENE, NAMES = "shape", "hygiene", "names"  # the sorts of checks


class Check(NamedTuple):
    """A check for a reader: its sort, the shape or query, its label and what is right in words (""
    where there is none), and the numbers of things and results, None where they are not known."""

    sort: str
    what: Value
    label: str
    message: str
    things: int | None
    results: int | None


def page(reader: Reader) -> str:
    """The page of the report, in the reader's language."""
    found = reader.snapshot.report
    checks = list(_checks(reader))
    faults = [fault_row(fault, reader) for fault in found["faults"]]
    return layout.render(
        reader,
        "report.html",
        verdict=verdict(found),
        faults=faults,
        checks={sort: [c for c in checks if c.sort == sort] for sort in (SHAPE, HYGIENE, NAMES)},
        questions=found.get("questions", 0),
        engines=found.get("engines", {}),
        supports=[
            (values.known(row["support"], reader), int(text(row["records"])))
            for row in reader.snapshot.rows("supports")
        ],
        formats=reader.formats,
    )


def table(reader: Reader) -> str:
    """All checks as CSV, with their sentences in the reader's language; unknown numbers are
    empty."""
    head = ("sort", "check", "label", "message", "things", "results")
    rows = (
        (c.sort, c.what.plain, c.label, c.message, *map(_cell, (c.things, c.results)))
        for c in _checks(reader)
    )
    return views.csv((head, *rows))


def _checks(reader: Reader) -> Iterator[Check]:
    """All checks: of shapes by their names, then of hygiene, then of the names of releases."""
    found = reader.snapshot.report
    results = found.get("results", {})
    for iri, things in found.get("focus_nodes", {}).items():
        label, _ = choose(reader.snapshot.labels.get(iri, {}), reader.language)
        yield Check(SHAPE, _named(iri, reader), label, "", things, results.get(iri))
    for check in found.get("hygiene", ()):
        yield _check(HYGIENE, check, reader)
    if released := found.get("released"):
        yield _check(NAMES, released, reader)


def _check(sort: str, check: dict[str, Any], reader: Reader) -> Check:
    """A check that has a sentence."""
    message = spaced(check[f"message_{reader.language}"], reader.language)
    what = _named(check["check"], reader)
    return Check(sort, what, "", message, check["things"], check["results"])


def _named(iri: str, reader: Reader) -> Value:
    """A shape or a query by its name, such as shape:Country, as editors of the files know it."""
    return Value(reader.snapshot.shorten(iri), reader.href(iri), plain=iri)


def _cell(number: int | None) -> str:
    return "" if number is None else str(number)


def verdict(found: dict[str, Any]) -> str:
    """The verdict on a report: unchecked, conforms, breaks (there is a violation) or warns."""
    if not found["checked"]:
        return "unchecked"
    broken = any(fault["severity"].endswith("#Violation") for fault in found["faults"])
    return "conforms" if found["conforms"] else "breaks" if broken else "warns"
