"""The words of the front page."""

WORDS: dict[str, tuple[str, str]] = {
    "front-title": (
        "Who took part in what, since when, and which source says so",
        "Qui a pris part à quoi, depuis quand, et quelle source le dit",
    ),
    "front-lead": (
        "An open graph of NATO, its partners, frameworks, programmes and councils, in which every "
        "record has its dates and names its sources, or says that it has none. Where sources "
        "disagree, each claim is shown, with the one accepted and the reason.",
        "Un graphe ouvert de l’OTAN, de ses partenaires, cadres, programmes et conseils, où chaque "
        "enregistrement a ses dates et nomme ses sources, ou dit qu’il n’en a pas. Là où les "
        "sources divergent, chaque affirmation est montrée, avec celle qui est retenue et "
        "le motif.",
    ),
    "front-try": ("For example", "Par exemple"),
    "front-examples": (
        "Latvia|Macedonia|Papazyan|PARP|NATO-Russia",
        "Lettonie|Macédoine|Papazyan|PARP|OTAN-Russie",
    ),
    "front-map": (
        "The Alliance and its partners on {}",
        "L’Alliance et ses partenaires au {}",
    ),
    "front-map-more": ("The map in full, with its table", "La carte entière, avec son tableau"),
    "front-borders": (
        "Borders of today, whatever the day",
        "Frontières d’aujourd’hui, quel que soit le jour",
    ),
    "key-ally-one": ("Ally", "Allié"),
    "key-ally-many": ("Allies", "Alliés"),
    "key-partner-one": ("Partner for Peace", "Partenaire pour la paix"),
    "key-partner-many": ("Partners for Peace", "Partenaires pour la paix"),
    "key-other-one": ("partner in other frameworks", "partenaire dans d’autres cadres"),
    "key-other-many": ("partners in other frameworks", "partenaires dans d’autres cadres"),
    "key-suspended-one": ("of these suspended", "suspendu parmi eux"),
    "key-suspended-many": ("of these suspended", "suspendus parmi eux"),
    "key-former-one": ("no longer any of these", "qui ne l’est plus"),
    "key-former-many": ("no longer any of these", "qui ne le sont plus"),
    "front-questions": ("Three questions, answered", "Trois questions, avec leurs réponses"),
    "question-partners": (
        "Who was in the Partnership for Peace, without being an Ally, on {}?",
        "Qui était dans le Partenariat pour la paix, sans être un Allié, le {} ?",
    ),
    "answer-partners-one": ("{} country.", "{} pays."),
    "answer-partners-many": ("{} countries.", "{} pays."),
    "question-joined": (
        "Which partners had become Allies by {}?",
        "Quels partenaires étaient devenus des Alliés au {} ?",
    ),
    "answer-joined-one": ("{}.", "{}."),
    "answer-joined-many": ("{}, the latest first.", "{}, les plus récents d’abord."),
    "way-map": (
        "Who was an Ally, a partner or suspended, on any day since 1949.",
        "Qui était Allié, partenaire ou suspendu, à toute date depuis 1949.",
    ),
    "way-timeline": (
        "Every participation and membership as a bar over the years.",
        "Chaque participation et appartenance en barre au fil des années.",
    ),
    "way-sources": (
        "What each source says, and where it stands in the primary documents.",
        "Ce que dit chaque source, et à quel endroit des documents primaires.",
    ),
    "way-questions": (
        "Questions with live answers, as tables, charts and CSV.",
        "Des questions et leurs réponses, en tableaux, graphiques et CSV.",
    ),
    "way-sparql": (
        "Ask anything of the graph; take JSON, XML, CSV, TSV or RDF.",
        "Posez toute question au graphe ; réponse en JSON, XML, CSV, TSV ou RDF.",
    ),
    "way-download": (
        "The whole graph or one file of facts, in six formats.",
        "Le graphe entier ou un fichier de faits, en six formats.",
    ),
    "way-ontology": (
        "Every class and property, with its definition in English and French.",
        "Chaque classe et propriété, avec sa définition en anglais et en français.",
    ),
    "numbers": ("The numbers", "Les chiffres"),
    "numbers-note": (
        "These are of the data as of {}, whatever the day asked for.",
        "Ceux-ci sont ceux des données au {}, quel que soit le jour demandé.",
    ),
    "ways-in": ("Ways in", "Par où commencer"),
    "question-disagreements": (
        "On what do the sources disagree?",
        "Sur quoi les sources divergent-elles ?",
    ),
    "answer-disagreements-one": (
        "{} disagreement, with its claims.",
        "{} désaccord, avec ses affirmations.",
    ),
    "answer-disagreements-many": (
        "{} disagreements, each with its claims.",
        "{} désaccords, chacun avec ses affirmations.",
    ),
    "all-of-them": ("All of them", "Tous"),
    "none-by-then": ("None by then.", "Aucun à cette date."),
}
