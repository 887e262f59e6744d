"""Namespaces of external vocabularies whose terms the code names; `iris.prefixes` has all in
use."""

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SH = "http://www.w3.org/ns/shacl#"
DCTERMS = "http://purl.org/dc/terms/"
FOAF = "http://xmlns.com/foaf/0.1/"
SCHEMA = "https://schema.org/"
VOID = "http://rdfs.org/ns/void#"
SD = "http://www.w3.org/ns/sparql-service-description#"  # SPARQL 1.1 Service Description
FORMATS = "http://www.w3.org/ns/formats/"  # names of the formats of files
HTTP = "http://www.w3.org/2011/http#"  # HTTP Vocabulary in RDF
EARL = "http://www.w3.org/ns/earl#"  # Evaluation and Report Language
PTR = "http://www.w3.org/2009/pointers#"  # Pointer Methods in RDF, for places in files
