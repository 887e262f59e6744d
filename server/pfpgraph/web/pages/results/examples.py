"""The example queries: the questions that the graph answers, in groups."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from pyoxigraph import Literal

from pfpgraph.i18n.catalogues import DEFAULT_LANGUAGE
from pfpgraph.i18n.folding import folded
from pfpgraph.i18n.texts import by_language, choose
from pfpgraph.i18n.words import languages
from pfpgraph.kinds import KINDS
from pfpgraph.model.snapshot import Snapshot, per_release
from pfpgraph.span import iso_day

# A question belongs to the first of these groups that has a term in its query, else to the events.
# The terms of a group are the classes of the kinds that name it, and those matched here.
TERMS = {
    "operations": r"pfp:(theatre|mandate|commandedBy)\b|operation:",
    "disagreements": r"pfp:(status|asWritten|silentAbout)\b|rdf:predicate",
    "evidence": r"pfp:(DatasetSource|Precision|Record|confidence|presumedProperty"
    r"|unsourcedProperty)\b|dcat:|dcterms:source|skos:(exact|close)Match",
    "signatures": r"pfp:signedBy\b",
    "documents": r"pfp:(Act|NationalStep|Protocol|inForceFrom)\b|document:",
    "tools": r"pfp:(AllegedParticipation|openTo|TrustFund|partner)\b|programme:|area:",
    "partners": "",
    "allies": r"pfp:(InvitationToJoin|Observership)\b",
    "bodies": r"pfp:(TrainingCentre|meetingOf|membershipRule|replaces|seat|succeeds)\b"
    r"|body:|org:subOrganizationOf",
}
GROUPS = (
    "partners",
    "allies",
    "signatures",
    "documents",
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
LANGUAGE_LINE = 'VALUES ?lang {{ "{}" }}'
ENGLISH = LANGUAGE_LINE.format(DEFAULT_LANGUAGE)
# A line of a query whose value readers may replace: a thing of a kind, or a day.
_PARAMETER = re.compile(
    r"VALUES \?(?P<name>\w+) \{ (?:(?P<kind>[\w-]+):(?P<slug>[\w-]+)"
    r'|"(?P<day>[\d-]{10})"\^\^xsd:date) \} # parameter$',
    re.MULTILINE,
)


class Parameter(NamedTuple):
    """A value of a question that readers may replace: its variable, the kind of things that it is
    one of ("" for a day), and the slug or ISO day as published."""

    name: str
    kind: str
    value: str

    def allows(self, value: str, snapshot: Snapshot) -> bool:
        """Whether a slug names a thing of the kind in the release, or a text is an ISO day."""
        if not self.kind:
            return iso_day(value) is not None
        return snapshot.thing_index.get(snapshot.prefixes[self.kind] + value) is not None


class Example(NamedTuple):
    """A question: its slug, its wording by language, its query and its group."""

    slug: str
    labels: dict[str, list[str]]
    text: str
    group: str

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """What readers may replace in its query, in the order of the query."""
        return tuple(
            Parameter(found["name"], found["kind"] or "", found["slug"] or found["day"])
            for found in _PARAMETER.finditer(self.text)
        )

    def about(self, values: Mapping[str, str]) -> "Example":
        """The question with the value of each of its parameters that is given. The values must be
        those that `Parameter.allows`."""
        text = self.text
        for parameter in self.parameters:
            text = _with_value(text, parameter, values.get(parameter.name, parameter.value))
        return self._replace(text=text)

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


def _with_value(text: str, parameter: Parameter, value: str) -> str:
    """A query with the value of a parameter put in place of the published one."""
    line = f"VALUES ?{parameter.name} {{ "
    old, new = (
        f"{line}{parameter.kind}:{v} }}" if parameter.kind else f'{line}"{v}"^^xsd:date }}'
        for v in (parameter.value, value)
    )
    return text.replace(old, new)


def named(slug: str, snapshot: Snapshot) -> Example | None:
    """The question with this slug, None when there is none."""
    return _all(snapshot).get(slug)


def in_language(text: str, language: str) -> str:
    """A published query, whose results are in English, changed to give results in a language. A
    query without the line ENGLISH is returned as it is."""
    return text.replace(ENGLISH, LANGUAGE_LINE.format(language))


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
