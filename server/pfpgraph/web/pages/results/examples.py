"""The example queries: the questions that the graph answers, in groups."""

import re
from typing import NamedTuple

from pyoxigraph import Literal

from pfpgraph.i18n.catalogues import DEFAULT_LANGUAGE
from pfpgraph.i18n.folding import folded
from pfpgraph.i18n.texts import by_language, choose
from pfpgraph.i18n.words import languages
from pfpgraph.kinds import KINDS
from pfpgraph.model.snapshot import Snapshot, per_release

# A question belongs to the first of these groups that has a term in its query, else to the events.
# The terms of a group are the classes of the kinds that name it, and those matched here.
TERMS = {
    "disagreements": r"pfp:(status|asWritten|silentAbout)\b|rdf:predicate",
    "evidence": r"pfp:(DatasetSource|Precision|Record|confidence|presumedProperty"
    r"|unsourcedProperty)\b|dcat:|dcterms:source|skos:(exact|close)Match",
    "signatures": r"pfp:signedBy\b",
    "operations": r"pfp:(theatre|mandate|commandedBy)\b|operation:",
    "tools": r"pfp:(AllegedParticipation|openTo)\b|programme:|area:",
    "partners": "",
    "allies": r"pfp:(InvitationToJoin|Observership)\b",
    "bodies": r"pfp:(replaces|seat|membershipRule)\b|body:|org:subOrganizationOf",
}
GROUPS = (
    "partners",
    "allies",
    "signatures",
    "tools",
    "operations",
    "bodies",
    "events",
    "disagreements",
    "evidence",
)
_ASIDE = re.compile(r"^(?:#|PREFIX ).*$", re.MULTILINE)  # lines of a query whose terms do not count


# The line of a query that sets the language of its results: English as published, replaced by the
# reader's language where one is known.
PARAMETER = 'VALUES ?lang {{ "{}" }}'
ENGLISH = PARAMETER.format(DEFAULT_LANGUAGE)


class Example(NamedTuple):
    """A question: its slug, its wording by language, its query and its group."""

    slug: str
    labels: dict[str, list[str]]
    text: str
    group: str

    @property
    def is_worded(self) -> bool:
        """Whether its result contains texts in a language that can be chosen."""
        return ENGLISH in self.text

    def asked(self, language: str) -> str:
        """Its query for results in a language."""
        return in_language(self.text, language)

    def label(self, language: str) -> str:
        """Its wording in a language, or else in another."""
        return choose(self.labels, language)[0]


def named(slug: str, snapshot: Snapshot) -> Example | None:
    """The question with this slug, None when there is none."""
    return _all(snapshot).get(slug)


def in_language(text: str, language: str) -> str:
    """A published query, whose results are in English, changed to give results in a language. A
    query without the line ENGLISH is returned as it is."""
    return text.replace(ENGLISH, PARAMETER.format(language))


def recognised(text: str, snapshot: Snapshot) -> tuple[Example, str] | None:
    """The question whose query equals this text, and the language of that query; None when there is
    none."""
    text = text.strip()
    for example in _all(snapshot).values():
        for language in languages() if example.is_worded else (DEFAULT_LANGUAGE,):
            if example.asked(language).strip() == text:
                return example, language
    return None


def grouped(snapshot: Snapshot, language: str) -> dict[str, list[Example]]:
    """The questions by group, each group sorted by their wording in a language; without empty
    groups."""
    groups: dict[str, list[Example]] = {group: [] for group in GROUPS}
    for example in sorted(_all(snapshot).values(), key=lambda e: e.label(language).casefold()):
        groups[example.group].append(example)
    return {group: found for group, found in groups.items() if found}


@per_release()
def _all(snapshot: Snapshot) -> dict[str, Example]:
    """All questions by slug."""
    labels: dict[str, list[Literal]] = {}
    texts: dict[str, str] = {}
    for row in snapshot.rows("example-queries"):
        slug = row["question"].value.rpartition("/")[2]
        if isinstance(label := row["label"], Literal):
            labels.setdefault(slug, []).append(label)
        texts[slug] = row["text"].value
    return {
        slug: Example(slug, by_language(labels[slug]), text, _group(text))
        for slug, text in texts.items()
    }


def _group(text: str) -> str:
    """The group of a question, by the terms in its query."""
    said = _ASIDE.sub("", text)
    return next((group for group in TERMS if re.search(_terms(group), said)), "events")


def _terms(group: str) -> str:
    """The regular expression for the terms of a group."""
    classes = [rf"pfp:{kind.type}\b" for kind in KINDS.values() if kind.examples == group]
    return "|".join(filter(None, (*classes, TERMS[group])))


def fits(example: Example, asked: str, language: str) -> bool:
    """Whether the wording of a question contains every word of a search, without regard to case and
    accents."""
    label = folded(example.label(language))
    return all(word in label for word in folded(asked).split())
