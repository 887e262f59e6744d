"""The reader of a page: the release, the language and the day, and how addresses here are made."""

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
    """What a reader asked for: a path beneath the place where the site stands, and without the
    suffix that may choose a format; the parameters that mean something; and the formats that there
    are. `site` is the whole address of that place, `root` its path."""

    site: str = ""
    root: str = ""
    path: str = "/"
    bare: str = "/"
    arguments: dict[str, str] = field(default_factory=dict)
    offers: tuple[Format, ...] = ()


@dataclass(frozen=True)
class Reader:
    """Whom a page is made for: all that it takes to make it, without any request.

    `asked` is the day that the reader asked about, if any; `address` is that of the page.
    """

    snapshot: Snapshot
    language: str = DEFAULT_LANGUAGE
    asked: date | None = None
    address: Address = field(default_factory=Address)

    @property
    def day(self) -> date:
        """The day that the page is about: that asked for, else that of the data."""
        return self.asked or self.snapshot.last_day

    @property
    def on(self) -> str:
        """The day asked for as it stands in addresses, "" where there is none."""
        return str(self.asked or "")

    def speaking(self, language: str) -> "Reader":
        """The same reader in another language."""
        return self if language == self.language else replace(self, language=language)

    @cached_property
    def chosen(self) -> str:
        """The language that the address itself chooses, "" without one."""
        language = self.address.arguments.get(LANGUAGE, "")
        return language if language in languages() else ""

    @cached_property
    def _kept(self) -> str:
        """What every link keeps, as parameters."""
        return self._parameters(self.on)

    def _parameters(self, day: str) -> str:
        """A day and the language chosen as parameters, each where there is one."""
        kept = {DAY: day} if day else {}
        return urlencode(kept | ({LANGUAGE: self.chosen} if self.chosen else {}))

    def here(self, path: str, on: date | str | None = None, **arguments: str) -> str:
        """A path of ours as a link with arguments, that keeps the language and the day that the
        reader chose. Another day can be given, or none by an empty text."""
        kept = self._kept if on is None else self._parameters(str(on))
        if arguments:
            kept = f"{urlencode(arguments)}{'&' if kept else ''}{kept}"
        if not kept:
            return self.address.root + path
        path, mark, fragment = path.partition("#")
        return f"{self.address.root}{path}{'&' if '?' in path else '?'}{kept}{mark}{fragment}"

    def href(self, iri: str) -> str:
        """Where an IRI leads: ours to its page here, the web's to itself, all others nowhere."""
        path = self.snapshot.local(iri)
        if path is not None:
            return self.here(path)
        return iri if iri.startswith(("https://", "http://")) else ""

    def changed(self, **changes: str | int) -> str:
        """The address of this same page with other arguments; an empty one is left out."""
        arguments = self.address.arguments | changes
        kept = {name: str(value) for name, value in arguments.items() if value != ""}
        return with_arguments(quote(self.address.root + self.address.path), kept)

    def in_format(self, fmt: Format) -> str:
        """The address of this same page in another format, in place of a suffix if it has one."""
        path = quote(self.address.root + self.address.bare)
        return with_arguments(path, {**self.address.arguments, "format": fmt.name})

    @property
    def formats(self) -> list[tuple[Format, str]]:
        """Every format of data in which this page is also to be had, with its address."""
        offers = (offer for offer in self.address.offers if offer is not HTML)
        return [(offer, self.in_format(offer)) for offer in offers]


def with_arguments(path: str, arguments: Mapping[str, object]) -> str:
    """A path with a query string; an argument may have several values."""
    text = urlencode(arguments, doseq=True)
    return f"{path}?{text}" if text else path
