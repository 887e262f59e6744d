"""A report of validation in each of its formats."""

import json
from typing import Any
from urllib.parse import quote

from pfpgraph import __version__
from pfpgraph.formats import PLAIN_JSON, RDF_FORMATS, SARIF, TEXT, Format
from pfpgraph.graph import serialisation
from pfpgraph.graph.report import PLACES, Fault, Report
from pfpgraph.i18n.catalogues import DEFAULT_LANGUAGE
from pfpgraph.iris import prefixes, shorten, tail

OFFERS = (TEXT, PLAIN_JSON, *RDF_FORMATS, SARIF)
_LEVELS = {"Violation": "error", "Warning": "warning", "Info": "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def write(report: Report, fmt: Format) -> bytes:
    """The report in one of OFFERS."""
    if fmt is TEXT:
        return report.text().encode()
    if fmt is PLAIN_JSON:
        return report.json().encode()
    if fmt is SARIF:
        return sarif(report).encode()
    return serialisation.convert(report.turtle().encode(), fmt, prefixes(report.base) | PLACES)


def sarif(report: Report) -> str:
    """The report in SARIF 2.1.0, for reviews of code: a rule for each shape, a result for each
    fault."""
    rules = {_name(fault, report.base): fault for fault in reversed(report.faults)}
    driver = {
        "name": "pfpgraph",
        "version": __version__,
        "informationUri": _uri(report.base),
        "rules": [_rule(name, fault) for name, fault in rules.items()],
    }
    run = {
        "tool": {"driver": driver},
        "language": DEFAULT_LANGUAGE,
        "results": [_result(fault, report.base, [*rules]) for fault in report.faults],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _name(fault: Fault, base: str) -> str:
    """The name of the rule that a fault breaks: its shape, or where that has no IRI its
    component."""
    return shorten(fault.shape or fault.component, base)


def _rule(name: str, fault: Fault) -> dict[str, Any]:
    """A rule (3.49), of which a fault is an example."""
    iri = fault.shape or fault.component
    rule = {"id": name, "shortDescription": {"text": _message(fault)}}
    return rule | ({"helpUri": _uri(iri)} if iri.startswith(("http:", "https:")) else {})


def _uri(iri: str) -> str:
    """An IRI as a URI (RFC 3987 section 3.1), as JSON Schema wants one."""
    return quote(iri, safe="".join(map(chr, range(33, 127))))


def _message(fault: Fault) -> str:
    """The sentence on what is right; the format wants one."""
    return fault.message(DEFAULT_LANGUAGE) or tail(fault.component)


def _result(fault: Fault, base: str, rules: list[str]) -> dict[str, Any]:
    """A fault as a result (3.27)."""
    members = {"path": fault.path, "value": fault.value, "component": fault.component}
    name = _name(fault, base)
    return {
        "ruleId": name,
        "ruleIndex": rules.index(name),
        "level": _LEVELS.get(tail(fault.severity), "note"),
        "message": {"text": _message(fault)},
        "locations": [_location(fault)],
        "properties": {name: value for name, value in members.items() if value},
    }


def _location(fault: Fault) -> dict[str, Any]:
    """Where a fault is (3.28): file and line, and the record."""
    found: dict[str, Any] = {}
    if fault.file:
        found["physicalLocation"] = {"artifactLocation": {"uri": quote(fault.file)}}
        if fault.line:
            found["physicalLocation"]["region"] = {"startLine": fault.line}
    if fault.record:
        found["logicalLocations"] = [{"fullyQualifiedName": fault.record}]
    return found
