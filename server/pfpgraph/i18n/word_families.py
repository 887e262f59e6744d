"""Groups of related words: a search for one word of a group also finds the others."""

# Without accents, as the words of a search are compared.
FAMILIES = (
    "withdraw withdrew withdrawn withdrawal retrait retire retiree retirer",
    "leave left leaving leaves quit quitte quitter quittee depart exit withdrawal retrait",
    "join joined joining accede acceded accession adherer adhere adheree adhesion",
    "return returned rejoin rejoined resume resumed resumption reprise revenu revenir retour",
    "suspend suspended suspending suspension suspendu suspendue suspendre",
    "sign signed signing signature signe signee signer",
    "invite invited invitation invitee inviter",
    "replace replaced replacement succeed succeeded successor remplace remplacee remplacer",
    "disagree disagrees disagreement differ differs desaccord divergent",
)
