"""A tokeniser for SPARQL queries: length, nesting, form, dataset and SERVICE are checked before a
worker gets the text.

It is not a parser: the engine may still refuse a query that it lets pass. The engine reads keywords
without requiring a space after them (`SERVICEex:x {` is a call), so keywords are searched within
words, not compared with them.
"""

import re
from itertools import accumulate
from typing import NamedTuple

from pfpgraph.problems import Problem
from pfpgraph.settings import Settings

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")
_PROLOGUE = ("PREFIX", "BASE", "VERSION")
_VOLATILE = ("NOW", "RAND", "UUID", "BNODE")

# SPARQL 1.1 Query section 19.8. Names may hold escaped quotes (ex:l\'a), so they are read whole.
# Repetitions never backtrack, so that the time is linear in the length of the text: sets of
# characters are repeated by `++`, anything else within an atomic group, since before Python 3.11.5
# a possessive quantifier behind a group matches wrongly.
_IRI = r"""<[^<>"{}|^`\x00-\x20]*>"""
_STRING = r"""
    (?: \"{3} (?> (?: \"{0,2}+ (?: [^"\\]++ | \\. ) )* ) \"{3}
      | '{3}  (?> (?: '{0,2}+  (?: [^'\\]++ | \\. ) )* ) '{3}
      | "(?> (?: [^"\\\n\r]++ | \\. )* )" | '(?> (?: [^'\\\n\r]++ | \\. )* )' )"""
_UNCLOSED = r"""["'] .*"""
_COMMENT = r"\#[^\n\r]*"
_BEYOND = r"\x80-\U0010ffff"  # every character beyond ASCII may be part of a name
_VARIABLE = rf"[?$][\w{_BEYOND}]+"
_NAME = rf"""
    [\w.{_BEYOND}-]*+ : (?: (?: [\w:%{_BEYOND}] | \\. ) (?> (?: [\w.:%{_BEYOND}-]++ | \\. )* ) )?"""
_WORD = rf"@[\w-]+ | [\w.{_BEYOND}-]++"
_TOKEN = re.compile(
    rf"""
      (?P<iri> {_IRI} )
    | (?P<string> {_STRING} )
    | (?P<unclosed> {_UNCLOSED} )
    | (?P<comment> {_COMMENT} )
    | (?P<variable> {_VARIABLE} )
    | (?P<name> {_NAME} )
    | (?P<word> {_WORD} )
    | (?P<bracket> [(){{}}\[\]] )
    """,
    re.VERBOSE | re.DOTALL,
)
# The same tokens, stopping only at words: several times as fast.
_NEXT_WORD = re.compile(
    rf"""
    (?> (?: [\s\x00-\x1f0-9(){{}}\[\];,=*+|&!/^>]++ | {_IRI} | {_STRING} | {_UNCLOSED} | {_COMMENT}
      | {_VARIABLE} | {_NAME} | (?! {_WORD} ) . )* )
    ( {_WORD} | \Z )
    """,
    re.VERBOSE | re.DOTALL,
)
# Likewise, stopping at brackets; a name need only be seen from its colon on.
_NEXT_BRACKET = re.compile(
    rf"""
    (?> (?: [^<"'\#:\\(){{}}\[\]]++ | {_IRI} | {_STRING} | {_UNCLOSED} | {_COMMENT} | {_NAME}
      | [<\\] )* )
    ( [(){{}}\[\]] | \Z )
    """,
    re.VERBOSE | re.DOTALL,
)
_STEPS = dict.fromkeys("({[", 1) | dict.fromkeys(")}]", -1) | {"": 0}
_BARE = re.compile(r"@?[^\W\d]\w*")  # a run such as 1-NOW holds a word
# The bare word FROM: not within a name or variable, but possibly right behind ASK or CONSTRUCT. The
# letter comes before the lookbehinds since that is faster.
_FROM = re.compile(r"[Ff](?<![^\W\dkKtT][Ff])(?<![?$][Ff])[Rr][Oo][Mm]")
_SPACE = r"(?> (?: \s | \#[^\n\r]*+ )* )"
_STAR = re.compile(
    rf"SELECT {_SPACE} (?:DISTINCT|REDUCED)? {_SPACE} (?=\*)", re.VERBOSE | re.IGNORECASE
)
_SOURCE = re.compile(r"(?:|ASK|CONSTRUCT)FROM(?:NAMED)?|NAMED")
_GROUP = re.compile(rf"{_SPACE} \{{", re.VERBOSE)


class Examined(NamedTuple):
    """The form of a query that may be run, one of FORMS, and whether its answer may change between
    two runs on the same graph (NOW, RAND, UUID, BNODE)."""

    form: str
    is_volatile: bool


def examine(text: str, settings: Settings) -> Examined:
    """The form and volatility of a query, checked against the limits of the settings. Raises
    Problem: too-long, nesting, service, update, syntax."""
    if _size(text) > settings.query_kilobytes << 10:
        raise Problem("too-long", "long-query", limit=settings.query_kilobytes, unit="KiB")
    _check_nesting(text, settings.query_nesting)
    if calls_service(text):
        raise Problem("service", "no-service")
    words = _words(text)
    return Examined(_form(text, words), any(word.endswith(_VOLATILE) for word in words))


