"""The words of the release's report."""

WORDS: dict[str, tuple[str, str]] = {
    "report": ("Report of the release", "Rapport de la version"),
    "report-conforms": (
        "The graph conforms to all its shapes.",
        "Le graphe respecte toutes ses contraintes.",
    ),
    "report-warns": (
        "The graph breaks no shape whose breach is a violation. There are the warnings below, so "
        "that it does not conform to all its shapes in the sense of SHACL.",
        "Le graphe n’enfreint aucune contrainte dont le non-respect soit une violation. Il y a les "
        "avertissements ci-dessous : il n’est donc pas conforme à toutes ses contraintes au sens "
        "de SHACL.",
    ),
    "report-breaks": ("The graph breaks a shape.", "Le graphe viole une contrainte."),
    "report-unchecked": (
        "No shape applies to the graph: nothing was checked.",
        "Aucune contrainte ne s’applique au graphe : rien n’a été vérifié.",
    ),
    "remark-one": ("{} remark", "{} remarque"),
    "remark-many": ("{} remarks", "{} remarques"),
    "shape": ("Shape", "Contrainte"),
    "stands-at": ("File and line", "Fichier et ligne"),
    "severity-warning": ("warning", "avertissement"),
    "severity-info": ("remark", "remarque"),
    "severity-violation": ("violation", "violation"),
}
