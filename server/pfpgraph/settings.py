"""The settings, one row each, read from the environment and the command line."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

from pfpgraph.iris import PUBLIC_BASE
from pfpgraph.problems import Problem

Value = TypeVar("Value", str, int, float)

SCHEMES = ("mailto:", "https://", "http://")


@dataclass(frozen=True)
class Setting:
    """One setting: its name, its default (which also gives its type), a sentence about it, and for
    a number the smallest and the largest value allowed."""

    name: str
    default: str | int | float
    sentence: str
    least: float
    most: float

    @property
    def variable(self) -> str:
        """The environment variable that sets it: PFPGRAPH_ and its name in capitals."""
        return f"PFPGRAPH_{self.name.upper()}"

    def read(self, value: Any) -> str | int | float:
        """The value converted to the setting's type. Raises Problem (setting) for a value of
        another type or out of range."""
        if isinstance(self.default, str):
            return str(value)
        try:
            number = type(self.default)(value)
            if not self.least <= number <= self.most:
                raise ValueError
        except (ValueError, OverflowError):
            kind = {int: "a whole number", float: "a number"}[type(self.default)]
            limits = f"from {self.least:g} to {self.most:.0f}"
            must = f"{self.variable} must be {kind} {limits}, not {value!r}"
            raise Problem("setting", must) from None
        return number


def _row(default: Value, sentence: str, least: float = 0, most: float = 1_000_000_000) -> Value:
    """A dataclass field with the metadata of a setting; its type for a checker is that of its
    default, as with dataclasses.field."""
    return field(default=default, metadata={"sentence": sentence, "least": least, "most": most})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The values of all settings; SETTINGS has a row about each. Raises Problem (setting) for an
    invalid value, and TypeError for an unknown name."""

    base: str = _row(PUBLIC_BASE, "Base of every IRI of ours; another one re-bases the graph.")
    data: str = _row("", "Folder with ontology/, data/ and shapes/; empty for the one shipped.")
    out: str = _row("build", "Folder in which releases of the graph are built and kept.")
    reading_seconds: int = _row(60, "Seconds on a processor that reading the files may take.")
    reading_megabytes: int = _row(4096, "Memory in MiB that reading the files may use.")
    host: str = _row("127.0.0.1", "Address on which the service listens.")
    port: int = _row(8000, "Port on which the service listens; 0 for a free one.", most=65535)
    workers: int = _row(2, "Web processes.", least=1, most=1000)
    threads: int = _row(4, "Threads in each web process.", least=1, most=1000)
    body_seconds: float = _row(10.0, "Seconds in which a request must have come in whole.", 0.01)
    send_seconds: float = _row(30.0, "Seconds in which a client must take more of an answer.", 0.01)
    sending_megabytes: int = _row(512, "Size in MiB of large answers under way in a web process.")
    stop_seconds: float = _row(10.0, "Seconds that requests under way have when the server stops.")
    heal_seconds: float = _row(60.0, "Seconds in which lost processes must be back, or all ends.")
    cache_megabytes: int = _row(64, "Size in MiB of the cache of answers in each web process.")
    query_workers: int = _row(3, "Processes that run short queries from outside.", 1, 1000)
    slow_places: int = _row(2, "Processes that run queries longer than a turn of those.", 1, 1000)
    fast_seconds: float = _row(0.25, "Seconds of such a turn, on a processor.", 0.01)
    query_seconds: float = _row(10.0, "Seconds that a query may take.", 0.01)
    query_megabytes: int = _row(1024, "Memory in MiB that a query may use.")
    result_megabytes: int = _row(64, "Size in MiB that a result may have.")
    result_rows: int = _row(500_000, "Rows that a result may have.")
    query_kilobytes: int = _row(64, "Length in KiB that the text of a query may have.")
    query_nesting: int = _row(100, "How deep brackets may be nested in a query.")
    validation_seconds: float = _row(10.0, "Seconds that a check of submitted RDF may take.", 0.01)
    validation_megabytes: int = _row(1024, "Memory in MiB that such a check may use.", 1)
    validation_kilobytes: int = _row(2048, "Length in KiB that such RDF may have.", 1)
    trusted_proxies: str = _row("", "Proxies that may tell who asks: addresses, networks.")
    proxy_headers: str = _row("x-forwarded", "By which headers: x-forwarded or forwarded.")
    requests_per_minute: int = _row(0, "Requests a minute of a client; 0 for no limit.")
    access_log: str = _row("", "File for lines of JSON; - for standard error.")
    metrics_readers: str = _row("127.0.0.0/8, ::1", "Who may read /metrics: addresses, networks.")
    report_address: str = _row(
        "", "Where errors are reported: mailto: or web address, {iri} in it stands for the thing."
    )
    socket: str = _row("", "Socket of the query processes, set by serve for its web processes.")

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ, **overrides: Any) -> "Settings":
        """The settings from defaults, environment and overrides, of which the later win; an
        override of None counts as absent. Raises as the class does."""
        set_here = (row for row in SETTINGS if row.variable in environment)
        found: dict[str, Any] = {row.name: environment[row.variable] for row in set_here}
        given = {name: value for name, value in overrides.items() if value is not None}
        return cls(**found | given)

    def __post_init__(self) -> None:
        """Convert each value to its type and check it. Raises Problem (setting)."""
        for row in SETTINGS:
            object.__setattr__(self, row.name, row.read(getattr(self, row.name)))
        # An IPv6 address may be given in brackets, as in a URL.
        object.__setattr__(self, "host", re.sub(r"^\[(.*)\]$", r"\1", self.host.strip()))
        if not self.host:
            raise Problem("setting", "PFPGRAPH_HOST must be the name or address of this machine")
        if not self.base.endswith(("/", "#")):
            raise Problem("setting", f"PFPGRAPH_BASE must end in a slash, not {self.base!r}")
        if self.report_address and not self.report_address.startswith(SCHEMES):
            raise Problem(
                "setting",
                f"PFPGRAPH_REPORT_ADDRESS must begin with one of {', '.join(SCHEMES)}, "
                f"not {self.report_address!r}",
            )

    def environment(self) -> dict[str, str]:
        """The settings as environment variables, for processes started by this one."""
        return {row.variable: str(getattr(self, row.name)) for row in SETTINGS}


SETTINGS = tuple(
    Setting(row.name, getattr(Settings, row.name), **row.metadata) for row in fields(Settings)
)
