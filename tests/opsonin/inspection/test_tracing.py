from __future__ import annotations

import itertools
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from opsonin.inspection.tracing import _Cleaning, _steps
from opsonin.spans.alignment import Alignment, apply_edits, check_edits
from opsonin.spans.edit import Edit


@st.composite
def cleanings(draw: st.DrawFn) -> tuple[str, list[_Cleaning], str]:
    """A raw text, what up to four cleaners did to it, and the clean text."""
    text = raw = draw(st.text("abc ", min_size=1, max_size=20))
    found = []
    for number in range(draw(st.integers(0, 4))):
        places = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
        edits: list[Edit] = []
        for start, end in itertools.pairwise(places[: len(places) // 2 * 2]):
            replacement = draw(st.text("xyz", max_size=3))
            is_free = not edits or edits[-1].end <= start
            if is_free and (start < end or replacement):
                edits.append(Edit(start, end, replacement, "some"))
        check_edits(edits, len(text))
        found.append(_Cleaning(f"cleaner{number}", "1", text, edits))
        text = apply_edits(text, edits)
    return raw, found, text


def _composed(raw: str, found: Sequence[_Cleaning]) -> Alignment:
    alignment = Alignment.identity(len(raw))
    for one in found:
        alignment = alignment.edited(one.edits)
    return alignment


@given(cleanings(), st.data())
def test_way_back_is_that_of_the_composed_alignment(
    made: tuple[str, list[_Cleaning], str], data: st.DataObject
) -> None:
    raw, found, text = made
    if not text:
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    steps, span = _steps(found, text, (start, end))
    assert span == _composed(raw, found).raw_span(start, end)
    for later, earlier in itertools.pairwise(steps):
        assert later.before == earlier.after
    for step in steps:
        is_same = step.before is not None and step.before.text == step.after.text
        assert is_same or step.touches
    if steps and steps[-1].before is not None:
        assert len(steps) == len(found)
        assert span is not None
        assert steps[-1].before.start == span[0]
