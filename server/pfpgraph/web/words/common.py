"""The words of the frame, and those that several views share."""

WORDS: dict[str, tuple[str, str]] = {
    # the frame of every page
    "site": ("NATO and its partnerships", "L’OTAN et ses partenariats"),
    "skip": ("Skip to content", "Aller au contenu"),
    "menu": ("Main", "Principal"),
    "home": ("Home", "Accueil"),
    "path": ("You are here", "Vous êtes ici"),
    "language": ("Language", "Langue"),
    "other-language": ("Français", "English"),
    "disclaimer": (
        "Not a publication of NATO. Designations and borders imply no position on the status of "
        "any country.",
        "Ceci n’est pas une publication de l’OTAN. Les désignations et les frontières n’impliquent "
        "aucune prise de position sur le statut d’un pays.",
    ),
    "data-of": ("Data as of {}", "Données au {}"),
    "version": ("Version {}", "Version {}"),
    "licence": ("Licence: CC BY 4.0", "Licence : CC BY 4.0"),
    "vocabulary": ("Ontology", "Ontologie"),
    "graphs": ("Graphs", "Graphes"),
    "shapes": ("Shapes", "Contraintes"),
    "context": ("JSON-LD context", "Contexte JSON-LD"),
    "health": ("State of the service", "État du service"),
    # a thing's page
    "names": ("Names", "Noms"),
    "facts": ("Facts", "Faits"),
    "derived": ("Derived by rule", "Déduit par règle"),
    "derived-note": (
        "These follow from the facts above by the rules beside the ontology.",
        "Ceci découle des faits ci-dessus selon les règles jointes à l’ontologie.",
    ),
    "referred": ("What refers to it", "Ce qui s’y réfère"),
    "referred-some": (
        "The first {} of {} statements are shown; the endpoint has them all.",
        "Les {} premiers énoncés sur {} sont montrés ; le point d’accès les a tous.",
    ),
    "identity": ("The same thing elsewhere", "La même chose ailleurs"),
    "formats": ("Formats", "Formats"),
    "cite": ("Cite this", "Citer"),
    "iri": ("Identifier", "Identifiant"),
    "claim-one": ("1 claim", "1 affirmation"),
    "claim-many": ("{} claims", "{} affirmations"),
    "gap-one": ("1 source is silent", "1 source n’en dit rien"),
    "gap-many": ("{} sources are silent", "{} sources n’en disent rien"),
    "source-one": ("1 source", "1 source"),
    "source-many": ("{} sources", "{} sources"),
    "accepted": ("accepted", "retenue"),
    "overruled": ("overruled", "écartée"),
    "undecided": ("undecided", "non tranchée"),
    "written": ("as written", "tel qu’écrit"),
    "characters": ("characters {}–{}", "caractères {}–{}"),
    "silent": ("says nothing of it", "n’en dit rien"),
    "disputed": ("sources disagree", "sources divergentes"),
    "stands-in": ("Stated in {}", "Énoncé dans {}"),
    "nothing": ("Nothing is stated of it here.", "Rien n’en est dit ici."),
    "yes": ("yes", "oui"),
    "no": ("no", "non"),
    # dates
    "date-Open": ("still going on", "toujours en cours"),
    "date-Unknown": ("not known", "non connu"),
    "date-Disputed": ("disputed between sources", "contesté entre les sources"),
    "date-Day": ("not stated", "non indiqué"),
    "date-Month": ("not stated", "non indiqué"),
    "date-Year": ("not stated", "non indiqué"),
    "since": ("since {}", "depuis {}"),
    "since-day": ("since {}", "depuis le {}"),
    "far-future": ("no end", "sans fin"),
    # lists
    "thing": ("Name", "Nom"),
    "how-many": ("{} in all", "{} au total"),
    "page-of": ("Page {} of {}", "Page {} sur {}"),
    "previous": ("Previous", "Précédente"),
    "next": ("Next", "Suivante"),
    "pages": ("Pages", "Pages"),
    "empty-list": ("There are none yet.", "Il n’y en a pas encore."),
    "class": ("Class", "Classe"),
    "period": ("Period", "Période"),
    # SPARQL
    "sparql-title": ("Ask in SPARQL", "Interroger en SPARQL"),
    "sparql-about": (
        "Read-only SPARQL 1.1. The default graph is the union of all named graphs. A "
        "query may take {} seconds; a result is whole or an error, never cut.",
        "SPARQL 1.1 en lecture seule. Le graphe par défaut est l’union de tous les "
        "graphes nommés. Une requête peut prendre {} secondes ; un résultat est "
        "entier ou une erreur, jamais tronqué.",
    ),
    "query": ("Query", "Requête"),
    "ask": ("Ask", "Interroger"),
    "examples": ("Begin with a question that has been asked.", "Partir d’une question déjà posée."),
    "ask-it": ("Ask this now", "Poser cette question"),
    "answer-as": ("Answer as", "Réponse en"),
    "a-page": ("page", "page"),
    "rows-one": ("1 row", "1 ligne"),
    "rows-many": ("{} rows", "{} lignes"),
    "result": ("Result", "Résultat"),
    "other-formats": ("The same in", "La même chose en"),
    # graphs
    "graph-about": (
        "The graph is kept in named graphs: one for each file of facts, of the "
        "ontology and of the shapes, one for what rules derive, one that describes "
        "it all.",
        "Le graphe est tenu en graphes nommés : un par fichier de faits, de "
        "l’ontologie et des contraintes, un pour ce que les règles déduisent, un qui "
        "décrit l’ensemble.",
    ),
    "statements": ("statements", "énoncés"),
    "statements-many": ("{} statements", "{} énoncés"),
    "graph": ("Graph", "Graphe"),
    "whole-graph": ("the whole graph", "le graphe entier"),
    "its-list": ("The things described in it", "Les choses qui y sont décrites"),
    # ontology
    "ontology-about": (
        "Terms of the ontology, in its modules. Namespace {}, prefix pfp.",
        "Termes de l’ontologie, par modules. Espace de noms {}, préfixe pfp.",
    ),
    "shapes-about": (
        "What every record must look like, module by module (SHACL).",
        "Ce que doit respecter chaque enregistrement, module par module (SHACL).",
    ),
    "classes": ("Classes", "Classes"),
    "properties": ("Properties", "Propriétés"),
    "individuals": ("Individuals", "Individus"),
    "example": ("Example", "Exemple"),
    "note": ("Note", "Note"),
    "kind-of": ("kind of", "sorte de"),
    "domain": ("of", "de"),
    "range": ("gives", "donne"),
    "message": ("Rule", "Règle"),
    # errors
    "back": ("Back to the front page", "Retour à l’accueil"),
    "formats-here": ("It is to be had as", "On peut l’avoir en"),
    "your-query": ("Your query", "Votre requête"),
    "problems": ("Problems", "Problèmes"),
    "problems-about": (
        "What can go wrong, and the status that says so.",
        "Ce qui peut échouer, et le code qui le dit.",
    ),
    "status": ("Status", "Code"),
}