def _size(text: str) -> int:
    """The length of a text in bytes of UTF-8. Raises Problem (syntax) for an unpaired surrogate."""
    try:
        return len(text.encode())
    except UnicodeEncodeError as error:
        raise _fault(text, error.start, "fault-character") from None


def has_dataset_clause(text: str) -> bool:
    """Whether a query has a dataset clause (FROM)."""
    return bool(_FROM.search(text)) and _names_dataset(_words(text))


class DatasetClause(NamedTuple):
    """The graphs that a query names by FROM (`default`) and FROM NAMED (`named`), as they are
    written, and the prologue that declares their prefixes."""

    prologue: str
    default: list[str]
    named: list[str]


def dataset_clause(text: str) -> DatasetClause | None:
    """The graphs that a query names by FROM and FROM NAMED; None where only the engine can tell
    keyword and name apart, as in FROMex:a."""
    place, depth = start(text), 0
    found: tuple[list[str], list[str]] = ([], [])
    asked: int | None = None
    for token in _TOKEN.finditer(text, place):
        kind, upper = token.lastgroup, token[0].upper()
        depth += _STEPS.get(token[0], 0)
        if depth or kind == "comment":
            continue
        if asked is not None and kind in ("iri", "name"):
            found[asked].append(token[0])
            asked = None
        elif kind == "word" and _SOURCE.fullmatch(upper):
            asked = 1 if upper.endswith("NAMED") else 0
        elif asked is not None or (kind in ("name", "word") and "FROM" in upper.partition(":")[0]):
            return None
    return DatasetClause(text[:place], *found)


def star(text: str) -> tuple[int, list[str]] | None:
    """The position of the star of a SELECT *, and the names of all variables behind it in order of
    first appearance; None without a star, or where that order is alphabetical."""
    found = _STAR.match(text, start(text)) if "*" in text else None
    if not found:
        return None
    tokens = _TOKEN.finditer(text, found.end() + 1)
    names = list(dict.fromkeys(t[0][1:] for t in tokens if t.lastgroup == "variable"))
    return (found.end(), names) if names != sorted(names) else None


def calls_service(text: str) -> bool:
    """Whether SERVICE is used as a keyword anywhere, however the engine may read the text.

    In `?a<'x>'` the engine sees a comparison and a string where a tokeniser sees an IRI. So both
    readings are followed; they soon meet again, and no position is read twice.
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


def _is_call(token: re.Match[str], previous: str) -> bool:
    """Whether a token contains the keyword SERVICE. `service:x {` does too, except behind GRAPH,
    FROM or NAMED: the engine reads it as SERVICE and `:x`, even where the prefix is declared."""
    if token.lastgroup == "word":
        return "SERVICE" in token[0].upper()
    if token.lastgroup != "name" or "SERVICE" not in token[0].partition(":")[0].upper():
        return False
    return previous not in ("GRAPH", "FROM", "NAMED") and bool(
        _GROUP.match(token.string, token.end())
    )


def _other_reading(iri: re.Match[str]) -> int:
    """The position from which to read on if the `<` of an IRI is an operator: a string within the
    IRI, or the end of the line of a comment within it. 0 where it cannot be an operator: no
    expression has two slashes in a row."""
    start = re.search("['#]", iri[0])
    if not start or "//" in iri[0][: start.start()]:
        return 0
    place = iri.start() + start.start()
    return place if start[0] == "'" else _line_end(iri.string, place)


def _line_end(text: str, place: int) -> int:
    """The end of the line of a position (str.find, since a regular expression is 50 times
    slower)."""
    ends = [end for end in (text.find("\n", place), text.find("\r", place)) if end >= 0]
    return min(ends, default=len(text))


def _check_nesting(text: str, limit: int) -> None:
    """Raise Problem (nesting) when brackets are nested deeper than the limit; with no more opening
    brackets than that they cannot be."""
    if sum(map(text.count, "({[")) <= limit:
        return
    steps = (_STEPS[token[1]] for token in _NEXT_BRACKET.finditer(text))
    if any(depth > limit for depth in accumulate(steps)):
        raise Problem("nesting", "nested", limit=limit, unit="brackets")


def _words(text: str) -> list[str]:
    """The bare words of a query in capitals."""
    return " ".join(_BARE.findall(" ".join(_NEXT_WORD.findall(text)))).upper().split()


def _names_dataset(words: list[str]) -> bool:
    """Whether FROM is among the words, also as the engine reads ASKFROM and FROMNAMED."""
    return any("FROM" in word for word in words)


def _form(text: str, words: list[str]) -> str:
    """The query form: the first word after the prologue. Raises Problem (update, syntax) for any
    other word."""
    word = next((word for word in words if word not in _PROLOGUE), "")
    for form in FORMS:
        if word.startswith(form):
            return form
    if word in _UPDATES:
        raise Problem("update", "read-only")
    raise _fault(text, start(text), "fault-form")


def start(text: str) -> int:
    """The position of the first word after the prologue, where the query itself begins; the length
    of the text when there is none."""
    words = (
        word for token in _NEXT_WORD.finditer(text) for word in _BARE.finditer(text, *token.span(1))
    )
    return next((word.start() for word in words if word[0].upper() not in _PROLOGUE), len(text))


def _fault(text: str, place: int, said: str) -> Problem:
    """The syntax problem at a position of a query, with line and column, both counted from 1."""
    line, column = text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place)
    return Problem("syntax", said, line=line, column=column)
