"""What an operator may say about an API."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PagesOptions:
    """Options of source ``pages``.

    Attributes:
        hosts: Hosts that may be asked, with the port where it is not the usual one.
        id_field: Where a record's id stands.
        text_field: Where a record's text stands.
        updated_field: Where a record says when it was changed last; not part of the document.
        attempts: How often a page is asked for before it is given up.
        patience_s: How long to wait for a page in all. What is longer than ``timeout_s`` in
            ``[limits.pages]`` has no effect.
        timeout_s: How long a server may say nothing.
        page_bytes: Larger pages are refused.
    """

    hosts: tuple[str, ...] = ()
    id_field: str = "id"
    text_field: str = "text"
    updated_field: str = "updated"
    attempts: int = 4
    patience_s: float = 20.0
    timeout_s: float = 10.0
    page_bytes: int = 32_000_000
