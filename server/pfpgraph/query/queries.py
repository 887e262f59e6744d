"""The trusted queries: one .rq file each under queries/, whose values are bound, never pasted."""

import re
from functools import cache
from pathlib import Path

from pfpgraph import names

_FOLDER = Path(__file__).parent / "queries"
_PREFIX = re.compile(r"(?<![\w?$:<])([a-z][\w-]*):")


@cache
def text(name: str, base: str = names.PUBLIC_BASE) -> str:
    """A query by the name of its file, with the prefixes it uses in front, under a base."""
    body = (_FOLDER / f"{name}.rq").read_text(encoding="utf-8")
    used = set(_PREFIX.findall(body))
    prefixes = names.prefixes(base).items()
    lines = [f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in prefixes if prefix in used]
    return "".join(lines) + names.rebase(body, base)
