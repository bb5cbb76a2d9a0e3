from __future__ import annotations

import re
import runpy
from pathlib import Path

import click
import pyarrow as pa

from opsonin import Documents, Tagger
from opsonin.cli.program import program
from opsonin.components.context import Context, NoOptions
from opsonin.manager.hooks import Hooks

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
#: A decision may name what is to come.
PAGES = [
    page
    for page in sorted((ROOT / "docs").rglob("*.md"))
    if "decisions" not in page.relative_to(ROOT).parts
]


def test_readme_is_short() -> None:
    assert len(README.split()) <= 600


def test_commands_that_pages_name_exist() -> None:
    context = click.Context(program)
    named = {
        name
        for page in (README, *(page.read_text(encoding="utf-8") for page in PAGES))
        for name in re.findall(r"(?:\$ |`)opsonin ([a-z]+)", page)
    }
    assert {"run", "status", "explain"} <= named
    assert [name for name in sorted(named) if program.get_command(context, name) is None] == []


def test_plugin_of_the_readme_finds_what_it_is_for(tmp_path: Path) -> None:
    (code,) = [
        block
        for block in re.findall(r"```python\n(.*?)```", README, re.DOTALL)
        if "hookimpl" in block
    ]
    path = tmp_path / "rrids.py"
    path.write_text(code, encoding="utf-8")
    (tagger,) = runpy.run_path(str(path))["register_taggers"]()
    assert isinstance(tagger, Tagger)
    batch = pa.record_batch({"doc_id": ["a" * 32], "text": ["Antibody RRID:AB_2138153."]})
    rows = tagger.tag(Documents(batch), Context(NoOptions()))["identifiers"].to_pylist()
    assert [(row["clean_start"], row["clean_end"], row["value"]) for row in rows] == [
        (9, 24, "RRID:AB_2138153")
    ]


def test_links_between_pages_lead_somewhere() -> None:
    for page in (ROOT / "README.md", *PAGES):
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert "://" in target or (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_hook_is_documented() -> None:
    hooks = [name for name in vars(Hooks) if not name.startswith("_")]
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert [name for name in hooks if f"`{name}`" not in text] == []
