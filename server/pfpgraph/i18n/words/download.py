"""The words of the downloads."""

WORDS: dict[str, tuple[str, str]] = {
    "download-title": ("Download", "Téléchargements"),
    "download-about": (
        "The whole graph as one file, in every format, or a part of it: free to use, with the "
        "licence CC BY 4.0.",
        "Le graphe entier en un fichier, dans chaque format, ou une de ses "
        "parties\N{NO-BREAK SPACE}: d’usage libre, sous la licence CC BY 4.0.",
    ),
    "download-whole": ("The whole graph", "Le graphe entier"),
    "download-file": ("File of the release", "Fichier de la version"),
    "download-file-about": (
        "N-Quads in canonical form: every statement with the named graph it stands in.",
        "N-Quads en forme canonique\N{NO-BREAK SPACE}: chaque énoncé avec le graphe nommé où il se "
        "trouve.",
    ),
    "download-check": (
        "The checksum of this file, which is that of the release (RDFC-1.0).",
        "La somme de contrôle de ce fichier, qui est celle de la version (RDFC-1.0).",
    ),
    "download-formats": ("Every format", "Chaque format"),
    "download-formats-about": (
        "The union of all named graphs, {} statements, without their names.",
        "L’union de tous les graphes nommés, {} énoncés, sans leurs noms.",
    ),
    "dataset-title": ("The dataset", "Le jeu de données"),
    "dataset-about": (
        "What the whole is, in DCAT and VoID: its licence, parts and numbers, and the size and "
        "checksum of each download.",
        "Ce qu’est l’ensemble, en DCAT et VoID\N{NO-BREAK SPACE}: sa licence, ses parties et ses "
        "nombres, la taille et la somme de contrôle de chaque téléchargement.",
    ),
    "download-this": ("This list as data", "Cette liste en données"),
    "megabytes": ("{} MB", "{}\N{NO-BREAK SPACE}Mo"),
}
