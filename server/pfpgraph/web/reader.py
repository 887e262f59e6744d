"""The reader of a page: the release, the language and the day, and links that keep them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from urllib.parse import quote, urlencode

from pfpgraph.formats import HTML, Format
from pfpgraph.i18n.catalogues import DEFAULT_LANGUAGE
from pfpgraph.i18n.words import languages
from pfpgraph.model.snapshot import Snapshot

DAY, LANGUAGE = "on", "lang"  # the parameters that links keep


@dataclass(frozen=True)
class Address:
    """The address of the page that a reader asked for.

    `site` is the whole address at which the service is mounted, and `root` only its path. `path` is
    relative to that, and `bare` is the same without the suffix that may choose a format.
    `arguments` holds the recognised parameters, and `offers` the formats in which the page is
    available.
    """

    site: str = ""
    root: str = ""
    path: str = "/"
    bare: str = "/"
    arguments: dict[str, str] = field(default_factory=dict)
    offers: tuple[Format, ...] = ()


@dataclass(frozen=True)
class Reader:
    """The reader for whom a page is made: everything a page needs to know of its request.

    `asked` is the day that the reader asked for, if any; `address` is the address of the page.
    """

    snapshot: Snapshot
    language: str = DEFAULT_LANGUAGE
    asked: date | None = None
    address: Address = field(default_factory=Address)

    @property
    def day(self) -> date:
        """The day that the page is about: the day asked for, else the last day of the data."""
        return self.asked or self.snapshot.last_day

    @property
    def on(self) -> str:
        """The day asked for in ISO format, as ?on= has it; "" when none was."""
        return str(self.asked or "")

    def speaking(self, language: str) -> "Reader":
        """The same reader in another language."""
        return self if language == self.language else replace(self, language=language)

    @cached_property
    def chosen(self) -> str:
        """The language tag that ?lang= of this address chooses, "" without a valid one."""
        language = self.address.arguments.get(LANGUAGE, "")
        return language if language in languages() else ""

    @cached_property
    def _kept(self) -> str:
        """The query string that every link keeps: the day and the language asked for."""
        return self._parameters(self.on)

    def _parameters(self, day: str) -> str:
        """A query string of a day and the chosen language, leaving out what is empty."""
        kept = {DAY: day} if day else {}
        return urlencode(kept | ({LANGUAGE: self.chosen} if self.chosen else {}))

    def here(self, path: str, on: date | str | None = None, **arguments: str) -> str:
        """A link to a path of this service, with the given parameters and with the language and the
        day that the reader chose. `on` sets another day; "" leaves the day out."""
        kept = self._kept if on is None else self._parameters(str(on))
        if arguments:
            kept = f"{urlencode(arguments)}{'&' if kept else ''}{kept}"
        if not kept:
            return self.address.root + path
        path, mark, fragment = path.partition("#")
        return f"{self.address.root}{path}{'&' if '?' in path else '?'}{kept}{mark}{fragment}"

    def href(self, iri: str) -> str:
        """The link for an IRI: a path here when this service describes it, the IRI itself when it
        is on the web, else ""."""
        path = self.snapshot.local(iri)
        if path is not None:
            return self.here(path)
        return iri if iri.startswith(("https://", "http://")) else ""

    def changed(self, **changes: str | int) -> str:
        """The address of this page with some parameters changed; an empty value removes its
        parameter."""
        arguments = self.address.arguments | changes
        kept = {name: str(value) for name, value in arguments.items() if value != ""}
        return with_arguments(quote(self.address.root + self.address.path), kept)

    def in_format(self, fmt: Format) -> str:
        """The address of this page in another format, by ?format=; a suffix of the address is
        dropped."""
        path = quote(self.address.root + self.address.bare)
        return with_arguments(path, {**self.address.arguments, "format": fmt.name})

    @property
    def formats(self) -> list[tuple[Format, str]]:
        """The formats other than HTML in which this page is available, each with its address."""
        offers = (offer for offer in self.address.offers if offer is not HTML)
        return [(offer, self.in_format(offer)) for offer in offers]


def with_arguments(path: str, arguments: Mapping[str, object]) -> str:
    """A path with a query string of the arguments, percent-encoded; a list gives a parameter
    several times."""
    text = urlencode(arguments, doseq=True)
    return f"{path}?{text}" if text else path
