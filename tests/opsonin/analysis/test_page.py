from __future__ import annotations

import re
import runpy
from pathlib import Path

import pyarrow as pa

from opsonin import Context, Documents, NoOptions

PAGE = Path(__file__).parents[3] / "docs" / "plugins.md"


def test_tagger_of_the_page_finds_doses(tmp_path: Path) -> None:
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    (code,) = [block for block in blocks if "documents.analysis" in block]
    module = tmp_path / "doses.py"
    module.write_text(code, "utf-8")
    batch = pa.record_batch({"doc_id": ["a", "b"], "text": ["\u03b1: 5 mg or 7", "kg, 20 ML"]})
    found = runpy.run_path(str(module))["tag_doses"](Documents(batch), Context(NoOptions()))
    assert found["doses"].to_pylist() == [
        {"doc_id": "a", "clean_start": 3, "clean_end": 7},
        {"doc_id": "b", "clean_start": 4, "clean_end": 9},
    ]
