"""The key facts of a country or an operation, shown above its lists."""

from typing import NamedTuple

from pfpgraph import iris
from pfpgraph.i18n.words import word
from pfpgraph.iris import tail
from pfpgraph.model.thing_index import Entry
from pfpgraph.web.pages import values
from pfpgraph.web.pages.thing import records
from pfpgraph.web.pages.thing.facts import Fact
from pfpgraph.web.pages.values import Value
from pfpgraph.web.reader import Reader

# The records shown as key facts: kind, organisation or framework, and key of the words.
TOLD = (
    ("participation", iris.PARTNERSHIP, ""),
    ("accession", iris.ALLIANCE, "key-accession"),
)
# The properties shown as key facts, by kind.
_PROPERTIES = {
    "country": ("capital", "region", "iso3"),
    "operation": ("mandate", "theatre", "theatreInWords", "commandedBy", "commandInWords"),
}
SIGNED = ("venue", "signedBy", "signedAs")


class KeyFact(NamedTuple):
    """A key fact: its label, its values, the address of the record it comes from, and the address
    of a disagreement about its dates ("" without one)."""

    label: Value
    values: list[Value]
    record: str = ""
    disputed: str = ""


def key_facts(iri: str, facts: list[Fact], reader: Reader) -> list[KeyFact]:
    """The key facts of a thing: of a country its signature of the framework document, participation
    and accession, then selected properties; empty for other kinds."""
    kind = reader.snapshot.split(iri)[0]
    known = {tail(fact.iri): fact for fact in facts}
    stated = [_stated(known[name]) for name in _PROPERTIES.get(kind, ()) if name in known]
    return [*_joined(iri, reader), *stated] if kind == "country" else stated


def _joined(iri: str, reader: Reader) -> list[KeyFact]:
    """The signature of the framework document by a country, and its records, as key facts."""
    found = sorted(
        reader.snapshot.thing_index.records(iri), key=lambda entry: (entry.day or "9", entry.iri)
    )
    document = iris.thing(reader.snapshot.base, *iris.FRAMEWORK_DOCUMENT)
    signed = [
        _signature(entry, reader)
        for entry in found
        if entry.kind == "signature" and entry.first("document") == document
    ]
    told = [
        _record(entry, key, reader)
        for kind, whole, key in TOLD
        for entry in found
        if entry.kind == kind and _is_of(entry, iris.thing(reader.snapshot.base, *whole))
    ]
    return [*signed, *told]


def _is_of(entry: Entry, whole: str) -> bool:
    """Whether a record is of this organisation or framework, and not an invitation to it."""
    return entry.usual and any(term.value == whole for term in entry.wholes)


def _signature(entry: Entry, reader: Reader) -> KeyFact:
    """A signature: when, where, by whom and in which office; an unknown place is said to be
    unknown."""
    document = records.called(entry.values.get("document", []), reader)
    told = {name: records.called(entry.values.get(name, []), reader) for name in SIGNED}
    told["venue"] = told["venue"] or [Value(word("place-unknown", reader.language))]
    day = Value(records.when(entry, reader))
    label = document[0] if document else Value(word("signature", reader.language))
    label = label._replace(text=word("key-signed", reader.language).format(label.text))
    return KeyFact(
        label, [day, *(value for name in SIGNED for value in told[name])], *_links(entry, reader)
    )


def _record(entry: Entry, key: str, reader: Reader) -> KeyFact:
    """The period of a record, under the name of its organisation or framework."""
    whole = values.known(entry.wholes[0], reader)
    if key:
        whole = whole._replace(text=word(key, reader.language).format(whole.text))
    return KeyFact(whole, [Value(records.when(entry, reader))], *_links(entry, reader))


def _stated(fact: Fact) -> KeyFact:
    return KeyFact(Value(fact.label, fact.href), fact.told)


def _links(entry: Entry, reader: Reader) -> tuple[str, str]:
    """The address of a record, and that of a disagreement about its dates."""
    return reader.href(entry.iri), records.disputed(entry, reader)
