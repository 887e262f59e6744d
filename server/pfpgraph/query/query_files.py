"""The trusted queries, one .rq file each under queries/. Values are bound, or filled in as terms
where a reader is shown the query behind a page; never pasted."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

from pyoxigraph import Literal, NamedNode, Store, Variable

from pfpgraph import iris, tokeniser
from pfpgraph.kinds import KINDS
from pfpgraph.kinds.query_terms import term_lists

_FOLDER = Path(__file__).parent / "queries"
_PART = re.compile(r"(^ *)?\$\$(\w+)", re.MULTILINE)
_FILL = re.compile(r"^( +)\$(\w+)\n|\$(\w+)", re.MULTILINE)
_PREFIX = re.compile(r"(?<![\w?$:<])([a-z][\w-]*):")


@cache
def text(name: str, base: str = iris.PUBLIC_BASE) -> str:
    """A query by the name of its file, under a base, with the prefixes that it uses in front; each
    `$$name` is replaced by the terms of a list of kinds or by the lines of a pattern. Raises
    KeyError where there is neither of that name, OSError where there is no such file."""
    body = _body(f"{name}.rq", base)
    return prologue(body, base) + body


@cache
def _body(path: str, base: str) -> str:
    """The text of a file under a base, with its `$$name` parts replaced, without the prefixes."""
    return iris.rebase(_whole((_FOLDER / path).read_text(encoding="utf-8")), base)


def _whole(body: str) -> str:
    """The body of a query with its `$$name` parts replaced: on lines of their own where the mark
    stands alone in its line, else separated by blanks. Raises KeyError."""
    found = term_lists(KINDS.values())

    def parts(mark: re.Match[str]) -> str:
        indent, name = mark[1], mark[2]
        lines = found[name] if name in found else _pattern(name)
        return " ".join(lines) if indent is None else indent + f"\n{indent}".join(lines)

    return _PART.sub(parts, body)


def _pattern(name: str) -> list[str]:
    """The lines of a pattern that several queries share, without its comments. Raises KeyError when
    there is none of that name."""
    path = _FOLDER / f"patterns/{name}.rq"
    if not path.exists():
        raise KeyError(name)
    lines = _whole(path.read_text(encoding="utf-8")).splitlines()
    return [line for line in lines if not line.startswith("#")]


def prologue(body: str, base: str) -> str:
    """The PREFIX lines for the prefixes that the body of a query uses."""
    used = set(_PREFIX.findall(body))
    prefixes = iris.prefixes(base).items()
    return "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in prefixes if prefix in used)


class Nested:
    """A SELECT to be filled into another query as its subquery; its prologue goes to the front of
    the whole."""

    def __init__(self, text: str) -> None:
        """Take the text of the SELECT."""
        begin = tokeniser.start(text)
        self.prologue, self._select = text[:begin], text[begin:]

    def __str__(self) -> str:
        """The text behind the prologue."""
        return self._select


class PrefixedName(str):
    """A prefixed name written by the program, such as pfp:Country; never input of a client."""

    __slots__ = ()


class Pattern(str):
    """A part of a query with its terms filled in."""

    __slots__ = ()


Filling = NamedNode | Literal | Variable | PrefixedName | Pattern | Nested


def filled(name: str, base: str, **terms: Filling | Sequence[Filling]) -> str:
    """A query in which each `$name` is replaced by a term, or several, as a reader can run it: the
    query behind a page.

    A term writes itself as SPARQL, escaped (SPARQL 1.1 section 4.1). Raises KeyError when the names
    in the query and those given differ.
    """
    body, several = _body(f"{name}.rq", base), [one for t in terms.values() for one in _several(t)]
    nested = "".join(one.prologue for one in several if isinstance(one, Nested))
    words = (one for one in several if isinstance(one, PrefixedName | Pattern))
    return nested + prologue("\n".join((body, *words)), base) + _fill(body, terms)


def pattern(name: str, base: str, **terms: Filling | Sequence[Filling]) -> Pattern:
    """A pattern with its terms filled in, to be filled into a query. Raises KeyError as `filled`
    does."""
    body = iris.rebase("\n".join(_pattern(name)), base)
    return Pattern(_fill(body, terms))


def _fill(body: str, terms: Mapping[str, Filling | Sequence[Filling]]) -> str:
    """A body with its terms filled in; a term that stands alone in a line keeps its indent in all
    its lines. Raises KeyError."""
    wanted = {alone or among for _, alone, among in _FILL.findall(body)}
    if wanted != terms.keys():
        raise KeyError(f"{body}: {sorted(wanted ^ terms.keys())}")

    def written(mark: re.Match[str]) -> str:
        indent, found = mark[1], [str(one) for one in _several(terms[mark[2] or mark[3]])]
        if not indent:
            return " ".join(found)
        return "".join(f"{indent}{line}\n" for one in found for line in one.splitlines())

    return _FILL.sub(written, body)


def _several(terms: Filling | Sequence[Filling]) -> Sequence[Filling]:
    return terms if isinstance(terms, list | tuple) else [cast(Filling, terms)]


def narrowed(text: str, terms: Mapping[str, NamedNode | Literal | None]) -> str:
    """A SELECT with a VALUES clause that gives its columns these values, any value for None (SPARQL
    1.1 section 10)."""
    names, values = " ".join(f"?{name}" for name in terms), terms.values()
    return f"{text}VALUES ({names}) {{ ({' '.join(str(term or 'UNDEF') for term in values)}) }}\n"


def columns(text: str) -> list[str]:
    """The names of the columns of a SELECT, as the engine gives them over an empty store. Raises
    SyntaxError."""
    return [variable.value for variable in cast(Any, Store().query(text)).variables]
