"""The words of the frame that is around every page."""

WORDS: dict[str, tuple[str, str]] = {
    "about": (
        "Who takes part in NATO and its partnerships, since when and until when, and which "
        "source says so: an open graph of dated and sourced facts.",
        "Qui prend part à l’OTAN et à ses partenariats, depuis quand et jusqu’à quand, et quelle "
        "source le dit : un graphe ouvert de faits datés et sourcés.",
    ),
    # menu
    "menu-map": ("Map", "Carte"),
    "menu-timeline": ("Timeline", "Chronologie"),
    "menu-countries": ("Countries", "Pays"),
    "menu-frameworks": ("Frameworks", "Cadres"),
    "menu-documents": ("Documents", "Documents"),
    "menu-events": ("Events", "Événements"),
    "menu-sources": ("Sources", "Sources"),
    "menu-disagreements": ("Disagreements", "Désaccords"),
    "menu-questions": ("Questions", "Questions"),
    "menu-sparql": ("SPARQL", "SPARQL"),
    # search
    "search-for": ("Search for a thing by any of its names", "Rechercher par n’importe quel nom"),
    "search-hint": (
        "A country, person, document or acronym",
        "Un pays, une personne, un document, un sigle",
    ),
    "search-short": ("Search", "Rechercher"),
    "search-do": ("Search", "Rechercher"),
    # the day
    "as-of": ("As of", "État au"),
    "show-day": ("Show", "Voir"),
    "as-on": ("As of {}.", "Au {}."),
    "past-note": (
        "This page shows the past.",
        "Cette page montre le passé.",
    ),
    "future-note": (
        "This day lies beyond the data, which end on {}: what is shown is what was planned or "
        "known then.",
        "Ce jour est au-delà des données, qui s’arrêtent au {} : ce qui est montré est ce qui "
        "était alors prévu ou connu.",
    ),
    "back-to": ("Back to {}", "Revenir au {}"),
    "back-undated": ("Back to no chosen day", "Revenir sans jour choisi"),
    # foot
    "foot-data": ("The data", "Les données"),
    "foot-site": ("The site", "Le site"),
    "download": ("Download", "Télécharger"),
    "release-report": ("Report of the release", "Rapport de la version"),
    "report-error": ("Report an error", "Signaler une erreur"),
}
