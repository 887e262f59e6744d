"""What problems say in detail, in English and French: one row for each sentence.

What stands in braces are members of the problem. The member `reason` is in the engine's words,
which are English.
"""

from typing import Any

from pfpgraph.i18n.typography import spaced

DETAILS: dict[str, tuple[str, str]] = {
    # what is not there
    "no-address": ("There is nothing at this address.", "Il n’y a rien à cette adresse."),
    "no-thing": (
        "The graph knows of no {kind} named {name}.",
        "Le graphe ne connaît rien sous le nom {kind}/{name}.",
    ),
    "withdrawn": (
        "{kind}/{name} was withdrawn from the graph. {grounds}",
        "{kind}/{name} n’est plus dans le graphe. {grounds}",
    ),
    "no-kind": (
        "There is no kind named {name}. Known: {known}.",
        "Il n’y a pas de genre nommé {name}. Genres connus : {known}.",
    ),
    "no-description": (
        "The graph does not describe <{iri}>.",
        "Le graphe ne décrit pas <{iri}>.",
    ),
    "no-question": (
        "There is no question {name}; /questions lists them.",
        "Il n’y a pas de question {name} ; /questions en donne la liste.",
    ),
    "no-link": (
        "There is no question of this name, and it is no short link.",
        "Aucune question ne porte ce nom, et ce n’est pas un lien court.",
    ),
    "no-graph": (
        "There is no graph <{iri}>; /graph lists those there are.",
        "Il n’y a pas de graphe <{iri}> ; /graph donne la liste de ceux qui existent.",
    ),
    "no-version": (
        "Version {version} is not kept here; known: {known}.",
        "La version {version} n’est pas conservée ici ; versions connues : {known}.",
    ),
    "no-module": (
        "There is no module {module}; known: {known}.",
        "Il n’y a pas de module {module} ; modules connus : {known}.",
    ),
    "no-part": ("This release has no {part}.", "Cette version est sans {part}."),
    "last-page": ("This list ends with page {last}.", "Cette liste finit à la page {last}."),
    # formats and methods
    "no-suffix": ("There is no .{suffix} of this.", "Ceci n’existe pas en .{suffix}."),
    "no-format": (
        "There is no {wanted}. Ask for one of: {offered}.",
        "Il n’y a pas de {wanted}. Formats disponibles : {offered}.",
    ),
    "cannot-hold": (
        "{label} cannot hold what this form of query answers.",
        "{label} ne peut contenir la réponse à cette forme de requête.",
    ),
    "xml-character": (
        "{label} cannot hold this: it has a character that XML has no way to write. Ask for one "
        "of: {offered}.",
        "{label} ne peut contenir ceci : il y a un caractère que XML ne sait écrire. Formats "
        "disponibles : {offered}.",
    ),
    "xml-property": (
        "{label} cannot hold this: it has a property or class for which XML has no name. Ask for "
        "one of: {offered}.",
        "{label} ne peut contenir ceci : il y a une propriété ou une classe pour laquelle XML n’a "
        "pas de nom. Formats disponibles : {offered}.",
    ),
    "no-method": (
        "This address cannot be used with this method.",
        "Cette adresse n’accepte pas cette méthode.",
    ),
    "send-types": (
        "Send {accepted}, not {given}.",
        "Envoyez {accepted}, et non {given}.",
    ),
    "charset": (
        "Queries are in UTF-8, not {charset}.",
        "Les requêtes sont en UTF-8, non en {charset}.",
    ),
    "long-headers": (
        "Accept, Accept-Language and Accept-Encoding may be {limit} KiB long each.",
        "Accept, Accept-Language et Accept-Encoding peuvent avoir {limit} Kio chacun.",
    ),
    "long-address": (
        "The parameters of this address may be {limit} {unit} long.",
        "Les paramètres de cette adresse peuvent avoir {limit} {unit}.",
    ),
    "no-host": (
        "The Host header must be the name or address of a host.",
        "L’en-tête Host doit être le nom ou l’adresse d’un hôte.",
    ),
    "coded": (
        "Send the body as it is, without a Content-Encoding.",
        "Envoyez le corps tel quel, sans Content-Encoding.",
    ),
    # parameters
    "not-understood": (
        "The request cannot be understood.",
        "La requête n’a pu être comprise.",
    ),
    "one-of": (
        "{parameter} must be one of {known}; not “{given}”.",
        "{parameter} doit être l’une de ces valeurs : {known} ; non « {given} ».",
    ),
    "no-parameter": (
        "This list knows no parameter “{given}”. It knows {known}.",
        "Cette liste ne connaît pas de paramètre « {given} ». Elle connaît {known}.",
    ),
    "no-day": (
        "on must be a day like 1996-01-01, not “{given}”.",
        "on doit être un jour tel que 1996-01-01, non « {given} ».",
    ),
    "no-page": (
        "page must be a whole number from 1, not “{given}”.",
        "page doit être un nombre entier à partir de 1, non « {given} ».",
    ),
    "no-year": (
        "{parameter} must be a year like 1994, not “{given}”.",
        "{parameter} doit être une année telle que 1994, non « {given} ».",
    ),
    "years": (
        "from and to must be years from {first} to {last}, from before to.",
        "from et to doivent être des années de {first} à {last}, from avant to.",
    ),
    "no-group": (
        "from must be prefix:property/kind, not “{given}”.",
        "from doit être prefix:property/kind, non « {given} ».",
    ),
    "one-graph": (
        "Name one graph: either ?graph= or ?default.",
        "Nommez un seul graphe : soit ?graph=, soit ?default.",
    ),
    "graph-name": (
        "A graph must be named by an IRI: {reason}.",
        "Un graphe se nomme par un IRI : {reason}.",
    ),
    "one-query": (
        "Send exactly one query, not {count}.",
        "Envoyez une requête et une seule, non {count}.",
    ),
    "query-twice": (
        "The query stands in the body; leave ?query= out.",
        "La requête est dans le corps ; omettez ?query=.",
    ),
    "query-bytes": (
        "The query is not UTF-8 at byte {byte}.",
        "La requête n’est pas en UTF-8 à l’octet {byte}.",
    ),
    "parameters": (
        "The parameters are not percent-encoded UTF-8.",
        "Les paramètres ne sont pas de l’UTF-8 codé par pourcents.",
    ),
    "timeout": (
        "timeout must be a number of seconds, 0 for none of your own.",
        "timeout doit être un nombre de secondes, 0 pour n’en fixer aucun.",
    ),
    "one-host": ("Send one Host header.", "Envoyez un seul en-tête Host."),
    "broken-off": (
        "The body broke off after {size} bytes of {length}.",
        "Le corps s’est interrompu après {size} octets sur {length}.",
    ),
    "link-long": (
        "The short link holds more than {limit} KiB, which no query may have.",
        "Le lien court contient plus de {limit} Kio, ce qu’aucune requête ne peut avoir.",
    ),
    "link-damaged": (
        "The short link is damaged: copy it again, whole and unchanged.",
        "Le lien court est abîmé : copiez-le de nouveau, entier et inchangé.",
    ),
    # queries
    "fault": ("{reason}", "{reason}"),
    "fault-at": (
        "Line {line}, column {column}: {reason}",
        "Ligne {line}, colonne {column} : {reason}",
    ),
    "fault-near": (
        "Line {line}, column {column}: there is a fault here or just before, at …{before}",
        "Ligne {line}, colonne {column} : il y a une faute ici ou juste avant, à …{before}",
    ),
    "fault-form": (
        "Line {line}, column {column}: SELECT, ASK, CONSTRUCT or DESCRIBE is expected.",
        "Ligne {line}, colonne {column} : SELECT, ASK, CONSTRUCT ou DESCRIBE est attendu.",
    ),
    "fault-character": (
        "Line {line}, column {column}: this is half a character, not UTF-8.",
        "Ligne {line}, colonne {column} : ceci est un demi-caractère, non de l’UTF-8.",
    ),
    "no-function": (
        "The function {function} is not one of this service’s.",
        "La fonction {function} n’est pas de celles de ce service.",
    ),
    "no-service": (
        "This service sends no queries to others; leave SERVICE out.",
        "Ce service n’envoie pas de requêtes à d’autres ; omettez SERVICE.",
    ),
    "read-only": (
        "This graph is read-only: only queries are answered here.",
        "Ce graphe est en lecture seule : il n’est répondu ici qu’aux requêtes.",
    ),
    "nested": (
        "Brackets are nested more than {limit} deep; write the query flatter.",
        "Les parenthèses sont imbriquées sur plus de {limit} niveaux ; aplatissez la requête.",
    ),
    # limits
    "long-query": (
        "The query is longer than {limit} KiB; shorten it.",
        "La requête dépasse {limit} Kio ; raccourcissez-la.",
    ),
    "long-message": (
        "The query is too long to be passed on.",
        "La requête est trop longue pour être transmise.",
    ),
    "long-body": (
        "What was sent is longer than {limit} KiB.",
        "Ce qui a été envoyé dépasse {limit} Kio.",
    ),
    "long": (
        "What was sent is longer than this service takes.",
        "Ce qui a été envoyé est plus long que ce service n’accepte.",
    ),
    "large": (
        "The result is larger than {limit} MiB; ask for less of it at once (LIMIT and OFFSET, or "
        "fewer columns).",
        "Le résultat dépasse {limit} Mio ; demandez-en moins à la fois (LIMIT et OFFSET, ou moins "
        "de colonnes).",
    ),
    "many-rows": (
        "The result has more than {limit} rows; ask for fewer at once (LIMIT and OFFSET).",
        "Le résultat a plus de {limit} lignes ; demandez-en moins à la fois (LIMIT et OFFSET).",
    ),
    "late": (
        "The query was stopped after {limit} seconds, its limit here. Ask for less at once, or "
        "begin with the patterns that match least.",
        "La requête a été arrêtée après {limit} secondes, sa limite ici. Demandez moins à la fois, "
        "ou commencez par les motifs les plus sélectifs.",
    ),
    "lacked-memory": (
        "The query needed more than {limit} MiB of memory, its limit here. Ask for less at once; "
        "sorting and grouping keep every row in memory.",
        "La requête a eu besoin de plus de {limit} Mio de mémoire, sa limite ici. Demandez moins à "
        "la fois ; trier et grouper gardent chaque ligne en mémoire.",
    ),
    "slow": (
        "The request did not come in whole within {limit} seconds.",
        "La requête n’est pas arrivée entière en {limit} secondes.",
    ),
    "too-many": (
        "A client may make {limit} requests a minute here; wait a little.",
        "Un client peut faire ici {limit} requêtes par minute ; attendez un peu.",
    ),
    "many-wait": (
        "Too many queries are waiting; try again soon.",
        "Trop de requêtes attendent ; réessayez bientôt.",
    ),
    "no-place": (
        "The query found no place within {seconds} seconds; try again later.",
        "La requête n’a pas trouvé de place en {seconds} secondes ; réessayez plus tard.",
    ),
    "slow-own": (
        "You already have a long query running in the lane for queries that take longer than "
        "{turn} seconds; try again later or ask for less.",
        "Vous avez déjà une longue requête dans la file de celles qui durent plus de {turn} s ; "
        "réessayez plus tard ou demandez moins.",
    ),
    "slow-full": (
        "All places are taken in the lane for queries that take longer than {turn} seconds; try "
        "again later or ask for less.",
        "Toutes les places sont prises dans la file des requêtes qui durent plus de {turn} s ; "
        "réessayez plus tard ou demandez moins.",
    ),
    "restarting": (
        "The query processes are being restarted; try again in a moment.",
        "Les processus de requête redémarrent ; réessayez dans un instant.",
    ),
    "release-away": (
        "The files of this release are away; try again in a moment.",
        "Les fichiers de cette version sont absents ; réessayez dans un instant.",
    ),
    # faults that are not the client's
    "engine-cannot": (
        "The engine could not answer: {reason}.",
        "Le moteur n’a pas pu répondre : {reason}.",
    ),
    "engine-failed": ("The engine failed: {reason}", "Le moteur a échoué : {reason}"),
    "engine-died": (
        "The query ended the process that ran it ({cause}). If it sorts, try ORDER BY STR(?x): "
        "the engine cannot put every mixture of terms in order. If it is long, split it.",
        "La requête a mis fin au processus qui l’exécutait ({cause}). Si elle trie, essayez ORDER "
        "BY STR(?x) : le moteur ne sait pas ordonner tout mélange de termes. Si elle est longue, "
        "divisez-la.",
    ),
    "noted": (
        "The service failed on this request. It has been noted.",
        "Le service a échoué sur cette requête. C’est noté.",
    ),
}


def sentence(detail: str, language: str) -> str:
    """The sentence of a detail in a language, its parts in braces. Raises KeyError."""
    english, french = DETAILS[detail]
    return spaced(french) if language == "fr" else english


def parts(members: dict[str, Any], language: str) -> dict[str, Any]:
    """The members of a problem as a sentence of a language has them: lists joined, fractions
    with its comma."""
    return {name: _part(value, language) for name, value in members.items()}


def _part(value: Any, language: str) -> Any:
    """One member in words."""
    if isinstance(value, float):
        text = f"{value:g}"
        return text.replace(".", ",") if language == "fr" else text
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    return value
