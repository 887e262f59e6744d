"""The words of the sources, the disagreements and the questions."""

WORDS: dict[str, tuple[str, str]] = {
    "sources": ("Sources", "Sources"),
    "source": ("Source", "Source"),
    "sources-about": (
        "The graph rests on {} sources. This is what each of them carries, and where it was not "
        "followed.",
        "Le graphe repose sur {} sources. Voici ce que chacune porte, et où elle n’a pas été "
        "suivie.",
    ),
    "sources-read": ("Read place by place", "Lues passage par passage"),
    "sources-read-about": (
        "Each statement of these documents is a claim, passage or gap with its place in the text.",
        "Chaque énoncé de ces documents est une affirmation, un passage ou un silence, avec sa "
        "place dans le texte.",
    ),
    "sources-all": ("All sources", "Toutes les sources"),
    "sources-narrow": (
        "Narrow them by kind, decade or publisher",
        "Les restreindre par genre, décennie ou éditeur",
    ),
    "publisher": ("Publisher", "Éditeur"),
    "issued": ("Date", "Date"),
    "rests": ("Records that rest on it", "Enregistrements"),
    "claims-accepted": ("Claims accepted", "Affirmations retenues"),
    "claims-overruled": ("Claims overruled", "Affirmations écartées"),
    "reading": ("Reading: {}", "Lecture : {}"),
    "read-there": ("Read it there", "La lire sur place"),
    "source-record": ("Its record", "Son enregistrement"),
    "in-order": ("In the order of the text", "Dans l’ordre du texte"),
    "in-order-about": (
        "No sentence of the text is shown; whoever has the file can check each place by its "
        "characters, of which there are {}: ",
        "Aucune phrase du texte n’est reproduite ; qui possède le fichier peut vérifier chaque "
        "place par ses caractères, au nombre de {} : ",
    ),
    "place": ("Characters", "Caractères"),
    "as-it-stands": ("As it stands there", "Tel qu’il s’y trouve"),
    "says": ("What it says", "Ce qui est dit"),
    "status-of": ("Status", "Statut"),
    "silence": ("silent", "silence"),
    "passage": ("passage", "passage"),
    "differently": ("What it says differently", "Ce qu’elle dit autrement"),
    "said": ("What else it says", "Ce qu’elle dit encore"),
    "rests-on-it": ("What rests on it", "Ce qui en dépend"),
    # disagreements
    "disagreements": ("Disagreements", "Désaccords"),
    "disagreements-about": (
        "Where sources differ, all that they say is here side by side: which value was accepted, "
        "and why.",
        "Là où les sources divergent, tout ce qu’elles disent est ici côte à côte : la valeur "
        "retenue, et pourquoi.",
    ),
    "disagreement-one": (
        "{} question on which sources differ",
        "{} question qui divise les sources",
    ),
    "disagreement-many": (
        "{} questions on which sources differ",
        "{} questions qui divisent les sources",
    ),
    "disagreement-open-one": ("{} of them open", "dont {} ouverte"),
    "disagreement-open-many": ("{} of them open", "dont {} ouvertes"),
    "asks": ("{}?", "{} ?"),
    "disagreements-of": ("Country", "Pays"),
    "disagreements-all": ("all ({})", "tous ({})"),
    "facet-property": ("What they differ on", "Ce qui diffère"),
    "outcome-accepted": ("one claim accepted", "une affirmation retenue"),
    "outcome-undecided": ("open", "ouverte"),
    "claims-beside": ("The claims side by side", "Les affirmations côte à côte"),
    "show": ("Show", "Afficher"),
    "computed": ("computed from the records here", "calculé d’après les enregistrements d’ici"),
    # questions
    "questions-title": ("Questions", "Questions"),
    "questions-about": (
        "{} questions that the graph was made to answer. Each is answered now, from the graph as "
        "it is; each can be taken as data, or changed in the editor.",
        "{} questions auxquelles le graphe a été fait pour répondre. Chacune reçoit sa réponse à "
        "l’instant, du graphe tel qu’il est ; chacune se prend en données, ou se modifie dans "
        "l’éditeur.",
    ),
    "questions-filter": ("Narrow the questions", "Restreindre les questions"),
    "questions-hint": ("Words of a question", "Des mots d’une question"),
    "questions-none": ("No question has all these words.", "Aucune question n’a tous ces mots."),
    "edit-question": ("Edit the query", "Modifier la requête"),
}
