"""The kinds of things and records: one row each, read by pages, prefixes, lists and checks."""

from typing import NamedTuple


class Kind(NamedTuple):
    """A kind: its name in IRIs, its class, its file under data/, and its names for readers."""

    name: str
    type: str
    file: str
    en: str
    ens: str
    fr: str
    frs: str


KINDS = {
    row.name: row
    for row in (
        Kind("country", "Country", "countries", "country", "countries", "pays", "pays"),
        Kind(
            "organisation",
            "Organisation",
            "organisations",
            "organisation",
            "organisations",
            "organisation",
            "organisations",
        ),
        Kind("body", "Body", "bodies", "body", "bodies", "organe", "organes"),
        Kind(
            "framework",
            "Framework",
            "frameworks",
            "partnership framework",
            "partnership frameworks",
            "cadre de partenariat",
            "cadres de partenariat",
        ),
        Kind(
            "programme",
            "Programme",
            "programmes",
            "programme",
            "programmes",
            "programme",
            "programmes",
        ),
        Kind("document", "Document", "documents", "document", "documents", "document", "documents"),
        Kind("event", "Event", "events", "event", "events", "événement", "événements"),
        Kind("person", "Person", "people", "person", "people", "personne", "personnes"),
        Kind("post", "Post", "posts", "office held", "offices held", "fonction", "fonctions"),
        Kind("place", "Place", "places", "place", "places", "lieu", "lieux"),
        Kind(
            "area",
            "CooperationArea",
            "areas",
            "area of cooperation",
            "areas of cooperation",
            "domaine de coopération",
            "domaines de coopération",
        ),
        Kind("source", "Source", "sources", "source", "sources", "source", "sources"),
        Kind("text", "Text", "texts", "text", "texts", "texte", "textes"),
        Kind(
            "signature",
            "Signature",
            "signatures",
            "signature",
            "signatures",
            "signature",
            "signatures",
        ),
        Kind(
            "participation",
            "Participation",
            "participations",
            "participation",
            "participations",
            "participation",
            "participations",
        ),
        Kind(
            "membership",
            "Membership",
            "memberships",
            "membership",
            "memberships",
            "appartenance",
            "appartenances",
        ),
        Kind(
            "accession",
            "Accession",
            "accessions",
            "accession",
            "accessions",
            "adhésion",
            "adhésions",
        ),
        Kind(
            "suspension",
            "Suspension",
            "suspensions",
            "suspension",
            "suspensions",
            "suspension",
            "suspensions",
        ),
        Kind(
            "tool",
            "ToolParticipation",
            "tools",
            "participation in a tool",
            "participations in tools",
            "participation à un outil",
            "participations à des outils",
        ),
        Kind(
            "name", "Name", "names", "name in use", "names in use", "nom en usage", "noms en usage"
        ),
        Kind(
            "affiliation",
            "Affiliation",
            "affiliations",
            "affiliation",
            "affiliations",
            "affiliation",
            "affiliations",
        ),
        Kind("mission", "Mission", "missions", "mission", "missions", "mission", "missions"),
        Kind(
            "responsibility",
            "Responsibility",
            "responsibilities",
            "responsibility",
            "responsibilities",
            "responsabilité",
            "responsabilités",
        ),
        Kind("count", "Count", "counts", "count", "counts", "décompte", "décomptes"),
        Kind("claim", "Claim", "claims", "claim", "claims", "affirmation", "affirmations"),
        Kind("gap", "Gap", "gaps", "gap", "gaps", "lacune", "lacunes"),
        Kind("passage", "Passage", "passages", "passage", "passages", "passage", "passages"),
        Kind(
            "disagreement",
            "Disagreement",
            "disagreements",
            "disagreement",
            "disagreements",
            "désaccord",
            "désaccords",
        ),
        Kind("question", "Question", "questions", "question", "questions", "question", "questions"),
    )
}
# Stands for the kind of things whose names are of others, which no table of ours knows.
OTHER = Kind("other", "", "", "thing", "things", "chose", "choses")


def kind(name: str) -> Kind:
    """The kind of a name, OTHER where it is none of ours."""
    return KINDS.get(name, OTHER)
