"""The query behind a list: its things with their columns, and each facet's choice as a pattern."""

from pfpgraph.kinds import PERIOD, Kind, local_name
from pfpgraph.model.history import ALLIANCE, PARTNERSHIP, STATUSES
from pfpgraph.query import queries
from pfpgraph.web.pages.lists.facets import code_of
from pfpgraph.web.pages.lists.table import Table, precision
from pfpgraph.web.reader import Reader


def query(kind: Kind, table: Table, chosen: dict[str, str], reader: Reader) -> str:
    """The text of the query whose first column is the things that a list shows: those of a kind
    with the chosen codes of facets, on the reader's day, with labels in their language."""
    columns = [name for name in kind.columns if name != PERIOD]
    if kind.is_dated:
        columns += ["pfp:start", "pfp:end"]
    classes = sorted({reader.snapshot.shorten(c) for row in table.rows for c in row.classes})
    lines = [
        f"VALUES ?class {{ {' '.join(classes)} }}",
        "?thing a ?class .",
        f'FILTER (STRSTARTS(STR(?thing), "{reader.snapshot.base}id/{kind.name}/"))',
    ]
    for name, code in chosen.items():
        if code:
            lines += (
                _PATTERNS[name](kind, reader, code)
                if name in _PATTERNS
                else _has(kind, table, name, code)
            )
    lines.append(
        "OPTIONAL { ?thing rdfs:label|dcterms:title|foaf:name ?label "
        f'FILTER (LANG(?label) = "{reader.language}") }}'
    )
    lines += [f"OPTIONAL {{ ?thing {name} ?{local_name(name)} }}" for name in columns]
    head = " ".join(["?thing", "?label", *(f"?{local_name(name)}" for name in columns)])
    where = "".join(f"  {line}\n" for line in lines)
    text = f"SELECT DISTINCT {head} WHERE {{\n{where}}}\nORDER BY STR(?label) STR(?thing)\n"
    return queries.prologue(text, reader.snapshot.base) + "\n" + text


def _has(kind: Kind, table: Table, name: str, code: str) -> list[str]:
    """That a thing has the chosen value of a column."""
    at = kind.columns.index(name)
    cells = (value for row in table.rows for value in row.cells[at])
    plain = next(value.plain for value in cells if code_of(value) == code)
    if plain.startswith(("http://", "https://")):
        return [f"?thing {name} <{plain}> ."]
    quoted = plain.replace("\\", "\\\\").replace('"', '\\"')
    return [f'FILTER EXISTS {{ ?thing {name} ?has FILTER (STR(?has) = "{quoted}") }}']


def _type(_kind: Kind, reader: Reader, code: str) -> list[str]:
    """That a thing is stated to be of the chosen class."""
    rules = f"<{reader.snapshot.base}graph/inferred/rules>"
    return [
        f"GRAPH ?stated {{ ?thing a ?type }} FILTER (?stated != {rules})",
        f'FILTER (STRENDS(STR(?type), "#{code}"))',
    ]


def _decade(kind: Kind, _reader: Reader, code: str) -> list[str]:
    """That a thing began or happened in the chosen decade."""
    property = kind.day or "pfp:start"
    return [f'?thing {property} ?began . FILTER (STRSTARTS(STR(?began), "{code[:3]}"))']


def _time(kind: Kind, reader: Reader, code: str) -> list[str]:
    """That a thing holds on the day, has ended, comes later, or that this is not known."""
    on = _literal(reader)
    if kind.day:
        return _happened(kind.day, on, code, reader)
    lines = [
        "OPTIONAL { ?thing pfp:holdsFrom ?certainFrom ; pfp:holdsUntil ?certainUntil ; "
        "pfp:mayHoldFrom ?mayFrom ; pfp:mayHoldUntil ?mayUntil }",
    ]
    holds = f"?certainFrom <= {on} && {on} < ?certainUntil"
    tests = {
        "holds": f"COALESCE({holds}, false)",
        "ended": f"?mayUntil <= {on}",
        "later": f"{on} < ?mayFrom",
        "unknown": f"COALESCE(!({holds}) && ?mayFrom <= {on} && {on} < ?mayUntil, true)",
    }
    if kind.name == "country":  # only states that are no more have dates of their own
        lines.append(f"BIND (EXISTS {{ {_before(on)} }} AS ?before)")
        tests["holds"] = f"COALESCE({holds}, !?before)"
        tests["later"] = f"COALESCE({tests['later']}, ?before)"
        tests["unknown"] = tests["unknown"].replace("true", "false")
    return [*lines, f"FILTER ({tests[code]})"]


