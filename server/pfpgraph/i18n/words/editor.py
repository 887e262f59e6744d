"""The words of the editor."""

WORDS: dict[str, tuple[str, str]] = {
    "editor-about": (
        "Ask the graph anything in SPARQL 1.1. A query may take {} seconds; nothing you write is "
        "stored.",
        "Demandez tout au graphe en SPARQL 1.1. Une requête peut durer {} secondes ; rien de ce "
        "que vous écrivez n’est enregistré.",
    ),
    "editor-keys": (
        "Ctrl-Enter runs it, Ctrl-Space completes, Tab leaves the editor.",
        "Ctrl-Entrée la lance, Ctrl-Espace complète, Tab quitte l’éditeur.",
    ),
    "editor-run": ("Run", "Lancer"),
    "editor-running": ("Running…", "En cours…"),
    "editor-questions": ("Example queries", "Exemples de requêtes"),
    "group-partners": ("Partners and frameworks", "Partenaires et cadres"),
    "group-allies": ("Allies and members of councils", "Alliés et membres des conseils"),
    "group-signatures": ("Signatures and signatories", "Signatures et signataires"),
    "group-tools": (
        "Programmes, missions, suspensions",
        "Programmes, missions, suspensions",
    ),
    "group-bodies": ("Bodies and what they replaced", "Organes et ce qu’ils ont remplacé"),
    "group-events": (
        "Events, documents, names and states",
        "Événements, documents, noms et États",
    ),
    "group-disagreements": (
        "Claims, disagreements and gaps",
        "Affirmations, désaccords et lacunes",
    ),
    "group-evidence": ("Sources and certainty", "Sources et certitude"),
    "editor-answer": ("Answer", "Réponse"),
    "editor-no-rows": ("No row fits the query.", "Aucune ligne ne répond à la requête."),
    "editor-rows-shown": (
        "The first {} of {} rows; the files below have all of them.",
        "Les {} premières lignes sur {} ; les fichiers ci-dessous les ont toutes.",
    ),
    "editor-rows-begin": (
        "The first {} rows of many; the files below have all of them.",
        "Les {} premières lignes parmi beaucoup ; les fichiers ci-dessous les ont toutes.",
    ),
    "editor-lines-shown": (
        "The first {} of {} statements; the files below have all of them.",
        "Les {} premiers énoncés sur {} ; les fichiers ci-dessous les ont tous.",
    ),
    "editor-show-as": ("Show as", "Montrer en"),
    "view-table": ("Table", "Tableau"),
    "view-chart": ("Chart", "Graphique"),
    "view-timeline": ("Timeline", "Chronologie"),
    "view-map": ("Map", "Carte"),
    "editor-download": ("Download", "Télécharger"),
    "editor-share": ("Link to this query", "Lien vers cette requête"),
    "editor-share-about": (
        "The link holds the query itself and is stored nowhere. With .csv, .json or another suffix "
        "it gives the answer in that format.",
        "Le lien contient la requête même et n’est enregistré nulle part. Avec .csv, .json ou un "
        "autre suffixe, il donne la réponse dans ce format.",
    ),
    "editor-copy": ("Copy", "Copier"),
    "editor-copied": ("Copied", "Copié"),
    "editor-elsewhere": ("Run it from curl, Python or R", "La lancer depuis curl, Python ou R"),
    "editor-unreachable": (
        "The service cannot be reached. Your query is still here: try again.",
        "Le service est injoignable. Votre requête est toujours là : réessayez.",
    ),
    "status-found": ("In the answer", "Dans la réponse"),
    "do-update": (
        "The graph is only read here: ask with SELECT, ASK, CONSTRUCT or DESCRIBE.",
        "Le graphe n’est ici que lu : interrogez avec SELECT, ASK, CONSTRUCT ou DESCRIBE.",
    ),
}
