"""What stays of documents, components and plugins that have gone."""

from __future__ import annotations

import hashlib
import importlib
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from authored import Author, author_in
from opsonin import StoreError
from opsonin.inspection.verification import table_problems
from opsonin.manager.config import Settings
from opsonin.runner.forgetting import forget_documents, look_up
from opsonin.runner.local import run_locally
from opsonin.runner.shards import open_pipeline
from opsonin.store.store import Store
from opsonin.store.upkeep import find_problems
from opsonin.tables.contract import INTERNAL

ALPHA, BETA = "Alpha secret words", "Beta one two"
HISTORY = {"runs", "ledger", "changes"}

DOSES = """
from opsonin import Float64, Span, SpanRows, Tagger, column, hookimpl, per_document

class Doses(SpanRows, name="doses", stage="tag"):
    '''Doses.'''

    milligrams: Float64 = column("Dose in milligrams")

def find(text):
    return [Span(0, 3, milligrams=1.0)]

@hookimpl
def register_tables():
    return [Doses]

@hookimpl
def register_taggers():
    return [Tagger(name="doser", version="1", tag=per_document(find, "doses"), fills=("doses",))]
"""

PAIRS = """
import pyarrow as pa
from opsonin import Role, String, Table, Tagger, column, hookimpl

class Pairs(Table, name="pairs_of", stage="tag", keys=("from_doc_id",)):
    '''Pairs.'''

    from_doc_id: String = column("One")
    other_doc_id: String = column("The other")
    quote: String = column("Text of the other")
    component: String = column("Component", role=Role.OWNER)
    component_version: String = column("Version", role=Role.OWNER)

def pair(documents, context):
    ids, texts = documents.ids, list(documents.texts)
    columns = {"from_doc_id": ids, "other_doc_id": ids[::-1], "quote": texts[::-1]}
    return {"pairs_of": pa.table(columns)}

@hookimpl
def register_tables():
    return [Pairs]

@hookimpl
def register_taggers():
    return [Tagger(name="pairer", version="1", scope="corpus", tag=pair, fills=("pairs_of",))]
"""

PICKY = """
from opsonin import Cleaned, Cleaner, each_document, hookimpl

def clean(document, context):
    if {is_picky} and "secret" in document.text:
        raise ValueError("no")
    return Cleaned()

@hookimpl
def register_cleaners():
    cleaner = each_document(clean)
    return [Cleaner(name="picky", version="{version}", phase="repair", clean=cleaner)]
"""

PREFIXED = """
import pyarrow as pa
from opsonin import (
    Cleaned, Cleaner, Edit, RawDocument, Source, Tagger, each_document, hookimpl,
)

def read(resource, context):
    with resource.open() as stream:
        data = stream.read()
    text = "{prefix}" + data.decode()
    yield RawDocument(payload=data, text=text, media_type="text/plain", encoding="utf-8")

def clean(document, context):
    n_marks = len(document.text) - len(document.text.lstrip("#"))
    return Cleaned(edits=[Edit(0, n_marks, "", "prefix")])

def link(documents, context):
    start, end = documents.ids[:2]
    numbers = [pa.array([number], pa.int32()) for number in (0, 5)]
    links = {{"link_id": numbers[0], "from_doc_id": [start], "to_doc_id": [end]}}
    evidence = {{
        "from_doc_id": [start], "link_id": numbers[0], "doc_id": [start],
        "clean_start": numbers[0], "clean_end": numbers[1],
        "side": ["from"], "table_name": ["segments"], "row_id": numbers[0],
    }}
    return {{
        "links": pa.table({{**links, "kind": ["same_story"]}}), "link_evidence": pa.table(evidence)
    }}

@hookimpl
def register_sources():
    def accepts(resource):
        return resource.kind == "file" and resource.uri.endswith(".pre")

    return [Source(name="pre", version="{version}", accepts=accepts, read=read, priority=5)]

@hookimpl
def register_cleaners():
    return [Cleaner(name="strip", version="1", phase="repair", clean=each_document(clean))]

@hookimpl
def register_taggers():
    filled = ("links", "link_evidence")
    return [Tagger(name="retold", version="1", scope="corpus", tag=link, fills=filled)]
"""


def id_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@pytest.fixture
def author(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Author]:
    with author_in(tmp_path / "site", monkeypatch) as write:
        yield write


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(ALPHA)
    (folder / "b.txt").write_text(BETA)
    return folder


def write_anew(path: Path, source: str) -> None:
    """Put another version of a plugin in its place."""
    path.write_text(source, encoding="utf-8")
    shutil.rmtree(path.parent / "__pycache__", ignore_errors=True)
    sys.modules.pop(path.stem, None)
    importlib.invalidate_caches()


def settings(inputs: Path, data: Path, **chosen: Any) -> Settings:
    values: dict[str, Any] = dict.fromkeys(("cleaners", "taggers", "exporters", "plugins"), ())
    return Settings(
        inputs=(str(inputs),),
        data=data,
        limits={"isolation": "inline"},
        vocabularies=(),
        **{**values, **chosen},
    )


def run(chosen: Settings) -> Store:
    open_pipeline.cache_clear()
    run_locally(chosen)
    return store_of(chosen)


