"""The words of the titles of records."""

WORDS: dict[str, tuple[str, str]] = {
    "title-signature": ("{} — {}", "{} — {}"),
    "title-participation": ("{} — {}", "{} — {}"),
    "title-membership": ("{} — {}", "{} — {}"),
    "title-affiliation": ("{} — {}", "{} — {}"),
    "title-tool": ("{} — {}", "{} — {}"),
    "title-accession": ("{} — accession to {}", "{} — adhésion ({})"),
    "title-suspension": ("{} — suspension: {}", "{} — suspension : {}"),
    "title-responsibility": ("{0} — {2} ({1})", "{0} — {2} ({1})"),
    "title-name": ("{} (name of {})", "{} (nom, {})"),
    "title-count": ("{} — {} {}", "{} — {} {}"),
    "title-count-said": ("{1} {2}", "{1} {2}"),
    "title-claim": ("{}: {}, according to “{}”", "{} : {}, selon « {} »"),
    "title-claim-unsourced": ("{}: {}, without a source", "{} : {}, sans source"),
    "title-gap": ("{}: {}, no answer in “{}”", "{} : {}, sans réponse dans « {} »"),
    "title-gap-unsourced": ("{}: {}, no answer", "{} : {}, sans réponse"),
    "title-disagreement": ("{}: {}?", "{} : {} ?"),
}
