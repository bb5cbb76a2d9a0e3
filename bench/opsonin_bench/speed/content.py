"""What the extractor of main content costs beside trafilatura, and what its provenance costs.

Everything is measured in this process and in turns, so that what the machine does besides falls on
all; the share of provenance is told by the profile of a run with all cleaners.
"""

from __future__ import annotations

import json
import logging
import random
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

from opsonin import Context, Documents, Reject
from opsonin.manager.config import Settings
from opsonin.manager.discovery import load_plugins
from opsonin_bench.folders import gold_folder
from opsonin_bench.quality.sets.html import load_scrapinghub, load_trafilatura, load_wcxb
from opsonin_bench.selection import all_cleaners, existing
from opsonin_bench.speed.comparing import TIMEOUT_S, Sized
from opsonin_bench.speed.contestants import Contestant, ours
from opsonin_bench.speed.core import CoreFigure, Setting
from opsonin_bench.speed.measuring import run_measured
from opsonin_bench.speed.slopes import Spread, spread_of
from opsonin_plugins.cleaners.content.extraction import main_texts
from opsonin_plugins.cleaners.html import HtmlOptions, clean
from opsonin_plugins.sources.decode import decode

#: Our extractor is to take a fourth of trafilatura's time, provenance a tenth of cleaning's.
LEAST_TIMES, MOST_SHARE, MOST_KB = 4, 10, 0.7
#: What the engine calls the phases of cleaning that only provenance needs.
_PROVENANCE = frozenset({"arrange"})
_SEED = 5
_WARM_UP = 2
_KILO = 1000

Work = Callable[[Sequence[str]], object]


def content_figures(setting: Setting) -> Iterator[CoreFigure]:
    """Measure the extractor on the bench corpus and, where they are, on the development sets.

    Raises:
        MeasuringError: A run failed.
    """
    n_pages = setting.inputs[1].n_documents
    for name, pages in _sets(setting.inputs[1].path).items():
        chosen = random.Random(_SEED).sample(pages, min(n_pages, len(pages)))  # noqa: S311
        setting.tell(f"  {len(chosen)} pages of {name}")
        yield from _beside(name, chosen, setting)
    yield from _provenance(setting)


def _sets(corpus: Path) -> dict[str, list[str]]:
    """Return the markup of pages by set; sets that are not there are left out."""
    lines = corpus.read_bytes().split(b"\n")
    sets = {"the bench corpus": [json.loads(line)["text"] for line in lines if line]}
    folder = gold_folder() / "html"
    for name, file, load in (
        ("WCXB", "wcxb", load_wcxb),
        ("trafilatura's set", "trafilatura", load_trafilatura),
        ("ScrapingHub", "scrapinghub", load_scrapinghub),
    ):
        archive = folder / f"{file}-dev.tar.xz"
        if archive.is_file():
            contents = [case.item.content for case in load(archive)]
            sets[name] = [text for one in contents if (text := _markup(one))]
    return sets


def _markup(content: str | bytes) -> str:
    decoded = decode(content.encode() if isinstance(content, str) else content)
    return "" if isinstance(decoded, Reject) else decoded.text


def _beside(name: str, pages: Sequence[str], setting: Setting) -> Iterator[CoreFigure]:
    works = _works()
    rounds = [turns(works, pages) for _ in range(setting.runs)]
    for work in works:
        yield CoreFigure(f"{work}, {name}", _spread(rounds, work), "CPU ms a page", "")
    for own, other, budget in (
        ("main text alone", "trafilatura's text", f"≥ {LEAST_TIMES}"),
        ("cleaner html", "trafilatura's text", ""),
        ("cleaner html", "trafilatura's text and metadata", f"≥ {LEAST_TIMES}"),
    ):
        ratios = spread_of([one[other] / one[own] for one in rounds])
        yield CoreFigure(f"{other} / {own}, {name}", ratios, "times", budget)


def _spread(rounds: Sequence[Mapping[str, float]], work: str) -> Spread:
    return spread_of([one[work] for one in rounds])


