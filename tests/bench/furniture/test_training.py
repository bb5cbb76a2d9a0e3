from __future__ import annotations

from pathlib import Path

import numpy as np

from opsonin_bench.content.pages import LabelledPage
from opsonin_bench.furniture.__main__ import write_model
from opsonin_bench.furniture.dumps import Dump, dumps_of
from opsonin_bench.furniture.evaluation import figures
from opsonin_bench.furniture.training import Judged
from opsonin_bench.furniture.weights import shares_by_fold, weights_of
from opsonin_bench.quality.sets.html import Page
from opsonin_plugins.cleaners.content.reading import read_outline
from opsonin_plugins.cleaners.furniture.model import read_model, text_chances, trained_model

_MARKUP = (
    "<title>Tea lowers the pulse | Example Times</title><p>Subscribe now</p><p>Print</p>"
    "<h1>Tea lowers the pulse</h1><p>Patients drank tea.</p><p>&bull;</p>"
)


def _page(kind: str) -> LabelledPage:
    outline = read_outline(_MARKUP)
    labels = np.array([0, 0, 0, 1, np.nan], dtype=np.float32)[: len(outline.blocks)]
    gold = Page(kind, "Patients drank tea.")
    return LabelledPage("wcxb", "key", gold, "", "example.org", outline, labels)


def _dump(domain: str) -> Dump:
    return Dump("wcxb", domain, 0, ["subscribe now", "patients recovered"], np.array([0.0, 1.0]))


def test_title_of_a_page_is_text_though_its_reference_leaves_it_out() -> None:
    (dump,) = dumps_of([_page("article")])
    assert dump.lines == ["Subscribe now", "Print", "Tea lowers the pulse", "Patients drank tea."]
    assert dump.labels.tolist() == [0, 0, 1, 1]


def test_shops_are_no_dumps() -> None:
    assert list(dumps_of([_page("product")])) == []


def test_trimmed_dump_has_all_its_text() -> None:
    lines = [*(f"button {n}" for n in range(60)), "patients recovered"]
    whole = Dump("wcxb", "example.org", 0, lines, np.array([0.0] * 60 + [1.0]))
    trimmed = whole.trimmed(1)
    assert trimmed.lines[-1] == "patients recovered"
    assert len(trimmed.lines) < len(lines)
    assert trimmed.lines == whole.trimmed(1).lines


def test_words_of_text_weigh_more() -> None:
    shares = shares_by_fold(_dump(f"site{n}.org") for n in range(40))
    weights = weights_of(shares.values())
    assert weights["patients recovered"] > 100 > -100 > weights["^ subscribe"]


def test_words_of_few_domains_are_not_learned() -> None:
    assert weights_of(shares_by_fold([_dump("one.org")] * 100).values()) == {}


def test_figures_are_shares_of_lines_and_words() -> None:
    rows = figures([Judged(_dump("one.org"), np.array([0.04, 0.9]))])
    assert rows[0] == ("0.03", "0.00", "0.00", "0.00", "0.00")
    assert rows[1] == ("0.05", "100.00", "100.00", "0.00", "0.00")


def test_model_that_was_written_is_read(tmp_path: Path) -> None:
    model = trained_model()
    write_model(model, tmp_path / "model.npz")
    with (tmp_path / "model.npz").open("rb") as opened:
        again = read_model(opened)
    assert again.weights == model.weights
    lines = ["Subscribe now", "Patients drank tea."]
    assert text_chances(lines, again).tolist() == text_chances(lines, model).tolist()
