"""Mutants of a regular expression: each anchor, alternative, class, repetition and escape."""

import itertools
import re
from collections.abc import Iterator

TOKEN = re.compile(r"\\.|\[[^\]]*\]|\{[\d,]+\}|.", re.DOTALL)


def mutants(pattern: str) -> Iterator[str]:
    """The pattern with each of its parts changed in turn."""
    whole = TOKEN.findall(pattern)
    for at, token in enumerate(whole):
        for other in _others(token):
            yield "".join([*whole[:at], other, *whole[at + 1 :]])
    for start, token in enumerate(whole):
        if token == "(":
            yield from _without_alternatives(whole, start)


def _others(token: str) -> list[str]:
    """What stands in place of a token in a mutant."""
    if token in ("^", "$"):
        return [""]
    if token.startswith("[") or token == "\\.":
        return ["."]
    if token == "+":
        return ["*", ""]
    if token == "*":
        return [""]
    if token.startswith("{"):
        least, _, most = token[1:-1].partition(",")
        most = most or least
        return [f"{{{int(least) - 1},{most}}}", f"{{{least},{int(most) + 1}}}"]
    return []


def _without_alternatives(whole: list[str], start: int) -> Iterator[str]:
    """The pattern without each alternative of the group that opens at an index."""
    depth, cuts = 0, [start]
    for at in range(start, len(whole)):
        depth += (whole[at] == "(") - (whole[at] == ")")
        if depth == 1 and whole[at] == "|":
            cuts.append(at)
        if not depth:
            cuts.append(at)
            break
    parts = [whole[a + 1 : b] for a, b in itertools.pairwise(cuts)]
    for part in parts:
        kept = "|".join("".join(other) for other in parts if other is not part)
        yield "".join(whole[: start + 1]) + kept + "".join(whole[cuts[-1] :])
