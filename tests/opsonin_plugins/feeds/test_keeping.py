from __future__ import annotations

import os
from pathlib import Path

import pytest

from opsonin_plugins.feeds import keeping
from opsonin_plugins.feeds.keeping import Keeper

URL = "https://example.org/a"


def test_answer_is_found_again(tmp_path: Path) -> None:
    fields = {"etag": '"1"', "last-modified": "yesterday", "set-cookie": "secret=1"}
    Keeper(tmp_path).keep(URL, f"{URL}/b", fields, b"body", "2024")
    found = Keeper(tmp_path).find(URL)
    assert found is not None
    assert (found.url, found.body, found.modified) == (f"{URL}/b", b"body", "2024")
    assert found.fields == {"etag": '"1"', "last-modified": "yesterday"}
    assert Keeper(tmp_path).find(f"{URL}/b") is None


@pytest.mark.parametrize("suffix", ["json", "body"])
@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"other"])
def test_damaged_answer_is_none(tmp_path: Path, suffix: str, content: bytes) -> None:
    Keeper(tmp_path).keep(URL, URL, {}, b"body")
    (place,) = tmp_path.glob(f"feeds/*.{suffix}")
    place.write_bytes(content)
    assert Keeper(tmp_path).find(URL) is None


def test_nothing_is_kept_where_nothing_may_be_written(tmp_path: Path) -> None:
    (tmp_path / "feeds").write_text("a file in the way")
    for keeper in (Keeper(None), Keeper(tmp_path)):
        keeper.keep(URL, URL, {}, b"body")
        keeper.tidy()
        assert keeper.find(URL) is None


def test_what_was_not_asked_for_longest_goes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = Keeper(tmp_path)
    for number in range(3):
        keeper.keep(f"{URL}{number}", URL, {}, b"x" * 1_000)
        for place in sorted(tmp_path.glob("feeds/*"), key=lambda one: one.stat().st_mtime)[-2:]:
            os.utime(place, (number, number))
    monkeypatch.setattr(keeping, "_MAX_BYTES", 2_700)
    keeper.tidy()
    assert keeper.find(f"{URL}0") is None
    assert keeper.find(f"{URL}2") is not None
