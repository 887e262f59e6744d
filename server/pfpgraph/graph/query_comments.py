"""The sentences of a query: the comments at its beginning, one for each language."""

import re

from pfpgraph.i18n.words import languages

UNTAGGED = ("en", "fr")  # the languages of the first comments, which all queries have
_COMMENT = re.compile(r"# (.+)\n")
_TAGGED = re.compile(r"([a-zA-Z-]+): (.+)")


def sentences(text: str) -> dict[str, str]:
    """The sentences of a query by language: the first comment is in English, the second in French,
    any further one has a language tag in front (`# de: Wer …?`). Empty without the first two."""
    comments, at = [], 0
    while comment := _COMMENT.match(text, at):
        comments.append(comment[1])
        at = comment.end()
    if len(comments) < len(UNTAGGED):
        return {}
    tagged = (found.groups() for line in comments[2:] if (found := _TAGGED.match(line)))
    others = {tag: words for tag, words in tagged if tag in languages()}
    return others | dict(zip(UNTAGGED, comments, strict=False))
