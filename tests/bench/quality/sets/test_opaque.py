from __future__ import annotations

import gzip
import io
import json
import tarfile
from pathlib import Path

from opsonin_bench.quality.predicting import Predicted
from opsonin_bench.quality.sets import opaque
from opsonin_bench.quality.sets.opaque import load_markups, score_traced

_SENTENCE = (
    "Statins lowered the risk of a heart attack in all of the older patients of this study. "
)
_PAGE = (
    "<html><head><title>Statins</title></head><body><ul><li>Statins<li>Risk</ul><article>"
    + "".join(f"<p>{number}. {_SENTENCE * 3}</p>" for number in range(6))
    + "</article></body></html>"
)


def test_letters_of_an_extractor_are_led_back_to_their_own_words() -> None:
    keep = {"op": "keep", "clean_start": 0, "clean_end": 4, "raw_start": 6, "raw_end": 10}
    predicted = {"page": Predicted("0", "head", {"alignment": [keep]})}
    figures = score_traced({"page": _PAGE}, predicted, extractor="resiliparse")
    values = {figure.name: figure.value for figure in figures}
    assert values["kept characters equal to the raw ones"] == (_PAGE[6:10] == "head") * 1.0
    assert values["letters led back"] == 1.0
    assert values["of these, to their own word"] == 1.0
    assert values["led to another word"] == values["texts that cannot be traced"] == 0


def test_pages_are_read_as_the_source_decodes_them(tmp_path: Path) -> None:
    entry = {"ground_truth": {"main_content": "x"}, "_internal": {"page_type": {"primary": "a"}}}
    path = tmp_path / "wcxb-dev.tar.xz"
    members = {
        "wcxb-dev/ground-truth/1.json": json.dumps(entry).encode(),
        "wcxb-dev/html/1.html.gz": gzip.compress("<p>caf\u00e9</p>".encode()),
    }
    with tarfile.open(path, "w:xz") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    [case] = load_markups(path)
    assert case.gold == "<p>caf\u00e9</p>"


def test_both_extractors_are_gold_sets() -> None:
    assert [one.options["html"] for one in opaque.GOLD_SETS] == [
        {"extractor": "trafilatura"},
        {"extractor": "resiliparse"},
    ]
