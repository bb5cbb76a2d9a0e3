"""The development sets as pages with labels, grouped by domain."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from opsonin import Reject
from opsonin_bench.content.labels import labels_by_pieces, labels_by_text
from opsonin_bench.quality.goldset import Case
from opsonin_bench.quality.sets.html import (
    Chunks,
    Page,
    load_scrapinghub,
    load_trafilatura,
    load_wcxb,
)
from opsonin_bench.unpacking import unpacked
from opsonin_plugins.cleaners.content.outline import Outline
from opsonin_plugins.cleaners.content.reading import read_outline
from opsonin_plugins.sources.decode import decode

SetName: TypeAlias = Literal["wcxb", "trafilatura", "scrapinghub"]
Gold: TypeAlias = Page | Chunks | str

SETS: tuple[SetName, ...] = ("wcxb", "trafilatura", "scrapinghub")
N_FOLDS = 5
#: Second-level labels under which names are registered. Source: the most frequent ones of the
#: Public Suffix List; one that is missing only makes a group larger.
_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gov", "net", "org"})


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A page of a development set.

    Attributes:
        set_name: The set.
        key: Its name in the set.
        gold: What a person says of it.
        digest: SHA-256 of its bytes.
        domain: The registered domain it comes from; its key where no address is known.
        outline: Its blocks.
        labels: For each block the share that is main content; NaN where nobody says.
    """

    set_name: SetName
    key: str
    gold: Gold
    digest: str
    domain: str
    outline: Outline
    labels: NDArray[np.float32]

    @property
    def fold(self) -> int:
        """The part of the cross-validation it belongs to, the same for all of a domain."""
        return (
            int(hashlib.md5(self.domain.encode(), usedforsecurity=False).hexdigest(), 16) % N_FOLDS
        )

    @property
    def is_page(self) -> bool:
        """Whether all main content is the reference, not only the body of an article."""
        return self.set_name == "wcxb"

    def text(self, is_main: Sequence[bool]) -> str:
        """Return the text of some blocks."""
        chosen = zip(self.outline.blocks, is_main, strict=True)
        return "\n".join(block.text for block, is_kept in chosen if is_kept)


def load_pages(gold: Path) -> Iterator[LabelledPage]:
    """Yield the pages of all sets.

    Args:
        gold: The folder of the reference annotations.
    """
    folder = gold / "html"
    wcxb = unpacked(folder / "wcxb-dev.tar.xz") / "wcxb-dev" / "ground-truth"
    for case in load_wcxb(folder / "wcxb-dev.tar.xz"):
        address = json.loads((wcxb / f"{case.item.key}.json").read_text("utf-8")).get("url")
        yield _labelled("wcxb", case, address)
    for chunks in load_trafilatura(folder / "trafilatura-dev.tar.xz"):
        yield _labelled("trafilatura", chunks, chunks.item.key)
    archive = folder / "scrapinghub-dev.tar.xz"
    entries = json.loads(
        (unpacked(archive) / "scrapinghub-dev" / "ground-truth.json").read_text("utf-8")
    )
    for article in load_scrapinghub(archive):
        yield _labelled("scrapinghub", article, entries[article.item.key].get("url"))


def _labelled(
    set_name: SetName, case: Case[Page] | Case[Chunks] | Case[str], address: str | None
) -> LabelledPage:
    content, gold = case.item.content, case.gold
    payload = content.encode() if isinstance(content, str) else content
    decoded = decode(payload)
    # A page that the pipeline would reject for a few bad bytes is as good to learn from.
    text = payload.decode("utf-8", "replace") if isinstance(decoded, Reject) else decoded.text
    outline = read_outline(text)
    texts = [block.text for block in outline.blocks]
    if isinstance(gold, Chunks):
        labels = labels_by_pieces(texts, gold.wanted, gold.unwanted)
    else:
        labels = labels_by_text(texts, gold.text if isinstance(gold, Page) else gold)
    # Tokens are not needed any more, and hold the whole page.
    outline.blocks = [block._replace(tokens=[]) for block in outline.blocks]
    outline.metas = [(token, attributes) for token, attributes in outline.metas]
    outline.marks = []
    return LabelledPage(
        set_name=set_name,
        key=case.item.key,
        gold=gold,
        digest=hashlib.sha256(payload).hexdigest(),
        domain=domain_of(address) or case.item.key,
        outline=outline,
        labels=labels,
    )


def domain_of(address: str | None) -> str:
    """Return the registered domain of an address, "" if it has none.

    >>> domain_of("https://news.bbc.co.uk/1")
    'bbc.co.uk'
    """
    host = (urlsplit(address or "").hostname or "").split(".")
    is_country = len(host) > 2 and len(host[-1]) == 2 and host[-2] in _SECOND_LEVEL  # noqa: PLR2004
    return ".".join(host[-3:] if is_country else host[-2:])
