"""What sources of the web may do: whom they ask, how often, and how much they take."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*(?::[0-9]{1,5})?|\[[0-9a-f:.]+\](?::[0-9]{1,5})?")
_POSITIVE = ("timeout_s", "max_bytes", "max_ratio", "max_pages")
_NOT_NEGATIVE = ("delay_s", "backoff_s", "max_wait_s", "fresh_s", "retries", "max_redirects")


@dataclass(frozen=True, slots=True, kw_only=True)
class WebOptions:
    """Options that all sources of the web have.

    Attributes:
        hosts: Hosts that may be asked, such as ``www.example.org``; with a port
            (``localhost:8080``) where it is not that of http or https. Nothing that is found in a
            feed or said by a server adds to them.
        private_hosts: Those of ``hosts`` that may have an address of a private network or of this
            machine.
        contact: An address of mail or the web by which a webmaster reaches the operator; part of
            what a request says of its sender.
        delay_s: Seconds between two requests to a host; more if its robots.txt says so.
        timeout_s: Seconds that one answer may take from the connection to its last byte.
        max_bytes: Bytes of an answer, also once it is unpacked.
        max_ratio: Bytes that one packed byte may unfold to.
        max_redirects: Redirections that are followed one after the other.
        retries: How often a request is repeated that met a failure of network or server.
        backoff_s: Seconds before the first repetition; each further one waits twice as long.
        max_wait_s: The longest that a run waits for a server that asks for it; what would take
            longer is left to the next run.
        fresh_s: Seconds for which a page that was fetched is not asked for again, so that a run
            that was interrupted goes on where it stood. 0 asks every time.
        max_pages: Pages of one input; the rest becomes one reject.
    """

    hosts: tuple[str, ...] = ()
    private_hosts: tuple[str, ...] = ()
    contact: str = ""
    delay_s: float = 1.0
    timeout_s: float = 60.0
    max_bytes: int = 32 * 1024 * 1024
    max_ratio: int = 200
    max_redirects: int = 5
    retries: int = 3
    backoff_s: float = 2.0
    max_wait_s: float = 120.0
    fresh_s: float = 3600.0
    max_pages: int = 10_000

    def __post_init__(self) -> None:
        """Check the hosts and the ranges."""
        for host in (*self.hosts, *self.private_hosts):
            if not _HOST.fullmatch(host):
                raise ValueError(f"{host!r} is no host, expected a name like 'www.example.org'")
        for host in self.private_hosts:
            if host not in self.hosts:
                raise ValueError(f"private_hosts has {host!r}, which hosts has not")
        for name in _POSITIVE:
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} is {getattr(self, name)}, expected more than 0")
        for name in _NOT_NEGATIVE:
            if getattr(self, name) < 0:
                raise ValueError(f"{name} is {getattr(self, name)}, expected 0 or more")
        if not self.contact.isprintable():
            raise ValueError("contact has characters that a header cannot hold")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedOptions(WebOptions):
    """Options of source ``feeds``.

    Attributes:
        items: Whether the items of a feed become documents themselves, with the title, date and
            authors that they state.
        follow: Whether the pages that they link to are read.
    """

    items: bool = True
    follow: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PubmedOptions(WebOptions):
    """Options of source ``pubmed``. A key stands in the environment, as NCBI_API_KEY.

    Attributes:
        delay_s: Seconds between two requests. Source: NCBI, "A General Introduction to the
            E-utilities": three a second, ten with a key.
        address: Where the E-utilities are; its host must be among ``hosts``.
        days: Only records that became known in the last days; 0 for all.
        max_records: Records of one query, the newest first. The service gives 9,999 at most.
    """

    delay_s: float = 0.34
    address: str = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/"
    days: int = 0
    max_records: int = 9_999

    def __post_init__(self) -> None:
        """Check the ranges."""
        WebOptions.__post_init__(self)
        if self.days < 0:
            raise ValueError(f"days is {self.days}, expected 0 or more")
        if not 1 <= self.max_records <= 9_999:  # noqa: PLR2004 - what the service gives
            raise ValueError(f"max_records is {self.max_records}, expected 1 to 9999")
