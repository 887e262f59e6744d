"""A tokeniser for SPARQL queries: what must be known of a query before a worker sees its text.

It is no parser: what it lets pass may still be refused by the engine. The engine reads keywords
without asking for a space after them (`SERVICEex:x {` is a call), so words are searched, not
compared.
"""

import re
from math import inf
from typing import NamedTuple

from pfpgraph.problems import Problem
from pfpgraph.settings import Settings

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")
_PROLOGUE = ("PREFIX", "BASE", "VERSION")
_VOLATILE = frozenset(("NOW", "RAND", "UUID", "STRUUID", "BNODE"))

# SPARQL 1.1 Query section 19.8. Names may hold escaped quotes (ex:l\'a), so they are read whole.
_TOKEN = re.compile(
    r"""
      (?P<iri> <[^<>"{}|^`\x00-\x20]*> )
    | (?P<string>
        \"{3} (?: \"{0,2}+ (?: [^"\\] | \\. ) )*+ \"{3}
      | '{3}  (?: '{0,2}+  (?: [^'\\] | \\. ) )*+ '{3}
      | "(?: [^"\\\n\r] | \\. )*+" | '(?: [^'\\\n\r] | \\. )*+' )
    | (?P<unclosed> ["'] .* )
    | (?P<comment> \#[^\n\r]* )
    | (?P<variable> [?$](?: \w | [^\x00-\x7f] )+ )
    | (?P<name> (?: [\w.-] | [^\x00-\x7f] )*+ :
        (?: (?: [\w:%] | [^\x00-\x7f] | \\. ) (?: [\w.:%-] | [^\x00-\x7f] | \\. )* )? )
    | (?P<word> @[\w-]+ | (?: [\w.-] | [^\x00-\x7f] )++ )
    | (?P<open> [({[] )
    | (?P<close> [)}\]] )
    """,
    re.VERBOSE | re.DOTALL,
)
_BARE = re.compile(r"@?[^\W\d]\w*")  # a run such as 1-NOW holds a word
_GROUP = re.compile(r"(?: \s | \#[^\n\r]*+ )*+ \{", re.VERBOSE)


class Query(NamedTuple):
    """A query that may be run: its text, its form, whether it names its dataset (FROM), and
    whether its answer may change between two runs on the same graph."""

    text: str
    form: str
    has_dataset: bool
    is_volatile: bool


def examine(text: str, settings: Settings) -> Query:
    """What is known of a query. Raises Problem: too-long, nesting, service, update, syntax."""
    if _size(text) > settings.query_kilobytes << 10:
        raise Problem(
            "too-long",
            f"The query is longer than {settings.query_kilobytes} KiB; shorten it.",
            limit=settings.query_kilobytes,
            unit="KiB",
        )
    words = _words(text, settings.query_nesting)
    if calls_service(text):
        raise Problem("service", "This service sends no queries to others; leave SERVICE out.")
    form = _form(text, words)
    names = {word for word, _ in words}
    return Query(text, form, _names_dataset(names), not names.isdisjoint(_VOLATILE))


def _size(text: str) -> int:
    """The bytes of a text in UTF-8. Raises Problem: syntax, when it holds half a character."""
    try:
        return len(text.encode())
    except UnicodeEncodeError as error:
        raise _fault(text, error.start, "this is half a character, not UTF-8.") from None


def has_dataset(text: str) -> bool:
    """Whether a query names its dataset itself, by FROM."""
    return "FROM" in text.upper() and _names_dataset({word for word, _ in _words(text)})


def calls_service(text: str) -> bool:
    """Whether SERVICE stands anywhere as a keyword, however the engine may read the text.

    In `?a<'x>'` the engine sees a comparison and a string where a tokeniser sees an IRI. So both
    readings are followed; they soon meet again, and no place is looked at twice.
    """
    if "SERVICE" not in text.upper():
        return False
    starts, seen = {0}, set()
    while starts:
        position, previous = starts.pop(), ""
        while (token := _TOKEN.search(text, position)) and token.start() not in seen:
            seen.add(token.start())
            if _is_call(token, previous):
                return True
            if token.lastgroup == "iri" and (other := _other_reading(token)):
                starts.add(other)
            if token.lastgroup != "comment":
                previous = token[0].upper() if token.lastgroup == "word" else ""
            position = token.end()
    return False


def _is_call(token: re.Match, previous: str) -> bool:
    """Whether a token holds the keyword. `service:x {` is one too, except where a graph is named:
    the engine reads it as SERVICE and `:x`, even where the prefix is declared."""
    if token.lastgroup == "word":
        return "SERVICE" in token[0].upper()
    if token.lastgroup != "name" or "SERVICE" not in token[0].partition(":")[0].upper():
        return False
    return previous not in ("GRAPH", "FROM", "NAMED") and bool(
        _GROUP.match(token.string, token.end())
    )


def _other_reading(iri: re.Match) -> int:
    """Where reading goes on if the `<` of an IRI is an operator: at a string in it, or after the
    line that a comment in it ends. 0 where it cannot be one: two slashes stand in no expression."""
    start = re.search("['#]", iri[0])
    if not start or "//" in iri[0][: start.start()]:
        return 0
    place = iri.start() + start.start()
    return place if start[0] == "'" else _line_end(iri.string, place)


def _line_end(text: str, place: int) -> int:
    """Where the line of a place ends (str.find, since a regular expression is 50 times slower)."""
    ends = [end for end in (text.find("\n", place), text.find("\r", place)) if end >= 0]
    return min(ends, default=len(text))


def _words(text: str, nesting: float = inf) -> list[tuple[str, int]]:
    """The bare words of a query in capitals with their places. Raises Problem: nesting."""
    words, depth = [], 0
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup
        if kind == "word":
            words += [
                (bare[0].upper(), bare.start())
                for bare in _BARE.finditer(text, token.start(), token.end())
            ]
        elif kind == "open":
            depth += 1
            if depth > nesting:
                raise Problem(
                    "nesting",
                    f"Brackets are nested more than {nesting} deep; write the query flatter.",
                    limit=nesting,
                    unit="brackets",
                )
        elif kind == "close":
            depth -= 1
    return words


def _names_dataset(words: set[str]) -> bool:
    """Whether FROM is among the words, also as the engine reads FROMNAMED."""
    return any(word.startswith("FROM") for word in words)


def _form(text: str, words: list[tuple[str, int]]) -> str:
    """The query form: the first word after the prologue. Raises Problem when it is none."""
    word, place = next((w for w in words if w[0] not in _PROLOGUE), ("", len(text)))
    for form in FORMS:
        if word.startswith(form):
            return form
    if word in _UPDATES:
        raise Problem("update", "This graph is read-only: only queries are answered here.")
    raise _fault(text, place, "SELECT, ASK, CONSTRUCT or DESCRIBE is expected.")


def _fault(text: str, place: int, what: str) -> Problem:
    """What is wrong at a place of a query, with its line and column."""
    line, column = text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place)
    return Problem("syntax", f"Line {line}, column {column}: {what}", line=line, column=column)
