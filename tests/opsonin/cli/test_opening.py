from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from opsonin.cli.opening import document_row, find_document, read_settings
from opsonin.errors import ConfigError, StoreError
from opsonin.store.store import Store


class _Ids(Store):
    """A store that knows nothing but the ids of documents."""

    def __init__(self, ids: list[str]) -> None:
        super().__init__(Path("none"), {})
        self._ids = ids

    def all_owners(self, table: str) -> list[str]:
        return self._ids if table == "raw" else []


def test_document_is_found_by_id_prefix_or_place(
    store: Store, documents: list[dict[str, Any]]
) -> None:
    for row in documents:
        doc_id = row["doc_id"]
        for name in (doc_id, doc_id[:8], doc_id[:8].upper(), row["source_uri"]):
            assert find_document(store, name) == doc_id


def test_ambiguous_prefix_lists_what_it_may_mean() -> None:
    store = _Ids(["abcd" + "0" * 28, "abcd" + "1" * 28, "b" * 32])
    with pytest.raises(
        ConfigError, match=r"2 documents begin with 'abcd': abcd0+, abcd1+"
    ) as error:
        find_document(store, "abcd")
    assert error.value.remedy == "Give more digits."


def test_rejected_document_says_why_it_has_no_text(store: Store) -> None:
    with pytest.raises(StoreError, match="The document has no clean text"):
        document_row(store, "0" * 32)


def test_option_goes_before_the_configuration(tmp_path: Path) -> None:
    config = tmp_path / "some.toml"
    config.write_text("[run]\ndata = 'stated'\nworkers = 2\n")
    stated = read_settings({"config": config, "data": None, "plugins": ()})
    assert (stated.data, stated.workers) == (Path("stated"), 2)
    assert read_settings({"config": config, "data": Path("given")}).data == Path("given")
    assert read_settings({}).data == Path("data")
