"""Mutants of a query: each statement, path step, operator and value weakened, removed or shifted.

A query is a list of tokens; a mutant is another. Only the SPARQL that the shapes use is understood.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

TOKEN = re.compile(
    r'"[^"]*"(?:\^\^[\w:]+)?|[?$]\w+|\w[\w-]*:[\w-]*|\w+|&&|\|\||<=|>=|!=|[{}();.,|/+*!=<>-]'
)
SHIFTED = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "=": "!=", "!=": "="}
ONE_DAY, TWO_DAYS = (f'"P{days}D"^^xsd:dayTimeDuration' for days in (1, 2))
WIDTH = 90  # of the name of a mutant
OPENING, CLOSING = ("(", "{"), (")", "}")

Tokens = list[str]
Change = tuple[str, Tokens]  # what was changed, and the query after it
Span = tuple[int, int]  # the first token, and the one after the last


def tokens(query: str) -> Tokens:
    """The tokens of a query; nothing but space stands between them."""
    assert not TOKEN.sub("", query).strip(), query
    return TOKEN.findall(query)


def mutants(query: str) -> Iterator[tuple[str, str]]:
    """What is changed, and the query with it changed."""
    whole = tokens(query)
    for make in (_statements, _expressions, _values):
        for what, changed in make(whole):
            yield what if len(what) < WIDTH else f"{what[:WIDTH]}…", " ".join(changed)


def _without(whole: Tokens, span: Span, instead: Tokens | None = None) -> Tokens:
    return [*whole[: span[0]], *(instead or []), *whole[span[1] :]]


def _text(whole: Tokens, span: Span) -> str:
    return " ".join(whole[slice(*span)])


def _end(whole: Tokens, start: int) -> int:
    """The index after the bracket that closes the one at start."""
    depth = 0
    for at in range(start, len(whole)):
        depth += (whole[at] in OPENING) - (whole[at] in CLOSING)
        if not depth:
            return at + 1
    raise ValueError(f"not closed: {_text(whole, (start, len(whole)))}")


def _split(whole: Tokens, span: Span, separator: str) -> list[Span]:
    """The parts of a span between separators outside of brackets."""
    cuts, at = [span[0] - 1], span[0]
    while at < span[1]:
        if whole[at] == separator:
            cuts.append(at)
        at = _end(whole, at) if whole[at] in OPENING else at + 1
    return [(before + 1, after) for before, after in pairwise([*cuts, span[1]])]


def _each_left_out(whole: Tokens, parts: list[Span]) -> Iterator[tuple[Span, Tokens]]:
    """Each of several parts with the query without it and a separator beside it."""
    for number, (start, end) in enumerate(parts):
        cut = (start, end + 1) if number == 0 else (start - 1, end)
        yield (start, end), _without(whole, cut)


def _statements(whole: Tokens) -> Iterator[Change]:
    """Each statement of each group left out, and what its own parts become."""
    for start, token in enumerate(whole):
        if token == "{":
            at, end = start + 1, _end(whole, start) - 1
            while at < end:
                after = _statement_end(whole, at, end)
                yield from _statement(whole, (at, after))
                at = after


def _statement_end(whole: Tokens, at: int, end: int) -> int:
    """The index after the statement at an index of a group that ends before another."""
    if whole[at] in ("FILTER", "BIND", "OPTIONAL"):
        return _end(whole, next(i for i in range(at, end) if whole[i] in OPENING))
    if whole[at] == "{":
        after = _end(whole, at)
        return _statement_end(whole, after + 1, end) if whole[after] == "UNION" else after
    return next((i + 1 for i in range(at, end) if whole[i] == "."), end)


def _statement(whole: Tokens, span: Span) -> Iterator[Change]:
    first = whole[span[0]]
    if first == "{":
        for part in _split(whole, span, "UNION"):
            yield (
                f"only the branch {_text(whole, part)}",
                _without(whole, span, whole[slice(*part)]),
            )
    elif first in ("FILTER", "BIND", "OPTIONAL"):
        yield f"without {_text(whole, span)}", _without(whole, span)
        if first == "OPTIONAL":
            yield f"not only {_text(whole, span)}", _without(whole, (span[0], span[0] + 1))
    else:
        yield from _triples(whole, span)


def _triples(whole: Tokens, span: Span) -> Iterator[Change]:
    """Each predicate and object left out, and the path between subject and object changed."""
    last = span[1] - (whole[span[1] - 1] == ".")
    pairs = _split(whole, (span[0] + 1, last), ";")
    if len(pairs) == 1:
        yield f"without {_text(whole, (span[0], last))}", _without(whole, span)
    else:
        for pair, changed in _each_left_out(whole, pairs):
            yield f"without {whole[span[0]]} {_text(whole, pair)}", changed
    for start, end in pairs:
        yield from _path(whole, (start, end - 1))


def _path(whole: Tokens, span: Span) -> Iterator[Change]:
    """A path without an alternative, a step, or a sign of repetition."""
    text = _text(whole, span)
    alternatives, steps = _split(whole, span, "|"), _split(whole, span, "/")
    for parts, kind in ((alternatives, "alternative"), (steps, "step")):
        if len(parts) > 1:
            for part, changed in _each_left_out(whole, parts):
                yield f"{text} without the {kind} {_text(whole, part)}", changed
                if whole[part[0]] == "(":
                    yield from _path(whole, (part[0] + 1, part[1] - 1))
    for at in range(*span):
        if whole[at] in ("+", "*"):
            yield f"{text} without {whole[at]}", _without(whole, (at, at + 1))


def _expressions(whole: Tokens) -> Iterator[Change]:
    """Halves of conjunctions and disjunctions, arguments of IF and COALESCE, members of lists."""
    for start, token in enumerate(whole):
        if token == "(":
            inner = (start + 1, _end(whole, start) - 1)
            name = whole[start - 1]
            if name in ("IF", "COALESCE"):
                for part in _split(whole, inner, ",")[name == "IF" :]:
                    what = f"{_text(whole, part)} for {_text(whole, (start - 1, inner[1] + 1))}"
                    yield what, _without(whole, (start - 1, inner[1] + 1), whole[slice(*part)])
            elif name == "IN":
                for part, changed in _each_left_out(whole, _split(whole, inner, ",")):
                    yield f"IN without {_text(whole, part)}", changed
            else:
                yield from _halves(whole, inner)


def _halves(whole: Tokens, span: Span) -> Iterator[Change]:
    """A disjunction without each of its parts, and each conjunction in it likewise."""
    parts = _split(whole, span, "||")
    for part in parts if len(parts) > 1 else []:
        yield from _one_left_out(whole, part, parts)
    for part in parts:
        halves = _split(whole, part, "&&")
        if len(halves) > 1:
            for half in halves:
                yield from _one_left_out(whole, half, halves)


def _one_left_out(whole: Tokens, part: Span, parts: list[Span]) -> Iterator[Change]:
    changed = dict(_each_left_out(whole, parts))[part]
    yield f"without the half {_text(whole, part)}", changed


def _values(whole: Tokens) -> Iterator[Change]:
    """Comparisons turned to their neighbours, negations dropped, numbers one more and less."""
    for at, token in enumerate(whole):
        around = _text(whole, (max(0, at - 4), at + 5))
        if token in SHIFTED:
            yield f"{SHIFTED[token]} in {around}", _without(whole, (at, at + 1), [SHIFTED[token]])
        elif token == "!" or (token == "NOT" and whole[at + 1] == "IN"):
            yield f"no {token} in {around}", _without(whole, (at, at + 1))
        elif token == ONE_DAY:
            yield f"{TWO_DAYS} in {around}", _without(whole, (at, at + 1), [TWO_DAYS])
        elif token.isdigit() and whole[at : at + 2] != ["1", ","]:  # SUBSTR (…, 1, n): the first n
            for other in (str(int(token) - 1), str(int(token) + 1)):
                yield f"{other} in {around}", _without(whole, (at, at + 1), [other])
