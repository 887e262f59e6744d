"""The labels of records and evidence, made in the build: one rule, in every language."""

import re
from collections import Counter, defaultdict

import pytest
from pyoxigraph import RdfFormat, parse

from pfpgraph.graph import load
from pfpgraph.graph.record_labels import label
from pfpgraph.i18n.words import languages
from pfpgraph.iris import PUBLIC_BASE, prefixes, shorten
from pfpgraph.kinds import KINDS
from pfpgraph.settings import Settings

PREFIXES = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in prefixes().items())
THINGS = """
    country:a rdfs:label "Armenia"@en , "Arménie"@fr .
    document:d rdfs:label "Framework Document"@en , "Document-cadre"@fr .
    source:x a pfp:PressSource ; dcterms:title "Gazette"@de .
"""
SIGNATURE = """signature:s a pfp:Signature ; pfp:signedFor country:a ; pfp:document document:d ;
    pfp:date "1994-10-05"^^xsd:date ; pfp:datePrecision pfp:{} .\n"""


@pytest.fixture(scope="module")
def ontology():
    """The statements of the checkout's ontology."""
    files = load.read(Settings()).files
    return [quad for file in files if file.folder == "ontology" for quad in load.quads(file)]


@pytest.fixture
def labels(ontology):
    """A function from Turtle to the labels that are made, by thing and language."""

    def made(turtle):
        stated = list(parse(PREFIXES + turtle, format=RdfFormat.TURTLE))
        found = label(load.merged(ontology + stated, PUBLIC_BASE), PUBLIC_BASE)
        return {(shorten(q.subject.value), q.object.language): q.object.value for q in found}

    return made


def test_label_of_an_act(labels):
    """Country, document and day, as exact as that is known, in both languages."""
    assert labels(THINGS + SIGNATURE.format("Day")) == {
        ("signature:s", "en"): "Armenia — Framework Document, 5 October 1994",
        ("signature:s", "fr"): "Arménie — Document-cadre, 5 octobre 1994",
    }
    month = labels(THINGS + SIGNATURE.format("Month"))
    assert month["signature:s", "en"] == "Armenia — Framework Document, October 1994"


@pytest.mark.parametrize(
    ("party", "kind", "en", "fr"),
    [
        (
            "pfp:country country:a",
            "TreatyAct",
            "Armenia — ratification: Framework Document, 5 October 1994",
            "Arménie — ratification\u00a0: Document-cadre, 5 octobre 1994",
        ),
        (
            "pfp:onBehalfOf organisation:o",
            "TreatyAct",
            "League — ratification: Framework Document, 5 October 1994",
            "Ligue — ratification\u00a0: Document-cadre, 5 octobre 1994",
        ),
        (
            "",
            "TreatyAct",
            "Ratification: Framework Document, 5 October 1994",
            "Ratification\u00a0: Document-cadre, 5 octobre 1994",
        ),
        (
            "pfp:country country:a",
            "NationalStep",
            "Armenia — ratification: Framework Document (national step), 5 October 1994",
            "Arménie — ratification\u00a0: Document-cadre (étape nationale), 5 octobre 1994",
        ),
    ],
)
def test_label_of_what_is_done_about_a_document(labels, party, kind, en, fr):
    """Who does what to which document; of nobody where it is done in general; a step at home is
    said to be one."""
    act = f"""act:r a pfp:{kind} ; {party and party + " ;"} pfp:actKind pfp:Ratification ;
        pfp:document document:d ; pfp:date "1994-10-05"^^xsd:date ; pfp:datePrecision pfp:Day .
        organisation:o rdfs:label "League"@en , "Ligue"@fr .\n"""
    assert labels(THINGS + act) == {("act:r", "en"): en, ("act:r", "fr"): fr}


def test_label_of_a_signature_for_an_organisation(labels):
    """The organisation stands in the place of the country."""
    signed = SIGNATURE.format("Day").replace("signedFor country:a", "onBehalfOf organisation:o")
    found = labels(THINGS + signed + 'organisation:o rdfs:label "League"@en .')
    assert found["signature:s", "en"] == "League — Framework Document, 5 October 1994"


def test_label_of_a_signature_beside_another_of_the_same_party(labels):
    """It names the signer, and so do labels that contain it; one that is alone does not."""
    signed = SIGNATURE.format("Day")
    other = signed.replace("signature:s", "signature:t")
    by = """signature:s pfp:signedBy person:p . signature:t pfp:signedBy person:q .
        person:p rdfs:label "Ada"@en . person:q rdfs:label "Bo"@en .
        claim:c a pfp:Claim ; rdf:subject signature:t ; rdf:predicate pfp:date .\n"""
    found = labels(THINGS + signed + other + by)
    assert found["signature:s", "en"] == "Armenia — Framework Document (Ada), 5 October 1994"
    assert found["signature:t", "fr"] == "Arménie — Document-cadre (Bo), 5 octobre 1994"
    assert found["claim:c", "en"].startswith("Armenia — Framework Document (Bo): date")
    alone = labels(THINGS + signed + other.replace("country:a", "country:b") + by)
    assert alone["signature:s", "en"] == "Armenia — Framework Document, 5 October 1994"


