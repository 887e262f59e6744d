"""The columns and facets of each kind's list: tables, read by pages and CSV."""

from pfpgraph.model.labels import PARTS

# Who is in what; and who is invited to what, observes it and the like.
_IN = ("org:member", "org:organization", "pfp:country", "pfp:inRelationTo")
# The properties beside the name; "period" stands for a start and an end together.
COLUMNS: dict[str, tuple[str, ...]] = {
    "country": ("pfp:officialName", "pfp:iso3", "pfp:region", "pfp:capital"),
    "organisation": ("pfp:acronym", "foaf:homepage"),
    "body": ("pfp:acronym", "period", "org:subOrganizationOf", "pfp:replaces"),
    "framework": ("pfp:acronym", "period", "pfp:launchedAt", "pfp:foundingDocument"),
    "programme": ("pfp:acronym", "period", "pfp:openTo", "pfp:replaces"),
    "document": ("pfp:date", "pfp:adoptedAt", "pfp:officialNumber"),
    "event": ("period", "pfp:venue", "pfp:country", "pfp:outcome"),
    "person": ("pfp:nativeName", "pfp:born", "pfp:died", "pfp:country"),
    "post": (),
    "place": ("pfp:country", "pfp:within"),
    "area": ("skos:broader",),
    "source": ("dcterms:publisher", "dcterms:issued", "schema:url"),
    "text": ("dcterms:hasPart", "pfp:characters"),
    "signature": ("pfp:date", "pfp:signedFor", "pfp:signedBy", "pfp:signedAs", "pfp:venue"),
    "participation": (*_IN, "period", "pfp:endReason"),
    "membership": (*_IN, "period"),
    "accession": ("pfp:country", "pfp:accedesTo", "pfp:date", "pfp:protocolSigned"),
    "suspension": ("pfp:country", "period", "pfp:scope", "pfp:suspends"),
    "tool": ("pfp:country", "pfp:usedBy", "pfp:tool", "period"),
    "name": ("skosxl:literalForm", "pfp:country", "period", "pfp:nameKind"),
    "affiliation": (*_IN, "pfp:affiliationStatus", "period"),
    "mission": ("pfp:missionKind", "pfp:country", "pfp:venue", "period"),
    "responsibility": ("pfp:body", "pfp:role", "pfp:programme", "period"),
    "count": ("pfp:countOf", "pfp:value", "pfp:countedAs", "pfp:date"),
    "claim": ("rdf:subject", "rdf:predicate", "rdf:object", "pfp:status", "dcterms:source"),
    "gap": ("pfp:silentAbout", "pfp:missingProperty", "dcterms:source"),
    "passage": ("pfp:about", "rdfs:comment", "dcterms:source"),
    "disagreement": ("pfp:about", "pfp:disputedProperty", "pfp:claim", "pfp:acceptedClaim"),
    "question": (),
}
# What stands in CSV alone, after those: the same in every row, or too long for a table on a page,
# which says instead on how many sources a record rests. "iso3" is the code of its country.
BESIDE: dict[str, tuple[str, ...]] = {
    "signature": (
        "pfp:document",
        "pfp:signatureRank",
        "pfp:tableRow",
        "iso3",
        "dcterms:source",
    ),
} | dict.fromkeys(
    (
        "participation",
        "membership",
        "accession",
        "suspension",
        "tool",
        "name",
        "affiliation",
        "mission",
        "responsibility",
    ),
    ("dcterms:source",),
)
# Those whose values are things or terms: in CSV the label stands in a column beside the IRI.
LINKED = frozenset(
    """
    dcterms:hasPart dcterms:source org:member org:organization org:subOrganizationOf pfp:about
    pfp:accedesTo pfp:acceptedClaim pfp:adoptedAt pfp:affiliationStatus pfp:body pfp:capital
    pfp:claim pfp:countOf pfp:country pfp:disputedProperty pfp:document pfp:endReason
    pfp:foundingDocument pfp:inRelationTo pfp:launchedAt pfp:missingProperty pfp:missionKind
    pfp:nameKind pfp:openTo pfp:outcome pfp:programme pfp:region pfp:replaces pfp:role pfp:signedAs
    pfp:signedBy pfp:signedFor pfp:silentAbout pfp:status pfp:suspends pfp:tool pfp:usedBy pfp:venue
    pfp:within rdf:object rdf:predicate rdf:subject skos:broader
    """.split()
)

# What is called by what its columns say: a name beside them would only repeat it.
NAMELESS = (*PARTS, "passage")
# The column whose order a list has until a reader asks for another; that of the names without one.
ORDER = {"event": "period"} | {kind: COLUMNS[kind][0].partition(":")[2] for kind in NAMELESS}
# Columns that are called by the kinds of things in them: their properties are no nouns.
CALLED_BY_KIND = ("org:organization", "pfp:accedesTo", "pfp:country", "pfp:tool")

# Kinds that also keep what never counts as one of them, such as an invitation among participations:
# their lists leave it out unless its class is asked for. In step with kind-counts.rq.
MIXED = ("organisation", "participation", "membership", "tool", "affiliation", "area")
# Columns of theirs that stand only where something is in them.
ELSE = (*_IN, "pfp:usedBy")

# What a list can be narrowed by: properties that are columns, and what is worked out of them:
# "type" the class, "time" what holds on the day asked for, "decade" that of the date or start,
# "status" and "framework" what a country was and was in on that day, "suspended" whether it was.
FACETS: dict[str, tuple[str, ...]] = {
    "country": ("status", "framework", "pfp:region", "suspended", "time"),
    "organisation": ("type",),
    "body": ("time", "type", "org:subOrganizationOf"),
    "framework": ("time",),
    "programme": ("time", "decade", "pfp:openTo"),
    "document": ("type", "decade", "pfp:adoptedAt"),
    "event": ("type", "decade", "pfp:country"),
    "person": ("pfp:country",),
    "place": ("type", "pfp:country", "pfp:within"),
    "area": ("type",),
    "source": ("type", "decade", "dcterms:publisher"),
    "signature": ("time", "decade", "pfp:signedAs"),
    "participation": ("type", "time", "org:organization", "decade", "pfp:endReason"),
    "membership": ("type", "time", "org:organization", "decade"),
    "accession": ("time", "decade"),
    "suspension": ("time", "pfp:country", "pfp:suspends"),
    "tool": ("type", "time", "pfp:tool", "decade"),
    "name": ("time", "pfp:nameKind", "pfp:country"),
    "affiliation": ("type", "time", "org:organization", "pfp:affiliationStatus"),
    "mission": ("time", "pfp:missionKind", "pfp:country"),
    "responsibility": ("pfp:role", "pfp:body"),
    "count": ("pfp:countOf",),
    "claim": ("pfp:status", "rdf:predicate", "dcterms:source"),
    "gap": ("pfp:missingProperty", "dcterms:source"),
    "passage": ("dcterms:source",),
    "disagreement": ("pfp:disputedProperty",),
}
# The property of the one day of things that happen rather than last.
DAYS = {"document": "pfp:date", "source": "dcterms:issued"} | dict.fromkeys(
    ("signature", "accession", "count"), "pfp:date"
)
