"""The words of every view that is also data."""

WORDS: dict[str, tuple[str, str]] = {
    "query-behind": ("The query behind this page", "La requête derrière cette page"),
    "queries-behind": ("The queries behind this page", "Les requêtes derrière cette page"),
    "open-query": ("Open it in the editor", "L’ouvrir dans l’éditeur"),
}
