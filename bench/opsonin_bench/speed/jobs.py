"""The jobs: what we do and what peers do, on which documents, at which two sizes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from opsonin.manager.facade import Plugins
from opsonin_bench.selection import Selection, existing


@dataclass(frozen=True, slots=True)
class Job:
    """One comparison.

    Attributes:
        name: What the command line calls it.
        title: What it is, for people.
        selection: Our components; None for all. Raises LookupError if one is missing.
        peers: Names of the peers that take part.
        kind: Which documents.
        sizes: Numbers of documents for the peers.
        own_sizes: Numbers of documents for us. More where we are so much faster that the slope
            would drown in the noise.
        module: The module that is run for us in place of ``opsonin run``; "" for none.
    """

    name: str
    title: str
    selection: Callable[[Plugins], Selection | None]
    peers: tuple[str, ...]
    kind: Literal["texts", "pages"] = "texts"
    sizes: tuple[int, int] = (250, 1000)
    own_sizes: tuple[int, int] = (1000, 4000)
    module: str = ""


def _nothing(_plugins: Plugins) -> Selection:
    return Selection()


def _everything(_plugins: Plugins) -> None:
    return None


def _signals(plugins: Plugins) -> Selection:
    # The text as it was read, as for the peers; what cleaners find on the way is judged as well
    # where they take part, which is the job of everything.
    return existing(plugins, cleaners=("signals",), taggers=("quality",))


def _near(plugins: Plugins) -> Selection:
    # Without the cleaners that cut segments the whole text counts as main text, as for the peer.
    return existing(plugins, taggers=("duplicates", "signatures"))


def _html(plugins: Plugins) -> Selection:
    return existing(plugins, cleaners=("html",))


JOBS = {
    job.name: job
    for job in (
        Job("rw", "read and write", _nothing, ("datatrove",), sizes=(1000, 4000)),
        Job(
            "filter",
            "quality signals (peers: filter chain)",
            _signals,
            ("datatrove", "dolma", "data-juicer"),
        ),
        Job("near", "near duplicates", _near, ("datatrove",)),
        Job(
            "full",
            "everything (peer: filter, exact and near duplicates)",
            _everything,
            ("datatrove",),
            own_sizes=(250, 1000),
        ),
        Job(
            "html",
            "main text of HTML pages",
            _html,
            ("trafilatura",),
            kind="pages",
            sizes=(30, 120),
            own_sizes=(30, 120),
        ),
        Job(
            "extractor",
            "main text of HTML pages, the extractor alone",
            _nothing,
            ("trafilatura",),
            kind="pages",
            sizes=(30, 120),
            own_sizes=(30, 120),
            module="opsonin_bench.speed.extracting",
        ),
        Job(
            "matching",
            "terms of the shipped vocabularies (peers: without folding, rules and ids)",
            _nothing,
            ("ahocorasick-rs", "daachorse", "spacy"),
            sizes=(1000, 4000),
            module="opsonin_bench.speed.matching",
        ),
    )
}
