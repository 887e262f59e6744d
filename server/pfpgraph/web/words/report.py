"""The words of the release's report."""

WORDS: dict[str, tuple[str, str]] = {
    "report": ("Report of the release", "Rapport de la version"),
    "report-conforms": (
        "The graph conforms to all its shapes. What is below are remarks, not faults.",
        "Le graphe respecte toutes ses contraintes. Ce qui suit sont des remarques, non des "
        "fautes.",
    ),
    "report-breaks": ("The graph breaks a shape.", "Le graphe viole une contrainte."),
    "remark-one": ("{} remark", "{} remarque"),
    "remark-many": ("{} remarks", "{} remarques"),
    "shape": ("Shape", "Contrainte"),
    "stands-at": ("File and line", "Fichier et ligne"),
    "severity-warning": ("warning", "avertissement"),
    "severity-info": ("remark", "remarque"),
    "severity-violation": ("violation", "violation"),
}
