"""The words of the search and of the lists' facets."""

# Words that tell of the same: who asks with one means the others too. Without accents, as words
# are compared.
FAMILIES = (
    "withdraw withdrew withdrawn withdrawal retrait retire retiree retirer",
    "leave left leaving leaves quit quitte quitter quittee depart exit withdrawal retrait",
    "join joined joining accede acceded accession adherer adhere adheree adhesion",
    "return returned rejoin rejoined resume resumed resumption reprise revenu revenir retour",
    "suspend suspended suspending suspension suspendu suspendue suspendre",
    "sign signed signing signature signe signee signer",
    "invite invited invitation invitee inviter",
    "replace replaced replacement succeed succeeded successor remplace remplacee remplacer",
    "disagree disagrees disagreement differ differs desaccord divergent",
)

WORDS: dict[str, tuple[str, str]] = {
    "search": ("Search", "Rechercher"),
    "search-of": ("Search: {}", "Recherche : {}"),
    "search-label": (
        "A country, a person, a document, an acronym, in any language",
        "Un pays, une personne, un document, un sigle, dans toute langue",
    ),
    "found-one": ("{} thing found.", "{} chose trouvée."),
    "found-many": ("{} things found.", "{} choses trouvées."),
    "found-most": (
        "More than {} things found: another word will narrow them.",
        "Plus de {} choses trouvées : un mot de plus en réduira le nombre.",
    ),
    "found-none": (
        "No name or description in the graph has all these words.",
        "Aucun nom ni aucune description du graphe ne contient tous ces mots.",
    ),
    "found-near": ("Perhaps you mean", "Peut-être cherchez-vous"),
    "found-as": ("also", "aussi"),
    "found-all": ("All", "Tout"),
    "found-kinds": ("Kinds of things found", "Genres de choses trouvées"),
    "search-behind": (
        "A search reads no graph but an index of full text, made of the names that the first "
        "query gives, and of the descriptions, notes and reasons of the second, each with the name "
        "of its thing: every word that you ask for must begin a word of one of these, accents and "
        "case aside, or be another form of it.",
        "Une recherche ne lit pas le graphe mais un index de texte intégral, fait des noms que "
        "donne la première requête, et des descriptions, remarques et motifs de la seconde, chacun "
        "avec le nom de sa chose : chaque mot demandé doit commencer un mot de l’un d’eux, sans "
        "égard aux accents ni à la casse, ou en être une autre forme.",
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
    "independent-again": ("independent again since {}", "de nouveau indépendant depuis le {}"),
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
