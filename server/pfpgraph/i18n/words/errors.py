"""What a reader can do about a problem."""

WORDS: dict[str, tuple[str, str]] = {
    "perhaps": ("Perhaps you mean", "Vous cherchez peut-être"),
    "fault-at": (
        "The query; the fault is at line {}, column {}",
        "La requête ; la faute est à la ligne {}, colonne {}",
    ),
    "retry-one": ("Try again in {} second.", "Réessayez dans {} seconde."),
    "retry-many": ("Try again in {} seconds.", "Réessayez dans {} secondes."),
    "do-not-found": (
        "The address may be misspelled. Search for what you expected here.",
        "L’adresse est peut-être mal écrite. Recherchez ce que vous pensiez trouver ici.",
    ),
    "do-gone": (
        "An earlier release had it. Search for what replaces it here.",
        "Une version antérieure l’avait. Recherchez ici ce qui le remplace.",
    ),
    "do-format": (
        "What you asked for exists, but not in this form.",
        "Ce que vous demandez existe, mais pas sous cette forme.",
    ),
    "do-syntax": (
        "The place is marked below. Change the query and ask again.",
        "L’endroit est marqué ci-dessous. Corrigez la requête et reposez-la.",
    ),
    "do-time": (
        "Make the query narrower: name a kind of record or a day, add LIMIT, and avoid patterns "
        "that share no variable.",
        "Restreignez la requête : nommez un genre d’enregistrement ou un jour, ajoutez LIMIT et "
        "évitez les motifs sans variable commune.",
    ),
    "do-memory": (
        "Make the query narrower: select fewer columns, add LIMIT, and avoid patterns that share "
        "no variable.",
        "Restreignez la requête : moins de colonnes, un LIMIT, et pas de motifs sans variable "
        "commune.",
    ),
    "do-too-large": (
        "Add LIMIT and OFFSET and take the result in parts, or download the whole graph.",
        "Ajoutez LIMIT et OFFSET pour prendre le résultat par parties, ou téléchargez tout le "
        "graphe.",
    ),
    "do-busy": (
        "Nothing is wrong with your request: others are being answered.",
        "Votre demande est correcte : d’autres sont en cours.",
    ),
    "do-too-many": (
        "Ask less often, or download the whole graph and ask it at home.",
        "Espacez les demandes, ou téléchargez tout le graphe pour l’interroger chez vous.",
    ),
    "do-slow": (
        "Send the request again over a faster connection.",
        "Renvoyez la demande par une connexion plus rapide.",
    ),
    "do-engine": (
        "It is a fault of the engine, not of the query. Sorting by STR(?x) helps where values of "
        "several kinds are sorted.",
        "La faute est au moteur, non à la requête. Trier par STR(?x) aide quand les valeurs "
        "triées sont de plusieurs genres.",
    ),
}
