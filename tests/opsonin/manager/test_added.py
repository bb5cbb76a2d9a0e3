from __future__ import annotations

from pathlib import Path

import pytest

from opsonin import Term
from opsonin.errors import ConfigError
from opsonin.manager.added import Described, add_vocabulary, added_vocabularies

MINE = Described("mine", "1", "CC0-1.0", "mine.csv")


def term(name: str) -> Term:
    return Term(curie="X:1", label="a", term=name, type="disease", alt_curies=("Y:1",))


def test_a_folder_without_any_has_none(tmp_path: Path) -> None:
    assert added_vocabularies(tmp_path / "data") == ()


def test_what_was_added_is_there(tmp_path: Path) -> None:
    add_vocabulary(tmp_path, [term("a"), term("b")], MINE)
    (found,) = added_vocabularies(tmp_path)
    assert (found.name, found.version, found.licence, found.source) == (
        "mine",
        "1",
        "CC0-1.0",
        "mine.csv",
    )
    assert (found.n_concepts, found.n_terms) == (1, 2)
    assert found.load()["alt_curies"].to_pylist() == [["Y:1"], ["Y:1"]]


def test_adding_again_replaces_it_and_changes_its_digest(tmp_path: Path) -> None:
    first = add_vocabulary(tmp_path, [term("a")], MINE)
    second = add_vocabulary(tmp_path, [term("b")], MINE)
    assert first.sha256 != second.sha256
    assert [one.sha256 for one in added_vocabularies(tmp_path)] == [second.sha256]
    assert first.load()["term"].to_pylist() == ["a"]


def test_a_broken_account_is_named(tmp_path: Path) -> None:
    add_vocabulary(tmp_path, [term("a")], MINE)
    (tmp_path / "vocabularies" / "mine.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"mine\.json: .* cannot be read.*Add it again"):
        added_vocabularies(tmp_path)
