"""The words of drawings, the map and the timeline."""

WORDS: dict[str, tuple[str, str]] = {
    "status-ally": ("Allies", "Alliés"),
    "status-partner": ("Partners, Partnership for Peace", "Partenaires, Partenariat pour la paix"),
    "status-other": ("Partners, other frameworks", "Partenaires, autres cadres"),
    "status-suspended": ("Suspensions", "Suspensions"),
    "status-former": ("No longer any of these", "Plus aucun de ces statuts"),
    "status-may": ("May have been one of these", "A pu avoir l’un de ces statuts"),
    "status-none": ("None of these", "Aucun de ces statuts"),
    # the map
    "map-title": ("Allies and partners on {}", "Alliés et partenaires le {}"),
    "map-about": (
        "Who was an Ally, who took part in which partnership and who was suspended, on any day "
        "since 1949.",
        "Qui était un Allié, qui participait à quel partenariat et qui était suspendu, à toute "
        "date depuis 1949.",
    ),
    "map-world": ("Map of the world", "Carte du monde"),
    "map-skip": ("Skip the map, to the table", "Passer la carte, aller au tableau"),
    "map-table": ("Countries on {}", "Pays le {}"),
    "map-country": ("Country, as it was called", "Pays, sous son nom d’alors"),
    "drawn-in": ("In", "Dans"),
    "drawn-when": ("When", "Quand"),
    "map-nobody": ("None on this day.", "Aucun à cette date."),
    "drawn-suspended": ("suspended: {}", "suspension : {}"),
    "map-suspended": ("Suspensions in force on this day", "Suspensions en vigueur à cette date"),
    "map-none": ("None are recorded.", "Aucune n’est enregistrée."),
    "map-unknown": ("May have held on this day", "A pu valoir à cette date"),
    "map-unknown-note": (
        "A date that would decide it is not known, or not to the day, or sources disagree.",
        "Une date décisive n’est pas connue, ou pas au jour près, ou les sources divergent.",
    ),
    "map-states": (
        "The map has the borders of today. On {} there were states that no longer exist:",
        "La carte a les frontières d’aujourd’hui. Le {}, il y avait des États qui n’existent "
        "plus :",
    ),
    "map-where-now": ("today", "aujourd’hui"),
    "map-borders": (
        "Borders as drawn today by Natural Earth (1:50m, public domain), whatever the day asked "
        "for, in the edition of visionscarto, in which Crimea is in Ukraine and Western Sahara "
        "apart; northern Cyprus is drawn with Cyprus. Germany is drawn whole on every day, though "
        "it acceded in 1955 as the Federal Republic of Germany alone (West). Borders imply "
        "no position on the status of any territory. Equal Earth projection: areas compare truly.",
        "Frontières telles que Natural Earth les trace aujourd’hui (1:50m, domaine public), "
        "quelle que soit la date demandée, dans l’édition de visionscarto, où la Crimée est en "
        "Ukraine et le Sahara occidental à part ; le nord de Chypre est dessiné "
        "avec Chypre. L’Allemagne est dessinée entière à toute date, bien qu’elle ait adhéré en "
        "1955 comme seule République fédérale d’Allemagne (Ouest). Les frontières "
        "n’impliquent aucune prise de position sur le statut d’un territoire. Projection Equal "
        "Earth : les surfaces sont comparables.",
    ),
    "map-years": ("Years", "Années"),
    "map-year": ("Year", "Année"),
    "map-other-years": ("The end of another year", "La fin d’une autre année"),
    # the timeline
    "timeline-title": (
        "The Alliance and its partnerships over time",
        "L’Alliance et ses partenariats dans le temps",
    ),
    "timeline-about": (
        "A row for each country, a bar for each membership, participation and suspension; every "
        "mark leads to its record.",
        "Une ligne par pays, une barre par appartenance, participation et "
        "suspension ; chaque signe mène à son enregistrement.",
    ),
    "timeline-caption": ("From {} to {}", "De {} à {}"),
    "timeline-narrow": ("What is shown", "Ce qui est montré"),
    "timeline-years": ("Years", "Années"),
    "timeline-all-years": ("All years", "Toutes les années"),
    "timeline-framework": ("Framework", "Cadre"),
    "timeline-everything": ("Everything", "Tout"),
    "timeline-order": ("Order", "Ordre"),
    "timeline-order-start": ("By first day", "Par premier jour"),
    "timeline-order-name": ("By name", "Par nom"),
    "drawn-country": ("Country", "Pays"),
    "drawn-countries-one": ("{} country", "{} pays"),
    "drawn-countries-many": ("{} countries", "{} pays"),
    "timeline-as-table": ("The same as a table of dates", "La même chose en tableau de dates"),
    "drawn-summits": ("Summits", "Sommets"),
    "drawn-signature": ("Framework Document signed", "Document-cadre signé"),
    "key-may": ("day not exactly known", "date approximative"),
    "key-unknown": ("not known", "non connu"),
    "key-disputed": ("disputed between sources", "contesté entre les sources"),
    "key-still": ("still going on", "toujours en cours"),
    "key-on": ("the day asked for: {}", "le jour demandé : {}"),
    # neighbourhood
    "rel-part-of": ("is part of", "fait partie de"),
    "rel-has-parts": ("has as parts", "a pour parties"),
    "rel-established-by": ("was established by", "a été créé par"),
    "rel-established": ("established", "a créé"),
    "rel-launched-by": ("was launched by", "a été lancé par"),
    "rel-launched": ("launched", "a lancé"),
    "rel-governed-by": ("is governed by", "est dirigé par"),
    "rel-governs": ("governs", "dirige"),
    "rel-overseen-by": ("is overseen by", "est supervisé par"),
    "rel-oversees": ("oversees", "supervise"),
    "rel-replaces": ("replaced", "a remplacé"),
    "rel-replaced-by": ("was replaced by", "a été remplacé par"),
    "rel-title": ("{} among its neighbours", "{} parmi ses voisins"),
}
