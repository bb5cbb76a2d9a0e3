"""The links of documents that were written for it, through the whole pipeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from opsonin.manager.config import load_settings
from opsonin.runner.local import run_locally
from opsonin.runner.shards import open_pipeline
from opsonin.store.store import Store
from opsonin.tables.contract import CONTRACT, INTERNAL
from opsonin_bench.quality.sets.links import load

pytestmark = pytest.mark.slow

Texts = Mapping[str, bytes]


@pytest.fixture(scope="module")
def texts() -> Texts:
    """The documents of the set, by their keys."""
    cases = load(Path("unused"))
    return {case.item.key: bytes(case.item.content) for case in cases}  # type: ignore[arg-type] # bytes


def _links(data: Path, *runs: Texts, shard_documents: int = 2_000) -> Mapping[str, str]:
    """Run over some documents, one run after the other; gives the digests of the links."""
    for number, texts in enumerate(runs):
        folder = data / f"in{number}"
        folder.mkdir(parents=True)
        for name, content in texts.items():
            (folder / f"{name}.txt").write_bytes(content)
        open_pipeline.cache_clear()
        settings = load_settings(
            inputs=(str(folder),), data=data / "data", shard_documents=shard_documents
        )
        assert run_locally(settings).status == "committed"
    digests = Store(data / "data", {**CONTRACT, **INTERNAL}).digests()
    return {name: digests[name] for name in ("links", "link_evidence")}


@pytest.fixture(scope="module")
def expected(texts: Texts, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """The digests after one run over all documents."""
    return _links(tmp_path_factory.mktemp("whole"), texts)


def _without(texts: Texts, keys: Sequence[str]) -> Texts:
    return {key: text for key, text in texts.items() if key not in keys}


def test_links_do_not_depend_on_names_and_order(
    texts: Texts, expected: Mapping[str, str], tmp_path: Path
) -> None:
    renamed = {f"{n:03}": text for n, text in enumerate(reversed(list(texts.values())))}
    assert _links(tmp_path, renamed) == expected


def test_links_do_not_depend_on_shards(
    texts: Texts, expected: Mapping[str, str], tmp_path: Path
) -> None:
    assert _links(tmp_path, texts, shard_documents=5) == expected


def test_links_do_not_depend_on_what_was_there_before(
    texts: Texts, expected: Mapping[str, str], tmp_path: Path
) -> None:
    late = ("heart-paper", "heart-translated", "drops-rewrite", "d-asthma-no", "statin-report")
    first = _without(texts, late)
    assert _links(tmp_path, first, texts) == expected
