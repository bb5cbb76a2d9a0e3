"""Quotes of PolNeAR's news articles: what is said, and who says it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from opsonin_bench.quality.figures import Figure
from opsonin_bench.quality.goldset import Case, GoldSet
from opsonin_bench.quality.predicting import Item, Predicted
from opsonin_bench.quality.spans import RawPlaces, Stretch, overlaps
from opsonin_bench.unpacking import unpacked

_MARKS = ("\u201c", '"')
_NUMBER = re.compile(r"\d+\Z")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Somebody's words as annotated.

    Attributes:
        contents: Where the words stand.
        sources: Where whoever says them is named.
        is_direct: Whether they stand between marks.
    """

    contents: tuple[Stretch, ...]
    sources: tuple[Stretch, ...]
    is_direct: bool


def load(path: Path) -> Sequence[Case[tuple[Attribution, ...]]]:
    """Read the articles with their attributions; some were annotated by two people."""
    root = unpacked(path) / "polnear-dev"
    gold: dict[str, list[Attribution]] = {}
    texts = {file.stem: file.read_bytes().decode("utf-8") for file in (root / "text").glob("*.txt")}
    for file in sorted((root / "attributions").glob("*.ann")):
        key = next((key for key in sorted(texts) if file.stem.startswith(key)), None)
        if key is not None:
            found = _attributions(file.read_text("utf-8"), texts[key])
            gold.setdefault(key, []).extend(found)
    return [Case(Item(key, texts[key]), tuple(found)) for key, found in sorted(gold.items())]


def _attributions(lines: str, text: str) -> Iterator[Attribution]:
    """Yield the events of a file in brat's standoff format."""
    spans: dict[str, tuple[Stretch, ...]] = {}
    events: list[str] = []
    for line in lines.split("\n"):
        name, _, rest = line.partition("\t")
        if name.startswith("T"):
            places = rest.partition("\t")[0].partition(" ")[2].split(";")
            spans[name] = tuple((int(a), int(b)) for a, b in (one.split() for one in places))
        elif name.startswith("E"):
            events.append(rest)
    for event in events:
        parts: dict[str, list[Stretch]] = {}
        for part in event.split():
            role, _, name = part.partition(":")
            parts.setdefault(_NUMBER.sub("", role), []).extend(spans.get(name, ()))
        contents, sources = tuple(parts.get("Content", ())), tuple(parts.get("Source", ()))
        is_direct = any(text.startswith(_MARKS, start) for start, _ in contents)
        yield Attribution(contents, sources, is_direct)


def score(
    gold: Mapping[str, tuple[Attribution, ...]], predicted: Mapping[str, Predicted]
) -> list[Figure]:
    """Return precision and recall of quotes with the right speaker.

    A quote is right if it overlaps what is annotated, and its speaker the source annotated for it.
    Precision of direct quotes is over those with a speaker; nothing else can be judged here.
    """
    return [figure for kind in ("direct", "indirect") for figure in _figures(kind, gold, predicted)]


def _figures(
    kind: str,
    gold: Mapping[str, tuple[Attribution, ...]],
    predicted: Mapping[str, Predicted],
) -> Iterator[Figure]:
    n_right = n_ours = n_found = n_gold = 0
    for key, expected in gold.items():
        ours = list(_quotes(predicted[key], kind)) if key in predicted else []
        wanted = [one for one in expected if one.contents and one.sources]
        wanted = [one for one in wanted if one.is_direct == (kind == "direct")]
        n_ours += len(ours)
        n_right += sum(any(_is_right(one, other) for other in expected) for one in ours)
        n_gold += len(wanted)
        n_found += sum(any(_is_right(one, other) for one in ours) for other in wanted)
    yield Figure(f"{kind} quotes: precision", n_right / n_ours if n_ours else None, n_ours)
    yield Figure(f"{kind} quotes: recall", n_found / n_gold if n_gold else None, n_gold)


def _quotes(found: Predicted, kind: str) -> Iterator[tuple[Stretch, Stretch]]:
    """Yield where quotes and their speakers stand in the raw text."""
    places = RawPlaces(found.rows["alignment"])
    for row in found.rows["quotes"]:
        speaker = places.of(row["speaker_start"], row["speaker_end"])
        if row["kind"] == kind and speaker and row["raw_start"] is not None:
            yield (row["raw_start"], row["raw_end"]), speaker


def _is_right(quote: tuple[Stretch, Stretch], gold: Attribution) -> bool:
    said, speaker = quote
    return any(overlaps(said, one) for one in gold.contents) and any(
        overlaps(speaker, one) for one in gold.sources
    )


GOLD_SETS = (
    GoldSet(
        name="PolNeAR quotes, dev",
        path="quotes/polnear-dev.tar.xz",
        tables=("quotes",),
        reads=("alignment",),
        load=load,
        score=score,
    ),
)
