from __future__ import annotations

from collections.abc import Callable

import pytest

Read = Callable[..., list[tuple[object, ...]]]
N, D, P = "numerator", "denominator", "percentage"


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("23 of 659 patients (3.5%)", [N, D, P]),
        ("23/659 (3.5%)", [N, D, P]),
        ("23 out of the 659 patients", [N, D]),
        ("3.5% (23/659)", [P, N, D]),
        ("3.5% (23 of 659)", [P, N, D]),
        ("3.5% (n = 23)", [P, N]),
        ("3.5% (23 patients)", [P, N]),
        ("23 of 659 people on the new drug (3.5%)", [N, D, P]),
        ("3.5% of 659 patients", [P, D]),
        ("23 (3.5%) of the 659 patients", [N, P, D]),
        ("in a group of 659 patients, 23 patients (about 3.5%)", [D, N, P]),
        ("Of the 659 patients who came, 23 (3.5%) left", [D, N, P]),
        ("Two patients of the 1,200 had it", [N, D]),
        ("91 patients had it; of which, 15 left", [D, N]),
        ("at least 101 patients (that is, at least 10%)", [N, P]),
    ],
)
def test_parts_of_one_statement_are_one_group(read: Read, text: str, roles: list[str]) -> None:
    assert read(text, "role", "group") == [(role, 0) for role in roles]


@pytest.mark.parametrize(
    "text",
    [
        "5 genes in 20 patients",
        "all but one of 74 samples",
        "a score = 0/1",
        "of 659 patients. Then 23 women",
        "12 of March",
        "Jane Doe, one of the authors",
        "She is one of an estimated 17 million adults",
        "700 of 659 patients",
    ],
)
def test_what_is_no_share(read: Read, text: str) -> None:
    assert all(group is None for (group,) in read(text, "group"))


def test_statements_have_groups_of_their_own(read: Read) -> None:
    text = "5 of 10 women (50%) and 6 of 10 men (60%)"
    assert read(text, "group") == [(0,), (0,), (0,), (1,), (1,), (1,)]
