"""Proxies: who really asks, and at which address, when trusted ones stand in between."""

import ipaddress
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from pfpgraph.problems import Problem
from pfpgraph.settings import Settings

_LABEL = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = rf"(?P<name>{_LABEL}(\.{_LABEL})*\.?)"
_HOST = re.compile(
    rf"({_NAME}|\[(?P<address>[0-9a-f:.]+)\])(:(?P<port>\d{{1,5}}))?", re.IGNORECASE | re.ASCII
)
_PREFIX = re.compile(r"(/[\w.~-]+)+", re.ASCII)
_PAIR = re.compile(r"""\s*(\w+)\s*=\s*(?:"([^"]*)"|([^\s";,]*))\s*""")
_KINDS = ("x-forwarded", "forwarded")
_SIGNS = ("x-forwarded-for", "forwarded", "x-real-ip", "via")  # that a request was passed on


class Origin(NamedTuple):
    """Where a request comes from, and the address that its client used."""

    client: str
    scheme: str
    host: str
    prefix: str

    @property
    def party(self) -> str:
        """Whose places and rate these are: those of the client, in IPv6 of its network (/64), since
        whoever has one address there has all."""
        return _party(self.client)


@lru_cache(4096)
def _party(client: str) -> str:
    """The network of an address in IPv6; anything else as it is."""
    try:
        address = ipaddress.IPv6Address(client)
    except ValueError:
        return client
    return client if address.is_loopback else f"{ipaddress.IPv6Network((client, 64), False)}"


@lru_cache(4096)
def _plain(address: str) -> str:
    """An address of IPv4 that came to a socket of IPv6 as what it is; any other as it is."""
    try:
        mapped = ipaddress.IPv6Address(address).ipv4_mapped
    except ValueError:
        return address
    return str(mapped) if mapped else address


@lru_cache(4096)
def is_host(text: str) -> bool:
    """Whether a text is a host with or without a port (RFC 9110, 7.2): links are made with it."""
    found = _HOST.fullmatch(text)
    if not found or len(found["name"] or "") > 253 or int(found["port"] or 0) > 65535:
        return False
    try:
        return bool(found["name"] or ipaddress.IPv6Address(found["address"]))
    except ValueError:
        return False


class Networks:
    """Addresses and networks, as a setting lists them."""

    def __init__(self, name: str, text: str) -> None:
        """Read the list of the setting of a name. Raises Problem."""
        try:
            parts = (part.strip() for part in text.split(",") if part.strip())
            self._networks = tuple(ipaddress.ip_network(part) for part in parts)
        except ValueError as error:
            raise Problem("setting", f"PFPGRAPH_{name.upper()}: {error}") from None
        self.holds = lru_cache(4096)(self._holds)

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._networks)

    def _holds(self, address: str) -> bool:
        """Whether an address is one of these; what is no address is none of them."""
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self._networks)


LOOPBACK = Networks("loopback", "127.0.0.0/8, ::1")


class Proxies:
    """The proxies that are trusted, and the headers by which they tell who asks.

    Only one kind of header is read: a proxy that sets one kind passes on the other as it comes.
    A request that was passed on by this machine and does not say for whom in a way that can be
    believed or read is not one of this machine: its client is nobody in particular.
    """

    def __init__(self, settings: Settings) -> None:
        """Read the settings. Raises Problem."""
        self._trusted = Networks("trusted_proxies", settings.trusted_proxies)
        if settings.proxy_headers not in _KINDS:
            known = " or ".join(_KINDS)
            raise Problem("setting", f"PFPGRAPH_PROXY_HEADERS must be {known}")
        self._read = _x_forwarded if settings.proxy_headers == "x-forwarded" else _forwarded

    def origin(self, scope: Any) -> Origin:
        """The origin of a request: that of its connection, unless a trusted proxy says more."""
        client = _plain(scope.client.rpartition(":")[0].strip("[]"))
        found = Origin(client, scope.scheme, scope.authority or scope.headers.get("host", ""), "")
        if self._trusted and self._trusted.holds(client):
            found = self._told(found, scope)
        if LOOPBACK.holds(found.client) and any(name in scope.headers for name in _SIGNS):
            found = found._replace(client=f"behind {found.client}")
        return found

    def _told(self, direct: Origin, scope: Any) -> Origin:
        """The origin of a request as trusted proxies tell it."""
        stations, told = self._read(scope.headers.items(), self._trusted)
        return Origin(
            client=_farthest(direct.client, stations, self._trusted),
            scheme=told["proto"] if told.get("proto") in ("http", "https") else direct.scheme,
            host=told["host"] if is_host(told.get("host", "")) else direct.host,
            prefix=told["prefix"] if _PREFIX.fullmatch(told.get("prefix", "")) else "",
        )


def _farthest(client: str, stations: Iterable[str], trusted: Networks) -> str:
    """The first address on the way back that is no trusted proxy; one that is none ends the way."""
    for station in stations:
        if not trusted.holds(client):
            break
        try:
            client = _plain(str(ipaddress.ip_address(_bare(station))))
        except ValueError:
            break
    return client


def _bare(station: str) -> str:
    """An address without port and brackets."""
    if station.startswith("["):
        return station[1:].partition("]")[0]
    return station.partition(":")[0] if station.count(":") == 1 else station


def _x_forwarded(headers: list[tuple[str, str]], _: Networks) -> tuple[list[Any], dict[str, Any]]:
    """The stations, the nearest first, and what the nearest proxy tells (X-Forwarded-*)."""
    found: dict[str, list[str]] = {}
    for name, value in headers:
        if name.startswith("x-forwarded-"):
            parts = [part.strip() for part in value.split(",")]
            found.setdefault(name.removeprefix("x-forwarded-"), []).extend(parts)
    return found.pop("for", [])[::-1], {name: values[-1] for name, values in found.items()}


def _forwarded(
    headers: list[tuple[str, str]], trusted: Networks
) -> tuple[list[Any], dict[str, Any]]:
    """The stations, the nearest first, and what the farthest trusted proxy tells (RFC 7239)."""
    values = ",".join(value for name, value in headers if name == "forwarded")
    elements = [_pairs(element) for element in values.split(",")][::-1]
    stations = [element.get("for", "") for element in elements]
    told = next((e for e in elements if not trusted.holds(_bare(e.get("for", "")))), {})
    return stations, {name: told[name] for name in ("proto", "host") if name in told}


def _pairs(element: str) -> dict[str, str]:
    """The parameters of one element of Forwarded."""
    return {m[1].lower(): m[2] or m[3] or "" for m in _PAIR.finditer(element)}
