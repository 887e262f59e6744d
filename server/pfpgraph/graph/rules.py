"""Run the rules: CONSTRUCT queries whose results are added until nothing new is derived."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any, cast

from pyoxigraph import BlankNode, NamedNode, Quad, Store

from pfpgraph.graph.load import File, refuse_service
from pfpgraph.iris import prefixes, value_of
from pfpgraph.problems import Problem

_NAME = re.compile(r"<([^<>\s]+)>|\b([a-z][\w-]*):([\w-]+)")
_ANY_TYPE = re.compile(r"\sa\s+\?")
_ANY_PROPERTY = re.compile(r"\?\w+\s+\?\w+")


# Runs of one rule: ours need three, a chain of a thousand links needs ten.
MOST_RUNS = 100


class Rule:
    """A rule with the names (properties and classes) that it reads and writes, so that it is run
    only when it may derive more."""

    def __init__(self, file: File, base: str) -> None:
        """Take the names from the text of the query: a variable as a property reads or writes all.
        Raises Problem (rule) when it uses SERVICE."""
        refuse_service(file.text, file.name, "a rule")
        self.file = file
        self.prefixes = prefixes(base)
        self._type = self.prefixes["rdf"] + "type"
        comments = re.compile(r"^#.*$", re.MULTILINE)
        template, _, pattern = comments.sub("", file.text).partition("WHERE")
        self.writes, self.writes_all = self._names(template)
        self.reads, self.reads_all = self._names(pattern)

    def _names(self, text: str) -> tuple[set[str], bool]:
        found = {
            iri or self.prefixes.get(prefix, "") + name for iri, prefix, name in _NAME.findall(text)
        }
        if _ANY_TYPE.search(text):
            found.add(self._type)
        return found, bool(_ANY_PROPERTY.search(text))

    def waits_for(self, other: "Rule") -> bool:
        """Whether the other rule may write something that this one reads."""
        return other is not self and (
            self.reads_all or other.writes_all or not self.reads.isdisjoint(other.writes)
        )

    def is_moved_by(self, names: set[str]) -> bool:
        """Whether new statements with these properties and classes may let it derive more."""
        return bool(names) and (self.reads_all or not self.reads.isdisjoint(names))

    def run(self, store: Store) -> list[Quad]:
        """Run the rule once; the new statements, which are added to the store. Raises Problem
        (rule) when it is not a valid CONSTRUCT query."""
        try:
            # Read whole at once: no exception may keep what the engine lets only its thread drop.
            triples = list(cast(Any, store.query(self.file.text, prefixes=self.prefixes)))
            found = {
                Quad(triple.subject, triple.predicate, triple.object)
                for triple in triples
                if BlankNode not in (type(triple.subject), type(triple.object))
            }
        except SyntaxError as error:
            raise Problem("rule", f"{self.file.name}: {error.msg}: correct the query") from None
        except (AttributeError, TypeError):
            what = "not a CONSTRUCT query: write it as one"
            raise Problem("rule", f"{self.file.name}: {what}") from None
        new = [quad for quad in found if quad not in store]
        store.bulk_extend(new)
        return new

    def names(self, quads: Iterable[Quad]) -> set[str]:
        """The properties of statements, and the classes of those with rdf:type."""
        found = {quad.predicate.value for quad in quads}
        if self._type in found:
            found |= {value_of(q.object) for q in quads if q.predicate.value == self._type}
        return found


def infer(store: Store, rules: Iterable[File], base: str) -> list[Quad]:
    """The statements that the rules derive and the store does not yet have, in the graph
    inferred/rules.

    The store holds all statements as one graph, and what is derived is added to it. A rule is run
    again when another rule, or itself, has added something that it reads, until nothing new is
    derived. Nothing is derived about blank nodes. Raises Problem (rule) when a rule cannot be run.
    """
    every = [Rule(file, base) for file in rules]
    pending, derived, runs = list(every), [], Counter[Rule]()
    while pending:
        # The rule that waits for the fewest others, and longest, need not be run again so soon.
        rule = min(pending, key=lambda rule: sum(map(rule.waits_for, pending)))
        pending.remove(rule)
        runs[rule] += 1
        if runs[rule] > MOST_RUNS:
            what = f"still finds something new after {MOST_RUNS} runs: correct the query"
            raise Problem("rule", f"{rule.file.name}: {what}")
        new = rule.run(store)
        derived += new
        names = rule.names(new)
        pending += [moved for moved in every if moved not in pending and moved.is_moved_by(names)]
    graph = NamedNode(f"{base}graph/inferred/rules")
    return [Quad(quad.subject, quad.predicate, quad.object, graph) for quad in derived]
