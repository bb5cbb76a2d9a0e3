from __future__ import annotations

import gzip
import json
import tarfile
from pathlib import Path

import pytest

from opsonin_bench.quality.predicting import Predicted
from opsonin_bench.quality.sets.html import (
    Chunks,
    Page,
    load_scrapinghub,
    load_trafilatura,
    load_wcxb,
    score_scrapinghub,
    score_trafilatura,
    score_wcxb,
    shingles,
    word_f1,
)


def page(*blocks: str) -> Predicted:
    rows, text = [], ""
    for block in blocks:
        start = len(text)
        text += f"{block}\n"
        rows.append(
            {
                "kind": "paragraph",
                "is_main": True,
                "clean_start": start,
                "clean_end": start + len(block),
            }
        )
    return Predicted("id", text, {"segments": rows})


def test_words_are_compared_as_often_as_they_occur() -> None:
    assert word_f1("One two, TWO", "one two three four") == pytest.approx(2 * 2 / 7)
    assert word_f1("", "") == 1.0
    assert word_f1("", "word") == 0.0


def test_pages_weigh_the_same_and_kinds_are_told() -> None:
    gold = {"a": Page("forum", "one two"), "b": Page("article", "x " * 99), "c": Page("forum", "z")}
    every, article, forum = score_wcxb(gold, {"a": page("One", "two"), "b": page("nothing")})
    assert every.value == pytest.approx(1 / 3)
    assert every.n == 3
    assert (article.name, article.value) == ("word F1, article pages", 0.0)
    assert (forum.value, forum.n) == (0.5, 2)


def test_pieces_are_found_across_line_ends() -> None:
    gold = {"a": Chunks(("in the text", "not there"), ("menu", "absent")), "b": Chunks(("x",), ())}
    precision, recall, f1 = score_trafilatura(gold, {"a": page("It is in", " the  text", "menu")})
    assert precision.value == 0.5
    assert recall.value == pytest.approx(1 / 3)
    assert recall.n == 3
    assert f1.value == pytest.approx(2 / 5)


def test_short_texts_are_one_shingle() -> None:
    assert [*shingles("one two")] == [("one", "two")]
    assert len(shingles("a b c d e")) == 2
    assert not shingles(" . ")


def test_articles_weigh_the_same_whatever_their_length() -> None:
    long = " ".join(map(str, range(1000)))
    gold = {"a": long, "b": "one two three four"}
    precision, recall, f1 = score_scrapinghub(gold, {"a": page(long)})
    assert precision.value == 1.0
    assert recall.value == 0.5
    assert f1.value == pytest.approx(2 / 3)


def packed(folder: Path, name: str) -> Path:
    path = folder / f"{name}.tar.xz"
    with tarfile.open(path, "w:xz") as archive:
        archive.add(folder / name, name)
    return path


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("opsonin_bench.unpacking.unpacked.__defaults__", (tmp_path / "scratch",))
    return tmp_path


def test_wcxb_pages_without_a_main_text_are_left_out(scratch: Path) -> None:
    for part in ("ground-truth", "html"):
        (scratch / "wcxb-dev" / part).mkdir(parents=True)
    for name, truth in (("0001", {"main_content": "Text"}), ("0002", {"title": "T"})):
        entry = {"_internal": {"page_type": {"primary": "forum"}}, "ground_truth": truth}
        (scratch / "wcxb-dev" / "ground-truth" / f"{name}.json").write_text(json.dumps(entry))
        html = scratch / "wcxb-dev" / "html" / f"{name}.html.gz"
        html.write_bytes(gzip.compress(b"<p>Text"))
    (case,) = load_wcxb(packed(scratch, "wcxb-dev"))
    assert (case.item.content, case.gold) == (b"<p>Text", Page("forum", "Text"))


def test_other_pages_come_with_their_pieces_and_bodies(scratch: Path) -> None:
    folder = scratch / "trafilatura-dev"
    (folder / "html").mkdir(parents=True)
    (folder / "html" / "a.html").write_bytes(b"<p>\xe9")
    data = {"https://example.org": {"file": "a.html", "with": ["x"], "without": ["y"]}}
    (folder / "evaldata.json").write_text(json.dumps(data))
    (case,) = load_trafilatura(packed(scratch, "trafilatura-dev"))
    assert (case.item.content, case.gold) == (b"<p>\xe9", Chunks(("x",), ("y",)))
    folder = scratch / "scrapinghub-dev"
    (folder / "html").mkdir(parents=True)
    (folder / "html" / "k.html.gz").write_bytes(gzip.compress(b"<p>Body"))
    (folder / "ground-truth.json").write_text(json.dumps({"k": {"articleBody": "Body"}}))
    (article,) = load_scrapinghub(packed(scratch, "scrapinghub-dev"))
    assert (article.item.key, article.gold) == ("k", "Body")