def _happened(property: str, on: str, code: str, reader: Reader) -> list[str]:
    """That a thing with one date has happened by the day, has not yet, or that this is not known:
    a month or year has certainly come when it is over."""
    how = precision(property, reader.snapshot)
    day = '"-P1D"^^xsd:dayTimeDuration'
    length = (
        'COALESCE(IF(?how = pfp:Year, "-P1Y"^^xsd:yearMonthDuration, '
        f'IF(?how = pfp:Month, "-P1M"^^xsd:yearMonthDuration, {day})), {day})'
    )
    holds = f'?at - {length} - "P1D"^^xsd:dayTimeDuration <= {on}'
    tests = {
        "holds": f"COALESCE({holds}, false)",
        "later": f"?at > {on}",
        "unknown": f"COALESCE(!({holds}) && ?at <= {on}, true)",
    }
    return [
        f"OPTIONAL {{ ?thing {property} ?at }} OPTIONAL {{ ?thing {how} ?how }}",
        f"FILTER ({tests[code]})",
    ]


def _before(on: str) -> str:
    """That a state existed on a day of which a country, not yet independent, is a successor."""
    return (
        "?state a pfp:HistoricalState ; pfp:start ?rise ; pfp:mayHoldUntil ?fall . "
        f"FILTER (?rise <= {on} && {on} < ?fall) ?state pfp:successor+ ?thing . "
        "FILTER NOT EXISTS { ?thing pfp:independentSince ?left . "
        f"FILTER (?left <= {on}) }}"
    )


def _framework(_kind: Kind, reader: Reader, code: str) -> list[str]:
    """That a country is in the chosen framework on the day."""
    return [_participates(reader, f"framework:{code}")]


def _suspended(_kind: Kind, reader: Reader, code: str) -> list[str]:
    """That a suspension of a country is in force on the day, or that none is."""
    held = _held(reader, "a pfp:Suspension", "pfp:country")
    return [f"FILTER {'NOT ' * (code == 'no')}EXISTS {{ {held} }}"]


def _status(_kind: Kind, reader: Reader, code: str) -> list[str]:
    """That a country is on the day what was chosen, and nothing that comes before it."""
    alliance = f"<{reader.snapshot.base}{ALLIANCE}>"
    now = [
        _held(reader, f"a pfp:Membership ; org:organization {alliance}"),
        _participates(reader, f"<{reader.snapshot.base}{PARTNERSHIP}>"),
        _participates(reader, "?any"),
    ]
    at = (*STATUSES[:-1], "none").index(code)
    lacks = [f"FILTER NOT EXISTS {{ {pattern} }}" for pattern in now[:at]]
    if at < len(now):
        return [now[at], *lacks]
    once = (
        "{ ?once a pfp:Participation } UNION "
        f"{{ ?once a pfp:Membership ; org:organization {alliance} }} "
        f"?once org:member ?thing ; pfp:mayHoldUntil ?over . FILTER (?over <= {_literal(reader)})"
    )
    return [*lacks, f"FILTER {'NOT ' * (code == 'none')}EXISTS {{ {once} }}"]


def _participates(reader: Reader, framework: str) -> str:
    """The pattern of a participation in a framework that holds on a day."""
    return _held(reader, f"a pfp:Participation ; org:organization {framework}")


def _held(reader: Reader, pattern: str, role: str = "org:member") -> str:
    """The pattern of a record of a country that holds on a day."""
    on = _literal(reader)
    return (
        f"?record {pattern} ; {role} ?thing ; pfp:holdsFrom ?from ; pfp:holdsUntil ?until . "
        f"FILTER (?from <= {on} && {on} < ?until)"
    )


def _literal(reader: Reader) -> str:
    """The day as a term."""
    return f'"{reader.day}"^^xsd:date'


_PATTERNS = {
    "type": _type,
    "decade": _decade,
    "time": _time,
    "status": _status,
    "framework": _framework,
    "suspended": _suspended,
}
