"""Takes the furniture of printed handouts out of the text: page numbers, hyphens at line ends."""

from __future__ import annotations

import re
from typing import Any

from opsonin import Cleaner, from_string, hookimpl

PAGE = re.compile(
    r"^[ \t]{0,9}(?:- ?\d{1,4} ?-|Page \d{1,4} of \d{1,4})[ \t]{0,9}\r?\n", re.MULTILINE
)
HYPHEN = re.compile(r"([a-z])-\r?\n([a-z])")
LIGATURES = str.maketrans({"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "…": "..."})


def tidy(text: str) -> str:
    return HYPHEN.sub(r"\1\2", PAGE.sub("", text)).translate(LIGATURES)


@hookimpl
def register_cleaners() -> list[Cleaner[Any]]:
    clean = from_string(tidy, reason="handout")
    return [Cleaner(name="handouts", version="1", phase="repair", clean=clean)]
