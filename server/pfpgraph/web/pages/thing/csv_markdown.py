"""A thing as CSV and as Markdown: what its page states."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from pyoxigraph import NamedNode, Quad

from pfpgraph.i18n.typography import capitalised
from pfpgraph.i18n.words import word
from pfpgraph.model.thing_description import Description
from pfpgraph.namespaces import DCTERMS, RDF
from pfpgraph.query.results import text
from pfpgraph.span import HOLDS
from pfpgraph.web.pages import naming, values, views
from pfpgraph.web.pages.compared_claims import Disagreement
from pfpgraph.web.pages.thing import facts, records
from pfpgraph.web.pages.thing.facts import Fact
from pfpgraph.web.pages.thing.page import Page, compose
from pfpgraph.web.pages.thing.records import RecordGroup, RecordRow
from pfpgraph.web.pages.values import Value
from pfpgraph.web.reader import Reader

CSV_HEADER = (
    "section", "property", "property_label", "value", "value_label", "language", "from", "until",
    "sources", "sources_label",
)  # fmt: skip
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|])")


class CsvLine(NamedTuple):
    """One line of the CSV: `section` is "fact", the status of a claim or the sort of a record; then
    the property (of a record the one that refers to the thing), the value with its language, start
    and end as dates, and the sources of the statement."""

    section: str
    property: str
    value: Value
    language: str = ""
    start: str = ""
    end: str = ""
    sources: tuple[Value, ...] = ()


def csv(description: Description, reader: Reader) -> str:
    """The facts, claims and records of a thing as CSV (RFC 4180), one line for each value."""
    page = compose(description, reader)
    rows = (
        (
            line.section,
            line.property,
            reader.snapshot.terms.label(line.property, reader.language),
            line.value.plain,
            line.value.text,
            line.language,
            line.start,
            line.end,
            " | ".join(source.plain for source in line.sources),
            " | ".join(source.text for source in line.sources),
        )
        for line in _lines(page, description, reader)
    )
    return views.csv((CSV_HEADER, *rows))


def _lines(page: Page, description: Description, reader: Reader) -> list[CsvLine]:
    """The lines: classes and names, facts, sources, claims, records."""
    tags = {(q.predicate.value, text(q.object)): _tag(q) for q in description.own}
    labels = [quad for quad in description.own if quad.predicate.value in facts.LABELS]
    found = [CsvLine("fact", f"{RDF}type", value) for value in page.types]
    found += [
        CsvLine("fact", quad.predicate.value, values.known(quad.object, reader), _tag(quad))
        for quad in labels
    ]
    for fact in _facts(page):
        if fact.iri not in facts.LABELS:
            found += [
                CsvLine(
                    "fact",
                    fact.iri,
                    value,
                    tags.get((fact.iri, value.plain), ""),
                    sources=_behind(fact, value),
                )
                for value in fact.values
            ]
    found += [CsvLine("fact", f"{DCTERMS}source", source) for source in page.sources]
    return found + _claims(page) + _records(page, reader)


def _facts(page: Page) -> list[Fact]:
    """The facts and the identities (links to the same thing elsewhere), each once."""
    return list({fact.iri: fact for fact in (*page.facts, *page.identity)}.values())


def _tag(quad: Quad) -> str:
    """The language tag of a statement's value, "" without one."""
    return getattr(quad.object, "language", None) or ""


def _claims(page: Page) -> list[CsvLine]:
    """The claims of a disagreement as lines, whose section is their status."""
    if not page.dispute:
        return []
    return [
        CsvLine(
            claim.status,
            claim.property,
            claim.value,
            sources=(claim.source,) if claim.source else (),
        )
        for claim in page.dispute.claims
    ]


def _records(page: Page, reader: Reader) -> list[CsvLine]:
    """The records of a thing as lines."""
    sources = _sources(page, reader)
    return [
        _record(page.iri, row, sources, reader)
        for group in _groups(page, reader)
        for row in _held(group, reader)
    ]


def _groups(page: Page, reader: Reader) -> list[RecordGroup]:
    """All groups of records, also those for which the page has tables of acts."""
    return records.groups(page.iri, reader) if page.acts else page.groups


def _behind(fact: Fact, value: Value) -> tuple[Value, ...]:
    """The sources that claim this value of a fact; sources of the thing as a whole have their own
    lines."""
    said = [
        claim.source
        for claim in fact.evidence.claims
        if claim.source and claim.value.plain == value.plain
    ]
    return tuple(said)