def test_label_falls_back_to_english(labels):
    """A thing without a French name is called by its English one in French labels."""
    things = THINGS.replace(' , "Document-cadre"@fr', "")
    found = labels(things + SIGNATURE.format("Day"))
    assert found["signature:s", "fr"] == "Arménie — Framework Document, 5 octobre 1994"


def test_label_of_a_claim_has_that_of_its_record(labels):
    """Without the day, for the claim may be about it; the property is a noun."""
    claim = """claim:c a pfp:Claim ; rdf:subject signature:s ; rdf:predicate pfp:date ;
        dcterms:source source:x .\n"""
    found = labels(THINGS + SIGNATURE.format("Day") + claim)
    assert found["claim:c", "en"] == "Armenia — Framework Document: date, according to “Gazette”"
    assert (
        found["claim:c", "fr"]
        == "Arménie — Document-cadre\u00a0: date, selon «\u00a0Gazette\u00a0»"
    )


def test_label_of_evidence_without_a_source(labels):
    """It says that there is none."""
    claim = "claim:c a pfp:Claim ; rdf:subject country:a ; rdf:predicate pfp:iso3 .\n"
    found = labels(THINGS + claim)
    assert found["claim:c", "en"] == "Armenia: ISO 3166-1 alpha-3 code, without a source"


def test_label_of_a_membership_names_what_is_none(labels):
    """Membership and observership of the same pair read differently."""
    rest = (
        'pfp:start "1995-04-26"^^xsd:date ; pfp:startPrecision pfp:Day ; pfp:endPrecision pfp:Open'
    )
    found = labels(
        f"{THINGS} membership:m a pfp:Membership ; org:member country:a ;"
        f"org:organization document:d ; {rest} . membership:o a pfp:Observership ;"
        f"pfp:country country:a ; pfp:inRelationTo document:d ; {rest} ."
    )
    assert found["membership:m", "en"] == "Armenia — Framework Document, since 1995"
    assert found["membership:o", "en"] == "Armenia — Framework Document (observership), since 1995"


def test_label_of_a_use_by_an_organisation(labels):
    """What an organisation uses is called by it, as by a country."""
    found = labels(
        'organisation:un rdfs:label "United Nations"@en . programme:d rdfs:label "Initiative"@en .'
        "tool:u a pfp:ToolParticipation ; pfp:usedBy organisation:un ; pfp:tool programme:d ;"
        "pfp:startPrecision pfp:Unknown ; pfp:endPrecision pfp:Open ."
    )
    assert found["tool:u", "en"] == "United Nations — Initiative"


def test_what_lacks_a_part_has_no_label(labels):
    """A signature of no document, and a claim about a thing of which nothing is said."""
    claim = "claim:c a pfp:Claim ; rdf:subject country:b ; rdf:predicate pfp:iso3 ."
    assert labels(f"{THINGS} signature:s a pfp:Signature ; pfp:signedFor country:a . {claim}") == {}


def test_what_states_a_label_keeps_it(labels):
    """Files of others may name their records themselves."""
    stated = 'signature:s rdfs:label "Ours"@en .'
    assert labels(THINGS + SIGNATURE.format("Day") + stated) == {}


def test_every_record_is_called_as_people_say_it(release):
    """Every record and piece of evidence has a label in every language, records without a date
    for machines in it."""
    texts, classes = defaultdict(dict), defaultdict(set)
    with release.dump.open("rb") as file:
        for quad in parse(file, format=RdfFormat.N_QUADS):
            match shorten(quad.predicate.value):
                case "rdf:type":
                    classes[shorten(quad.subject.value)].add(shorten(quad.object.value))
                case "rdfs:label":
                    texts[shorten(quad.subject.value)][quad.object.language] = quad.object.value
    called = Counter()
    for thing in classes:
        kind = KINDS.get(thing.partition(":")[0])
        if kind and kind.title and "pfp:Withdrawn" not in classes[thing]:
            called[kind.name] += 1
            assert set(texts[thing]) == set(languages()), thing
            for text in texts[thing].values() if kind.roles else ():
                assert not re.search(r"\d{4}-\d\d", text), text
    assert set(called) == {name for name, kind in KINDS.items() if kind.title}
