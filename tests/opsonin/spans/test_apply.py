from __future__ import annotations

import numpy as np
import pytest

from opsonin.spans.apply import apply_edits, check_edits
from opsonin.spans.edit import Edit


def test_edits_replace_insert_and_remove() -> None:
    edits = [
        Edit(0, 0, "> ", "quote"),
        Edit(0, 1, "", "nav"),
        Edit(2, 3, "é", "mojibake"),
        Edit(3, 3, "!", "noise"),
    ]

    check_edits(edits, 3)
    assert apply_edits("xcE", edits) == "> cé!"


def test_no_edits_are_fine() -> None:
    check_edits([], 0)
    assert apply_edits("text", []) == "text"


@pytest.mark.parametrize(
    ("edit", "problem"),
    [
        (("0", 1, "", "nav"), "is not an Edit"),
        (Edit(np.int64(0), 1, "", "nav"), "has an offset that is not an int"),  # type: ignore[arg-type]
        (Edit(0, True, "", "nav"), "has an offset that is not an int"),  # noqa: FBT003 - the fault
        (Edit(0, 1, None, "nav"), "has a replacement that is not a str"),  # type: ignore[arg-type]
        (Edit(0, 1, "a\udc80", "nav"), "has a replacement with a lone surrogate"),
        (Edit(-1, 1, "", "nav"), "is not inside the text of 9 code points"),
        (Edit(8, 10, "", "nav"), "is not inside the text of 9 code points"),
        (Edit(4, 3, "", "nav"), "ends before it starts"),
        (Edit(1, 4, "", "nav"), "begins before 2, the end of the edit before it"),
        (Edit(3, 3, "", "nav"), "changes nothing"),
    ],
)
def test_wrong_edit_is_named_with_its_fault(edit: object, problem: str) -> None:
    with pytest.raises(ValueError, match=r"^Edit 1, .*" + problem):
        check_edits([Edit(0, 2, "", "nav"), edit], 9)  # type: ignore[list-item]
