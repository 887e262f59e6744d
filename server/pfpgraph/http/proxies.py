"""Trusted proxies: the client for which a request was forwarded, and the address that it used."""

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
_SIGNS = ("x-forwarded-for", "forwarded", "x-real-ip", "via")  # set by proxies


class Origin(NamedTuple):
    """Where a request comes from: the client's IP address, and the scheme, host and path prefix
    that it used."""

    client: str
    scheme: str
    host: str
    prefix: str

    @property
    def party(self) -> str:
        """The party to which places and rates are counted: the client's address, in IPv6 its /64
        network, since whoever has one address there has all."""
        return _party(self.client)


@lru_cache(4096)
def _party(client: str) -> str:
    """The /64 network of an IPv6 address; loopback and anything else unchanged."""
    try:
        address = ipaddress.IPv6Address(client)
    except ValueError:
        return client
    return client if address.is_loopback else f"{ipaddress.IPv6Network((client, 64), False)}"


@lru_cache(4096)
def _plain(address: str) -> str:
    """An IPv4-mapped IPv6 address as IPv4, anything else unchanged."""
    try:
        mapped = ipaddress.IPv6Address(address).ipv4_mapped
    except ValueError:
        return address
    return str(mapped) if mapped else address


@lru_cache(4096)
def is_host(text: str) -> bool:
    """Whether a text is a valid host with an optional port (RFC 9110 section 7.2): links are made
    with it."""
    found = _HOST.fullmatch(text)
    if not found or len(found["name"] or "") > 253 or int(found["port"] or 0) > 65535:
        return False
    try:
        return bool(found["name"] or ipaddress.IPv6Address(found["address"]))
    except ValueError:
        return False


class Networks:
    """IP addresses and networks, as a setting lists them. `holds` tells whether an address is in
    one of them."""

    def __init__(self, name: str, text: str) -> None:
        """Read the comma-separated list of a setting, which is named for errors. Raises Problem
        (setting)."""
        try:
            parts = (part.strip() for part in text.split(",") if part.strip())
            self._networks = tuple(ipaddress.ip_network(part) for part in parts)
        except ValueError as error:
            raise Problem("setting", f"PFPGRAPH_{name.upper()}: {error}") from None
        self.holds = lru_cache(4096)(self._holds)

    def __bool__(self) -> bool:
        """Whether the list has any network."""
        return bool(self._networks)

    def _holds(self, address: str) -> bool:
        """Whether an address is in one of the networks; False where the text is no IP address."""
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self._networks)


LOOPBACK = Networks("loopback", "127.0.0.0/8, ::1")


class Proxies:
    """The trusted proxies, and the headers by which they tell the client of a request.

    Only one kind of header is read: a proxy that sets one kind forwards the other unchecked. A
    request from a loopback address that has a header of a proxy, but no client that can be read and
    trusted, does not count as local: its client is "behind" that address.
    """

    def __init__(self, settings: Settings) -> None:
        """Read the settings. Raises Problem (setting)."""
        self._trusted = Networks("trusted_proxies", settings.trusted_proxies)
        if settings.proxy_headers not in _KINDS:
            known = " or ".join(_KINDS)
            raise Problem("setting", f"PFPGRAPH_PROXY_HEADERS must be {known}")
        self._read = _x_forwarded if settings.proxy_headers == "x-forwarded" else _forwarded

    def origin(self, scope: Any) -> Origin:
        """The origin of a request, from the RSGI scope: that of its connection, unless a trusted
        proxy tells more."""
        client = _plain(scope.client.rpartition(":")[0].strip("[]"))
        found = Origin(client, scope.scheme, scope.authority or scope.headers.get("host", ""), "")
        if self._trusted and self._trusted.holds(client):
            found = self._told(found, scope)
        if LOOPBACK.holds(found.client) and any(name in scope.headers for name in _SIGNS):
            found = found._replace(client=f"behind {found.client}")
        return found

    def _told(self, direct: Origin, scope: Any) -> Origin:
        """The origin of a request as trusted proxies tell it; invalid values are ignored."""
        stations, told = self._read(scope.headers.items(), self._trusted)
        return Origin(
            client=_farthest(direct.client, stations, self._trusted),
            scheme=told["proto"] if told.get("proto") in ("http", "https") else direct.scheme,
            host=told["host"] if is_host(told.get("host", "")) else direct.host,
            prefix=told["prefix"] if _PREFIX.fullmatch(told.get("prefix", "")) else "",
        )


def _farthest(client: str, stations: Iterable[str], trusted: Networks) -> str:
    """The client: the nearest address that is no trusted proxy, or the last one before a hop that
    is no IP address."""
    for station in stations:
        if not trusted.holds(client):
            break
        try:
            client = _plain(str(ipaddress.ip_address(_bare(station))))
        except ValueError:
            break
    return client


def _bare(station: str) -> str:
    """An address without its port and brackets."""
    if station.startswith("["):
        return station[1:].partition("]")[0]
    return station.partition(":")[0] if station.count(":") == 1 else station


def _x_forwarded(headers: list[tuple[str, str]], _: Networks) -> tuple[list[Any], dict[str, Any]]:
    """The addresses of the hops, nearest first, and the values that the nearest proxy set
    (X-Forwarded-*)."""
    found: dict[str, list[str]] = {}
    for name, value in headers:
        if name.startswith("x-forwarded-"):
            parts = [part.strip() for part in value.split(",")]
            found.setdefault(name.removeprefix("x-forwarded-"), []).extend(parts)
    return found.pop("for", [])[::-1], {name: values[-1] for name, values in found.items()}


def _forwarded(
    headers: list[tuple[str, str]], trusted: Networks
) -> tuple[list[Any], dict[str, Any]]:
    """The addresses of the hops, nearest first, and the values that the farthest trusted proxy set
    (Forwarded, RFC 7239)."""
    values = ",".join(value for name, value in headers if name == "forwarded")
    elements = [_pairs(element) for element in values.split(",")][::-1]
    stations = [element.get("for", "") for element in elements]
    told = next((e for e in elements if not trusted.holds(_bare(e.get("for", "")))), {})
    return stations, {name: told[name] for name in ("proto", "host") if name in told}


def _pairs(element: str) -> dict[str, str]:
    """The parameters of one element of Forwarded (RFC 7239 section 4), names in lower case."""
    return {m[1].lower(): m[2] or m[3] or "" for m in _PAIR.finditer(element)}
