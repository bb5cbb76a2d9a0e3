"""Which blocks of a page are its main content, as extractors of others see it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from itertools import accumulate
from typing import Final

from opsonin import edits_between
from opsonin_plugins.cleaners.visible import MarkupBlock

_LOG = logging.getLogger(__name__)
#: Share of a block's characters that the extractor must have kept. Blocks are kept whole or not
#: at all, so that chance matches of single words in menus fall away.
_BLOCK_SHARE = 0.5
#: Share of the extractor's text that must stand in the visible text. Below it the extractor took
#: its text from elsewhere, such as a script with structured data.
_VISIBLE_SHARE = 0.5
#: A fixed horizon, because htmldate's own is today's date and results must not depend on it.
_LAST_DATE = date(2100, 1, 1).isoformat()


@dataclass(frozen=True, slots=True)
class Extract:
    """What an extractor found.

    Attributes:
        text: Main content, blocks on lines of their own.
        metadata: Its values by column of table ``documents``; authors separated by semicolons.
    """

    text: str
    metadata: dict[str, str]


def by_trafilatura(markup: str) -> Extract | None:
    """Return the main content and metadata of a page, or None where the extractor fails.

    Source: Barbaresi 2021, Trafilatura, ACL demos, https://aclanthology.org/2021.acl-demo.15.
    """
    # Importing it takes half a second, which runs without HTML should not pay.
    import trafilatura  # noqa: PLC0415
    from trafilatura.settings import Document  # noqa: PLC0415

    try:
        found = trafilatura.bare_extraction(
            markup,
            include_comments=False,
            include_tables=True,
            with_metadata=True,
            date_extraction_params={"original_date": True, "max_date": _LAST_DATE},
        )
    except Exception as error:  # noqa: BLE001 - any failure of foreign code on hostile input
        _LOG.info("trafilatura failed, the visible text is kept instead: %r", error)
        return None
    if not isinstance(found, Document):
        return None
    known = {
        "title": found.title,
        "authors": found.author,
        "published_value": found.date,
        "publisher": found.sitename,
        "licence": found.license,
    }
    return Extract(
        found.text or "", {name: value for name, value in known.items() if isinstance(value, str)}
    )


def by_resiliparse(markup: str) -> Extract | None:
    """Return the main content of a page.

    Source: Bevendorff et al. 2018, Elastic ChatNoir, https://doi.org/10.1007/978-3-319-76941-7_83.
    """
    extract = import_module("resiliparse.extract.html2text").extract_plain_text
    parse = import_module("resiliparse.parse.html").HTMLTree.parse
    return _guarded(lambda: extract(parse(markup), main_content=True))


def by_rs_trafilatura(markup: str) -> Extract | None:
    """Return the main content of a page, by the rewriting of trafilatura in Rust."""
    extract = import_module("rs_trafilatura").extract_bytes
    return _guarded(lambda: extract(markup.encode("utf-8", "replace")).main_content)


def _guarded(run: Callable[[], str | None]) -> Extract | None:
    try:
        return Extract(run() or "", {})
    except Exception as error:  # noqa: BLE001 - any failure of foreign code on hostile input
        _LOG.info("The extractor failed, the visible text is kept instead: %r", error)
        return None


#: Extractors by name; each gives None where it fails.
EXTRACTORS: Final[dict[str, Callable[[str], Extract | None]]] = {
    "trafilatura": by_trafilatura,
    "resiliparse": by_resiliparse,
    "rs_trafilatura": by_rs_trafilatura,
}


def main_blocks(blocks: Sequence[MarkupBlock], text: str) -> list[bool]:
    """Tell for each block whether it is part of the extracted text.

    Args:
        blocks: The visible blocks of the page, in order.
        text: What the extractor took for the main content, in the same order.

    Returns:
        One flag a block. All are true if most of the text stands nowhere in the blocks.
    """
    visible = "\n".join(block.text for block in blocks)
    removed = [0] * len(blocks)
    ends = list(accumulate(len(block.text) + 1 for block in blocks))
    block = 0
    for edit in edits_between(visible, text, reason="boilerplate"):
        at = edit.start
        while at < edit.end:
            while ends[block] <= at:
                block += 1
            end = min(edit.end, ends[block])
            # The line break that ends a block is not its own.
            removed[block] += min(end, ends[block] - 1) - min(at, ends[block] - 1)
            at = end
    kept = [len(block.text) - gone for block, gone in zip(blocks, removed, strict=True)]
    if sum(kept) < _VISIBLE_SHARE * len(text):
        return [True] * len(blocks)
    return [
        share >= _BLOCK_SHARE * len(block.text) for block, share in zip(blocks, kept, strict=True)
    ]
