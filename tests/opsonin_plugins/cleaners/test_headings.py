from __future__ import annotations

import pytest

from opsonin_plugins.cleaners.headings import looks_like_heading, zone_of
from opsonin_plugins.cleaners.lines import split_lines


@pytest.mark.parametrize(
    ("line", "zone"),
    [
        ("Abstract", "abstract"),
        ("2. Materials and Methods", "section"),
        ("REFERENCES:", "reference"),
        ("Conflicts of interest", "disclosure"),
        ("IV. Discussion", "section"),
        ("MeSH terms", "metadata"),
        ("Similar articles", "links"),
        ("Results were good in all mice.", None),
        ("", None),
    ],
)
def test_known_headings_say_what_follows(line: str, zone: str | None) -> None:
    assert zone_of(split_lines(line)[0]) == zone


def test_unknown_heading_is_short_and_no_sentence() -> None:
    assert looks_like_heading(split_lines("Vascular injury")[0])
    for line in ("It hurt.", "and so on", "Mice (n = 3", "Doses were:", "word " * 30):
        assert not looks_like_heading(split_lines(line)[0])
