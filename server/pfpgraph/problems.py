"""The problems: one row each, raised where they are known and rendered in one place.

A problem carries the HTTP status (RFC 9110) and the exit code of the command line. Its type is the
address `/problems#slug` (RFC 9457). Only what the caller did wrong is 4xx, and exit code 1 means
that the data broke a rule; 2 that input could not be read or a command could not be done. Its title
and its sentence are words of the catalogues: problem-<slug>, and detail-<name> with members of the
problem in its braces.
"""

from typing import Any, NamedTuple

from pfpgraph.i18n.catalogues import DEFAULT_LANGUAGE
from pfpgraph.i18n.words import decimal, has_word, word


class ProblemKind(NamedTuple):
    """A kind of problem: its slug, status and exit code."""

    slug: str
    status: int
    exit: int

    def title(self, language: str) -> str:
        """What it is called in a language."""
        return word(f"problem-{self.slug}", language)


PROBLEMS = {
    row.slug: row
    for row in (
        # asking for what is not there, or not so
        ProblemKind("not-found", 404, 2),
        ProblemKind("gone", 410, 2),
        ProblemKind("method", 405, 2),
        ProblemKind("format", 406, 2),
        ProblemKind("media-type", 415, 2),
        ProblemKind("request", 400, 2),
        ProblemKind("address", 414, 2),
        ProblemKind("headers", 431, 2),
        ProblemKind("slow", 408, 2),
        ProblemKind("too-many", 429, 2),
        # queries
        ProblemKind("syntax", 400, 2),
        ProblemKind("service", 403, 2),
        ProblemKind("update", 403, 2),
        ProblemKind("nesting", 400, 2),
        ProblemKind("too-long", 413, 2),
        ProblemKind("too-large", 422, 2),
        ProblemKind("time", 503, 2),
        ProblemKind("memory", 503, 2),
        ProblemKind("busy", 503, 2),
        ProblemKind("engine", 500, 2),
        # building and running
        ProblemKind("turtle", 500, 2),
        ProblemKind("rule", 500, 2),
        ProblemKind("invalid", 500, 1),
        ProblemKind("unchecked", 500, 2),
        ProblemKind("duplicate", 500, 1),
        ProblemKind("layout", 500, 1),
        ProblemKind("place", 500, 1),
        ProblemKind("setting", 500, 2),
        ProblemKind("port", 500, 2),
        ProblemKind("internal", 500, 70),
    )
}


class Problem(Exception):
    """Something that a reader must be told: a row of PROBLEMS, a sentence, and members of its own.

    The sentence says what, where and what to do: the name of a detail of the catalogues, or for
    those who run the program plain English. Members are added to the problem+json object.
    """

    def __init__(self, slug: str, said: str, **members: Any) -> None:
        """Take the row named slug and the sentence. Raises KeyError when there is no such row."""
        self.row, self.said, self.members = PROBLEMS[slug], said, members
        super().__init__(self.detail)

    @property
    def detail(self) -> str:
        """The sentence in English."""
        return self.told(DEFAULT_LANGUAGE)

    @property
    def is_worded(self) -> bool:
        """Whether the sentence is in the catalogues."""
        return has_word(f"detail-{self.said}")

    def sentence(self, language: str) -> str:
        """The sentence in a language, its parts in braces. Raises KeyError when there is none."""
        return word(f"detail-{self.said}", language)

    def told(self, language: str) -> str:
        """The sentence in a language with its parts, or in English where it is in no other."""
        if not self.is_worded:
            return self.said
        return self.sentence(language).format(**self.parts(language))

    def parts(self, language: str) -> dict[str, Any]:
        """The members as a sentence of a language has them: lists joined, fractions with its
        decimal sign."""
        return {name: _part(value, language) for name, value in self.members.items()}


def _part(value: Any, language: str) -> Any:
    """One member in words."""
    if isinstance(value, float):
        return f"{value:g}".replace(".", decimal(language))
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    return value
