"""What an export says about itself, judged by what reads it."""

from __future__ import annotations

import html.parser
import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from conftest import counting_settings
from opsonin import SnapshotFiles, open_snapshot
from opsonin.inspection.describing.dictionary import dictionary
from opsonin.inspection.describing.facts import ColumnFacts, ExportFacts, FileFacts, TableFacts
from opsonin.inspection.describing.page import page
from opsonin.inspection.describing.views import quoted, views
from opsonin.inspection.exporting import export_snapshot
from opsonin.runner.local import run_locally
from opsonin.tables.contract import CONTRACT
from opsonin.tables.joined import views_over
from opsonin.tables.model import arrow_schema

#: What Markdown, HTML or SQL would take for their own.
HOSTILE = "a|b <script>alert('1')</script> `c` *d* _e_ & \\ f"


@pytest.fixture
def snapshot(counting: object, tmp_path: Path) -> Iterator[SnapshotFiles]:
    assert counting is not None
    inputs = tmp_path / "in"
    inputs.mkdir()
    (inputs / "a.txt").write_text("Gout of Ada in 12 patients")
    settings = counting_settings(inputs, tmp_path / "data", exporters=("parquet",))
    run_locally(settings)
    (inputs / "b.txt").write_text(f"Flu 7 {HOSTILE}")
    run_locally(settings)
    with open_snapshot(tmp_path / "data") as found:
        yield found


@pytest.fixture
def place(snapshot: SnapshotFiles, tmp_path: Path) -> Path:
    return export_snapshot(snapshot, tmp_path / "out").place


def facts(**changes: object) -> ExportFacts:
    """Return the facts of an export with one table, which has one column."""
    column = ColumnFacts(
        name="noted", type="string", is_nullable=True, description=HOSTILE, example=HOSTILE
    )
    table = TableFacts(
        name="remarks",
        stage="tag",
        version=1,
        description=HOSTILE,
        keys=("doc_id",),
        rows=1,
        columns=[column],
        files=[FileFacts(path="remarks/0.parquet", rows=1, size_bytes=1, sha256="0" * 64)],
    )
    stated: dict[str, object] = {
        "snapshot": 3,
        "run_id": "r",
        "committed_at": None,
        "format": "parquet",
        "has_text": True,
        "tables": [table],
        "changes": {},
    }
    return ExportFacts(**{**stated, **changes})  # type: ignore[arg-type] # by name


