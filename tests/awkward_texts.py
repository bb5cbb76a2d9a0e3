"""Texts with everything that offsets go wrong at."""

from __future__ import annotations

from hypothesis import strategies as st

# NUL, lone carriage return, combining marks (also on white space), emoji with joiners and skin
# tone, flags, right-to-left with its marks, Han, Kana with a voiced mark, full width, capitals
# whose case folding has another length, signs without width.
_PIECES = [
    *"aZ9 .,-_\n\r\t\0'\u2019", "\r\n", "\u0301", "\u0345", "\u200d", "\ufe0f", "\u00ad", "\u200b",
    "\u00a0", "\u2028", "\u00e9", "\u00c9", "\u00df", "\u0130", "\u03a3", "\u03c2", "\u1e9e",
    "\u00bd", "\u00b2", "\u0663", "\u2163", "\u05d0", "\u0639", "\u202e", "\u6f22", "\u3042",
    "\u3099", "\uff21", "\u3002", "\u0e01\u0e34", "\U0001f600", "\U0001f468\u200d\U0001f469",
    "\U0001f44d\U0001f3fd", "\U0001f1e9\U0001f1ea", "\U00010400", "\U0010ffff", "IL-17A ",
    "TNF-\u03b1", "1.5 ", "Interleukin ", "immunohistochemistry",
]  # fmt: skip

_pieces = st.lists(st.sampled_from(_PIECES), max_size=12).map("".join)

#: Texts of such pieces, and of any others.
TEXTS = _pieces | st.text(max_size=20) | st.tuples(_pieces, st.text(max_size=5)).map("".join)
