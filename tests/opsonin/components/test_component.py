from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from opsonin.components.component import Reject, Source, UnreadableError, sound_reject
from opsonin.components.context import Context, NoOptions
from opsonin.manager.pipeline import Installed
from opsonin.runner.ingest.items import Refused
from opsonin.runner.ingest.reading import Reader


@pytest.mark.parametrize("reason", ["empty", "too_large", "io2"])
def test_sound_reject_stays_as_it_is(reason: str) -> None:
    assert sound_reject(Reject(reason, "why", "k")) == Reject(reason, "why", "k")


@pytest.mark.parametrize("reason", ["", "Not One Word!", "Empty", "a-b", "empty\n", None, 3])
def test_ill_named_reject_says_what_a_reason_looks_like(reason: Any) -> None:
    told = sound_reject(Reject(reason, "why", "k"))
    assert (told.reason, told.key) == ("contract", "k")
    assert repr(reason) in told.detail
    assert "why" in told.detail
    assert "one lower-case word such as empty" in told.detail


def test_detail_and_key_of_a_reject_are_what_a_table_can_hold() -> None:
    assert sound_reject(Reject("empty", "\ud800\0")).detail == r"?\0"
    assert sound_reject(Reject("empty", None)).reason == "contract"  # type: ignore[arg-type] # that is wrong
    assert sound_reject(Reject("empty", "why", 7)).key == ""  # type: ignore[arg-type] # that is wrong


def test_ill_named_rejects_of_a_source_are_rejects_of_the_contract(tmp_path: Path) -> None:
    def read(_resource: object, _context: object) -> Any:
        yield Reject("Not One Word!", "why", "k")
        raise UnreadableError("Cut Off", "at the end")

    component: Source[Any] = Source(name="odd", version="1", accepts=lambda _: True, read=read)
    one = Installed(component, NoOptions(), Context(NoOptions()), "x 1", "f" * 32, is_required=True)
    found = list(Reader([one], 10, "0").read([str(tmp_path)]))
    refused = [item for item in found if isinstance(item, Refused)]
    assert [item.reason for item in refused] == ["contract", "contract"]
    assert "'Not One Word!'" in refused[0].detail
    assert "'Cut Off'" in refused[1].detail