def turns(works: Mapping[str, Work], pages: Sequence[str]) -> dict[str, float]:
    """Return the CPU milliseconds that each work takes for a page."""
    costs: dict[str, float] = {}
    for name, work in works.items():
        work(pages[:_WARM_UP])
        began = time.process_time()
        work(pages)
        costs[name] = _KILO * (time.process_time() - began) / len(pages)
    return costs


def _works() -> dict[str, Work]:
    # Importing it takes half a second, which other jobs should not pay.
    import trafilatura  # noqa: PLC0415

    def text(page: str) -> object:
        # As datatrove calls it by default.
        return trafilatura.extract(
            page, favor_precision=True, include_comments=False, deduplicate=True
        )

    def metadata(page: str) -> object:
        return trafilatura.bare_extraction(page, include_comments=False, with_metadata=True)

    return {
        "main text alone": lambda pages: list(main_texts(pages)),
        "cleaner html": _by_cleaner,
        "trafilatura's text": lambda pages: _quietly(text, pages),
        "trafilatura's text and metadata": lambda pages: _quietly(metadata, pages),
    }


def _by_cleaner(pages: Sequence[str]) -> object:
    ids = [f"{n:032x}" for n in range(len(pages))]
    batch = pa.record_batch({"doc_id": ids, "text": pages, "media_type": ["text/html"] * len(ids)})
    return clean(Documents(batch), Context(HtmlOptions()))


def _quietly(extract: Callable[[str], object], pages: Sequence[str]) -> object:
    with _no_log():
        return [extract(page) for page in pages]


@contextmanager
def _no_log() -> Iterator[None]:
    """Keep trafilatura from telling of every page that is hard to parse."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def _provenance(setting: Setting) -> Iterator[CoreFigure]:
    plugins = load_plugins(Settings())
    selection = existing(plugins, cleaners=all_cleaners(plugins))
    contestant = ours("content", selection, setting.scratch)
    small, large = setting.inputs
    shares = []
    for _ in range(setting.runs):
        share, large_kb = _aligned(contestant, large, setting)
        shares.append(share)
    # The same documents give the same bytes each time.
    _, small_kb = _aligned(contestant, small, setting)
    n_more = large.n_documents - small.n_documents
    yield CoreFigure("provenance: its share of cleaning", spread_of(shares), "%", f"≤ {MOST_SHARE}")
    for what, kb, budget in (
        ("a document more", (large_kb - small_kb) / n_more, f"≤ {MOST_KB}"),
        (
            f"the file of {large.n_documents} documents with its footer, by document",
            large_kb / large.n_documents,
            "",
        ),
    ):
        name = f"provenance: alignment in Parquet, {what}"
        yield CoreFigure(name, spread_of([kb]), "kB", budget)


def _aligned(contestant: Contestant, sized: Sized, setting: Setting) -> tuple[float, float]:
    """Run all cleaners; return the share of provenance, and the kB of the alignment."""
    out = setting.scratch / "content-out"
    shutil.rmtree(out, ignore_errors=True)
    usage = run_measured(
        contestant.command(sized.path, out),
        setting.scratch / "content.log",
        environment=contestant.environment,
        timeout_s=TIMEOUT_S,
    )
    files = (out / "store" / "alignment").glob("*.parquet")
    n_bytes = sum(file.stat().st_size for file in files)
    shutil.rmtree(out)
    return share_of_provenance(json.loads(usage.output)), n_bytes / _KILO


def share_of_provenance(report: Mapping[str, Sequence[Mapping[str, object]]]) -> float:
    """Return what share of cleaning composes and places what the cleaners have edited, in percent.

    Args:
        report: What ``opsonin run --json`` with one worker wrote.
    """
    seconds = {True: 0.0, False: 0.0}
    for line in report["profile"]:
        if line["stage"] == "clean":
            is_provenance = bool(line["is_engine"]) and line["component"] in _PROVENANCE
            seconds[is_provenance] += float(str(line["seconds"]))
    whole = sum(seconds.values())
    return 100 * seconds[True] / whole if whole else 0.0
