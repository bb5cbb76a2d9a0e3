from __future__ import annotations

import pytest

from opsonin_plugins.cleaners.author_lists import list_of_names


@pytest.mark.parametrize(
    ("content", "names"),
    [
        ("Roe LM1, O'Doe P, van Dyck CJ, Li S.", ["Roe LM", "O'Doe P", "van Dyck CJ", "Li S"]),
        ("Roe-Doe J 1 , Byron EK 2 ", ["Roe-Doe J", "Byron EK"]),
        ("Ada Roe,1 Jo Doe,2,* and Al Li1", ["Ada Roe", "Jo Doe", "Al Li"]),
        ("Ada Roe 1,\u2709, Jo Doe # 2", ["Ada Roe", "Jo Doe"]),
        ("Roe RW(1), Doe IM.", ["Roe RW", "Doe IM"]),
        ("Ada Roe 1, Jo Doe 2; TEA-1 Study Group", ["Ada Roe", "Jo Doe"]),
        ("Randomized Controlled Trial", []),
        ("Department of Medicine, Tea University", []),
        ("The trial was small, and nobody knew why", []),
    ],
)
def test_names_are_read_in_the_styles_of_journals(content: str, names: list[str]) -> None:
    found = list_of_names(content)
    assert [name for name, _, _ in found] == names
    assert all(content[start:end] == name for name, start, end in found)
