from __future__ import annotations

import tarfile
from pathlib import Path

from opsonin_bench.quality.predicting import Predicted
from opsonin_bench.quality.sets.polnear_quotes import Attribution, load, score

_TEXT = "“It works,” said Roe. Poe said it was new."
_KEEP = {"clean_start": 0, "clean_end": 42, "raw_start": 0, "raw_end": 42, "op": "keep"}


def _row(
    kind: str, start: int, end: int, speaker: tuple[int | None, int | None]
) -> dict[str, object]:
    return {
        "kind": kind,
        "raw_start": start,
        "raw_end": end,
        "speaker_start": speaker[0],
        "speaker_end": speaker[1],
    }


def test_articles_are_read_with_their_attributions(tmp_path: Path) -> None:
    root = tmp_path / "polnear-dev"
    (root / "text").mkdir(parents=True)
    (root / "attributions").mkdir()
    (root / "text" / "a.txt").write_text(_TEXT, "utf-8")
    (root / "attributions" / "a_x.ann").write_text(
        "T1\tContent 0 4;5 11\tIt works,\nT2\tSource 17 20\tRoe\nT3\tCue 12 16\tsaid\n"
        "E1\tCue:T3 Content1:T1 Source:T2\n",
        "utf-8",
    )
    archive = tmp_path / "polnear-dev.tar.xz"
    with tarfile.open(archive, "w:xz") as packed:
        packed.add(root, "polnear-dev")
    (case,) = load(archive)
    assert (case.item.key, case.item.content) == ("a", _TEXT)
    assert case.gold == (Attribution(((0, 4), (5, 11)), ((17, 20),), is_direct=True),)


def test_quote_is_right_if_content_and_speaker_are() -> None:
    gold = {
        "a": (
            Attribution(((0, 11),), ((17, 20),), is_direct=True),
            Attribution(((31, 41),), ((22, 25),), is_direct=False),
        )
    }
    rows = [
        _row("direct", 1, 10, (17, 20)),
        _row("direct", 1, 10, (22, 25)),
        _row("direct", 1, 10, (None, None)),
        _row("indirect", 31, 41, (22, 25)),
    ]
    found = {"a": Predicted("1", _TEXT, {"quotes": rows, "alignment": [_KEEP]})}
    figures = {one.name: (one.value, one.n) for one in score(gold, found)}
    assert figures == {
        "direct quotes: precision": (0.5, 2),
        "direct quotes: recall": (1.0, 1),
        "indirect quotes: precision": (1.0, 1),
        "indirect quotes: recall": (1.0, 1),
    }


def test_rejected_documents_count_as_not_found() -> None:
    gold = {"a": (Attribution(((0, 11),), ((17, 20),), is_direct=True),)}
    assert [one.value for one in score(gold, {})] == [None, 0.0, None, None]
