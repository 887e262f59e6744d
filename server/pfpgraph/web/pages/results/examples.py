"""The example queries: the questions that the graph answers, in groups."""

import re
from typing import NamedTuple

from pfpgraph.i18n.words import LANGUAGES
from pfpgraph.model.terms import by_language, choose, folded
from pfpgraph.web.request import site

# A question belongs to the first of these of whose terms its query speaks, else to the events.
TERMS = {
    "disagreements": r"pfp:(Claim|Disagreement|Gap|Count|status|asWritten|silentAbout)\b"
    r"|rdf:predicate",
    "evidence": r"pfp:(Passage|Text|Source|DatasetSource|Precision|Record|Question|confidence"
    r"|presumedProperty|unsourcedProperty)\b|dcat:|dcterms:source|skos:(exact|close)Match",
    "signatures": r"pfp:(Signature|Person|Post|signedBy)\b",
    "tools": r"pfp:(ToolParticipation|AllegedParticipation|Suspension|Mission|openTo"
    r"|CooperationArea)\b|programme:|area:",
    "partners": r"pfp:Participation\b",
    "allies": r"pfp:(Membership|Accession|InvitationToJoin|Observership|Affiliation)\b",
    "bodies": r"pfp:(Body|Framework|Responsibility|replaces|seat|membershipRule)\b|body:"
    r"|org:subOrganizationOf",
}
GROUPS = (
    "partners",
    "allies",
    "signatures",
    "tools",
    "bodies",
    "events",
    "disagreements",
    "evidence",
)
_ASIDE = re.compile(r"^(?:#|PREFIX ).*$", re.MULTILINE)  # where a query speaks of nothing


# The line by which a query says in which language it answers: English as it is published, that
# of the reader where one is known.
PARAMETER = 'VALUES ?lang {{ "{}" }}'
ENGLISH = PARAMETER.format("en")


class Example(NamedTuple):
    """A question: its slug, its words by language, its query, its group."""

    slug: str
    labels: dict[str, list[str]]
    text: str
    group: str

    @property
    def is_worded(self) -> bool:
        """Whether its answer is in a language."""
        return ENGLISH in self.text

    def asked(self, language: str) -> str:
        """The query that answers in a language."""
        return in_language(self.text, language)

    def label(self, language: str) -> str:
        """The question in a language."""
        return choose(self.labels, language)[0]


def named(slug: str) -> Example | None:
    """The question of a slug."""
    return _all().get(slug)


def in_language(text: str, language: str) -> str:
    """A query that answers in English as one that answers in another language."""
    return text.replace(ENGLISH, PARAMETER.format(language))


def recognised(text: str) -> tuple[Example, str] | None:
    """The question that is just this query, and the language in which it is asked."""
    text = text.strip()
    for example in _all().values():
        for language in LANGUAGES if example.is_worded else LANGUAGES[:1]:
            if example.asked(language).strip() == text:
                return example, language
    return None


def grouped(language: str) -> dict[str, list[Example]]:
    """The questions of each group in the order of their words, read once for a release."""
    groups = {group: [] for group in GROUPS}
    for example in sorted(_all().values(), key=lambda e: e.label(language).casefold()):
        groups[example.group].append(example)
    return {group: found for group, found in groups.items() if found}


def _all() -> dict[str, Example]:
    """The questions by slug, read once for a release."""
    if "examples" not in site.tables:
        labels, texts = {}, {}
        for row in site.rows("example-queries"):
            slug = row["question"].value.rpartition("/")[2]
            labels.setdefault(slug, []).append(row["label"])
            texts[slug] = row["text"].value
        site.tables["examples"] = {
            slug: Example(slug, by_language(labels[slug]), text, _group(text))
            for slug, text in texts.items()
        }
    return site.tables["examples"]


def _group(text: str) -> str:
    """The group of a question, by the terms in its query."""
    said = _ASIDE.sub("", text)
    return next((group for group, terms in TERMS.items() if re.search(terms, said)), "events")


def fits(example: Example, asked: str, language: str) -> bool:
    """Whether the words of a question hold all of those asked for, or their beginnings."""
    label = folded(example.label(language))
    return all(word in label for word in folded(asked).split())
