"""The words of drawings, the map and the timeline."""

WORDS: dict[str, tuple[str, str]] = {
    "status-ally": ("Allies", "Alliés"),
    "status-partner": (
        "Partners (Partnership for Peace)",
        "Partenaires (Partenariat pour la paix)",
    ),
    "status-other": ("Partners (other frameworks)", "Partenaires (autres cadres)"),
    "status-suspended": ("Suspended, in whole or in part", "Suspension, totale ou partielle"),
    "status-former": ("No longer", "Ne le sont plus"),
    "status-none": ("None of these", "Aucun de ces statuts"),
}
