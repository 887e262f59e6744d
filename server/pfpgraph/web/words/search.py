"""The words of the search and of the lists' facets."""

WORDS: dict[str, tuple[str, str]] = {
    "search": ("Search", "Rechercher"),
    "search-of": ("Search: {}", "Recherche : {}"),
    "search-label": (
        "A country, a person, a document, an acronym, in any language",
        "Un pays, une personne, un document, un sigle, dans toute langue",
    ),
    "found-one": ("One thing found.", "{} chose trouvée."),
    "found-many": ("{} things found.", "{} choses trouvées."),
    "found-most": (
        "More than {} things found: another word will narrow them.",
        "Plus de {} choses trouvées : un mot de plus en réduira le nombre.",
    ),
    "found-none": (
        "No name in the graph has all these words.",
        "Aucun nom du graphe ne contient tous ces mots.",
    ),
    "found-near": ("Perhaps you mean", "Peut-être cherchez-vous"),
    "found-as": ("also", "aussi"),
    "found-all": ("All", "Tout"),
    "found-kinds": ("Kinds of things found", "Genres de choses trouvées"),
    "search-behind": (
        "A search reads no graph but an index of full text, made of the names that this query "
        "gives: every word that you ask for must begin a word of a name, accents and case aside.",
        "Une recherche ne lit pas le graphe mais un index de texte intégral, fait des noms que "
        "donne cette requête : chaque mot demandé doit commencer un mot d’un nom, sans égard aux "
        "accents ni à la casse.",
    ),
    # facets
    "facets": ("Narrow the list", "Restreindre la liste"),
    "facet-more": ("{} more", "{} de plus"),
    "facet-drop": ("Without “{}”", "Sans « {} »"),
    "facet-status": ("Status", "Statut"),
    "facet-framework": ("Framework", "Cadre"),
    "facet-suspended": ("Suspended", "Suspendu"),
    "facet-time": ("On the day", "Ce jour-là"),
    "facet-decade": ("Decade", "Décennie"),
    "facet-type": ("Kind", "Genre"),
    "decade": ("{}–{}", "{}–{}"),
    "now": ("now {}", "aujourd’hui {}"),
    "state-before": ("successor of: {}", "successeur de : {}"),
    "todays-name": ("today’s name", "nom d’aujourd’hui"),
    "time-holds": ("in force", "en vigueur"),
    "time-unknown": ("may be in force", "peut-être en vigueur"),
    "time-ended": ("ended before", "terminé avant"),
    "time-later": ("begins later", "commence après"),
    "existing-holds": ("existing", "existant"),
    "existing-unknown": ("may exist", "peut-être existant"),
    "existing-ended": ("no longer existing", "n’existant plus"),
    "existing-later": ("later", "plus tard"),
    "happened-holds": ("by that day", "jusqu’à ce jour"),
    "happened-unknown": ("not known", "non connu"),
    "happened-later": ("later", "après"),
}
