"""The problems: one row each, raised where they are known and rendered in one place.

A problem carries the HTTP status (RFC 9110) and the exit code of the command line. Its type is the
address `/problems#slug` (RFC 9457). Only errors of the caller are 4xx; exit code 1 means that the
data broke a rule, 2 that input could not be read or a command could not be done. Title and sentence
are entries of the catalogues: problem-<slug>, and detail-<name>, in whose braces members of the
problem are filled in.
"""

from typing import Any, NamedTuple

from pfpgraph.i18n.catalogues import DEFAULT_LANGUAGE
from pfpgraph.i18n.words import decimal, has_word, word


class ProblemKind(NamedTuple):
    """A kind of problem: its slug, HTTP status and exit code."""

    slug: str
    status: int
    exit: int

    def title(self, language: str) -> str:
        """The title in a language, else in English."""
        return word(f"problem-{self.slug}", language)


PROBLEMS = {
    row.slug: row
    for row in (
        # requests
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
        # validation of what somebody submits
        ProblemKind("unreadable", 422, 2),
        ProblemKind("shapes", 422, 2),
        ProblemKind("check-time", 503, 2),
        ProblemKind("check-memory", 503, 2),
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
    """An error to report to a client or an operator: a row of PROBLEMS, a sentence, and further
    members.

    The sentence says what is wrong, where, and what to do: `said` is the name of a detail in the
    catalogues or, in messages for operators alone, plain English. Members are added to the
    problem+json object.
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
        """Whether `said` names an entry of the catalogues rather than being the sentence itself."""
        return has_word(f"detail-{self.said}")

    def sentence(self, language: str) -> str:
        """The sentence in a language with the names of members in braces. Raises KeyError when the
        catalogues have none."""
        return word(f"detail-{self.said}", language)

    def told(self, language: str) -> str:
        """The sentence in a language with its members filled in; `said` itself where it names no
        entry of the catalogues."""
        if not self.is_worded:
            return self.said
        return self.sentence(language).format(**self.parts(language))

    def parts(self, language: str) -> dict[str, Any]:
        """The members as they are filled into a sentence: lists of strings joined by commas,
        fractions with the decimal sign of the language, other values unchanged."""
        return {name: _part(value, language) for name, value in self.members.items()}


def _part(value: Any, language: str) -> Any:
    """One member as it is filled into a sentence."""
    if isinstance(value, float):
        return f"{value:g}".replace(".", decimal(language))
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    return value
