"""The settings, a row each, read once from the environment and the command line."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pfpgraph.iris import PUBLIC_BASE
from pfpgraph.problems import Problem


@dataclass(frozen=True)
class Setting:
    """One setting: its name, its default (which also gives its type), a sentence about it, and for
    a number the least and the most that it may be."""

    name: str
    default: str | int | float
    sentence: str
    least: float = 0
    most: float = 1_000_000_000

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return f"PFPGRAPH_{self.name.upper()}"

    def read(self, value: Any) -> str | int | float:
        """The value in the setting's type. Raises Problem when it cannot be one."""
        if isinstance(self.default, str):
            return str(value)
        try:
            number = type(self.default)(value)
            if not self.least <= number <= self.most:
                raise ValueError
        except (ValueError, OverflowError):
            kind = {int: "a whole number", float: "a number"}[type(self.default)]
            range = f"from {self.least:g} to {self.most:.0f}"
            must = f"{self.variable} must be {kind} {range}, not {value!r}"
            raise Problem("setting", must) from None
        return number


SETTINGS = (
    Setting("base", PUBLIC_BASE, "Base of every IRI of ours; another one re-bases the graph."),
    Setting("data", "", "Folder with ontology/, data/ and shapes/; empty for the one shipped."),
    Setting("out", "build", "Folder in which releases of the graph are built and kept."),
    Setting("reading_seconds", 60, "Seconds on a processor that reading the files may take."),
    Setting("reading_megabytes", 4096, "Memory in MiB that reading the files may use."),
    Setting("host", "127.0.0.1", "Address on which the service listens."),
    Setting("port", 8000, "Port on which the service listens; 0 for a free one.", most=65535),
    Setting("workers", 2, "Web processes.", least=1, most=1000),
    Setting("threads", 4, "Threads in each web process.", least=1, most=1000),
    Setting("body_seconds", 10.0, "Seconds in which a request must have come in whole.", 0.01),
    Setting("send_seconds", 30.0, "Seconds in which a client must take more of an answer.", 0.01),
    Setting("sending_megabytes", 512, "Size in MiB of large answers under way in a web process."),
    Setting("stop_seconds", 10.0, "Seconds that requests under way have when the server stops."),
    Setting("heal_seconds", 60.0, "Seconds in which lost processes must be back, or all ends."),
    Setting("cache_megabytes", 64, "Size in MiB of the cache of answers in each web process."),
    Setting("query_workers", 3, "Processes that run short queries from outside.", 1, 1000),
    Setting("slow_places", 2, "Processes that run queries longer than a turn of those.", 1, 1000),
    Setting("fast_seconds", 0.25, "Seconds of such a turn, on a processor.", 0.01),
    Setting("query_seconds", 10.0, "Seconds that a query may take.", 0.01),
    Setting("query_megabytes", 1024, "Memory in MiB that a query may use."),
    Setting("result_megabytes", 64, "Size in MiB that a result may have."),
    Setting("result_rows", 500_000, "Rows that a result may have."),
    Setting("query_kilobytes", 64, "Length in KiB that the text of a query may have."),
    Setting("query_nesting", 100, "How deep brackets may be nested in a query."),
    Setting(
        "trusted_proxies",
        "",
        "Proxies that may tell who asks: addresses, networks.",
    ),
    Setting("proxy_headers", "x-forwarded", "By which headers: x-forwarded or forwarded."),
    Setting("requests_per_minute", 0, "Requests a minute of a client; 0 for no limit."),
    Setting(
        "access_log",
        "",
        "File for lines of JSON; - for standard error.",
    ),
    Setting("metrics_readers", "127.0.0.0/8, ::1", "Who may read /metrics: addresses, networks."),
    Setting(
        "report_address",
        "",
        "Where errors are reported: mailto: or web address, {iri} in it stands for the thing.",
    ),
    Setting("socket", "", "Socket of the query processes, set by serve for its web processes."),
)


SCHEMES = ("mailto:", "https://", "http://")


class Settings:
    """The values of SETTINGS, one attribute each: defaults, then environment, then overrides."""

    def __init__(self, environment: Mapping[str, str] = os.environ, **overrides: Any) -> None:
        """Read every row; an override that is None counts as absent. Raises Problem."""
        for row in SETTINGS:
            value = overrides.pop(row.name, None)
            if value is None:
                value = environment.get(row.variable, row.default)
            setattr(self, row.name, row.read(value))
        if overrides:
            raise TypeError(f"no such setting: {', '.join(overrides)}")
        # As in a web address, where an address of IPv6 stands in brackets.
        self.host = re.sub(r"^\[(.*)\]$", r"\1", self.host.strip())
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

    def __getattr__(self, name: str) -> Any:
        """Say which setting is missing (found ones never come here)."""
        raise AttributeError(f"no setting named {name}")

    def environment(self) -> dict[str, str]:
        """The same settings as variables, for processes started by this one."""
        return {row.variable: str(getattr(self, row.name)) for row in SETTINGS}
