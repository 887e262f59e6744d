"""The page of the ontology: its overview and the documentation of its terms."""
