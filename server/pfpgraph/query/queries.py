"""The trusted queries: one .rq file each under queries/, whose values are bound, or filled in as
terms where a reader is shown the query behind a page; never pasted."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast

from pyoxigraph import Literal, NamedNode, Store, Variable

from pfpgraph import iris, tokeniser
from pfpgraph.kinds import KINDS
from pfpgraph.kinds.lists import lists

_FOLDER = Path(__file__).parent / "queries"
_LIST = re.compile(r"(^ +)?\$\$(\w+)", re.MULTILINE)
_FILL = re.compile(r"\$(\w+)")
_PREFIX = re.compile(r"(?<![\w?$:<])([a-z][\w-]*):")


@cache
def text(name: str, base: str = iris.PUBLIC_BASE) -> str:
    """A query by the name of its file, with the prefixes it uses in front, under a base, and the
    terms of each list of kinds in the place of its `$$name`. Raises KeyError for another list."""
    body = _listed((_FOLDER / f"{name}.rq").read_text(encoding="utf-8"))
    return prologue(body, base) + iris.rebase(body, base)


def _listed(body: str) -> str:
    """The body of a query with the terms of each list of kinds, below each other where the name of
    the list stands alone in its line."""
    found = lists(KINDS.values())

    def terms(mark: re.Match[str]) -> str:
        indent = mark[1] or ""
        return indent + (f"\n{indent}" if indent else " ").join(found[mark[2]])

    return _LIST.sub(terms, body)


def prologue(body: str, base: str) -> str:
    """The lines that declare the prefixes that the body of a query uses."""
    used = set(_PREFIX.findall(body))
    prefixes = iris.prefixes(base).items()
    return "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in prefixes if prefix in used)


class Nested:
    """A SELECT that is filled into another query as its subquery; only the whole has a prologue."""

    def __init__(self, text: str) -> None:
        """Take the text of the SELECT."""
        begin = tokeniser.start(text)
        self.prologue, self._select = text[:begin], text[begin:]

    def __str__(self) -> str:
        """The text behind the prologue."""
        return self._select


def filled(name: str, base: str, **terms: NamedNode | Literal | Variable | Nested) -> str:
    """A query in which each `$name` is a term, as a reader can run it: the query behind a page.

    A term writes itself as SPARQL, escaped (SPARQL 1.1 section 4.1). Raises KeyError when the
    query lacks one that is given or has one that is not.
    """
    wanted = set(_FILL.findall(text(name, base)))
    if wanted != terms.keys():
        raise KeyError(f"{name}: {sorted(wanted ^ terms.keys())}")
    prologues = (term.prologue for term in terms.values() if isinstance(term, Nested))
    return "".join(prologues) + _FILL.sub(lambda found: str(terms[found[1]]), text(name, base))


def narrowed(text: str, terms: Mapping[str, NamedNode | Literal | None]) -> str:
    """A SELECT whose columns have these values, any value for None (SPARQL 1.1 section 10)."""
    names, values = " ".join(f"?{name}" for name in terms), terms.values()
    return f"{text}VALUES ({names}) {{ ({' '.join(str(term or 'UNDEF') for term in values)}) }}\n"


def columns(text: str) -> list[str]:
    """The names of the columns of a SELECT: the engine says them over an empty store."""
    return [variable.value for variable in cast(Any, Store().query(text)).variables]
