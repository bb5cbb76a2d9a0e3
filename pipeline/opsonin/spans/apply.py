"""Applies edits to a text, and checks beforehand that they can be applied."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from opsonin.spans.edit import Edit

_SURROGATE = re.compile("[\ud800-\udfff]")


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """Return the text after edits that `check_edits` accepts.

    >>> apply_edits("a  b", [Edit(1, 3, " ", "blank")])
    'a b'
    """
    return spliced(text, ((edit.start, edit.end, edit.replacement) for edit in edits))


def spliced(text: str, changes: Iterable[tuple[int, int, str]]) -> str:
    """Return a text with stretches replaced, given by start, end and what stands there then."""
    parts: list[str] = []
    place = 0
    for start, end, replacement in changes:
        parts += text[place:start], replacement
        place = end
    parts.append(text[place:])
    return "".join(parts)


def check_edits(edits: Sequence[Edit], length: int) -> None:
    """Check that edits can be applied to a text.

    What a reason may be is said by the tables that hold it.

    Args:
        edits: Edits of one text.
        length: Length of the text in code points.

    Raises:
        ValueError: Names the first edit that is wrong, and what is wrong with it.
    """
    place = 0
    for number, edit in enumerate(edits):
        problem = next(_type_problems(edit), "") or next(_place_problems(edit, place, length), "")
        if problem:
            raise ValueError(f"Edit {number}, {edit!r}, {problem}.")
        place = edit.end


def _type_problems(edit: object) -> Iterator[str]:
    if not isinstance(edit, Edit):
        yield "is not an Edit"
    # bool and numpy's integers would pass as offsets, but not through every store.
    elif type(edit.start) is not int or type(edit.end) is not int:
        yield "has an offset that is not an int"
    elif not isinstance(edit.replacement, str):
        yield "has a replacement that is not a str"
    elif _SURROGATE.search(edit.replacement):
        yield "has a replacement with a lone surrogate, which UTF-8 cannot encode"


def _place_problems(edit: Edit, place: int, length: int) -> Iterator[str]:
    if not 0 <= edit.start <= edit.end <= length:
        yield f"is not inside the text of {length} code points, or ends before it starts"
    if edit.start < place:
        yield f"begins before {place}, the end of the edit before it; sort edits, without overlap"
    if edit.start == edit.end and not edit.replacement:
        yield "changes nothing; leave it out"