def _held(group: RecordGroup, reader: Reader) -> list[RecordRow]:
    """The records of a group; when a day is asked for, only those that certainly hold on it."""
    rows = [row for _, found in group.parts for row in found]
    return [row for row in rows if row.state == HOLDS] if reader.on else rows


def _record(thing: str, row: RecordRow, sources: dict[str, list[Value]], reader: Reader) -> CsvLine:
    """A record as a line."""
    entry = row.entry
    names = ("start", "end") if entry.dated else ("date", "")
    start, end = (entry.bound(name).machine if name else "" for name in names)
    role = next(
        role
        for role in entry.roles
        if any(value.value == thing for value in entry.values.get(role, ()))
    )
    return CsvLine(
        entry.sort,
        records.predicate(role, reader),
        Value(naming.title(entry.iri, reader).text, plain=entry.iri),
        start=start,
        end=end,
        sources=tuple(sources.get(entry.iri, ())),
    )


def _sources(page: Page, reader: Reader) -> dict[str, list[Value]]:
    """The sources of each record of a thing, by IRI of the record."""
    found: dict[str, list[Value]] = {}
    if not page.timed:
        return found
    for row in reader.snapshot.filled("records-sources", thing=NamedNode(page.iri)):
        source = values.known(row["source"], reader)
        found.setdefault(row["record"].value, []).append(source)
    return found


def markdown(description: Description, reader: Reader) -> str:
    """A thing as Markdown: title, summary, claims, facts, and records with dates and sources."""
    page = compose(description, reader)
    sources = _sources(page, reader)
    told = [_plain(part.text) for part in page.sentence]
    parts = [f"# {_plain(page.called.text)}", " ".join(told), f"<{page.iri}>"]
    if page.dispute:
        parts += [
            _heading(word("claims-beside", reader.language)),
            _beside(page.dispute, reader.language),
        ]
    if found := _facts(page):
        parts += [
            _heading(word("facts", reader.language)),
            _list(_told(fact, reader.language) for fact in found),
        ]
    for group in _groups(page, reader):
        if rows := _held(group, reader):
            parts += [_heading(group.heading), "\n".join(_item(row, sources) for row in rows)]
    if page.rests:
        parts += [_heading(word("sources", reader.language)), _list(map(_link, page.sources))]
    parts.append(f"{_plain(page.cited)} <{page.address}>")
    return "\n\n".join(part for part in parts if part) + "\n"


def _heading(text: str) -> str:
    return f"## {_plain(capitalised(text))}"


def _told(fact: Fact, language: str) -> str:
    """A fact with the sources whose claims of it are not overruled."""
    claims = (claim for claim in fact.evidence.claims if claim.status != "overruled")
    said = [claim.source for claim in claims if claim.source]
    text = "; ".join(map(_link, fact.told)) or word("date-Unknown", language)
    return f"**{_plain(fact.label)}**: {text}{_by(said)}"


def _beside(dispute: Disagreement, language: str) -> str:
    """The claims of a disagreement as a list, followed by the reason."""
    lines = [
        f"**{word(claim.status, language)}**: {_link(claim.value)}"
        + _by([claim.source] if claim.source else [])
        for claim in dispute.claims
    ]
    return f"{_list(lines)}\n\n{_plain(dispute.reason)}"


def _item(row: RecordRow, sources: dict[str, list[Value]]) -> str:
    """A record as a list item: what it joins, when, how it ended, and its sources."""
    label = ", ".join(value.text for cell in row.cells for value in cell)
    found = _link(Value(label, href="/", plain=row.entry.iri))
    when = ", ".join(text for text in (row.when, row.note) if text)
    return f"- {found}{f': {_plain(when)}' if when else ''}{_by(sources.get(row.entry.iri, []))}"


def _by(sources: list[Value]) -> str:
    """Sources in parentheses, each once; "" without any."""
    links = dict.fromkeys(map(_link, sources))
    return f" ({'; '.join(links)})" if links else ""


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _link(value: Value) -> str:
    """A value as a Markdown link to its IRI if it has a link, else as text."""
    leads = value.href and value.plain.startswith(("https://", "http://"))
    return f"[{_plain(value.text)}](<{value.plain}>)" if leads else _plain(value.text)


def _plain(text: str) -> str:
    """A text in one line with the special characters of Markdown escaped."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
