"""What is generated says what the code says."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from opsonin.cli.program import program
from opsonin.manager.config import Settings
from opsonin.manager.hooks import Hooks
from opsonin.tables.contract import CONTRACT
from opsonin_docs.commands import commands_of, commands_part, options_of
from opsonin_docs.components import components_part
from opsonin_docs.extension import UnknownPartError, part
from opsonin_docs.hooks import hook_part, hooks_of, hooks_part
from opsonin_docs.markdown import definitions, prose, table
from opsonin_docs.names import HEADINGS, homes, names_part
from opsonin_docs.records import record_part
from opsonin_docs.settings import SECTIONS, settings_part
from opsonin_docs.tables import tables_of, tables_part

DOCS = Path(__file__).parents[2] / "docs"
STAGES = ("source", "cleaner", "tagger", "exporter", "vocabulary")


def headings(text: str) -> list[str]:
    return re.findall(r"^## (.*)$", text, re.MULTILINE)


def parts_of(page: Path) -> list[str]:
    return re.findall(r"^`{3,}\{generated\} (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)


def test_hooks_have_signature_arguments_and_example() -> None:
    assert headings(hooks_part()) == [f"`{name}`" for name in hooks_of()]
    assert set(hooks_of()) == {name for name in vars(Hooks) if not name.startswith("_")}
    text = hook_part("register_taggers")
    assert "def register_taggers() -> Iterable[Tagger[Any]]: ..." in text
    assert "@hookimpl\ndef register_taggers():" in text
    assert "`run_id`\n: " in hook_part("run_finished")


def test_record_has_types_defaults_and_meanings() -> None:
    text = record_part("Tagger")
    assert "`fills`: `tuple[str, ...]` = `()`\n: Tables that it adds rows to." in text
    assert "`options`: `type[O]` = `NoOptions`" in text
    assert "`name`: `str`\n: Unique among all components." in text


def test_commands_have_all_options_and_subcommands() -> None:
    text = commands_part()
    sections = dict(
        zip(headings(text), re.split(r"^## .*$", text, flags=re.MULTILINE)[1:], strict=True)
    )
    assert {"opsonin run", "opsonin plugins list", "opsonin serve"} <= set(sections)
    for context, command in commands_of():
        for option in options_of(command):
            assert f"`{option.opts[0]}" in sections[context.command_path]


def test_option_has_default_environment_and_metavar() -> None:
    @click.command("dig", help="Dig.")
    @click.option("--depth", metavar="M", default=2, show_default=True, help="How deep.")
    @click.option("--place", envvar="DIG_PLACE", show_envvar=True, multiple=True, help="Where.")
    @click.option("--fast/--slow", help="How fast.")
    def dig() -> None: ...

    program.add_command(dig)
    try:
        text = commands_part()
    finally:
        del program.commands["dig"]
    assert "`--depth M`\n: How deep. (default: `2`)" in text
    assert "`--place TEXT`\n: Where. (environment: `DIG_PLACE`; may be repeated)" in text
    assert "`--fast`, `--slow`\n: How fast." in text


def test_tables_have_every_column_with_what_it_allows() -> None:
    text = tables_part()
    assert headings(text) == [f"`{name}`" for name in tables_of()]
    assert set(CONTRACT) < set(tables_of())
    assert "| `alt_curies` | `list<string>` | Other ids of the same concept, or of a wider" in text
    assert "`int32?` | First code point in the raw text; null if inserted" in text
    assert "one of `self`, `reference`, `trial`, `mention`; default `mention`" in text
    assert "Confidence (from 0; up to 1; default `1.0`)" in text
    assert "(refers to `entities`" in text


def test_settings_stand_in_the_table_of_the_file_that_they_belong_to() -> None:
    text = settings_part()
    assert headings(text)[: len(SECTIONS)] == [f"`[{name}]`" for name in SECTIONS]
    assert "`workers` = `1`\n: Threads or processes that treat shards. *(a whole number)*" in text
    assert '`inputs` = `["seeds"]`' in text
    for name in Settings.__dataclass_fields__.keys() - {"config"}:
        assert f"`{name}`" in text or f"`[{name}]`" in text
    assert "`memory_mb` = `" in text


def test_options_of_components_have_default_meaning_and_type() -> None:
    text = components_part()
    assert "`threshold` = `0.7`\n: Smallest Jaccard similarity" in text
    assert "`min_n_sentences`, not set\n: " in text
    assert " or nothing" not in text
    assert "`abbreviations` = `true`" in text


def test_every_public_name_is_described_once() -> None:
    text = names_part()
    found = re.findall(r"^\.\. \S+:: opsonin\.(\w+)$", text, re.MULTILINE)
    assert sorted(found) == sorted(homes())
    assert headings(text) == list(HEADINGS.values())


@pytest.mark.parametrize("wrong", ["tabels", "hook register_wonders", "record Nothing", "hook"])
def test_part_that_nothing_makes_is_named_with_those_there_are(wrong: str) -> None:
    with pytest.raises(UnknownPartError, match=rf"no part '{wrong}'.*commands, components, hooks"):
        part(wrong)


def test_pages_have_all_parts() -> None:
    used = {one for page in DOCS.rglob("*.md") for one in parts_of(page)}
    assert {"commands", "components", "hooks", "names", "settings", "tables"} <= used


@pytest.mark.parametrize("stage", STAGES)
def test_page_of_a_stage_has_its_hook_its_record_and_an_example(stage: str) -> None:
    page = DOCS / "stages" / f"{stage}.md"
    plural = "vocabularies" if stage == "vocabulary" else f"{stage}s"
    assert parts_of(page)[:1] == [f"hook register_{plural}"]
    assert f"record {stage.capitalize()}" in parts_of(page)
    examples = re.findall(r"\{literalinclude\} (\S+)", page.read_text(encoding="utf-8"))
    assert examples
    for example in examples:
        assert f"def register_{plural}(" in (page.parent / example).read_text(encoding="utf-8")


def test_signs_of_markdown_in_docstrings_stand_for_themselves() -> None:
    assert prose("a_b and ``c_d`` <e>") == r"a\_b and ``c_d`` \<e>"


def test_bars_in_cells_are_escaped() -> None:
    assert table(("a", "b"), [("x|y", "1")]).splitlines()[2] == r"| x\|y | 1 |"


def test_description_of_several_lines_stays_in_its_definition() -> None:
    assert definitions([("`a`", "one\ntwo")]) == "`a`\n: one\n  two"
