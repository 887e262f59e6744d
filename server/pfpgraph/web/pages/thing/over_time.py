"""The drawing of a thing's page over time: what a country was in, the acts on a document, who took
part in an operation, who held a post, and which posts a person held."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date

from markupsafe import Markup
from pyoxigraph import NamedNode

from pfpgraph import iris
from pfpgraph.i18n.folding import folded
from pfpgraph.i18n.words import plural, word
from pfpgraph.kinds import KINDS, kind_name, local_name
from pfpgraph.model.thing_index import Entry
from pfpgraph.web.pages import values
from pfpgraph.web.pages.thing import acts, contributions
from pfpgraph.web.reader import Reader
from pfpgraph.web.svg import Bar, BarRow, Mark, bars, timeline

# Kinds drawn in one row for all that their country was in, as there may be many.
_POOLED = {"contribution": "operation"}
_ACTS_DRAWN = (acts.SIGNED, acts.CONSENT, acts.IN_FORCE)


def drawn(iri: str, reader: Reader) -> Markup:
    """The records of a thing as bars and marks over time; "" for kinds without such a drawing, and
    where no day is known."""
    make = _ROWS.get(reader.snapshot.split(iri)[0])
    rows = make(iri, reader) if make else []
    span = bars.span(rows)
    if not span:
        return Markup("")
    today = reader.snapshot.last_day
    goes_on = any(bar.end.precision == "Open" for row in rows for bar in row.bars)
    last = date(today.year + 1, 1, 1) if goes_on else span[1]
    title = word("over-time", reader.language)
    return timeline(
        rows, span[0], last, reader.language, today=today, caption=title, on=reader.asked
    )


def _country(iri: str, reader: Reader) -> list[BarRow]:
    """A row for each organisation, framework or programme that a country was in, and one for all
    operations."""
    found: dict[str, list[Entry]] = defaultdict(list)
    pooled: dict[str, list[Entry]] = defaultdict(list)
    for entry in _records(iri, reader):
        if not (KINDS[entry.kind].drawn and entry.usual):
            continue
        if entry.kind in _POOLED:
            pooled[entry.kind].append(entry)
            continue
        for whole in _wholes(entry):
            found[whole].append(entry)
    rows = [_row(whole, found[whole], reader) for whole in sorted(found, key=_order(found, reader))]
    return rows + [_pool(kind, entries, reader) for kind, entries in pooled.items()]


def _records(iri: str, reader: Reader) -> list[Entry]:
    """The records in which a thing has a role, each once."""
    return [*{one.iri: one for one in reader.snapshot.thing_index.records(iri)}.values()]


def _wholes(entry: Entry) -> list[str]:
    """What a record is about, or the record itself: a suspension may be of several things or of
    none."""
    terms = entry.values.get(local_name(KINDS[entry.kind].whole), ())
    return [term.value for term in terms if isinstance(term, NamedNode)] or [entry.iri]


def _order(found: dict[str, list[Entry]], reader: Reader) -> Callable[[str], tuple[int, str, str]]:
    """The sort key of the rows: the Alliance, frameworks, bodies, programmes; each by its earliest
    day."""
    kinds = ("organisation", "framework", "body", "programme")

    def key(whole: str) -> tuple[int, str, str]:
        kind = reader.snapshot.split(whole)[0]
        rank = kinds.index(kind) if kind in kinds else len(kinds)
        return rank, min(entry.day or "9" for entry in found[whole]), whole

    return key


def _row(whole: str, entries: list[Entry], reader: Reader) -> BarRow:
    """A row of bars for the records of a country in one organisation, framework or programme."""
    named = values.known(NamedNode(whole), reader)
    drawn = [
        Bar(
            _status(entry, whole, reader),
            entry.bound("start"),
            entry.bound("end"),
            values.known(NamedNode(entry.iri), reader).text.partition(",")[0],
            href=reader.href(entry.iri),
            may=entry.span[2:],
        )
        for entry in entries
        if entry.dated
    ]
    return BarRow(named.text, drawn, _marks(entries, reader), named.href, named.language)


def _marks(entries: list[Entry], reader: Reader) -> list[Mark]:
    """The signatures with which the records of a row began, where their day is known."""
    found = []
    for entry in entries:
        for term in entry.values.get("startEvent", ()):
            act = reader.snapshot.thing_index.get(term.value)
            if act and act.kind == "signature" and act.bound("date").precision == "Day":
                title = values.known(term, reader).text
                found.append(Mark(act.day, title, reader.href(act.iri)))
    return found


def _status(entry: Entry, whole: str, reader: Reader) -> str:
    """The status that decides how the bar of a record looks."""
    if entry.kind == "suspension":
        return "suspended"
    if whole == iris.thing(reader.snapshot.base, *iris.ALLIANCE):
        return "ally"
    if whole == iris.thing(reader.snapshot.base, *iris.PARTNERSHIP):
        return "partner"
    return "other"


def _pool(kind: str, entries: list[Entry], reader: Reader) -> BarRow:
    """One row for all records of a kind, each bar with the acronym of what it is about."""
    whole = local_name(KINDS[kind].whole)
    drawn = [_contribution(entry, entry.first(whole), reader) for entry in entries]
    return BarRow(kind_name(_POOLED[kind], reader.language), drawn)


def _contribution(entry: Entry, named: str, reader: Reader) -> Bar:
    """The bar of a contribution, named by its operation or its country, within the time of the
    operation."""
    operation = reader.snapshot.thing_index.get(entry.first("operation"))
    may_from, may_until = entry.span[2:]
    if operation and operation.dated:
        may_from = max(may_from, operation.span.may_from)
        may_until = max(may_from, min(may_until, operation.span.may_until))
    seen = entry.span[:2] if entry.span.holds_from < entry.span.holds_until else None
    return Bar(
        "partner",
        entry.bound("start"),
        entry.bound("end"),
        values.known(NamedNode(named), reader).text,
        reader.snapshot.country_facts.acronym(named, reader.language),
        reader.href(entry.iri),
        (may_from, may_until),
        seen if {"firstSeen", "lastSeen"} & entry.values.keys() else None,
    )


def _operation(iri: str, reader: Reader) -> list[BarRow]:
    """The operation, then a row for each country that took part, with the days on which its people
    were counted."""
    own = reader.snapshot.thing_index.get(iri)
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in _records(iri, reader):
        if entry.kind == "contribution" and entry.first("country"):
            found[entry.first("country")].append(entry)
    if not own or not own.dated or not found:
        return []
    title = values.known(NamedNode(iri), reader).text
    whole = Bar("ally", own.bound("start"), own.bound("end"), title, may=own.span[2:])
    return [BarRow(title, [whole]), *(_contributor(*one, reader) for one in _by_day(found, reader))]


def _by_day(found: dict[str, list[Entry]], reader: Reader) -> list[tuple[str, list[Entry]]]:
    """Things with their records, by the first day known, then by name."""

    def key(thing: str) -> tuple[str, str]:
        day = min(entry.day or "9" for entry in found[thing])
        return day, folded(values.known(NamedNode(thing), reader).text)

    return [(thing, found[thing]) for thing in sorted(found, key=key)]


def _contributor(country: str, entries: list[Entry], reader: Reader) -> BarRow:
    """The contributions of a country to an operation."""
    named = values.known(NamedNode(country), reader)
    marks = [
        Mark(count.day, _counted(count, reader), reader.href(count.iri), "event", how)
        for entry in entries
        for count in contributions.counts(entry, reader)
        if (how := count.bound("date").precision) in ("Day", "Month")  # a year is no place
    ]
    drawn = [_contribution(entry, country, reader)._replace(label="") for entry in entries]
    return BarRow(named.text, drawn, marks, named.href, named.language)


def _counted(count: Entry, reader: Reader) -> str:
    """A number of people in words."""
    return plural("people", int(count.first("value") or 0), reader.language)


def _document(iri: str, reader: Reader) -> list[BarRow]:
    """A row for the signatures of a document, one for consents to be bound by it, and one for its
    entries into force, with a mark for each day."""
    found: dict[str, dict[str, list[Entry]]] = defaultdict(lambda: defaultdict(list))
    for entry in acts.acts(iri, reader):
        if entry.day and entry.bound("date").precision == "Day" and not entry.is_a("NationalStep"):
            found[acts.column(entry)][entry.day].append(entry)
    rows = [
        BarRow(
            word(f"act-{column}", reader.language),
            marks=[_together(day, on, reader) for day, on in found[column].items()],
        )
        for column in _ACTS_DRAWN
        if column in found
    ]
    return rows if sum(len(row.marks) for row in rows) > 1 else []


def _together(day: str, entries: list[Entry], reader: Reader) -> Mark:
    """The mark of the acts of one day: it names the parties, and links to an act that is alone."""
    parties = (
        values.known(term, reader).text
        for entry in entries
        for name in acts.PARTIES
        for term in entry.values.get(name, ())
    )
    title = ", ".join(sorted(parties, key=folded)) or word("act-general", reader.language)
    return Mark(day, title, reader.href(entries[0].iri) if len(entries) == 1 else "")


def _post(iri: str, reader: Reader) -> list[BarRow]:
    """A row for each holder of a post."""
    return _terms(iri, "holder", reader)


def _person(iri: str, reader: Reader) -> list[BarRow]:
    """A row for each post of a person."""
    return _terms(iri, "post", reader)


def _terms(iri: str, role: str, reader: Reader) -> list[BarRow]:
    """The terms of office of a thing as bars, a row for each thing in another role."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in _records(iri, reader):
        if entry.kind == "term" and entry.first(role):
            found[entry.first(role)].append(entry)
    return [_held(thing, entries, reader) for thing, entries in _by_day(found, reader)]


def _held(thing: str, entries: Iterable[Entry], reader: Reader) -> BarRow:
    """The terms of one holder, or in one post; acting ones look like what is only possible."""
    named = values.known(NamedNode(thing), reader)
    drawn = [
        Bar(
            "other" if entry.first("acting") == "true" else "partner",
            entry.bound("start"),
            entry.bound("end"),
            named.text,
            href=reader.href(entry.iri),
            may=entry.span[2:],
        )
        for entry in entries
        if entry.dated
    ]
    return BarRow(named.text, drawn, (), named.href, named.language)


_ROWS: dict[str, Callable[[str, Reader], list[BarRow]]] = {
    "country": _country,
    "document": _document,
    "operation": _operation,
    "post": _post,
    "person": _person,
}