class Page(html.parser.HTMLParser):
    """Collects the tags, texts and links of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.ids: set[str | None] = set()
        self.links: set[str | None] = set()
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.add(tag)
        self.ids.add(dict(attrs).get("id"))
        self.links.add(dict(attrs).get("href"))

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.texts.append(data)


def test_every_column_stands_in_the_dictionary(place: Path) -> None:
    text = (place / "dictionary.md").read_text()
    for table, model in CONTRACT.items():
        _, _, part = text.partition(f"\n## {table}\n")
        part, _, _ = part.partition("\n## ")
        for field in arrow_schema(model):
            (line,) = [line for line in part.splitlines() if line.startswith(f"| `{field.name}` ")]
            null = line.split(" | ")[3]
            assert (null == "never") != field.nullable
            assert null in {"never", "allowed"} or null.replace(",", "").isdigit()


def test_dictionary_shows_cells_of_this_export(place: Path, snapshot: SnapshotFiles) -> None:
    text = (place / "dictionary.md").read_text()
    first = snapshot.read("documents")["doc_id"][0].as_py()
    assert f"| {first} |" in text
    assert "| [documents](#documents) | 2 |" in text


def test_markdown_shows_what_a_document_says_as_it_is() -> None:
    lines = dictionary(facts()).splitlines()
    (line,) = [line for line in lines if line.startswith("| `noted`")]
    assert "<script>" not in line
    assert line.replace("\\|", "").count("|") == 6


def test_page_is_whole_and_nothing_of_a_document_is_markup_there(place: Path) -> None:
    found = Page((place / "dictionary.html").read_text())
    assert "script" not in found.tags
    assert set(CONTRACT) <= found.ids
    links = {link for link in found.links if link}
    assert links == {f"#{name}" for name in found.ids if name}
    shown = Page(page(facts()))
    assert "script" not in shown.tags
    assert HOSTILE in shown.texts


def test_page_is_small_enough_to_mail(place: Path) -> None:
    assert (place / "dictionary.html").stat().st_size < 200_000


def test_views_open_in_duckdb_with_a_comment_on_every_column(
    place: Path, snapshot: SnapshotFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place)
    with duckdb.connect() as connection:
        connection.execute(Path("views.sql").read_text())
        for table in snapshot.tables:
            assert len(connection.table(table)) == snapshot.read(table).num_rows
        found = connection.execute(
            "select view_name, comment from duckdb_views() where not internal"
        ).fetchall()
        assert all(comment for _, comment in found)
        assert {name for name, _ in found} == {
            *snapshot.tables,
            *(view.name for view in views_over(snapshot.tables)),
        }
        bare = "select column_name from duckdb_columns() where comment is null and not internal"
        assert connection.execute(bare).fetchall() == []


def test_comments_hold_any_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with duckdb.connect() as connection:
        connection.execute("create table remarks as select 'x' as noted")
        Path("remarks").mkdir()
        connection.execute("copy remarks to 'remarks/0.parquet'")
        connection.execute("drop table remarks")
        connection.execute(views(facts()))
        found = connection.execute("select comment from duckdb_columns()").fetchall()
        assert (HOSTILE,) in found
        assert connection.execute(f"select {quoted(HOSTILE)}").fetchall() == [(HOSTILE,)]


def test_changes_are_told_by_snapshot_and_by_table(place: Path) -> None:
    lines = (place / "CHANGES.md").read_text().splitlines()
    assert "| 2 | 1 | 0 | 0 |" in lines
    assert "| 1 | 1 | 0 | 0 |" in lines
    assert "## Rows since snapshot 1" in lines
    assert "| documents | 1 | 0 | 0 |" in lines


def test_first_snapshot_is_compared_with_none(counting: object, tmp_path: Path) -> None:
    assert counting is not None
    (tmp_path / "a.txt").write_text("Gout 3")
    settings = counting_settings(tmp_path / "a.txt", tmp_path / "data", exporters=("parquet",))
    run_locally(settings)
    with open_snapshot(tmp_path / "data") as snapshot:
        export_snapshot(snapshot, tmp_path / "out")
    assert "Rows since" not in (tmp_path / "out" / "CHANGES.md").read_text()


def test_without_text_no_example_shows_any(snapshot: SnapshotFiles, tmp_path: Path) -> None:
    place = export_snapshot(snapshot, tmp_path / "out", with_text=False).place
    for name in ("dictionary.md", "dictionary.html", "README.md"):
        text = (place / name).read_text()
        assert "Gout of Ada" not in text
        assert "12 patients" not in text
    assert "Running text was left out" in (place / "dictionary.md").read_text()


def test_tables_without_rows_are_left_out_where_tools_cannot_load_them(place: Path) -> None:
    front = (place / "README.md").read_text().split("---")[1]
    assert "- config_name: documents" in front
    assert "claims" not in front
    described = json.loads((place / "croissant.json").read_bytes())
    assert "claims" not in {one["name"] for one in described["recordSet"]}
    package = json.loads((place / "datapackage.json").read_bytes())
    assert "claims" in {one["name"] for one in package["resources"]}


def test_only_parquet_has_views_and_croissant(snapshot: SnapshotFiles, tmp_path: Path) -> None:
    export_snapshot(snapshot, tmp_path / "out", kind="jsonl")
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"README.md", "CHANGES.md", "dictionary.md", "datapackage.json"} <= names
    assert names.isdisjoint({"views.sql", "croissant.json"})