def store_of(chosen: Settings) -> Store:
    pipeline = open_pipeline(orjson.dumps(chosen.to_json(), option=orjson.OPT_SORT_KEYS))
    return Store(chosen.data, {**pipeline.tables, **INTERNAL})


def digests(store: Store) -> dict[str, str]:
    return {name: one for name, one in store.digests().items() if name not in HISTORY}


def problems(store: Store) -> list[str]:
    return [*find_problems(store), *table_problems(store)]


def test_document_that_goes_while_a_plugin_is_away_is_not_back_with_it(
    author: Author, inputs: Path, tmp_path: Path
) -> None:
    author("doseplug", DOSES)
    chosen = settings(inputs, tmp_path / "data", plugins=("doseplug",), taggers=("doser",))
    assert run(chosen).counts()["doses"] == 2
    (inputs / "a.txt").write_text("Gamma, something else")
    run(settings(inputs, chosen.data))
    store = run(chosen)
    assert id_of(ALPHA) not in store.all_owners("doses")
    fresh = settings(inputs, tmp_path / "fresh", plugins=("doseplug",), taggers=("doser",))
    assert digests(store) == digests(run(fresh))
    assert problems(store) == []


def test_document_of_which_only_a_plugin_has_rows_is_forgotten(
    author: Author, inputs: Path, tmp_path: Path
) -> None:
    author("doseplug", DOSES)
    chosen = settings(inputs, tmp_path / "data", plugins=("doseplug",), taggers=("doser",))
    run(chosen)
    bare = settings(inputs, chosen.data)
    with pytest.raises(StoreError, match=r"Table 'doses' belongs to a plugin .* --plugins"):
        forget_documents(bare, [id_of(ALPHA)])
    # Nothing was begun that would have to be finished.
    assert store_of(bare).tombstones().pending == {}
    assert forget_documents(chosen, [id_of(ALPHA)]).rows["doses"] == 1
    assert problems(store_of(chosen)) == []


def test_rows_of_a_corpus_tagger_that_is_gone_go(
    author: Author, inputs: Path, tmp_path: Path
) -> None:
    author("pairplug", PAIRS)
    chosen = settings(inputs, tmp_path / "data", plugins=("pairplug",), taggers=("pairer",))
    assert run(chosen).counts()["pairs_of"] == 2
    # Without the plugin nobody knows the table; with it, but not the tagger, nobody fills it.
    run(settings(inputs, chosen.data))
    assert store_of(chosen).counts()["pairs_of"] == 2
    without = settings(inputs, chosen.data, plugins=("pairplug",))
    store = run(without)
    assert store.counts()["pairs_of"] == 0
    assert digests(store) == digests(
        run(settings(inputs, tmp_path / "fresh", plugins=("pairplug",)))
    )
    assert run(chosen).counts()["pairs_of"] == 2


def test_forgotten_document_is_quoted_by_no_table_of_a_corpus_tagger(
    author: Author, inputs: Path, tmp_path: Path
) -> None:
    author("pairplug", PAIRS)
    chosen = settings(inputs, tmp_path / "data", plugins=("pairplug",), taggers=("pairer",))
    store = run(chosen)
    # Its own row, and that of the other document which quotes it.
    assert look_up(store, [id_of(ALPHA)]).rows["pairs_of"] == 2
    found = forget_documents(settings(inputs, chosen.data, plugins=("pairplug",)), [id_of(ALPHA)])
    assert found.rows["pairs_of"] == 2
    assert store.scan("pairs_of").num_rows == 0
    files = [path for path in chosen.data.rglob("*") if path.is_file()]
    assert not [path for path in files if b"secret" in path.read_bytes()]


def test_document_that_a_cleaner_newly_rejects_is_said_to_be_removed(
    author: Author, inputs: Path, tmp_path: Path
) -> None:
    chosen = settings(inputs, tmp_path / "data", plugins=("picky",), cleaners=("picky",))
    path = author("picky", PICKY.format(version="1", is_picky=False))
    run(chosen)
    for version, is_picky in (("2", True), ("3", False)):
        write_anew(path, PICKY.format(version=version, is_picky=is_picky))
        store = run(chosen)
    rows = store.scan("changes").sort_by([("snapshot", "ascending")]).to_pylist()
    told = [(row["snapshot"], row["source_uri"], row["change"]) for row in rows]
    assert told[2:] == [(2, "a.txt", "removed"), (3, "a.txt", "added")]


def test_evidence_is_placed_anew_where_only_the_alignment_has_moved(
    author: Author, tmp_path: Path
) -> None:
    inputs = tmp_path / "in"
    inputs.mkdir()
    for name, text in (("a.pre", ALPHA), ("b.pre", BETA)):
        (inputs / name).write_text(text)
    chosen = {"plugins": ("preplug",), "cleaners": ("strip", "segments"), "taggers": ("retold",)}
    path = author("preplug", PREFIXED.format(version="1", prefix="##"))
    run(settings(inputs, tmp_path / "data", **chosen))
    write_anew(path, PREFIXED.format(version="2", prefix="######"))
    store = run(settings(inputs, tmp_path / "data", **chosen))
    (row,) = store.scan("link_evidence").to_pylist()
    assert (row["clean_start"], row["raw_start"], row["raw_end"]) == (0, 6, 11)
    fresh = run(settings(inputs, tmp_path / "fresh", **chosen))
    assert digests(store) == digests(fresh)
    assert problems(store) == []
