"""The problems: one row each, raised where they are known and rendered in one place.

A problem carries the HTTP status (RFC 9110) and the exit code of the command line. Its type is the
address `/problems#slug` (RFC 9457). Only what the caller did wrong is 4xx, and exit code 1 means
that the data broke a rule; 2 that input could not be read or a command could not be done.
"""

from typing import Any, NamedTuple

from pfpgraph.details import DETAILS, parts, sentence


class Row(NamedTuple):
    """A kind of problem: its slug, status, exit code, and its titles for readers."""

    slug: str
    status: int
    exit: int
    en: str
    fr: str


PROBLEMS = {
    row.slug: row
    for row in (
        # asking for what is not there, or not so
        Row("not-found", 404, 2, "Not found", "Introuvable"),
        Row("gone", 410, 2, "Withdrawn", "Retiré"),
        Row("method", 405, 2, "Method not allowed", "Méthode non autorisée"),
        Row("format", 406, 2, "No such format", "Format indisponible"),
        Row("media-type", 415, 2, "Media type not supported", "Type de média non pris en charge"),
        Row("request", 400, 2, "Bad request", "Requête incorrecte"),
        Row("address", 414, 2, "The address is too long", "L’adresse est trop longue"),
        Row("headers", 431, 2, "The headers are too long", "Les en-têtes sont trop longs"),
        Row("slow", 408, 2, "The request came too slowly", "La requête est arrivée trop lentement"),
        Row("too-many", 429, 2, "Too many requests", "Trop de requêtes"),
        # queries
        Row("syntax", 400, 2, "The query has a syntax error", "La requête a une faute de syntaxe"),
        Row("service", 403, 2, "SERVICE is not allowed", "SERVICE n’est pas autorisé"),
        Row("update", 403, 2, "Updates are not allowed", "Les mises à jour sont interdites"),
        Row("nesting", 400, 2, "The query is nested too deeply", "Requête trop imbriquée"),
        Row("too-long", 413, 2, "The query is too long", "La requête est trop longue"),
        Row("too-large", 422, 2, "The result is too large", "Le résultat est trop grand"),
        Row("time", 503, 2, "The query took too long", "La requête a pris trop de temps"),
        Row(
            "memory",
            503,
            2,
            "The query used too much memory",
            "La requête a utilisé trop de mémoire",
        ),
        Row("busy", 503, 2, "The service is busy", "Le service est occupé"),
        Row(
            "engine",
            500,
            2,
            "The engine failed on this query",
            "Le moteur a échoué sur cette requête",
        ),
        # building and running
        Row("turtle", 500, 2, "A file cannot be read", "Un fichier est illisible"),
        Row("rule", 500, 2, "A rule cannot be run", "Une règle ne peut être exécutée"),
        Row("invalid", 500, 1, "The graph breaks a shape", "Le graphe viole une contrainte"),
        Row("unchecked", 500, 2, "Nothing was checked", "Rien n’a été vérifié"),
        Row(
            "duplicate",
            500,
            1,
            "A statement stands in two graphs",
            "Un énoncé figure dans deux graphes",
        ),
        Row(
            "layout",
            500,
            1,
            "A file is not in canonical layout",
            "Un fichier n’a pas la présentation canonique",
        ),
        Row(
            "place",
            500,
            1,
            "A place does not match its text",
            "Un passage ne correspond pas à son texte",
        ),
        Row("setting", 500, 2, "A setting is wrong", "Un réglage est erroné"),
        Row("port", 500, 2, "The service cannot listen", "Le service ne peut écouter"),
        Row(
            "internal",
            500,
            70,
            "Something is wrong on our side",
            "Une erreur s’est produite de notre côté",
        ),
    )
}


class Problem(Exception):
    """Something that a reader must be told: a row of PROBLEMS, a sentence, and members of its own.

    The sentence says what, where and what to do: a row of DETAILS, whose parts are members, or for
    those who run the program plain English. Members are added to the problem+json object.
    """

    def __init__(self, slug: str, said: str, **members: Any) -> None:
        """Take the row named slug and the sentence. Raises KeyError when there is no such row."""
        self.row, self.said, self.members = PROBLEMS[slug], said, members
        super().__init__(self.detail)

    @property
    def detail(self) -> str:
        """The sentence in English."""
        return self.told("en")

    def told(self, language: str) -> str:
        """The sentence in a language, or in English where it is in no other."""
        if self.said not in DETAILS:
            return self.said
        return sentence(self.said, language).format(**parts(self.members, language))
