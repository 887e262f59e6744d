"""The example queries: the questions that the graph answers, in groups."""

import re
from typing import NamedTuple

from pfpgraph.web.site import site
from pfpgraph.web.terms import by_language, choose

# A question belongs to the first of these of whose classes its query speaks, else to the bodies.
CLASSES = {
    "evidence": "Claim|Disagreement|Gap|Count|Passage|Text|Source|DatasetSource|Precision|Record",
    "signatures": "Signature|Person|Post",
    "partners": "Participation|ToolParticipation|AllegedParticipation|Suspension|Mission",
    "allies": "Membership|Accession|InvitationToJoin|Observership|Affiliation",
    "countries": "Country|HistoricalState|Name|Place",
}
GROUPS = ("partners", "allies", "signatures", "countries", "bodies", "evidence")


class Example(NamedTuple):
    """A question: its slug, its words by language, its query, its group."""

    slug: str
    labels: dict[str, list[str]]
    text: str
    group: str

    def label(self, language: str) -> str:
        """The question in a language."""
        return choose(self.labels, language)[0]


def named(slug: str) -> Example | None:
    """The question of a slug."""
    return _all().get(slug)


def slug(text: str) -> str:
    """The slug of the question that is just this query, or nothing."""
    return next((e.slug for e in _all().values() if e.text.strip() == text.strip()), "")


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
    """The group of a question, by the classes in its query."""
    found = (g for g, names in CLASSES.items() if re.search(rf"\bpfp:({names})\b", text))
    return next(found, "bodies")
