"""How many people of a contribution to an operation were counted, and when."""

from pyoxigraph import NamedNode

from pfpgraph.i18n import dates
from pfpgraph.i18n.words import word
from pfpgraph.model.thing_index import Entry
from pfpgraph.web.pages import values
from pfpgraph.web.pages.values import Value
from pfpgraph.web.reader import Reader


def counts(entry: Entry, reader: Reader) -> list[Entry]:
    """The numbers of people counted of a contribution, the earliest first."""
    found = (one for one in reader.snapshot.thing_index.records(entry.iri) if one.kind == "count")
    return sorted(found, key=lambda count: (count.day, count.iri))


def people(entry: Entry, reader: Reader) -> list[Value]:
    """The numbers of people of a contribution, each with its day and linked to its record."""
    return [_number(count, reader) for count in counts(entry, reader)]


def _number(count: Entry, reader: Reader) -> Value:
    """A number of people with its day."""
    text, when = values.number(count.first("value"), reader.language), count.bound("date")
    told = word("counted-on", reader.language).format(text, dates.in_words(when, reader.language))
    return values.known(NamedNode(count.iri), reader)._replace(text=told if when.day else text)
